"""The formulas of one step of an LSTM, written in PyTorch's names and with numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np

from engine.ops import gates
from engine.symbolic.symbol import Symbol, call
from inspector.model.derivations.derivation import Written
from inspector.model.derivations.deriving import UNNAMED
from inspector.model.derivations.gate_numbers import GATES, delta
from inspector.model.derivations.notation import array_latex, array_words, name_latex

Numbers: TypeAlias = dict[str, float]
"""What one unit met at a step, by the names that the formulas have for it."""


def forward_lines(met: Numbers) -> Iterator[Written]:
    """The four gates, then both states."""
    for name in GATES:
        act = "tanh" if name == "g" else "sigmoid"
        yield _line(_at(name), met[name], lambda look, n=name, a=act: call(a, look(f"z{n}")), met)
    yield _line(
        _at("c"), met["c"],
        lambda look: gates.cell(look("i"), look("f"), look("g"), look("before")), met,
    )  # fmt: skip
    yield _line(_at("h"), met["h"], lambda look: gates.hidden(look("o"), look("tanh")), met)


def back_lines(met: Numbers, root: str) -> Iterator[Written]:
    """The gradients of both states, of what goes into the four gates, and of the state before.

    ``root`` : what is differentiated, by its name.
    """
    names = _names(root)
    yield _line(names["dh"], met["dh"], lambda look: look("given") + look("dh_later"), met, root)
    yield _line(
        names["dc"], met["dc"],
        lambda look: gates.to_cell(look("dh"), look("dc_later"), look("o"), look("tanh")), met,
        root,
    )  # fmt: skip
    for name in ("di", "df", "dg", "do", "dc_before"):
        yield _line(names[name], met[name], lambda look, n=name: _rule(look)[n], met, root)


def _rule(look: Callable[[str], Symbol]) -> dict[str, Symbol]:
    known = {name: look(name) for name in (*GATES, "tanh", "before", "dc")}
    return delta(known, look("dh"), look("dc_later"))


def _line(
    left: Symbol, value: float, rule: Callable[..., Symbol], met: Numbers, root: str = UNNAMED
) -> Written:
    """A formula, the same with numbers, and what it gives."""
    names = _names(root)
    named = rule(names.__getitem__)
    numbers = rule(lambda name: _number(met[name], in_product=not name.startswith("z")))
    result = _number(value, in_product=False)
    return Written(
        f"{left.text} = {named.text} = {numbers.text} = {result.text}",
        f"{left.latex} = {named.latex} = {numbers.latex} = {result.latex}",
    )


def _names(root: str) -> dict[str, Symbol]:
    """What everything at a step is called, by PyTorch's names with the time below them."""
    now, later = _at("c"), Symbol("from the step after", r"\text{from the step after}")
    return {
        **{name: _at(name) for name in (*GATES, "c", "h")},
        **{f"z{name}": Symbol(f"z_{name}", f"z_{{{name}}}") for name in GATES},
        **{f"d{name}": Symbol(f"δ_{name}", rf"\delta_{{{name}}}") for name in GATES},
        "tanh": call("tanh", now), "before": _before("c"),
        "given": Symbol("incoming", r"\mathrm{incoming}"),
        "dh": _slope(root, _at("h")), "dc": _slope(root, now),
        "dc_before": _slope(root, _before("c")),
        "dh_later": later, "dc_later": later,
    }  # fmt: skip


def _at(name: str) -> Symbol:
    return Symbol(f"{name}_t", f"{name}_{{t}}")


def _before(name: str) -> Symbol:
    return Symbol(f"{name}_(t−1)", f"{name}_{{t-1}}")


def _slope(root: str, of: Symbol) -> Symbol:
    latex = rf"\frac{{\partial {name_latex(root)}}}{{\partial {of.latex}}}"
    return Symbol(f"∂{root}/∂{of.text}", latex)


def _number(value: float, in_product: bool = True) -> Symbol:
    whole = np.asarray(value)
    text = array_words(whole)
    bracketed = in_product and text.startswith("−")
    return Symbol(f"({text})" if bracketed else text, array_latex(whole, in_product))
