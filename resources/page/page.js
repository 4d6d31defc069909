"use strict";

// Replays a recorded run: one frame a step, put together from pieces that frames share.
(function () {
  const at = (id) => document.getElementById(id);
  const film = JSON.parse(at("film").textContent);
  const frames = film.frames;
  const NEAR = 80; // pixels
  const READABLE = 0.6; // of the size in which cards are drawn
  let shown = -1;
  let clock = null;

  const lines = film.lines.map(function (text) {
    const line = document.createElement("li");
    line.textContent = text || " ";
    at("source").appendChild(line);
    return line;
  });

  function mark(number, back) {
    lines.forEach(function (line, place) {
      if (place + 1 === number) line.setAttribute("aria-current", "step");
      else line.removeAttribute("aria-current");
      if (place + 1 === number && back) line.setAttribute("data-way", "back");
      else line.removeAttribute("data-way");
    });
    const line = lines[number - 1];
    const room = at("program");
    if (!line) return;
    const top = line.offsetTop - lines[0].offsetTop;
    if (top < room.scrollTop || top + 2 * line.offsetHeight > room.scrollTop + room.clientHeight)
      room.scrollTop = top - room.clientHeight / 2;
  }

  // Scrolls to a spot of the graph that is out of sight, or so near an edge that its card is cut.
  function look(spot) {
    const room = at("graph");
    if (!spot || room.classList.contains("fit")) return;
    const seen = room.getBoundingClientRect();
    const drawn = at("picture").getBoundingClientRect();
    const across = drawn.left - seen.left + spot[0];
    const down = drawn.top - seen.top + spot[1];
    const near = (where, length) => where < NEAR || where > length - NEAR;
    if (!near(across, room.clientWidth) && !near(down, room.clientHeight)) return;
    room.scrollTo({
      left: room.scrollLeft + across - room.clientWidth / 2,
      top: room.scrollTop + down - room.clientHeight / 2,
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
    });
  }

  function show(place) {
    const next = Math.max(0, Math.min(place, frames.length - 1));
    if (next === shown) return;
    shown = next;
    const frame = frames[shown];
    at("picture").innerHTML = frame.draws.map((piece) => film.pieces[piece]).join("");
    at("says").textContent = frame.says;
    at("count").textContent = "step " + frame.step + " of " + film.steps;
    look(frame.spot);
    mark(frame.line, frame.back);
    at("cards").replaceChildren(...frame.cards.map(function (card) {
      const item = document.createElement("li");
      item.textContent = film.words[card];
      return item;
    }));
    at("place").value = shown + 1;
    at("place").setAttribute("aria-valuetext", "step " + frame.step);
    at("first").disabled = at("back").disabled = shown === 0;
    at("last").disabled = at("forward").disabled = shown === frames.length - 1;
  }

  function hold() {
    if (clock !== null) clearInterval(clock);
    clock = null;
    at("play").textContent = "Play";
    at("play").setAttribute("aria-pressed", "false");
  }

  function play() {
    if (clock !== null) return hold();
    if (shown === frames.length - 1) show(0);
    at("play").textContent = "Pause";
    at("play").setAttribute("aria-pressed", "true");
    clock = setInterval(function () {
      show(shown + 1);
      if (shown === frames.length - 1) hold();
    }, 1000 * film.seconds);
  }

  function go(place) {
    hold();
    show(place);
  }

  const ways = {
    Home: () => go(0),
    ArrowLeft: () => go(shown - 1),
    ArrowRight: () => go(shown + 1),
    End: () => go(frames.length - 1),
    " ": play,
  };
  ways.PageUp = ways.ArrowLeft; // what a clicker sends
  ways.PageDown = ways.ArrowRight;

  document.addEventListener("keydown", function (event) {
    const way = ways[event.key];
    const own = event.target.id === "place" || (event.key === " " && /BUTTON|SUMMARY/.test(event.target.tagName));
    if (!way || own || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    way();
  });
  at("first").addEventListener("click", ways.Home);
  at("back").addEventListener("click", ways.ArrowLeft);
  at("play").addEventListener("click", play);
  at("forward").addEventListener("click", ways.ArrowRight);
  at("last").addEventListener("click", ways.End);
  at("place").addEventListener("input", () => go(at("place").value - 1));
  at("whole").addEventListener("click", function () {
    const fits = at("graph").classList.toggle("fit");
    at("whole").setAttribute("aria-pressed", String(fits));
    look(frames[shown].spot);
  });
  at("place").max = frames.length;

  // What would be too small to be read begins in its natural size, and each step scrolls to its spot.
  const room = at("graph");
  const share = Math.min(room.clientWidth / film.size[0], room.clientHeight / film.size[1]);
  if (share < READABLE) room.classList.toggle("fit");
  at("whole").setAttribute("aria-pressed", String(room.classList.contains("fit")));

  const wanted = frames.findIndex((frame) => "#" + frame.step === location.hash);
  show(Math.max(0, wanted));
})();
