"""Uninitialised parameters and buffers, whose shape the layer's first input decides."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.binding import OPERATORS
from engine.nn import init
from engine.nn.parameter import Parameter
from engine.storage.size import Size
from engine.tensor import Tensor

UNKNOWN = (
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens "
    "in `load_state_dict` when trying to load an uninitialized parameter into an initialized one. "
    "Call `forward` to initialize the parameters before accessing their attributes."
)
UNUSABLE = (
    "Attempted to use an uninitialized parameter in {function}. This error happens when you are "
    "using a `LazyModule` or explicitly manipulating `torch.nn.parameter.{kind}` "
    "objects. When using LazyModules Call `forward` with a dummy batch to initialize the "
    "parameters before calling torch functions"
)
# What can be asked of one, or done to it, all the same.
USABLE = frozenset(
    """
    bool char copy_ cpu cuda double float get_device half int is_complex is_floating_point long
    materialize short size to
    """.split()
)
# Methods that PyTorch writes in Python, which a text about them shows.
IN_PYTHON = frozenset(
    {
        "__format__", "__len__", "__rpow__", "__rsub__", "backward", "norm", "register_hook",
        "register_post_accumulate_grad_hook", "split", "unique",
    }
)  # fmt: skip
BEHIND_OPERATORS = {
    "__add__": "add", "__radd__": "add", "__sub__": "sub", "__truediv__": "div",
    **{operator: name for operator, name in OPERATORS.items() if name not in ("eq", "ne")},
    **{name: name for name in ("__rsub__", "__eq__", "__bool__", "__float__", "__int__")},
    **{name: name for name in ("__len__", "__format__", "__getitem__")},
}  # fmt: skip


class Uninitialized:
    """Base of parameters and buffers without a shape, with which nothing can be computed yet."""

    __slots__ = ()

    @property
    def shape(self) -> Any:
        """Not known yet.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(UNKNOWN)

    def size(self) -> Size:
        """That of no elements."""
        return Size((0,))

    def materialize(self: Any, shape: Any, device: Any = None, dtype: Any = None) -> None:
        """Become an ordinary parameter or buffer of the given shape."""
        kind = self._data.dtype if dtype is None else dtype.numpy
        self._data = np.zeros(tuple(shape), kind)
        self.__class__ = self.cls_to_become

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        usable = name[0] == "_" or name in USABLE or not hasattr(Tensor, name)
        return found if usable or not callable(found) else _unusable(name, type(self).__name__)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class UninitializedParameter(Uninitialized, Parameter):
    """A parameter whose shape is not yet known: nothing can be computed with it."""

    __slots__ = ()

    cls_to_become = Parameter

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> Any:
        """A parameter without elements."""
        return super().__new__(cls, init.blank((0,), dtype, device), requires_grad)

    def __init__(self, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> None:
        pass


class UninitializedBuffer(Uninitialized, Tensor):
    """A buffer whose shape is not yet known: nothing can be computed with it."""

    __slots__ = ()

    cls_to_become = Tensor

    def __new__(
        cls, requires_grad: bool = False, device: Any = None, dtype: Any = None,
        persistent: bool = True,
    ) -> Any:  # fmt: skip
        """A buffer without elements; ``persistent`` : is it to be saved?"""
        found: Any = init.blank((0,), dtype, device)
        found.persistent, found._is_buffer = persistent, True
        found.__class__ = cls
        return found.requires_grad_(requires_grad) if requires_grad else found

    def __init__(self, *_: Any, **__: Any) -> None:
        pass


def _unusable(name: str, kind: str) -> Any:
    """What stands for a method: it says that the parameter cannot be used yet."""
    function = f"<method '{name}' of 'torch._C.TensorBase' objects>"
    if name in IN_PYTHON:
        function = f"<function Tensor.{name} at {id(name):#x}>"
    elif name == "__getitem__":
        function = "<slot wrapper '__getitem__' of 'torch._C.TensorBase' objects>"

    def refuse(*_: Any, **__: Any) -> Any:
        raise ValueError(UNUSABLE.format(function=function, kind=kind))

    return refuse


def is_lazy(param: Any) -> bool:
    """Is this a parameter or a buffer that waits for its shape?"""
    return isinstance(param, Uninitialized)


for _kind in (UninitializedParameter, UninitializedBuffer):
    for _operator, _name in BEHIND_OPERATORS.items():
        setattr(_kind, _operator, _unusable(_name, _kind.__name__))
