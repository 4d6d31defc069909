"""Forward-mode differentiation: every tensor may carry a tangent, which operations carry on.

No operation states a forward derivative. The reverse derivative of its entry says all: it is
linear in the gradient ``u`` that it is given, u ↦ Jᵀu, and the derivative of *that* by ``u`` is
the product J·t wanted here (J. Townsend, "A new trick for calculating Jacobian vector products",
2017). Where PyTorch has a formula of another shape, which a tangent on the graph shows, that is
written down in ``engine.graph.forward_formulas``. Views and in-place operations carry tangents as
PyTorch's do: the tangent of a view is a view of the tangent.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.calls.general import apply
from engine.graph.conform import conform_tensor
from engine.graph.forward_formulas import (
    LINEAR,
    Dual,
    Ran,
    by_elements,
    formula_of,
    refuse_underived,
)
from engine.graph.layers import Layer, made_node
from engine.graph.record import attach, node_class
from engine.graph.starting import grad
from engine.modes import MODES
from engine.node import Node, extras_of
from engine.observer import watching
from engine.storage.views import make_view
from engine.switches.grad_modes import enable_grad
from engine.tensor import Tensor, new_tensor, set_requires_grad, storage, without_graph

if TYPE_CHECKING:
    from engine.op import Op


class Nowhere(Node):
    """Where the gradient of an input ends that has a tangent but does not require grad."""

    __slots__ = ()

    def __init__(self) -> None:
        self.sequence_nr = -1
        self.next = self.saved = ()
        self.expects = self.params = self.extras = None

    def backward(self, grad: Any) -> tuple[Any, ...]:
        """Nothing is passed on."""
        return ()

    backward_tensors = backward


NOWHERE = Nowhere()


class Tangents(Layer):
    """One level of forward-mode differentiation: sees to the tangents of every result.

    Levels nest: what an outer level computes is itself seen by the levels that were there before.
    """

    def __init__(self, level: int) -> None:
        super().__init__()
        self.level = level
        self.bearers: list[weakref.ref[Tensor]] = []

    def seen(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """Give the results of an operation their tangents."""
        if not MODES.forward or MODES.inference:
            return
        if not op.derivatives:
            self._cleared(outputs if in_place else ())
            return
        operands, options = taken_apart(op, inputs)
        if in_place and MODES.overwritten is not None:
            operands[0] = MODES.overwritten
        tangents = [self.of(each) for each in operands]
        if all(each is None for each in tangents):
            return
        with only_forward_layers(self.inner):
            if op.is_view:
                found = _several(apply(op, node_class(op), [tangents[0]], options))
            else:
                refuse_underived(op)
                found = products(op, operands, options, outputs, tangents, self.level)
                if op.name not in LINEAR:
                    found = [_apart(each, tangents) for each in found]
            for output, tangent in zip(outputs, found, strict=True):
                if tangent is not None:
                    self.give(output, tangent, in_place)
        if op.saves_result:
            remember(op, outputs)

    def _cleared(self, outputs: Sequence[Tensor]) -> None:
        for each in outputs:
            old = self.of(each)
            if old is not None:
                old.zero_()

    def of(self, tensor: Any) -> Tensor | None:
        """The tangent of a tensor at this level, or None."""
        if not isinstance(tensor, Tensor):
            return None
        if tensor._duals is not None and self.level in tensor._duals:
            return tensor._duals[self.level]
        base = tensor._base
        if base is None or base._duals is None or self.level not in base._duals:
            return None
        return self._cut(tensor, base._duals[self.level])

    def give(self, tensor: Tensor, tangent: Tensor, in_place: bool = False) -> None:
        """Let ``tangent`` be that of ``tensor``; one that is there already is written over."""
        old = self.of(tensor)
        if old is None and in_place and tensor._base is not None:
            blank = new_tensor(np.zeros_like(tensor._base._data))
            self.set(tensor._base, blank)
            old = self._cut(tensor, blank)
        if old is not None and in_place:
            old.copy_(tangent)
        else:
            self.set(tensor, tangent)

    def set(self, tensor: Tensor, tangent: Tensor) -> None:
        """Keep the tangent with the tensor."""
        tensor._duals = {**(tensor._duals or {}), self.level: tangent}
        self.bearers.append(weakref.ref(tensor))

    def forget(self) -> None:
        """The level has ended: no tensor has a tangent of it any more."""
        for bearer in self.bearers:
            tensor = bearer()
            if tensor is not None and tensor._duals is not None:
                tensor._duals = {n: t for n, t in tensor._duals.items() if n != self.level}
        self.bearers.clear()

    def _cut(self, view: Tensor, whole: Tensor) -> Tensor:
        """The view's part of its base's tangent."""
        if view._replay is None:
            return whole
        part = new_tensor(view._replay(storage(whole)))
        make_view(whole, part, view._replay)
        self.set(view, part)
        return part


def _apart(found: Tensor | None, tangents: Sequence[Any]) -> Tensor | None:
    """A result's tangent, copied if it shares memory with an operand's: both may be changed."""
    if found is None or type(found._data) is not np.ndarray:
        return found
    given = [each._data for each in tangents if each is not None]
    shared = any(np.may_share_memory(found._data, each) for each in given)
    return found.clone() if shared else found


def _several(found: Any) -> Sequence[Any]:
    return found if isinstance(found, tuple) else (found,)


def taken_apart(op: Op, told: Sequence[tuple[str, Any]]) -> tuple[list[Any], dict[str, Any]]:
    """The operands in order and all options of an operation, from what an observer is told."""
    given = dict(told)
    options = {name: given.get(name, default) for name, default in op.options.items()}
    if op.variadic:
        return [value for name, value in told if name.startswith("tensors[")], options
    return [given.get(name) for name in op.inputs], options


def only_forward_layers(inner: Any) -> AbstractContextManager[None]:
    """In a block, only the levels below are told: what is computed is not the program's own."""
    return watching(_quiet(inner))


