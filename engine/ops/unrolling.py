"""An LSTM layer run through a whole sequence and back on plain arrays.

After Hochreiter and Schmidhuber, Long short-term memory (1997), with the forget gate of Gers et
al. (2000). Inside, arrays are (…, features, batch), so that each gate is one block of memory, and
one matrix product a step serves input, state and bias: they lie below each other in ``stacked``.
The blocks of a step are the gates output, input, forget, cell, and the cell state before it: the
first three are sigmoids, and the two in the middle meet the two below them in one division: what
stands there is 1 + exp(-x), one over the sigmoid, which only the way back needs itself.
PyTorch's order is input, forget, cell, output.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = Any
OUTPUT, INPUT, FORGET, CELL, BEFORE = range(5)
INWARDS, OUTWARDS = [3, 0, 1, 2], [1, 2, 3, 0]
"""From PyTorch's order of the gates, and back to it."""


class Unrolled:
    """What a forward pass computed on the way, and its gradients once they are asked for.

    ``stacked`` : (time + 1, inputs + hidden + 1, batch); ``blocks`` : (time + 1, 5, hidden,
    batch), of which the last step holds only a cell state; ``squashed`` : the hyperbolic tangents
    of the cell states after each step.
    """

    __slots__ = ("_asked", "_found", "_into", "blocks", "inputs", "squashed", "stacked", "weights")

    def __init__(
        self, weights: Array, inputs: int, stacked: Array, blocks: Array, squashed: Array
    ) -> None:
        self.weights, self.inputs, self.stacked = weights, inputs, stacked
        self.blocks, self.squashed = blocks, squashed
        self._asked: Any = None
        self._found: Any = None
        self._into: Any = None

    def __repr__(self) -> str:
        return f"gates of {len(self.squashed)} steps"

    def gradient(self, grad: Sequence[Array], place: int, reverse: bool) -> Array:
        """That of the input (place 0), of both weights, both biases, hidden or cell state.

        ``reverse`` : was the sequence given from its end?
        """
        if self._asked is not grad:
            to_output, *others = grad
            backwards = reverse and to_output is not None
            self._found = self._through_time(to_output[::-1] if backwards else to_output, *others)
            self._asked = grad
        return self._found[place - 1] if place else self._to_input()

    def _to_input(self) -> Array:
        steps, _, batch = self.squashed.shape
        found = self._into @ self.weights[:, : self.inputs]
        return found.reshape(steps, batch, self.inputs)

    def _through_time(self, *grad: Array) -> tuple[Array, ...]:
        """The gradients of both weights, biases and states; those of the gates are kept."""
        steps, size, batch = self.squashed.shape
        into, forgets, through = self._slopes()
        into[:, BEFORE] = 0
        hidden, cell = np.zeros((2, size, batch), np.float32)
        to_output, to_hidden, to_cell = (each if each is None else _turned(each) for each in grad)
        if to_output is not None:
            into[1:, BEFORE] = to_output[:-1]
            hidden += to_output[-1]
        if to_hidden is not None:
            hidden += to_hidden
        if to_cell is not None:
            cell += to_cell
        self._sweep(into, forgets, through, hidden, cell)
        gates = into.reshape(steps, 5 * size, batch)[:, : BEFORE * size]
        by_row = gates.transpose(0, 2, 1).reshape(steps * batch, -1)
        met = self.stacked[:-1].transpose(0, 2, 1).reshape(steps * batch, -1)
        self._into = by_row
        to_weights = reordered(by_row.T.dot(met), OUTWARDS)
        seen, bias = self.inputs, to_weights[:, -1]
        own = np.ascontiguousarray(to_weights[:, :seen]), to_weights[:, seen:-1].copy()
        return *own, bias.copy(), bias.copy(), hidden.T.copy(), cell.T.copy()

    def _sweep(
        self, into: Array, forgets: Array, through: Array, hidden: Array, cell: Array
    ) -> None:
        """Turn slopes into what goes into the gates, the last states' gradients into the first's.

        Where the cell state stood, ``into`` brings what the output before the step is sent: the
        product that carries the gates' gradients to the state before adds it, by an identity.
        """
        steps, count, size, batch = into.shape
        weights = self.weights[:, self.inputs : -1].T
        back = np.concatenate((weights, np.eye(size, dtype=weights.dtype)), axis=1)
        flat = into.reshape(steps, count * size, batch)
        spare, add, multiply, product = np.empty_like(cell), np.add, np.multiply, back.dot
        for forget, k, to_output, to_input, to_forget, to_new, whole in zip(
            forgets[::-1], through[::-1], *into[::-1, :BEFORE].swapaxes(0, 1), flat[::-1],
            strict=True,
        ):  # fmt: skip
            multiply(hidden, k, spare)
            add(cell, spare, cell)
            multiply(hidden, to_output, to_output)
            multiply(cell, to_input, to_input)
            multiply(cell, to_forget, to_forget)
            multiply(cell, to_new, to_new)
            multiply(cell, forget, cell)
            product(whole, hidden)

    def _slopes(self) -> tuple[Array, Array, Array]:
        """How each gate answers to the cell or the hidden state, and the cell to both.

        The first are laid out as ``blocks``, with room for what the cell state stood in.
        """
        blocks, squashed = self.blocks[:-1], self.squashed
        new, sigmoids = blocks[:, CELL], np.reciprocal(blocks[:, :CELL])
        slopes = np.empty_like(blocks)
        np.subtract(1, sigmoids, slopes[:, :CELL])
        slopes[:, :CELL] *= sigmoids
        slopes[:, INPUT:CELL] *= blocks[:, CELL:]
        slopes[:, OUTPUT] *= squashed
        np.multiply(new, new, slopes[:, CELL])
        np.subtract(1, slopes[:, CELL], slopes[:, CELL])
        slopes[:, CELL] *= sigmoids[:, INPUT]
        through = squashed * squashed
        np.subtract(1, through, through)
        through *= sigmoids[:, OUTPUT]
        return slopes, sigmoids[:, FORGET], through


