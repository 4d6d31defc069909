"""What goes between brackets: every part becomes the operation that PyTorch makes of it."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.axes import wrap
from engine.declare import FUNCTIONS, composite, in_place, operation
from engine.formula import nothing, part, scatter_add
from engine.inplace import check_allowed
from engine.tensor import Tensor, new_tensor

LAST = 2**63 - 1


def at(dim: int, index: Any) -> tuple[Any, ...]:
    """A numpy index that takes ``index`` in dimension ``dim`` and everything in the others."""
    return (*(slice(None),) * dim, index) if isinstance(dim, int) else (index,)


@operation(
    "[ ]",
    name="select.int",
    node="SelectBackward0",
    is_view=True,
    self=lambda grad, self_shape, dim, index: scatter_add(grad, self_shape, at(dim, index)),
)
def select_index(self: Any, dim: int, index: int) -> Any:
    """One layer of a dimension, sharing the storage."""
    return self[(*at(dim, index), ...)]


@composite(
    samples=("x.select(0, 1)", "torch.select(x, 1, -1)", "x.select(0, 2)", "s.select(0, 0)")
)
def select(self: Tensor, dim: int, index: int) -> Any:
    """One layer of ``dim``, sharing the storage."""
    if not self.ndim:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    axis = wrap(dim, self.ndim)
    length = self.shape[axis]
    if not -length <= index < length:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(self.shape)} at "
            f"dimension {axis}"
        )
    return select_index(self, axis, index)


@operation("[ ]", name="slice.Tensor", node="SliceBackward0", is_view=True,
           self=lambda grad, self_shape, dim, start, end, step: scatter_add(
               grad, self_shape, at(dim, slice(start, end, step))
           ))  # fmt: skip
def slice_index(self: Any, dim: int, start: int, end: int, step: int = 1) -> Any:
    """A stretch of a dimension, sharing the storage."""
    return self[at(dim, slice(start, end, step))]


def slice_dim(
    self: Tensor, dim: int, start: int | None, end: int | None, step: int | None = 1
) -> Any:
    """A stretch of ``dim`` between two places, as a slice means them."""
    if step is not None and step <= 0:
        raise ValueError("step must be greater than zero")
    length = self.shape[dim]
    first, last, _ = slice(start, end, step).indices(length)
    whole = end is None or end >= LAST
    return slice_index(self, dim, first, LAST if whole else max(first, last), step or 1)


FUNCTIONS["_slice_dim"] = slice_dim


@composite(
    samples=(
        "x.narrow(1, 0, 2)",
        "torch.narrow(x, 0, 1, 1)",
        "x.narrow(1, 2, 2)",
        "x.narrow(1, -2, 1)",
    )
)
def narrow(self: Tensor, dim: int, start: Any, length: int) -> Any:
    """A stretch of ``dim``."""
    axis, size, start = wrap(dim, self.ndim), self.shape[dim], int(start)
    if not -size <= start <= size:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-size}, {size}], but "
            f"got {start})"
        )
    first = start + size if start < 0 else start
    if first + length > size:
        raise RuntimeError(f"start ({first}) + length ({length}) exceeds dimension size ({size}).")
    return slice_dim(self, axis, first, first + length)


@operation("[ ]", name="alias.view", node="AliasBackward0", is_view=True, self=lambda grad: grad)
def alias(self: Any) -> Any:
    """The whole tensor, sharing the storage."""
    return self[...]


@operation("[ ]", name="index.Tensor", node="IndexBackward0",
           self=lambda grad, self_shape, index: scatter_add(grad, self_shape, index))  # fmt: skip
def gather_index(self: Any, index: Any) -> Any:
    """The elements that arrays of numbers or booleans pick."""
    return self[index]


@dataclass(slots=True)
class Reading:
    """An index being read from left to right.

    ``view`` : the tensor with all that is not an array applied. ``dim`` : its next dimension.
    ``arrays`` : by dimension, the arrays still to be applied.
    """

    view: Tensor
    dim: int = 0
    arrays: dict[int, Any] = field(default_factory=dict)
    taken: int = 0


def read_index(self: Tensor, index: Any) -> tuple[Tensor, tuple[Any, ...] | None]:
    """The view that an index's plain parts make, and the arrays that are left, or None."""
    parts = index if isinstance(index, tuple) else (index,)
    reading = Reading(self)
    given = _given(parts)
    if given > self.ndim:
        raise IndexError(_too_many(self, parts))
    for each in parts:
        _READERS[_kind(each)](reading, each, self.ndim - given)
    if isinstance(index, slice) and reading.view is self:
        return slice_dim(self, 0, index.start, index.stop, index.step), None
    if not reading.arrays:
        return (alias(self) if reading.view is self else reading.view), None
    count = max(reading.arrays) + 1
    return reading.view, tuple(reading.arrays.get(n, slice(None)) for n in range(count))


