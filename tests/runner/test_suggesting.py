"""A misspelt name is answered as Python answers it."""

from __future__ import annotations

import pytest

from inspector.model.recordings.events import Error
from tests.runner.running import of, run


@pytest.mark.parametrize(
    ("program", "last"),
    [
        ("import torch\ntorch.ones(1).backwards()", "'backwards'. Did you mean: 'backward'?"),
        ("weight = 1\nprint(wieght)", "'wieght' is not defined. Did you mean: 'weight'?"),
        ("x = []\nx.quite_another", "'list' object has no attribute 'quite_another'"),
    ],
)
def test_the_traceback_asks_whether_another_name_is_meant(program: str, last: str) -> None:
    (error,) = of(Error, run(program))
    assert error.traceback.endswith(f"{last}\n")
    assert "Did you mean" not in error.message
