"""The legend and the sentence on the canvas, and the room they leave the graph."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inspector.canvas.caption import Caption
from inspector.canvas.legend import Legend
from inspector.canvas.legend_entries import kinds_now
from inspector.theme.tokens import PROJECTOR
from tests.canvas.conftest import Opened, settle
from tests.support.canvases import grabbed
from tests.support.recordings import cubic
from tests.support.wide import recorded


def test_the_legend_folds_and_unfolds(opened: Opened) -> None:
    canvas = opened(cubic(), legend="open")
    unfolded = grabbed(canvas).toImage()
    canvas.session.settings["legend"] = "folded"
    folded = grabbed(canvas).toImage()
    assert folded != unfolded
    canvas.session.settings["legend"] = "open"
    assert grabbed(canvas).toImage() == unfolded


def test_the_legend_folds_itself_where_the_graph_needs_the_room(opened: Opened) -> None:
    canvas = opened(cubic())
    assert canvas.legend_open
    canvas.resize(320, 240)
    settle()
    assert not canvas.legend_open
    assert not opened(cubic(), theme="projector").legend_open


def test_the_legend_asked_for_stays_open(opened: Opened) -> None:
    canvas = opened(cubic(), theme="projector")
    canvas.toggle_legend()
    assert canvas.legend_open
    canvas.toggle_legend()
    assert not canvas.legend_open


def test_no_vertex_lies_under_the_legend_of_a_fitted_graph(opened: Opened) -> None:
    for legend in ("open", "folded"):
        canvas = opened(cubic(), legend=legend)
        assert canvas.eye.size[1] < canvas.height()
        _, top, _, height = canvas.eye.now.rect_to_screen(canvas.picture.stage.bounds)
        assert top + height <= canvas.eye.size[1]


def test_a_folded_legend_lies_in_the_first_corner_that_hides_nothing(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded")
    legend = next(child for child in canvas.children() if isinstance(child, Legend))
    low, middle = legend.geometry(), canvas.rect().center()
    taken = [low]
    for right, high in ((False, True), (True, False), (True, True)):
        legend.make_way(lambda place: any(map(place.intersects, taken)))
        now = legend.geometry()
        assert (now.center().x() > middle.x(), now.center().y() < middle.y()) == (right, high)
        assert canvas.rect().contains(now)
        taken.append(now)
    legend.make_way(lambda place: True)
    assert legend.geometry() == low


def test_the_sentence_stands_on_the_canvas_only_when_asked(opened: Opened) -> None:
    canvas = opened(cubic(), theme="projector")
    caption = next(child for child in canvas.children() if isinstance(child, Caption))
    assert caption.isHidden()
    canvas.set_captioned(True)
    assert caption.isVisible()
    assert caption.text()


def test_the_legend_is_as_high_as_what_it_explains_now(opened: Opened) -> None:
    canvas = opened(cubic(), legend="open")
    canvas.resize(420, 600)
    settle()
    canvas.session.go(len(canvas.session.recording))
    settle()
    legend = canvas.findChild(Legend)
    assert isinstance(legend, Legend)
    whole, low = legend.height(), legend.geometry().bottom()
    legend.show_present(kinds_now(canvas.session.appearance)[:1])
    assert legend.height() < whole
    assert legend.geometry().bottom() == low


def test_a_long_sentence_is_whole_and_takes_no_room_from_the_graph(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    caption = Caption(PROJECTOR, parent)
    caption.wanted = True
    caption.say("A short one.")
    parent.show()
    usual = caption.place(1280, 720)
    assert caption.geometry().getRect() == (0, 720 - usual, 1280, usual)
    before = caption.fontInfo().pixelSize()
    for many in (12, 24, 80):
        caption.say("Words that go on and on. " * many)
        assert caption.place(1280, 720) == usual
        assert caption.geometry().bottom() == 719
        assert caption.height() >= caption.heightForWidth(1280)
    assert caption.fontInfo().pixelSize() < before
    caption.say("A short one.")
    assert caption.height() == usual
    assert caption.fontInfo().pixelSize() == before


def test_a_folded_legend_makes_way_for_a_card_and_comes_back(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True, minimap=False)
    legend = canvas.findChild(Legend)
    canvas.reset_zoom()
    canvas.glide()
    low = legend.geometry()
    box = canvas.eye.now.rect_to_screen(canvas.picture.stage.box("t1"))
    canvas.pan(low.x() - box[0], low.y() - box[1])
    assert legend.geometry() == low  # as long as a hand moves the graph
    canvas.glide()
    assert legend.geometry().bottom() < low.top()
    canvas.pan(0, -400)
    canvas.glide()
    assert legend.geometry() == low


def test_a_folded_legend_makes_way_for_the_tag_of_a_leaf_too(opened: Opened) -> None:
    turns = (
        "w = torch.ones(2, requires_grad=True)\nh = torch.ones(2)\n" + 40 * "h = (h * w).tanh()\n"
    )
    canvas = opened(recorded(turns), legend="folded", reduced_motion=True, minimap=False)
    legend, at = canvas.findChild(Legend), canvas.picture.stage
    canvas.reset_zoom()
    canvas.glide()
    before = legend.geometry()
    assert len(at.tagged)
    box = canvas.eye.now.rect_to_screen(at.tag_box(len(at.tagged) - 1))
    canvas.pan(before.x() - box[0], before.y() - box[1])
    canvas.glide()
    assert not legend.geometry().intersects(before)
