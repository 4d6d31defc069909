"""Pooling layers (maximum, mean, norm) and unpooling layers."""

from __future__ import annotations

from typing import Any

from engine.nn import functional
from engine.nn.modules.module import Module
from engine.nn.modules.utils import _ntuple
from engine.tensor import Tensor


class _Pool(Module):
    """A pool whose function is named ``function`` and its dimensions."""

    count, function = 2, ""
    shown: tuple[str, ...] = ("kernel_size", "stride", "padding")

    def _call(self, *args: Any) -> Any:
        return getattr(functional, f"{self.function}{self.count}d")(*args)

    def extra_repr(self) -> str:
        """Its geometry."""
        return ", ".join(f"{name}={getattr(self, name)}" for name in self.shown)


class _MaxPoolNd(_Pool):
    """The largest element of each window."""

    function, shown = "max_pool", ("kernel_size", "stride", "padding", "dilation", "ceil_mode")

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        return_indices: bool = False, ceil_mode: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kernel_size, self.padding, self.dilation = kernel_size, padding, dilation
        self.stride = kernel_size if stride is None else stride
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input: Tensor) -> Any:
        """The pooled input."""
        return self._call(input, self.kernel_size, self.stride, self.padding, self.dilation,
                          self.ceil_mode, self.return_indices)  # fmt: skip


class _MaxUnpoolNd(_Pool):
    """Zeros, with each value at the place from which a max pool took it."""

    function = "max_unpool"

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        self.kernel_size = _ntuple(self.count)(kernel_size)
        self.stride = _ntuple(self.count)(kernel_size if stride is None else stride)
        self.padding = _ntuple(self.count)(padding)

    def forward(self, input: Tensor, indices: Tensor, output_size: Any = None) -> Any:
        """The values where they came from."""
        return self._call(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class _AvgPoolNd(_Pool):
    """The mean of each window."""

    function = "avg_pool"

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
        count_include_pad: bool = True, divisor_override: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kernel_size, self.padding = kernel_size, padding
        self.stride = kernel_size if stride is None else stride
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input: Tensor) -> Any:
        """The pooled input."""
        return self._call(input, self.kernel_size, self.stride, self.padding, self.ceil_mode,
                          self.count_include_pad, self.divisor_override)  # fmt: skip


class AvgPool1d(_AvgPoolNd):
    """The mean of each window, in 1 dimension, where nobody divides otherwise."""

    count = 1

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(_ntuple(1)(kernel_size), None, _ntuple(1)(padding), ceil_mode,
                         count_include_pad)  # fmt: skip
        self.stride = _ntuple(1)(kernel_size if stride is None else stride)

    def forward(self, input: Tensor) -> Any:
        """The pooled input."""
        return self._call(input, self.kernel_size, self.stride, self.padding, self.ceil_mode,
                          self.count_include_pad)  # fmt: skip


class _LPPoolNd(_Pool):
    """The p-norm of each window."""

    function, shown = "lp_pool", ("norm_type", "kernel_size", "stride", "ceil_mode")

    def __init__(
        self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
    ) -> None:
        super().__init__()
        self.norm_type, self.kernel_size = norm_type, kernel_size
        self.stride, self.ceil_mode = stride, ceil_mode

    def forward(self, input: Tensor) -> Any:
        """The pooled input."""
        return self._call(
            input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode
        )


class _AdaptiveAvgPoolNd(_Pool):
    """The means of as many windows as asked for."""

    function, shown = "adaptive_avg_pool", ("output_size",)

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Tensor) -> Any:
        """The pooled input."""
        return self._call(input, self.output_size)


class _AdaptiveMaxPoolNd(_Pool):
    """The largest elements of as many windows as asked for."""

    function, shown = "adaptive_max_pool", ("output_size",)

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size, self.return_indices = output_size, return_indices

    def forward(self, input: Tensor) -> Any:
        """The pooled input."""
        return self._call(input, self.output_size, self.return_indices)


class _FractionalMaxPool(_Pool):
    """The largest element of windows placed at random."""

    function, shown = "fractional_max_pool", ()

    def __init__(
        self, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
        return_indices: bool = False, _random_samples: Tensor | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        name, count = type(self).__name__, self.count
        self.kernel_size = _ntuple(count)(kernel_size)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else _ntuple(count)(output_size)
        single = output_ratio is not None and not isinstance(output_ratio, tuple | list)
        self.output_ratio = (output_ratio,) * count if single else output_ratio
        if output_size is None and output_ratio is None:
            raise ValueError(
                f"{name} requires specifying either an output size, or a pooling ratio"
            )
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if output_ratio is not None and not all(0 < each < 1 for each in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input: Tensor) -> Any:
        """The pooled input."""
        return self._call(input, self.kernel_size, self.output_size, self.output_ratio,
                          self.return_indices, self._random_samples)  # fmt: skip


def _pool(base: type[_Pool], count: int) -> Any:
    about = f"{base.__doc__ or ''} In {count} dimension{'s' * (count > 1)}.".replace(
        ". In", ", in"
    )
    body = {"count": count, "__doc__": about, "__module__": __name__}
    return type(f"{base.__name__[1:].removesuffix('Nd')}{count}d", (base,), body)


MaxPool1d, MaxPool2d, MaxPool3d = (_pool(_MaxPoolNd, count) for count in (1, 2, 3))
MaxUnpool1d, MaxUnpool2d, MaxUnpool3d = (_pool(_MaxUnpoolNd, count) for count in (1, 2, 3))
AvgPool2d, AvgPool3d = (_pool(_AvgPoolNd, count) for count in (2, 3))
LPPool1d, LPPool2d, LPPool3d = (_pool(_LPPoolNd, count) for count in (1, 2, 3))
AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d = (
    _pool(_AdaptiveAvgPoolNd, count) for count in (1, 2, 3)
)
AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d = (
    _pool(_AdaptiveMaxPoolNd, count) for count in (1, 2, 3)
)
FractionalMaxPool2d, FractionalMaxPool3d = (_pool(_FractionalMaxPool, count) for count in (2, 3))


class LocalResponseNorm(Module):
    """Each element divided by a power of the squares in neighbouring channels."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Tensor) -> Any:
        """The normalised input."""
        return functional.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        """Its settings."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"
