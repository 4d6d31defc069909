"""Where a tensor is kept, for programs that may also run on other devices."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import METHODS, composite
from engine.storage import memory
from engine.tensor import Tensor, storage


def _is_here(self: Tensor) -> bool:
    """Is it kept in the memory of the CPU? Always here."""
    return True


def _is_elsewhere(self: Tensor) -> bool:
    """Is it kept in some other way, or on some other device? Never here."""
    return False


def _unnamed(self: Tensor) -> None:
    """The name that it had in graphs of long ago."""


METHODS |= {
    "is_cpu": property(_is_here), "name": property(_unnamed),
    **dict.fromkeys(
        (
            "is_ipu", "is_maia", "is_mkldnn", "is_mtia", "is_nested", "is_sparse_csr",
            "is_vulkan", "is_xla", "is_xpu",
        ),
        property(_is_elsewhere),
    ),
}  # fmt: skip


@composite(samples=("x.is_distributed()",))
def is_distributed(input: Tensor) -> bool:
    """Is it kept on several machines? Never here."""
    return False


@composite(samples=("b.dim_order()", "b.transpose(0, 2).dim_order()", "s.dim_order()"))
def dim_order(self: Tensor) -> tuple[int, ...]:
    """The dimensions, from those whose neighbours lie far apart in memory to the nearest."""
    steps = self.stride()
    return tuple(sorted(range(self.ndim), key=lambda axis: -steps[axis]))


@composite(samples=("x.is_set_to(x)", "x.is_set_to(x.detach())", "x.is_set_to(x.clone())",
                    "x.is_set_to(x.t())"))  # fmt: skip
def is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Does another tensor show the same elements of the same memory?"""
    one, two = (memory.row(storage(each)) for each in (self, tensor))
    return bool(
        one.ctypes.data == two.ctypes.data
        and self.storage_offset() == tensor.storage_offset()
        and self.shape == tensor.shape
        and self.stride() == tensor.stride()
    )


@composite(samples=("x.const_data_ptr() == x.data_ptr()",))
def const_data_ptr(self: Tensor) -> Any:
    """Where in memory its first element lies, for reading."""
    return self.data_ptr()
