"""Tensor's methods that ask for facts: its size, its layout, its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine import dtypes
from engine.calls.axes import wrap
from engine.calls.declare import METHODS, composite
from engine.foundation.mapped import ITEM, STORAGE, refuse_mapped
from engine.foundation.protocols import native
from engine.foundation.warn import warn
from engine.modes import MODES
from engine.numbers.promotion import result_type as common_type
from engine.storage import memory
from engine.storage.formats import lies_in
from engine.tensor import Tensor, storage
from engine.tensor import is_inference as made_in_inference

OLD_T = (
    "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is "
    "deprecated and "
    "it will throw an error in a future release. Consider `x.mT` to transpose batches of matrices "
    "or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor."
)


@composite(samples=("x.is_floating_point()", "torch.is_floating_point(i)"))
def is_floating_point(self: Tensor) -> bool:
    """Are the elements real floating-point numbers?"""
    return self.dtype.is_floating_point


@composite(samples=("x.is_complex()",))
def is_complex(self: Tensor) -> bool:
    """Are the elements complex numbers?"""
    return self.dtype.is_complex


@composite(samples=("x.is_signed()", "t.is_signed()"))
def is_signed(self: Tensor) -> bool:
    """Can the elements be negative?"""
    return self.dtype.is_signed


@composite(samples=("s.is_nonzero()", "x.is_nonzero()"))
def is_nonzero(self: Tensor) -> bool:
    """Is the one element not zero?"""
    return bool(self)


@composite(samples=("x.is_same_size(y)",))
def is_same_size(self: Tensor, other: Tensor) -> bool:
    """Has another tensor the same shape?"""
    return self.shape == other.shape


@composite(method=False, samples=("torch.is_tensor(x)", "torch.is_tensor(1)"))
def is_tensor(obj: Any) -> bool:
    """Is it a tensor?"""
    return isinstance(obj, Tensor)


@composite("nelement", samples=("x.numel()", "torch.numel(x)", "s.nelement()"))
def numel(self: Tensor) -> int:
    """How many elements there are."""
    return int(self._data.size)


@composite("ndimension", samples=("x.dim()", "s.ndimension()"))
def dim(self: Tensor) -> int:
    """How many dimensions there are."""
    return self.ndim


@composite(
    samples=(
        "x.size()",
        "x.size(0)",
        "x.size(-1)",
        "x.size(2)",
        "s.size()",
        "x.size(dim=1)",
        "s.size(0)",
        "x.size(1.5)",
    )
)
def size(self: Tensor, dim: int | None = None) -> Any:
    """The shape, or the length of one dimension."""
    if dim is None:
        return self.shape
    shape = self._data.shape
    if type(dim) is not int and isinstance(dim, float | str):
        kind = type(dim).__name__
        raise TypeError(f"size(): argument 'dim' (position 1) must be int, not {kind}")
    if not shape:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return shape[wrap(dim, len(shape))]


@composite(
    samples=(
        "x.stride()",
        "x.t().stride()",
        "x.stride(0)",
        "s.stride()",
        "v.expand(2, 3).stride()",
        "x[:, ::2].stride()",
        "e.stride()",
    )
)
def stride(self: Tensor, dim: int | None = None) -> Any:
    """How far apart neighbours lie in storage, in elements."""
    steps = strides(self._data)
    return steps if dim is None else steps[_of(self, dim)]


def _of(tensor: Tensor, dim: int) -> int:
    if not tensor.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return wrap(dim, tensor.ndim)


def strides(data: Any) -> tuple[int, ...]:
    """The strides of an array in elements, as PyTorch counts them."""
    if data.flags.c_contiguous:
        steps = []
        step = 1
        for length in reversed(data.shape):
            steps.append(step)
            step *= max(length, 1)
        return tuple(reversed(steps))
    return tuple(each // data.itemsize for each in data.strides)


@composite(
    samples=(
        "x.is_contiguous()",
        "x.t().is_contiguous()",
        "s.is_contiguous()",
        "v.expand(2, 3).is_contiguous()",
    )
)
def is_contiguous(self: Tensor, memory_format: Any = None) -> bool:
    """Do the elements lie one after the other in storage?"""
    return lies_in(self._data, memory_format)


@composite(samples=(
    "x[1].storage_offset()", "x.storage_offset()", "x[:, 1:].storage_offset()",
    "x[1].detach().storage_offset()", "v.sort()[0][1:].storage_offset()",
))  # fmt: skip
def storage_offset(self: Tensor) -> int:
    """Where in storage the first element lies."""
    return memory.offset(storage(self))


@composite(
    samples=("x.data_ptr() == x.view(-1).data_ptr()", "x.data_ptr() == x.clone().data_ptr()")
)
def data_ptr(self: Tensor) -> int:
    """Where in memory the first element lies."""
    refuse_mapped(self, STORAGE)
    return int(storage(self).ctypes.data)


@composite(samples=("x.get_device()",))
def get_device(self: Tensor) -> int:
    """The number of the graphics card it lies on: −1, for it lies on none."""
    return -1


@composite(samples=("x.element_size()", "i.element_size()"))
def element_size(self: Tensor) -> int:
    """How many bytes an element takes."""
    return self.dtype.itemsize


@composite()
def is_pinned(self: Tensor) -> bool:
    """Is it in page-locked memory? Never here."""
    return False


@composite()
def is_shared(self: Tensor) -> bool:
    """Whether ``share_memory_`` was called: all work is done in one process here."""
    return "_shared" in self.__dict__


@composite()
def share_memory_(self: Tensor) -> Tensor:
    """Note that the memory is shared; there is only one process that could see it."""
    self.__dict__["_shared"] = True
    return self


@composite()
def is_inference(self: Tensor) -> bool:
    """Was it made in inference mode?"""
    return made_in_inference(self)


@composite(
    samples=("s.item()", "x.item()", "torch.tensor([3]).item()", "e.item()", "t[0, 0].item()")
)
def item(self: Tensor) -> Any:
    """The one element as a Python number."""
    refuse_mapped(self, ITEM)
    if self._data.size != 1:
        raise RuntimeError(
            f"a Tensor with {self._data.size} elements cannot be converted to Scalar"
        )
    return self._data.item()


@composite(samples=("i.tolist()", "t.tolist()", "torch.tensor(3).tolist()"))
def tolist(self: Tensor) -> Any:
    """The elements as nested Python lists."""
    refuse_mapped(self, STORAGE)
    return self._data.tolist()


@composite(
    samples=(
        "x.numpy()",
        "x.detach().numpy().shape",
        "i.numpy().sum()",
        "x.numpy(force=True).shape",
    )
)
def numpy(self: Tensor, *, force: bool = False) -> np.ndarray[Any, Any]:
    """An array of the tensor's own memory, a new one each time."""
    refuse_mapped(self, STORAGE)
    if self.requires_grad and MODES.grad and not force:
        raise RuntimeError(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
        )
    shared: np.ndarray[Any, Any] = native(self)
    return shared.view()


