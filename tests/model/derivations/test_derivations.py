"""Gradients worked out again from what was recorded, and what they are multiplied out from."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import numpy as np
import pytest

from inspector.model.derivations.derivation import Derivation, Outcome
from inspector.model.derivations.deriving import derivations
from inspector.model.moments.moment import Moment
from inspector.model.questions.gradients.paths import MOST, routes
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.recording import Recording
from tests.model.random_sums import program
from tests.runner.running import record

PROGRAMS = 200


def recorded(source: str) -> Recording:
    recording = Recording(source)
    recording.extend(record(source))
    return recording


@cache
def random_run(seed: int) -> Recording:
    with np.errstate(all="ignore"):
        return recorded(program(seed))


def derived(recording: Recording, name: str, slot: int = 0) -> Derivation:
    """What the last run of the node called ``name`` sent through a slot."""
    runs = [recording.events[index] for index in recording.of_kind(NodeBackward)]
    nodes = [one.node for one in runs if isinstance(one, NodeBackward) and one.name == name]
    found = derivations(Moment(recording, len(recording)), nodes[-1])
    return next(one for one in found if one.slot == slot)


def test_of_random_programs_every_gradient_multiplies_out_to_the_recorded_one() -> None:
    outcomes: Counter[Outcome] = Counter()
    for seed in range(PROGRAMS):
        recording = random_run(seed)
        for index in recording.of_kind(NodeBackward):
            event = recording.events[index]
            assert isinstance(event, NodeBackward)
            found = derivations(Moment(recording, index + 1), event.node)
            outcomes.update(one.outcome for one in found)
            wrong = [one for one in found if one.outcome is Outcome.DIFFERS]
            assert wrong == [], (seed, event.name)
    assert outcomes[Outcome.AGREES] > 0.99 * outcomes.total()
    assert outcomes.total() > 10 * PROGRAMS


def test_of_random_programs_the_paths_to_every_leaf_sum_to_its_grad() -> None:
    checked = 0
    for seed in range(PROGRAMS):
        recording = random_run(seed)
        end = Moment(recording, len(recording))
        for tensor in recording.tensors.accumulations:
            found = routes(end, tensor)
            assert found is not None
            assert found.adds_up is not False, seed
            assert found.count == len(found.paths) or found.count > MOST
            checked += found.adds_up is True
    assert checked > 2 * PROGRAMS


X = "\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"


def test_a_product_is_written_in_names_in_shapes_and_in_numbers() -> None:
    found = derived(recorded(X + "y = x * 3\nloss = y.sum()\nloss.backward()\n"), "MulBackward0")
    assert found.formula.text == "∂loss/∂x = ∂loss/∂y · 3"
    assert found.shapes.text == "∂loss/∂x (2) = ∂loss/∂y (2) · 3"
    assert found.numbers.text == "[1, 1] · 3 = [3, 3]"
    assert r"\frac{\partial \mathrm{loss}}{\partial y} \cdot 3" in found.formula.latex


def test_one_contribution_of_several_is_not_called_the_derivative() -> None:
    found = derived(recorded(X + "loss = (x * 3 + x).sum()\nloss.backward()\n"), "MulBackward0")
    assert found.formula.text == "outgoing = incoming · 3"


def test_the_local_derivative_times_the_incoming_gradient_is_the_outgoing_one() -> None:
    found = derived(recorded(X + "(x.tanh() * 5).sum().backward()\n"), "TanhBackward0")
    assert found.local is not None
    assert found.incoming is not None
    assert found.sent is not None
    assert found.local == pytest.approx(1 - np.tanh([1.0, 2.0]) ** 2)
    assert array(found.incoming) * found.local == pytest.approx(array(found.sent))


def test_a_broadcast_input_says_along_which_axes_its_gradient_is_summed() -> None:
    run = recorded(X + "h = torch.ones(3, 2, requires_grad=True) * x\nh.sum().backward()\n")
    found = derived(run, "MulBackward0", slot=1)
    assert found.axes == (0,)
    assert found.product is not None
    assert found.product.shape == (3, 2)
    assert found.numbers.text.startswith("Σ over axis 0: ")


def test_a_matrix_product_reads_the_transposed_factor_and_says_what_it_saved() -> None:
    run = recorded(
        "\nw = torch.ones(3, 2, requires_grad=True)\na = torch.ones(4, 3)\n"
        "h = a @ w\nh.sum().backward()\n"
    )
    found = derived(run, "MmBackward0", slot=1)
    assert found.formula.text == "∂L/∂w = aᵀ @ ∂L/∂h"
    (saved,) = [one for one in found.factors if one.saved]
    assert (saved.variable, saved.shape) == ("a", (4, 3))
    assert found.local is None


def test_what_a_hook_of_the_node_changed_is_not_taken_for_the_formulas_result() -> None:
    run = recorded(
        X + "y = x * 3\ny.grad_fn.register_hook(lambda i, o: (i[0] * 10, *i[1:]))\n"
        "y.sum().backward()\n"
    )
    found = derived(run, "MulBackward0")
    assert found.outcome is Outcome.DIFFERS
    assert found.result is not None
    assert found.result == pytest.approx([3.0, 3.0])


def test_a_large_gradient_has_a_formula_and_no_invented_numbers() -> None:
    run = recorded("\nx = torch.ones(1000, requires_grad=True)\n(x * 3).sum().backward()\n")
    found = derived(run, "MulBackward0")
    assert found.outcome is Outcome.TOO_LARGE
    assert found.formula.text.endswith("· 3")
    assert found.numbers.text == ""
    assert found.result is None


def test_before_a_node_has_run_it_has_formulas_only() -> None:
    recording = recorded(X + "y = x * 3\n")
    (found,) = derivations(Moment(recording, len(recording)), 1)
    assert found.outcome is Outcome.NOT_RUN
    assert found.formula.text == "outgoing = incoming · 3"


def test_a_function_of_the_programs_own_has_no_formula() -> None:
    run = recorded(
        X + "class Cube(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x):\n        return x ** 3\n"
        "    @staticmethod\n    def backward(ctx, g):\n        return g * 7\n"
        "Cube.apply(x).sum().backward()\n"
    )
    found = derived(run, "CubeBackward")
    assert found.outcome is Outcome.UNKNOWN
    assert found.formula.text == ""
    assert found.sent is not None


def test_paths_of_single_numbers_are_products_of_their_factors() -> None:
    run = recorded(
        "\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x + 3 * x\ny.backward()\n"
    )
    end = Moment(run, len(run))
    found = routes(end, 1)
    assert found is not None
    assert [path.factors for path in found.paths] == [(1.0, 3.0), (1.0, 2.0), (1.0, 2.0)]
    assert [float(path.value) for path in found.paths if path.value is not None] == [3, 2, 2]
    assert found.adds_up is True


def test_too_many_paths_are_counted_and_not_walked() -> None:
    run = recorded(
        "\nx = torch.tensor(1.0, requires_grad=True)\ny = x\n"
        "for _ in range(100):\n    y = y + y\ny.backward()\n"
    )
    found = routes(Moment(run, len(run)), 1)
    assert found is not None
    assert found.count == 2**100
    assert found.paths == ()
    assert found.adds_up is None


def test_paths_to_a_tensor_in_between_are_those_to_its_own_output() -> None:
    run = recorded(
        "\nx = torch.arange(4.0, requires_grad=True)\na, b = x.chunk(2)\na.retain_grad()\n"
        "(a * 2 + b * 5).sum().backward()\n"
    )
    end = Moment(run, len(run))
    name = next(tensor for tensor in run.tensors.born if end.name(tensor) == "a")
    found = routes(end, name)
    assert found is not None
    assert found.count == 1
    assert found.adds_up is True


def test_where_one_name_stands_for_two_tensors_it_stands_for_none() -> None:
    in_place = recorded(X + "y = x * 1\ny.exp_()\ny.sum().backward()\n")
    assert derived(in_place, "ExpBackward0").formula.text == "outgoing = incoming · y"
    rebound = recorded(X + "w = torch.ones(2)\nx = x * w\nx.sum().backward()\n")
    assert derived(rebound, "MulBackward0").formula.text == "outgoing = incoming · w"


def test_a_gradient_that_depends_on_others_of_its_row_has_no_local_derivative() -> None:
    run = recorded("\nx = torch.ones(3, requires_grad=True)\nx.cumsum(0).sum().backward()\n")
    assert derived(run, "CumsumBackward0").local is None


def test_what_works_in_place_is_explained_with_the_shape_it_was_given() -> None:
    run = recorded(
        "\nx = torch.ones(2, 3, requires_grad=True)\nh = x * 2\nh.transpose_(0, 1)\n"
        "h.sum().backward()\n"
    )
    found = derived(run, "TransposeBackward1")
    assert found.shapes.text.startswith("outgoing (2×3) = ")
    assert found.outcome is Outcome.AGREES


@pytest.mark.parametrize(
    ("body", "formula", "numbers"),
    [
        ("z * w", "∂L/∂z = incoming · conj(w)", "[1 + 2j, 3 + 4j] · [0 − 1j, 2 + 1j]"),
        ("z * (1 + 2j)", "∂L/∂z = incoming · (1 − 2j)", "[1 + 2j, 3 + 4j] · (1 − 2j)"),
        ("z.reciprocal()", "∂L/∂z = −incoming · conj(output) · conj(output)", "−[1 + 2j, 3 + 4j]"),
        ("z * x", "∂L/∂z = incoming · x", "[1 + 2j, 3 + 4j] · [2, 5]"),
    ],
)
def test_what_complex_gradients_are_multiplied_with_is_conjugated_in_name_and_number(
    body: str, formula: str, numbers: str
) -> None:
    run = recorded(f"""
z = torch.tensor([1 + 1j, 2 - 1j], requires_grad=True)
w = torch.tensor([1j, 2 - 1j])
x = torch.tensor([2.0, 5.0])
(torch.view_as_real({body}) * torch.tensor([[1.0, 2.0], [3.0, 4.0]])).sum().backward()
""")
    name = "ReciprocalBackward0" if "recip" in body else "MulBackward0"
    runs = [event for event in run.events if isinstance(event, NodeBackward)]
    node = next(one.node for one in reversed(runs) if one.name == name)
    (found,) = derivations(Moment(run, len(run)), node)
    assert found.outcome is Outcome.AGREES
    assert found.formula.text == formula
    assert found.numbers.text.startswith(numbers)
    shown, _, result = found.numbers.text.replace("−", "-").replace("·", "*").rpartition(" = ")
    arrays = re.sub(r"(\[[^]]*\])", r"np.array(\1)", shown)
    assert eval(arrays) == pytest.approx(np.array(eval(result)), rel=1e-3)