def _too_many(self: Tensor, parts: tuple[Any, ...]) -> str:
    if not self.ndim and _kind(parts[0]) == "number":
        return (
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or "
            "`tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
        )
    return f"too many indices for tensor of dimension {self.ndim}"


def _given(parts: tuple[Any, ...]) -> int:
    """How many of the tensor's dimensions an index speaks of."""
    total = 0
    for each in parts:
        kind = _kind(each)
        if kind in ("number", "slice"):
            total += 1
        elif kind == "array":
            array = _array(each)
            total += array.ndim if array.dtype.kind == "b" else 1
    return total


def _kind(each: Any) -> str:
    if each is None or each is Ellipsis:
        return "new" if each is None else "rest"
    if isinstance(each, slice):
        return "slice"
    if isinstance(each, bool | np.bool_):
        return "flag"
    if isinstance(each, Tensor):
        whole = not each.ndim and each.dtype.name in ("int64", "int32", "int16", "int8")
        return "number" if whole else "array"
    if isinstance(each, list | tuple | range | np.ndarray):
        return "array"
    if hasattr(each, "__index__"):
        return "number"
    if isinstance(each, str):
        raise TypeError("new(): invalid data type 'str'")
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
        f"indices (got {type(each).__name__})"
    )


def _array(each: Any) -> Any:
    array = np.asarray(each._data if isinstance(each, Tensor) else plain(each))
    if array.dtype.kind not in "biu" and array.size:
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return array.astype(np.int64) if array.dtype.kind != "b" else array


def plain(index: Any) -> Any:
    """Nested lists in which tensors have become arrays."""
    if isinstance(index, list | tuple):
        return [plain(each) for each in index]
    return index._data if isinstance(index, Tensor) else index


def _read_number(reading: Reading, each: Any, rest: int) -> None:
    number, view = int(operator.index(each)), reading.view
    length = view.shape[reading.dim]
    if not -length <= number < length:
        raise IndexError(
            f"index {number} is out of bounds for dimension {reading.taken} with size {length}"
        )
    reading.view = select_index(view, reading.dim, number)
    reading.taken += 1


def _read_slice(reading: Reading, each: slice, rest: int) -> None:
    if each != slice(None):
        ends = [
            None if n is None else operator.index(n) for n in (each.start, each.stop, each.step)
        ]
        reading.view = slice_dim(reading.view, reading.dim, *ends)
    reading.dim += 1
    reading.taken += 1


def _read_new(reading: Reading, each: None, rest: int) -> None:
    reading.view = reading.view.unsqueeze(reading.dim)
    reading.dim += 1


def _read_rest(reading: Reading, each: Any, rest: int) -> None:
    reading.dim += rest
    reading.taken += rest


def _read_flag(reading: Reading, each: Any, rest: int) -> None:
    reading.view = reading.view.unsqueeze(reading.dim)
    reading.arrays[reading.dim] = np.zeros(int(each), np.int64)
    reading.dim += 1


