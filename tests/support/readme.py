"""The numbers that the README states, for the tests that measure them."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def figures(statement: str) -> tuple[int, ...]:
    """The numbers of a statement, given as an expression whose groups they are."""
    text = " ".join(README.read_text(encoding="utf-8").split())
    found = re.search(statement, text)
    assert found is not None, f"the README does not say: {statement}"
    return tuple(int(each.replace(",", "")) for each in found.groups())
