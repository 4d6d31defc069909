"""What was told in short is whole again; what does not fit is refused."""

from __future__ import annotations

import pytest

from inspector.model.recordings.events import Names, Op, Statement
from inspector.model.recordings.facts import Binding, NextFunction, Operand, Output, Saved, Value
from inspector.model.recordings.packing import Constant, NamesSite, OpSite, PackingError, Unpacker

FIRST = Op(
    1, "mul", "*", (Operand("self", 4), Operand("other", text="2.0")),
    (Output(5, Value((), "float32", b"\0\0\0\0"), True, False),), 7, "MulBackward0",
    (NextFunction(3, "AccumulateGrad", 0, 4), NextFunction(None)),
    (Saved("_saved_self", 4), Saved("_saved_other", text="2.0"), Saved("_saved_result", 5)),
    line=3, columns=(4, 9), end_line=3,
)  # fmt: skip
SITE = OpSite(1, FIRST, (0, -1), (0, -2, -1))


def test_a_short_operation_has_its_own_numbers_and_value_and_all_else_of_its_site() -> None:
    (event,) = Unpacker().unpack([SITE, [1, 12, 15, 17, b"\0\0\x80?", 14, 13]])
    assert event == Op(
        12, "mul", "*", (Operand("self", 14), Operand("other", text="2.0")),
        (Output(15, Value((), "float32", b"\0\0\x80?"), True, False),), 17, "MulBackward0",
        (NextFunction(13, "AccumulateGrad", 0, 14), NextFunction(None)),
        (Saved("_saved_self", 14), Saved("_saved_other", text="2.0"), Saved("_saved_result", 15)),
        line=3, columns=(4, 9), end_line=3,
    )  # fmt: skip


def test_a_value_that_was_not_recorded_is_told_as_such() -> None:
    (event,) = Unpacker().unpack([SITE, [1, 12, 15, 17, None, 14, 13]])
    assert isinstance(event, Op)
    assert event.outputs[0].value == Value((), "float32", b"", whole=False)


def test_statements_and_names_come_back_too() -> None:
    sites = [
        Constant(1, Statement(3, "f", 1)),
        NamesSite(2, Names((Binding("x", 4),), (), "f", 1)),
    ]
    events = Unpacker().unpack([*sites, [1], [2, 9], [2, "½".encode()], [1]])
    assert events == [
        Statement(3, "f", 1),
        Names((Binding("x", 9),), (), "f", 1),
        Names((Binding("x", text="½"),), (), "f", 1),
        Statement(3, "f", 1),
    ]


@pytest.mark.parametrize(
    "item",
    [[], [2], [None], [1], [1, 12, 15, 17, b"", 14], [1, 12, 15, 17, 10**400, 14, 13],
     [1, 12, b"", 17, b"", 14, 13]],
)  # fmt: skip
def test_what_does_not_fit_its_site_is_refused(item: list[int | bytes | float | None]) -> None:
    with pytest.raises(PackingError):
        Unpacker().unpack([SITE, item])
