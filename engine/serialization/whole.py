"""Whole objects in files: a model itself, or anything of a program's own classes.

Such an object is a pickle in its file, as PyTorch's is, and to read a pickle can run whatever it
asks for. So none is: a process remembers what the objects were made of that it has written, and
where it meets one of its own files again it makes a copy of that, with the numbers of the file.
What others have written ``reading`` reads, which runs nothing either.
"""

from __future__ import annotations

import copy
import io
import pickle
import pickletools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.calls.later import later
from engine.nn.parameter import Parameter
from engine.serialization.writing import Place
from engine.tensor import Tensor, new_tensor

sha256 = later("hashlib", "sha256")  # with which comes all of OpenSSL
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


@dataclass(frozen=True, slots=True)
class Stored:
    """A tensor in a file: the name of its memory, and offset, shape and strides in that."""

    tensor: Tensor
    memory: Any
    shaped: tuple[int, Any, Any]
    requires_grad: bool
    parameter: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What an object was made of: a copy whose tensors are empty, and of each where it lies."""

    value: Any
    tensors: tuple[Stored, ...]


class Trust:
    """What a process has written itself, and what its program says may be named."""

    def __init__(self) -> None:
        self.written: dict[bytes, Kept] = {}
        self.named: list[Any] = []


TRUST = Trust()


class Memory:
    """Stands for the memory of a tensor, which lies in the file beside the pickle."""

    def __init__(self, kind: str, number: str, length: int) -> None:
        self.name = "storage", kind, number, "cpu", length


class Writer(pickle.Pickler):
    """Python's writer; ``place`` says where a tensor's numbers will lie.

    ``tensors`` : those that it has met.
    """

    def __init__(self, out: io.BytesIO, place: Callable[[Tensor], Place]) -> None:
        super().__init__(out, PROTOCOL, fix_imports=False)
        self._place = place
        self.tensors: list[Stored] = []

    def persistent_id(self, obj: Any) -> Any:
        """The name of a memory."""
        return obj.name if isinstance(obj, Memory) else None

    def reducer_override(self, obj: Any) -> Any:
        """A tensor as what is made of its memory."""
        if type(obj) not in (Tensor, Parameter):
            return NotImplemented
        kind, number, length, offset, size, stride = self._place(obj)
        shaped = offset, size, stride
        memory = Memory(kind, number, length)
        grads, parameter = bool(obj.requires_grad), type(obj) is Parameter
        self.tensors.append(Stored(obj, memory.name, shaped, grads, parameter))
        return rebuilt, (memory, *shaped, grads, parameter)


def rebuilt(
    memory: Any, offset: int, size: Any, stride: Any, requires_grad: bool, parameter: bool
) -> Tensor:
    """A tensor on a memory that was read; it has ``as_tensor`` to make it."""
    found: Tensor = memory.as_tensor(offset, size, stride)
    if parameter:
        return Parameter(new_tensor(found._data), requires_grad)
    return found.requires_grad_() if requires_grad else found


def pickled(value: Any, place: Callable[[Tensor], Place]) -> bytes:
    """The pickle of a value, which this process knows again."""
    out = io.BytesIO()
    writer = Writer(out, place)
    writer.dump(value)
    data = out.getvalue()
    empty = tuple(replace(each, tensor=new_tensor(np.zeros(0))) for each in writer.tensors)
    pairs = zip(writer.tensors, empty, strict=True)
    made_of = copy.deepcopy(value, {id(full.tensor): blank.tensor for full, blank in pairs})
    TRUST.written[sha256(data).digest()] = Kept(made_of, empty)
    return data


def is_own(data: bytes) -> bool:
    """Has this process written this pickle?"""
    return sha256(data).digest() in TRUST.written


def read_own(data: bytes, memory: Callable[[Any], Any], allowed: Iterable[str] | None) -> Any:
    """The object of a pickle that this process has written, made anew.

    ``memory`` : gives that of a name. ``allowed`` : what the pickle may name, None for anything.

    Raises:
        pickle.UnpicklingError: it names something else.
    """
    if allowed is not None:
        _check_names(data, {*allowed, *HARMLESS})
    kept = TRUST.written[sha256(data).digest()]
    made = {
        id(one.tensor): rebuilt(memory(one.memory), *one.shaped, one.requires_grad, one.parameter)
        for one in kept.tensors
    }
    return copy.deepcopy(kept.value, made)


def _check_names(data: bytes, allowed: set[str]) -> None:
    """Look at the names in a pickle, without doing what it says."""
    for code, named, _ in pickletools.genops(data):
        if code.name == "GLOBAL" and isinstance(named, str):
            module, _, own = named.partition(" ")
            name = own if module == "builtins" else f"{module}.{own}"
            if name not in allowed and name != full_name(rebuilt):
                raise pickle.UnpicklingError(NOT_ALLOWED.format(name=name))


def full_name(value: Any) -> str:
    """What a pickle calls a class or function."""
    prefix = "" if value.__module__ == "builtins" else f"{value.__module__}."
    return f"{prefix}{value.__qualname__}"
