"""The rarer half of the operations, read all at once when a program first asks for one.

Whoever looks up a name that the everyday families (``engine.surface.surface``) have not declared
imports this module, and Python sees to it that this happens once.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from engine.calls.binding import bind_rarer
from engine.calls.later import read
from engine.foundation.absent import module_getattr
from engine.surface import environment
from engine.surface.surface import OWN, export_rest

FAMILIES = (
    "ops.added_products", "ops.arrangement", "ops.attention", "ops.by_hand", "ops.calculus",
    "ops.cholesky", "ops.classes", "ops.combinations", "ops.combining", "ops.complex_numbers",
    "ops.convolution", "ops.coordinates", "ops.copies", "ops.covariance", "ops.cutting",
    "ops.determinants", "ops.distances", "ops.einsum", "ops.fake_quantization", "ops.folding",
    "ops.fourier", "ops.frequencies", "ops.further_products", "ops.gamma_draws",
    "ops.gathering", "ops.histograms", "ops.householder", "ops.inverses", "ops.known_sums",
    "ops.layers",
    "ops.ldl", "ops.lookup", "ops.loss", "ops.low_rank", "ops.lu", "ops.matrix_functions",
    "ops.matrix_norms", "ops.neighbours", "ops.normalization", "ops.pooling",
    "ops.pseudoinverses", "ops.quantiles", "ops.recurrent", "ops.reducing", "ops.removed",
    "ops.repetition", "ops.replacements", "ops.reshaping", "ops.running", "ops.scattering",
    "ops.searching", "ops.segments", "ops.special", "ops.spectra", "ops.statistics",
    "ops.times_logarithm", "ops.triangles", "ops.turning", "graph.accumulate", "overriding",
    "chance.sampling", "making.sharing", "ops.short_time_fourier", "storage.buffers",
    "storage.storages", "storage.queries", "storage.density", "making.windows",
)  # fmt: skip


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


read(FAMILIES)
lists_of_tensors = importlib.import_module("engine.ops.lists_of_tensors")
gamma_draws = importlib.import_module("engine.ops.gamma_draws")
bind_rarer()
OWN.update(
    environment.NAMES | lists_of_tensors.NAMES | gamma_draws.NAMES | modules(environment.MODULES)
)
export_rest()