def _read_array(reading: Reading, each: Any, rest: int) -> None:
    array = _array(each)
    own = tuple(reading.view.shape)
    if array.dtype.kind == "b":
        for place, length in enumerate(array.shape):
            if length != own[reading.dim + place]:
                raise IndexError(
                    f"The shape of the mask {list(array.shape)} at index {place} does not "
                    "match the "
                    f"shape of the indexed tensor {list(own)} at index {reading.dim + place}"
                )
        for place, found in enumerate(array.nonzero()):
            reading.arrays[reading.dim + place] = found
        reading.dim += array.ndim
        reading.taken += array.ndim
        return
    length = own[reading.dim]
    outside = (array < -length) | (array >= length)
    if outside.any():
        raise IndexError(
            f"index {int(array[outside][0])} is out of bounds for dimension {reading.taken} with "
            f"size {length}"
        )
    reading.arrays[reading.dim] = array
    reading.dim += 1
    reading.taken += 1


_READERS: dict[str, Any] = {
    "number": _read_number, "slice": _read_slice, "new": _read_new, "rest": _read_rest,
    "flag": _read_flag, "array": _read_array,
}  # fmt: skip


@composite(samples=(
    "x[0]", "x[-1]", "x[0, 1]", "x[0][1]", "x[:, 1]", "x[0:1]", "x[:, 1:]", "x[...]", "x[..., 0]",
    "x[None]", "x[:]", "x[:, None]", "x[t]", "x[torch.tensor([1, 0, 1])]", "x[:, k]", "x[0, k]",
    "x[[0, 1], [1, 2]]", "x[[0, 1]]", "x[True]", "b[:, k, 0]", "x[x > 0]", "x[::2]", "x[:, ::2]",
    "x[1:, :2]", "v[1]", "v[-1]", "x[torch.tensor(1)]", "x[2]", "x[0, 5]", "x[0, 0, 0]", "s[0]",
    "s[...]", "x[1.5]", "x['a']", "v[5]", "x[::-1]", "v[t[0]]", "x[t[0]]", "x[[0, 0]]",
    "b[k[:1], :, k]", "x[torch.tensor([0.5])]", "x[-1, -2]", "v[1:5]", "v[3:]", "b[0, ..., 1]",
    "b[..., None, 0]", "x[()]", "v[-2:]", "x[5:]", "s[None]", "x[k]", "x[range(2)]", "x[False]",
    "x[0].sum() + x[1].sum()", "x[torch.tensor([[0, 1], [1, 0]])]", "x[:, -1].sum()",
    "x[t[:, 0]]",
))  # fmt: skip
def __getitem__(self: Tensor, index: Any) -> Any:  # noqa: N807
    """The part of the tensor that ``index`` names."""
    view, arrays = read_index(self, index)
    return view if arrays is None else gather_index(view, arrays)


@operation(
    "[ ]=", name="index_put", inputs=("self", "values"),
    self=lambda grad, index, accumulate: grad if accumulate else without(grad, index),
    values=lambda grad, index: part(grad, index),
)  # fmt: skip
def index_put_op(self: Any, values: Any, index: Any, accumulate: bool = False) -> Any:
    """The tensor with values written where arrays of numbers or booleans point."""
    whole = np.array(self)
    if accumulate:
        np.add.at(whole, index, values)
        return whole
    try:
        whole[index] = values
    except ValueError:
        picked = np.shape(whole[index])
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(np.shape(values))} cannot be broadcast "
            f"to indexing result of shape {list(picked)}"
        ) from None
    return whole


def without(value: Any, index: Any) -> Any:
    """``value`` with zeros where an index points."""
    if not isinstance(value, Tensor | np.ndarray | np.generic):
        return value._without(index)
    if isinstance(value, Tensor):
        return index_put_op(value, new_tensor(value._data.dtype.type(0)), index)
    whole = np.array(value)
    whole[index] = 0
    return whole


_put = in_place(index_put_op.op)  # type: ignore[attr-defined]


