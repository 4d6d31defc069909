"""Subclasses of Tensor and ``__torch_function__``: classes that have their say in every call.

Nobody pays for it who does not use it: only when a program makes its first subclass (or enters
its first ``TorchFunctionMode``) is every function and method put behind a look at its arguments.
After the manner of PyTorch's ``torch/overrides.py``.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from types import BuiltinFunctionType, FrameType, FunctionType, ModuleType
from typing import Any, Self

from engine.calls.declare import composite
from engine.calls.later import read_rarer
from engine.errors import absent
from engine.modes import DEFAULTS
from engine.observer import WATCH
from engine.ops.indexing import alias
from engine.return_types import Named
from engine.storage.stale import Stale
from engine.tensor import Tensor

MODULES = (
    "engine", "engine.nn.functional", "engine.linalg", "engine.special", "engine.fft",
    "engine.nn.init",
)  # fmt: skip
TENSOR_PROPERTIES = frozenset({"T", "mT", "H", "mH", "real", "imag", "data"})
UNTOUCHED = frozenset(
    {
        "__init__", "__new__", "__init_subclass__", "__hash__", "__torch_function__",
        "__reduce_ex__", "__setstate__", "__dir__", "__array__", "__deepcopy__", "as_subclass",
    }
)  # fmt: skip
# What the functions behind operators are called.
OPERATORS = {
    "__add__": "add", "__radd__": "add", "__sub__": "sub", "__mul__": "mul", "__rmul__": "mul",
    "__truediv__": "div", "__rtruediv__": "__rdiv__", "__pow__": "pow", "__mod__": "remainder",
    "__matmul__": "matmul", "__neg__": "neg", "__abs__": "abs", "__ne__": "ne",
    "__lt__": "lt", "__le__": "le", "__gt__": "gt", "__ge__": "ge",
    "__iadd__": "add_", "__isub__": "sub_", "__imul__": "mul_",
    "__itruediv__": "div_", "__ifloordiv__": "floor_divide_", "__imod__": "remainder_",
    "__ipow__": "pow_", "__pos__": "positive",
}  # fmt: skip
# Methods whose tensor a mode is told the class of, even where it is a plain tensor.
OF_ANY_CLASS = frozenset(
    {
        "__get__", "__set__", "__array__", "__bool__", "__contains__", "__deepcopy__",
        "__float__", "__format__", "__index__", "__int__", "__len__", "__repr__", "apply_",
        "backward", "data_ptr", "detach", "dim", "element_size", "get_device", "is_complex",
        "is_floating_point", "is_shared", "item", "new_tensor", "norm", "numel", "register_hook",
        "retain_grad", "split", "storage_offset", "tolist", "untyped_storage", "zero_",
    }
)  # fmt: skip
# What asks about types rather than computes with tensors.
PLAIN = frozenset(
    {"is_tensor", "typename", "is_storage", "save", "load", "compile", "manual_seed"}
)
REFUSED = (
    "Multiple dispatch failed for '{name}'; all __torch_function__ handlers returned "
    "NotImplemented:\n\n{types}\n\nFor more information, try re-running with "
    "TORCH_LOGS=not_implemented"
)


class Overriding(threading.local):
    """Is every function being watched, and who watches?"""

    def __init__(self) -> None:
        self.disabled = 0
        self.modes: list[TorchFunctionMode] = []


STATE = Overriding()


@contextmanager
def disabled() -> Iterator[None]:
    """No class has its say in here."""
    STATE.disabled += 1
    try:
        yield
    finally:
        STATE.disabled -= 1


def overriders(args: Sequence[Any], options: Mapping[str, Any]) -> list[Any]:
    """The arguments whose classes have their say, subclasses before their bases."""
    found: list[Any] = []
    for each in (*args, *options.values()):
        for one in each if isinstance(each, list | tuple) else (each,):
            kind = type(one)
            if kind is Tensor or kind is Stale or not hasattr(kind, "__torch_function__"):
                continue
            if kind.__torch_function__ is PASSES or any(type(other) is kind for other in found):
                continue
            place = next((n for n, o in enumerate(found) if issubclass(kind, type(o))), len(found))
            found.insert(place, one)
    return found


def asked(function: Any, name: str, args: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """What the first class that takes the call makes of it.

    Raises:
        TypeError: none does.
    """
    having_say = overriders(args, options)
    types = tuple(type(each) for each in having_say)
    if STATE.modes:
        if not types and name.startswith("torch.Tensor.") and function.__name__ in OF_ANY_CLASS:
            types = (type(args[0]),)
        mode = STATE.modes.pop()
        try:
            return mode.__torch_function__(function, types, tuple(args), dict(options))
        finally:
            STATE.modes.append(mode)
    for kind in types:
        found = kind.__torch_function__(function, types, tuple(args), dict(options))
        if found is not NotImplemented:
            return found
    raise TypeError(
        REFUSED.format(name=name, types="\n".join(f"  - tensor subclass {each}" for each in types))
    )


def watched(function: Callable[..., Any], place: str) -> Callable[..., Any]:
    """``function``, which first asks the classes of its arguments."""

    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        if STATE.disabled or not (STATE.modes or overriders(args, options)):
            return function(*args, **options)
        try:
            return asked(call, place, args, options)
        except TypeError:
            if is_operator:  # another operand may know what to do
                return NotImplemented
            raise

    owner, _, name = place.rpartition(".")
    is_operator = name in OPERATORS
    call.__name__ = OPERATORS.get(name, name)
    vars(call)["_watched"] = f"{owner}.{call.__name__}"
    return call


def watch_everything() -> None:
    """Put every function and method behind a look at its arguments, once."""
    read_rarer()
    DEFAULTS.overridden = True
    for name in MODULES:
        module = sys.modules.get(name)
        if module is not None:
            _watch(module, name.replace("engine", "torch", 1))
    for name, each in list(vars(Tensor).items()):
        if isinstance(each, FunctionType) and name not in UNTOUCHED and not _is_own(name):
            setattr(Tensor, name, _watched_once(each, f"torch.Tensor.{name}"))
        elif isinstance(each, property) and name in TENSOR_PROPERTIES and each.fget is not None:
            getter = _watched_once(each.fget, f"torch.Tensor.{name}.__get__")
            getter.__name__ = "__get__"
            setattr(Tensor, name, property(getter, each.fset, each.fdel, each.__doc__))
        elif isinstance(each, property) and _is_plain_fact(name, each):
            setattr(Tensor, name, _watched_fact(name, each))


def _is_plain_fact(name: str, fact: property) -> bool:
    """Is a property one of a program's, and not watched yet?"""
    return not name.startswith("_") and "_watched" not in vars(fact.fget)


