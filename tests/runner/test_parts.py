"""What lists, dictionaries and objects of the program hold has names; what changes is told."""

from __future__ import annotations

import time

import numpy as np
import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Entered, Names
from inspector.model.recordings.recording import Recording
from inspector.runner.following.parts import MOST, Search
from tests.runner.running import of, record, run


def bound_at_the_end(source: str) -> dict[str, str | int | None]:
    """What the module's variables are bound to when a program has ended: texts and ids."""
    recording = Recording(source)
    recording.extend(record(source))
    frames = Moment(recording, len(recording)).variables()
    return {b.name: b.text or b.tensor for frame in frames for b in frame.bindings}


CHANGES = {
    "an item": ("a = [1, 2]\na[0] = 7", "[7, 2]"),
    "a slice": ("a = [1, 2]\na[1:] = []", "[1]"),
    "an item that is added to": ("a = [1, 2]\na[0] += 7", "[8, 2]"),
    "append": ("a = []\nfor n in range(3):\n    a.append(n / 2)", "[0.0, 0.5, 1.0]"),
    "an item that is deleted": ("a = [1, 2]\ndel a[0]", "[2]"),
    "pop": ("a = [1, 2]\nb = a.pop()", "[1]"),
    "a key": ("a = {}\na['lr'] = 0.1", "{'lr': 0.1}"),
    "another name": ("a = b = []\nb.append(1)", "[1]"),
    "another name, in a function": ("b = a = []\ndef f():\n    b.append(1)\nf()", "[1]"),
    "a list within": ("a = [[1], [2]]\na[0].append(3)", "[[1, 3], [2]]"),
    "a function's": ("def f(x):\n    x.append(1)\n    return 0\na = []\nf(a)", "[1]"),
    "many": ("a = []\nfor n in range(40):\n    a.append(n)", "[0, 1, …, 39] 40 items"),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_what_a_list_or_dictionary_has_become_is_told(changed: str) -> None:
    source, text = CHANGES[changed]
    assert bound_at_the_end(f"{source}\nend = 0\n")["a"] == text


HELD = """\
def leaf(): return torch.ones(2, requires_grad=True)
class Layer:
    def __init__(self):
        self.weight = leaf()
        self.bias = leaf()
    def __call__(self, x):
        self.out = x * self.weight + self.bias
        return self.out
params = [leaf(), leaf()]
table = {"w": leaf(), 3: (leaf(), leaf())}
layer = Layer()
layers = [Layer(), Layer()]
nets = [torch.nn.Linear(1, 1), torch.nn.Tanh()]
best = torch.max(leaf(), 0)
end = 0
"""


def test_the_tensors_that_something_holds_are_told_by_the_way_to_them() -> None:
    assert set(bound_at_the_end(HELD)) == {
        "params[0]", "params[1]", "table['w']", "table[3][0]", "table[3][1]", "layer.weight",
        "layer.bias", "layers[0].weight", "layers[0].bias", "layers[1].weight", "layers[1].bias",
        "nets[0].weight", "nets[0].bias", "best.values", "best.indices", "end",
    }  # fmt: skip


def test_what_an_object_is_given_later_is_told_by_all_its_names() -> None:
    before = bound_at_the_end(HELD)
    called = f"{HELD}layers[0](layer(torch.ones(2)))\nend = 1\n"
    after = bound_at_the_end(called)
    assert set(after) - set(before) == {"layer.out", "layers[0].out"}
    again = bound_at_the_end(f"{called}layer(torch.ones(2))\nend = 2\n")
    assert again["layer.out"] != after["layer.out"]
    assert again["layers[0].out"] == after["layers[0].out"]


def test_a_state_that_goes_from_turn_to_turn_has_a_name() -> None:
    source = """\
    lstm, state = torch.nn.LSTM(1, 1), None
    for _ in range(2):
        out, state = lstm(torch.ones(1, 1), state)
    class Cell(torch.nn.Module):
        def forward(self, x):
            self.h = x + 1
            return self.h
    cell = Cell()
    y = cell(out)
    """
    names = bound_at_the_end(source)
    assert {"state[0]", "state[1]", "cell.h"} <= set(names)
    assert names["cell.h"] == names["y"]


def test_a_modules_buffers_have_names_and_follow_it() -> None:
    source = """\
    class Scaled(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.norm = torch.nn.BatchNorm1d(2)
            self.register_buffer("scale", torch.ones(2))
        def forward(self, x):
            return self.norm(x) * self.scale
    net = Scaled()
    y = net(torch.tensor([[1.0, 2.0], [3.0, 6.0]]))
    mean = net.norm.running_mean
    """
    names = bound_at_the_end(source)
    assert {"net.scale", "net.norm.running_var", "net.norm.num_batches_tracked"} <= set(names)
    assert names["mean"] == names["net.norm.running_mean"]


UNSEEN = {
    "statistics that are learnt": (
        "m = torch.nn.BatchNorm1d(2)\nm(torch.tensor([[1.0, 2.0], [3.0, 6.0]]))", "m.running_var",
    ),
    "rows that are shortened": (
        "m = torch.nn.Embedding(3, 2, max_norm=0.1)\nm(torch.tensor([0, 2]))", "m.weight",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", UNSEEN)
def test_what_a_layer_changes_by_itself_is_told(change: str) -> None:
    source, name = UNSEEN[change]
    recording = Recording(f"import torch\n{source}\nprint({name}.tolist())\nend = 0\n")
    recording.extend(run(recording.source))
    moment = Moment(recording, len(recording))
    names = {b.name: b.tensor for frame in moment.variables() for b in frame.bindings}
    state = moment.tensor(names[name] or 0)
    assert state is not None
    array = np.frombuffer(state.value.data, state.value.dtype).reshape(state.value.shape)
    assert str(array.tolist()) == moment.output[0].text.strip()


def test_what_was_moved_unseen_is_not_called_by_where_it_was() -> None:
    source = """\
    class Box: pass
    def leaf(): return torch.ones(1, requires_grad=True)
    kept, box = [leaf()], Box()
    box.items, box.other = kept, leaf()
    setattr(box, "items", [leaf()])
    kept.append(leaf())
    end = 0
    """
    names = bound_at_the_end(source)
    assert set(names) == {"kept[0]", "kept[1]", "box.items[0]", "box.other", "end"}
    assert names["box.items[0]"] != names["kept[0]"]


def test_a_part_that_is_gone_has_no_name_any_more() -> None:
    source = "a = [torch.ones(1), torch.ones(1)]\na.pop()\nend = 0\n"
    assert set(bound_at_the_end(source)) == {"a[0]", "end"}


def test_a_module_is_called_by_what_the_program_calls_it() -> None:
    source = """\
    nn, x = torch.nn, torch.ones(1, 1)
    G, D = nn.Linear(1, 1), nn.Linear(1, 1)
    many, table = [nn.ReLU(), nn.Tanh()], {"head": nn.Linear(1, 1)}
    class Trainer:
        def __init__(self):
            self.net = nn.Sequential(nn.Linear(1, 1))
        def step(self):
            local = nn.Sigmoid()
            return local(self.net(x))
    D(G(x))
    for each in many:
        each(x)
    table["head"](x)
    Trainer().step()
    nn.GELU()(x)
    """
    entered = [event.name for event in of(Entered, record(source))]
    assert entered == [
        "G", "D", "many[0]", "many[1]", "table['head']", "self.net", "0", "local", "",
    ]  # fmt: skip


def test_nothing_of_the_programs_own_is_called() -> None:
    source = """\
    class Trap:
        def __getattribute__(self, name): raise SystemExit("touched")
    class Items(list):
        def __iter__(self): raise SystemExit("touched")
        def __getitem__(self, at): raise SystemExit("touched")
    class Keys(dict):
        def items(self): raise SystemExit("touched")
    class Slots:
        __slots__ = ("x",)
    class Unhashed:
        def __init__(self): self.hashed = False
        def __hash__(self):
            if self.hashed: raise SystemExit("touched")
            self.hashed = True
            return 1
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.__dict__["odd"] = Trap()
    a, b, c, d, e = Trap(), Items([1]), Keys(k=1), Slots(), [Trap(), Keys()]
    f, g = Net(), {Unhashed(): 1}
    e.append(Trap())
    end = 1
    """
    assert bound_at_the_end(source) == {"end": "1"}


def test_no_way_leads_back_to_where_it_has_been() -> None:
    source = """\
    class Node:
        def __init__(self, parent=None):
            self.w, self.parent, self.kids = torch.ones(2, requires_grad=True), parent, []
            if parent is not None:
                parent.kids.append(self)
    root = Node()
    kid = Node(root)
    """
    names = {"root.w", "root.kids[0].w", "kid.w", "kid.parent.w"}
    assert set(bound_at_the_end(source)) == names


def test_a_dictionary_that_another_thread_changes_does_not_end_the_telling() -> None:
    source = """\
    import sys, threading
    sys.setswitchinterval(1e-6)
    shared, ended = {}, []
    def work():
        while not ended:
            for n in range(15):
                shared[n] = 0
            shared.clear()
    thread = threading.Thread(target=work)
    thread.start()
    for turn in range(3000):
        shared.update()
    ended.append(1)
    thread.join()
    end = 1
    """
    assert bound_at_the_end(source)["end"] == "1"


def test_a_search_ends_however_much_there_is_and_however_it_turns_in_itself() -> None:
    ring: list[object] = []
    ring += [ring, ring, ring]
    begun = time.process_time()
    assert Search(ring).found == []
    assert Search([[list(range(10**6))] * 1000] * 1000).found == []
    assert time.process_time() - begun < 1


def test_of_many_tensors_the_first_are_named() -> None:
    source = "a = [torch.ones(1) for _ in range(200)]\nend = 0\n"
    assert set(bound_at_the_end(source)) == {*(f"a[{n}]" for n in range(MOST)), "end"}


def test_what_a_deque_holds_has_names_and_they_move_with_it() -> None:
    source = """\
    from collections import deque
    states = deque([torch.ones(1), torch.zeros(1)], maxlen=2)
    states.append(torch.ones(2))
    states.appendleft(states.pop())
    """
    told = [e.bound for e in record(source) if isinstance(e, Names) and e.bound]
    assert [binding.name for binding in told[0]] == ["states[0]", "states[1]"]
    assert [binding.name for binding in told[1]] == ["states[0]", "states[1]"]
    assert told[1][0].tensor == told[0][1].tensor
    assert [binding.tensor for binding in told[2]] == [b.tensor for b in reversed(told[1])]
