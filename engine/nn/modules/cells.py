"""Cells of recurrent networks: one step each."""

from __future__ import annotations

from typing import Any

from engine.nn import init, recurrence
from engine.nn.modules.module import Module
from engine.nn.modules.rnn import GATES, draw, zeros
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


class RNNCellBase(Module):
    """One step of a recurrent network."""

    mode = "RNN_TANH"

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = GATES[self.mode] * hidden_size
        self.weight_ih = Parameter(init.blank((rows, input_size), dtype, device))
        self.weight_hh = Parameter(init.blank((rows, hidden_size), dtype, device))
        for name in ("bias_ih", "bias_hh"):
            own = Parameter(init.blank((rows,), dtype, device)) if bias else None
            self.register_parameter(name, own)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        draw(self, self.hidden_size)

    def extra_repr(self) -> str:
        """Its sizes, and what is not as usual."""
        return f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else ", bias=False")

    def forward(self, input: Tensor, hx: Any = None) -> Any:
        """The next state; input : (batch, features) or (features)."""
        rank = input.dim()
        if rank not in (1, 2):
            raise ValueError(f"{self._wrong('input')}, got {rank}D instead")
        if hx is not None:
            self._check_state(hx)
        if rank == 2:
            return self._step(input, self._first(input) if hx is None else hx)
        input = input.unsqueeze(0)
        state = self._step(input, self._first(input) if hx is None else _each(hx, "unsqueeze"))
        return _each(state, "squeeze")

    def _step(self, input: Tensor, state: Any) -> Any:
        batch, features = input._data.shape
        if features != self.input_size:
            raise RuntimeError(
                f"input has inconsistent input_size: got {features} expected {self.input_size}"
            )
        for place, each in enumerate(state if isinstance(state, tuple | list) else (state,)):
            if each._data.shape != (batch, self.hidden_size):
                self._check_hidden(input, each, place)
        return recurrence.one_step(
            self.mode, input, state, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh
        )

    def _check_hidden(self, input: Tensor, hx: Tensor, place: int) -> None:
        if input.size(0) != hx.size(0):
            raise RuntimeError(
                f"Input batch size {input.size(0)} doesn't match hidden{place} batch size "
                f"{hx.size(0)}"
            )
        if hx.size(1) != self.hidden_size:
            raise RuntimeError(
                f"hidden{place} has inconsistent hidden_size: got {hx.size(1)}, expected "
                f"{self.hidden_size}"
            )

    def _wrong(self, what: str) -> str:
        return f"{type(self).__name__}: Expected {what} to be 1D or 2D"

    def _first(self, input: Tensor) -> Any:
        return zeros(input.size(0), self.hidden_size, dtype=input.dtype)

    def _check_state(self, hx: Any) -> None:
        if hx.dim() not in (1, 2):
            raise ValueError(f"{self._wrong('hidden')}, got {hx.dim()}D instead")


def _each(state: Any, method: str) -> Any:
    if isinstance(state, tuple | list):
        return tuple(getattr(each, method)(0) for each in state)
    return getattr(state, method)(0)


class RNNCell(RNNCellBase):
    """A step of Elman's recurrent network."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh",
        device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = nonlinearity

    def _step(self, input: Tensor, state: Any) -> Any:
        self.mode = f"RNN_{self.nonlinearity.upper()}"
        if self.mode not in recurrence.CELLS:
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return super()._step(input, state)

    def extra_repr(self) -> str:
        """Its sizes, and what is not as usual."""
        usual = self.nonlinearity == "tanh"
        return super().extra_repr() + ("" if usual else f", nonlinearity={self.nonlinearity}")


class GRUCell(RNNCellBase):
    """A step of a gated recurrent unit."""

    mode = "GRU"


class LSTMCell(RNNCellBase):
    """A step of long short-term memory; its state is a pair: hidden and cell."""

    mode = "LSTM"

    def _first(self, input: Tensor) -> Any:
        nothing = super()._first(input)
        return nothing, nothing

    def _check_state(self, hx: Any) -> None:
        for place, each in enumerate(hx):
            if each.dim() not in (1, 2):
                raise ValueError(f"{self._wrong(f'hx[{place}]')}, got {each.dim()}D instead")
        if isinstance(hx, Tensor):
            raise TypeError(
                "lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not Tensor"
            )
