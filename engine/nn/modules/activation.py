"""Layers of one nonlinearity each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.creation import full
from engine.nn import functional
from engine.nn.modules.module import Module
from engine.nn.parameter import Parameter
from engine.tensor import Tensor

Shown = Callable[[Any], str]


def _layer(name: str, function: str, shown: str = "", **defaults: Any) -> type[Module]:
    """A layer whose options are a function's; ``shown`` : which of them its line tells."""
    names = tuple(defaults)

    def __init__(self: Any, *args: Any, **options: Any) -> None:  # noqa: N807
        Module.__init__(self)
        unknown = [each for each in options if each not in names]
        if unknown:
            raise TypeError(f"{name}.__init__() got an unexpected keyword argument '{unknown[0]}'")
        for key, value in {**defaults, **dict(zip(names, args, strict=False)), **options}.items():
            setattr(self, key, value)

    def forward(self: Any, input: Tensor) -> Any:
        return getattr(functional, function)(input, *(getattr(self, each) for each in names))

    def extra_repr(self: Any) -> str:
        parts = [
            each if each.count("=") else f"{each}={getattr(self, each)!r}"
            for each in shown.split()
            if each != "inplace"
        ]
        if "inplace" in shown.split() and self.inplace:
            parts.append("inplace=True")
        return ", ".join(parts)

    body = {
        "__init__": __init__, "forward": forward, "extra_repr": extra_repr,
        "__doc__": f"The layer form of ``functional.{function}``.", "__module__": __name__,
    }  # fmt: skip
    return type(name, (Module,), body)


ReLU = _layer("ReLU", "relu", "inplace", inplace=False)
ReLU6 = _layer("ReLU6", "relu6", "inplace", inplace=False)
LeakyReLU = _layer(
    "LeakyReLU", "leaky_relu", "negative_slope inplace", negative_slope=0.01, inplace=False
)
ELU = _layer("ELU", "elu", "alpha inplace", alpha=1.0, inplace=False)
SELU = _layer("SELU", "selu", "inplace", inplace=False)
CELU = _layer("CELU", "celu", "alpha inplace", alpha=1.0, inplace=False)
GELU = _layer("GELU", "gelu", "approximate", approximate="none")
SiLU = _layer("SiLU", "silu", "inplace", inplace=False)
Mish = _layer("Mish", "mish", "inplace", inplace=False)
Sigmoid = _layer("Sigmoid", "sigmoid")
Tanh = _layer("Tanh", "tanh")
LogSigmoid = _layer("LogSigmoid", "logsigmoid")
Softsign = _layer("Softsign", "softsign")
Tanhshrink = _layer("Tanhshrink", "tanhshrink")
Softplus = _layer("Softplus", "softplus", "beta threshold", beta=1.0, threshold=20.0)
Softshrink = _layer("Softshrink", "softshrink", "", lambd=0.5)
Hardshrink = _layer("Hardshrink", "hardshrink", "", lambd=0.5)
Hardtanh = _layer(
    "Hardtanh", "hardtanh", "min_val max_val inplace", min_val=-1.0, max_val=1.0, inplace=False
)
Hardsigmoid = _layer("Hardsigmoid", "hardsigmoid", "", inplace=False)
Hardswish = _layer("Hardswish", "hardswish", "", inplace=False)
Threshold = _layer("Threshold", "threshold", "threshold value inplace", threshold=0.0, value=0.0,
                   inplace=False)  # fmt: skip
GLU = _layer("GLU", "glu", "dim", dim=-1)


class PReLU(Module):
    """Leaky relu whose slope is learnt."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25, **_: Any) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.weight = Parameter(full((num_parameters,), float(init)))

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
