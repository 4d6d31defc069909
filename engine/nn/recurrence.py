"""Recurrent cells, and how layers of them are run over padded or packed sequences.

The operations are those that PyTorch's layers are made of on the CPU, in their order, so that the
graph shows the same nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from engine.autocasting import casting
from engine.calls.declare import FUNCTIONS, composite
from engine.dtypes import F32
from engine.foundation.mapped import UNBATCHED, refuse_unbatched
from engine.foundation.warn import warn
from engine.nn.affine import linear as plain_linear
from engine.nn.dropping import dropout
from engine.ops.recurrent import mkldnn_rnn_layer, unsafe_chunk
from engine.tensor import Tensor

State = Any  # a tensor, or the pair of hidden and cell state
Cell = Callable[[Tensor, Tensor, State, "Weights"], State]
NO_PROJECTIONS = (
    "LSTM with projections is not supported with oneDNN. Using default implementation."
)
cat, stack = FUNCTIONS["cat"], FUNCTIONS["stack"]
linear = casting(plain_linear, "linear")


class Weights(NamedTuple):
    """Those of one direction of one layer; the biases and the projection may be lacking."""

    w_ih: Tensor
    w_hh: Tensor
    b_ih: Tensor | None = None
    b_hh: Tensor | None = None
    w_hr: Tensor | None = None


class Plan(NamedTuple):
    """What layers are run in which way; ``sizes`` : of the batch at each step, if packed."""

    mode: str
    bias: bool
    layers: int
    dropout: float
    train: bool
    bidirectional: bool
    batch_first: bool = False
    sizes: Sequence[int] | None = None


# A step is given what it owes to the input (W x + b) and to the hidden state (U h + c).


def rnn_tanh_step(before: Tensor, by_hidden: Tensor, hidden: Tensor, weights: Weights) -> Tensor:
    """tanh(W x + b + U h + c)."""
    return (by_hidden + before).tanh()


def rnn_relu_step(before: Tensor, by_hidden: Tensor, hidden: Tensor, weights: Weights) -> Tensor:
    """The positive part of W x + b + U h + c."""
    return (by_hidden + before).relu()


def gru_step(before: Any, by_hidden: Tensor, hidden: Tensor, weights: Weights) -> Tensor:
    """One step of a gated recurrent unit (Cho et al., 2014); ``before`` : for each gate."""
    reset_in, update_in, new_in = before
    reset_by, update_by, new_by = unsafe_chunk(by_hidden, 3, 1)
    reset, update = (reset_by + reset_in).sigmoid(), (update_by + update_in).sigmoid()
    new = (new_in + new_by * reset).tanh()
    return (hidden - new) * update + new


def lstm_step(
    before: Tensor, by_hidden: Tensor, state: State, weights: Weights
) -> tuple[Tensor, Tensor]:
    """One step of a long short-term memory (Hochreiter and Schmidhuber, 1997)."""
    to_in, to_forget, to_cell, to_out = unsafe_chunk(by_hidden + before, 4, 1)
    into, forget, new, out = (
        to_in.sigmoid(), to_forget.sigmoid(), to_cell.tanh(), to_out.sigmoid(),
    )  # fmt: skip
    after = forget * state[1] + into * new
    hidden = out * after.tanh()
    return (hidden if weights.w_hr is None else hidden @ weights.w_hr.t()), after


CELLS: dict[str, Cell] = {
    "RNN_TANH": rnn_tanh_step, "RNN_RELU": rnn_relu_step, "GRU": gru_step, "LSTM": lstm_step,
}  # fmt: skip


def one_step(mode: str, input: Tensor, state: State, *weights: Tensor | None) -> State:
    """A single cell's next state; ``weights`` : as ``Weights``."""
    own: Weights = Weights(*weights)  # type: ignore[arg-type]
    if mode == "LSTM":
        refuse_unbatched(UNBATCHED.format("lstm_cell"), input, *state, *weights)
    if mode == "GRU":
        return _next(gru_step, linear(input, own.w_ih, own.b_ih), state, own)
    by_hidden = linear(_shown(state), own.w_hh, own.b_hh)
    return CELLS[mode](linear(input, own.w_ih, own.b_ih), by_hidden, state, own)


