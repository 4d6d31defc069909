"""Derivatives that PyTorch computes in one operation, and the derivative of that operation.

The derivative of ``tanh`` is a product of two terms as a formula, but one kernel in PyTorch: a
backward pass that is itself recorded (``create_graph``) has one node for it,
``TanhBackwardBackward0``. An entry that says so (``backward_node``) gets an operation here whose
forward is its formula, run on arrays. What that operation's node does is either written down
(``backward_derivatives``) or found by running the same formula on tensors and going backward
through it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.calls.general import apply
from engine.dtypes import F32, F64
from engine.errors import no_derivative
from engine.graph.record import node_class
from engine.graph.starting import grad as gradients
from engine.modes import MODES
from engine.observer import WATCH, watching
from engine.op import NOT_IMPLEMENTED, Op
from engine.switches.grad_modes import enable_grad
from engine.tensor import Tensor, new_tensor, set_requires_grad

if TYPE_CHECKING:
    from engine.op import Formula

GRAD = "grad_output"
_Keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD


def sent_back(grad: Tensor, op: Op, name: str, *values: Any) -> Any:
    """The gradient of input ``name`` of an operation, of whose result ``grad`` is the gradient."""
    given = grad[0] if isinstance(grad, list) else grad  # only the first result has one
    return in_one_step(op, name)(given, *values)


def forward_layers_watch() -> bool:
    """Does a level of forward-mode differentiation see what is run now?"""
    return bool(MODES.levels) and WATCH.observer is not None


@cache
def in_one_step(op: Op, name: str) -> Callable[..., Any]:
    """The formula of the gradient of input ``name``, which runs as one operation on tensors."""
    rule, read = op.derivatives[name], op.reads[name]
    step = operation(op, name)
    kind = node_class(step)

    def run(*values: Any) -> Any:
        if forward_layers_watch() or values[0]._data.dtype not in (F32, F64):
            return rule(*values)
        given = dict(zip(read, values, strict=True))
        tensors = [given.pop(each) for each in _tensors(op, read)]
        return apply(step, kind, tensors, given)

    return run


def _tensors(op: Op, read: Sequence[str]) -> list[str]:
    """Those of a formula's parameters that are tensors: the gradient, inputs and results."""
    return [each for n, each in enumerate(read) if not n or each in (*op.inputs, *op.outputs)]


@cache
def operation(op: Op, name: str) -> Op:
    """The formula of the gradient of input ``name`` as an operation: ``tanh_backward``."""
    rule, read = op.derivatives[name], op.reads[name]
    tensors = _tensors(op, read)
    options = [each for each in read if each not in tensors]
    inputs = (GRAD, *("output" if each in op.outputs else each for each in tensors[1:]))

    def forward(*arrays: Any, **given: Any) -> Any:
        values = dict(zip(tensors, arrays, strict=True)) | given
        return rule(*(values[each] for each in read))

    is_first = name == next(iter(op.derivatives))  # what is written down is of its step
    known = op.backward_derivatives if is_first else {}
    rules: dict[str, Formula] = {
        each: known.get(tensors[place])
        or _Traced(rule, read, tensors, place, inputs, tuple(options), op)
        for place, each in enumerate(inputs)
        if not place or tensors[place] in op.derivatives or _goes_back(op, tensors[place])
    }
    return Op(
        f"{op.name.partition('.')[0]}_backward", f"∂ {op.symbol}", forward, rules, inputs,
        dict.fromkeys(options), op.backward_node,
        about=f"The derivative of ``{op.name}`` in one step, as PyTorch computes it.",
    )  # fmt: skip


def _goes_back(op: Op, name: str) -> bool:
    """Is it a result through which a gradient can come?"""
    return name in op.outputs[: op.gradient_outputs]


class _Traced:
    """The derivative of a formula by one of the tensors it reads, found by going backward."""

    __globals__: dict[str, Any] = {}  # noqa: RUF012  (it names nothing: see ``variants``)

    def __init__(
        self, rule: Formula, read: Sequence[str], tensors: Sequence[str], place: int,
        inputs: Sequence[str], options: Sequence[str], op: Op,
    ) -> None:  # fmt: skip
        self._rule, self._read, self._tensors, self._place = rule, read, tensors, place
        self._op = op
        names = ("grad", *inputs, *options)
        self.__signature__ = inspect.Signature([inspect.Parameter(n, _Keyword) for n in names])

    def __call__(self, grad: Any, *values: Any) -> Any:
        if self._op.backward_node == NOT_IMPLEMENTED:
            raise no_derivative(f"{self._op.name}_backward")
        if self._op.elementwise and not self._place:
            return self._of_gradient(grad, values)
        if isinstance(grad, Tensor):
            return self._gone_back(grad, values, True)
        if not isinstance(grad, np.ndarray | np.generic):
            raise TypeError("a slope that is found by going backward has no formula")
        with watching(None):
            return self._gone_back(new_tensor(grad), values, False)._data

    def _named(self, values: Sequence[Any]) -> dict[str, Any]:
        others = [each for each in self._read if each not in self._tensors]
        return dict(zip((*self._tensors, *others), values, strict=True))

    def _of_gradient(self, grad: Any, values: Sequence[Any]) -> Any:
        """It is linear in the gradient it is given, element by element: the same once more."""
        named = self._named((grad, *values[1:]))
        given = [named[each] for each in self._read]
        if isinstance(grad, Tensor):
            name = next(n for n, rule in self._op.derivatives.items() if rule is self._rule)
            return in_one_step(self._op, name)(*given)
        return self._rule(*given)

    def _gone_back(self, grad: Tensor, values: Sequence[Any], recorded: bool) -> Tensor:
        count = len(self._tensors)
        with enable_grad.quietly():
            apart = [_apart(each, n == self._place) for n, each in enumerate(values[:count])]
            named = self._named((*apart, *values[count:]))
            found = self._rule(*(named[each] for each in self._read))
            by = apart[self._place]
            if found._edge is None:
                return new_tensor(np.zeros_like(by._data))
            (slope,) = gradients(
                (found,), (by,), (grad.expand(found.shape),), create_graph=recorded,
                allow_unused=True,
            )  # fmt: skip
        return new_tensor(np.zeros_like(by._data)) if slope is None else slope


def _apart(value: Any, ends: bool) -> Any:
    """A value as a tensor of its own; ``ends`` : a way backward is to end at it."""
    if value is None:
        return None
    plain = value if isinstance(value, Tensor) else new_tensor(value)
    if not ends:
        return plain
    return _leaf(plain.detach()) if plain._edge is None else plain.view_as(plain)


def _leaf(value: Tensor) -> Tensor:
    if value._data.dtype.kind == "f":
        set_requires_grad(value, True)
    return value
