"""Writing into a tensor: what stands in brackets on the left, copies, fillings."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS, composite, in_place, operation
from engine.calls.inplace import check_allowed, written
from engine.calls.later import later
from engine.errors import shared_shape, type_name
from engine.formula import nothing
from engine.kernels.adding import add_at
from engine.numbers.half import converted
from engine.numbers.ranges import fitting
from engine.ops.brackets import index_array, read_index
from engine.ops.indexing import not_together
from engine.placed import Along, Layers, part
from engine.tensor import Tensor, new_tensor

check_overlaps = later("engine.storage.overlap", "check_overlaps")
check_written = later("engine.ops.index_checks", "check_written")
misfit = later("engine.ops.index_checks", "misfit")
placed = later("engine.ops.placing", "placed")
LONG = 2**63


@operation(
    "[ ]=", name="index_put", inputs=("self", "values"), scatters=True,
    self=lambda grad, index, accumulate: grad if accumulate else without(grad, index),
    values=lambda grad, index: part(grad, index),
)  # fmt: skip
def index_put_op(self: Any, values: Any, index: Any, accumulate: bool = False) -> Any:
    """The tensor with values written where arrays of numbers or booleans point."""
    whole = np.array(self)
    try:
        if accumulate:
            add_at(whole, index, values)
        else:
            whole[index] = values
    except ValueError:
        raise misfit(values, np.shape(whole[index])) from None
    except IndexError:
        raise not_together(index) from None
    return whole


def without(value: Any, index: Any) -> Any:
    """``value`` with zeros where an index points."""
    if not isinstance(value, Tensor | np.ndarray | np.generic):
        return value._without(index)
    if isinstance(index, Along) and isinstance(value, Tensor):
        name = "index_fill" if isinstance(index, Layers) else "scatter"
        return FUNCTIONS[name](value, index.dim, new_tensor(index.index), 0)
    if isinstance(value, Tensor):
        return index_put_op(value, new_tensor(value._data.dtype.type(0)), index)
    whole = np.array(value)
    whole[index] = 0
    return whole


_put = in_place(index_put_op.op)


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
def __setitem__(self: Tensor, index: Any, value: Any) -> None:
    """Write ``value`` into the part of the tensor that ``index`` names."""
    if placed(self, index, value):
        return
    if not isinstance(value, Tensor):
        value = _number(self, value)
        if isinstance(index, Tensor):
            _no_bytes(index, self)
    if index is False:
        return
    if index is True:
        view, arrays = self.unsqueeze(0), None
    else:
        view, arrays = read_index(self, index, writing=True)
    if arrays is None:
        copied = value.ndim or not view.ndim
        value = _trimmed(value, view) if copied else value
        check_allowed(view, value)
        check_overlaps(copy.op, (view,))
        if copied:
            view.copy_(value)
        else:
            view.fill_(value)
        return
    if value.dtype is not self.dtype:
        value = _as_mask_fills(self, value, _is_mask(index))
    value = _without_lead(value)
    check_written(view, value, arrays)
    _put(view, value, index=arrays)


def _number(self: Tensor, value: Any) -> Tensor:
    """A number as a tensor of the dtype of ``self``."""
    single = isinstance(value, np.floating) and not isinstance(value, float)
    if single or not isinstance(value, int | float | complex | np.generic):
        raise TypeError(f"can't assign a {type_name(value)} to a {self.dtype.type_string}")
    if isinstance(value, int) and not -LONG <= value < LONG:
        raise ValueError("Overflow when unpacking long long")
    return new_tensor(converted(np.asarray(fitting(value, self.dtype)), self._data.dtype)[...])


def _as_mask_fills(self: Tensor, values: Tensor, masked: bool) -> Tensor:
    """One number in the tensor's dtype, where PyTorch fills a mask with it."""
    if values.dtype is self.dtype or values.numel() != 1 or not masked:
        return values
    return values.to(self.dtype)


def _is_mask(index: Any) -> bool:
    """Is all that it chooses by one mask?"""
    parts = index if isinstance(index, tuple) else (index,)
    masks = [each for each in parts if not isinstance(each, slice | int) or each is True]
    chosen = [each for each in masks if each is not None and each is not Ellipsis]
    if len(chosen) != 1 or isinstance(chosen[0], bool):
        return False
    return bool(index_array(chosen[0]).dtype.kind == "b")


