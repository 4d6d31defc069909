"""A tensor that a module counts among its parameters."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from engine.foundation.protocols import rebuilt
from engine.modes import MODES
from engine.node import AccumulateGrad
from engine.observer import WATCH
from engine.overriding import passes
from engine.printing import tensor_repr
from engine.storage.stale import Stale
from engine.tensor import CANNOT_REQUIRE, Tensor, is_inference, new_tensor, storage

OTHER_CLASS = (
    "Creating a Parameter from an instance of type {} requires that detach() returns an instance "
    "of the same type, but return type {} was found instead. To use the type as a Parameter, "
    "please correct the detach() semantics defined by its __torch_dispatch__() implementation."
)


class _ParameterKind(type):
    """Lets a tensor of a program's own class that was made a parameter be one, as in PyTorch."""

    def __instancecheck__(cls, instance: object) -> bool:
        marked = cls is Parameter and isinstance(instance, Tensor) and instance.__dict__
        return bool(marked and "_is_param" in marked) or super().__instancecheck__(instance)


class Parameter(Tensor, metaclass=_ParameterKind):
    """A leaf that requires grad unless told otherwise; assigned to a module it is registered."""

    __slots__ = ()

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Self:
        """A parameter on the storage of ``data``.

        Raises:
            RuntimeError: it is to require grad but holds whole numbers, or is an inference tensor.
        """
        source = new_tensor(np.empty(0, np.float32)) if data is None else data
        if not isinstance(source, Tensor):
            kind = type(source).__name__
            raise AttributeError(f"'{kind}' object has no attribute 'detach'")
        if type(source) not in PLAIN:
            return _of_own_class(source, requires_grad)
        if requires_grad and source._data.dtype.kind not in "fc":
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        if requires_grad and is_inference(source) and not MODES.inference:
            raise RuntimeError(CANNOT_REQUIRE)
        parameter = object.__new__(cls)
        parameter._data = storage(source)
        parameter._number = 0
        parameter._counter = source._counter
        parameter._mark = None
        parameter._edge = AccumulateGrad(parameter) if requires_grad else None
        if WATCH.observer is not None:
            WATCH.observer.created(parameter, "Parameter")
        return parameter

    def __init__(self, data: Any = None, requires_grad: bool = True) -> None:
        pass

    __torch_function__ = staticmethod(passes)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """Another parameter with the same numbers, without gradient: so PyTorch copies them."""
        if id(self) not in memo:
            memo[id(self)] = rebuilt(type(self), np.array(self._data), self.requires_grad)
        return memo[id(self)]

    def __repr__(self) -> str:
        text = tensor_repr(self)
        return "Parameter containing:\n" + (
            text if type(self) is Parameter else f"Parameter({text})"
        )


PLAIN = (Tensor, Parameter, Stale)


def _of_own_class(source: Tensor, requires_grad: bool) -> Any:
    """A parameter that stays of the class that a program wrote.

    Raises:
        RuntimeError: that class's ``detach`` gives something else.
    """
    marked: Any = source.detach().requires_grad_(requires_grad)
    if type(marked) is not type(source):
        raise RuntimeError(OTHER_CLASS.format(type(source).__name__, type(marked).__name__))
    marked.__dict__["_is_param"] = True
    return marked


class _BufferKind(type):
    """Lets a marked tensor be an instance of Buffer, as in PyTorch."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor) and "_is_buffer" in instance.__dict__


class Buffer(metaclass=_BufferKind):
    """A tensor that a module counts among its buffers when it is assigned."""

    persistent: bool

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Any:
        """``data`` itself, out of its graph, marked; ``persistent`` : is it to be saved?"""
        source = new_tensor(np.empty(0, np.float32)) if data is None else data
        if not isinstance(source, Tensor):
            kind = type(source).__name__
            raise AttributeError(f"'{kind}' object has no attribute 'detach'")
        buffer: Any = source.detach().requires_grad_(source.requires_grad)
        buffer.persistent, buffer._is_buffer = persistent, True
        return buffer
