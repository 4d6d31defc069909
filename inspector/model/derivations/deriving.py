"""The derivations of a backward node: each gradient's formula, in names, shapes and numbers.

Like :mod:`inspector.model.derivations.formulas` this is loaded with the engine, and not before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from engine.symbolic.derivative import derivative
from engine.symbolic.symbol import PRODUCT, SUM, Symbol
from inspector.model.derivations.choosing import entry_of
from inspector.model.derivations.derivation import Derivation, Factor, Outcome, Written
from inspector.model.derivations.evaluation import (
    GRAD,
    LackingError,
    Run,
    brought,
    conjugates,
    evaluated,
    literal,
    shape,
    wanted_by,
)
from inspector.model.derivations.incoming import Look, incoming
from inspector.model.derivations.notation import (
    INCOMING,
    array_latex,
    array_words,
    name_latex,
    partial,
    shape_words,
    shaped,
)
from inspector.model.derivations.parts import run_of
from inspector.model.derivations.passing import receiver
from inspector.model.moments.closeness import agree
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import coming_name
from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.events import BackwardBegin, NodeBackward, Op
from inspector.model.recordings.facts import NextFunction, Operand, Value

UNNAMED = "L"
"""What is differentiated, where the program has no name for it."""
PART = "[part]"
"""Instead of its name, that a gradient is that of the part which alone was changed in place."""


def derivations(moment: Moment, node: int) -> tuple[Derivation, ...]:
    """How a node's gradients came about when it last ran; before that, by which formulas."""
    op = moment.node(node).op
    if op is None:
        return ()
    entry = entry_of(op)
    edges = moment.recording.nodes.next.get(node, ())
    wanted = [(slot, edge) for slot, edge in enumerate(edges) if edge.node is not None]
    try:
        run = None if entry is None else run_of(moment, node, op, entry)
    except LackingError:
        run = None
    if run is None:
        return tuple(_unknown(moment, node, slot, edge) for slot, edge in wanted)
    return tuple(_derived(run, slot, edge) for slot, edge in wanted)


def _unknown(moment: Moment, node: int, slot: int, edge: NextFunction) -> Derivation:
    """The gradient of a node that no entry of the table describes: a function of the user's."""
    to = receiver(moment, edge)
    runs = [n for n in moment.recording.nodes.runs.get(node, ()) if n < moment.step]
    sent = moment.recording.at(NodeBackward, runs[-1]).outgoing if runs else ()
    value = sent[slot] if slot < len(sent) else None
    return Derivation(slot, "", to, sent=value)


def _derived(run: Run, slot: int, edge: NextFunction) -> Derivation:
    entry = run.entry
    wanted = wanted_by(entry, slot)
    operand = _operand(run.op, wanted, slot if entry.variadic else None)
    factors = tuple(_factor(run, name) for name in entry.reads[wanted] if _is_value(run, name))
    left = _left(run, operand, slot, edge)
    made = Derivation(
        slot,
        wanted,
        receiver(run.moment, edge),
        formula=_equation(left, _formula(run, wanted, factors, _named)),
        shapes=_in_shapes(run, wanted, operand, factors, left),
        factors=factors,
        incoming=run.incoming,
        sent=_sent(run, slot),
    )
    return _worked(run, made) if run.event else replace(made, outcome=Outcome.NOT_RUN)


def _worked(run: Run, made: Derivation) -> Derivation:
    """The same with numbers, as far as they were recorded."""
    if made.sent is None:
        return made
    try:
        product = evaluated(run, made.slot)
        result = brought(product, made.sent)
    except LackingError as lacking:
        return replace(made, outcome=Outcome.TOO_LARGE if lacking.sampled else Outcome.UNKNOWN)
    if not made.sent.whole:
        return replace(made, outcome=Outcome.TOO_LARGE)
    outcome = Outcome.AGREES if agree(result, made.sent) else Outcome.DIFFERS
    if outcome is Outcome.DIFFERS and (run.part is not None or _reads_strides(run, made.wanted)):
        return replace(made, outcome=Outcome.UNKNOWN)
    local = _local(run, made, product)
    axes = _summed_axes(product.shape, result.shape)
    numbers = _in_numbers(run, made, result, _summed(axes, product.ndim))
    if _keeps_rest(run, made.slot):  # the formula's numbers would be those of the part alone
        numbers = Written()
    return replace(
        made, outcome=outcome, local=local, product=product, axes=axes, result=result,
        numbers=numbers,
    )  # fmt: skip


def _keeps_rest(run: Run, slot: int) -> bool:
    """Whether a gradient is that of a tensor of which a part was changed in place."""
    return run.part is not None and slot == 0


def _reads_strides(run: Run, wanted: str) -> bool:
    """Whether a formula depends on how its input lay in memory, which is not recorded."""
    return any(name.endswith("_strides") for name in run.entry.reads[wanted])