def _next(cell: Cell, before: Tensor, state: State, weights: Weights) -> State:
    by_input: Any = unsafe_chunk(before, 3, 1) if cell is gru_step else before
    return cell(by_input, linear(_shown(state), weights.w_hh, weights.b_hh), state, weights)


def run(plan: Plan, input: Tensor, state: State, flat: Sequence[Tensor]) -> tuple[Any, State]:
    """The output of the last layer, and every layer's last state."""
    overload = "input" if plan.sizes is None else "data"
    before = state if isinstance(state, tuple) else (state,)
    refuse_unbatched(UNBATCHED.format(f"{plan.mode.lower()}.{overload}"), input, *before, *flat)
    weights = list(_grouped(flat, plan))
    fused = _is_fused(plan, input, weights[0])
    if plan.batch_first and plan.sizes is None:
        input = input.transpose(0, 1)
    if fused:
        input = input.contiguous()
    output, last = _layers(plan, input, _states(plan, state, fused), weights, fused)
    if plan.batch_first and plan.sizes is None:
        output = output.transpose(0, 1) if plan.mode == "LSTM" else output.transpose_(0, 1)
    return output, last


def _grouped(flat: Sequence[Tensor], plan: Plan) -> Iterator[Weights]:
    directions = plan.layers * (2 if plan.bidirectional else 1)
    width = len(flat) // directions
    for start in range(0, len(flat), width):
        group = flat[start : start + width]
        own, its = (group[2], group[3]) if plan.bias else (None, None)
        projected = group[-1] if width in (3, 5) else None
        yield Weights(group[0], group[1], own, its, projected)


def _is_fused(plan: Plan, input: Tensor, weights: Weights) -> bool:
    """Does PyTorch hand the whole layer to oneDNN?"""
    if plan.mode != "LSTM" or plan.sizes is not None or input._data.dtype is not F32:
        return False
    if weights.w_hr is not None:
        warn(NO_PROJECTIONS, once=True)
    return weights.w_hr is None and input._data.size > 0


def _states(plan: Plan, state: State, fused: bool) -> list[State]:
    """The first state of every layer and direction."""
    if plan.mode != "LSTM":
        return list(state.unbind(0))
    if fused:
        return [tuple(each[n] for each in state) for n in range(len(state[0]))]
    return list(zip(*(each.unbind(0) for each in state), strict=True))


def _layers(
    plan: Plan, input: Tensor, states: list[State], weights: list[Weights], fused: bool
) -> tuple[Tensor, State]:
    width, last = 2 if plan.bidirectional else 1, []
    for layer in range(plan.layers):
        outputs = []
        for direction in range(width):
            place = layer * width + direction
            found, state = _one_way(
                plan, input, states[place], weights[place], bool(direction), fused
            )
            outputs.append(found)
            last.append(state)
        input = outputs[0] if width == 1 else cat(outputs, outputs[0].ndim - 1)
        if plan.dropout and plan.train and layer < plan.layers - 1:
            input = dropout(input, plan.dropout, True)
    return input, _combined(plan, last)


def _combined(plan: Plan, states: list[State]) -> State:
    if plan.mode != "LSTM":
        return stack(states)
    return tuple(stack(each) for each in zip(*states, strict=True))


def _one_way(
    plan: Plan, input: Tensor, state: State, weights: Weights, reverse: bool, fused: bool
) -> tuple[Tensor, State]:
    """One direction of one layer: its output, and its last state."""
    if fused:
        return _whole(input, state, weights, reverse)
    cell = CELLS[plan.mode]
    before = linear(input, weights.w_ih, weights.b_ih)
    if plan.sizes is None:
        steps = before.unbind(0)
        outputs, state = _along(cell, steps[::-1] if reverse else steps, state, weights)
        return stack(outputs[::-1] if reverse else outputs), state
    packed = _packed_back if reverse else _packed
    outputs, state = packed(cell, before, plan.sizes, state, weights)
    return cat(outputs), state


