"""Programs of modules, functions and loops, and how their graphs fold."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.model.graphs.graph import build
from inspector.model.graphs.modules import module_names
from inspector.model.graphs.vertex import Graph, Kind, View
from inspector.model.looks.group_look import gradient_norm
from inspector.model.looks.look import Activity, Phase
from inspector.model.moments.calls import Calls
from inspector.model.recordings.events import Entered, Error, Left, NodeBackward, Op
from inspector.model.recordings.measuring import INFINITE
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from tests.runner.running import record, run

LOOP = """

w = torch.tensor([0.5, 0.25], requires_grad=True)
def cell(h):
    a = h * w
    return a.tanh() + 1
h = torch.ones(2)
for turn in range(20):
    h = cell(h)
loss = h.sum()
loss.backward()
"""
MODEL = """

torch.manual_seed(0)
block = lambda: torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2))
model = torch.nn.Sequential(*[block() for _ in range(6)])
loss = model(torch.ones(4, 2)).sum()
loss.backward()
"""


def session_of(source: str) -> Session:
    recording = Recording(source)
    recording.extend(record(source))
    session = Session()
    session.open_recording(recording)
    return session


@pytest.fixture(scope="module")
def loop() -> Session:
    return session_of(LOOP)


@pytest.fixture
def model() -> Session:
    return session_of(MODEL)


def labels(graph: Graph) -> list[str]:
    return [vertex.label for vertex in graph.vertices]


def test_the_turns_of_a_loop_stand_for_what_happens_in_them(loop: Session) -> None:
    turns = [v for v in loop.graph.vertices if v.kind is Kind.GROUP]
    assert [turn.label for turn in turns] == [f"turn {n + 1}" for n in range(20)]
    assert {"w", "loss"} <= {loop.moment.name(v.tensor) for v in loop.graph.vertices}
    inside = loop.graph.groups[turns[0].key]
    assert [member.label for member in inside.members] == ["h", "×", "tanh", "+1"]


LAYERS = """

class Affine:
    def __init__(self, n):
        self.w = torch.ones(n, requires_grad=True)
        self.b = torch.zeros(n, requires_grad=True)
    def __call__(self, x):
        return (x * self.w + self.b) * 2
class Norm:
    def __init__(self, n):
        self.n = n
    def __call__(self, x):
        return (x - x.mean()) / x.std()
layers = [kind(3) for _ in range(6) for kind in (Affine, Norm)]
x = torch.arange(3.0)
for layer in layers:
    x = layer(x)