def _local(run: Run, made: Derivation, product: Array) -> Array | None:
    """The derivative for a gradient of ones, if the gradient is the incoming one times that."""
    came = run.incoming
    if came is None or product.shape != came.shape:
        return None
    gradient = array(came)
    # What depends on other elements of the gradient too gives itself away with uneven ones.
    uneven = np.cos(np.arange(gradient.size)).reshape(came.shape).astype(gradient.dtype)
    try:
        local = evaluated(run, made.slot, np.ones(came.shape, gradient.dtype)[()])
        probed = evaluated(run, made.slot, uneven[()])
    except LackingError:
        return None
    if local.shape != product.shape or probed.shape != product.shape:
        return None
    same = _is_product(gradient, local, product) and _is_product(uneven, local, probed)
    return local if same else None


def _is_product(gradient: Array, local: Array, product: Array) -> bool:
    with np.errstate(all="ignore"):
        return bool(np.allclose(gradient * local, product, 1e-4, 1e-8, equal_nan=True))


def _formula(run: Run, wanted: str, factors: tuple[Factor, ...], look: Look) -> Symbol | None:
    known: dict[str, Any] = {one.name: _factored(run, one, look) for one in factors}
    for name in run.entry.reads[wanted]:
        if name not in known and (fact := _fact(run, name, look)) is not None:
            known[name] = fact
    known.setdefault(GRAD, incoming(run, look))
    return derivative(run.entry, wanted, known)


def _factored(run: Run, factor: Factor, look: Look) -> Symbol:
    """A factor of a gradient; of a complex one conjugated: its numbers are, its name says so."""
    value = run.value(factor.name)
    if value is None or not value.dtype.startswith("complex"):
        return look(factor.name, factor)
    if factor.name == GRAD or not conjugates(run):
        return replace(look(factor.name, factor), is_complex=True)
    if look is _numbered and factor.value is not None:
        return look(factor.name, replace(factor, value=np.conj(factor.value)))
    plain = look(factor.name, factor)
    return Symbol(f"conj({plain.text})", rf"\overline{{{plain.latex}}}")


def _fact(run: Run, name: str, look: Look) -> object:
    """A number or an option that the operation was given; among numbers, shapes too."""
    if run.tensor(name) is not None:
        return None
    try:
        if name.endswith("_shape"):
            return shape(run, name.removesuffix("_shape")) if look is _numbered else None
        found = None if name.endswith("_strides") else literal(run, name)
    except LackingError:
        return None
    if isinstance(found, complex):
        number = np.asarray(np.conj(found) if conjugates(run) else found)
        return Symbol(array_words(number), array_latex(number), SUM)
    if found is None or isinstance(found, str):
        return repr(found)
    return found if isinstance(found, int | float) else None


def _named(name: str, factor: Factor) -> Symbol:
    """A factor by what the program calls it."""
    if name == GRAD:
        return Symbol(*_gradient_name(factor.variable))
    called = factor.variable or _ROLES.get(name, name)
    return Symbol(called, name_latex(called))


def _shaped(name: str, factor: Factor) -> Symbol:
    plain = _named(name, factor)
    text = f"{plain.text} ({shape_words(factor.shape)})" if factor.shape else plain.text
    return Symbol(text, shaped(plain.latex, factor.shape))


def _numbered(name: str, factor: Factor) -> Symbol:
    value = factor.value
    if value is not None and value.dtype.kind == "b":  # as what it is multiplied by
        value = value.astype(np.int8)
    if value is None or not (latex := array_latex(value, in_product=True)):
        return _named(name, factor)
    text = array_words(value)
    if value.dtype.kind == "c" and not value.ndim:
        return Symbol(text, array_latex(value), SUM)
    return Symbol(f"({text})" if text.startswith("−") else text, latex)


_ROLES = {"self": "input", "result": "output"}


def _gradient_name(variable: str) -> tuple[str, str]:
    """ "∂loss/∂h" where the program has names for both, else in words."""  # noqa: D210
    root, _, name = variable.partition("/")
    if variable == PART:
        return "incoming[part]", r"\mathrm{incoming}_{\text{part}}"
    plain = "incoming", INCOMING
    return partial(root, name) if root and name and root != name else plain


def _left(run: Run, operand: Operand | None, slot: int, edge: NextFunction) -> Symbol:
    """What a formula works out, for the left side of the equation.

    Only a gradient that is the sole contribution to an input is the derivative by that input.
    """
    if _keeps_rest(run, slot):
        return Symbol("outgoing[part]", r"\mathrm{outgoing}_{\text{part}}")
    name = "" if operand is None or operand.tensor is None else _variable(run, operand.tensor)
    root = "" if name == _variable(run, run.op.outputs[0].tensor) else root_name(run)
    running = run.moment.recording.nodes.passes.get(run.event.backward if run.event else 0)
    ready = running.ready.get(edge.node or 0) if running else None
    if name and root and ready is not None and ready.contributions == 1:
        return Symbol(*partial(root, name))
    return Symbol("outgoing", r"\mathrm{outgoing}")


