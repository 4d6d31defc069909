"""What PyTorch says and lets be set about the machine: no graphics card, one way to compute."""

from __future__ import annotations

from contextlib import ContextDecorator
from types import SimpleNamespace
from typing import Any, Final, NoReturn

from engine import amp, autocasting, dtypes, overriding, torch_version
from engine.autograd.anomaly_mode import set_detect_anomaly
from engine.autograd.profiler import record_function
from engine.errors import absent
from engine.foundation.determinism import DETERMINISM
from engine.foundation.warn import warn
from engine.surface import accelerators
from engine.surface.accelerators import false, none, true
from engine.tensor import Tensor


class Settings:
    """What was set and can be asked for, though it changes nothing here."""

    def __init__(self) -> None:
        self.precision = "highest"
        self.warns_always = False
        self.interop_threads = 1


SETTINGS = Settings()


def _lacking(name: str, advice: str) -> Any:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        error = absent(name)
        error.add_note(advice)
        raise error

    return refuse


def as_written(fn: Any = None, **options: Any) -> Any:
    """Gives back what it was given, which runs as written: nothing is compiled here."""
    return fn if fn is not None else (lambda inner: as_written(inner, **options))


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Refuse what PyTorch has no deterministic kernel of, and fill what would be unfilled."""
    DETERMINISM.enabled, DETERMINISM.only_warns = bool(mode), bool(mode and warn_only)


DEBUG_MODES = ("default", "warn", "error")


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """Noted as ``use_deterministic_algorithms`` is: by name, or by its number.

    Raises:
        RuntimeError: there is no such mode.
        TypeError: it is neither a text nor a whole number.
    """
    if not isinstance(debug_mode, int | str):
        raise TypeError(f"debug_mode must be str or int, but got {type(debug_mode)}")
    if isinstance(debug_mode, str):
        if debug_mode not in DEBUG_MODES:
            raise RuntimeError(
                "invalid value of debug_mode, expected one of `default`, `warn`, `error`, but got "
                f"{debug_mode}"
            )
        debug_mode = DEBUG_MODES.index(debug_mode)
    if debug_mode not in (0, 1, 2):
        raise RuntimeError(
            f"invalid value of debug_mode, expected 0, 1, or 2, but got {debug_mode}"
        )
    use_deterministic_algorithms(debug_mode > 0, warn_only=debug_mode == 1)


def get_deterministic_debug_mode() -> int:
    """0, 1 if only warnings are wanted, or 2 if errors are."""
    return 2 - DETERMINISM.only_warns if DETERMINISM.enabled else 0


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


def set_anomaly_enabled(enabled: bool, check_nan: bool = True) -> None:
    """Turn anomaly mode on or off, without a block that would turn it back."""
    set_detect_anomaly(enabled, check_nan)


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """Is autocast on, for what is on this kind of device?"""
    return device_type == "cpu" and autocasting.STATE.dtype is not None


def get_autocast_dtype(device_type: str) -> Any:
    """What autocast computes products in on this kind of device."""
    if device_type == "cpu":
        return autocasting.STATE.chosen
    return dtypes.bfloat16 if device_type == "xla" else dtypes.float16


def set_autocast_enabled(device_type: Any, enabled: Any = None) -> None:
    """Turn autocast on or off, without a block that would turn it back."""
    if enabled is None:  # an older way to call it, for CUDA
        device_type, enabled = "cuda", device_type
    if device_type == "cpu":
        autocasting.switch(enabled)


def set_autocast_dtype(device_type: str, dtype: Any) -> None:
    """Choose what autocast computes products in where nothing else is asked for."""
    if device_type == "cpu":
        autocasting.STATE.chosen = dtype


def _older(name: str, device_type: str, ask_newer: Any, newer: str) -> Any:
    def ask() -> Any:
        warn(
            f"torch.{name}() is deprecated. Please use torch.{newer}('{device_type}') instead.",
            DeprecationWarning,
        )
        return ask_newer(device_type)

    return ask


class set_stance(ContextDecorator):
    """How compiled functions are to be run: here all run as they are written."""

    def __init__(self, stance: str = "default", **options: Any) -> None:
        self.stance = stance

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        """Nothing changed, so nothing is put back."""


JIT = "leave the decorator or call away: the program runs as it is written"
HUB = "build the model in the program itself; there are no ready models to load"
ONE_PROCESS = "leave it away: a program runs in one process"
NAMES: dict[str, Any] = {
    "autocast": amp.autocast,
    "GradScaler": amp.GradScaler, "use_deterministic_algorithms": use_deterministic_algorithms,
    "are_deterministic_algorithms_enabled": lambda: DETERMINISM.enabled,
    "is_deterministic_algorithms_warn_only_enabled": lambda: DETERMINISM.only_warns,
    "set_float32_matmul_precision": set_float32_matmul_precision,
    "get_float32_matmul_precision": lambda: SETTINGS.precision,
    "set_num_interop_threads": set_num_interop_threads,
    "get_num_interop_threads": lambda: SETTINGS.interop_threads,
    "set_warn_always": set_warn_always, "is_warn_always_enabled": lambda: SETTINGS.warns_always,
    "set_flush_denormal": lambda mode: False, "is_autocast_enabled": is_autocast_enabled,
    "is_autocast_cpu_enabled":
        _older("is_autocast_cpu_enabled", "cpu", is_autocast_enabled, "is_autocast_enabled"),
    "get_autocast_dtype": get_autocast_dtype,
    "get_autocast_cpu_dtype":
        _older("get_autocast_cpu_dtype", "cpu", get_autocast_dtype, "get_autocast_dtype"),
    "get_autocast_gpu_dtype":
        _older("get_autocast_gpu_dtype", "cuda", get_autocast_dtype, "get_autocast_dtype"),
    "set_autocast_enabled": set_autocast_enabled, "set_autocast_dtype": set_autocast_dtype,
    "is_autocast_cache_enabled": lambda: autocasting.STATE.caching, "clear_autocast_cache": none,
    "set_deterministic_debug_mode": set_deterministic_debug_mode,
    "get_deterministic_debug_mode": get_deterministic_debug_mode,
    "set_anomaly_enabled": set_anomaly_enabled,
    "compiled_with_cxx11_abi": true, "is_vulkan_available": false,
    **dict.fromkeys(("has_lapack", "has_mkl", "has_openmp", "has_spectral"), True),
    "OutOfMemoryError": accelerators.OutOfMemoryError,
    "AcceleratorError": accelerators.AcceleratorError,
}  # fmt: skip
BACKENDS: dict[str, dict[str, Any]] = {
    "cudnn": {
        "deterministic": False, "benchmark": False, "enabled": True, "allow_tf32": True,
        "benchmark_limit": 10, "is_available": false, "version": lambda: None,
    },
    "mps": {"is_available": false, "is_built": false},
    "cuda": {
        "is_built": false, "matmul": SimpleNamespace(allow_tf32=False),
        "enable_flash_sdp": none, "enable_mem_efficient_sdp": none, "enable_math_sdp": none,
    },
    "mkl": {"is_available": true},
    "mkldnn": {"is_available": true, "enabled": True},
    "openmp": {"is_available": true},
    "cpu": {"get_cpu_capability": lambda: "DEFAULT"},
    "opt_einsum": {"is_available": false, "enabled": False, "strategy": None},
}  # fmt: skip
MODULES: dict[str, dict[str, Any]] = {
    **accelerators.MODULES,
    "backends": {},
    **{f"backends.{name}": body for name, body in BACKENDS.items()},
    "version": {"cuda": None, "hip": None, "xpu": None, "debug": False,
                "__version__": str(torch_version.__version__)},
    "cpu": {"is_available": true, "is_initialized": true, "device_count": lambda: 1,
            "synchronize": none, "current_device": lambda: "cpu"},
    "cpu.amp": {"autocast": amp.CpuAutocast},
    "compiler": {"is_compiling": false, "is_dynamo_compiling": false, "is_exporting": false,
                 "reset": none, "disable": as_written, "allow_in_graph": as_written,
                 "assume_constant_result": as_written, "cudagraph_mark_step_begin": none,
                 "set_stance": set_stance},
    "overrides": overriding.NAMES,
    "profiler": {"record_function": record_function},
    "_C": {"_disabled_torch_function_impl": overriding.passes,
           "DisableTorchFunctionSubclass": overriding.disabled},
    "_tensor": {"Tensor": Tensor},
    "jit": {name: _lacking(f"torch.jit.{name}", JIT)
            for name in ("script", "trace", "load", "save", "freeze")}
           | {"ignore": as_written, "export": as_written, "unused": as_written,
              "script_if_tracing": as_written,
              "annotate": lambda the_type, the_value: the_value}
           | {"is_scripting": false, "is_tracing": false, "Final": Final},
    "distributed": {"is_available": true, "is_initialized": false}
                   | {name: _lacking(f"torch.distributed.{name}", ONE_PROCESS)
                      for name in ("init_process_group", "get_rank", "get_world_size", "barrier",
                                   "all_reduce", "all_gather", "broadcast",
                                   "destroy_process_group")},
    "hub": {name: _lacking(f"torch.hub.{name}", HUB)
            for name in ("load", "list", "help", "download_url_to_file",
                         "load_state_dict_from_url")},
}  # fmt: skip
"""By dotted name, what PyTorch's modules hold of which next to nothing is here."""
