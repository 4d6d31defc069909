"""Everything a program finds in the module ``torch``, gathered from where it is declared."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable
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
    "ops.softmax", "ops.activation", "ops.attention", "ops.classes", "ops.convolution",
    "ops.folding", "ops.lookup", "ops.normalization", "ops.pooling", "ops.arithmetic",
    "ops.arrangement",
    "ops.comparison", "ops.combining", "ops.complex_numbers", "ops.conversion", "ops.einsum",
    "ops.expansion", "ops.fourier", "ops.frequencies", "ops.extremes", "ops.gathering",
    "ops.indexing",
    "ops.joining", "ops.cholesky", "ops.determinants", "ops.distances", "ops.householder",
    "ops.inverses", "ops.lu", "ops.matrix_functions", "ops.matrix_norms", "ops.pseudoinverses",
    "ops.spectra", "ops.loss", "ops.masking", "ops.matmul", "ops.added_products", "ops.members",
    "ops.pointwise",
    "ops.powers", "ops.recurrent", "ops.reduction", "ops.reshaping", "ops.running",
    "ops.selection", "ops.shape", "ops.special", "ops.statistics", "ops.writing", "creation",
    "storages", "sequences", "buffers", "spectral", "windows", "random", "sampling", "filling",
    "autograd.methods", "second", "ops.copies", "ops.replacements", "ops.reducing", "ops.calculus",
    "ops.combinations", "ops.covariance", "ops.histograms", "ops.quantiles", "ops.layers",
    "ops.searching", "ops.neighbours", "ops.cutting", "ops.triangles", "ops.coordinates",
)  # fmt: skip
PACKAGES = (
    "amp", "autograd", "distributions", "fft", "func", "linalg", "nn", "optim", "serialization",
    "signal", "special", "utils",
)  # fmt: skip
# What is read only when a program first asks for it: half of the engine, which many never need.
LATER = {name: f"engine.{name}" for name in PACKAGES}
OWN: dict[str, Any] = vars(sys.modules["engine"])
FUNCTIONS_LATER = {
    "save": "engine.serialization", "load": "engine.serialization",
    "compile": "engine.compilation", "vmap": "engine.func",
}  # fmt: skip


def names() -> dict[str, Any]:
    """The module's names and what they mean."""
    for family in FAMILIES:
        importlib.import_module(f"engine.{family}")
    bind()
    top = importlib.import_module("engine.toplevel")
    return {
        **exported(FUNCTIONS), **top.NAMES, **dtypes.BY_NAME, "Tensor": Tensor,
        **modules(environment.MODULES),
    }  # fmt: skip


def exported(names: Iterable[str]) -> dict[str, Any]:
    """Those functions of the module that are declared by now, of all by these names."""
    found = {name: FUNCTIONS[name] for name in names if is_function(name)}
    return {name: function_of(name, with_out(each, name)) for name, each in found.items()}


def getattr_of(absent: Callable[[str], Any]) -> Callable[[str], Any]:
    """The module's ``__getattr__``, by which its packages come when first asked for.

    A name that nobody has declared yet may be one of theirs (``torch.dropout``), so all of them
    are read before it is said that there is none. ``absent`` : says so.
    """

    def __getattr__(name: str) -> Any:  # noqa: N807
        if name in LATER:
            return importlib.import_module(LATER[name])
        if name in FUNCTIONS_LATER:
            return getattr(importlib.import_module(FUNCTIONS_LATER[name]), name)
        if not name.startswith("__"):
            load_packages()
            if name in FUNCTIONS:
                OWN.update(exported([name]))
        return OWN[name] if name in OWN else absent(name)

    return __getattr__


def load_packages() -> None:
    """Read every package now."""
    for module in LATER.values():
        importlib.import_module(module)


def load_all() -> None:
    """Let the module have all its names at once, before it takes another's place."""
    load_packages()
    OWN.update(exported(name for name in FUNCTIONS if name not in OWN))
    for name, module in FUNCTIONS_LATER.items():
        OWN[name] = getattr(importlib.import_module(module), name)


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