def _equation(left: Symbol, right: Symbol | None, result: str = "", text: str = "") -> Written:
    if right is None:
        return Written()
    more = f" = {text}" if text else ""
    return Written(
        f"{left.text} = {right.text}{more}",
        f"{left.latex} = {right.latex}" + (f" = {result}" if result else ""),
    )


def _in_shapes(
    run: Run, wanted: str, operand: Operand | None, factors: tuple[Factor, ...], left: Symbol
) -> Written:
    """The formula with the shape of everything below it; nothing where all are scalars."""
    before = Moment(run.moment.recording, run.moment.recording.ops[run.op.op])
    state = before.tensor(operand.tensor) if operand and operand.tensor else None
    shape = state.value.shape if state else ()
    if not shape and not any(one.shape for one in factors):
        return Written()
    text = f"{left.text} ({shape_words(shape)})"
    below = Symbol(text, shaped(left.latex, shape))
    return _equation(below, _formula(run, wanted, factors, _shaped))


def _summed(axes: tuple[int, ...], dimensions: int) -> Symbol | None:
    """The axes of a sum, as they stand below its sign: of a matrix with the way that it goes."""
    if not axes:
        return None
    over = ", ".join(map(str, axes))
    ways = [_WAYS[axis] for axis in axes] if dimensions == 2 else []
    return Symbol(f"axis {over}", rf"\text{{axis }}{over}" + "".join(ways))


_WAYS = (r"\downarrow", r"\rightarrow")


def _in_numbers(run: Run, made: Derivation, result: Array, over: Symbol | None) -> Written:
    """The formula with this run's numbers and their result, perhaps summed over axes."""
    latex = array_latex(result)
    right = _formula(run, made.wanted, made.factors, _numbered)
    if right is None or not latex or any(one.value is None for one in made.factors):
        return Written()
    if over is not None:
        text, inner = right.at(PRODUCT)
        right = Symbol(f"Σ over {over.text}: {text}", rf"\sum_{{{over.latex}}} {inner}")
    # A gradient that is only handed on would stand there twice.
    same = right.latex == latex
    return Written(
        right.text if same else f"{right.text} = {array_words(result)}",
        latex if same else f"{right.latex} = {latex}",
    )


def _factor(run: Run, name: str) -> Factor:
    value = run.value(name)
    assert value is not None
    saved = name in run.entry.saves
    return Factor(
        name, _called(run, name), value.shape, array(value) if value.whole else None, saved
    )


def _is_value(run: Run, name: str) -> bool:
    return run.value(name) is not None


def _called(run: Run, name: str) -> str:
    """The program's name for what a formula reads; of a gradient "root/output"."""
    if name == GRAD and run.part is not None:
        return PART
    if name == GRAD:
        made = _variable(run, run.op.outputs[0].tensor)
        # x = x * 2, and what works in place: one name for two tensors would be none.
        given = {_variable(run, one.tensor) for one in run.op.inputs if one.tensor is not None}
        return f"{root_name(run)}/{made}" if made not in given else ""
    if name in run.entry.outputs:
        number = run.entry.outputs.index(name)
        return _variable(run, run.op.outputs[number].tensor)
    tensor = run.tensor(name)
    # What was changed in place no longer is what its name stands for: that is the result.
    changed = run.op.in_place and tensor == run.op.outputs[0].tensor
    return "" if tensor is None or changed else _variable(run, tensor)


def _variable(run: Run, tensor: int) -> str:
    recording = run.moment.recording
    name = run.moment.name(tensor) or coming_name(recording, tensor)
    return name if name.isidentifier() else ""


def root_name(run: Run) -> str:
    """The variable that the node's backward pass began at; "L" for one tensor without a name."""
    running = run.moment.recording.nodes.passes.get(run.event.backward if run.event else 0)
    begin = run.moment.recording.events[running.begin] if running else None
    if not isinstance(begin, BackwardBegin) or len(begin.roots) != 1:
        return ""
    return _variable(run, begin.roots[0]) or UNNAMED


def _sent(run: Run, slot: int) -> Value | None:
    outgoing = run.event.outgoing if run.event else ()
    return outgoing[slot] if slot < len(outgoing) else None


def _operand(op: Op, wanted: str, place: int | None) -> Operand | None:
    called = [
        one
        for one in op.inputs
        if one.name == wanted or (place is not None and one.name == f"{wanted}[{place}]")
    ]
    return next(iter(called), None)


def _summed_axes(whole: tuple[int, ...], to: tuple[int, ...]) -> tuple[int, ...]:
    """The axes along which a gradient of shape ``whole`` was summed to the shape ``to``."""
    extra = len(whole) - len(to)
    return tuple(_axes(whole, to, extra)) if extra >= 0 else ()


def _axes(whole: tuple[int, ...], to: tuple[int, ...], extra: int) -> Iterator[int]:
    yield from range(extra)
    for axis, length in enumerate(to):
        if length == 1 and whole[axis + extra] != 1:
            yield axis + extra
