"""An operation's inputs, read for the picture: its symbol with constants, and gradient slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from inspector.model.recordings.events import AnyEvent, Op
from inspector.model.recordings.facts import NextFunction, Operand, Output
from inspector.model.recordings.format import true_minus

ARGUMENTS = frozenset({"self", "input", "other", "exponent", "mat1", "mat2", "tensor1", "tensor2"})
ELEMENTWISE = frozenset({"+", "−", "×", "÷", "/", "^"})
UNSAID = frozenset({"", "None", "function", str(2**63 - 1)})
"""Options that say nothing: not given, a rule of ours, or an end beyond every end of slices."""
_WITHIN = ARGUMENTS | {"dims", "along"}
"""The same of a normalisation, whose name says what it goes along."""
OF_A_PART = "CopySlices"
"""The node of a tensor of which a part was changed in place."""
POWERS = frozenset({"^", "**", "xʸ", "xⁿ", "pow"})


def tensors(op: Op) -> tuple[Operand, ...]:
    """The operands that are tensors, in the order of the call."""
    found = [operand for operand in op.inputs if operand.tensor is not None]
    return op.inputs if len(found) == len(op.inputs) else tuple(found)


def as_written(op: Op) -> tuple[Operand, ...]:
    """An operation's operands in the order in which one writes them: of ``2 - x`` the 2 first.

    There the engine is given ``x`` before the number, as in ``7 // x``, ``7 % x`` and ``2 ** x``.
    """
    given = op.inputs
    if len(given) < 2:
        return given
    turned = op.name == "rsub" and all(one.text == "1" for one in given[2:])
    turned = turned or any(one.name == "reverse" for one in given[2:3])
    if turned or (given[1].name == "self" and given[0].name in ARGUMENTS):
        return (given[1], given[0], *given[2:])
    return given


def symbol(op: Op) -> str:
    """The operation's symbol with the Python numbers it was given: ``×3``, ``5−``, ``+=1``."""
    sign = op.symbol or op.name.rstrip("_")
    if sign in ELEMENTWISE and not op.in_place and len(tensors(op)) == len(op.inputs):
        return sign  # as most are
    if sign in POWERS:
        sign = "^"
    if op.in_place:
        sign = written_over(sign)
    before, after = _numbers(op)
    if sign.isidentifier() and len(sign) > 1:
        return f"{before} {sign} {after}".strip()
    return before + sign + after


def written_over(sign: str) -> str:
    """The sign of an operation whose result is written over its input: ``+=``, ``relu_``."""
    return sign + ("_" if sign.isidentifier() else "=")


def options(op: Op) -> tuple[str, ...]:
    """What else the call was given, as ``name=text`` (``dim=0``)."""
    unsaid = _WITHIN if any(one.name == "along" for one in op.inputs) else ARGUMENTS
    return tuple(
        f"{operand.name}={true_minus(operand.text)}"
        for operand in op.inputs
        if operand.tensor is None
        and operand.text not in UNSAID
        and operand.name not in unsaid
        and not (operand.name == "reverse" or (op.name == "rsub" and operand.text == "1"))
    )


def _numbers(op: Op) -> tuple[str, str]:
    """Plain numbers standing before and after the operation's first tensor."""
    before, after, seen = "", "", False
    if not any(one.tensor is None and one.name in ARGUMENTS for one in op.inputs):
        return before, after  # as most are
    for operand in as_written(op):
        if operand.tensor is not None:
            seen = True
        elif operand.name in ARGUMENTS and operand.text:
            text = true_minus(operand.text)
            before, after = (before, after + text) if seen else (before + text, after)
    return before, after


def matched(
    op: Op,
    operands: Sequence[Operand],
    gradient: Mapping[int, tuple[int, int]],
    tracked: AbstractSet[int],
) -> Sequence[int | None]:
    """For each of the ``operands``, all tensors, the next function that its gradient goes to.

    An operand belongs to the entry that names its own node (``gradient``: node and output
    number by tensor) or its AccumulateGrad; ``x*x`` takes two entries, in order. Operands that
    require grad but own no entry by name (a view whose history was rewritten) take what is left.
    """
    slots = _in_order(op.next, operands, gradient, tracked)
    if slots is not None:
        return slots
    left = {index: entry for index, entry in enumerate(op.next) if entry.node is not None}
    slots = [_take(left, operand, gradient) for operand in operands]
    for place, operand in enumerate(operands):
        if slots[place] is None and left and operand.tensor in tracked:
            slots[place] = next(iter(left))
            del left[next(iter(left))]
    return slots


def past_the_view(
    op: Op, operands: tuple[Operand, ...], slots: Sequence[int | None]
) -> tuple[tuple[Operand, ...], Sequence[int | None]]:
    """The same where a part was changed: the base's gradient goes to it, past the view.

    The view, the first operand, says only which part of its base that was.
    """
    base, tracked = op.outputs[0].view_of, op.next[0].node is not None
    others = [slot or None for slot in slots[1:]]
    if base is None or not tracked:
        return operands, (None, *others)
    return (*operands, Operand("base", base)), (None, *others, 0)


def _in_order(
    entries: Sequence[NextFunction],
    operands: Sequence[Operand],
    gradient: Mapping[int, tuple[int, int]],
    tracked: AbstractSet[int],
) -> list[int | None] | None:
    """The answer of :func:`matched` where every operand owns the entry at its own place.

    None where one does not. Most operations are so, and there are many.
    """
    if not entries:
        return [None] * len(operands)
    if len(entries) != len(operands):
        return None
    slots: list[int | None] = []
    for place, entry in enumerate(entries):
        tensor = operands[place].tensor
        if tensor is None:
            return None
        if entry.node is None:
            if tensor in gradient or tensor in tracked:
                return None
            slots.append(None)
        elif entry.tensor == tensor or gradient.get(tensor) == (entry.node, entry.input_nr):
            slots.append(place)
        else:
            return None
    return slots


def _take(
    left: dict[int, NextFunction], operand: Operand, gradient: Mapping[int, tuple[int, int]]
) -> int | None:
    own = gradient.get(operand.tensor if operand.tensor is not None else -1)
    for index, entry in left.items():
        if (entry.tensor is not None and entry.tensor == operand.tensor) or (
            own is not None and (entry.node, entry.input_nr) == own
        ):
            del left[index]
            return index
    return None


def rewritten(op: Op) -> tuple[Output, ...]:
    """Of the tensors changed with an operation's, those that come from it from now on.

    A tensor that is tracked where the operation is not (what ``detach()`` was called on, a leaf)
    keeps its history, and only its values change.
    """
    if not op.also:
        return ()
    tracked = op.node is not None
    return tuple(out for out in op.also if out.requires_grad == tracked)


def altered(op: Op) -> tuple[Output, ...]:
    """The others: those whose values alone change."""
    if not op.also:
        return ()
    tracked = op.node is not None
    return tuple(out for out in op.also if out.requires_grad != tracked)


def absorbed(event: AnyEvent) -> bool:
    """Whether an event only gives a tensor another value, from nothing but itself, untracked.

    ``uniform_``, ``zero_`` and their like on a leaf or a constant: the tensor changes, the graph
    does not.
    """
    if not isinstance(event, Op) or not event.in_place or event.node is not None:
        return False
    return {one.tensor for one in tensors(event)} <= {out.tensor for out in event.outputs}
