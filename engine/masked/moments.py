"""Means, variances and standard deviations under a mask."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import FUNCTIONS, packaged
from engine.dtypes import COMPLEX, FLOAT, float32, int64
from engine.masked.places import whole_mask
from engine.masked.reductions import total
from engine.tensor import Tensor

_MASK = "mask=torch.tensor([True, False, True])"


def _counted(input: Tensor, dim: Any, keepdim: bool, mask: Any) -> Any:
    """How many elements the mask lets through."""
    if mask is None:
        return total(FUNCTIONS["ones"](input.shape, dtype=int64), dim, keepdim=keepdim)
    return mask.sum(dim=dim, keepdim=keepdim)


@packaged("masked", samples=(f"torch.masked.mean(x, 1, {_MASK})", "torch.masked.mean(x)"))
def mean(
    input: Tensor, dim: Any = None, *, keepdim: bool | None = False, dtype: Any = None,
    mask: Tensor | None = None,
) -> Any:  # fmt: skip
    """The mean of the elements that the mask lets through; NaN where it hides all.

    Raises:
        ValueError: the numbers are whole.
    """
    kind = dtype or input.dtype
    if kind.category < FLOAT:
        raise ValueError(
            f"mean(): Could not infer output dtype. {'Optional' if dtype else 'Input'} dtype must "
            f"be either a floating point or complex dtype. Got: {kind}"
        )
    shown = None if mask is None else whole_mask(input, mask=mask)
    count = _counted(input, dim, bool(keepdim), shown)
    return total(input, dim, keepdim=keepdim, dtype=kind, mask=shown) / count


def _spread(
    input: Tensor, dim: Any, unbiased: bool | None, correction: Any, keepdim: Any, dtype: Any,
    mask: Any,
) -> Any:  # fmt: skip
    if unbiased is not None and correction is not None:
        raise AssertionError("Only one of unbiased and correction may be given")
    less = float(correction if correction is not None else unbiased in (None, True))
    kind = dtype or (float32 if input.dtype.category < FLOAT else input.dtype)
    inner = float32 if kind.category < FLOAT else kind
    shown = None if mask is None else whole_mask(input, mask=mask)
    count = _counted(input, dim, True, shown)
    middle = total(input, dim, keepdim=True, dtype=kind, mask=shown) / count
    away = input - middle
    found = total(away * away.conj(), dim, keepdim=keepdim, dtype=inner, mask=shown)
    count = count if keepdim else count.reshape(found.shape)
    if less:
        count = count.to(dtype=inner.to_real() if inner.category == COMPLEX else inner) - less
        count = FUNCTIONS["maximum"](count, count.new_zeros([]))
    return (found / count).to(dtype=kind)


@packaged("masked", samples=(f"torch.masked.var(x, 1, {_MASK})", "torch.masked.var(x, 0, False)"))
def var(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, *, correction: Any = None,
    keepdim: bool | None = False, dtype: Any = None, mask: Tensor | None = None,
) -> Any:  # fmt: skip
    """The variance of the elements that the mask lets through; NaN where it hides all."""
    return _spread(input, dim, unbiased, correction, keepdim, dtype, mask)


@packaged("masked", samples=(f"torch.masked.std(x, 1, {_MASK})",))
def std(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, *, correction: Any = None,
    keepdim: bool | None = False, dtype: Any = None, mask: Tensor | None = None,
) -> Any:  # fmt: skip
    """The standard deviation of the elements that the mask lets through."""
    return _spread(input, dim, unbiased, correction, keepdim, dtype, mask).sqrt()
