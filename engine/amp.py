"""Mixed precision: blocks in which products are computed in fewer bits, and scaled losses."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from engine import autocasting, dtypes
from engine.device import device as Device
from engine.foundation.absent import module_getattr
from engine.foundation.warn import warn
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor, new_tensor

UNSUPPORTED = (
    "In CPU autocast, but the target dtype is not supported. Disabling autocast.\n"
    "CPU Autocast only supports dtypes of torch.bfloat16, torch.float16 currently."
)
NO_CUDA = "CUDA is not available or torch_xla is imported. Disabling autocast."
NO_SCALING = "torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling."


class autocast:
    """A context manager and decorator: products in fewer bits, and losses in single precision."""

    def __init__(
        self, device_type: str, dtype: Any = None, enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:  # fmt: skip
        _check_device(device_type)
        self.device = Device(device_type).type
        self.fast_dtype = autocasting.STATE.chosen if dtype is None else dtype
        if enabled and self.device == "cuda":
            warn(NO_CUDA)
            enabled = False
        if enabled and self.fast_dtype not in (dtypes.bfloat16, dtypes.float16):
            warn(UNSUPPORTED)
            enabled = False
        self._enabled = enabled
        self._caching = cache_enabled is not False
        self._before: Any = None

    def __enter__(self) -> Self:
        if self.device == "cpu":
            dtype = self.fast_dtype if self._enabled else None
            self._before = autocasting.enter(dtype, self._caching)
        return self

    def __exit__(self, *_: object) -> None:
        if self.device == "cpu":
            autocasting.leave(self._before)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, run inside this context."""

        @functools.wraps(function)
        def inside(*args: Any, **options: Any) -> Any:
            with self:
                return function(*args, **options)

        return inside


