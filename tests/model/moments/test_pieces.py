"""The lines of a run's texts, in a document that has been edited since."""

from __future__ import annotations

import pytest

from inspector.model.moments.bearing import bearing, place
from inspector.model.moments.pieces import (
    as_run,
    editor_line,
    line_text,
    line_words,
    moved,
    next_line,
)
from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import AnyEvent, End, Given, Statement
from tests.runner.running import record
from tests.support.recordings import recording

SOURCE = "a = 1\nb = 2\nc = 3\n"


def with_given(*given: Given):
    events: list[AnyEvent] = [Statement(1), End(0)]
    for piece in given:
        events += [piece, Statement(piece.line), End(0)]
    return recording(SOURCE, events)


@pytest.mark.parametrize(
    ("line", "new", "expected"),
    [
        (2, SOURCE, 2),
        (2, f"\n\n{SOURCE}", 4),
        (1, SOURCE.replace("b = 2\n", ""), 1),
        (2, SOURCE.replace("b = 2\n", ""), 0),
        (3, SOURCE.replace("b = 2\n", ""), 2),
        (2, SOURCE.replace("2", "5"), 0),
        (3, SOURCE.replace("2", "5"), 3),
        (3, "", 0),
        (9, SOURCE, 0),
    ],
)
def test_a_line_is_found_again_unless_it_was_changed(line: int, new: str, expected: int) -> None:
    assert moved(SOURCE, new, line) == expected


def test_given_code_has_lines_of_its_own() -> None:
    made = with_given(Given("x = 1\ny = 2", 5))
    assert next_line(made) == 7
    assert (line_text(made, 6), line_text(made, 2), line_text(made, 99)) == ("y = 2", "b = 2", "")
    assert (line_words(made, 6), line_words(made, 2)) == ("line 2 of the console", "line 2")
    assert editor_line(made, SOURCE, 6) == 0
    assert sentence(made, 4) == "Line 1 of the console runs next: x = 1"
    assert sentence(made, 5).startswith("What was typed has run.")


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (End(3, "exit"), "ended itself, with status 3. The program's names are still there."),
        (End(1, "interrupted"), "was interrupted. The program's names are still there."),
        (End(1, "error"), "failed."),
    ],
)
def test_how_given_code_ended_is_said(end: End, said: str) -> None:
    made = recording(SOURCE, [Statement(1), End(0), Given("x = 1", 5), Statement(5), end])
    assert said in sentence(made, 5)


def test_a_cell_is_found_where_it_stands_now() -> None:
    made = with_given(Given("# %% two\nb = 5", 5, 2))
    assert line_words(made, 6) == "line 3"
    assert editor_line(made, "a\n\n\n# %% two\nb = 5\n", 6) == 5
    assert editor_line(made, "a\n# %% two\nb = 6\n", 6) == 0


def test_a_program_in_cells_is_as_run_when_each_of_its_cells_is() -> None:
    source = "# %%\na = 1\n# %%\nb = 2\n"
    edited = source.replace("2", "3")
    made = recording(source, [End(0)])
    assert as_run(made, source)
    assert not as_run(made, edited)
    made.extend([Given("# %%\nb = 3", 7, 3), End(0)])
    assert as_run(made, edited)
    assert not as_run(made, edited.replace("1", "0"))


def test_a_bearing_leads_to_the_same_turn_of_the_same_line() -> None:
    before = "t = torch.ones(1)\nfor n in range(3):\n    t = t * 2\n    u = t + 1\n"
    after = "# more\n" + before.replace("+ 1", "+ 7")
    old, new = recording(before, record(before)), recording(after, record(after))
    lines = [i for i in old.of_kind(Statement) if old.events[i].line == 3]
    step = place(bearing(old, lines[1] + 2), before, new)
    assert new.line_at(step - 1) == 4
    turns = [i for i in new.scopes.lines[4] if i < step]
    assert len(turns) == 2
    assert place(bearing(old, len(old)), before, new) == len(new)
    assert place(bearing(old, 0), before, new) == 0
