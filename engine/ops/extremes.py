"""Maxima, minima and other ranks: the median, the k-th element, the mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from engine import return_types
from engine.calls.axes import EVERY, axes, check_alone, check_whole, wrap
from engine.calls.declare import FUNCTIONS, composite, operation
from engine.calls.later import later
from engine.calls.out_rules import OWN_DTYPE, OutRule
from engine.dtypes import INTEGER
from engine.formula import as_kept, total
from engine.foundation.mapped import anywhere
from engine.kernels.ranking import kth_of, median_of, middle_of, mode_of, nanmedian_of
from engine.placed import to_picked
from engine.storage.memory import in_order
from engine.tensor import Tensor, new_tensor

refuse_complex = later("engine.numbers.unusual", "refuse_complex")
refuse_whole = later("engine.numbers.whole_numbers", "refuse_whole")

OF_EXTREMES: Final = OutRule(
    "Expected the dtype for input and out to match, but got {wanted} for input's dtype and {own} "
    "for out's dtype."
)
OF_MIDDLE: Final = OutRule(
    "Expected tensor for 'values' to have the same type as tensor for argument #2 'self'; but "
    "type {own_t} does not equal {wanted_t} (while checking arguments for {name})"
)


def _shared(grad: Any, self: Any, result: Any) -> Any:
    """The gradient of an extreme, in equal shares to all the elements that attain it."""
    attained = _attained(self, result)
    if isinstance(grad, Tensor) and isinstance(attained, np.ndarray | np.generic | Tensor):
        zeros = new_tensor(np.zeros_like(self._data))
        return FUNCTIONS["masked_fill"](zeros, attained, grad / attained.sum())
    return _divided(grad, attained)


def _attained(self: Any, result: Any) -> Any:
    """Where the extreme is attained; what is not a number is the extreme of all."""
    attained = self == result
    if isinstance(attained, np.ndarray | np.generic | Tensor) and not anywhere(attained):
        return self != self
    return attained


def _divided(grad: Any, attained: Any) -> Any:
    return grad * attained / attained.sum()


def shared_along(grad: Any, self: Any, result: Any, shape: Any, dim: Any, keepdim: Any) -> Any:
    """The gradient of extremes along dimensions, in equal shares to those that attain them."""
    attained = self == as_kept(result, shape, dim, keepdim)
    return as_kept(grad, shape, dim, keepdim) / total(attained, dim) * attained


def _shared_extreme(name: str, find: Callable[..., Any]) -> None:
    """``amax`` and ``amin``, whose gradient all the elements share that attain the extreme."""

    @operation(
        f"a{name}",
        name=f"a{name}",
        out=OF_EXTREMES,
        self=lambda grad, self, result, self_shape, dim, keepdim: shared_along(
            grad, self, result, self_shape, dim, keepdim
        ),
        samples=(
            f"x.a{name}()",
            f"x.a{name}(0)",
            f"x.a{name}((0, 1), keepdim=True)",
            f"o.a{name}()",
            f"torch.a{name}(i, 1)",
        ),
    )
    def equal_shares(self: Any, dim: Any = (), keepdim: bool = False) -> Any:
        for each in (dim,) if isinstance(dim, int) else dim or (None,):
            _not_empty(self, f"a{name}()", each)
        return in_order(find(self, axis=axes(dim, self.ndim), keepdims=keepdim))


def _extreme(name: str, find: Callable[..., Any], place: Callable[..., Any]) -> None:
    @operation(name, name=f"{name}.all", node=f"{name.capitalize()}Backward1",
               self=lambda grad, self, result: _shared(grad, self, result))  # fmt: skip
    def of_all(self: Any) -> Any:
        _not_empty(self, f"{name}()", None)
        return find(self)

    @operation(
        name,
        name=f"{name}.dim",
        node=f"{name.capitalize()}Backward0",
        outputs=("values", "indices"),
        self=lambda grad, self_shape, dim, indices, keepdim: to_picked(
            grad[0], self_shape, dim, indices, keepdim
        ),
    )
    def along_dim(self: Any, dim: int, keepdim: bool = False) -> Any:
        found = find(self, axis=_axis(self, dim), keepdims=keepdim)
        return in_order(found), _place(self, dim, keepdim, place)

    kind = getattr(return_types, name)

    def choose(
        self: Tensor, *args: Any, dim: Any = EVERY, keepdim: bool = False, other: Any = None
    ) -> Any:
        first = args[0] if args else other if other is not None else dim
        if isinstance(first, Tensor) and len(args) < 2:
            return FUNCTIONS[f"{name}imum"](self, first)
        if first is EVERY:
            check_alone(keepdim)
            return of_all(self)
        axis, (*_, kept) = wrap(first, self.ndim), (keepdim, *args[1:2])
        _not_empty(self._data, f"{name}()", axis)
        return kind(*along_dim(self, axis, kept, *args[2:]))

    choose.__name__ = name
    choose.__doc__ = f"The {name}imum of all elements, along a dimension, or of two tensors."
    composite(out=OWN_DTYPE, samples=(
        f"x.{name}()", f"torch.{name}(x)", f"x.{name}(0)", f"x.{name}(1, keepdim=True)",
        f"x.{name}(dim=1).values", f"x.{name}(1)[1]", f"o.{name}()", f"(o * 0).{name}()",
        f"i.{name}()", f"s.{name}()", f"e.{name}()", f"i.{name}(0)",
        f"type(x.{name}(0)).__name__", f"s.{name}(0)", f"t.{name}()", f"e.{name}(0)",
        f"x.{name}(5)",
    ))(choose)  # fmt: skip


def _axis(self: Any, dim: int) -> Any:
    return dim if self.ndim else None


def _place(self: Any, dim: int | None, keepdim: bool, place: Callable[..., Any]) -> Any:
    if dim is None:
        return place(self, keepdims=keepdim)
    return in_order(place(self, axis=_axis(self, dim), keepdims=keepdim and self.ndim > 0))[()]


def _not_empty(self: Any, who: str, dim: int | None) -> None:
    if dim is None and not self.size:
        raise RuntimeError(
            f"{who}: Expected reduction dim to be specified for input.numel() == 0. Specify the "
            "reduction dim with the 'dim' argument."
        )
    if dim is not None and self.ndim and not self.shape[wrap(dim, self.ndim)]:
        raise IndexError(f"{who}: Expected reduction dim {dim} to have non-zero size.")


_extreme("max", np.max, np.argmax)
_extreme("min", np.min, np.argmin)
_shared_extreme("max", np.max)
_shared_extreme("min", np.min)


@composite(
    out=OWN_DTYPE,
    samples=(
        "x.argmax()",
        "x.argmax(1)",
        "torch.argmax(x, 0, keepdim=True)",
        "x.argmax(dim=-1)",
        "e.argmax()",
    ),
)
def argmax(self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the largest element stands (the first of them), in all or along ``dim``."""
    return _argument(self, dim, keepdim, largest_place, "argmax()")


