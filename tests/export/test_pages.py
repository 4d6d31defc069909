"""The page that replays a run: whole in one file, safe, and stepped by its own script."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PySide6.QtQml import QJSEngine

from inspector.export.film import Cut, film
from inspector.export.films import Look
from inspector.export.page import page
from inspector.export.raster import application
from inspector.model.recordings.recording import Recording
from inspector.theme.tokens import DARK, LIGHT, THEMES
from tests.support.recordings import cubic

DRIVER = Path(__file__).with_name("page_driver.js").read_text(encoding="utf-8")


class Shown(HTMLParser):
    """The data of a page, and every address it could load something from."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.data, self._id = [], [], {}, ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        self._id = found.get("id", "") or tag
        self.addresses += [found[name] for name in ("src", "href", "data") if name in found]

    def handle_data(self, data):
        self.data[self._id] = self.data.get(self._id, "") + data


def test_a_page_needs_nothing_but_itself_and_forbids_the_rest():
    text = page(film(cubic(), Cut(), LIGHT), Look(by_preference=True))
    shown = Shown(text)
    assert shown.addresses == []
    assert not re.search(r"@import|url\(|https?://|fetch|XMLHttp|WebSocket|eval", text)
    assert "default-src 'none'" in text
    assert "prefers-color-scheme: dark" in text
    assert LIGHT.gradient in text
    assert DARK.gradient in text


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_page_in_one_theme_is_always_that_one(theme):
    text = page(film(cubic(), Cut(), theme), Look())
    assert "prefers-color-scheme" not in text
    assert f"--canvas:{theme.canvas};" in text


def test_a_program_cannot_break_out_of_its_page():
    recording = Recording("# </script><script>x</script> <!--\n" + cubic().source, "<b>.py")
    recording.extend(cubic().events)
    shown = Shown(page(film(recording, Cut(), LIGHT), Look()))
    assert shown.tags.count("script") == 2
    assert "b" not in shown.tags
    data = json.loads(shown.data["film"])
    assert data["lines"][0] == "# </script><script>x</script> <!--"


@pytest.fixture
def replay(request):
    """The page's own script, run on the page's own data; asks it anything.

    With a parameter it is what the driver does to a browser before the script begins.
    """
    application()
    made = film(cubic(), Cut(), LIGHT)
    shown = Shown(page(made, Look(by_preference=True)))
    engine = QJSEngine()

    def ask(script):
        answer = engine.evaluate(script)
        assert not answer.isError(), answer.toString()
        return answer.toVariant()

    ask(DRIVER)
    ask(f"document.getElementById('film').textContent = {json.dumps(shown.data['film'])}")
    ask(getattr(request, "param", ""))
    ask(shown.data["script"])
    return ask, list(made.frames()), json.loads(shown.data["film"])


def test_a_page_steps_with_the_arrows_and_says_each_step(replay):
    ask, frames, data = replay
    for frame in frames:
        assert ask("known.says.textContent") == frame.sentence
        assert ask("known.count.textContent") == f"step {frame.step} of {data['steps']}"
        way = " back" if frame.backward else ""
        assert ask("marked()") == (f"{frame.line}{way}" if frame.line else "")
        assert ask("known.cards.children.map(c => c.textContent)") == list(frame.cards)
        assert "<text" in ask("known.picture.innerHTML")
        ask("press('ArrowRight')")
    assert ask("known.forward.disabled") is True
    ask("press('ArrowLeft')")
    assert ask("known.says.textContent") == frames[-2].sentence
    ask("press('PageDown')")  # as a clicker does
    assert ask("known.says.textContent") == frames[-1].sentence
    ask("press('PageUp')")
    assert ask("known.says.textContent") == frames[-2].sentence
    ask("press('Home')")
    assert ask("known.says.textContent") == frames[0].sentence
    assert ask("known.back.disabled") is True


def test_a_page_plays_to_its_end_and_stops(replay):
    ask, frames, _ = replay
    ask("press(' ')")
    assert ask("known.play.textContent") == "Pause"
    for _ in frames[1:]:
        ask("ticking()")
    assert ask("ticking === null") is True
    assert ask("known.play.textContent") == "Play"
    assert ask("known.says.textContent") == frames[-1].sentence


def test_a_page_draws_each_frame_in_the_colours_of_both_themes(replay):
    _, frames, data = replay
    names = set(re.findall(r"var\((--c\d+)\)", "".join(data["pieces"])))
    assert names
    text = page(film(cubic(), Cut(), LIGHT), Look(by_preference=True))
    for name in names:
        assert len(re.findall(f"{name}:#", text)) == 2
    assert not re.search(r'(fill|stroke)="#', "".join(data["pieces"]))
    assert len(data["frames"]) == len(frames)


def test_a_page_in_natural_size_scrolls_to_what_its_step_is_about(replay):
    ask, frames, data = replay
    cut = Cut(source=False, caption=False)
    spots = [frame.spot for frame in film(cubic(), cut, LIGHT).frames()]
    assert [frame["spot"] for frame in data["frames"]] == [
        spot and [round(place) for place in spot] for spot in spots
    ]
    assert {frame.spot for frame in frames} == {None}  # these have the program beside the graph
    right = max(range(len(spots)), key=lambda number: spots[number] or (0.0, 0.0))
    assert spots[right][0] > 300
    ask("known.graph.clientWidth = 300; known.graph.clientHeight = 400")
    ask(f"for (let n = 0; n < {right}; n++) press('ArrowRight')")
    assert ask("known.graph.scrollLeft") == 0  # all of it is in sight
    ask("known.whole.heard.click()")
    assert ask("known.graph.scrollLeft") == round(spots[right][0]) - 150
    assert ask("known.graph.behavior") == "smooth"
    ask("calm = true; known.graph.scrollLeft = 0; press('ArrowLeft'); press('ArrowRight')")
    assert ask("known.graph.scrollLeft") == round(spots[right][0]) - 150
    assert ask("known.graph.behavior") == "auto"
    ask("known.graph.scrollLeft -= 10; known.whole.heard.click(); known.whole.heard.click()")
    assert ask("known.graph.scrollLeft") == round(spots[right][0]) - 160  # it is in sight


@pytest.mark.parametrize(
    "replay", ["document.getElementById('graph').clientWidth = 300"], indirect=True
)
def test_a_graph_that_would_be_too_small_to_read_begins_in_its_natural_size(replay):
    ask, _, data = replay
    assert data["size"][0] > 500
    assert ask("known.graph.fit") is False
    assert ask("known.whole.attributes['aria-pressed']") == "false"


def test_long_lines_of_a_program_are_wrapped_in_a_page():
    style = Shown(page(film(cubic(), Cut(), LIGHT), Look())).data["style"]
    assert "white-space: pre-wrap" in style
    assert "max-width: " in style
