"""Everything a program finds in the module ``torch``, gathered from where it is declared."""

from __future__ import annotations

import importlib
from typing import Any

from engine import dtypes, grad_modes, modes, printing
from engine.binding import bind
from engine.declare import FUNCTIONS
from engine.random import Generator
from engine.size import Size
from engine.tensor import Tensor

FAMILIES = (
    "ops.activation", "ops.arithmetic", "ops.arrangement", "ops.comparison", "ops.conversion", "ops.extremes", "ops.gathering", "ops.indexing", "ops.joining",
    "ops.loss", "ops.matmul", "ops.members", "ops.pointwise", "ops.powers", "ops.reduction", "ops.selection", "ops.shape",
    "creation", "sequences", "random", "distributions", "autograd.methods",
)  # fmt: skip
PACKAGES = ("autograd", "nn", "optim")


def names() -> dict[str, Any]:
    """The module's names and what they mean."""
    for family in FAMILIES:
        importlib.import_module(f"engine.{family}")
    bind()
    packages = {name: importlib.import_module(f"engine.{name}") for name in PACKAGES}
    functions = {name: f for name, f in FUNCTIONS.items() if not name.startswith("__")}
    types = {
        "Tensor": Tensor, "Generator": Generator, "Size": Size, "dtype": dtypes.dtype, "no_grad": grad_modes.no_grad,
        "enable_grad": grad_modes.enable_grad, "inference_mode": grad_modes.inference_mode,
        "set_grad_enabled": grad_modes.set_grad_enabled, "is_grad_enabled": modes.is_grad_enabled,
        "set_printoptions": printing.set_printoptions,
    }  # fmt: skip
    return functions | types | packages | dtypes.BY_NAME

