"""PyTorch's own catalogue of layers and losses, entry by entry, with some of its inputs.

All of its inputs: ``python -m tests.engine.module_catalogue --all``.
"""

from __future__ import annotations

import pytest

from tests.engine.module_catalogue import catalogue, differences

CAP = 2
LACKING = {"LinearCrossEntropyLoss": "scores computed in pieces, by options, so as to save memory"}


SHARES = 4


@pytest.mark.parametrize("share", range(SHARES))
def test_a_layer_of_the_catalogue_is_pytorchs(share: int) -> None:
    for name in sorted(catalogue())[share::SHARES]:
        differing, lacking, same = differences(name, CAP)
        assert differing == [], name
        assert same, name
        assert bool(lacking) == (name in LACKING), name


def test_what_is_said_to_lack_is_in_the_catalogue() -> None:
    assert LACKING.keys() <= catalogue().keys()
