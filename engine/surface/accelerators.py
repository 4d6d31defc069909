"""What PyTorch says of graphics cards where it was built without them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, NoReturn, Self

from engine import amp
from engine.device import ADVICE
from engine.device import device as Device
from engine.foundation.warn import warn
from engine.tensor import Tensor

NO_CUDA = "Torch not compiled with CUDA enabled"
NOT_THERE = "Cannot access accelerator device when none is available."


def refusal(text: str, kind: type[Exception] = RuntimeError) -> Any:
    """A function that raises PyTorch's error, whatever it is given, and says what to do."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        error = kind(text)
        error.add_note(ADVICE)
        raise error

    return refuse


def false(*_: Any, **__: Any) -> bool:
    """Never so here."""
    return False


def true(*_: Any, **__: Any) -> bool:
    """Always so here."""
    return True


def zero(*_: Any, **__: Any) -> int:
    """There is none."""
    return 0


def none(*_: Any, **__: Any) -> None:
    """Accepted, without effect."""


def _no_text(*_: Any, **__: Any) -> str:
    return ""


def _empty(*_: Any, **__: Any) -> list[Any]:
    return []


def _nothing_measured(*_: Any, **__: Any) -> OrderedDict[str, Any]:
    return OrderedDict()


def _renamed(old: str, new: str) -> Any:
    def ask(*_: Any, **__: Any) -> int:
        warn(f"`torch.cuda.{old}` has been renamed to `torch.cuda.{new}`", FutureWarning)
        return 0

    return ask


class OutOfMemoryError(RuntimeError):
    """What a graphics card says when it is full; programs catch it."""

    __module__ = "torch"


class AcceleratorError(RuntimeError):
    """What a graphics card says when an operation failed on it."""

    __module__ = "torch"


class StreamContext:
    """Runs a block on a stream of a graphics card: without one, on the CPU as ever."""

    __module__ = "torch.cuda"

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        """Nothing changed, so nothing is put back."""


class _Chosen:
    """Makes a graphics card the current one in a block, where there is one."""

    def __init__(self, idx: Any) -> None:
        self.idx, self.prev_idx = idx, -1

    def __enter__(self) -> Self:
        if self.idx < 0:
            return self
        return refusal("PyTorch was compiled without CUDA support")()

    def __exit__(self, *_: object) -> None:
        """Nothing changed, so nothing is put back."""


class device(_Chosen):
    """``with torch.cuda.device(0)``; negative numbers choose none."""

    __module__ = "torch.cuda"

    def __init__(self, device: Any) -> None:
        super().__init__(
            device if device is None or isinstance(device, int) else Device(device).index
        )


class device_of(_Chosen):
    """The graphics card on which a tensor is: none."""

    __module__ = "torch.cuda"

    def __init__(self, obj: Tensor) -> None:
        super().__init__(-1)


class _TypeOfCuda(type):
    """Of what no tensor is an instance."""

    def __instancecheck__(cls, instance: object) -> bool:
        return False


def _type_of_cuda(name: str) -> type:
    def make(cls: type, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(f"type torch.cuda.{name} not available. {NO_CUDA}.")

    return _TypeOfCuda(name, (), {"__module__": "torch.cuda", "__new__": make})


def _under(names: str, value: Any) -> dict[str, Any]:
    return dict.fromkeys(names.split(), value)


CUDA: dict[str, Any] = {
    **_under(
        "is_available is_initialized is_bf16_supported is_current_stream_capturing "
        "is_tf32_supported",
        false,
    ),
    **_under(
        "device_count memory_allocated max_memory_allocated memory_reserved max_memory_reserved",
        zero,
    ),
    **_under(
        "current_device get_device_name get_device_properties get_device_capability synchronize "
        "set_device init current_stream mem_get_info utilization default_stream initial_seed "
        "get_rng_state cudart current_blas_handle get_sync_debug_mode can_device_access_peer "
        "set_per_process_memory_fraction get_per_process_memory_fraction",
        refusal(NO_CUDA, AssertionError),
    ),
    **_under(
        "empty_cache manual_seed manual_seed_all seed seed_all ipc_collect set_rng_state "
        "reset_peak_memory_stats",
        none,
    ),
    **_under("get_rng_state_all get_arch_list", _empty),
    **_under("memory_stats memory_stats_as_nested_dict", _nothing_measured),
    **{f"{kind}Tensor": _type_of_cuda(f"{kind}Tensor") for kind in (
        "BFloat16", "Bool", "Byte", "Char", "Double", "Float", "Half", "Int", "Long", "Short")},
    "max_memory_cached": _renamed("max_memory_cached", "max_memory_reserved"),
    "memory_cached": _renamed("memory_cached", "memory_reserved"),
    "get_gencode_flags": _no_text, "has_half": True, "has_magma": False,
    "Stream": refusal("torch.cuda.Stream requires CUDA support"),
    "Event": refusal("Tried to instantiate dummy base class Event"),
    "StreamContext": StreamContext, "stream": StreamContext,
    "device": device, "device_of": device_of,
    "OutOfMemoryError": OutOfMemoryError, "AcceleratorError": AcceleratorError,
}  # fmt: skip
MPS = {
    "is_available": false, "device_count": zero, "manual_seed": none,
    **{
        name: refusal(f"Cannot execute {called}() without MPS backend.")
        for name, called in {
            "seed": "getDefaultGenerator", "get_rng_state": "getDefaultGenerator",
            "set_rng_state": "getDefaultGenerator", "synchronize": "deviceSynchronize",
            "empty_cache": "emptyCache", "recommended_max_memory": "getRecommendedMaxMemory",
            "current_allocated_memory": "getCurrentAllocatedMemory",
            "driver_allocated_memory": "getDriverAllocatedMemory",
            "set_per_process_memory_fraction": "setMemoryFraction",
        }.items()
    },
}  # fmt: skip
ACCELERATOR = {
    "is_available": false,
    "device_count": zero,
    "current_accelerator": none,
    **_under(
        "current_device_index current_stream synchronize empty_cache set_device_index set_stream "
        "memory_stats memory_allocated max_memory_allocated memory_reserved max_memory_reserved "
        "reset_accumulated_memory_stats reset_peak_memory_stats get_memory_info",
        refusal(NOT_THERE),
    ),
}
MODULES: dict[str, dict[str, Any]] = {
    "cuda": CUDA,
    "cuda.amp": amp.CUDA_AMP,
    "cuda.random": {name: CUDA[name] for name in (
        "get_rng_state", "get_rng_state_all", "set_rng_state", "manual_seed", "manual_seed_all",
        "seed", "seed_all", "initial_seed")},
    "cuda.memory": {name: CUDA[name] for name in (
        "empty_cache", "memory_stats", "memory_allocated", "max_memory_allocated",
        "memory_reserved", "max_memory_reserved", "reset_peak_memory_stats")},
    "mps": MPS,
    "xpu": {"is_available": false, "device_count": zero},
    "accelerator": ACCELERATOR,
}  # fmt: skip
"""By dotted name, what PyTorch's modules of devices hold."""
