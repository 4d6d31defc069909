"""Recurrent layers."""

from __future__ import annotations

import math
import numbers
from contextlib import nullcontext
from typing import Any

from engine.autocasting import as_weights_are, is_casting, not_within
from engine.calls.declare import FUNCTIONS
from engine.foundation.warn import warn
from engine.nn import init, recurrence
from engine.nn.modules.module import Module
from engine.nn.parameter import Parameter
from engine.nn.utils.rnn import PackedSequence
from engine.tensor import Tensor

zeros = FUNCTIONS["zeros"]
GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}
NO_PROJECTION = "proj_size argument is only supported for LSTM, not RNN or GRU"


def draw(module: Module, hidden_size: int) -> None:
    """Draw a recurrent module's parameters."""
    bound = 1.0 / math.sqrt(hidden_size) if hidden_size > 0 else 0
    for weight in module.parameters():
        init.uniform_(weight, -bound, bound)


class RNNBase(Module):
    """Recurrent layers, run over sequences; ``mode`` : which kind of cell."""

    def __init__(
        self, mode: str, input_size: int, hidden_size: int, num_layers: int = 1,
        bias: bool = True, batch_first: bool = False, dropout: float = 0.0,
        bidirectional: bool = False, proj_size: int = 0, device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.mode, self.input_size, self.hidden_size = mode, input_size, hidden_size
        self.num_layers, self.bias, self.batch_first = num_layers, bias, batch_first
        self.bidirectional, self.proj_size = bidirectional, proj_size
        self.dropout = float(dropout)
        _check_dropout(dropout, num_layers)
        _check_sizes(self)
        if mode not in GATES:
            raise ValueError("Unrecognized RNN mode: " + mode)
        self._all_weights: list[list[str]] = []
        for layer in range(num_layers):
            for suffix in ("", "_reverse")[: self._directions]:
                self._grow(layer, suffix, dtype, device)
        self.reset_parameters()

    @property
    def _directions(self) -> int:
        return 2 if self.bidirectional else 1

    def _grow(self, layer: int, suffix: str, dtype: Any, device: Any) -> None:
        """The parameters of one direction of a layer, in PyTorch's order and by its names."""
        rows, shown = GATES[self.mode] * self.hidden_size, self.proj_size or self.hidden_size
        seen = self.input_size if layer == 0 else shown * self._directions
        shapes: dict[str, tuple[int, ...]] = {
            "weight_ih": (rows, seen),
            "weight_hh": (rows, shown),
        }
        if self.bias:
            shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
        if self.proj_size:
            shapes["weight_hr"] = (self.proj_size, self.hidden_size)
        names = []
        for name, shape in shapes.items():
            names.append(f"{name}_l{layer}{suffix}")
            setattr(self, names[-1], Parameter(init.blank(shape, dtype, device)))
        self._all_weights.append(names)

    @property
    def all_weights(self) -> list[list[Any]]:
        """The parameters, by layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    @property
    def _flat_weights_names(self) -> list[str]:
        return [name for names in self._all_weights for name in names]

    @property
    def _flat_weights(self) -> list[Any]:
        return [getattr(self, name) for name in self._flat_weights_names]

    def flatten_parameters(self) -> None:
        """Does nothing: only graphics cards need parameters in one piece of memory."""

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        draw(self, self.hidden_size)

    def check_input(self, input: Tensor, batch_sizes: Tensor | None) -> None:
        """Raise ValueError or RuntimeError if the input does not fit the weights."""
        own = getattr(self, self._all_weights[0][0]).dtype
        if input.dtype != own and not is_casting():
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({own}). Convert "
                f"input: input.to({own}), or convert model: model.to({input.dtype})"
            )
        wanted = 3 if batch_sizes is None else 2
        if input.dim() != wanted:
            raise RuntimeError(f"input must have {wanted} dimensions, got {input.dim()}")
        if self.input_size != input.size(-1):
            raise RuntimeError(
                "input.size(-1) must be equal to input_size. Expected "
                f"{self.input_size}, got {input.size(-1)}"
            )

    def _state_shape(self, batch: int, features: int) -> tuple[int, int, int]:
        return self.num_layers * self._directions, batch, features

    def _first_state(self, input: Tensor, batch: int) -> Any:
        shown = self.proj_size or self.hidden_size
        return zeros(self._state_shape(batch, shown), dtype=input.dtype)

    def _check_state(self, state: Any, batch: int) -> None:
        wanted = self._state_shape(batch, self.proj_size or self.hidden_size)
        _check_size(state, wanted, "hidden size")

    def _unbatched_state(self, hx: Any) -> Any:
        if hx.dim() != 2:
            raise RuntimeError(
                f"For unbatched 2-D input, hx should also be 2-D but got {hx.dim()}-D tensor"
            )
        return hx.unsqueeze(1)

    def _batched_state(self, hx: Any) -> Any:
        if hx.dim() != 3:
            raise RuntimeError(
                f"For batched 3-D input, hx should also be 3-D but got {hx.dim()}-D tensor"
            )
        return hx

    def permute_hidden(self, hx: Any, permutation: Tensor | None) -> Any:
        """A hidden state with its sequences in another order."""
        return hx if permutation is None else hx.index_select(1, permutation)

    def _wrong_rank(self, rank: int) -> str:
        return f"{type(self).__name__}: Expected input to be 2D or 3D, got {rank}D instead"

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The last layer's output at every step, and every layer's last state."""
        if isinstance(input, PackedSequence):
            return self._on_packed(input, hx)
        if input.dim() not in (2, 3):
            raise ValueError(self._wrong_rank(input.dim()))
        batched, axis = input.dim() == 3, 0 if self.batch_first else 1
        if hx is not None:
            hx = self._batched_state(hx) if batched else self._unbatched_state(hx)
        if not batched:
            input = input.unsqueeze(axis)
        output, state = self._run(input, hx, input.size(axis), None)
        if batched:
            return output, state
        pair = isinstance(state, tuple)
        return output.squeeze(axis), (
            tuple(each.squeeze(1) for each in state) if pair else state.squeeze(1)
        )

    def _on_packed(self, packed: PackedSequence, hx: Any) -> Any:
        data, sizes, order, back = packed
        if hx is not None:
            hx = self.permute_hidden(hx, order)
        output, state = self._run(data, hx, int(sizes[0]), sizes)
        return PackedSequence(output, sizes, order, back), self.permute_hidden(state, back)

    def _run(self, input: Tensor, hx: Any, batch: int, sizes: Tensor | None) -> Any:
        whole = self.mode == "LSTM"
        if whole:
            input, hx = as_weights_are(self._flat_weights[0], input, hx)
        state = self._first_state(input, batch) if hx is None else hx
        self.check_input(input, sizes)
        self._check_state(state, batch)
        plan = recurrence.Plan(
            self.mode, self.bias, self.num_layers, self.dropout, self.training,
            self.bidirectional, self.batch_first, None if sizes is None else sizes.tolist(),
        )  # fmt: skip
        with not_within() if whole else nullcontext():
            return recurrence.run(plan, input, state, self._flat_weights)

    def extra_repr(self) -> str:
        """Its sizes, and what is not as usual."""
        usual = {
            "proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0,
            "bidirectional": False,
        }  # fmt: skip
        told = [
            f"{n}={getattr(self, n)}" for n, value in usual.items() if getattr(self, n) != value
        ]
        return ", ".join([f"{self.input_size}, {self.hidden_size}", *told])


def _check_dropout(dropout: Any, num_layers: int) -> None:
    number = isinstance(dropout, numbers.Number) and not isinstance(dropout, bool)
    if not number or not 0 <= dropout <= 1:
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an "
            "element being zeroed"
        )
    if dropout > 0 and num_layers == 1:
        warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout "
            f"expects num_layers greater than 1, but got dropout={dropout} and "
            f"num_layers={num_layers}"
        )


