"""Instance normalisation (Ulyanov et al., 2016)."""

from __future__ import annotations

from typing import Any

from engine.foundation.warn import warn
from engine.nn import functional
from engine.nn.modules.batchnorm import _NormBase
from engine.tensor import Tensor

NOT_USED = (
    "input's size at dim={dim} does not match num_features. You can silence this warning by not "
    "passing in num_features, which is not used because affine=False"
)


class _InstanceNorm(_NormBase):
    """Mean 0 and variance 1 in each channel of each example."""

    places: int

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = False,
        track_running_stats: bool = False, device: Any = None, dtype: Any = None, *,
        bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(
            num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias
        )

    def _check_input_dim(self, input: Tensor) -> None:
        least, most = self.places + 1, self.places + 2
        if input.dim() not in (least, most):
            raise ValueError(f"expected {least}D or {most}D input (got {input.ndim}D input)")

    def forward(self, input: Tensor) -> Any:
        """The normalised input."""
        self._check_input_dim(input)
        place = input.ndim - self.places - 1
        if input.shape[place] != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={place} to match num_features "
                    f"({self.num_features}), but got: {input.shape[place]}."
                )
            warn(NOT_USED.format(dim=place))
        if not place:
            return self._normal(input.unsqueeze(0)).squeeze(0)
        return self._normal(input)

    def _normal(self, input: Tensor) -> Any:
        measure = self.training or not self.track_running_stats
        momentum = 0.0 if self.momentum is None else self.momentum
        return functional.instance_norm(
            input, self.running_mean, self.running_var, self.weight, self.bias, measure, momentum,
            self.eps,
        )  # fmt: skip

    def extra_repr(self) -> str:
        """Its settings."""
        return super().extra_repr()


class InstanceNorm1d(_InstanceNorm):
    """Instance normalisation of sequences."""

    places = 1


class InstanceNorm2d(_InstanceNorm):
    """Instance normalisation of pictures."""

    places = 2


class InstanceNorm3d(_InstanceNorm):
    """Instance normalisation of volumes."""

    places = 3
