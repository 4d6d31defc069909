"""Columns of the table of operations that stand apart from it name only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import engine
from engine.calls import formulaic
from engine.calls.declare import FUNCTIONS
from engine.graph import shown
from engine.graph.forward_formulas import BY_ELEMENTS, FORMULAS, LINEAR, by_elements
from engine.numbers import kernel_names
from engine.op import OPS
from engine.ops import reshaping

ROOT = Path(engine.__file__).parent
FORMULAIC = ("OPERATORS", "WRITTEN", "NOTES")
KERNELS = (
    "FLOATING", "PICTURES", "NOT_WHOLE", "NOT_NARROW", "NOT_BOOLEAN", "NOT_WIDE", "NOT_COMPLEX",
)  # fmt: skip
NODES = ("MORE", "HIDDEN", "READ_THERE", "CALLED", "LISTS_DIMS", "KEEPS_DIM")


@pytest.fixture(scope="module")
def entries() -> set[str]:
    """The names of all entries, whole and up to their dot."""
    FUNCTIONS["einsum"]  # one of the rarer half, which is read with it
    return {part for name in OPS for part in (name, name.partition(".")[0])}


@pytest.fixture(scope="module")
def named() -> set[str]:
    """What the engine's sources define, call as a method, or ask for by name."""
    columns = {Path(formulaic.__file__), Path(kernel_names.__file__)}
    sources = [path.read_text("utf-8") for path in {*ROOT.rglob("*.py")} - columns]
    return {name for text in sources for name in re.findall(r'(?:def |"|\.)([\w.]+)\b', text)}


@pytest.mark.parametrize("column", FORMULAIC)
def test_what_is_written_in_its_own_way_exists(column: str, named: set[str]) -> None:
    assert set(getattr(formulaic, column)) <= named


@pytest.mark.parametrize("column", KERNELS)
def test_a_kernel_belongs_to_an_operation(column: str, entries: set[str], named: set[str]) -> None:
    assert set(getattr(kernel_names, column)) <= entries | named


def test_a_forward_derivative_is_that_of_an_operation(entries: set[str]) -> None:
    assert entries
    assert LINEAR | BY_ELEMENTS | set(FORMULAS) <= set(OPS)
    assert LINEAR.isdisjoint(FORMULAS)
    assert not any(by_elements(OPS[name]) for name in FORMULAS)


@pytest.mark.parametrize("column", NODES)
def test_a_node_that_shows_more_or_less_is_that_of_an_operation(
    column: str, entries: set[str]
) -> None:
    assert entries
    in_place = {node for *_, node in reshaping.TWINS}
    assert set(getattr(shown, column)) <= {op.node_name for op in OPS.values()} | in_place
