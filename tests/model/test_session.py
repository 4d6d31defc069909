"""What a session tells its listeners, and what it keeps sound whatever is asked of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import View
from inspector.model.moments.navigation import Stops
from inspector.model.session import Session
from inspector.model.sight import AT_REST
from inspector.model.sources.document import Document
from tests.model.graphs.test_generation import training
from tests.support.recordings import CUBIC, chain, cubic, cubic_events


class Diary:
    """Writes down every signal of a session."""

    def __init__(self, session: Session) -> None:
        self.heard: list[object] = []
        for name in (
            "document_changed", "recording_changed", "recording_grew", "selection_changed",
            "running_changed", "view_changed", "graph_changed",
        ):  # fmt: skip
            getattr(session, name).connect(self._listener(name))
        session.step_changed.connect(self.moved)
        session.settings_changed.connect(self.set)

    def _listener(self, name: str):
        return lambda: self.heard.append(name)

    def moved(self, old: int, new: int) -> None:
        self.heard.append((old, new))

    def set(self, key: str) -> None:
        self.heard.append(key)


def opened() -> Session:
    session = Session()
    session.open_recording(cubic())
    return session


def test_a_fresh_session_is_empty_but_answers_everything() -> None:
    session = Session()
    assert (session.step, len(session.recording), session.selection) == (0, 0, None)
    assert session.graph.vertices == ()
    assert session.moment.event is None
    assert not session.stale


def test_opening_a_recording_shows_its_end() -> None:
    session = Session()
    diary = Diary(session)
    session.open_recording(cubic())
    assert session.step == len(cubic())
    assert diary.heard == ["recording_changed"]
    assert session.appearance.vertex("o4").value_text == "13"


@pytest.mark.parametrize(("asked", "reached"), [(-5, 0), (7, 7), (10_000, len(cubic()))])
def test_going_stays_within_the_recording(asked: int, reached: int) -> None:
    session = opened()
    session.go(3)
    diary = Diary(session)
    session.go(asked)
    assert session.step == reached
    assert diary.heard == [(3, reached)]


def test_going_nowhere_is_silent() -> None:
    session = opened()
    diary = Diary(session)
    session.go(session.step)
    assert diary.heard == []


def test_moving_goes_to_the_next_stop() -> None:
    session = opened()
    session.go(0)
    session.move(Stops.OPERATION, forward=True)
    assert session.graph.by_key["o1"].born == session.step


def test_a_run_is_followed_until_the_reader_moves_away() -> None:
    session = Session()
    events = cubic_events()
    session.new_run(CUBIC, "<program>")
    assert session.running
    session.grow(events[:10])
    assert (session.step, session.follow) == (10, True)
    session.go(4)
    session.grow(events[10:])
    assert (session.step, session.follow) == (4, False)
    session.finish()
    assert not session.running
    assert session.graph == build(cubic(), View.OPERATIONS)


def test_a_large_graph_is_made_piece_by_piece_before_the_run_is_over() -> None:
    whole = chain(3 * AT_REST)
    for asks in (False, True):
        session = Session()
        session.new_run(whole.source, "program")
        session.grow(whole.events[: len(whole) // 2])
        behind = session.graph
        session.grow(whole.events[len(whole) // 2 :])
        assert session.appearance.graph is behind
        pieces = 0
        for _ in session.catch_up():
            pieces += 1
            assert session.graph is behind
            if asks and pieces == 3:
                session.fold_all(True)
                behind = session.graph
        made = session.graph
        assert pieces == 3 if asks else pieces > 10
        session.finish()
        assert session.graph is made
        assert session.appearance.graph is made
        assert {vertex.key for vertex in made.vertices} == {
            vertex.key for vertex in build(whole, View.OPERATIONS).vertices
        }


def test_a_run_tells_that_it_grew_before_the_step_moves() -> None:
    session = Session()
    session.new_run(CUBIC, "<program>")
    diary = Diary(session)
    session.grow(cubic_events()[:4])
    session.grow([])
    assert diary.heard == ["recording_grew", (0, 4)]


def test_a_new_run_forgets_the_old_one() -> None:
    session = opened()
    session.select("o1")
    diary = Diary(session)
    session.new_run("pass", "<program>")
    assert (session.step, session.selection, session.graph.vertices) == (0, None, ())
    assert diary.heard == ["recording_changed", "selection_changed", "running_changed"]


def test_the_shown_run_is_stale_once_the_text_differs() -> None:
    session = opened()
    assert session.stale
    session.edit(CUBIC)
    assert not session.stale
    session.edit(CUBIC + "\n")
    assert session.stale


def test_editing_keeps_the_file_and_marks_it_modified() -> None:
    session = Session()
    session.open_document(Document("a", Path("a.py"), "a"))
    diary = Diary(session)
    session.edit("b")
    session.edit("b")
    assert (session.document.path, session.document.modified) == (Path("a.py"), True)
    assert diary.heard == ["document_changed"]


def test_only_what_is_in_the_graph_can_be_selected() -> None:
    session = opened()
    diary = Diary(session)
    session.select("o1")
    session.select("o1")
    session.select("nonsense")
    assert session.selection is None
    assert diary.heard == ["selection_changed", "selection_changed"]


def test_turning_the_view_keeps_the_selected_tensor_selected() -> None:
    session = opened()
    session.select("o4")
    diary = Diary(session)
    session.settings["view"] = View.TENSORS.value
    assert session.view is View.TENSORS
    assert (session.graph.view, session.selection) == (View.TENSORS, "t5")
    assert diary.heard == ["view_changed", "selection_changed", "view"]
    session.settings["view"] = View.OPERATIONS.value
    assert session.selection == "o4"


def test_moving_to_another_generation_changes_the_graph() -> None:
    session = Session()
    session.open_recording(training(30))
    last = session.graph
    session.select(last.vertices[-1].key)
    diary = Diary(session)
    session.go(5)
    assert session.graph is not last
    assert session.scope[0] == 0
    assert diary.heard == ["graph_changed", (len(session.recording), 5), "selection_changed"]
    assert session.selection is None


def test_following_a_run_into_its_next_generation_changes_the_graph() -> None:
    session = Session()
    events = training(30).events
    session.new_run("", "<program>")
    session.grow(events[:-20])
    diary = Diary(session)
    session.grow(events[-20:])
    assert diary.heard == ["graph_changed", "recording_grew", (len(events) - 20, len(events))]


def test_a_picture_that_becomes_too_large_falls_back_to_one_generation() -> None:
    session = Session()
    events = training(30).events
    session.new_run("", "<program>")
    session.grow(events[:40])
    session.go(3)
    session.select(session.graph.vertices[-1].key)
    diary = Diary(session)
    session.grow(events[40:])
    assert diary.heard == ["graph_changed", "recording_grew", "selection_changed"]


def test_a_graph_is_kept_while_only_the_step_moves() -> None:
    session = opened()
    graph = session.graph
    session.go(3)
    assert session.graph is graph


COMMANDS = st.one_of(
    st.tuples(st.just("go"), st.integers(-5, 400)),
    st.tuples(st.just("move"), st.sampled_from(list(Stops)), st.booleans()),
    st.tuples(st.just("select"), st.sampled_from(["o1", "o3", "o60", "o110", "t1", "t4", None])),
    st.tuples(st.just("grow"), st.integers(0, 9)),
    st.tuples(st.just("view"), st.sampled_from([view.value for view in View])),
    st.tuples(st.just("finish")),
    st.tuples(st.just("new_run")),
    st.tuples(st.just("edit"), st.sampled_from(["", CUBIC])),
)


def obey(session: Session, command: tuple[object, ...]) -> None:
    name, *rest = command
    if name == "grow":
        here = len(session.recording)
        session.grow(EVENTS[here : here + int(str(rest[0])) ** 2])
    elif name == "view":
        session.settings["view"] = str(rest[0])
    elif name == "new_run":
        session.new_run(CUBIC, "<program>")
    else:
        getattr(session, str(name))(*rest)


EVENTS = training(30).events


@settings(max_examples=60, deadline=None)
@given(st.lists(COMMANDS, max_size=25))
def test_whatever_is_asked_a_session_stays_sound(commands: list[tuple[object, ...]]) -> None:
    session = Session()
    session.new_run(CUBIC, "<program>")
    for command in commands:
        obey(session, command)
        start, stop = session.scope
        assert 0 <= session.step <= len(session.recording)
        assert start <= session.step <= stop <= len(session.recording)
        assert session.moment.step == session.step == session.appearance.step
        assert session.graph == build(session.recording, session.view, session.scope)
        assert session.appearance.graph is session.graph
        assert session.selection is None or session.selection in session.graph.by_key
        assert not session.follow or session.step == len(session.recording)


def test_a_remark_is_over_once_something_else_is_chosen() -> None:
    session = opened()
    session.remark("Nothing is selected.")
    session.select(session.graph.vertices[0].key)
    assert session.said == ""