def _quiet(watcher: Any) -> Any:
    """Of those who watch, the levels of forward-mode differentiation."""
    while watcher is not None and not isinstance(watcher, Tangents):
        watcher = watcher.inner if isinstance(watcher, Layer) else None
    if watcher is None:
        return None
    quiet = Tangents(watcher.level)
    quiet.inner = _quiet(watcher.inner)
    return quiet


def products(
    op: Op,
    operands: Sequence[Any],
    options: dict[str, Any],
    outputs: Sequence[Tensor],
    tangents: Sequence[Any],
    level: int,
) -> list[Tensor | None]:
    """The tangents of an operation's outputs: its Jacobian times the operands' tangents."""
    graph = MODES.grad and any(map(_recorded, (*operands, *tangents)))
    if _is_real(operands, outputs):
        with enable_grad.quietly():
            pushed = _pushed(op, operands, options, outputs, tangents, level, graph)
        if pushed is not None:
            return [_plain(pushed, graph)]
    with enable_grad.quietly():
        stand_ins = [
            _stand_in(operand, tangent is not None, graph, level)
            for operand, tangent in zip(operands, tangents, strict=True)
        ]
        copies = [_like(output) for output in outputs]
        node = _node(op, stand_ins, options, copies, made_node(op, outputs))
        seeds = [_seed(copy) for copy in copies]
        pulled = _pulled(node, seeds)
        led = range(len(operands)) if op.variadic else op.differentiable
        pairs = [
            (result, tangents[place] if graph else tangents[place].detach())
            for place, result in zip(led, pulled, strict=True)
            if tangents[place] is not None and result is not None and result._edge is not None
        ]
        found = _derived(pairs, seeds, graph)
    return [
        (_blank(output) if each is None else each) if output._data.dtype.kind in "fc" else None
        for output, each in zip(outputs, found, strict=True)
    ]


def _is_real(operands: Sequence[Any], outputs: Sequence[Tensor]) -> bool:
    """Is there one result, and nothing complex that a forward formula would have to conjugate?"""
    tensors = [each for each in operands if isinstance(each, Tensor)]
    return len(outputs) == 1 and all(each._data.dtype.kind != "c" for each in (*tensors, *outputs))


def _pushed(
    op: Op, operands: Sequence[Any], options: dict[str, Any], outputs: Sequence[Tensor],
    tangents: Sequence[Any], level: int, graph: bool,
) -> Tensor | None:  # fmt: skip
    """The result's tangent by a forward formula of the operation, None if it has none."""
    formula = formula_of(op)
    if formula is None and not by_elements(op):
        return None
    led = range(len(operands)) if op.variadic else op.differentiable
    primals = [_stand_in(each, False, graph, level) for each in operands]
    given: list[Any] = list(primals)
    for place in led:
        tangent = tangents[place]
        given[place] = (
            Dual(primals[place], _still(op, primals[place], outputs[0]), is_still=True)
            if tangent is None else Dual(primals[place], tangent if graph else tangent.detach())
        )  # fmt: skip
    if formula is not None:
        result = _stand_in(outputs[0], False, graph, level)
        found: Tensor | None = formula(Ran(op, options, result), *given)
        return found
    stand_ins = [_stand_in(each, True, graph, level) for each in operands]
    node = _node(op, stand_ins, options, [_like(outputs[0])], made_node(op, outputs))
    terms = [
        given[place].through(lambda t, n=n: node.backward_tensors(t)[n])
        for n, place in enumerate(led)
    ]
    return reduce(add, terms)


