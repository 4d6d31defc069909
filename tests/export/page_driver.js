// As much of a browser as the page's script asks for: elements that remember what they are told.
var heard = {};
function Element(id) {
  var own = this;
  this.id = id; this.children = []; this.attributes = {}; this.heard = {}; this.tagName = "";
  this.textContent = ""; this.innerHTML = ""; this.offsetTop = 0; this.offsetHeight = 20;
  this.scrollTop = 0; this.clientHeight = 4000; this.scrollLeft = 0; this.clientWidth = 3000; this.disabled = false; this.value = 1;
  this.fit = id === "graph";
  this.classList = {
    toggle: function () { own.fit = !own.fit; return own.fit; },
    contains: function () { return own.fit; },
  };
}
Element.prototype.getBoundingClientRect = function () {
  // The picture lies in the room for the graph, and is moved by as much as that is scrolled.
  var room = known.graph;
  return this === room ? { left: 300, top: 90 } : { left: 300 - room.scrollLeft, top: 90 - room.scrollTop };
};
Element.prototype.scrollTo = function (to) {
  this.scrollLeft = Math.max(0, to.left); this.scrollTop = Math.max(0, to.top);
  this.behavior = to.behavior;
};
var calm = false;
function matchMedia(query) { return { matches: calm && query === "(prefers-reduced-motion: reduce)" }; }
Element.prototype.appendChild = function (child) { this.children.push(child); };
Element.prototype.replaceChildren = function () { this.children = [].slice.call(arguments); };
Element.prototype.setAttribute = function (name, value) { this.attributes[name] = String(value); };
Element.prototype.removeAttribute = function (name) { delete this.attributes[name]; };
Element.prototype.addEventListener = function (name, act) { this.heard[name] = act; };
var known = {};
var document = {
  getElementById: function (id) { return known[id] || (known[id] = new Element(id)); },
  createElement: function () { return new Element(""); },
  addEventListener: function (name, act) { heard[name] = act; },
};
var location = { hash: "" };
var ticking = null;
function setInterval(act) { ticking = act; return 1; }
function clearInterval() { ticking = null; }
function press(key) {
  heard.keydown({ key: key, target: new Element(""), preventDefault: function () {} });
}
function marked() {
  var found = [];
  known.source.children.forEach(function (line, place) {
    var way = line.attributes["data-way"] ? " back" : "";
    if (line.attributes["aria-current"]) found.push(place + 1 + way);
  });
  return found.join();
}
