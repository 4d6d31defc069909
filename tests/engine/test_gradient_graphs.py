"""Gradients recorded by ``create_graph`` are computed by PyTorch's nodes, entry by entry.

The catalogue is PyTorch's own. All nodes behind a gradient are compared, and where they lead.
"""

from __future__ import annotations

import pytest

from tests.engine.gradient_graphs import difference
from tests.engine.gradient_graphs_differing import DIFFERING
from tests.engine.opinfo import entries
from tests.engine.opinfo_lacking import LACKING

SHARES = 6
ALIKE = 350


def names() -> list[str]:
    """The entries that are to have PyTorch's nodes."""
    return [name for name in entries() if name not in LACKING and name not in DIFFERING]


@pytest.mark.parametrize("share", range(SHARES))
def test_the_nodes_behind_a_gradient_are_pytorchs(share: int) -> None:
    found = {name: difference(name, 4) for name in names()[share::SHARES]}
    assert not {name: each for name, each in found.items() if each}


@pytest.mark.parametrize("share", range(2))
def test_what_is_said_to_have_other_nodes_has(share: int) -> None:
    assert [name for name in [*DIFFERING][share::2] if not difference(name, 4)] == []


def test_most_entries_have_pytorchs_nodes() -> None:
    assert DIFFERING.keys() <= entries().keys()
    assert len([name for name in names() if entries()[name].supports_autograd]) >= ALIKE
