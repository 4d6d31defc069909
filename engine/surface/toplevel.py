"""What ``torch`` holds beside operations: types, settings, queries, files."""

from __future__ import annotations

import math
from typing import Any

from engine import dtypes, modes
from engine.calls.later import later
from engine.chance.generator import STREAMS, Generator
from engine.device import device, usable
from engine.dtypes import dtype as DType
from engine.making import legacy
from engine.modes import DEFAULTS, MODES
from engine.numbers import promotion
from engine.storage.formats import CONSTANTS, Layout, MemoryFormat, Named
from engine.storage.size import Size
from engine.switches import grad_modes
from engine.switches.threads import get_num_threads, set_num_threads
from engine.tensor import Tensor

Tensor._from_numbers = staticmethod(legacy.from_numbers)
Tensor._met_subclass = staticmethod(later("engine.overriding", "reached"))


def _layout(self: Tensor) -> Named:
    """How its elements are stored: one after another."""
    return CONSTANTS["strided"]


setattr(Tensor, "layout", property(_layout, doc=_layout.__doc__))  # noqa: B010  (mypy)


def is_tensor(obj: Any) -> bool:
    """Is it a tensor?"""
    return isinstance(obj, Tensor)


def is_storage(obj: Any) -> bool:
    """Is it a tensor's memory, as ``Tensor.untyped_storage`` gives it?"""
    return type(obj).__module__ == "torch.storage"


def get_default_dtype() -> DType:
    """The dtype that a Python float becomes."""
    return DEFAULTS.dtype


def set_default_dtype(d: DType, /) -> None:
    """Choose the dtype that a Python float becomes."""
    if not isinstance(d, DType):
        raise TypeError(
            "invalid dtype object: only floating-point types are supported as the default type"
        )
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    DEFAULTS.dtype = d


def can_cast(from_: DType, to: DType) -> bool:
    """May an operation's result of one dtype be written into another?"""
    return to.category >= from_.category


def result_type(tensor1: Any, tensor2: Any) -> DType:
    """The dtype of an operation between two tensors or numbers."""
    return promotion.result_type((tensor1, tensor2))


def is_inference_mode_enabled() -> bool:
    """Are we inside ``inference_mode``?"""
    return MODES.inference


def set_default_device(device: Any) -> None:
    """Choose where tensors are made: on the CPU."""
    usable(device)


def get_default_device() -> device:
    """Where tensors are made."""
    return device("cpu")


NAMES: dict[str, Any] = {
    "Size": Size, "Generator": Generator, "dtype": dtypes.dtype, "device": device,
    "layout": Layout, "memory_format": MemoryFormat,
    "no_grad": grad_modes.no_grad, "enable_grad": grad_modes.enable_grad,
    "inference_mode": grad_modes.inference_mode, "set_grad_enabled": grad_modes.set_grad_enabled,
    "is_grad_enabled": modes.is_grad_enabled,
    "set_printoptions": later("engine.printing", "set_printoptions"),
    "get_default_dtype": get_default_dtype, "set_default_dtype": set_default_dtype,
    "set_default_tensor_type": legacy.set_default_tensor_type,
    "can_cast": can_cast, "result_type": result_type, "promote_types": dtypes.promote_types,
    "is_tensor": is_tensor, "is_storage": is_storage,
    "set_num_threads": set_num_threads,
    "get_num_threads": get_num_threads, "is_anomaly_enabled": modes.is_anomaly_enabled,
    "is_anomaly_check_nan_enabled": modes.is_anomaly_check_nan_enabled,
    "is_inference_mode_enabled": is_inference_mode_enabled,
    "set_default_device": set_default_device, "get_default_device": get_default_device,
    "default_generator": STREAMS.default, "inf": math.inf, "nan": math.nan, "pi": math.pi,
    "e": math.e, "newaxis": None,
} | CONSTANTS | legacy.KINDS  # fmt: skip