def _watched_fact(name: str, fact: property) -> property:
    """A property that is told of where a program asks for it, not the engine or who watches it."""

    def told(call: Callable[..., Any], how: str) -> Callable[..., Any]:
        @wraps(call)
        def __get__(*args: Any) -> Any:
            if STATE.disabled or not (STATE.modes or _has_own_say(type(args[0]))):
                return call(*args)
            if _is_no_program(sys._getframe(1)):
                return call(*args)
            return asked(__get__, f"torch.Tensor.{name}.{how}", args, {})

        __get__.__name__ = __get__.__qualname__ = how
        vars(__get__)["_watched"] = f"torch.Tensor.{name}.{how}"
        return __get__

    write = None if fact.fset is None else told(fact.fset, "__set__")
    return property(told(fact.fget, "__get__"), write, fact.fdel, fact.__doc__)  # type: ignore[arg-type]


def _has_own_say(kind: type) -> bool:
    """Does a class answer calls in a way of its own?"""
    answer = getattr(kind, "__torch_function__", None)
    return answer is not PASSES and getattr(answer, "__func__", None) is not torch_function


def _is_no_program(frame: FrameType) -> bool:
    """Is it code of the engine, or of what watches it?"""
    packages = {"engine", type(WATCH.observer).__module__.partition(".")[0]}
    return frame.f_globals.get("__name__", "").partition(".")[0] in packages


def _watch(module: ModuleType, place: str) -> None:
    for name, each in list(vars(module).items()):
        kinds = FunctionType | BuiltinFunctionType
        if isinstance(each, kinds) and not name.startswith("_") and name not in PLAIN:
            setattr(module, name, _watched_once(each, f"{place}.{name}"))


