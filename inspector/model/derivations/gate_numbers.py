"""The numbers of an LSTM layer: every step's gates and states, and their gradients.

It is the engine's own formula of a step (:mod:`engine.ops.gates`), run on what was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.ops import gates
from inspector.model.recordings.arrays import Array

GATES = "ifgo"
"""Input, forget, cell and output gate, in PyTorch's order."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What a layer was given: arrays by the formulas' names, and which way it reads."""

    x: Array
    w_ih: Array
    w_hh: Array
    b_ih: Array
    b_hh: Array
    h: Array
    c: Array
    reverse: bool

    @property
    def order(self) -> range:
        """The places of the sequence, as the layer takes them."""
        return range(len(self.x))[:: -1 if self.reverse else 1]


def forward(layer: Layer) -> Iterator[tuple[int, dict[str, Array]]]:
    """Step by step, what the gates and the states were: rows of the batch by units."""
    h, c = layer.h, layer.c
    for time in layer.order:
        into = gates.sums(layer.x[time], h, layer.w_ih.T, layer.w_hh.T, layer.b_ih, layer.b_hh)
        sums = np.split(into, 4, axis=1)
        opened = {
            name: np.tanh(z) if name == "g" else 1 / (1 + np.exp(-z))
            for name, z in zip(GATES, sums, strict=True)
        }
        before, c = c, gates.cell(opened["i"], opened["f"], opened["g"], c)
        h = gates.hidden(opened["o"], np.tanh(c))
        made = {f"z{name}": z for name, z in zip(GATES, sums, strict=True)}
        yield time, {**opened, **made, "before": before, "c": c, "h": h, "tanh": np.tanh(c)}


def back(
    layer: Layer, tape: dict[int, dict[str, Array]], sent: list[Array | None]
) -> Iterator[tuple[int, dict[str, Array]]]:
    """Step by step from the last, what came back, and what went into the gates."""
    output, *last = sent
    dh, dc = (np.zeros_like(layer.h) if each is None else each for each in last)
    for time in reversed(layer.order):
        later = {"dh_later": dh, "dc_later": dc}
        given = np.zeros_like(layer.h) if output is None else output[time]
        step = tape[time]
        made = delta(step, dh + given, dc)
        into = np.concatenate([made[f"d{name}"] for name in GATES], axis=1)
        yield time, {**later, "given": given, **made}
        dh, dc = gates.from_sums(into, layer.w_hh), made["dc_before"]


def delta(met: dict[str, Any], dh: Any, dc_later: Any) -> dict[str, Any]:
    """What goes into the gates of a step, of arrays, numbers or symbols."""
    i, f, g, o, squashed = (met[name] for name in (*GATES, "tanh"))
    dc = met["dc"] if "dc" in met else gates.to_cell(dh, dc_later, o, squashed)
    return {
        "dh": dh,
        "dc": dc,
        "di": gates.to_input_gate(dc, i, g),
        "df": gates.to_forget_gate(dc, f, met["before"]),
        "dg": gates.to_cell_gate(dc, i, g),
        "do": gates.to_output_gate(dh, o, squashed),
        "dc_before": gates.before(dc, f),
    }