def reordered(rows: Array, order: Sequence[int]) -> Array:
    """Rows of a weight with its four gates in another order."""
    return rows.reshape(4, -1, rows.shape[1])[order].reshape(rows.shape)


def _turned(grad: Array) -> Array:
    """A gradient with features before batch."""
    return np.asarray(grad).swapaxes(-1, -2)


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
    blocks = np.empty((steps + 1, 5, size, batch), input.dtype)
    blocks[0, BEFORE] = cell.T
    squashed = np.empty((steps, size, batch), input.dtype)
    _run(whole, stacked, states, blocks, squashed)
    found = Unrolled(whole, inputs, stacked, blocks, squashed)
    output = states[1:].transpose(0, 2, 1).copy()
    return output, states[-1].T.copy(), blocks[-1, BEFORE].T.copy(), found


def _run(weights: Array, stacked: Array, states: Array, blocks: Array, squashed: Array) -> None:
    """Fill in gates, cells and states, step by step.

    A sigmoid is 1 / (1 + exp(-x)): the weights of the three gates are turned around beforehand,
    and to multiply by it is to divide by the rest.
    """
    steps, size, batch = squashed.shape
    flat = blocks.reshape(steps + 1, 5 * size, batch)
    gates, three = flat[:-1, : 4 * size], slice(CELL * size)
    turned = weights.copy()
    turned[three] *= -1
    one = np.ones((), weights.dtype)  # quicker than a number
    both = np.empty((2 * size, batch), weights.dtype)
    kept, fresh = both[size:], both[:size]
    add, divide, product = np.add, np.divide, turned.dot
    exp, tanh = np.exp, np.tanh
    for seen, whole, sigmoids, new, doors, values, after, squash, out, state in zip(
        stacked[:-1], gates, gates[:, three], gates[:, CELL * size :],
        flat[:-1, INPUT * size : CELL * size], flat[:-1, CELL * size :],
        flat[1:, BEFORE * size :], squashed, gates[:, :size], states[1:], strict=True,
    ):  # fmt: skip
        product(seen, whole)
        exp(sigmoids, sigmoids)
        add(sigmoids, one, sigmoids)
        tanh(new, new)
        divide(values, doors, both)
        add(kept, fresh, after)
        tanh(after, squash)
        divide(squash, out, state)