def _whole(input: Tensor, state: State, weights: Weights, reverse: bool) -> tuple[Tensor, State]:
    biases = weights.b_ih, weights.b_hh
    none = None if biases[0] is not None else weights.w_ih.new_zeros(weights.w_ih.shape[0])
    given = [none if each is None else each for each in biases]
    output, hidden, cell = mkldnn_rnn_layer(
        input, weights.w_ih, weights.w_hh, *given, *state, reverse
    )
    return output, (hidden, cell)


def _along(
    cell: Cell, steps: Sequence[Tensor], state: State, weights: Weights
) -> tuple[list[Tensor], State]:
    outputs = []
    for before in steps:
        state = _next(cell, before, state, weights)
        outputs.append(_shown(state))
    return outputs, state


def _packed(
    cell: Cell, before: Tensor, sizes: Sequence[int], state: State, weights: Weights
) -> tuple[list[Tensor], State]:
    """Forwards: as sequences end, their last states are put aside."""
    outputs, ended, place, width = [], [], 0, sizes[0]
    for size in sizes:
        if size < width:
            ended.append(_part(state, size, width))
            state = _part(state, 0, size)
        state = _next(cell, before.narrow(0, place, size), state, weights)
        outputs.append(_shown(state))
        place, width = place + size, size
    return outputs, _below([*ended, state][::-1])


def _packed_back(
    cell: Cell, before: Tensor, sizes: Sequence[int], first: State, weights: Weights
) -> tuple[list[Tensor], State]:
    """Backwards: as sequences begin, they bring their first states along."""
    outputs, place, width = [], len(before), sizes[-1]
    state = _part(first, 0, width)
    for size in reversed(sizes):
        if size > width:
            state = _below([state, _part(first, width, size)])
        place, width = place - size, size
        state = _next(cell, before.narrow(0, place, size), state, weights)
        outputs.append(_shown(state))
    return outputs[::-1], state


def _shown(state: State) -> Tensor:
    shown: Tensor = state[0] if isinstance(state, tuple) else state
    return shown


def _part(state: State, start: int, stop: int) -> State:
    if isinstance(state, tuple):
        return tuple(each.narrow(0, start, stop - start) for each in state)
    return state.narrow(0, start, stop - start)


def _below(states: list[State]) -> State:
    if isinstance(states[0], tuple):
        return tuple(cat(each) for each in zip(*states, strict=True))
    return cat(states)


def _cell_function(name: str, mode: str) -> None:
    def step(
        input: Tensor, hx: State, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None,
        b_hh: Tensor | None = None,
    ) -> State:  # fmt: skip
        return one_step(mode, input, hx, w_ih, w_hh, b_ih, b_hh)

    step.__name__, step.__doc__ = name, f"The next state of a cell, as {name.upper()}."
    composite(method=False)(step)


for _name, _mode in (
    ("rnn_tanh_cell", "RNN_TANH"), ("rnn_relu_cell", "RNN_RELU"), ("gru_cell", "GRU"),
    ("lstm_cell", "LSTM"),
):  # fmt: skip
    _cell_function(_name, _mode)


def _layers_function(name: str, mode: str) -> None:
    def call(input: Tensor, *args: Any) -> tuple[Any, ...]:
        """Padded: state, weights, …, batch_first; packed: sizes, state, weights, …."""
        packed = isinstance(args[1], Tensor) or (mode == "LSTM" and isinstance(args[0], Tensor))
        sizes, state, flat, bias, layers, *rest = args if packed else (None, *args)
        counts = None if sizes is None else sizes.tolist()
        dropped, train, both_ways, batch_first = (*rest, False)[:4]
        plan = Plan(mode, bias, layers, dropped, train, both_ways, batch_first, counts)
        output, last = run(plan, input, tuple(state) if mode == "LSTM" else state, flat)
        return (output, *last) if isinstance(last, tuple) else (output, last)

    call.__name__ = name
    composite(method=False)(call)


for _name, _mode in (
    ("rnn_tanh", "RNN_TANH"), ("rnn_relu", "RNN_RELU"), ("gru", "GRU"), ("lstm", "LSTM"),
):  # fmt: skip
    _layers_function(_name, _mode)
