"""The node of a custom Function, which is also the ``ctx`` of its methods."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from engine.calls.compiled import modified
from engine.errors import type_name
from engine.graph.conform import unbroadcast
from engine.graph.packing import Pack
from engine.graph.saved import SavedTensor
from engine.modes import MODES, WITHIN
from engine.node import PUBLIC, SECOND_BACKWARD, Node
from engine.tensor import Tensor, new_tensor

if TYPE_CHECKING:
    from engine.autograd.function import Function

NOT_A_VARIABLE = (
    "function {name} returned a gradient different than None at position {place}, but the "
    "corresponding forward input was not a Variable"
)
NO_COMPLEX = (
    "Expected isFloatingType(grad.scalar_type()) || (input_is_complex == grad_is_complex) to be "
    "true, but got false.  (Could this error message be improved?  If so, please report an "
    "enhancement request to PyTorch.)"
)
CONTEXT = (
    "save_for_backward", "save_for_forward", "mark_dirty", "mark_non_differentiable",
    "set_materialize_grads", "saved_tensors", "needs_input_grad", "to_save", "dirty_tensors",
    "non_differentiable", "materialize_grads", "saved_variables", "saved_for_forward",
)  # fmt: skip


@contextmanager
def inside(cls: type[Function], method: str) -> Iterator[None]:
    """Let an observer know to which method the operations in this block belong."""
    before, MODES.inside = MODES.inside, f"{cls.__name__}.{method}"
    WITHIN.count(1)
    try:
        yield
    finally:
        WITHIN.count(-1)
        MODES.inside = before


class FunctionCtx:
    """What a Function's forward and backward are given as ``ctx``."""

    __module__ = "torch.autograd.function"

    needs_input_grad: tuple[bool, ...] = ()
    to_save: tuple[Any, ...] | None = None
    dirty_tensors: tuple[Any, ...] | None = None
    non_differentiable: tuple[Any, ...] | None = None
    materialize_grads: bool = True
    saved_for_forward: tuple[Any, ...] | None = None
    in_jvp: bool = False

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep inputs or outputs for ``backward``, where they are ``ctx.saved_tensors``."""
        self.to_save = tensors

    def save_for_forward(self, *tensors: Any) -> None:
        """Keep inputs or outputs for ``jvp``, where they are ``ctx.saved_tensors``."""
        self.saved_for_forward = tensors

    def mark_dirty(self, *args: Any) -> None:
        """Say which inputs forward changed in place."""
        self.dirty_tensors = args

    def mark_non_differentiable(self, *args: Any) -> None:
        """Say which outputs have no gradient."""
        self.non_differentiable = args

    def set_materialize_grads(self, value: bool) -> None:
        """Whether ``backward`` gets zeros (or None) for outputs that sent it no gradient."""
        self.materialize_grads = value


class _FunctionBase(Node):
    """What PyTorch calls the base of such nodes."""

    __module__ = "torch._C"


class BackwardCFunction(_FunctionBase, FunctionCtx):
    """The node of a Function, which is its ``ctx`` too."""

    __module__ = "torch.autograd.function"

    forward_class: ClassVar[type[Function]]
    is_plain = False
    runs_on_nothing = True

    def __init__(self) -> None:
        self.next = ()
        self.saved = ()
        self.expects = self.params = self.extras = None
        self.places: list[tuple[int, Any]] = []
        self.arity = 0
        self.shapes: list[tuple[tuple[int, ...], Any]] = []
        self.undefined: set[int] = set()

    def __dir__(self) -> list[str]:
        names = (*object.__dir__(object()), *PUBLIC, *CONTEXT, *self._own())
        return list(dict.fromkeys(names))

    def _own(self) -> list[str]:
        inner = BackwardCFunction().__dict__
        return [name for name in self.__dict__ if name not in inner and name not in _HIDDEN]

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What ``save_for_backward`` was given.

        Raises:
            RuntimeError: it was freed by a backward pass, or modified in place since.
        """
        if self.in_jvp:
            return self.saved_for_forward or ()
        if self.saved is None:
            raise RuntimeError(SECOND_BACKWARD)
        return tuple([_unpacked(self, each) for each in self.saved])

    @property
    def saved_variables(self) -> tuple[Any, ...]:
        """The same by its old name."""
        warnings.warn(
            "'saved_variables' is deprecated; use 'saved_tensors'",
            DeprecationWarning,
            stacklevel=2,
        )
        return self.saved_tensors

    @property
    def _raw_saved_tensors(self) -> tuple[Any, ...]:
        """The same before they are unpacked."""
        if self.saved is None:
            raise RuntimeError(SECOND_BACKWARD)
        return tuple([SavedTensor(self, str(place)) for place in range(len(self.saved))])

    def backward(self, grad: Any) -> tuple[Any, ...]:
        """The gradients of the inputs, from those of the outputs, on arrays."""
        wrapped = [None if g is None else new_tensor(np.asarray(g)) for g in self._given(grad)]
        found = self._run(wrapped)
        return tuple([None if each is None else _lent(each._data) for each in found])

    def backward_tensors(self, grad: Any) -> tuple[Any, ...]:
        """The same on tensors."""
        return tuple(self._run(self._given(grad)))

    def _given(self, grad: Any) -> list[Any]:
        """One gradient for each output; None for all of them where nothing came."""
        return [None] * self.outputs if grad is None else grad if self.outputs > 1 else [grad]

    def _run(self, grads: Sequence[Any]) -> list[Any]:
        if self.saved is None:
            raise RuntimeError(SECOND_BACKWARD)
        if self.materialize_grads:
            shown = [self._zeros(n) if g is None else g for n, g in enumerate(grads)]
        else:
            shown = list(grads)
        with inside(self.forward_class, "backward"):
            found = self.forward_class._backward()(self, *shown)
        values = list(found) if isinstance(found, tuple) else [found]
        return self._for_tensors(self._checked(values))

    def _zeros(self, number: int) -> Tensor | None:
        shape, dtype = self.shapes[number]
        return None if dtype is None else new_tensor(np.zeros(shape, dtype))

    def _checked(self, values: list[Any]) -> list[Any]:
        own, expected = type(self).__name__, self.arity
        extra = values[expected:]
        if len(values) < expected or any(each is not None for each in extra):
            raise RuntimeError(
                f"function {own} returned an incorrect number of gradients (expected {expected}, "
                f"got {len(values)})"
            )
        tracked = {place for place, _ in self.places}
        for place, value in enumerate(values[:expected]):
            if value is not None and place not in tracked:
                raise RuntimeError(NOT_A_VARIABLE.format(name=own, place=place + 1))
        return values[:expected]

    def _for_tensors(self, values: list[Any]) -> list[Any]:
        kept = []
        for number, (place, source) in enumerate(self.places):
            value = values[place]
            if value is not None and not isinstance(value, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type_name(value)})")
            wanted = self.next[number] is not None
            kept.append(self._fitted(number, value, source) if wanted else None)
        return kept

    def _fitted(self, number: int, value: Any, expected: Any) -> Any:
        if value is None:
            return None
        shape, dtype = expected
        got = value._data.shape
        if got != shape:
            if not _reducible(got, shape):
                raise RuntimeError(
                    f"Function {type(self).__name__} returned an invalid gradient at index "
                    f"{number} - got {list(got)} but expected shape compatible with {list(shape)}"
                )
            value = value.sum_to_size(shape) if value._edge else new_tensor(
                unbroadcast(value._data, shape)
            )  # fmt: skip
        if value._data.dtype.kind == "c" != dtype.kind:
            raise RuntimeError(NO_COMPLEX)
        return value if value._data.dtype == dtype else value.to(dtype)

    def __call__(self, *gradients: Any) -> Any:
        """Not how it is used: it can only run in a backward pass.

        Raises:
            TypeError: always.
        """
        raise TypeError(f"'{type(self).__name__}' object is not callable")

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{type(self).__name__} object at {hex(id(self))}>"


def _lent(data: Any) -> Any:
    """A view of what may be the program's own, so that no leaf takes it over for its ``.grad``."""
    return data.view() if type(data) is np.ndarray else data


_HIDDEN = {"places", "arity", "shapes", "undefined", "outputs", "sequence_nr"}


def _reducible(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(shape, wanted) == shape
    except ValueError:
        return False


def _unpacked(node: Node, kept: Any) -> Any:
    if kept is None:
        return None
    if isinstance(kept, Pack):
        return kept.unpacked()
    tensor, number, data, counter, version = kept
    if counter[0] != version:
        maker = node if tensor is None else tensor.grad_fn
        raise modified(data, maker, number, counter[0], version)
    if tensor is not None:
        return tensor
    result = new_tensor(data)
    result._edge, result._number = node, number
    return result
