"""What is told in short is what would have been told at length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from engine.observer import Step
from inspector.assets import LESSONS
from inspector.model.recordings.events import AnyEvent, NodeBackward, Op
from inspector.runner.recording import short_ways
from tests.runner.running import of, record

LOOP = """\
w = torch.tensor(0.5, requires_grad=True)
b = torch.tensor([0.1, 0.2], requires_grad=True)

def model(x):
    return (w * x + b).tanh()

for epoch in range(4):
    for x in (torch.tensor(1.0), torch.tensor([2.0, 3.0]), 2.0):
        y = model(x)
        loss = ((y - 0.5) ** 2).sum() if epoch % 2 else (y * y).mean()
        with torch.no_grad():
            guess = model(x) * 2.0
        loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
    z = w.detach() + epoch
"""


NET = """\
torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(40, 20), torch.nn.ReLU(), torch.nn.Linear(20, 3, bias=False)
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
x, y = torch.randn(16, 40), torch.randint(0, 3, (16,))
for step in range(4):
    optimizer.zero_grad()
    scores = model(x)
    heads = x.view(16, 4, 10).transpose(1, 2).unsqueeze(0)
    noisy = torch.nn.functional.dropout(torch.nn.functional.gelu(heads), 0.1)
    both = torch.cat([scores.view(2, 8, 3).sum(dim=1), scores[:2].T.T], dim=0)
    loss = torch.nn.functional.cross_entropy(scores, y) + both.mean()
    loss = loss + x.softmax(1).max() + noisy.permute(0, 3, 1, 2).max()
    loss.backward()
    optimizer.step()
"""


def at_length(source: str, patch: pytest.MonkeyPatch) -> list[AnyEvent]:
    """The events of a program where nothing but statements and names is told in short."""
    with patch.context() as patched:
        patched.setattr(short_ways, "ShortOps", lambda ways: ways)
        patched.setattr(short_ways, "short_pair", lambda ways, op: at_full_length(op))
        patched.setattr(short_ways, "short_node", lambda ways, sites: ways.node_ran)
        patched.setattr(short_ways, "short_steps", lambda ways, sites, node: one_by_one(node))
        return record(source)


def at_full_length(op: Callable[..., None]) -> Callable[..., None]:
    """What tells of an operation on two operands by what tells of any."""
    return lambda entry, first, second, out: op(
        entry, tuple(zip(entry.inputs, (first, second), strict=True)), (out,), False
    )


def one_by_one(node_ran: Callable[..., None]) -> Callable[[Sequence[Step]], None]:
    """What tells of many nodes by what tells of one."""

    def nodes_ran(steps: Sequence[Step]) -> None:
        for node, arriving, outgoing in steps:
            node_ran(node, (arriving,), outgoing)

    return nodes_ran


@pytest.mark.parametrize("source", [LOOP, NET], ids=["scalars and rows", "a net"])
def test_a_loop_is_told_alike_in_short_and_at_length(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = record(source)
    assert len(of(Op, events)) > 50
    assert len(of(NodeBackward, events)) > 30
    assert events == at_length(source, monkeypatch)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", sorted(LESSONS.glob("*.py")), ids=lambda path: path.stem)
def test_lessons_are_told_alike(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thrice = repeated(path.read_text(encoding="utf-8"))
    assert record(thrice) == at_length(thrice, monkeypatch)


def repeated(source: str) -> str:
    """A program that runs another three times, whatever it raises."""
    lines = (f"        {line}" if line.strip() else line for line in source.splitlines())
    body = "\n".join(lines)
    return f"for _ in range(3):\n    try:\n{body}\n    except Exception:\n        pass\n"
