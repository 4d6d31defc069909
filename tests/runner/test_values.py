"""What of an array is kept, and that it is right."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from inspector.model.recordings.events import Accumulate, NodeBackward, Op
from inspector.runner.recording.values import SAMPLE, WHOLE, same_memory, value_of
from tests.runner.running import of, record

DTYPES = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64",
          "complex64", "complex128"]  # fmt: skip


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_small_array_is_kept_whole(dtype: str) -> None:
    array = np.arange(6).reshape(2, 3).astype(dtype)[:, ::-1]
    value = value_of(array)
    assert (value.shape, value.dtype, value.whole) == ((2, 3), dtype, True)
    back = np.frombuffer(value.data, np.dtype(dtype).newbyteorder("<")).reshape(2, 3)
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize("scalar", [np.float32(1.5), np.float64(1.5), np.int64(7), np.bool_(True)])
def test_a_numpy_scalar_is_an_array_without_dimensions(scalar: np.generic) -> None:
    value = value_of(scalar)
    assert (value.shape, value.dtype) == ((), scalar.dtype.name)
    assert np.frombuffer(value.data, scalar.dtype)[0] == scalar


def test_python_numbers_can_be_kept_too() -> None:
    assert value_of(2.5).dtype == "float64"
    assert value_of(True).data == b"\x01"


def test_the_limit_of_whole_arrays_is_exact() -> None:
    assert value_of(np.zeros(WHOLE, np.float32)).whole
    assert not value_of(np.zeros(WHOLE + 1, np.float32)).whole


def test_a_large_array_is_sampled_evenly() -> None:
    value = value_of(np.arange(10_000, dtype=np.float32).reshape(100, 100).T)
    sample = np.frombuffer(value.data, "<f4")
    assert 0 < len(sample) <= SAMPLE
    assert value.shape == (100, 100)
    flat = np.arange(10_000).reshape(100, 100).T.reshape(-1)
    np.testing.assert_array_equal(sample, flat[:: -(-10_000 // SAMPLE)])


@given(
    hnp.arrays(
        st.sampled_from([np.float32, np.float64]),
        st.integers(WHOLE + 1, 600),
        elements=st.floats(-1e3, 1e3, width=32) | st.sampled_from([math.nan, math.inf, -math.inf]),
    )
)
def test_statistics_are_those_of_the_finite_elements(array: np.ndarray) -> None:
    value = value_of(array)
    finite = array[np.isfinite(array)].astype(np.float64)
    assert value.nans == np.isnan(array).sum()
    assert value.infs == np.isinf(array).sum()
    if not finite.size:
        assert value.mean is None
        return
    assert (value.minimum, value.maximum) == (finite.min(), finite.max())
    assert value.mean == pytest.approx(finite.mean(), rel=1e-4, abs=1e-2)
    assert value.std == pytest.approx(finite.std(), rel=1e-2, abs=1e-2)


def test_a_spread_far_smaller_than_the_mean_is_not_lost() -> None:
    array = (1000 + np.sin(np.arange(5000))).astype(np.float32)
    value = value_of(array)
    assert value.std == pytest.approx(float(array.astype(np.float64).std()), rel=1e-3)


def test_large_whole_numbers_and_complex_arrays_have_statistics_that_make_sense() -> None:
    value = value_of(np.arange(1000, dtype=np.int64))
    assert (value.minimum, value.maximum, value.mean) == (0, 999, 499.5)
    assert value_of(np.full(1000, 1 + 1j)).minimum is None


def test_values_are_copies() -> None:
    array = np.zeros(3, np.float32)
    before = value_of(array)
    array += 1
    assert before == value_of(np.zeros(3, np.float32))


def test_parts_of_one_large_array_are_not_taken_for_each_other() -> None:
    whole = np.concatenate([np.zeros(300, "f"), np.ones(300, "f")])
    first, second = whole[:300], whole[300:]
    assert same_memory(second, first, value_of(first)) is None
    assert same_memory(whole[::2], whole[1::2], value_of(whole[1::2])) is None
    square = whole.reshape(20, 30)
    assert same_memory(square.T, square, value_of(square)) == value_of(square.T)


def test_gradients_of_what_was_joined_have_their_own_statistics() -> None:
    source = """\
    a = torch.zeros(300, requires_grad=True)
    b = torch.zeros(300, requires_grad=True)
    (torch.cat([a, b]) * torch.arange(600.0)).sum().backward()
    """
    first, second = (event.incoming.mean for event in of(Accumulate, record(source)))
    assert (first, second) == (149.5, 449.5)


def test_a_view_of_a_parameter_holds_what_the_last_step_made_of_it() -> None:
    source = """\
    w = torch.nn.Parameter(torch.ones(30, 20))
    step = torch.optim.SGD([w], lr=1.0)
    def means():
        (w.t() * 2.0).sum().backward()
        step.step()
    means()
    means()
    with torch.no_grad():
        w.add_(1.0)
    means()
    """
    seen = [each.outputs[0].value.mean for each in of(Op, record(source)) if each.name == "t"]
    assert seen == [1.0, -1.0, -4.0]


def test_a_view_holds_what_was_written_through_data_or_numpy() -> None:
    source = """\
    x = torch.ones(30, 20) * 2.0
    for turn in range(4):
        y = x.t()
        x.data.mul_(10.0)
    for turn in range(4):
        z = x.view(20, 30)
        x.numpy()[:] = 1.0
    """
    means = {
        name: [each.outputs[0].value.mean for each in of(Op, record(source)) if each.name == name]
        for name in ("t", "view")
    }
    assert means == {"t": [2.0, 20.0, 200.0, 2000.0], "view": [20000.0, 1.0, 1.0, 1.0]}


def test_a_view_that_repeats_elements_is_measured_by_itself() -> None:
    source = """\
    x = torch.arange(600.0) * 1.0
    for turn in range(4):
        y = x.as_strided((30, 20), (0, 1))
    """
    views = [each for each in of(Op, record(source)) if each.name == "as_strided"]
    assert [each.outputs[0].value.maximum for each in views] == [19.0] * 4


def test_two_halves_of_a_gradient_are_told_apart_however_often_they_are_repeated() -> None:
    source = """\
    a = torch.ones(2, 150, requires_grad=True) * 1
    b = torch.ones(2, 150, requires_grad=True) * 1
    torch.cat([a.sum(0), b.sum(0)]).backward(torch.arange(300.0))
    """
    sums = [each for each in of(NodeBackward, record(source)) if each.name == "SumBackward1"]
    assert [each.outgoing[0].mean for each in sums] == [224.5, 74.5]


def test_a_gradient_that_a_hook_changes_in_place_is_recorded_as_it_becomes() -> None:
    source = """\
    def tripled(grad):
        grad.mul_(3)
    x = torch.ones(300, requires_grad=True)
    h = x * 2
    h.register_hook(tripled)
    (h * torch.arange(300.0)).sum().backward()
    """
    events = record(source)
    arrived = [each.incoming[0].mean for each in of(NodeBackward, events) if each.node == 1]
    assert arrived == [3 * 149.5]
    assert [each.after.mean for each in of(Accumulate, events)] == [6 * 149.5]


def test_what_has_few_digits_is_told_as_what_it_is_in_every_turn_of_a_loop() -> None:
    source = """
x = torch.tensor([1.0, 2.5, -3.0], dtype=torch.bfloat16, requires_grad=True)
for turn in range(4):
    y = x * 3
y.sum().backward()
"""
    outputs = [op.outputs[0].value for op in of(Op, record(source)) if op.name == "mul"]
    assert {value.dtype for value in outputs} == {"bfloat16"}
    told = [np.frombuffer(value.data, "<f4").tolist() for value in outputs]
    assert told[:4] == [[3.0, 7.5, -9.0]] * 4


def test_a_small_weight_that_an_optimizer_has_changed_is_told_whole_in_every_view() -> None:
    source = """
layer = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
for turn in range(3):
    layer(torch.ones(2, 4)).sum().backward()
    optimizer.step()
"""
    views = [op.outputs[0].value for op in of(Op, record(source)) if op.name == "t"]
    assert [value.whole for value in views] == [True] * 3