@composite(samples=(
    "z = x * 1; z[0] = 5.; z", "z = x * 1; z[0] = v; z", "z = x * 1; z[0, 1] = s; z",
    "z = x * 1; z[t] = 0.; z", "z = x * 1; z[:, 1] = 7; z", "z = x * 1; z[k[:1] * 0] = v; z",
    "z = x * 1; z[z > 0] *= 2; z", "z = x * 1; z[0] += 1; z", "z = x * 1; z[:, 0] *= v[0]; z",
    "z = x * 1; z[...] = y; z", "z = x * 1; z[0] = m; z", "z = x * 1; z[5] = 1.; z",
    "x[0] = 1.; x", "z = torch.zeros(2, 3, dtype=x.dtype); z[0] = v; z",
    "z = torch.zeros(3, dtype=x.dtype); z[1] = s; z * 2", "z = x * 1; z[:, k] = y; z",
    "z = i * 1; z[0] = 9; z", "z = x * 1; z[t] = w[:1]; z", "z = x * 1; z[0, k] = w; z",
    "z = x * 1; z[1:] = v; z", "z = x * 1; z[[0, 1], [0, 2]] = w[:2]; z",
    "z = x * 1; a = z[0]; z[0] = v; a * 2", "z = x * 1; z[t] = y; z", "z = x * 1; z[0] = 'a'; z",
    "z = x * 1; z[0][1] = 3.; z", "z = x * 1; z[torch.tensor(0)] = 1.; z",
))  # fmt: skip
def __setitem__(self: Tensor, index: Any, value: Any) -> None:  # noqa: N807
    """Write ``value`` into the part of the tensor that ``index`` names."""
    view, arrays = read_index(self, index)
    if not isinstance(value, Tensor):
        if not isinstance(value, int | float | complex | np.generic):
            raise TypeError(
                f"can't assign a {type(value).__name__} to a torch.{self.dtype.kind_name}Tensor"
            )
        value = new_tensor(np.asarray(value).astype(self._data.dtype)[()])
    if arrays is None:
        view = self if index is Ellipsis else view
        view.copy_(_trimmed(value, view))
        return
    if value.dtype is not self.dtype:
        raise RuntimeError(
            "Index put requires the source and destination dtypes match, got "
            f"{self.dtype.kind_name} for the destination and {value.dtype.kind_name} for "
            "the source."
        )
    check_allowed(self)
    _put(view, _without_lead(value), index=arrays)


def _without_lead(value: Tensor) -> Any:
    lead = next((n for n, length in enumerate(value.shape) if length != 1), value.ndim)
    return value.view(tuple(value.shape[lead:])) if lead else value


def _trimmed(value: Tensor, view: Tensor) -> Any:
    """The value in the view's shape, its leading dimensions of length 1 left out."""
    if value.shape == view.shape:
        return value
    lead = next((n for n, length in enumerate(value.shape) if length != 1), value.ndim)
    trimmed = value.view(tuple(value.shape[lead:]))
    return trimmed if trimmed.shape == view.shape else trimmed.expand(tuple(view.shape))


def _arrays(indices: Any) -> tuple[Any, ...]:
    return tuple(slice(None) if each is None else _array(each) for each in indices)


