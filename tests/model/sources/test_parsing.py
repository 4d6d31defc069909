"""Text that may be anything is read as Python, or is not; nothing else happens."""

from __future__ import annotations

import ast

import pytest

from inspector.model.derivations.evaluation import indices
from inspector.model.lessons.lesson_text import read_lesson
from inspector.model.moments.calls import loops
from inspector.model.sources.headings import headings
from inspector.model.sources.parsing import constant, nodes, parsed, unparsed
from inspector.model.sources.statements import statement_line

NO_PYTHON = ("x = (", "a\x00b", "x = " + "(" * 10_000, "x = " + "-" * 100_000 + "1")


@pytest.mark.parametrize("text", NO_PYTHON, ids=("open", "nul", "brackets", "signs"))
def test_no_python_is_none_to_whoever_reads_it(text: str) -> None:
    assert parsed(text) is None
    assert nodes(text) == []
    assert not headings(text)
    assert not loops(text)
    assert statement_line(text, 1) == 1
    (problem,) = read_lesson(text).problems
    assert problem.text.startswith("This is not Python: ")


@pytest.mark.parametrize("text", ["f(1)", "[", "a", "1 if x else 2", "((", ""])
def test_what_would_have_to_be_computed_is_no_constant(text: str) -> None:
    with pytest.raises(ValueError, match="no literal"):
        constant(text)
    assert constant("[1, (2.5, 'a'), None]") == [1, (2.5, "a"), None]


@pytest.mark.parametrize("text", ["0] + y[1", "0]\nx[1", "(", "f()", "]"])
def test_what_is_no_index_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^no (index|literal)$"):
        indices(text)


def test_what_is_nested_too_deeply_to_be_written_is_not() -> None:
    chain: ast.expr = ast.Name("a")
    for _ in range(5_000):
        chain = ast.Attribute(chain, "b")
    assert unparsed(chain) == ""
    assert unparsed(ast.Name("a")) == "a"
