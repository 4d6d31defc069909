"""``cov`` and ``corrcoef``: how observed variables vary together."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS, composite
from engine.dtypes import FLOAT, INTEGER
from engine.foundation.warn import warn
from engine.ops.matmul import mm
from engine.tensor import Tensor, new_tensor

TOO_FEW = (
    "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of "
    "observations."
)


@composite(samples=(
    "torch.cov(x)", "torch.cov(v)", "x.cov(correction=0)", "torch.cov(x, fweights=k + 1)",
    "torch.cov(x, aweights=w.detach())", "torch.cov(b)",
))  # fmt: skip
def cov(self: Tensor, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Any:
    """The covariances of variables (rows) over observations (columns)."""
    if self.ndim > 2:
        raise RuntimeError(
            "cov(): expected input to have two or fewer dimensions but got an input with "
            f"{self.ndim} dimensions"
        )
    if self.dtype.category == 0:
        raise RuntimeError("cov(): bool dtype is not supported for input")
    rows = self.view(1, -1) if self.ndim < 2 else self
    _check_weights("fweights", fweights, INTEGER, rows.shape[1])
    _check_weights("aweights", aweights, FLOAT, rows.shape[1])
    weights = aweights if fweights is None else fweights
    if fweights is not None and aweights is not None:
        weights = fweights * aweights
    total = new_tensor(np.int64(rows.shape[1])) if weights is None else weights.sum()
    if not total:
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    mean = (rows if weights is None else rows * weights).sum(1) / total
    freedom = total - correction
    if aweights is not None and correction:
        freedom = total - correction * (weights * aweights).sum() / total
    if float(freedom) <= 0:
        warn(TOO_FEW)
        freedom = new_tensor(np.zeros_like(freedom._data))
    centred = rows - mean.unsqueeze(1)
    weighed = centred if weights is None else centred * weights
    return (mm(centred, weighed.t().conj()) / freedom).squeeze()


def _check_weights(name: str, weights: Any, category: int, observations: int) -> None:
    """Raise RuntimeError unless there is a weight for each observation, none below nothing."""
    if weights is None:
        return
    if weights.ndim > 1:
        raise RuntimeError(
            f"cov(): expected {name} to have one or fewer dimensions but got {name} with "
            f"{weights.ndim} dimensions"
        )
    if weights.dtype.category != category:
        kind = "integral" if category == INTEGER else "floating point"
        raise RuntimeError(
            f"cov(): expected {name} to have {kind} dtype but got {name} with "
            f"{weights.dtype.kind_name} dtype"
        )
    if weights.numel() != observations:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the "
            f"input but got {weights.numel()} != {observations}"
        )
    if weights.numel() and weights.min().item() < 0:
        raise RuntimeError(f"cov(): {name} cannot be negative")


@composite(samples=("torch.corrcoef(x)", "torch.corrcoef(v)", "x.corrcoef()"))
def corrcoef(self: Tensor) -> Any:
    """The covariances as shares of what they could be at most: from −1 to 1."""
    if self.ndim > 2:
        raise RuntimeError(
            "corrcoef(): expected input to have two or fewer dimensions but got an input with "
            f"{self.ndim} dimensions"
        )
    found = cov(self)
    if not found.ndim:
        return found / found
    spread = found.diagonal().sqrt()
    shares = found / spread.view(-1, 1) / spread.view(1, -1)
    if shares.is_complex():
        return FUNCTIONS["complex"](shares.real.clamp(-1, 1), shares.imag.clamp(-1, 1))
    return shares.clamp(-1, 1)