@composite(samples=("len(x)", "len(s)", "len(v)"))
def __len__(self: Tensor) -> int:
    """The length of the first dimension."""
    if not self.ndim:
        raise TypeError("len() of a 0-d tensor")
    return int(self._data.shape[0])


@composite(
    samples=("[a * 2 for a in v]", "list(x)", "list(s)", "a, c2 = x; a * c2", "sum(v)", "max(v)")
)
def __iter__(self: Tensor) -> Iterator[Any]:
    """The layers of the first dimension, one by one."""
    if not self.ndim:
        raise TypeError("iteration over a 0-d tensor")
    return iter(self.unbind(0))


@composite(method=False, samples=(
    "torch.result_type(x, i)", "torch.result_type(i, 1.5)", "torch.result_type(t, 1)",
    "torch.result_type(s, i)",
))  # fmt: skip
def result_type(tensor1: Any, tensor2: Any) -> dtypes.dtype:
    """The dtype of an operation on both."""
    return common_type((tensor1, tensor2))


@composite(
    method=False,
    samples=(
        "torch.promote_types(torch.int64, torch.float32)",
        "torch.promote_types(torch.uint8, torch.int8)",
    ),
)
def promote_types(type1: dtypes.dtype, type2: dtypes.dtype) -> dtypes.dtype:
    """The smallest dtype that holds both."""
    return dtypes.promote_types(type1, type2)


@composite(
    method=False,
    samples=(
        "torch.can_cast(torch.float32, torch.int64)",
        "torch.can_cast(torch.int64, torch.float32)",
    ),
)
def can_cast(from_: dtypes.dtype, to: dtypes.dtype) -> bool:
    """May one dtype become the other by promotion?"""
    return from_.category <= to.category


NO_MATRIX = (
    "Tensor.{name} is deprecated on 0-D tensors. This function is the identity in these cases."
)


def _transposed(self: Tensor) -> Any:
    """The tensor with its dimensions in reverse order."""
    if self.ndim != 2:
        warn(OLD_T if self.ndim else NO_MATRIX.format(name="T"), once=True)
    return self.permute(tuple(reversed(range(self.ndim))))


def _matrix_transposed(self: Tensor) -> Any:
    """The tensor with its last two dimensions exchanged."""
    if not self.ndim:
        warn(NO_MATRIX.format(name="mT"), once=True)
        return self
    if self.ndim < 2:
        raise RuntimeError(
            "tensor.mT is only supported on matrices or batches of matrices. Got "
            f"{self.ndim}-D tensor."
        )
    return self.transpose(-2, -1)


METHODS.update(
    {
        "T": property(_transposed, doc=_transposed.__doc__),
        "mT": property(_matrix_transposed, doc=_matrix_transposed.__doc__),
        "itemsize": property(
            lambda self: self.dtype.itemsize, doc="How many bytes an element takes."
        ),
        "nbytes": property(
            lambda self: int(self._data.size) * self.dtype.itemsize,
            doc="How many bytes all elements take.",
        ),
    }
)