@composite(
    samples=(
        "x.index_put((torch.tensor([0]),), v)",
        "x.index_put((k[:1] * 0, k[1:2]), w[:1], accumulate=True)",
    )
)
def index_put(self: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Any:
    """The tensor with ``values`` written where ``indices`` point."""
    return index_put_op(self, values, _arrays(indices), accumulate)


@composite(samples=("(x * 1).index_put_((k[1:2],), v)",))
def index_put_(self: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Any:
    """Write ``values`` where ``indices`` point."""
    return _put(self, values, index=_arrays(indices), accumulate=accumulate)


@operation("copy", name="copy", inputs=("self", "src"), node="CopyBackwards",
           self=lambda grad: nothing(grad), src=lambda grad: grad)  # fmt: skip
def copy(self: Any, src: Any, size: Any = ()) -> Any:
    """The values of ``src`` in the place and dtype of ``self``."""
    return src


_write = in_place(copy.op)  # type: ignore[attr-defined]


@composite(
    samples=(
        "(x * 1).copy_(y)",
        "(x * 1).copy_(v)",
        "torch.zeros(2, 3, dtype=x.dtype).copy_(x)",
        "(x * 1).copy_(i)",
        "(x * 1).copy_(m)",
    )
)
def copy_(self: Tensor, src: Any, non_blocking: bool = False) -> Any:
    """Write the values of ``src`` over this tensor's own, in its dtype."""
    if isinstance(src, Tensor) and not src.requires_grad and src.dtype is not self.dtype:
        src = new_tensor(src._data.astype(self._data.dtype))
    if isinstance(src, Tensor):
        _must_cover(self, src)
    return _write(self, src)


def _must_cover(self: Tensor, src: Tensor) -> None:
    own, other = tuple(self.shape), tuple(src.shape)
    padded = (1,) * (len(own) - len(other)) + other
    for axis in reversed(range(len(own))):
        if len(padded) == len(own) and padded[axis] not in (1, own[axis]):
            raise RuntimeError(
                f"The size of tensor a ({own[axis]}) must match the size of tensor b "
                f"({padded[axis]}) "
                f"at non-singleton dimension {axis}"
            )


@operation("zero", name="zero.all", node="ZeroBackward0", self=lambda grad: nothing(grad))
def zero(self: Any) -> Any:
    """Zeros."""
    return np.zeros_like(self)


@operation("fill", name="fill.Scalar", node="FillBackward2", self=lambda grad: nothing(grad))
def fill_number(self: Any, value: Any) -> Any:
    """One number everywhere."""
    return np.full_like(self, value)


@operation("fill", name="fill.Tensor", node="FillBackward3", inputs=("self", "value"),
           self=lambda grad: nothing(grad), value=lambda grad: grad.sum())  # fmt: skip
def fill_tensor(self: Any, value: Any) -> Any:
    """The value of a 0-d tensor everywhere."""
    return np.full_like(self, value)


_zero, _fill_number, _fill_tensor = (
    in_place(each.op) for each in (zero, fill_number, fill_tensor)
)


@composite(samples=("(x * 1).zero_()", "x.zero_()", "x.detach().zero_()"))
def zero_(self: Tensor) -> Any:
    """Set every element to 0."""
    return _zero(self)


@composite(
    samples=("(x * 1).fill_(3)", "(x * 1).fill_(s)", "(i * 1).fill_(2)", "(x * 1).fill_(v)")
)
def fill_(self: Tensor, value: Any) -> Any:
    """Set every element to ``value``."""
    if not isinstance(value, Tensor):
        return _fill_number(self, value=value)
    if value.ndim:
        raise RuntimeError(
            "fill_ only supports 0-dimension value tensor but got tensor with "
            f"{value.ndim} dimensions."
        )
    return _fill_tensor(self, value)


@operation("[ ]", name="_part", node="IndexBackward0",
           self=lambda grad, self_shape, index: scatter_add(grad, self_shape, index))  # fmt: skip
def part_of(self: Any, index: Any) -> Any:
    """The elements that an index names, as a copy."""
    return np.array(self[index])[()]


@operation(
    "scatter",
    name="_scattered",
    node="IndexPutBackward0",
    self=lambda grad, index: part(grad, index),
)
def scattered(self: Any, shape: tuple[int, ...], index: Any) -> Any:
    """Zeros with the elements added where an index points."""
    return scatter_add(self, shape, index)


@composite()
def _nothing(self: Tensor) -> Any:
    """Zeros outside every graph, shaped like the tensor."""
    return new_tensor(np.zeros_like(self._data))


@composite()
def _without(self: Tensor, index: Any) -> Any:
    """The tensor with zeros where an index points."""
    return without(self, index)
