"""SparseAdam, which this engine lacks."""

from __future__ import annotations

from typing import Any

from engine.errors import absent
from engine.optim.optimizer import Optimizer


class SparseAdam(Optimizer):
    """Refused: there are no sparse gradients here for it to follow."""

    def __init__(self, params: Any, *_: Any, **__: Any) -> None:
        raise absent("torch.optim.SparseAdam (gradients are dense: use torch.optim.Adam)")
