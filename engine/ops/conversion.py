"""The same values in another dtype, or on the device where they already are."""

from __future__ import annotations

import builtins
from typing import Any

from engine import dtypes
from engine.calls.declare import composite, operation
from engine.calls.later import later
from engine.device import ADVICE, NO_LIBRARY, usable
from engine.device import device as Device
from engine.errors import kind_name
from engine.foundation.warn import warn
from engine.making.legacy import is_of_cuda, kind_of
from engine.numbers.half import converted
from engine.storage.formats import check_rank, in_format, keeps, lies_in
from engine.tensor import Tensor

asked_of = later("engine.calls.destination", "asked_of")
type_of = builtins.type  # ``type`` means the method below
WISHES = ("dtype", "memory_format", "copy")
DISCARDS = "Casting complex values to real discards the imaginary part"


@operation("→", name="_to_copy", node="ToCopyBackward0", self=lambda grad: grad)
def to_copy(self: Any, dtype: Any, memory_format: Any = None) -> Any:
    """A copy in another dtype, or in another order in memory."""
    if self.dtype.kind == "c" and dtype.kind not in "cb":
        self = self.real
    found = converted(self, dtype)
    return found if keeps(memory_format) else in_format(found, memory_format)


@composite(samples=(
    "x.to(torch.float64)", "x.to(torch.float32)", "x.to('cpu')", "x.to(torch.device('cpu'))",
    "x.to(i)", "i.to(torch.float32)", "x.to(dtype=torch.float16)", "x.to('cpu', torch.float32)",
    "x.to(torch.int64)", "x.to(x.dtype, copy=True)", "x.to('cuda')", "i.to(x)",
    "x.to(torch.float32).sum() * 2", "x.to(torch.bool)",
))  # fmt: skip
def to(self: Tensor, *args: Any, **options: Any) -> Any:
    """The tensor in another dtype (or on another device, of which there is one)."""
    if len(args) == 1 and not options:  # the everyday calls
        kind = type_of(args[0])
        if kind is dtypes.dtype:
            return _converted(self, args[0].numpy)
        if kind is str or kind is Device:
            usable(args[0])
            return self
    asked = asked_of(args, options)
    usable(asked.get("device"))
    return _converted(self, **{name: asked[name] for name in WISHES if name in asked})


def _converted(
    self: Tensor, dtype: Any = None, memory_format: Any = None, copy: bool = False
) -> Any:
    wanted = self._data.dtype if dtype is None else dtype
    if not keeps(memory_format):
        check_rank(self._data, memory_format)
        copy = copy or not lies_in(self._data, memory_format)
    if wanted == self._data.dtype:
        return to_copy(self, wanted, memory_format) if copy else self
    if self._data.dtype.kind == "c" and wanted.kind != "c":
        warn(DISCARDS, once=True)
    return to_copy(self, wanted, memory_format)


@composite(samples=("x.cpu()",))
def cpu(self: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor itself, which is where it should be."""
    return self


@composite(samples=("x.cuda()",))
def cuda(self: Tensor, device: Any = None, non_blocking: bool = False) -> Any:
    """Refuses, as PyTorch does where there is no CUDA."""
    usable("cuda")


@composite(
    samples=(
        "x.type()",
        "i.type()",
        "t.type()",
        "x.type(torch.float32)",
        "x.type('torch.LongTensor')",
    )
)
def type(self: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """The name of the tensor's kind, or the tensor as another."""
    if dtype is None:
        return self.dtype.type_string
    if kind_of(dtype) is not None:
        return self.to(kind_of(dtype))
    if is_of_cuda(dtype):
        error = RuntimeError(NO_LIBRARY)
        error.add_note(ADVICE)
        raise error
    if isinstance(dtype, str | type_of):
        name = dtype if isinstance(dtype, str) else kind_name(dtype)
        kind = name.removeprefix("torch.").removesuffix("Tensor")
        dtype = next((each for each in dtypes.ALL if each.kind_name == kind), None)
        if dtype is None:
            raise ValueError(f"invalid type: '{name}'")
    if not isinstance(dtype, dtypes.dtype):
        raise TypeError("dtype must be a type, str, or dtype object")
    return self.to(dtype)


@composite(samples=("x.type_as(i)", "i.type_as(x)"))
def type_as(self: Tensor, other: Tensor) -> Any:
    """The tensor in the dtype of another."""
    return self.to(other.dtype)


def _to(own: dtypes.dtype) -> Any:
    def convert(self: Tensor, memory_format: Any = None) -> Any:
        return _converted(self, own.numpy, memory_format)

    convert.__doc__ = f"The tensor as {own}."
    return convert


_KINDS = {
    name: dtypes.BY_NAME[name]
    for name in (
        "float",
        "double",
        "half",
        "long",
        "int",
        "short",
        "bool",
        "cfloat",
        "cdouble",
        "bfloat16",
        "chalf",
    )
} | {"byte": dtypes.uint8, "char": dtypes.int8}
for _name, _own in _KINDS.items():
    _convert = _to(_own)
    _convert.__name__ = _name
    composite(samples=(f"i.{_name}()",) if _name != "chalf" else ())(_convert)
