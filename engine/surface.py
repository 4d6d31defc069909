"""Everything a program finds in the module ``torch``, gathered from where it is declared."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from engine import dtypes, environment
from engine.absent import module_getattr
from engine.binding import bind, function_of
from engine.declare import FUNCTIONS
from engine.out import with_out
from engine.placement import is_function
from engine.tensor import Tensor

FAMILIES = (
    "ops.activation", "ops.attention", "ops.classes", "ops.convolution", "ops.folding",
    "ops.lookup", "ops.normalization", "ops.pooling", "ops.arithmetic", "ops.arrangement",
    "ops.comparison", "ops.combining", "ops.complex_numbers", "ops.conversion", "ops.einsum",
    "ops.expansion", "ops.fourier", "ops.frequencies", "ops.extremes", "ops.gathering",
    "ops.indexing",
    "ops.joining", "ops.cholesky", "ops.determinants", "ops.distances", "ops.householder",
    "ops.inverses", "ops.lu", "ops.matrix_functions", "ops.matrix_norms", "ops.pseudoinverses",
    "ops.spectra", "ops.loss", "ops.masking", "ops.matmul", "ops.members", "ops.pointwise",
    "ops.powers", "ops.recurrent", "ops.reduction", "ops.reshaping", "ops.running",
    "ops.selection", "ops.shape", "ops.special", "ops.statistics", "ops.writing", "creation",
    "sequences", "buffers", "spectral", "windows", "random", "sampling", "filling",
    "autograd.methods", "ops.copies", "ops.replacements", "ops.reducing", "ops.calculus",
    "ops.combinations", "ops.covariance", "ops.histograms", "ops.quantiles", "ops.layers",
    "ops.searching", "ops.neighbours", "ops.cutting",
)  # fmt: skip
PACKAGES = (
    "amp", "autograd", "distributions", "fft", "func", "linalg", "nn", "optim", "serialization",
    "signal", "special", "utils",
)  # fmt: skip


def names() -> dict[str, Any]:
    """The module's names and what they mean."""
    for family in FAMILIES:
        importlib.import_module(f"engine.{family}")
    bind()
    top = importlib.import_module("engine.toplevel")
    packages = {name: importlib.import_module(f"engine.{name}") for name in PACKAGES}
    functions = {n: function_of(n, with_out(f, n)) for n, f in FUNCTIONS.items() if is_function(n)}
    return {
        **functions, **top.NAMES, **packages, **dtypes.BY_NAME, "Tensor": Tensor,
        **modules(environment.MODULES),
    }  # fmt: skip


def modules(contents: dict[str, dict[str, Any]]) -> dict[str, ModuleType]:
    """Modules of PyTorch's that hold next to nothing here, by their dotted names."""
    made: dict[str, ModuleType] = {}
    for name, body in contents.items():
        module = made[name] = ModuleType(f"engine.{name}")
        module.__dict__.update(body, __getattr__=module_getattr(f"torch.{name}"), __path__=[])
        sys.modules[module.__name__] = module
        owner, _, own = name.rpartition(".")
        if owner:
            setattr(made[owner], own, module)
    return {name: module for name, module in made.items() if "." not in name}
