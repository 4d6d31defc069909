"""Which of several variables names a tensor."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

_LEAVES = "ps = [torch.ones(2, requires_grad=True) for _ in range(3)]\n"

NAMED = {
    "an item of a list": ("", "ps[2]"),
    "not what a loop calls it, however often": (
        "for _ in range(20):\n    for p in ps:\n        q = p\n", "ps[2]",
    ),
    "a name that is given once and for all": ("w, b, scale = ps\n", "scale"),
    "a parameter of the model that a list was made into": (
        (
            "steps = [torch.nn.Linear(1, 1)]\nmodel = torch.nn.Sequential(*steps)\n"
            "ps = list(model.parameters()) * 2\n"
        ), "model.0.weight",
    ),
}  # fmt: skip


@pytest.mark.parametrize("program", NAMED)
def test_the_name_that_lasts_names_a_tensor(program: str) -> None:
    source, name = NAMED[program]
    recording = Recording(_LEAVES + source)
    recording.extend(record(_LEAVES + source + "end = 0\n"))
    moment = Moment(recording, len(recording))
    (tensor,) = (b.tensor for f in moment.variables() for b in f.bindings if b.name == "ps[2]")
    assert tensor is not None
    assert moment.name(tensor) == name