loss = x.exp().sum()
loss.backward()
"""


def test_the_turns_of_a_loop_over_layers_of_ones_own_are_called_by_their_classes() -> None:
    session = session_of(LAYERS)
    groups = [v for v in session.graph.vertices if v.kind is Kind.GROUP]
    assert [group.label for group in groups] == ["Affine()", "Norm()"] * 6
    assert groups[7].grad_fn == "turn 8, line 16"


def test_an_object_called_again_and_again_leaves_the_turns_their_numbers() -> None:
    layers = LAYERS.replace("(Affine, Norm)", "(Affine, Affine)")
    found = labels(session_of(layers).graph)
    assert {"turn 1", "turn 12"} <= set(found)


def test_a_turn_that_updates_a_parameter_and_computes_with_it_keeps_its_number() -> None:
    turn = "    w.data -= 0.1 * w.grad\n    w.grad = None\n    (w * w).tanh().sum().backward()\n"
    start = "\nw = torch.ones(3, requires_grad=True)\nw.sum().backward()\nfor n in range(9):\n"
    calls = Calls(start + turn)
    calls.follow(record(start + turn))
    assert [call.title for call in calls.all] == [f"turn {n + 1}" for n in range(10)]


def test_no_operation_is_lost_or_shown_twice(loop: Session) -> None:
    whole = build(loop.recording, View.OPERATIONS)
    held = [member.key for group in loop.graph.groups.values() for member in group.members]
    own = [v.key for v in loop.graph.vertices if v.kind is not Kind.GROUP]
    assert sorted(held + own) == sorted(vertex.key for vertex in whole.vertices)


def test_edges_lead_to_groups_and_a_tensor_goes_the_same_way_once(loop: Session) -> None:
    graph = loop.graph
    first, second = (v for v in graph.vertices if v.label in ("turn 1", "turn 2"))
    between = [e for e in graph.edges if (e.source, e.target) == (first.key, second.key)]
    assert len(between) == 1
    keys = set(graph.by_key)
    assert all(edge.source in keys and edge.target in keys for edge in graph.edges)


def test_modules_are_entered_and_left_with_their_names_and_sizes(model: Session) -> None:
    events = model.recording.events
    entered = [event for event in events if isinstance(event, Entered)]
    assert [event.name for event in entered[:4]] == ["model", "0", "0.0", "0.1"]
    assert entered[2].type == "Linear"
    assert entered[2].parameters == 9
    assert len(entered) == len([event for event in events if isinstance(event, Left)])


def test_a_model_opens_as_its_blocks(model: Session) -> None:
    blocks = [v for v in model.graph.vertices if v.kind is Kind.GROUP]
    assert [block.label for block in blocks] == [str(number) for number in range(6)]
    assert blocks[0].grad_fn == "Sequential · 17 parameters"


def test_a_group_opens_and_closes_and_the_choice_holds_for_the_next_run(model: Session) -> None:
    told: list[str] = []
    model.folding_changed.connect(lambda: told.append("folding"))
    block = next(v for v in model.graph.vertices if v.label == "0")
    model.select(block.key)
    model.fold(block.key)
    assert "0" not in labels(model.graph)
    assert model.selection in model.graph.by_key
    source = f"import torch{MODEL}loss.backward()\n"
    recording = Recording(source)
    recording.extend(record(MODEL))
    model.open_recording(recording)
    assert "0" not in labels(model.graph)
    inner = next(v for v in model.graph.vertices if v.label.startswith("0."))
    model.fold(inner.key)
    member = next(v for v in model.graph.vertices if v.label == "tanh")
    model.fold(member.key)
    assert told == ["folding"] * 3


def test_all_groups_open_and_close_at_once(model: Session) -> None:
    model.fold_all(opened=True)
    assert not model.graph.groups
    leaf = next(vertex for vertex in model.graph.vertices if vertex.kind is Kind.LEAF)
    model.fold_all(opened=False)
    assert labels(model.graph) == ["model", "Σ"]
    model.fold_all(opened=True)
    assert model.graph.by_key[leaf.key] is leaf, "only the groups are made anew"


def test_a_small_program_is_shown_as_it_is() -> None:
    small = session_of(
        "\n\nx = torch.ones(2, requires_grad=True)\nfor n in range(2):\n    y = x * n + 1\n"
    )
    assert not small.graph.groups
    assert small.folding.any


def test_what_gradients_come_by_is_opened_though_more_was_computed_without_them() -> None:
    used = (
        "for epoch in range(2):\n    loss = model(torch.ones(4, 2)).sum()\n    loss.backward()\n"
    )
    used += "def sampled(x):\n    for _ in range(50):\n        x = model(x)\n    return x\n"
    used += "with torch.no_grad():\n    sampled(torch.ones(1, 2))\n"
    shown = labels(session_of(MODEL.partition("loss =")[0] + used).graph)
    assert "sampled()" in shown
    assert not any(label.startswith("turn") for label in shown)


def test_a_group_shows_where_the_run_is_and_the_length_of_its_gradients(model: Session) -> None:
    block = next(v for v in model.graph.vertices if v.label == "2")
    model.go(block.born - 1)
    assert model.appearance.vertex(block.key).phase is Phase.UNBORN
    model.go(block.born)
    look = model.appearance.vertex(block.key)
    assert look.activity is Activity.FORWARD
    assert look.value_text.startswith("5 ops, 4 leaves")
    model.go(len(model.recording))
    look = model.appearance.vertex(block.key)
    assert look.phase is Phase.FREED
    norm = gradient_norm(model.graph.groups[block.key], model.moment)
    assert norm is not None
    assert float(look.grad_text) == pytest.approx(norm, rel=1e-2)


@pytest.mark.parametrize("number", ["inf", "nan"])
def test_a_group_says_what_is_not_finite_inside_and_not_the_length_of_the_rest(
    number: str,
) -> None:
    broken = session_of(MODEL.replace("torch.ones(4, 2)", f"torch.ones(4, 2) * float('{number}')"))
    block = next(v for v in broken.graph.vertices if v.label == "2")
    broken.go(block.born)
    assert broken.appearance.vertex(block.key).alarm == ""
    broken.go(len(broken.recording))
    look = broken.appearance.vertex(block.key)
    assert (look.alarm, look.grad_text) == ("NaN", "NaN")


def test_infinities_on_purpose_inside_a_group_are_no_alarm_but_can_be_coloured() -> None:
    masked = MODEL.replace("torch.nn.Tanh()", "Masked()")
    mask = "class Masked(torch.nn.Module):\n    def forward(self, x):\n"
    mask += "        return x.masked_fill(x < 0, -torch.inf).softmax(1)\n"
    session = session_of(mask + masked)
    block = next(v for v in session.graph.vertices if v.label == "2")
    session.go(len(session.recording))
    assert session.appearance.vertex(block.key).alarm == ""
    place = np.array([session.graph.place[block.key]])
    assert session.appearance.columns.defects(place, session.step).tolist() == [INFINITE]


def test_a_group_whose_node_failed_says_so() -> None:
    source = f"import torch{MODEL}loss.backward()\n"
    recording = Recording(source)
    recording.extend(run(source))
    broken = Session()
    broken.open_recording(recording)
    ((_, error),) = recording.every(Error)
    broken.go(len(recording))
    looks = {
        key: (broken.appearance.vertex(key).alarm, [one.node for one in group.members])
        for key, group in broken.graph.groups.items()
    }
    assert [error.node in nodes for _, nodes in looks.values()].count(True) == 1
    assert all((said == "error") == (error.node in nodes) for said, nodes in looks.values())


def test_a_hidden_node_that_runs_lights_its_group(model: Session) -> None:
    recording = model.recording
    index = recording.of_kind(NodeBackward)[3]
    event = recording.events[index]
    assert isinstance(event, NodeBackward)
    model.go(index + 1)
    group = model.graph.by_node[event.node]
    assert group.kind is Kind.GROUP
    assert model.appearance.vertex(group.key).activity is Activity.GRADIENT


def test_recursion_and_exceptions_leave_no_call_open() -> None:
    source = """

