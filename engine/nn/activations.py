"""Layers without parameters: one nonlinearity each."""

from __future__ import annotations

from typing import Any

from engine.declare import FUNCTIONS
from engine.nn.module import Module
from engine.tensor import Tensor


def _layer(name: str, function: str) -> type[Module]:
    def forward(self: Module, input: Tensor) -> Any:
        return FUNCTIONS[function](input)

    about = f"The layer form of ``{function}``."
    return type(name, (Module,), {"forward": forward, "__doc__": about, "__module__": __name__})


Sigmoid = _layer("Sigmoid", "sigmoid")
Tanh = _layer("Tanh", "tanh")
SiLU = _layer("SiLU", "silu")


class ReLU(Module):
    """The positive part."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Any:
        """The positive part of the input."""
        return input.relu_() if self.inplace else input.relu()

    def extra_repr(self) -> str:
        """Whether it works in place."""
        return "inplace=True" if self.inplace else ""


class LeakyReLU(Module):
    """The element where it is positive, a fraction of it elsewhere."""

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, input: Tensor) -> Any:
        """The leaky relu of the input."""
        return FUNCTIONS["leaky_relu"](input, self.negative_slope)

    def extra_repr(self) -> str:
        """Its slope."""
        return f"negative_slope={self.negative_slope}"


class Softmax(Module):
    """Softmax along a dimension."""

    function = "softmax"

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Any:
        """The softmax of the input."""
        return FUNCTIONS[self.function](input, self.dim)

    def extra_repr(self) -> str:
        """Its dimension."""
        return f"dim={self.dim}"


class LogSoftmax(Softmax):
    """The logarithm of softmax along a dimension."""

    function = "log_softmax"