def _still(op: Op, primal: Any, output: Tensor) -> Tensor:
    """The tangent of an operand that has none: zeros, which no sum may turn to another sign."""
    shape = primal._data.shape if isinstance(primal, Tensor) else ()
    zero = 0.0 if op.name in LINEAR and not op.name.startswith("add.") else -0.0
    return new_tensor(np.full(shape, zero, output._data.dtype)[()])


def _derived(pairs: Sequence[Any], seeds: Sequence[Any], graph: bool) -> Sequence[Any]:
    if not pairs:
        return [None] * len(seeds)
    wanted = [seed for seed in seeds if seed is not None]
    results, sent = zip(*pairs, strict=True)
    found = iter(grad(results, wanted, sent, True, graph or bool(MODES.levels), allow_unused=True))
    return [None if seed is None else _plain(next(found), graph) for seed in seeds]


def _plain(found: Tensor | None, graph: bool) -> Tensor | None:
    if found is None or graph:
        return found
    return without_graph(found)


def _recorded(value: Any) -> bool:
    """Does a tensor, or a tangent of it, require grad?"""
    return isinstance(value, Tensor) and (
        value._edge is not None or any(map(_recorded, (value._duals or {}).values()))
    )


def _pulled(node: Node, seeds: Sequence[Any]) -> Sequence[Any]:
    results = node.backward_tensors(seeds[0] if node.outputs == 1 else list(seeds))
    if node.expects is None:
        return results
    return [
        result if result is None or expected is None else conform_tensor(result, expected)
        for result, expected in zip(results, node.expects, strict=True)
    ]


def _stand_in(operand: Any, has_tangent: bool, graph: bool, level: int) -> Any:
    """The operand as the derivative reads it: on the graph if it has a tangent, but without it."""
    if not isinstance(operand, Tensor):
        return operand
    if graph and operand._edge is not None:
        return without_tangent(level, operand)
    copy = new_tensor(operand._data)
    copy._duals = _other_levels(operand, level)
    if has_tangent:
        copy._edge = NOWHERE
    return copy


def without_tangent(level: int, tensor: Tensor) -> Tensor:
    """The same values at the same place of the graph, without the tangent of ``level``."""
    if tensor._duals is None or level not in tensor._duals:
        return tensor
    primal = new_tensor(tensor._data)
    primal._edge, primal._number = tensor._edge, tensor._number
    primal._counter = tensor._counter
    primal._duals = _other_levels(tensor, level)
    return primal


def _other_levels(tensor: Tensor, level: int) -> dict[int, Tensor] | None:
    return {n: each for n, each in (tensor._duals or {}).items() if n != level} or None


def _like(output: Tensor) -> Tensor:
    copy = new_tensor(np.array(output._data)[()])
    copy._duals = output._duals
    return copy


def _seed(output: Tensor) -> Tensor | None:
    if output._data.dtype.kind not in "fc":
        return None
    seed = _blank(output)
    set_requires_grad(seed, True)
    return seed


def _blank(like: Tensor) -> Tensor:
    return new_tensor(np.zeros_like(like._data)[()])


def _node(
    op: Op, inputs: Sequence[Any], options: dict[str, Any], outputs: Sequence[Tensor],
    made: Node | None,
) -> Node:  # fmt: skip
    """A node of the operation that has just run, which leads to whatever has a tangent."""
    make = node_class(op, len(outputs)) if op.many else node_class(op)
    kept = kept_values(op, inputs, options, made)
    node = attach(op, make, inputs, options, outputs, kept)
    if op.saves_result:
        extras_of(node).duals = {n: each._duals for n, each in enumerate(outputs)}
    return node


def kept_values(
    op: Op, inputs: Sequence[Any], options: dict[str, Any], made: Node | None
) -> dict[str, Any]:
    """What the forward computed for the derivatives only: from its node, or computed anew."""
    if not op.keeps:
        return {}
    if made is not None and made.saved:
        return {name: made.saved[op.saves.index(name)] for name in op.keeps if name in op.saves}
    arrays = [each._data if isinstance(each, Tensor) else each for each in inputs]
    computed = op.forward(arrays, **options) if op.variadic else op.forward(*arrays, **options)
    return dict(zip(op.keeps, computed[len(op.outputs) :], strict=True))


def remember(op: Op, outputs: Sequence[Tensor]) -> None:
    """Let the node know its results' tangents: it saved their values only."""
    node = made_node(op, outputs)
    if node is not None:
        extras_of(node).duals = {n: each._duals for n, each in enumerate(outputs)}
