"""What recurrent layers add to the operations: a whole LSTM layer, unsafe sections, packing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS, composite, operation
from engine.ops import gates
from engine.ops.joining import laid_out, lengths
from engine.ops.unrolling import Unrolled, unroll
from engine.placed import scatter_add
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor, new_tensor

GRADIENTS = ("input", "weight0", "weight1", "weight2", "weight3", "hx_", "cx_")


def _rule(place: int) -> Any:
    return lambda grad, input, weight0, weight1, weight2, weight3, hx_, cx_, reverse, unrolled: (
        layer_rule(grad, place, (input, weight0, weight1, weight2, weight3, hx_, cx_), reverse,
                   unrolled)
    )  # fmt: skip


def layer_rule(
    grad: Any, place: int, inputs: Sequence[Any], reverse: bool, unrolled: Unrolled
) -> Any:
    """The gradient of one of an LSTM layer's inputs: back through every step."""
    if isinstance(grad, Symbol):
        return _written(place, *inputs[:3])
    if any(isinstance(each, Tensor) for each in grad):
        return _on_tensors(grad, inputs, reverse)[place]
    found = unrolled.gradient(grad, place, reverse)
    return found[::-1] if reverse and not place else found


@operation(
    "LSTM", name="mkldnn_rnn_layer.default", inputs=GRADIENTS, node="MkldnnRnnLayerBackward0",
    outputs=("result0", "result1", "result2"), keeps=("unrolled",),
    **{name: _rule(place) for place, name in enumerate(GRADIENTS)},
)  # fmt: skip
def mkldnn_rnn_layer(
    input: Any, weight0: Any, weight1: Any, weight2: Any, weight3: Any, hx_: Any, cx_: Any,
    reverse: bool,
) -> Any:  # fmt: skip
    """An LSTM layer over a whole sequence (time, batch, features), in one direction.

    PyTorch makes this one node for float32 on the CPU, where oneDNN runs the layer; elsewhere
    (float64, projections, packed sequences, other cells) it makes the nodes of every step.
    """
    steps = input[::-1] if reverse else input
    output, *rest = unroll(steps, (weight0, weight1, weight2, weight3), hx_, cx_)
    return output[::-1] if reverse else output, *rest


def _written(place: int, input: Symbol, w_ih: Symbol, w_hh: Symbol) -> Any:
    """A gradient as a formula of the gates' gradients, which are computed step by step."""
    into, met = Symbol("δ", r"\delta"), Symbol("h_(t−1)", "h_{t-1}")
    dc = Symbol("∂L/∂c_t", r"\frac{\partial L}{\partial c_{t}}")
    found = (
        gates.from_sums(into, w_ih).step_by_step(),
        gates.to_weight(into, input).over_time(),
        gates.to_weight(into, met).over_time(),
        into.over_time(),
        into.over_time(),
        gates.from_sums(into, w_hh).at_first(),
        gates.before(dc, Symbol("f_t", "f_{t}")).at_first(),
    )
    return found[place]


def _on_tensors(grad: Any, inputs: Sequence[Tensor], reverse: bool) -> tuple[Any, ...]:
    """The layer's gradients as operations on tensors, so that they have gradients again."""
    input, w_ih, w_hh, b_ih, b_hh, hidden, cell = inputs
    order = range(input.shape[0])[:: -1 if reverse else 1]
    tape, h, c = [], hidden, cell
    for step in order:
        sums = gates.sums(input[step], h, w_ih.t(), w_hh.t(), b_ih, b_hh)
        parts = list(sums.chunk(4, 1))
        i, f, g, o = (p.tanh() if n == 2 else p.sigmoid() for n, p in enumerate(parts))
        after = gates.cell(i, f, g, c)
        tape.append((step, h, c, (i, f, g, o), after.tanh()))
        h, c = gates.hidden(o, tape[-1][4]), after
    return _swept(grad, inputs, tape)