class GradScaler:
    """Scales a loss up, so that small gradients do not vanish, and the gradients down again."""

    def __init__(
        self, device: str = "cuda", init_scale: float = 2.0**16, growth_factor: float = 2.0,
        backoff_factor: float = 0.5, growth_interval: int = 2000, enabled: bool = True,
    ) -> None:  # fmt: skip
        if enabled and Device(device).type == "cuda":
            warn(NO_SCALING)
            enabled = False
        if enabled and growth_factor <= 1.0:
            raise AssertionError("The growth factor must be > 1.0.")
        if enabled and backoff_factor >= 1.0:
            raise AssertionError("The backoff factor must be < 1.0.")
        self._enabled, self._scale = enabled, init_scale
        self._growth, self._backoff, self._interval = (
            growth_factor,
            backoff_factor,
            growth_interval,
        )
        self._good_steps, self._used = 0, False
        self._unscaled: dict[int, bool] = {}

    def is_enabled(self) -> bool:
        """Whether it scales at all."""
        return self._enabled

    def get_scale(self) -> float:
        """The current scale factor."""
        return self._scale if self._enabled else 1.0

    def scale(self, outputs: Any) -> Any:
        """A loss, or several, multiplied by the scale factor."""
        if not self._enabled:
            return outputs
        self._used = True
        if isinstance(outputs, list | tuple):
            return type(outputs)(self.scale(each) for each in outputs)
        return outputs * new_tensor(np.asarray(self._scale, np.float32))

    def _check_used(self, asked: str) -> None:
        if not self._used:
            raise AssertionError(
                f"Attempted {asked} but _scale is None.  This may indicate your script did not "
                "use scaler.scale(loss or outputs) earlier in the iteration."
            )

    def unscale_(self, optimizer: Any) -> None:
        """Divide the gradients of an optimiser's parameters by the scale factor.

        Raises:
            AssertionError: nothing was scaled yet.
            RuntimeError: that was done already.
        """
        if not self._enabled:
            return
        self._check_used("unscale_")
        if id(optimizer) in self._unscaled:
            raise RuntimeError(
                "unscale_() has already been called on this optimizer since the last update()."
            )
        finite = True
        with no_grad.quietly():
            for group in optimizer.param_groups:
                for each in group["params"]:
                    if each.grad is not None:
                        finite = finite and bool(np.isfinite(each.grad._data).all())
                        each.grad.mul_(1 / self._scale)
        self._unscaled[id(optimizer)] = finite

    def step(self, optimizer: Any, *args: Any, **options: Any) -> Any:
        """Let the optimiser take its step, unless a gradient overflowed."""
        if not self._enabled:
            return optimizer.step(*args, **options)
        self._check_used("step")
        if id(optimizer) not in self._unscaled:
            self.unscale_(optimizer)
        return optimizer.step(*args, **options) if self._unscaled[id(optimizer)] else None

    def update(self, new_scale: Any = None) -> None:
        """Choose the scale factor of the next step.

        Raises:
            AssertionError: nothing was scaled yet, or there was no step.
        """
        if not self._enabled:
            return
        self._check_used("update")
        if new_scale is not None:
            self._scale = float(new_scale)
        elif not self._unscaled:
            raise AssertionError("No inf checks were recorded prior to update.")
        elif not all(self._unscaled.values()):
            self._scale *= self._backoff
            self._good_steps = 0
        else:
            self._good_steps += 1
            if self._good_steps == self._interval:
                self._scale, self._good_steps = self._scale * self._growth, 0
        self._unscaled.clear()

    def state_dict(self) -> dict[str, Any]:
        """The scale factor and its settings, as they are saved."""
        if not self._enabled:
            return {}
        return {
            "scale": self._scale, "growth_factor": self._growth, "backoff_factor": self._backoff,
            "growth_interval": self._interval, "_growth_tracker": self._good_steps,
        }  # fmt: skip

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what ``state_dict`` gave."""
        if self._enabled and state_dict:
            self._scale, self._good_steps = state_dict["scale"], state_dict["_growth_tracker"]
            self._growth, self._backoff = state_dict["growth_factor"], state_dict["backoff_factor"]
            self._interval = state_dict["growth_interval"]


class _CudaAutocast(autocast):
    """The old name of ``torch.amp.autocast('cuda')``."""

    def __init__(
        self, enabled: bool = True, dtype: Any = None, cache_enabled: bool = True
    ) -> None:
        warn(
            "`torch.cuda.amp.autocast(args...)` is deprecated. Please use "
            "`torch.amp.autocast('cuda', args...)` instead.",
            FutureWarning,
        )
        super().__init__("cuda", dtype, enabled, cache_enabled)


class CpuAutocast(autocast):
    """The old name of ``torch.amp.autocast('cpu')``."""

    def __init__(
        self, enabled: bool = True, dtype: Any = None, cache_enabled: bool = True
    ) -> None:
        warn(
            "`torch.cpu.amp.autocast(args...)` is deprecated. Please use "
            "`torch.amp.autocast('cpu', args...)` instead.",
            FutureWarning,
        )
        super().__init__("cpu", dtype, enabled, cache_enabled)


class _CudaGradScaler(GradScaler):
    """The old name of ``torch.amp.GradScaler('cuda')``."""

    def __init__(self, *args: Any, **options: Any) -> None:
        warn(
            "`torch.cuda.amp.GradScaler(args...)` is deprecated. Please use "
            "`torch.amp.GradScaler('cuda', args...)` instead.",
            FutureWarning,
        )
        super().__init__("cuda", *args, **options)


def custom_fwd(
    fwd: Callable[..., Any] | None = None, *, device_type: str, cast_inputs: Any = None
) -> Callable[..., Any]:
    """The ``forward`` of a custom function, its floating inputs in ``cast_inputs`` if that is set.

    Where they are cast, autocast is off within; ``custom_bwd`` lets ``backward`` run as this did.
    """
    _check_device(device_type)
    if fwd is None:
        return functools.partial(custom_fwd, device_type=device_type, cast_inputs=cast_inputs)

    @functools.wraps(fwd)
    def decorate_fwd(*args: Any, **options: Any) -> Any:
        on = device_type == "cpu" and autocasting.STATE.dtype is not None
        args[0]._dtype = autocasting.STATE.chosen
        args[0]._fwd_used_autocast = on and cast_inputs is None
        if not on or cast_inputs is None:
            return fwd(*args, **options)
        with autocast(device_type, enabled=False):
            return fwd(*_cast_each(args, cast_inputs), **_cast_each(options, cast_inputs))

    return decorate_fwd


def _cast_each(value: Any, dtype: Any) -> Any:
    """Floating tensors, also those within lists, tuples and dicts, in ``dtype``."""
    if isinstance(value, dict):
        return {key: _cast_each(each, dtype) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_cast_each(each, dtype) for each in value)
    if not isinstance(value, Tensor) or not value.is_floating_point():
        return value
    return value if value.dtype is dtypes.float64 else value.to(dtype)


def custom_bwd(bwd: Callable[..., Any] | None = None, *, device_type: str) -> Callable[..., Any]:
    """The ``backward`` of a custom function, under autocast if its ``forward`` was."""
    _check_device(device_type)
    if bwd is None:
        return functools.partial(custom_bwd, device_type=device_type)

    @functools.wraps(bwd)
    def decorate_bwd(*args: Any, **options: Any) -> Any:
        with autocast(device_type, args[0]._dtype, args[0]._fwd_used_autocast):
            return bwd(*args, **options)

    return decorate_bwd


def is_autocast_available(device_type: str) -> bool:
    """Whether autocast can be asked for on a kind of device."""
    return Device(device_type).type in ("cpu", "cuda", "xpu", "mps", "hpu", "mtia", "xla", "maia")


def _check_device(device_type: str) -> None:
    if not isinstance(device_type, str):
        raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")


def _of_cuda(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The old name, under ``torch.cuda.amp``, of one of the two."""

    def older(*args: Any, **options: Any) -> Any:
        warn(
            f"`torch.cuda.amp.{name}(args...)` is deprecated. Please use "
            f"`torch.amp.{name}(args..., device_type='cuda')` instead.",
            FutureWarning,
        )
        return function(*args, device_type="cuda", **options)

    return older


for _older, _name in (
    (_CudaAutocast, "autocast"), (CpuAutocast, "autocast"), (_CudaGradScaler, "GradScaler"),
):  # fmt: skip
    _older.__name__ = _older.__qualname__ = _name
CUDA_AMP: dict[str, Any] = {
    "autocast": _CudaAutocast, "GradScaler": _CudaGradScaler,
    "custom_fwd": _of_cuda("custom_fwd", custom_fwd),
    "custom_bwd": _of_cuda("custom_bwd", custom_bwd),
}  # fmt: skip
__getattr__ = module_getattr("torch.amp")
