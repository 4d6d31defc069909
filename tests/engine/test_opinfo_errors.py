"""What PyTorch's own catalogue of operations knows to be refused is refused with its words."""

from __future__ import annotations

import pytest

from tests.engine.opinfo import entries
from tests.engine.opinfo_errors import compared
from tests.support.readme import figures

SHARES = 6
ON_A_CLASS = "an operator called on the class with a number, as no program does"
GROWS = "PyTorch's memory of an array or a part cannot grow; here an out gets memory of its own"
# Which wrong inputs of an entry are not refused in PyTorch's words, and why.
DIFFERING = {
    **dict.fromkeys(
        ("__radd__", "__rmul__", "__rand__", "__ror__", "__rxor__"), ((0, 1), ON_A_CLASS)
    ),
    **dict.fromkeys(("__rmod__", "__rpow__", "__rsub__"), ((0,), ON_A_CLASS)),
    "cat": ((6, 7, 8), GROWS),
    "gather": ((7,), GROWS),
}


@pytest.mark.parametrize("share", range(SHARES))
def test_what_pytorch_refuses_is_refused_in_its_words(share: int) -> None:
    unexpected = {
        f"{name} {number}": text
        for name in list(entries())[share::SHARES]
        for number, text in compared(name).items()
        if text and number not in DIFFERING.get(name, ((), ""))[0]
    }
    assert not unexpected


@pytest.mark.parametrize("name", DIFFERING)
def test_what_is_said_to_differ_differs(name: str) -> None:
    assert tuple(number for number, text in compared(name).items() if text) == DIFFERING[name][0]


def test_the_readme_tells_how_many_are_refused_alike() -> None:
    found = [text for name in entries() for text in compared(name).values()]
    assert figures(r"Of the (\d+) wrong inputs that this catalogue knows for them, (\d+) are") == (
        len(found), found.count(""),
    )  # fmt: skip
