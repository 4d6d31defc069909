"""Everything a program finds in the module ``torch``, gathered from where it is declared."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable
from importlib.machinery import PathFinder
from typing import Any

from engine import dtypes
from engine.calls.binding import bind, function_of, is_short
from engine.calls.declare import FUNCTIONS
from engine.calls.guards import guarded
from engine.calls.later import read, read_rarer
from engine.calls.out import with_out
from engine.calls.placement import is_function
from engine.foundation.absent import starred
from engine.tensor import Tensor

# The families that most programs need; the others are in engine.surface.rarer.
EVERYDAY = (
    "ops.activation", "ops.arithmetic", "ops.brackets", "ops.comparison", "ops.conversion",
    "ops.blending", "ops.expansion", "ops.extremes", "ops.gelu", "ops.indexing", "ops.joining",
    "ops.masking",
    "ops.matmul", "ops.members", "ops.ordering", "ops.pointwise", "ops.powers", "ops.reduction",
    "ops.remainders", "ops.selection", "ops.shape", "ops.softmax", "ops.writing", "creation",
    "making.sequences", "random", "chance.filling", "graph.gradient_methods",
)  # fmt: skip
PACKAGES = (
    "amp", "autograd", "distributions", "fft", "func", "functional", "library", "linalg", "masked",
    "nn", "optim", "serialization", "signal", "special", "testing", "types", "utils",
)  # fmt: skip
# What is read only when a program first asks for it: half of the engine, which many never need.
LATER = {name: f"engine.{name}" for name in PACKAGES}
OWN: dict[str, Any] = vars(sys.modules["engine"])
NAMES_LATER = {
    "__version__": "engine.torch_version", "finfo": "engine.numbers.limits",
    "iinfo": "engine.numbers.limits", "typename": "engine.foundation.typename",
    "save": "engine.serialization", "load": "engine.serialization",
    "compile": "engine.surface.compilation", "vmap": "engine.func",
}  # fmt: skip


def names() -> dict[str, Any]:
    """The module's names and what they mean, all but the functions.

    Those come when first asked for; only where one has the name of a file of the engine's own
    would nobody ask.
    """
    read(EVERYDAY)
    bind()
    top = importlib.import_module("engine.surface.toplevel")
    hidden = exported(name for name in FUNCTIONS if name in OWN)
    return {**hidden, **top.NAMES, **dtypes.BY_NAME, "Tensor": Tensor}


def exported(names: Iterable[str]) -> dict[str, Any]:
    """Those functions of the module that are declared by now, of all by these names."""
    found = {name: FUNCTIONS[name] for name in names if is_function(name)}
    return {name: _taking_out(name, each) for name, each in found.items()}


def _taking_out(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """What the module has under a name, able to take ``out=`` if PyTorch's can."""
    if is_short(function):
        own = function_of(name, function)
        found = with_out(own, name)
        # A bare operation calls its tensor self; what takes ``out`` has PyTorch's word for it.
        return guarded(own, name) if found is function else found
    return function_of(name, with_out(function, name))


def getattr_of(absent: Callable[[str], Any]) -> Callable[[str], Any]:
    """The module's ``__getattr__``, by which functions and packages come when first asked for.

    A name that nobody has declared yet may be one of theirs (``torch.dropout``), so all of them
    are read before it is said that there is none. ``absent`` : says so.
    """

    def __getattr__(name: str) -> Any:
        if name in FUNCTIONS and is_function(name):
            OWN.update(exported([name]))
            return OWN[name]
        if name in LATER:
            return importlib.import_module(LATER[name])
        if name in NAMES_LATER:
            return getattr(importlib.import_module(NAMES_LATER[name]), name)
        if name == "__all__":
            names_of_all()  # so that all are read
            return starred("torch")
        if not name.startswith("__"):
            if PathFinder.find_spec(f"engine.{name}", OWN["__path__"]) is not None:
                return importlib.import_module(f"engine.{name}")  # one of ours imports another
            read_rarer()
            if name not in OWN:
                load_packages()
                export_rest()
        return OWN[name] if name in OWN else absent(name)

    return __getattr__


def names_of_all() -> list[str]:
    """What the module has: the answer to ``dir(engine)``."""
    read_rarer()
    return sorted({*OWN, *LATER, *NAMES_LATER})


def export_rest() -> None:
    """Let the module have those functions too that were declared since."""
    OWN.update(exported(name for name in FUNCTIONS if name not in OWN))


def load_packages() -> None:
    """Read every operation and every package now."""
    read_rarer()
    read(PACKAGES)


def load_all() -> None:
    """Let the module have all its names at once, before it takes another's place."""
    load_packages()
    export_rest()
    for name, module in NAMES_LATER.items():
        OWN[name] = getattr(importlib.import_module(module), name)
