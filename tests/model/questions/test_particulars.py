"""Errors name what in this very program is to blame."""

from __future__ import annotations

import textwrap

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.causes import fault
from inspector.model.questions.explain import sentence
from inspector.model.recordings.recording import Recording
from tests.runner.running import run

WALL = """\
import torch
w = torch.ones(3, requires_grad=True)
def predict(w):
    with torch.no_grad():
        return w * 2
loss = (predict(w) + 1).sum()
loss.backward()
"""
NOT_A_LEAF = """\
import torch
w = torch.ones(3, requires_grad=True)
def go(w):
    h = w * 2
    h.sum().backward()
    return h.grad + 1
go(w)
"""
NARROW = """\
import torch
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Linear(4, 8)
        self.b = torch.nn.Linear(6, 2)
    def forward(self, x):
        return self.b(self.a(x))
Net()(torch.ones(5, 4))
"""
ACROSS = """\
import torch
x, weight = torch.ones(3), torch.ones(3, 2)
print((x * weight).sum())
"""
PLAIN = "import torch\ntorch.ones(2, 3) @ torch.ones(4, 5)\n"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (WALL, "because mul on line 5 ran under no_grad on line 4"),
        (NOT_A_LEAF, "h.grad is None on line 6. It is not a leaf"),
        (NARROW, "(5x8 and 6x2). b (Linear) takes 6 features, and was given 8."),
        (ACROSS, "x has 3 elements, weight has the shape 3×2. Counted from the right, sizes"),
        (ACROSS.replace("x * weight", "weight @ x"), "as many columns as the vector has elements"),
        (ACROSS.replace("x * weight", "x * wieght"), "Perhaps weight is meant."),
        (ACROSS.replace("(x * weight).sum()", "x.backwards()"), "Perhaps backward is meant."),
        (ACROSS.replace("x * weight", "x * 3 +"), "colon (SyntaxError: invalid syntax)."),
        (PLAIN, "The inner sizes, 3 and 4, must be the same."),
    ],
    ids=[
        "a wall far from the call",
        "a .grad that is not kept",
        "a layer",
        "two sizes",
        "a vector",
        "a name",
        "an attribute",
        "no Python",
        "no layer",
    ],
)
def test_an_error_is_told_with_what_it_is_about(source: str, words: str) -> None:
    recording = Recording(source, "lesson.py")
    recording.extend(run(textwrap.dedent(source)))
    assert words in sentence(recording, len(recording))
    answer = fault(Moment(recording, len(recording)))
    assert answer is not None
    if source is WALL:
        assert answer.links[0].text == "not tracked on line 5"
