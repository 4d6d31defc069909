"""Errors for what PyTorch has and this engine lacks: they say so by name."""

from __future__ import annotations

import opcode
import sys
from collections.abc import Callable, Sequence
from functools import cache
from types import FrameType, ModuleType
from typing import Any, NoReturn

from engine.calls.later import read_rarer
from engine.calls.lists import NAMES, lines_of

LACKS = "{name} exists in PyTorch but not in the Autograd Inspector's own engine"
COMPANIONS = frozenset({"torchvision", "torchtext", "torchaudio", "torchdata", "torchmetrics"})
# Modules of PyTorch's that none of its other modules names.
UNNAMED = frozenset(
    """
    torch._dynamo torch._functorch torch.backends.cudnn.rnn torch.cuda.comm torch.nativert
    torch.nn.attention.bias torch.nn.attention.experimental torch.nn.attention.flex_attention
    torch.nn.attention.varlen torch.nn.backends torch.nn.cpp torch.nn.modules.linear_cross_entropy
    torch.nn.modules.linear_cross_entropy_options torch.nn.parallel.comm
    torch.nn.parallel.parallel_apply torch.nn.parallel.replicate torch.nn.parallel.scatter_gather
    torch.numa torch.ops.aten torch.ops.prim torch.ops.prims torch.utils._python_dispatch
    torch.utils.benchmark torch.utils.bottleneck
    torch.utils.bundled_inputs torch.utils.data.backward_compatibility torch.utils.debug_log
    torch.utils.flop_counter torch.utils.jit torch.utils.mkldnn torch.utils.mobile_optimizer
    torch.utils.model_dump torch.utils.model_zoo torch.utils.module_tracker
    torch.utils.serialization torch.utils.show_pickle torch.utils.tensorboard torch.utils.viz
    """.split()
)
_IMPORT_FROM = opcode.opmap["IMPORT_FROM"]
# Of these a star brings the modules too.
WITH_MODULES = frozenset({"torch.nn", "torch.nn.utils", "torch.optim"})
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

    __module__ = "builtins"


class LackingImportError(ImportError, LackingError):
    """A name of PyTorch's that a program imports and that is not here."""

    __module__ = "builtins"


class LackingModuleError(ModuleNotFoundError, LackingError):
    """A module of PyTorch's that is not here."""

    __module__ = "builtins"


@cache
def listed() -> dict[str, str]:
    """PyTorch's public names by module, each module's as one text."""
    return dict(line.split(": ", 1) for line in lines_of(NAMES))


def known(module: str) -> list[str]:
    """PyTorch's public names in one of its modules."""
    return listed().get(module, "").split()


def missing(module: str, name: str) -> AttributeError:
    """The error of a name that a module (of PyTorch's name ``module``) does not have."""
    if name in known(module) or f"{module}.{name}" in UNNAMED:
        return LackingNameError(LACKS.format(name=f"{module}.{name}"))
    return AttributeError(f"module '{module}' has no attribute '{name}'")


def missing_import(module: str, name: str) -> ImportError:
    """The error of ``from module import name``.

    Of an AttributeError Python would tell only that our own module has no such name.
    """
    error = missing(module, name)
    if isinstance(error, LackingNameError):
        return LackingImportError(str(error), name=name)
    own = sys.modules[module.replace("torch", "engine", 1)]
    return ImportError(f"cannot import name '{name}' from '{module}' ({own.__file__})", name=name)


def module_getattr(module: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module."""

    def __getattr__(name: str) -> Any:
        if name == "__all__" and module in listed():
            return starred(module)
        if name.startswith("__"):
            raise AttributeError(f"module '{module}' has no attribute '{name}'")
        imported = _is_imported(sys._getframe(1))
        raise (missing_import if imported else missing)(module, name)

    return __getattr__


def _is_imported(frame: FrameType | None) -> bool:
    """Is a name asked for by ``from module import name``? ``frame`` : the one that asks."""
    while frame is not None and frame.f_code.co_name == "__getattr__":
        frame = frame.f_back
    return frame is not None and frame.f_code.co_code[frame.f_lasti] == _IMPORT_FROM


def complete(module: str) -> None:
    """Let one of PyTorch's modules that is here in part refuse by name what it lacks."""
    found = sys.modules.get(module)
    if found is not None:
        vars(found).setdefault("__getattr__", module_getattr(module))


def starred(module: str) -> list[str]:
    """What ``from module import *`` brings a program: PyTorch's names, and none of our own."""
    own = vars(sys.modules[module.replace("torch", "engine", 1)])
    return [
        name
        for name in known(module)
        if name in own and (module in WITH_MODULES or not isinstance(own[name], ModuleType))
    ]


class Absent:
    """Stands in Tensor for a member that PyTorch's has and ours lacks.

    A descriptor, not ``__getattr__``: a class that has one reads *every* attribute the slow way.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, tensor: object, kind: type) -> NoReturn:
        raise LackingNameError(LACKS.format(name=f"torch.Tensor.{self.name}"))


class Awaited:
    """Stands in Tensor for a member of PyTorch's that has not been read yet, if it is here."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, tensor: object, kind: type) -> Any:
        read_rarer()
        return getattr(kind if tensor is None else tensor, self.name)

    def __set__(self, tensor: object, value: Any) -> None:
        read_rarer()
        setattr(tensor, self.name, value)


def mark_awaited(kind: type) -> None:
    """Let every member of PyTorch's Tensor that ``kind`` lacks be read when it is asked for."""
    own = vars(kind)
    for name in known("torch.Tensor"):
        if name not in own and not name.startswith("_"):
            setattr(kind, name, Awaited(name))


def awaited(kind: type) -> list[str]:
    """The members of ``kind`` that are yet to be read."""
    return [name for name, member in vars(kind).items() if type(member) is Awaited]


def mark_absent(kind: type) -> None:
    """Let every member that is still awaited say by name that it is not here."""
    for name in awaited(kind):
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
            if fullname in listed() or name in known(parent) or fullname in UNNAMED:
                raise LackingModuleError(LACKS.format(name=fullname), name=fullname)
            raise ModuleNotFoundError(f"No module named '{fullname}'", name=fullname)


def refuse() -> None:
    """From now on say why PyTorch's other modules cannot be imported."""
    for name in UNNAMED:
        above = sys.modules.get(name.rpartition(".")[0])
        if above is not None:
            vars(above).setdefault("__path__", [])  # else Python would say it is not a package
    if not any(isinstance(finder, Refusal) for finder in sys.meta_path):
        sys.meta_path.insert(0, Refusal())
