"""The same elements seen several times: expansion, and its reverse, summing back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.calls.axes import shape_argument
from engine.calls.declare import composite, operation
from engine.calls.general import broadcast_error
from engine.formula import sum_to
from engine.storage.memory import repeated
from engine.tensor import Tensor

NAMED_OF_OLD = frozenset(("Byte", "Char", "Short", "Int", "Long", "Half", "Float", "Double"))


@operation(
    "expand", name="expand.sizes", node="ExpandBackward0", is_view=True,
    self=lambda grad, self_shape: sum_to(grad, self_shape),
)  # fmt: skip
def expand_sizes(self: Any, sizes: tuple[int, ...]) -> Any:
    """The tensor repeated along dimensions of length 1, without copying."""
    if self.shape == sizes:
        return self[...]
    whole = repeated(self, sizes)
    if type(self) is not np.ndarray or not self.flags.writeable:
        return whole
    if self.flags.c_contiguous:  # the same, sooner
        return np.ndarray(sizes, self.dtype, self, strides=whole.strides)
    return np.lib.stride_tricks.as_strided(self, sizes, whole.strides)


def _kind(self: Tensor) -> str:
    """How PyTorch calls a tensor's type where it has none of the old names for it."""
    kind = self.dtype.kind_name
    return f"torch.{kind}Tensor" if kind in NAMED_OF_OLD else f"CPU{kind}Type"


@composite(samples=(
    "v.expand(2, 3)", "s.expand(3)", "x.unsqueeze(1).expand(-1, 4, -1)", "v.expand((2, 3))",
    "x.expand(2, 4)", "x.expand(3)", "v.expand(2, -1)", "v.expand(-1, 3)",
))  # fmt: skip
def expand(self: Tensor, *sizes: Any, size: Any = None) -> Any:
    """The tensor repeated along dimensions of length 1, without copying."""
    wanted = shape_argument(sizes if size is None else (size,))
    if wanted == self._data.shape:
        return expand_sizes(self, wanted)
    shape = self._data.shape
    if len(wanted) < len(shape):
        raise RuntimeError(
            f"expand({_kind(self)}{{{list(self.shape)}}}, size={list(wanted)}): "
            f"the number of sizes provided ({len(wanted)}) must be greater or equal to the number "
            f"of dimensions in the tensor ({self.ndim})"
        )
    own = (1,) * (len(wanted) - len(shape)) + shape
    if -1 not in wanted and all([each in (1, n) for each, n in zip(own, wanted, strict=True)]):
        return expand_sizes(self, wanted)
    full = tuple(length if each == -1 else each for each, length in zip(wanted, own, strict=True))
    _check_expansion(wanted, full, own, self)
    return expand_sizes(self, full)


def _check_expansion(
    wanted: Sequence[int], full: Sequence[int], own: Sequence[int], self: Tensor
) -> None:
    for axis in reversed(range(len(full))):
        if wanted[axis] == -1 and axis < len(own) - self.ndim:
            raise RuntimeError(
                f"The expanded size of the tensor ({wanted[axis]}) isn't allowed in a leading, "
                f"non-existing dimension {axis}"
            )
        if own[axis] not in (1, full[axis]):
            raise RuntimeError(
                f"The expanded size of the tensor ({full[axis]}) must match the existing size "
                f"({own[axis]}) at non-singleton dimension {axis}.  Target sizes: "
                f"{list(wanted)}.  "
                f"Tensor sizes: {list(self.shape)}"
            )


@composite(samples=("v.expand_as(x)",))
def expand_as(self: Tensor, other: Tensor) -> Any:
    """The tensor repeated to the shape of ``other``."""
    return self.expand(tuple(other.shape))


@composite(samples=("torch.broadcast_to(v, (2, 3))", "v.broadcast_to((2, 3))"))
def broadcast_to(self: Tensor, *sizes: Any, size: Any = None) -> Any:
    """The tensor repeated to a shape."""
    return self.expand(shape_argument(sizes if size is None else (size,)))


@composite(method=False, samples=("torch.broadcast_tensors(v, s)",))
def broadcast_tensors(*tensors: Tensor) -> Any:
    """All tensors in the shape that they have together."""
    try:
        shape = np.broadcast_shapes(*(tuple(each.shape) for each in tensors))
    except ValueError:
        raise broadcast_error([each._data for each in tensors]) from None
    return tuple(each if each.shape == shape else each.expand(shape) for each in tensors)


@composite(
    samples=(
        "x.sum_to_size(1, 3)",
        "b.sum_to_size(3, 1)",
        "x.sum_to_size(2, 3)",
        "x.sum_to_size(2)",
    )
)
def sum_to_size(self: Tensor, *size: Any) -> Any:
    """The sum over the dimensions along which ``size`` would have to be expanded."""
    shape = shape_argument(size)
    own = tuple(self.shape)
    extra = len(own) - len(shape)
    if extra < 0 or any(a not in (1, b) for a, b in zip(shape, own[extra:], strict=True)):
        raise RuntimeError(f"size {{{list(shape)}}} is not expandable to size {{{list(own)}}}.")
    stretched = [n + extra for n, length in enumerate(shape) if length == 1 != own[n + extra]]
    dims = [*range(extra), *stretched]
    if not dims:
        return self if shape else self.sum()
    if not shape:
        return self.sum()
    total = self.sum(dims, True)
    return total.view(shape) if extra else total
