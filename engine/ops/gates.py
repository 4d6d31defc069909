"""One step of an LSTM, forward and back, each of its formulas standing alone.

They run on tensors, where the way back is itself recorded, and on numbers and symbols, where a
step is explained. For whole sequences :mod:`engine.ops.unrolling` has the same in fewer calls.
After Hochreiter and Schmidhuber, Long short-term memory (1997), with the forget gate of Gers et
al. (2000). ``i``, ``f``, ``g``, ``o`` are the gates input, forget, cell and output, ``squashed``
is the hyperbolic tangent of the cell state after the step, ``dh`` and ``dc`` are the gradients of
the hidden and the cell state after it.
"""

from __future__ import annotations

from typing import Any


def sums(x: Any, h: Any, to_x: Any, to_h: Any, b_ih: Any, b_hh: Any) -> Any:
    """The sums that go into all four gates."""
    return x @ to_x + h @ to_h + b_ih + b_hh


def cell(i: Any, f: Any, g: Any, c: Any) -> Any:
    """The cell state after a step."""
    return f * c + i * g


def hidden(o: Any, squashed: Any) -> Any:
    """The hidden state after a step: its output."""
    return o * squashed


def to_cell(dh: Any, dc: Any, o: Any, squashed: Any) -> Any:
    """The gradient of the cell state, when the hidden state's has come through it."""
    return dc + dh * o * (1 - squashed * squashed)


def to_input_gate(dc: Any, i: Any, g: Any) -> Any:
    """The gradient of the sums of the input gate."""
    return dc * g * i * (1 - i)


def to_forget_gate(dc: Any, f: Any, c: Any) -> Any:
    """The gradient of the sums of the forget gate."""
    return dc * c * f * (1 - f)


def to_cell_gate(dc: Any, i: Any, g: Any) -> Any:
    """The gradient of the sums of the cell gate, which is a tanh."""
    return dc * i * (1 - g * g)


def to_output_gate(dh: Any, o: Any, squashed: Any) -> Any:
    """The gradient of the sums of the output gate."""
    return dh * squashed * o * (1 - o)


def before(dc: Any, f: Any) -> Any:
    """The gradient of the cell state before a step."""
    return dc * f


def from_sums(into: Any, weight: Any) -> Any:
    """The gradient of what was multiplied by ``weight``, of that which goes into the sums."""
    return into @ weight


def to_weight(into: Any, met: Any) -> Any:
    """The gradient of a weight that multiplied ``met``."""
    return into.t() @ met
