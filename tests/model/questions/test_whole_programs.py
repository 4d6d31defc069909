"""Programs run for real: what the graph, the sentences and the variables say of them."""

from __future__ import annotations

import textwrap

from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import Kind, View
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.look import VertexLook
from inspector.model.moments.bands import bands
from inspector.model.moments.moment import Moment
from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import Accumulate, GradMode, Op, Statement
from inspector.model.recordings.format import true_minus, value_text
from inspector.model.recordings.recording import Recording
from tests.runner.running import record_all

CUBE = """\
import torch
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 3
    @staticmethod
    def backward(ctx, gradient):
        x, = ctx.saved_tensors
        return gradient * 3 * x ** 2
x = torch.tensor(2.0, requires_grad=True)
y = Cube.apply(x) + 4 * x
y.backward()
"""
BY_HAND = """\
import torch
w = torch.tensor(1.0, requires_grad=True)
for epoch in range(3):
    (w * w).backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
    w.grad.zero_()
"""


def recorded(source: str) -> Recording:
    text = textwrap.dedent(source)
    recording = Recording(text)
    recording.extend(record_all(text))
    return recording


def looks(recording: Recording) -> list[VertexLook]:
    graph = build(recording, View.OPERATIONS)
    seen = Appearance(graph, recording, len(recording))
    return [seen.vertex(vertex.key) for vertex in graph.vertices]


def told(recording: Recording, kind: type) -> list[str]:
    return [sentence(recording, index + 1) for index in recording.of_kind(kind)]


def named(recording: Recording, name: str, step: int) -> str:
    moment = Moment(recording, step)
    bindings = [one for frame in moment.variables() for one in frame.bindings]
    state = next(moment.tensor(one.tensor or 0) for one in bindings if one.name == name)
    assert state is not None
    return value_text(state.value)


def test_a_function_of_ones_own_is_one_vertex_and_its_inner_operations_none() -> None:
    recording = recorded(CUBE)
    assert [look.symbol for look in looks(recording)] == ["", "Cube", "×4", "+"]
    inner = told(recording, Op)[0]
    assert "part of Cube.forward()" in inner


def test_an_untracked_result_is_never_a_root() -> None:
    recording = recorded("import torch\na = torch.ones(2)\nb = a * 2\n")
    assert [look.is_root for look in looks(recording)] == [False, False]


def test_what_a_hook_computes_is_no_vertex() -> None:
    recording = recorded("""\
    import torch
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.register_hook(lambda g: g * 0.5)
    y.sum().backward()
    """)
    assert [look.symbol for look in looks(recording)] == ["", "×2", "Σ"]


def test_a_grad_that_is_used_is_shown_at_each_use_as_it_was_then() -> None:
    shown = [look for look in looks(recorded(BY_HAND)) if look.title == "w.grad"]
    assert [look.value_text for look in shown] == ["2", "1", "0.5"]
    assert {look.kind for look in shown} == {Kind.CONSTANT}


def test_a_number_that_is_written_into_a_tensor_is_called_a_constant() -> None:
    shown = looks(recorded("import torch\nh = torch.ones(2, 2)\nh[0] = 5\n"))
    assert [(look.title, look.value_text) for look in shown if look.kind is Kind.CONSTANT] == [
        ("h", ""), ("constant", "5"),
    ]  # fmt: skip


def test_a_grad_is_called_by_its_tensor_in_sentences() -> None:
    assert any("w.grad × 0.25 = 1 × 0.25 = 0.25" in text for text in told(recorded(BY_HAND), Op))


def test_a_variable_that_names_a_grad_follows_what_is_added_to_it() -> None:
    recording = recorded("""\
    import torch
    x = torch.tensor(1.0, requires_grad=True)
    (x * 3).backward()
    g = x.grad
    (x * 4).backward()
    """)
    assert named(recording, "g", recording.of_kind(Accumulate)[1]) == "3"
    assert named(recording, "g", len(recording)) == "7"


def test_emptying_a_detached_tensor_tells_that_the_original_changes_too() -> None:
    recording = recorded("""\
    import torch
    x = torch.tensor(3.0, requires_grad=True)
    y = x ** 2
    d = y.detach()
    d.zero_()
    """)
    last = told(recording, Op)[-1]
    assert "zero_ sets d in place to 0" in last
    assert "y becomes 0 too, as it shares its memory" in last
    assert looks(recording)[-1].symbol == "zero_"
    y = Moment(recording, len(recording)).tensor(2)
    assert y is not None
    assert y.grad_fn == "PowBackward0"


def test_a_change_through_a_view_shows_in_base_and_other_views_at_that_step() -> None:
    recording = recorded("""\
    import torch
    x = torch.zeros(3)
    tail = x[1:]
    x[1] = 5
    tail.add_(1)
    """)
    ops = recording.of_kind(Op)
    assert named(recording, "tail", ops[-2]) == "[0, 0]"
    assert named(recording, "tail", ops[-2] + 1) == "[5, 0]"
    assert named(recording, "x", ops[-1] + 1) == "[0, 6, 1]"
    assert "5 is written into a part of x in place" in sentence(recording, ops[-2] + 1)


