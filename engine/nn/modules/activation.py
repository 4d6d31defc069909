"""Layers of one nonlinearity each."""

from __future__ import annotations

from typing import Any

from engine.calls.signing import NEEDED, sign
from engine.foundation.warn import warn
from engine.nn import functional
from engine.nn import init as initial
from engine.nn.modules.calling import arguments
from engine.nn.modules.module import Module
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


def _layer(name: str, function: str, shown: str = "", **defaults: Any) -> type[Module]:
    """A layer whose options are a function's; ``shown`` : what its line tells of them."""
    names = tuple(defaults)

    def __init__(self: Any, *args: Any, **options: Any) -> None:
        Module.__init__(self)
        for key, value in arguments(name, defaults, args, options).items():
            setattr(self, key, value)

    def forward(self: Any, input: Tensor) -> Any:
        return getattr(functional, function)(input, *(getattr(self, each) for each in names))

    def extra_repr(self: Any) -> str:
        told = shown.format(**{each: repr(getattr(self, each)) for each in names})
        return f"{told}, inplace=True".lstrip(", ") if getattr(self, "inplace", False) and (
            name not in SILENT
        ) else told  # fmt: skip

    forward.__qualname__ = f"{name}.forward"  # as Python says of a call without the input
    body = {
        "__init__": sign(__init__, ("self",), defaults), "forward": forward,
        "extra_repr": extra_repr,
        "__doc__": f"The layer form of ``functional.{function}``.", "__module__": __name__,
        "__constants__": list(names),
    }  # fmt: skip
    return type(name, (Module,), body)


SILENT = ("Hardsigmoid", "Hardswish")
ReLU = _layer("ReLU", "relu", inplace=False)
ReLU6 = _layer("ReLU6", "relu6", inplace=False)
LeakyReLU = _layer(
    "LeakyReLU", "leaky_relu", "negative_slope={negative_slope}", negative_slope=0.01,
    inplace=False,
)  # fmt: skip
ELU = _layer("ELU", "elu", "alpha={alpha}", alpha=1.0, inplace=False)
SELU = _layer("SELU", "selu", inplace=False)
CELU = _layer("CELU", "celu", "alpha={alpha}", alpha=1.0, inplace=False)
GELU = _layer("GELU", "gelu", "approximate={approximate}", approximate="none")
SiLU = _layer("SiLU", "silu", inplace=False)
Mish = _layer("Mish", "mish", inplace=False)
Sigmoid = _layer("Sigmoid", "sigmoid")
Tanh = _layer("Tanh", "tanh")
LogSigmoid = _layer("LogSigmoid", "logsigmoid")
Softsign = _layer("Softsign", "softsign")
Tanhshrink = _layer("Tanhshrink", "tanhshrink")
Softplus = _layer(
    "Softplus", "softplus", "beta={beta}, threshold={threshold}", beta=1.0, threshold=20.0
)
Softshrink = _layer("Softshrink", "softshrink", "{lambd}", lambd=0.5)
Hardshrink = _layer("Hardshrink", "hardshrink", "{lambd}", lambd=0.5)
Hardsigmoid = _layer("Hardsigmoid", "hardsigmoid", inplace=False)
Hardswish = _layer("Hardswish", "hardswish", inplace=False)
Threshold = _layer(
    "Threshold", "threshold", "threshold={threshold}, value={value}", threshold=NEEDED,
    value=NEEDED, inplace=False,
)  # fmt: skip
GLU = _layer("GLU", "glu", "dim={dim}", dim=-1)


class Hardtanh(Module):
    """The elements, clamped between two bounds."""

    def __init__(
        self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False,
        min_value: float | None = None, max_value: float | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.min_val = min_val if min_value is None else min_value
        self.max_val = max_val if max_value is None else max_value
        for old, new, given in (("min_value", "min_val", min_value),
                                ("max_value", "max_val", max_value)):  # fmt: skip
            if given is not None:
                warn(f"keyword argument `{old}` is deprecated and rename to `{new}`",
                     FutureWarning)  # fmt: skip
        self.inplace = inplace
        if not self.max_val > self.min_val:
            raise AssertionError(
                f"max_val ({self.max_val}) must be greater than min_val ({self.min_val})"
            )

    def forward(self, input: Tensor) -> Any:
        """The clipped input."""
        return functional.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self) -> str:
        """Its bounds."""
        inplace = ", inplace=True" if self.inplace else ""
        return f"min_val={self.min_val}, max_val={self.max_val}{inplace}"


class RReLU(Module):
    """Leaky relu with slopes drawn at random while training."""

    def __init__(
        self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False
    ) -> None:
        super().__init__()
        self.lower, self.upper, self.inplace = lower, upper, inplace

    def forward(self, input: Tensor) -> Any:
        """The rrelu of the input."""
        return functional.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self) -> str:
        """Its bounds."""
        return f"lower={self.lower}, upper={self.upper}{', inplace=True' if self.inplace else ''}"


class Softmax2d(Module):
    """Softmax over the channels at every point of a picture."""

    def forward(self, input: Tensor) -> Any:
        """The softmax of the input."""
        if input.ndim not in (3, 4):
            raise ValueError(
                f"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead"
            )
        return functional.softmax(input, -3)


class PReLU(Module):
    """Leaky relu whose slope is learnt."""

    def __init__(
        self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(initial.blank((num_parameters,), dtype, device))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Start anew with the first slope."""
        initial.constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Any:
        """The prelu of the input."""
        return functional.prelu(input, self.weight)

    def extra_repr(self) -> str:
        """How many slopes it has."""
        return f"num_parameters={self.num_parameters}"


class Softmax(Module):
    """Softmax along a dimension."""

    function = "softmax"

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Any:
        """The softmax of the input."""
        return getattr(functional, self.function)(input, self.dim)

    def extra_repr(self) -> str:
        """Its dimension."""
        return f"dim={self.dim}"


class LogSoftmax(Softmax):
    """The logarithm of softmax along a dimension."""

    function = "log_softmax"


class Softmin(Softmax):
    """Softmax of the negated input."""

    function = "softmin"
