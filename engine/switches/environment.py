"""What PyTorch says and lets be set about the machine: no graphics card, one way to compute."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Final, NoReturn

from engine import amp, dtypes
from engine.autograd.profiler import record_function
from engine.calls import overriding
from engine.device import ADVICE
from engine.errors import absent
from engine.surface.toplevel import VERSION
from engine.surface.warn import warn
from engine.tensor import Tensor


class Settings:
    """What was set and can be asked for, though it changes nothing here."""

    def __init__(self) -> None:
        self.precision = "highest"
        self.deterministic = self.only_warns = self.warns_always = False
        self.interop_threads = 1


SETTINGS = Settings()


def _no_cuda(*_: Any, **__: Any) -> NoReturn:
    error = AssertionError("Torch not compiled with CUDA enabled")
    error.add_note(ADVICE)
    raise error


def _refusal(text: str) -> Any:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        error = RuntimeError(text)
        error.add_note(ADVICE)
        raise error

    return refuse


def _lacking(name: str, advice: str) -> Any:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        error = absent(name)
        error.add_note(advice)
        raise error

    return refuse


def _false(*_: Any, **__: Any) -> bool:
    return False


def _true(*_: Any, **__: Any) -> bool:
    return True


def _zero(*_: Any, **__: Any) -> int:
    return 0


def _none(*_: Any, **__: Any) -> None:
    """Accepted, without effect."""


def _empty(*_: Any, **__: Any) -> list[Any]:
    return []


def as_written(fn: Any = None, **options: Any) -> Any:
    """Gives back what it was given, which runs as written: nothing is compiled here."""
    return fn if fn is not None else (lambda inner: as_written(inner, **options))


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Noted; everything here is deterministic."""
    SETTINGS.deterministic, SETTINGS.only_warns = bool(mode), bool(mode and warn_only)


def set_float32_matmul_precision(precision: str) -> None:
    """Noted; products are computed in the precision they have."""
    if precision not in ("highest", "high", "medium"):
        warn(
            f"{precision} is not one of 'highest', 'high', or 'medium'; the current"
            "setFloat32MatmulPrecision call has no effect."
        )
        return
    SETTINGS.precision = precision


def set_num_interop_threads(int: int, /) -> None:
    """Noted; operations run one after another."""
    SETTINGS.interop_threads = int


def set_warn_always(b: bool, /) -> None:
    """Noted; warnings of one kind are given once."""
    SETTINGS.warns_always = b


def is_autocast_cpu_enabled() -> bool:
    """Never."""
    warn(
        "torch.is_autocast_cpu_enabled() is deprecated. Please use "
        "torch.is_autocast_enabled('cpu') instead.",
        DeprecationWarning,
    )
    return False


JIT = "leave the decorator or call away: the program runs as it is written"
HUB = "build the model in the program itself; there are no ready models to load"
ONE_PROCESS = "leave it away: a program runs in one process"
NAMES: dict[str, Any] = {
    "autocast": amp.autocast,
    "GradScaler": amp.GradScaler, "use_deterministic_algorithms": use_deterministic_algorithms,
    "are_deterministic_algorithms_enabled": lambda: SETTINGS.deterministic,
    "is_deterministic_algorithms_warn_only_enabled": lambda: SETTINGS.only_warns,
    "set_float32_matmul_precision": set_float32_matmul_precision,
    "get_float32_matmul_precision": lambda: SETTINGS.precision,
    "set_num_interop_threads": set_num_interop_threads,
    "get_num_interop_threads": lambda: SETTINGS.interop_threads,
    "set_warn_always": set_warn_always, "is_warn_always_enabled": lambda: SETTINGS.warns_always,
    "set_flush_denormal": lambda mode: False, "is_autocast_enabled": _false,
    "is_autocast_cpu_enabled": is_autocast_cpu_enabled,
    "get_autocast_dtype": lambda device_type: dtypes.BY_NAME["bfloat16"],
    "compiled_with_cxx11_abi": _true,
}  # fmt: skip
CUDA = {
    name: value
    for names, value in (
        ("is_available is_initialized is_bf16_supported is_current_stream_capturing", _false),
        (("device_count memory_allocated max_memory_allocated memory_reserved "
          "max_memory_reserved"), _zero),
        (("current_device get_device_name get_device_properties get_device_capability synchronize "
          "set_device init current_stream mem_get_info utilization"), _no_cuda),
        (("empty_cache manual_seed manual_seed_all seed seed_all ipc_collect "
          "reset_peak_memory_stats"), _none),
        ("get_rng_state_all get_arch_list", _empty),
        ("Stream", _refusal("torch.cuda.Stream requires CUDA support")),
        ("Event", _refusal("Tried to instantiate dummy base class Event")),
    )
    for name in names.split()
}  # fmt: skip
BACKENDS: dict[str, dict[str, Any]] = {
    "cudnn": {
        "deterministic": False, "benchmark": False, "enabled": True, "allow_tf32": True,
        "benchmark_limit": 10, "is_available": _false, "version": lambda: None,
    },
    "mps": {"is_available": _false, "is_built": _false},
    "cuda": {
        "is_built": _false, "matmul": SimpleNamespace(allow_tf32=False),
        "enable_flash_sdp": _none, "enable_mem_efficient_sdp": _none, "enable_math_sdp": _none,
    },
    "mkl": {"is_available": _true},
    "mkldnn": {"is_available": _true, "enabled": True},
    "openmp": {"is_available": _true},
    "cpu": {"get_cpu_capability": lambda: "DEFAULT"},
}  # fmt: skip
MODULES: dict[str, dict[str, Any]] = {
    "cuda": CUDA,
    "cuda.amp": amp.CUDA_AMP,
    "backends": {},
    **{f"backends.{name}": body for name, body in BACKENDS.items()},
    "version": {"cuda": None, "hip": None, "xpu": None, "__version__": VERSION, "debug": False},
    "mps": {"is_available": _false, "device_count": _zero, "empty_cache": _none,
            "manual_seed": _none},
    "xpu": {"is_available": _false, "device_count": _zero},
    "accelerator": {"is_available": _false, "device_count": _zero,
                    "current_accelerator": lambda *_, **__: None},
    "compiler": {"is_compiling": _false, "reset": _none, "disable": as_written},
    "overrides": overriding.NAMES,
    "profiler": {"record_function": record_function},
    "_C": {"_disabled_torch_function_impl": overriding.passes,
           "DisableTorchFunctionSubclass": overriding.disabled},
    "_tensor": {"Tensor": Tensor},
    "jit": {name: _lacking(f"torch.jit.{name}", JIT)
            for name in ("script", "trace", "load", "save", "freeze")}
           | {"ignore": as_written, "export": as_written}
           | {"is_scripting": _false, "is_tracing": _false, "Final": Final},
    "distributed": {"is_available": _true, "is_initialized": _false}
                   | {name: _lacking(f"torch.distributed.{name}", ONE_PROCESS)
                      for name in ("init_process_group", "get_rank", "get_world_size", "barrier",
                                   "all_reduce", "all_gather", "broadcast",
                                   "destroy_process_group")},
    "hub": {name: _lacking(f"torch.hub.{name}", HUB)
            for name in ("load", "list", "help", "download_url_to_file",
                         "load_state_dict_from_url")},
}  # fmt: skip
"""By dotted name, what PyTorch's modules hold of which next to nothing is here."""
