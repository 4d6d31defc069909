"""The gradients that reach an operation, as symbols to run its formula on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.symbolic.symbol import Several, Symbol
from inspector.model.derivations.derivation import Factor
from inspector.model.derivations.evaluation import GRAD, Run
from inspector.model.derivations.notation import INCOMING, incoming_name
from inspector.model.recordings.arrays import array
from inspector.model.recordings.facts import Output, Value

Look = Callable[[str, Factor], Symbol]
"""How something that a formula reads is written down, by the engine's name for it."""


def incoming(run: Run, look: Look) -> Symbol:
    """What stands for ``grad``, where it is not a single one: each of them, and all together.

    Where more than one came, their names have the numbers of the results.
    """
    came = run.event.incoming if run.event else [_expected(one) for one in run.op.outputs]
    whole = _whole(came, look)
    if run.entry.many:
        return whole
    alone = sum(value is not None for value in came) == 1
    parts = [
        None if value is None else _arrived(value, look, 0 if alone else number)
        for number, value in enumerate(came, 1)
    ]
    return Several(whole.text, whole.latex, parts=tuple(parts))


def _expected(output: Output) -> Value | None:
    """A result to which a gradient can come: numbers that can be moved a little."""
    return output.value if output.value.dtype.startswith(("float", "bfloat", "complex")) else None


def _whole(came: Sequence[Value | None], look: Look) -> Symbol:
    """A single gradient as it is; of the pieces of one all of them together."""
    given = [value for value in came if value is not None]
    return _arrived(given[0], look, 0) if len(given) == 1 else Symbol("incoming", INCOMING)


def _arrived(value: Value, look: Look, number: int) -> Symbol:
    factor = Factor(GRAD, "", value.shape, array(value) if value.whole else None)
    found = replace(look(GRAD, factor), is_complex=value.dtype.startswith("complex"))
    if not number or found.text != "incoming":
        return found
    text, latex = incoming_name(number)
    return replace(found, text=text, latex=latex)
