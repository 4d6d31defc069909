"""An LSTM layer run through a whole sequence and back on plain arrays.

After Hochreiter and Schmidhuber, Long short-term memory (1997), with the forget gate of Gers et
al. (2000). Inside, arrays are (…, features, batch), so that each gate is one block of memory, and
one matrix product a step serves input, state and bias: they lie below each other in ``stacked``.
The gates lie in the order output, input, forget, cell: the first three are sigmoids, the last
three answer to the cell. PyTorch's order is input, forget, cell, output.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = Any
OUTPUT, INPUT, FORGET, CELL = range(4)
INWARDS, OUTWARDS = [3, 0, 1, 2], [1, 2, 3, 0]
"""From PyTorch's order of the gates, and back to it."""


class Unrolled:
    """What a forward pass computed on the way, and its gradients once they are asked for.

    ``stacked`` : (time + 1, inputs + hidden + 1, batch); ``gates`` : (time, 4, hidden, batch);
    ``cells`` : (time + 1, hidden, batch), their hyperbolic tangents ``squashed``.
    """

    __slots__ = ("_asked", "_found", "cells", "gates", "inputs", "squashed", "stacked", "weights")

    def __init__(self, weights: Array, inputs: int, stacked: Array, *computed: Array) -> None:
        self.weights, self.inputs, self.stacked = weights, inputs, stacked
        self.gates, self.cells, self.squashed = computed
        self._asked: Any = None
        self._found: Any = None

    def __repr__(self) -> str:
        return f"gates of {len(self.gates)} steps"

    def gradients(self, grad: Sequence[Array]) -> tuple[Array, ...]:
        """Those of input, both weights, both biases, hidden and cell state, computed once."""
        if self._asked is not grad:
            self._found = self._through_time(*grad)
            self._asked = grad
        return self._found  # type: ignore[no-any-return]

    def _through_time(self, to_output: Array, to_hidden: Array, to_cell: Array) -> Any:
        into, hidden, cell = self._swept(
            _sent(to_output, self.squashed.shape),
            _sent(to_hidden, self.squashed.shape[1:]),
            _sent(to_cell, self.squashed.shape[1:]),
        )
        steps, rows, batch = into.shape
        flat = into.transpose(1, 0, 2).reshape(rows, -1)
        met = self.stacked[:-1].transpose(0, 2, 1).reshape(steps * batch, -1)
        to_weights = reordered(flat @ met, OUTWARDS)
        seen = self.inputs
        to_input = (flat.T @ self.weights[:, :seen]).reshape(steps, batch, seen)
        bias = to_weights[:, -1]
        own = np.ascontiguousarray(to_weights[:, :seen]), np.array(to_weights[:, seen:-1])
        return to_input, *own, bias.copy(), bias.copy(), hidden.T.copy(), cell.T.copy()

    def _swept(self, outputs: Array, hidden: Array, cell: Array) -> tuple[Array, Array, Array]:
        """The gradients of what goes into the gates, and of both states."""
        by_cell, by_hidden, through = self._factors()
        steps, count, size, batch = self.gates.shape
        into = np.empty_like(self.gates)
        back = np.ascontiguousarray(self.weights[:, self.inputs : -1].T)
        flat = into.reshape(steps, count * size, batch)
        spare, add, multiply, product = np.empty_like(cell), np.add, np.multiply, back.dot
        for sent, gates, k, a, o, d, whole in zip(
            outputs[::-1], self.gates[::-1], through[::-1], by_cell[::-1], by_hidden[::-1],
            into[::-1], flat[::-1], strict=True,
        ):  # fmt: skip
            add(hidden, sent, hidden)
            multiply(hidden, k, spare)
            add(cell, spare, cell)
            multiply(a, cell, d[INPUT:])
            multiply(hidden, o, d[OUTPUT])
            multiply(cell, gates[FORGET], cell)
            product(whole, hidden)
        return flat, hidden, cell

    def _factors(self) -> tuple[Array, Array, Array]:
        """How each gate answers to the cell or the hidden state, and the cell to the hidden."""
        gates, squashed = self.gates, self.squashed
        slopes = gates * gates
        np.subtract(gates[:, :CELL], slopes[:, :CELL], slopes[:, :CELL])
        np.subtract(1, slopes[:, CELL], slopes[:, CELL])
        slopes[:, INPUT] *= gates[:, CELL]
        slopes[:, FORGET] *= self.cells[:-1]
        slopes[:, CELL] *= gates[:, INPUT]
        slopes[:, OUTPUT] *= squashed
        through = gates[:, OUTPUT] * (1 - squashed * squashed)
        return slopes[:, INPUT:], slopes[:, OUTPUT], through


def reordered(rows: Array, order: Sequence[int]) -> Array:
    """Rows of a weight with its four gates in another order."""
    return rows.reshape(4, -1, rows.shape[1])[order].reshape(rows.shape)


def _sent(grad: Array, shape: tuple[int, ...]) -> Array:
    """A gradient with features before batch, our own to change; zeros where there is none."""
    if grad is None:
        return np.zeros(shape, np.float32)
    return np.array(np.asarray(grad).swapaxes(-1, -2), order="C")


def unroll(
    input: Array, weights: Sequence[Array], hidden: Array, cell: Array
) -> tuple[Array, Array, Array, Unrolled]:
    """Output (time, batch, hidden), last states, and what the way back needs.

    ``weights`` : of the input, of the state, and a bias for each.
    """
    steps, batch, inputs = input.shape
    size = hidden.shape[1]
    below = [weights[0], weights[1], (weights[2] + weights[3])[:, None]]
    whole = reordered(np.concatenate(below, axis=1), INWARDS)
    stacked = np.empty((steps + 1, inputs + size + 1, batch), input.dtype)
    stacked[:-1, :inputs] = input.transpose(0, 2, 1)
    stacked[:, -1] = 1
    states = stacked[:, inputs:-1]
    states[0] = hidden.T
    gates = np.empty((steps, 4, size, batch), input.dtype)
    cells = np.empty((steps + 1, size, batch), input.dtype)
    cells[0] = cell.T
    squashed = np.empty((steps, size, batch), input.dtype)
    _forwards(whole, stacked, states, gates, cells, squashed)
    found = Unrolled(whole, inputs, stacked, gates, cells, squashed)
    output = states[1:].transpose(0, 2, 1).copy()
    return output, states[-1].T.copy(), cells[-1].T.copy(), found


def _forwards(
    weights: Array, stacked: Array, states: Array, gates: Array, cells: Array, squashed: Array
) -> None:
    """Fill in gates, cells and states, step by step.

    A sigmoid is a hyperbolic tangent of half its argument, so that one call serves all gates.
    """
    steps, count, size, batch = gates.shape
    half = gates.dtype.type(0.5)
    halved = weights.copy()
    halved[: CELL * size] *= half
    spare, add, multiply, product = np.empty_like(cells[0]), np.add, np.multiply, halved.dot
    tanh, flat = np.tanh, gates.reshape(steps, count * size, batch)
    for seen, whole, sigmoids, (o, i, f, g), before, after, squash, state in zip(
        stacked[:-1], flat, gates[:, :CELL], gates, cells[:-1], cells[1:], squashed, states[1:],
        strict=True,
    ):  # fmt: skip
        product(seen, whole)
        tanh(whole, whole)
        multiply(sigmoids, half, sigmoids)
        add(sigmoids, half, sigmoids)
        multiply(f, before, after)
        multiply(i, g, spare)
        add(after, spare, after)
        tanh(after, squash)
        multiply(o, squash, state)