def _is_own(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _watched_once(function: Any, place: str) -> Any:
    """``function`` watched, if it is not yet."""
    return function if "_watched" in vars(function) else watched(function, place)


def reached(kind: type) -> None:
    """A program has made a subclass of Tensor.

    Raises:
        NotImplementedError: it has ``__torch_dispatch__``.
    """
    if "__torch_dispatch__" in vars(kind):
        raise absent("Tensor.__torch_dispatch__")
    watch_everything()


def like_class(found: Any, kind: type[Tensor]) -> Any:
    """A result, its tensors made tensors of a subclass."""
    if isinstance(found, Tensor) and not isinstance(found, kind):
        return as_subclass(found, kind)
    if isinstance(found, list | tuple):
        parts = [like_class(each, kind) for each in found]
        named = isinstance(found, Named) or hasattr(found, "_fields")
        return type(found)(*parts) if named else type(found)(parts)
    return found


def torch_function(
    cls: Any, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Any = None
) -> Any:
    """What a subclass does unless it says otherwise: results are of the class as well."""
    if not all(issubclass(cls, each) for each in types):
        return NotImplemented
    with disabled():
        found = func(*args, **(kwargs or {}))
        as_made = getattr(func, "_watched", None) == "torch.Tensor.grad.__get__"
        return found if cls is Tensor or as_made else like_class(found, cls)


def passes(func: Any, types: Any, args: Sequence[Any] = (), kwargs: Any = None) -> Any:
    """What classes do that have no say, such as Parameter: their results are plain tensors."""
    with disabled():
        return func(*args, **(kwargs or {}))


PASSES = passes


@composite()
def as_subclass(self: Tensor, cls: type[Tensor]) -> Any:
    """The same values as a tensor of a subclass."""
    found = alias(self)
    found.__class__ = cls
    return found


def _make_subclass(cls: type[Tensor], data: Tensor, require_grad: bool = False) -> Any:
    """A leaf of a subclass on the storage of ``data``."""
    found = data.detach()
    found.__class__ = cls
    return found.requires_grad_(require_grad)


class TorchFunctionMode:
    """A context in which every call is told to ``__torch_function__`` first."""

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Any = None
    ) -> Any:
        """Handle a call."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        watch_everything()
        STATE.modes.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        STATE.modes.pop()


def has_torch_function(args: Sequence[Any]) -> bool:
    """Has the class of any argument its say?"""
    return not STATE.disabled and bool(STATE.modes or overriders(args, {}))


def resolve_name(f: Any) -> str | None:
    """The full name of a function that is told to ``__torch_function__``; None of any other."""
    name: str | None = vars(f).get("_watched") if isinstance(f, FunctionType) else None
    return name


def handle_torch_function(
    public_api: Any, relevant_args: Sequence[Any], *args: Any, **kwargs: Any
) -> Any:
    """Let the classes of the relevant arguments handle a call."""
    return asked(public_api, public_api.__name__, args, kwargs)


def claimed(place: str, args: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """What an argument that is not a tensor makes of a call; NotImplemented if nobody claims it.

    ``place`` : ``mean``, or ``Tensor.mean`` for the method.
    """
    if STATE.disabled or not overriders(args, options):
        return NotImplemented
    owner, _, name = place.rpartition(".")
    function = getattr(Tensor if owner else sys.modules["engine"], name)
    return asked(function, f"torch.{place}", args, options)


NAMES: dict[str, Any] = {
    "TorchFunctionMode": TorchFunctionMode, "has_torch_function": has_torch_function,
    "has_torch_function_unary": lambda arg: has_torch_function((arg,)),
    "has_torch_function_variadic": lambda *args: has_torch_function(args),
    "handle_torch_function": handle_torch_function, "resolve_name": resolve_name,
    "is_tensor_like": lambda inp: isinstance(inp, Tensor) or hasattr(inp, "__torch_function__"),
}  # fmt: skip

setattr(Tensor, "__torch_function__", classmethod(torch_function))  # noqa: B010  (mypy)
setattr(Tensor, "_make_subclass", staticmethod(_make_subclass))  # noqa: B010
