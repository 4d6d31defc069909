"""Rows summed up stretch by stretch: ``torch.segment_reduce``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.calls.declare import composite, operation
from engine.foundation.absent import LackingError
from engine.ops.reduction import product_of_others
from engine.tensor import Tensor

_REDUCE: dict[str, tuple[Callable[..., Any], float]] = {
    "sum": (np.add.reduce, 0.0), "mean": (np.add.reduce, 0.0), "prod": (np.multiply.reduce, 1.0),
    "max": (np.maximum.reduce, -np.inf), "min": (np.minimum.reduce, np.inf),
}  # fmt: skip
_NAMES = {"amax": "max", "amin": "min"}
_UNEVEN = (
    "segment_reduce(): Expected all rows of lengths along axis to sum to "
    "data.size(lengths.dim()-1) when !unsafe."
)


def _stretches(lengths: Any) -> list[slice]:
    ends = np.cumsum(lengths)
    return [slice(int(e - n), int(e)) for e, n in zip(ends, lengths, strict=True)]


def _of_rows(grad: Any, data: Any, result: Any, reduce: str, lengths: Any, initial: Any) -> Any:
    """Each row's part in what its stretch came to; extremes share, as everywhere."""
    found = np.zeros_like(data)
    for place, stretch in enumerate(_stretches(lengths)):
        rows, own = data[stretch], grad[place]
        if not len(rows):
            continue
        if reduce in ("max", "min"):
            attained = (rows == result[place]) | (rows != rows)
            found[stretch] = own * attained / np.maximum(attained.sum(0), 1)
        elif reduce == "prod":
            found[stretch] = own * product_of_others(rows, 0) * (1 if initial is None else initial)
        else:
            found[stretch] = own / (len(rows) if reduce == "mean" else 1)
    return found


@operation(
    "by stretches", name="_segment_reduce", node="SegmentReduceBackward0", inputs=("data",),
    backward_node="NotImplemented",
    data=lambda grad, data, result, reduce, lengths, initial: _of_rows(
        grad, data, result, reduce, lengths, initial
    ),
)  # fmt: skip
def reduced_rows(data: Any, reduce: str, lengths: Any, initial: Any) -> Any:
    """The sum, mean, product or extreme of each stretch of rows."""
    together, least = _REDUCE[reduce]
    found = np.empty((len(lengths), *data.shape[1:]), data.dtype)
    for place, stretch in enumerate(_stretches(lengths)):
        rows = data[stretch]
        start = least if initial is None else initial
        found[place] = together(rows, axis=0, initial=start)
        if reduce == "mean":
            found[place] = found[place] / len(rows) if len(rows) or initial is None else start
    return found


@composite(method=False, samples=(
    *(
        f"torch.segment_reduce(b, '{each}', lengths=torch.tensor([1, 1])).sum()"
        for each in ("sum", "mean", "max", "min", "prod")
    ),
    "torch.segment_reduce(v, 'sum', offsets=torch.tensor([0, 1, 3]))",
    "torch.segment_reduce(v.detach(), 'max', lengths=torch.tensor([1, 0, 2]))",
    "torch.segment_reduce(v.detach(), 'mean', lengths=torch.tensor([1, 0, 2]))",
    "torch.segment_reduce(v.detach(), 'sum', lengths=torch.tensor([1, 2]), initial=5.)",
    "torch.segment_reduce(v, 'sum', lengths=torch.tensor([1, 3]))",
    "torch.segment_reduce(v, 'sum')",
    "torch.segment_reduce(v, 'odd', lengths=torch.tensor([1, 2]))",
))  # fmt: skip
def segment_reduce(
    data: Tensor, reduce: str, *, lengths: Any = None, indices: Any = None, offsets: Any = None,
    axis: int = 0, unsafe: bool = False, initial: float | None = None,
) -> Any:  # fmt: skip
    """The sum, mean, product or extreme of each stretch of rows.

    ``lengths`` : how many rows each has; ``offsets`` : where each begins, and the end.

    Raises:
        RuntimeError: the lengths do not add up to the rows.
    """
    name = _NAMES.get(reduce, reduce)
    if name not in _REDUCE:
        raise RuntimeError(
            f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}"
        )
    if lengths is None and offsets is None:
        raise RuntimeError("segment_reduce(): Either lengths or offsets must be defined.")
    given = np.diff(offsets._data) if lengths is None else lengths._data
    if given.ndim != 1 or axis or indices is not None:
        raise LackingError("segment_reduce along other dimensions exists in PyTorch but not here")
    if not unsafe and int(given.sum()) != data.shape[0]:
        raise RuntimeError(_UNEVEN)
    return reduced_rows(data, name, given, initial)
