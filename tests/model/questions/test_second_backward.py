"""A second backward that fails: what leads back, and the remedy that fits the program."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.errors.remedies import explained
from inspector.model.recordings.recording import Recording
from tests.runner.running import run

_LEAF = "import torch\nw = torch.tensor([1.0, 2.0], requires_grad=True)\n"

REMEDIES = {
    "a state goes on": (
        "h = torch.ones(2)\nfor _ in range(2):\n    h = torch.tanh(h * w)\n    h.sum().backward()",
        "Let only its value go on: h = h.detach().",
    ),
    "an object's state goes on": (
        (
            "class Cell:\n    h = None\n    def step(self):\n"
            "        self.h = torch.tanh(w if self.h is None else self.h * w)\n"
            "cell = Cell()\nfor _ in range(2):\n    cell.step()\n    cell.h.sum().backward()"
        ),
        "Let only its value go on: cell.h = cell.h.detach().",
    ),
    "a tuple's state goes on": (
        (
            "s = (torch.ones(2),)\nfor _ in range(2):\n    s = (torch.tanh(s[0] * w),)\n"
            "    s[0].sum().backward()"
        ),
        "Let only its value go on: s[0].detach().",
    ),
    "two losses of one thing, one after the other": (
        "fake = w * w\nd = fake.exp().sum()\nd.backward()\ng = fake.sin().sum()\ng.backward()",
        (
            "Both passes go back through fake. If the first is to end there, write fake.detach() "
            "on line 4; if both are to go on, give the call on line 5 retain_graph=True."
        ),
    ),
    "computed once for all turns": (
        "f = w * w\nfor _ in range(2):\n    loss = f.exp().sum()\n    loss.backward()",
        (
            "Each result is a new one, but f was computed once, on line 3. Compute it anew before "
            "each backward(), or use f.detach() if what it was made from is not to learn."
        ),
    ),
    "two losses that both exist": (
        "y = w * w\na, b = y.sum(), y.mean()\na.backward()\nb.backward()",
        "Give that call retain_graph=True, or go backward once, from their sum.",
    ),
    "the same loss twice": (
        "y = (w * w).sum()\ny.backward()\ny.backward()",
        "Give that call retain_graph=True, or compute y (line 3) anew before going backward again",
    ),
    "a function that is called twice in one place": (
        ("y = (w * w).sum()\ndef go(loss):\n    loss.backward()\nfor _ in range(2):\n    go(y)"),
        (
            "fails on line 5, called on line 7: its saved tensors were freed by backward() on "
            "line 5 when it was called there before. Give that call retain_graph=True, or compute"
        ),
    ),
    "twice in one call of a function": (
        (
            "def go():\n    loss = (w * w).sum()\n    for _ in range(2):\n"
            "        loss.backward()\ngo()"
        ),
        "fails on line 6: its saved tensors were freed by backward() on line 6 when that ran",
    ),
}


@pytest.mark.parametrize("program", REMEDIES)
def test_the_remedy_of_a_second_backward_fits_the_program(program: str) -> None:
    source, words = REMEDIES[program]
    recording = Recording(_LEAF + source)
    recording.extend(run(_LEAF + source))
    moment = Moment(recording, len(recording))
    assert moment.error is not None
    assert words in explained(moment.error, moment)
