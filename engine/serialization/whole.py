"""Whole objects in files: a model itself, or anything of a program's own classes.

Python's own pickles hold these, and reading one can run whatever it asks for. So only a pickle
that this very process has written is read as one: to run what a program itself put there is no
more than to run the program. What others have written ``reading`` reads, which runs nothing.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from engine.nn.parameter import Parameter
from engine.serialization.writing import Place
from engine.tensor import Tensor, new_tensor

NOT_ALLOWED = (
    "Weights only load failed. This file can still be loaded, to do so you have two options, "
    "\033[1mdo those steps only if you trust the source of the checkpoint\033[0m. \n\t(1) In "
    "PyTorch 2.6, we changed the default value of the `weights_only` argument in `torch.load` "
    "from `False` to `True`. Re-running `torch.load` with `weights_only` set to `False` will "
    "likely succeed, but it can result in arbitrary code execution. Do it only if you got the "
    "file from a trusted source.\n\t(2) Alternatively, to load with `weights_only=True` please "
    "check the recommended steps in the following error message.\n\tWeightsUnpickler error: "
    "Unsupported global: GLOBAL {name} was not an allowed global by default. Please use "
    "`torch.serialization.add_safe_globals([{name}])` or the "
    "`torch.serialization.safe_globals([{name}])` context manager to allowlist this global if "
    "you trust this class/function.\n\nCheck the documentation of torch.load to learn more about "
    "types accepted by default with weights_only "
    "https://pytorch.org/docs/stable/generated/torch.load.html."
)
PROTOCOL = 2
HARMLESS = frozenset({"copyreg._reconstructor", "_codecs.encode", "object", "set", "complex"})


class Trust:
    """What a process has written itself, and what its program says may be named."""

    def __init__(self) -> None:
        self.written: set[bytes] = set()
        self.named: list[Any] = []


TRUST = Trust()


class Memory:
    """Stands for the memory of a tensor, which lies in the file beside the pickle."""

    def __init__(self, kind: str, number: str, length: int) -> None:
        self.name = "storage", kind, number, "cpu", length


class Writer(pickle.Pickler):
    """Python's writer; ``place`` says where a tensor's numbers will lie."""

    def __init__(self, out: io.BytesIO, place: Callable[[Tensor], Place]) -> None:
        super().__init__(out, PROTOCOL)
        self._place = place

    def persistent_id(self, obj: Any) -> Any:
        """The name of a memory."""
        return obj.name if isinstance(obj, Memory) else None

    def reducer_override(self, obj: Any) -> Any:
        """A tensor as what is made of its memory."""
        if type(obj) not in (Tensor, Parameter):
            return NotImplemented
        kind, number, length, *shaped = self._place(obj)
        memory = Memory(kind, number, length)
        return rebuilt, (memory, *shaped, obj.requires_grad, type(obj) is Parameter)


def rebuilt(
    memory: Any, offset: int, size: Any, stride: Any, requires_grad: bool, parameter: bool
) -> Tensor:
    """A tensor on a memory that was read; it has ``as_tensor`` to make it."""
    found: Tensor = memory.as_tensor(offset, size, stride)
    if parameter:
        return Parameter(new_tensor(found._data), requires_grad)
    return found.requires_grad_() if requires_grad else found


class Reader(pickle.Unpickler):
    """Python's reader, of what this process wrote; ``allowed`` : what may be named, or None."""

    def __init__(
        self, data: bytes, memory: Callable[[Any], Any], allowed: Iterable[str] | None
    ) -> None:
        super().__init__(io.BytesIO(data))
        self._memory, self._allowed = memory, None if allowed is None else {*allowed, *HARMLESS}

    def persistent_load(self, pid: Any) -> Any:
        """The memory of that name."""
        return self._memory(pid)

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """What is named.

        Raises:
            pickle.UnpicklingError: it may not be.
        """
        found = super().find_class(module_name, global_name)
        if found is rebuilt or self._allowed is None:
            return found
        builtin = module_name in ("builtins", "__builtin__")
        name = found.__qualname__ if builtin else f"{module_name}.{global_name}"
        if name not in self._allowed:
            raise pickle.UnpicklingError(NOT_ALLOWED.format(name=name))
        return found


def pickled(value: Any, place: Callable[[Tensor], Place]) -> bytes:
    """The pickle of a value, which this process may read again."""
    out = io.BytesIO()
    Writer(out, place).dump(value)
    data = out.getvalue()
    TRUST.written.add(sha256(data).digest())
    return data


def is_own(data: bytes) -> bool:
    """Has this process written this pickle?"""
    return sha256(data).digest() in TRUST.written


def full_name(value: Any) -> str:
    """What a pickle calls a class or function."""
    prefix = "" if value.__module__ == "builtins" else f"{value.__module__}."
    return f"{prefix}{value.__qualname__}"
