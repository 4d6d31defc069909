"""SparseAdam, which this engine lacks."""

from __future__ import annotations

from typing import Any

from engine.errors import absent
from engine.optim.optimizer import Optimizer


class SparseAdam(Optimizer):
    """Refused: there are no sparse gradients here for it to follow."""

    def __init__(
        self, params: Any, lr: Any = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, maximize: bool = False,
    ) -> None:  # fmt: skip
        raise absent("torch.optim.SparseAdam (gradients are dense: use torch.optim.Adam)")
