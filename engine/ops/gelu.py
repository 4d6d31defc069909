"""Gelu of either kind: by the normal distribution, and by a tanh that comes close to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.calls.later import later
from engine.formula import close_tanh, exp, fused, less_square, tanh

_ARRAYS = (np.ndarray, np.generic)
erf_of_array = later("engine.kernels.error_function", "erf")
gelu_with_shortcuts = later("engine.kernels.gelu", "gelu")
takes_shortcuts = later("engine.kernels.gelu", "takes_shortcuts")


def erf(value: Any) -> Any:
    """The error function of an array, a tensor or a symbol."""
    return erf_of_array(value) if isinstance(value, _ARRAYS) else value.erf()


def normal_share(value: Any) -> Any:
    """Φ(x), the share of the normal distribution below x."""
    return (erf(value * math.sqrt(0.5)) + 1) * 0.5


def _slope_of_gelu(x: Any, share: Any) -> Any:
    return share + x * (exp(x * x * -0.5) * (1 / math.sqrt(2 * math.pi)))


CUBIC = 0.044715


def _into_tanh(x: Any) -> Any:
    return fused(x * x * x, CUBIC, x) * math.sqrt(2 / math.pi)


def gelu_rule(grad: Any, self: Any, approximate: Any, known: Any) -> Any:
    """The derivative of gelu, of either kind; ``known`` : what an array was, and its slope."""
    if approximate == "tanh":
        bent = tanh(_into_tanh(self))
        slope = fused(self * self, 3 * CUBIC, 1) * math.sqrt(2 / math.pi)
        return grad * (0.5 * (bent + 1) + 0.5 * self * less_square(bent) * slope)
    if not isinstance(self, _ARRAYS):
        return grad * _slope_of_gelu(self, normal_share(self))
    # A hook may have put something else in its place, or .data have written into it.
    known_still = np.array_equal(known[0], self)
    return grad * (known if known_still else _exactly(self)[1])[1]()


@operation(
    "gelu", backward_node="GeluBackwardBackward0", keeps=("known",),
    self=lambda grad, self, approximate, known: gelu_rule(grad, self, approximate, known),
)  # fmt: skip
def gelu(self: Any, approximate: str = "none") -> Any:
    """X · Φ(x) (Hendrycks and Gimpel, 2016); and x as it is now with a slope, if asked for."""
    if approximate == "tanh":
        return self * 0.5 * (1 + close_tanh(_into_tanh(self))), None
    if approximate != "none":
        raise RuntimeError("approximate argument must be either none or tanh.")
    return _exactly(self)


def _exactly(x: Any) -> tuple[Any, tuple[Any, Callable[[], Any]]]:
    """Gelu of an array, and a copy of the array with what gives the derivative there."""
    kept = x.copy("K")
    if takes_shortcuts(kept):
        found, slope = gelu_with_shortcuts(kept)
        return found, (kept, slope)
    share = normal_share(kept)
    return kept * share, (kept, partial(_slope_of_gelu, kept, share))