def test_gradients_through_a_change_of_a_view_travel_by_copyslices() -> None:
    recording = recorded("""\
    import torch
    a = torch.ones(3, requires_grad=True)
    b = a * 2
    b[0].mul_(5)
    b.sum().backward()
    """)
    graph = build(recording, View.OPERATIONS)
    (changed,) = [vertex for vertex in graph.vertices if vertex.label == "×=5"]
    assert changed.grad_fn == "CopySlices"
    (last,) = [vertex for vertex in graph.vertices if vertex.label == "Σ"]
    (edge,) = [edge for edge in graph.edges if edge.target == last.key]
    assert (edge.source, edge.source_node) == (changed.key, changed.node)


def test_a_change_through_data_is_an_update_of_the_leaf() -> None:
    recording = recorded("""\
    import torch
    w = torch.tensor(1.0, requires_grad=True)
    (w * 3).backward()
    w.data -= w.grad
    """)
    assert looks(recording)[0].value_text == "−2"
    assert [band.kind for band in bands(recording)][-1] == "update"


def test_initial_values_of_a_layer_are_no_update() -> None:
    recording = recorded("import torch\nlayer = torch.nn.Linear(2, 1)\ny = layer(torch.ones(2))\n")
    assert "update" not in {band.kind for band in bands(recording)}
    assert any(text.endswith("the values it starts with.") for text in told(recording, Op))


def test_detached_and_asked_for_grad_again_it_is_a_leaf() -> None:
    recording = recorded("""\
    import torch
    x = torch.tensor(1.0, requires_grad=True)
    z = (x * 2).detach().requires_grad_()
    (z * 3).backward()
    """)
    (z,) = [look for look in looks(recording) if look.title == "z"]
    assert (z.kind, z.grad_text, z.tray) == (Kind.LEAF, "3", True)


def test_docstrings_imports_and_heads_of_class_bodies_are_no_statements() -> None:
    recording = recorded("""\
    '''What it is.'''
    import torch
    from torch import nn
    class Net:
        '''A net.'''
        width = 3
    x = 1
    """)
    steps = [recording.events[index] for index in recording.of_kind(Statement)]
    lines = [(s.line, s.function) for s in steps if isinstance(s, Statement)]
    assert lines == [(4, "<module>"), (6, "class Net"), (7, "<module>")]


def test_a_decorators_no_grad_stands_on_the_line_of_the_function() -> None:
    recording = recorded("""\
    import torch
    x = torch.ones(1, requires_grad=True)
    @torch.no_grad()
    def double(t):
        return t * 2
    double(x)
    """)
    switches = [recording.events[index] for index in recording.of_kind(GradMode)]
    assert [one.line for one in switches if isinstance(one, GradMode)] == [3, 3]
    walls = {edge.wall for edge in build(recording, View.OPERATIONS).edges}
    assert walls == {"no_grad, line 3"}


def test_two_calls_in_one_statement_do_not_share_variables() -> None:
    recording = recorded("""\
    def first(n):
        if n > 1:
            only = n
        return n
    total = first(2) + first(1)
    """)
    second = recording.of_kind(Statement)[-1] + 1
    frames = Moment(recording, second).variables()
    assert [(f.function, [b.name for b in f.bindings]) for f in frames] == [
        ("<module>", []), ("first", ["n"]),
    ]  # fmt: skip


def test_a_function_that_has_returned_is_no_frame_any_more() -> None:
    recording = recorded("def f(n):\n    return n\ntotal = f(1)\n")
    frames = Moment(recording, len(recording) - 1).variables()
    assert [frame.function for frame in frames] == ["<module>"]


def test_an_argument_of_a_function_that_has_returned_names_nothing_any_more() -> None:
    recording = recorded("""\
    import torch
    def scale(v):
        return v * 2
    x = torch.tensor(1.0, requires_grad=True)
    scale(x).backward()
    """)
    assert told(recording, Accumulate) == [".grad of x becomes 2."]


def test_minus_signs_are_true_ones_and_hyphens_stay() -> None:
    assert true_minus("(-1, 2e-5, -inf)") == "(−1, 2e−5, −inf)"
    assert true_minus("'a-b'") == "'a-b'"
    assert true_minus("'-1'") == "'-1'"


def test_a_sign_that_is_words_does_not_stand_between_its_operands() -> None:
    source = "import torch\nq = torch.ones(2)\nr = torch.xlogy(q, q)\ns = torch.logaddexp(q, r)\n"
    xlogy, logaddexp = told(recorded(source), Op)
    assert "xlogy(q, q)" in xlogy
    assert "logaddexp(q, r)" in logaddexp