def deep(x, n):
    if n == 0:
        raise ValueError
    return deep(x * 2, n - 1)
x = torch.ones(1, requires_grad=True)
try:
    deep(x, 3)
except ValueError:
    pass
y = x + 1
"""
    session = session_of(source)
    last = [v for v in session.graph.vertices if v.op is not None][-1]
    assert last.label == "+1"
    assert not session.folding.holds(last.key)


def test_loops_within_loops_have_turns_of_their_own() -> None:
    source = """

x = torch.ones(1, requires_grad=True)
y = x
for outer in range(3):
    for inner in range(6):
        y = y * x
        y = y + 1
    y = y.sin()
z = y + 1
"""
    session = session_of(source)
    inner = [v.label for v in session.graph.vertices if v.kind is Kind.GROUP]
    assert inner == [f"turn {n + 1}" for n in range(6)] * 3
    first = next(v for v in session.graph.vertices if v.label == "turn 1")
    assert len(session.graph.groups[first.key].members) == 2
    session.fold_all(opened=False)
    outer = [v for v in session.graph.vertices if v.kind is Kind.GROUP]
    assert [v.label for v in outer] == ["turn 1", "turn 2", "turn 3"]
    assert len(session.graph.groups[outer[0].key].members) == 13


def groups_open(session: Session) -> set[str]:
    """The titles of the blocks whose parts are shown."""
    blocks = {str(number) for number in range(6)}
    return blocks - {label for label in labels(session.graph) if label in blocks}


def step_of(session: Session, kind: type, number: int) -> int:
    found = [i + 1 for i, event in enumerate(session.recording.events) if isinstance(event, kind)]
    return found[number]


def test_stepping_into_a_group_opens_it_and_stepping_out_closes_it(model: Session) -> None:
    assert groups_open(model) == set()
    model.go(step_of(model, Op, 0))
    model.visit()
    assert len(groups_open(model)) == 1
    model.go(step_of(model, Op, 3))
    model.visit()
    assert len(groups_open(model)) == 1
    model.go(step_of(model, Op, -1))
    model.visit()
    assert groups_open(model) == set()
    model.go(step_of(model, NodeBackward, 2))
    model.visit()
    assert len(groups_open(model)) == 1


def test_what_was_opened_by_hand_stays_open_when_a_step_leaves_it(model: Session) -> None:
    model.go(step_of(model, Op, 0))
    first = next(vertex.key for vertex in model.graph.vertices if vertex.kind is Kind.GROUP)
    model.fold(first)
    opened = groups_open(model)
    model.visit()
    model.go(step_of(model, Op, -1))
    model.visit()
    assert groups_open(model) == opened


def test_a_group_that_a_step_has_opened_can_be_closed_by_hand(model: Session) -> None:
    model.go(step_of(model, Op, 0))
    model.visit()
    inside = next(vertex for vertex in model.graph.vertices if vertex.op is not None)
    assert model.folding.holds(inside.key)
    model.fold(inside.key)
    assert inside.key not in model.graph.by_key


def test_modules_are_told_apart_as_deep_as_there_are_few(model: Session) -> None:
    names = module_names(model.graph, model.recording)
    assert set(names) == {"", *(f"{number}: Sequential" for number in range(6))}
    model.fold_all(opened=True)
    graph = model.graph
    by_key = dict(
        zip((v.key for v in graph.vertices), module_names(graph, model.recording), strict=True)
    )
    ops = [v for v in graph.vertices if v.op is not None]
    assert by_key[ops[0].key] == "0: Sequential"
    assert by_key[ops[-1].key] == ""
    weight = next(v for v in graph.vertices if v.kind is Kind.LEAF)
    assert by_key[weight.key] == "0: Sequential"


def test_what_is_given_to_a_module_is_no_part_of_it() -> None:
    given = session_of(
        MODEL.replace("torch.ones(4, 2)", "x").replace("loss =", "x = torch.ones(4, 2)\nloss =")
    )
    given.fold_all(opened=True)
    names = module_names(given.graph, given.recording)
    kinds = [vertex.kind for vertex in given.graph.vertices]
    assert names[kinds.index(Kind.CONSTANT)] == ""
    assert names[kinds.index(Kind.LEAF)] == "0: Sequential"


def test_the_legend_names_the_modules(model: Session) -> None:
    model.settings["colour"] = "module"
    key = model.appearance.key
    assert key is not None
    assert key.names[0] == "0: Sequential"
    first = next(v.key for v in model.graph.vertices if v.label == "0")
    assert model.appearance.vertex(first).tint == "group.0"


def test_a_program_without_modules_has_none(loop: Session) -> None:
    assert set(module_names(loop.graph, loop.recording)) == {""}
