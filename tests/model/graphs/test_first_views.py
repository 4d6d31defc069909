"""What a stranger's program shows before anybody has opened or closed a part of it."""

from __future__ import annotations

from inspector.model.graphs.grouping import READABLE
from inspector.model.graphs.search import Haystack
from tests.model.graphs.test_grouping import labels, session_of

MODEL = """

class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = torch.nn.Sequential(*[torch.nn.Linear(2, 2) for _ in range(4)])
    def forward(self, x):
        return self.inner(x).tanh() + x
class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.ModuleList(Block() for _ in range(3))
    def forward(self, x):
        x = x * 0.5
        for block in self.blocks:
            x = block(x)
        return x.exp()
model = Model()
loss = ((model(torch.ones(1, 2)) - 1).abs().pow(2).sqrt() + 1).log().sum()
loss.backward()
"""
SUMMED = """
weights = [torch.full((2,), float(n), requires_grad=True) for n in range(1, 15)]
small = weights[0] * 2
penalty = sum(w.pow(2).sum() for w in weights)
def cost(w):
    return w.exp().sum()
longer = [cost(w) * 2 for w in weights]
(small.sum() + penalty + longer[0]).backward()
"""
CLIPPED = """
layers = [torch.nn.Linear(2, 2) for _ in range(10)]
x = torch.ones(1, 2)
for layer in layers:
    x = layer(x)
x.sum().backward()
torch.nn.utils.clip_grad_norm_([p for layer in layers for p in layer.parameters()], 0.1)
"""


def test_a_model_that_is_most_of_a_graph_is_seen_as_its_layers() -> None:
    session = session_of(MODEL)
    shown = labels(session.graph)
    assert shown[1:7] == ["×0.5", "blocks.0", "blocks.1", "blocks.2", "exp", "−1"]
    block = next(v for v in session.graph.vertices if v.label == "blocks.1")
    assert block.grad_fn == "Block · 24 parameters"
    session.fold(block.key)
    assert "blocks.1" not in labels(session.graph)
    assert "blocks.1.inner" in labels(session.graph)


def test_a_turn_whose_gradients_all_come_by_one_layer_is_called_by_that_layer() -> None:
    masked = MODEL.replace("x = block(x)", "x = block(x[:, :2])").replace(
        "def forward(self, x):\n        return self.inner",
        "def forward(self, x, mask):\n        x = x * mask[:1]\n        return self.inner",
    )
    masked = masked.replace("block(x[:, :2])", "block(x, mask[:1, :2])").replace(
        "x = x * 0.5\n", "x, mask = x * 0.5, torch.ones(3, 3)\n"
    )
    session = session_of(masked)
    blocks = [v for v in session.graph.vertices if v.label.startswith("blocks.")]
    assert [v.label for v in blocks] == ["blocks.0", "blocks.1", "blocks.2"]
    assert [v.grad_fn for v in blocks] == [f"Block · 24 parameters, turn {n}" for n in (1, 2, 3)]


def test_what_one_statement_computes_at_length_is_one_thing() -> None:
    session = session_of(SUMMED)
    graph = session.graph
    groups = {v.label: graph.groups[v.key] for v in graph.vertices if v.key in graph.groups}
    shown = [v.label for v in session.graph.vertices]
    assert "×2" in shown
    assert [title for title in groups if title in ("penalty", "longer")] == ["penalty", "longer"]
    assert sum(member.op is not None for member in groups["penalty"].members) == 42
    assert "cost()" not in shown
    longer = next(v for v in session.graph.vertices if v.label == "longer")
    assert longer.grad_fn == "line 7"
    session.fold(longer.key)
    assert labels(session.graph).count("cost()") == 14


def test_clipping_many_gradients_does_not_bury_the_model() -> None:
    session = session_of(CLIPPED)
    clipped = [v for v in session.graph.vertices if v.label == "clip_grad_norm_()"]
    assert [v.grad_fn for v in clipped] == ["line 7"]
    assert "norm" not in labels(session.graph)


