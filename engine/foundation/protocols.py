"""How Tensor takes part in Python's protocols: numbers, truth, text, arrays, copies, pickles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.calls.later import later
from engine.device import CPU, device
from engine.dtypes import BF16
from engine.foundation.mapped import BRANCH, ITEM, refuse_mapped
from engine.foundation.warn import warn
from engine.modes import MODES
from engine.node import AccumulateGrad
from engine.storage.stale import Stale
from engine.tensor import OWN_DTYPE, Tensor, new_tensor, storage

deepcopy = later("copy", "deepcopy")
memory_copied = later("engine.storage.memory", "copied")
tensor_repr = later("engine.printing", "tensor_repr")
TO_SCALAR = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
    "Consider using tensor.detach() first."
)
NO_NUMPY = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
HOOK_LOST = (
    "backward hook {!r} on tensor will not be serialized.  If this is expected, you can decorate "
    "the function with @torch.utils.hooks.unserializable_hook to suppress this warning"
)
NO_NEW_EMPTY = (
    "The default implementation of __deepcopy__() for non-wrapper subclasses only works for "
    "subclass types that implement new_empty() and for which that function returns another "
    "instance of the same subclass. You should either properly implement new_empty() for your "
    "subclass or override __deepcopy__() if it is intended behavior for new_empty() to return an "
    "instance of a different type."
)
NOT_A_LEAF = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at "
    "the moment.  If you were attempting to deepcopy a module, this may be because of a "
    "torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001"
)


def number(tensor: Tensor) -> Any:
    """The one element as Python's ``float()`` and its kin want it.

    Raises:
        ValueError: there is not exactly one.
    """
    refuse_mapped(tensor, ITEM)
    data = tensor._data
    if data.size != 1:
        raise ValueError("only one element tensors can be converted to Python scalars")
    return data.item()


def _real(tensor: Tensor, kind: str) -> Any:
    """The one element, of which an imaginary part would be lost.

    Raises:
        RuntimeError: it has one.
    """
    found = number(tensor)
    if not isinstance(found, complex):
        return found
    if found.imag:
        raise RuntimeError(f"value cannot be converted to type {kind} without overflow")
    return found.real


def _tell_of_gradient(tensor: Tensor) -> None:
    """Warn of a number that is taken out of the graph; ``int()``, without slope, tells nothing."""
    if tensor.requires_grad and MODES.grad:
        warn(TO_SCALAR, once=True)


def as_float(self: Tensor) -> float:
    """``float(tensor)``."""
    _tell_of_gradient(self)
    return float(_real(self, "double"))


def as_int(self: Tensor) -> int:
    """``int(tensor)``."""
    return int(_real(self, "int64_t"))


def as_complex(self: Tensor) -> complex:
    """``complex(tensor)``."""
    _tell_of_gradient(self)
    return complex(number(self))


def as_index(self: Tensor) -> int:
    """A tensor where Python wants a whole number."""
    refuse_mapped(self, ITEM)
    if self._data.dtype.kind not in "iub" or self._data.size != 1:
        raise TypeError("only integer tensors of a single element can be converted to an index")
    return int(self._data.item())


def as_bool(self: Tensor) -> bool:
    """``if tensor:``."""
    refuse_mapped(self, BRANCH)
    size = self._data.size
    if size != 1:
        several = "more than one value" if size else "no values"
        raise RuntimeError(f"Boolean value of Tensor with {several} is ambiguous")
    return bool(self._data)


def contains(self: Tensor, element: Any) -> bool:
    """``element in tensor``."""
    if isinstance(element, Tensor | int | float | complex | np.generic):
        return bool((element == self).any())  # type: ignore[union-attr]
    raise RuntimeError(
        f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}."
    )


def backwards(self: Tensor) -> Tensor:
    """``reversed(tensor)``: its first dimension in reverse order."""
    return self.flip(0) if self.ndim else self


def keep_all(self: Tensor, index: Any) -> None:
    """``del tensor[0]``.

    Raises:
        TypeError: always.
    """
    raise TypeError("Tensor does not support deleting items")


def formatted(self: Tensor, spec: str) -> str:
    """``f"{tensor:.2f}"`` : of one element its number, else the whole text."""
    if self._data.ndim == 0 and type(self) is Tensor:
        return format(self._data.item(), spec)
    return object.__format__(self, spec)


def native(self: Tensor) -> Any:
    """The tensor's array, shared, if its dtype is one of numpy's.

    Raises:
        RuntimeError: it is what ``conj()`` gave.
        TypeError: it is bfloat16.
    """
    if self.is_conj():
        raise RuntimeError(
            "Can't call numpy() on Tensor that has conjugate bit set. Use "
            "tensor.resolve_conj().numpy() instead."
        )
    array = storage(self)
    if array.dtype == BF16:
        raise TypeError("Got unsupported ScalarType BFloat16")
    return array


def __array__(self: Tensor, dtype: Any = None) -> Any:
    """What numpy sees.

    Under another name numpy would not tell that it was written before the keyword ``copy``.
    """
    if self.requires_grad and MODES.grad:
        raise RuntimeError(NO_NUMPY)
    array = native(self)
    if dtype is not None and array.dtype != dtype:
        return array.astype(dtype)
    return array.view()


def wrapped(self: Tensor, array: Any) -> Any:
    """What a function of numpy makes of a tensor is a tensor again, truth values as bytes."""
    found = np.asarray(array)
    return new_tensor(found.astype(np.uint8) if found.dtype.kind == "b" else found)


def deep_copied(self: Tensor, memo: dict[int, Any]) -> Any:
    """A leaf with its own copy of the numbers and of the gradient.

    Raises:
        RuntimeError: it is no leaf, or of a program's own class that does not say how new ones
            are made.
    """
    if not self.is_leaf:
        raise RuntimeError(NOT_A_LEAF)
    if id(self) in memo:
        return memo[id(self)]
    if type(self) not in (Tensor, Stale) and _makes_no_new_ones(type(self)):
        raise RuntimeError(NO_NEW_EMPTY)
    array = self._data
    own = (
        memory_copied(array, memo) if type(array) is np.ndarray and array.size else np.array(array)
    )
    copied = rebuilt(type(self), own, self._edge is not None)
    copied._counter = [1]  # as PyTorch does, it is set to its storage once it is there
    if self._grad is not None:
        copied._grad = deep_copied(self._grad, memo)
    memo[id(self)] = copied
    for name, value in own_attributes(self).items():
        setattr(copied, name, deepcopy(value, memo))
    return copied


def _makes_no_new_ones(kind: Any) -> bool:
    plain: Any = Tensor
    return kind.new_empty is plain.new_empty


def own_attributes(tensor: Tensor) -> dict[str, Any]:
    """What a program has hung on a tensor."""
    return {name: value for name, value in vars(tensor).items() if not name.startswith("_")}


def rebuilt(kind: type[Tensor], array: Any, requires_grad: bool) -> Tensor:
    """A tensor of a kind (Tensor, Parameter) around an array of its own."""
    tensor = object.__new__(kind)
    tensor._data, tensor._number = array, 0
    tensor._counter = tensor._mark = None
    tensor._edge = AccumulateGrad(tensor) if requires_grad else None
    return tensor


def reduced(self: Tensor, protocol: Any) -> Any:
    """What a pickle keeps: the kind, the numbers, whether it requires grad, own attributes."""
    for hook in (self._backward_hooks or {}).values():
        if not hasattr(hook, "__torch_unserializable__"):
            warn(HOOK_LOST.format(hook))
    made = type(self), np.array(self._data), self._edge is not None
    return rebuilt, made, own_attributes(self) or None


def copied(self: Tensor) -> Tensor:
    """``copy.copy(tensor)``: a leaf with the same numbers in the same place."""
    found = rebuilt(type(self), storage(self), self._edge is not None)
    vars(found).update(own_attributes(self))
    return found


def _device(self: Tensor) -> device:
    """Where it is kept: there is one place."""
    return CPU


def _is_cuda(self: Tensor) -> bool:
    """Is it on a graphics card? Never here."""
    return False


def _grad_dtype(self: Tensor) -> Any:
    """The dtype that its gradient must have; None for any."""
    if not self.is_leaf:
        raise RuntimeError("grad_dtype can only be accessed on leaf tensors.")
    return self.dtype if self._grad_dtype == OWN_DTYPE else self._grad_dtype


def _set_grad_dtype(self: Tensor, value: Any) -> None:
    if not self.is_leaf:
        raise RuntimeError("grad_dtype can only be set on leaf tensors.")
    if self._grad is not None and value is not None and self._grad.dtype is not value:
        raise RuntimeError(
            f"Cannot set grad_dtype to '{value.kind_name}' because there is already a gradient "
            "assigned to the tensor with dtype "
            f"'{self._grad.dtype.kind_name}'. Please ensure the existing gradient's dtype matches "
            "the new grad_dtype, or clear the gradient before changing grad_dtype."
        )
    self._grad_dtype = value


def identity(self: Tensor) -> int:
    """``hash(tensor)``: by identity, whatever its numbers."""
    return id(self)


METHODS: dict[str, Any] = {
    "__float__": as_float, "__int__": as_int, "__complex__": as_complex, "__index__": as_index,
    "__bool__": as_bool, "__contains__": contains, "__delitem__": keep_all,
    "__format__": formatted, "__reversed__": backwards,
    "__dlpack__": later("engine.storage.buffers", "offered"),
    "__dlpack_device__": later("engine.storage.buffers", "offered_device"),
    "__array__": __array__, "__array_wrap__": wrapped, "__deepcopy__": deep_copied,
    "__reduce_ex__": reduced, "__copy__": copied, "__repr__": tensor_repr, "__hash__": identity,
    "device": property(_device, doc=_device.__doc__),
    "is_cuda": property(_is_cuda, doc=_is_cuda.__doc__),
    "is_mps": property(_is_cuda), "is_meta": property(_is_cuda), "is_sparse": property(_is_cuda),
    "is_quantized": property(_is_cuda),
    "grad_dtype": property(_grad_dtype, _set_grad_dtype, doc=_grad_dtype.__doc__),
}  # fmt: skip


def _refusing(name: str) -> Callable[[Tensor, Any], None]:
    def refuse(self: Tensor, value: Any) -> None:
        raise AttributeError(
            f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable"
        )

    return refuse


def hang() -> None:
    """Attach all of this to Tensor."""
    for name, method in METHODS.items():
        setattr(Tensor, name, method)
    for name, value in list(vars(Tensor).items()):
        if isinstance(value, property) and value.fset is None:
            setattr(Tensor, name, value.setter(_refusing(name)))
    Tensor.__module__ = "torch"