def _check_sizes(layer: RNNBase) -> None:
    for name in ("bias", "batch_first"):
        _check_kind(name, getattr(layer, name), bool)
    for name in ("input_size", "hidden_size"):
        _check_kind(name, getattr(layer, name), int)
        if getattr(layer, name) <= 0:
            raise ValueError(f"{name} must be greater than zero")
    if layer.num_layers <= 0:
        raise ValueError("num_layers must be greater than zero")
    if layer.proj_size < 0:
        raise ValueError("proj_size should be a positive integer or zero to disable projections")
    if layer.proj_size >= layer.hidden_size:
        raise ValueError("proj_size has to be smaller than hidden_size")


def _check_kind(name: str, value: Any, kind: type) -> None:
    if not isinstance(value, kind):
        raise TypeError(f"{name} should be of type {kind.__name__}, got: {type(value).__name__}")


def _check_size(state: Tensor, wanted: tuple[int, ...], what: str) -> None:
    if tuple(state.shape) != wanted:
        raise RuntimeError(f"Expected {what} {wanted}, got {list(state.shape)}")


class RNN(RNNBase):
    """Elman's recurrent network, with tanh or relu."""

    def __init__(self, *args: Any, **options: Any) -> None:
        if "proj_size" in options:
            raise ValueError(NO_PROJECTION)
        if len(args) > 3:
            nonlinearity, args = args[3], args[:3] + args[4:]
        else:
            nonlinearity = options.pop("nonlinearity", "tanh")
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(
                f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'."
            )
        super().__init__(f"RNN_{nonlinearity.upper()}", *args, **options)
        self.nonlinearity = nonlinearity

    def _wrong_rank(self, rank: int) -> str:
        return f"RNN: Expected input to be 2D or 3D, got {rank}D tensor instead"


class GRU(RNNBase):
    """Layers of gated recurrent units (Cho et al., 2014)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        if "proj_size" in options:
            raise ValueError(NO_PROJECTION)
        super().__init__("GRU", *args, **options)


class LSTM(RNNBase):
    """Layers of long short-term memory; their state is a pair: hidden and cell."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__("LSTM", *args, **options)

    def _first_state(self, input: Tensor, batch: int) -> Any:
        cell = zeros(self._state_shape(batch, self.hidden_size), dtype=input.dtype)
        return super()._first_state(input, batch), cell

    def _check_state(self, state: Any, batch: int) -> None:
        wanted = self._state_shape(batch, self.proj_size or self.hidden_size)
        _check_size(state[0], wanted, "hidden[0] size")
        _check_size(state[1], self._state_shape(batch, self.hidden_size), "hidden[1] size")

    def _unbatched_state(self, hx: Any) -> Any:
        self._check_ranks(hx, 2, "unbatched")
        return tuple(each.unsqueeze(1) for each in hx)

    def _batched_state(self, hx: Any) -> Any:
        self._check_ranks(hx, 3, "batched")
        return hx

    def _check_ranks(self, hx: Any, rank: int, what: str) -> None:
        ranks = [hx[place].dim() for place in (0, 1)]
        if ranks != [rank, rank]:
            raise RuntimeError(
                f"For {what} {rank}-D input, hx and cx should also be {rank}-D but got "
                f"({ranks[0]}-D, {ranks[1]}-D) tensors"
            )

    def permute_hidden(self, hx: Any, permutation: Tensor | None) -> Any:
        """A state with its sequences in another order."""
        if permutation is None:
            return hx
        return tuple(each.index_select(1, permutation) for each in hx)