def test_what_is_folded_away_is_found_where_it_is_hidden() -> None:
    session = session_of(SUMMED)
    hits = Haystack(session.graph, session.recording).find("PowBackward0")
    assert [session.graph.by_key[key].label for key in hits] == ["penalty"]
    session.fold(hits[0])
    assert len(Haystack(session.graph, session.recording).find("PowBackward0")) == 14


BY_HAND = """
x, y = torch.ones(4, 2), torch.zeros(4, 1)
w1, b1 = torch.ones(2, 3, requires_grad=True), torch.zeros(3, requires_grad=True)
w2, b2 = torch.ones(3, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
for epoch in range(3):
    loss = ((torch.tanh(x @ w1 + b1) @ w2 + b2 - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for p in (w1, b1, w2, b2):
            p -= 0.1 * p.grad
            p.grad = None
"""
VALIDATED = """
model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
x, y, seen, wanted = torch.ones(4, 2), torch.zeros(4, 1), torch.ones(3, 2), torch.zeros(3, 1)
for epoch in range(2):
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        valid = ((model(seen) - wanted) ** 2).mean()
"""
MINIBATCHES = """
layers = [torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 4), torch.nn.Tanh()]
model = torch.nn.Sequential(*layers, torch.nn.Linear(4, 3))
x, y = torch.ones(6, 2), torch.zeros(6, dtype=torch.long)
for epoch in range(2):
    for i in range(0, 6, 2):
        loss = torch.nn.functional.cross_entropy(model(x[i : i + 2]), y[i : i + 2])
        loss.backward()
    with torch.no_grad():
        for i in range(0, 6, 2):
            out = model(x[i : i + 2])
            valid = torch.nn.functional.cross_entropy(out, y[i : i + 2]).item() * 2
            right = (out.argmax(1) == y[i : i + 2]).sum().item()
"""


def test_an_update_by_hand_is_folded_beside_what_gradients_come_by() -> None:
    session = session_of(BY_HAND)
    shown = labels(session.graph)
    assert shown.count("update") == 4
    assert {"@", "tanh", "^2", "mean"} <= set(shown)
    assert "×0.1" not in shown
    update = next(v for v in session.graph.vertices if v.label == "update")
    session.fold(update.key)
    assert "×0.1" in labels(session.graph)


def test_a_validation_is_folded_while_the_training_is_open() -> None:
    graph = session_of(VALIDATED).graph
    (group,) = graph.groups.values()
    assert group.call.title == "model"
    assert all(member.node is None for member in group.members)
    assert "tanh" in [vertex.label for vertex in graph.vertices]


def test_turns_of_a_validation_are_folded_too_where_there_is_more_than_one_can_read() -> None:
    graph = session_of(MINIBATCHES).graph
    held = sum(len(group.members) for group in graph.groups.values())
    assert len(graph.vertices) - len(graph.groups) + held > READABLE
    (turns,) = (one for one in graph.groups.values() if one.call.title == "3 turns")
    assert all(member.node is None for member in turns.members)
    assert labels(graph).count("tanh") == 2


def test_a_text_that_a_trained_model_writes_is_one_thing_though_turn_leads_to_turn() -> None:
    writing = """
x = torch.ones(1, 2)
with torch.no_grad():
    for word in range(5):
        x = (layers[0](x) + 1).sigmoid()
"""
    session = session_of(CLIPPED.replace("sum().backward", "tanh().sum().backward") + writing)
    shown = labels(session.graph)
    assert "5 turns" in shown
    assert not [label for label in shown if label.startswith("turn ")]
    turns = next(v for v in session.graph.vertices if v.label == "5 turns")
    session.fold(turns.key)
    assert [f"turn {n}" for n in range(1, 6)] == [
        label for label in labels(session.graph) if label.startswith("turn ")
    ]