def _no_bytes(mask: Tensor, filled: Tensor) -> None:
    if mask.dtype.name == "uint8" and mask.ndim and mask.shape == filled.shape[: mask.ndim]:
        raise RuntimeError(
            "masked_fill_ only supports boolean masks, but got mask with dtype unsigned char"
        )


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
    return tuple(slice(None) if each is None else index_array(each) for each in indices)


@composite(
    samples=(
        "x.index_put((torch.tensor([0]),), v)",
        "x.index_put((k[:1] * 0, k[1:2]), w[:1], accumulate=True)",
    )
)
def index_put(self: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Any:
    """The tensor with ``values`` written where ``indices`` point."""
    values = _as_mask_fills(self, values, _is_mask(tuple(indices)) and not accumulate)
    arrays = _arrays(indices)
    check_written(self, values, arrays)
    return index_put_op(self, values, arrays, accumulate)


@composite(samples=("(x * 1).index_put_((k[1:2],), v)",))
def index_put_(self: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Any:
    """Write ``values`` where ``indices`` point."""
    check_allowed(self, values)
    values = _as_mask_fills(self, values, _is_mask(tuple(indices)) and not accumulate)
    arrays = _arrays(indices)
    check_written(self, values, arrays)
    return _put(self, values, index=arrays, accumulate=accumulate)


@operation("copy", name="copy", inputs=("self", "src"), node="CopyBackwards",
           self=lambda grad: nothing(grad), src=lambda grad: grad)  # fmt: skip
def copy(self: Any, src: Any, size: Any = ()) -> Any:
    """The values of ``src`` in the place and dtype of ``self``."""
    return src


_write = in_place(copy.op)


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
    fits = isinstance(src, Tensor) and src._data.ndim <= self._data.ndim
    if fits and _own_memory(self, src) and written(np.copyto, self, src):
        return self
    if isinstance(src, Tensor) and not src.requires_grad and src.dtype is not self.dtype:
        src = new_tensor(converted(src._data, self._data.dtype))
    check_allowed(self, src)
    if isinstance(src, Tensor):
        check_overlaps(copy.op, (self, src))
        _must_cover(self, src)
    return _write(self, src)


def _own_memory(*tensors: Tensor) -> bool:
    """Has each an array that shows no other's memory?"""
    return all([type(t._data) is np.ndarray and t._data.base is None for t in tensors])


def _must_cover(self: Tensor, src: Tensor) -> None:
    own, other = tuple(self.shape), tuple(src.shape)
    both = shared_shape(own, other)
    if both != own:
        raise RuntimeError(
            f"output with shape {list(own)} doesn't match the broadcast shape {list(both)}"
        )


@operation("zero", name="zero.all", node="ZeroBackward0", self=lambda grad: nothing(grad))
def zero(self: Any) -> Any:
    """Zeros."""
    return np.zeros_like(self)


@operation("fill", name="fill.Scalar", node="FillBackward2", self=lambda grad: nothing(grad))
def fill_number(self: Any, value: Any) -> Any:
    """One number everywhere."""
    return np.full_like(self, converted(np.asarray(value), self.dtype))


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
    return self if written(np.copyto, self, 0) else _zero(self)


@composite(
    samples=("(x * 1).fill_(3)", "(x * 1).fill_(s)", "(i * 1).fill_(2)", "(x * 1).fill_(v)")
)
def fill_(self: Tensor, value: Any) -> Any:
    """Set every element to ``value``."""
    if not isinstance(value, Tensor):
        number = fitting(value, self.dtype)
        return self if written(np.copyto, self, number) else _fill_number(self, value=number)
    if value.ndim:
        raise RuntimeError(
            "fill_ only supports 0-dimension value tensor but got tensor with "
            f"{value.ndim} dimensions."
        )
    return _fill_tensor(self, value)


@composite()
def _without(self: Tensor, index: Any) -> Any:
    """The tensor with zeros where an index points."""
    return without(self, index)
