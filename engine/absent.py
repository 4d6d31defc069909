"""What PyTorch has and this engine lacks says so by name, instead of seeming misspelt."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NoReturn

from engine.lists import NAMES, lines_of

LACKS = "{name} exists in PyTorch but not in the Autograd Inspector's own engine"
COMPANIONS = frozenset({"torchvision", "torchtext", "torchaudio", "torchdata", "torchmetrics"})
NO_COMPANION = (
    "{name} is not part of the Autograd Inspector, whose engine takes PyTorch's place: there are "
    "no data sets and no ready models to load. Make small data in the program itself, with "
    "torch.randn or torch.tensor"
)


class LackingError(NotImplementedError):
    """What exists in PyTorch but not here."""

    __module__ = "builtins"  # a program's traceback shows it without telling where it is declared


class LackingNameError(LackingError, AttributeError):
    """A name of PyTorch's that is not here."""


class LackingModuleError(ModuleNotFoundError, LackingError):
    """A module of PyTorch's that is not here."""


@cache
def known() -> dict[str, frozenset[str]]:
    """PyTorch's public names by module."""
    parts = (line.partition(": ") for line in lines_of(NAMES))
    return {module: frozenset(names.split()) for module, _, names in parts}


def missing(module: str, name: str) -> AttributeError:
    """The error of a name that a module (of PyTorch's name ``module``) does not have."""
    if name in known().get(module, ()):
        return LackingNameError(LACKS.format(name=f"{module}.{name}"))
    return AttributeError(f"module '{module}' has no attribute '{name}'")


def module_getattr(module: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module."""

    def __getattr__(name: str) -> NoReturn:  # noqa: N807
        if name.startswith("__"):
            raise AttributeError(f"module '{module}' has no attribute '{name}'")
        raise missing(module, name)

    return __getattr__


class Absent:
    """Stands in Tensor for a member that PyTorch's has and ours lacks.

    A descriptor, not ``__getattr__``: a class that has one reads *every* attribute the slow way.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, tensor: object, kind: type) -> NoReturn:
        raise LackingNameError(LACKS.format(name=f"torch.Tensor.{self.name}"))


def mark_absent(kind: type) -> None:
    """Let every member of PyTorch's Tensor that ``kind`` lacks say so by name."""
    for name in known()["torch.Tensor"]:
        if not name.startswith("_") and not hasattr(kind, name):
            setattr(kind, name, Absent(name))


class Refusal:
    """Finds no module, but says why where PyTorch would have one."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: Any = None
    ) -> None:
        """Refuse PyTorch's modules that are not here, and its companions.

        Raises:
            ModuleNotFoundError: it is one of those.
        """
        root, _, rest = fullname.partition(".")
        if root in COMPANIONS:
            raise ModuleNotFoundError(NO_COMPANION.format(name=root), name=fullname)
        if root == "torch" and rest:
            parent, _, name = fullname.rpartition(".")
            if fullname in known() or name in known().get(parent, ()):
                raise LackingModuleError(LACKS.format(name=fullname), name=fullname)
            raise ModuleNotFoundError(f"No module named '{fullname}'", name=fullname)


def refuse() -> None:
    """From now on say why PyTorch's other modules cannot be imported."""
    if not any(isinstance(finder, Refusal) for finder in sys.meta_path):
        sys.meta_path.insert(0, Refusal())
