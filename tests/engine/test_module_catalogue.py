"""PyTorch's own catalogue of layers and losses, entry by entry, with some of its inputs.

All of its inputs: ``python -m tests.engine.module_catalogue --all``.
"""

from __future__ import annotations

import pytest

from tests.engine.module_catalogue import catalogue, differences

CAP = 2
LACKING = {"LinearCrossEntropyLoss": "scores computed in pieces, by options, so as to save memory"}


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_a_layer_of_the_catalogue_is_pytorchs(name: str) -> None:
    differing, lacking, same = differences(name, CAP)
    assert differing == []
    assert same
    assert bool(lacking) == (name in LACKING)
