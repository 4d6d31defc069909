"""Questions that a debugger of gradients asks of autograd, answered here and by PyTorch.

Each file of ``asked`` is a program that asks many things of one subject; ``t(name, f)`` prints
what ``f`` gives or raises, and what it warns.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.oracle import assert_same

ASKED = sorted((Path(__file__).parent / "asked").glob("*.txt"))
PRELUDE = """
import warnings
# Of other parts, or told once a process and place, which other questions may have used up.
ELSEWHERE = ("torch.jit", "GraphModule", "discards the imaginary part")
def t(name, f):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            print(name, "->", f())
        except BaseException as error:
            print(name, "!!", type(error).__name__, str(error)[:1500])
    for each in said:
        if not any(text in str(each.message) for text in ELSEWHERE):
            # Without a traceback's frames, which begin with those of the test.
            lines = str(each.message).partition(" (Triggered")[0].split("\\n")
            print("   W", each.category.__name__, *(l for l in lines if not l.startswith(" ")))
"""


@pytest.mark.parametrize("path", ASKED, ids=lambda path: path.stem)
def test_every_question_has_pytorchs_answer(path: Path) -> None:
    assert_same(PRELUDE + path.read_text(encoding="utf-8"))
