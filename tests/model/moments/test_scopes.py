"""The variables of the running functions at a step."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import Frame
from inspector.model.recordings.events import AnyEvent, End, Names, Statement
from inspector.model.recordings.facts import Binding
from inspector.model.recordings.recording import Recording


def bind(name: str, text: str, depth: int = 0) -> Names:
    function = "f" if depth else "<module>"
    return Names((Binding(name, text=text),), (), function, depth)


def frames(*events: AnyEvent) -> tuple[Frame, ...]:
    recording = Recording()
    recording.extend(events)
    return Moment(recording, len(recording)).variables()


def texts(frame: Frame) -> dict[str, str]:
    return {binding.name: binding.text for binding in frame.bindings}


def test_a_rebound_variable_shows_its_newest_binding_and_keeps_its_place():
    (module,) = frames(Statement(1), bind("a", "1"), bind("b", "2"), bind("a", "3"))
    assert list(texts(module).items()) == [("a", "3"), ("b", "2")]


def test_a_deleted_variable_is_gone_until_it_is_bound_again():
    gone = Names((), ("a",))
    (module,) = frames(Statement(1), bind("a", "1"), gone)
    assert texts(module) == {}
    (module,) = frames(Statement(1), bind("a", "1"), gone, bind("a", "2"))
    assert texts(module) == {"a": "2"}


def test_the_variables_the_last_statement_bound_are_marked_at_the_next():
    (module,) = frames(Statement(1), bind("a", "1"), Statement(2), bind("b", "2"), Statement(3))
    assert module.changed == {"b"}


def test_a_running_function_stands_after_its_module():
    outer, inner = frames(
        Statement(1), bind("a", "1"), Statement(5), Statement(2, "f", 1), bind("x", "2", 1)
    )
    assert (outer.function, texts(outer)) == ("<module>", {"a": "1"})
    assert (inner.function, inner.depth, texts(inner)) == ("f", 1, {"x": "2"})


def test_a_function_that_returned_is_gone_and_a_second_call_starts_afresh():
    call = (Statement(5), Statement(2, "f", 1), bind("x", "2", 1), Statement(6))
    (module,) = frames(*call)
    assert module.function == "<module>"
    _, inner = frames(*call, Statement(2, "f", 1))
    assert texts(inner) == {}


def test_a_finished_run_shows_its_module_and_a_failed_one_where_it_failed():
    running = (Statement(5), Statement(2, "f", 1), bind("x", "2", 1))
    assert len(frames(*running, End(0))) == 1
    assert len(frames(*running, End(1, "error"))) == 2
