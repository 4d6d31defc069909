"""Those of PyTorch's functions that it writes in Python, under the name of their module."""

from __future__ import annotations

import importlib
from typing import Any

from engine.foundation.absent import module_getattr

NAMES = frozenset({
    "Tensor",
    "atleast_1d", "atleast_2d", "atleast_3d", "block_diag", "broadcast_shapes",
    "broadcast_tensors", "cartesian_prod", "cdist", "chain_matmul", "einsum", "istft", "lu",
    "meshgrid", "norm", "pca_lowrank", "split", "stft", "svd_lowrank", "tensordot", "unique",
    "unique_consecutive", "unravel_index",
})  # fmt: skip
_absent = module_getattr("torch.functional")


def __getattr__(name: str) -> Any:
    """The function of that name in the module ``torch``."""
    return getattr(importlib.import_module("engine"), name) if name in NAMES else _absent(name)