def _swept(grad: Any, inputs: Sequence[Tensor], tape: list[Any]) -> tuple[Any, ...]:
    input, w_ih, w_hh, *_ = inputs
    to_output, dh, dc = grad
    zero = new_tensor(np.zeros(tuple(inputs[5].shape), inputs[5]._data.dtype))
    dh, dc = (zero if each is None else each for each in (dh, dc))
    sums, befores, steps = [], [], []
    for step, before, cell, (i, f, g, o), squashed in reversed(tape):
        if to_output is not None:
            dh = dh + to_output[step]
        dc = gates.to_cell(dh, dc, o, squashed)
        into = [
            gates.to_input_gate(dc, i, g), gates.to_forget_gate(dc, f, cell),
            gates.to_cell_gate(dc, i, g), gates.to_output_gate(dh, o, squashed),
        ]  # fmt: skip
        sums.append(FUNCTIONS["cat"](into, 1))
        befores.append(before)
        steps.append(step)
        dh, dc = gates.from_sums(sums[-1], w_hh), gates.before(dc, f)
    in_order = sorted(range(len(steps)), key=steps.__getitem__)
    stack = FUNCTIONS["stack"]
    whole = stack([sums[n] for n in in_order])
    flat, met = whole.flatten(0, 1), stack([befores[n] for n in in_order]).flatten(0, 1)
    bias = flat.sum(0)
    to_weights = (gates.to_weight(flat, each) for each in (input.flatten(0, 1), met))
    return gates.from_sums(whole, w_ih), *to_weights, bias, bias, dh, dc


def _joined(grad: Any, shape: Any, size: Any, dim: Any) -> Any:
    """The gradients of all sections one after the other, zeros where none arrived."""
    if not isinstance(shape, tuple):
        return scatter_add(grad, shape, None)
    grad = grad if isinstance(grad, list) else [grad]
    if not any(isinstance(each, Tensor) for each in grad):
        return laid_out(grad, shape, lengths(shape[dim], size), dim)
    part = (*shape[:dim], size, *shape[dim + 1 :])
    given = next(each for each in grad if each is not None)
    zero = new_tensor(np.zeros(part, given._data.dtype))
    return FUNCTIONS["cat"]([zero if each is None else each for each in grad], dim)


@operation(
    "split", name="unsafe_split.Tensor", node="UnsafeSplitBackward0", many=True,
    self=lambda grad, self_shape, split_size, dim: _joined(grad, self_shape, split_size, dim),
)  # fmt: skip
def unsafe_sections(self: Any, split_size: int, dim: int) -> Any:
    """Equal sections along ``dim`` that count as tensors of their own, not as views."""
    before = (slice(None),) * dim
    starts = range(0, self.shape[dim], split_size)
    return [self[(*before, slice(n, n + split_size))] for n in starts]


@composite(samples=("b.unsafe_chunk(3, 1)", "torch.unsafe_chunk(x, 3, 1)[1]"))
def unsafe_chunk(self: Tensor, chunks: int, dim: int = 0) -> Any:
    """Sections that autograd does not take for views; nobody may change them in place."""
    shape = self._data.shape
    axis = dim % len(shape)
    return unsafe_sections(self, -(-shape[axis] // chunks), axis)


def _unpacked(grad: Any, shape: Any, batch_sizes: Any, batch_first: bool) -> Any:
    """The gradient of each packed row where it came from."""
    if not isinstance(shape, tuple):
        return grad[0]._scattered()
    sizes = (shape[1], shape[0], *shape[2:]) if batch_first else shape
    if len(batch_sizes) > sizes[0]:
        raise IndexError(
            f"select(): index {sizes[0]} out of range for tensor of size {list(sizes)} at "
            "dimension 0"
        )
    return (
        grad[0]._scattered(shape, rows_of(batch_sizes, batch_first))
        if isinstance(grad[0], Tensor)
        else _placed(grad[0], shape, rows_of(batch_sizes, batch_first))
    )


def _placed(grad: Any, shape: tuple[int, ...], index: Any) -> Any:
    whole = np.zeros(shape, grad.dtype)
    whole[index] = grad
    return whole


def rows_of(batch_sizes: Any, batch_first: bool) -> tuple[Any, Any]:
    """Where in a padded batch each row of a packed one lies."""
    sizes = np.asarray(batch_sizes._data if isinstance(batch_sizes, Tensor) else batch_sizes)
    times = np.repeat(np.arange(len(sizes)), sizes)
    places = np.concatenate([np.arange(n) for n in sizes])
    return (places, times) if batch_first else (times, places)


@operation(
    "pack", name="_pack_padded_sequence", outputs=("result0", "result1"), inputs=("input",),
    input=lambda grad, input_shape, result1, batch_first: _unpacked(
        grad, input_shape, result1, batch_first
    ),
    samples=("torch.nn.utils.rnn.pack_padded_sequence(b, [2, 2, 1]).data",),
)  # fmt: skip
def pack_padded(input: Any, lengths: Any, batch_first: bool) -> Any:
    """The rows of every time step that are not padding, and how many each step has."""
    steps = np.arange(int(lengths[0]))[:, None]
    sizes = (np.asarray(lengths)[None] > steps).sum(axis=1)
    there = sizes[: input.shape[1 if batch_first else 0]]  # PyTorch takes longer sequences too
    return input[rows_of(there, batch_first)], sizes