@composite(
    out=OWN_DTYPE,
    samples=("x.argmin()", "x.argmin(1)", "torch.argmin(x, 0, keepdim=True)"),
)
def argmin(self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the smallest element stands (the first of them), in all or along ``dim``."""
    return _argument(self, dim, keepdim, smallest_place, "argmin()")


@operation("argmax", name="argmax.dim")
def largest_place(self: Any, dim: int | None = None, keepdim: bool = False) -> Any:
    """The place of the largest element, in all or along a dimension."""
    return _place(self, dim, keepdim, np.argmax)


@operation("argmin", name="argmin.dim")
def smallest_place(self: Any, dim: int | None = None, keepdim: bool = False) -> Any:
    """The place of the smallest element, in all or along a dimension."""
    return _place(self, dim, keepdim, np.argmin)


def _argument(self: Tensor, dim: int | None, keepdim: bool, find: Any, who: str) -> Tensor:
    refuse_complex(who.removesuffix("()"), (self._data,))
    if self.dtype.category == INTEGER:
        refuse_whole(who.removesuffix("()"), self.dtype)
    if self._data.dtype.kind == "b":
        raise RuntimeError(f"{who}: does not support bool input")
    if dim is None and not self._data.size:
        raise IndexError(f"{who}: Expected reduction dim to be specified for input.numel() == 0.")
    axis = None if dim is None else wrap(dim, self.ndim)
    if axis is not None:
        _not_empty(self._data, who, axis)
    found: Tensor = find(self, axis, keepdim)
    return found


def _both_shares(
    grad: Any, self: Any, min: Any, max: Any, shape: Any, dim: Any, keepdim: Any
) -> Any:
    """The gradients of both extremes, each in equal shares."""
    parts = [
        shared_along(each, self, found, shape, dim, keepdim)
        for each, found in zip(_pair(grad), (min, max), strict=True)
        if each is not None
    ]
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


def _pair(grad: Any) -> tuple[Any, Any]:
    """The gradients of both; a symbol that stands for all of them has no elements."""
    try:
        one, other = grad
    except TypeError:
        return grad, grad
    return one, other


@operation(
    "min, max", name="aminmax.dim", node="AminmaxBackward0", outputs=("min", "max"),
    self=lambda grad, self, min, max, self_shape, dim, keepdim: _both_shares(
        grad, self, min, max, self_shape, dim, keepdim
    ),
)  # fmt: skip
def _both_extremes(self: Any, dim: int | None = None, keepdim: Any = False) -> Any:
    place = None if dim is None else wrap(dim, self.ndim)
    axis: Any = place if self.ndim else None
    if axis is not None and not self.shape[axis]:
        raise IndexError(f"aminmax: Expected reduction dim {axis} to have non-zero size.")
    if axis is None and not self.size:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no "
            "identity."
        )
    return tuple(in_order(find(self, axis=axis, keepdims=keepdim)) for find in (np.min, np.max))


@composite(out=OWN_DTYPE, samples=("x.aminmax()", "x.aminmax(dim=0)", "torch.aminmax(x)[1]"))
def aminmax(self: Tensor, *, dim: int | None = None, keepdim: bool = False) -> Any:
    """The smallest and the largest."""
    return return_types.aminmax(*_both_extremes(self, dim, keepdim))


def _ranked(name: str, pick: Callable[[Any, int], tuple[Any, Any]], node: str) -> Any:
    @operation(name, name=f"{name}.dim", node=node, outputs=("values", "indices"),
               self=lambda grad, self_shape, dim, indices, keepdim: (
                   to_picked(grad[0], self_shape, dim, indices, keepdim)
               ))  # fmt: skip
    def along_dim(self: Any, dim: int, keepdim: bool = False, k: int = 1) -> Any:
        if not self.ndim:
            return self.copy(), np.int64(0)
        values, places = pick(np.moveaxis(self, dim, -1), k)
        found = values[..., None], places[..., None]
        if not keepdim:
            return values.copy(), places.copy()
        return tuple(np.moveaxis(each, -1, dim) for each in found)

    return along_dim


_median_along = _ranked("median", median_of, "MedianBackward1")
_nanmedian_along = _ranked("nanmedian", nanmedian_of, "NanmedianBackward1")
_kth_along = _ranked("kthvalue", kth_of, "KthvalueBackward0")
_mode_along = _ranked("mode", mode_of, "ModeBackward0")


@operation("median", name="median.all", node="MedianBackward0",
           self=lambda grad, self, result: _shared(grad, self, result))  # fmt: skip
def median_all(self: Any) -> Any:
    """The middle element (the lower of two); nan of none."""
    return middle_of(self.reshape(-1)) if self.size else _none_of(self)


@composite(
    out=OF_MIDDLE,
    samples=(
        "x.median()",
        "x.median(0)",
        "x.median(1, keepdim=True)",
        "i.median()",
        "type(x.median(0)).__name__",
    ),
)
def median(self: Tensor, dim: int = EVERY, keepdim: bool = False) -> Any:
    """The middle element (the lower of two), of all or along ``dim``."""
    if dim is EVERY:
        check_alone(keepdim)
        return median_all(self)
    return return_types.median(*_median_along(self, _require_some(self, "median", dim), keepdim))


@operation("median", name="nanmedian.all", node="NanmedianBackward0",
           self=lambda grad, self, result: _divided(grad, _attained(self, result)))  # fmt: skip
def nanmedian_all(self: Any) -> Any:
    """The middle of the elements that are not NaN."""
    return nanmedian_of(self.reshape(-1), 1)[0] if self.size else _none_of(self)


def _none_of(self: Any) -> Any:
    """What PyTorch gives for the middle of nothing: NaN, or what that is as a whole number."""
    low = np.nan if self.dtype.kind == "f" else np.iinfo(self.dtype).min
    return np.array(low).astype(self.dtype)[()]


def _require_some(self: Tensor, who: str, dim: int) -> int:
    """A dimension counted from the first.

    Raises:
        IndexError: there is nothing along it to choose from.
    """
    axis = wrap(dim, self.ndim)
    if self.ndim and not self.shape[axis]:
        raise IndexError(f"{who}(): Expected reduction dim {axis} to have non-zero size.")
    return axis


@composite(out=OF_MIDDLE, samples=("x.nanmedian()", "x.nanmedian(0)", "(o / o).nanmedian()"))
def nanmedian(self: Tensor, dim: int = EVERY, keepdim: bool = False) -> Any:
    """The middle of the elements that are not NaN, of all or along ``dim``."""
    if dim is EVERY:
        check_alone(keepdim)
        return nanmedian_all(self)
    return return_types.nanmedian(
        *_nanmedian_along(self, _require_some(self, "median", dim), keepdim)
    )


@composite(
    out=OutRule("output values must be of same type as input").apart(),
    samples=("x.kthvalue(2)", "torch.kthvalue(x, 1, 0)"),
)
def kthvalue(self: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """The k-th smallest along ``dim``."""
    check_whole(k)
    axis = _require_some(self, "kthvalue", dim)
    if not 1 <= k <= (self.shape[axis] if self.ndim else 1):
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {axis}")
    return return_types.kthvalue(*_kth_along(self, axis, keepdim, k=k))


@composite(
    out=OutRule("expected scalar type '{wanted}' but got '{own}' for values output"),
    samples=("i.mode(0)", "torch.mode(torch.tensor([1., 2., 2.]))"),
)
def mode(self: Tensor, dim: int = -1, keepdim: bool = False) -> Any:
    """The most frequent element along ``dim``."""
    return return_types.mode(*_mode_along(self, _require_some(self, "mode", dim), keepdim))
