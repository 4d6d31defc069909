"""The legacy constructors ``torch.FloatTensor`` and its kin, and ``torch.Tensor(…)``."""

from __future__ import annotations

from typing import Any

from engine import dtypes
from engine.calls.declare import composite
from engine.creation import made, sizes
from engine.device import usable
from engine.dtypes import dtype as DType
from engine.errors import type_name
from engine.foundation.determinism import unfilled
from engine.foundation.warn import warn
from engine.modes import DEFAULTS, default_float
from engine.numbers.literals import read
from engine.storage.size import Size
from engine.tensor import Tensor

OTHER_DTYPE = (
    "expected TensorOptions(dtype={wanted}, device=cpu, layout=Strided, requires_grad=false "
    "(default), pinned_memory=false (default), memory_format=(nullopt)) (got "
    "TensorOptions(dtype={own}, device=cpu, layout=Strided, requires_grad=false (default), "
    "pinned_memory=false (default), memory_format=(nullopt)))"
)
DEPRECATED = (
    "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use "
    "torch.set_default_dtype() and torch.set_default_device() as alternatives."
)


def constructed(kind: DType | None, args: tuple[Any, ...], device: Any = None) -> Tensor:
    """A tensor of a legacy type: uninitialised for sizes, or holding the numbers of a sequence.

    Raises:
        TypeError: the argument is a float, or a tensor of another kind.
    """
    usable(device)
    own = default_float() if kind is None else kind
    if len(args) != 1 or isinstance(args[0], int | Size):
        shape = sizes(args, {}, "Tensor") if args else (0,)
        return made(unfilled(shape, own.numpy), "torch.Tensor")
    data = args[0]
    if isinstance(data, Tensor):
        if data.dtype is not own:
            raise TypeError(OTHER_DTYPE.format(wanted=own.c_name, own=data.dtype.c_name))
        return data.view_as(data)
    if not hasattr(data, "__getitem__") or isinstance(data, dict | type):
        raise TypeError(f"new(): data must be a sequence (got {type_name(data)})")
    return made(read(data, own), "torch.Tensor")


@composite()
def new(self: Tensor, *args: Any, device: Any = None, **size: Any) -> Any:
    """Another tensor of this one's dtype, of sizes or of numbers: as older programs make one.

    Raises:
        TypeError: the argument is a float, or a tensor of another kind.
    """
    if size:
        return self.new_empty(*args, device=device, **size)
    return constructed(self.dtype, args, device)


class TensorType(type):
    """The metaclass of legacy tensor types: ``isinstance`` asks for their dtype."""

    dtype: DType

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor) and instance.dtype is cls.dtype

    def __call__(cls, *args: Any, device: Any = None) -> Tensor:
        """A tensor of this kind."""
        return constructed(cls.dtype, args, device)


KINDS = {
    f"{each.kind_name}Tensor": TensorType(
        f"{each.kind_name}Tensor", (), {"dtype": each, "__module__": "torch"}
    )
    for each in dtypes.ALL
    if each.category < dtypes.COMPLEX and each.name not in ("uint16", "uint32", "uint64")
}


def from_numbers(*args: Any, device: Any = None) -> Tensor:
    """``torch.Tensor(…)``, in the default dtype."""
    return constructed(None, args, device)


def kind_of(named: Any) -> DType | None:
    """The dtype of a legacy type, given itself or by name; None of anything else."""
    if isinstance(named, str):
        named = KINDS.get(named.removeprefix("torch."))
    if named is Tensor:
        return default_float()
    return named.dtype if isinstance(named, TensorType) else None


def is_of_cuda(named: Any) -> bool:
    """Whether it is, itself or by name, a legacy type of tensors on a graphics card."""
    if isinstance(named, str):
        return named.startswith("torch.cuda.") and named.removeprefix("torch.cuda.") in KINDS
    return isinstance(named, type) and named.__module__ == "torch.cuda"


def set_default_tensor_type(t: Any, /) -> None:
    """Choose the dtype that a Python float becomes, by a legacy type."""
    warn(DEPRECATED, once=True)
    kind = kind_of(t)
    if is_of_cuda(t):
        name = t if isinstance(t, str) else f"torch.cuda.{t.__name__}"
        raise TypeError(f"type {name} not available. Torch not compiled with CUDA enabled.")
    if kind is None:
        raise TypeError(f"invalid type object: {t}")
    if not kind.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    DEFAULTS.dtype = kind
