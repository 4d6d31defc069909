"""Numbers, values and shapes as short text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import array, cells, number_text, shape_text, value_text
from tests.support.recordings import sampled, value


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (16.0, "16"), (0.30394, "0.3039"), (1.2345e-5, "1.234e−5"), (-2.5, "−2.5"), (0.0, "0"),
        (-0.0, "−0"), (12345.678, "12346"), (123456.0, "123456"), (1e7, "1e7"), (1.5e9, "1.5e9"),
        (9.99996, "10"), (0.0001, "0.0001"), (0.000099, "9.9e−5"), (999.96, "1000"),
        (float("nan"), "NaN"), (float("inf"), "Inf"), (float("-inf"), "−Inf"), (True, "True"),
        (-7, "−7"), (123456789, "123456789"), (1 + 2j, "1 + 2j"), (0.5 - 2j, "0.5 − 2j"),
        (np.float32(0.1), "0.1"), (np.int64(3), "3"), (np.bool_(False), "False"),
        (5e-324, "4.941e−324"),
    ],
)  # fmt: skip
def test_a_number_is_short_and_has_a_true_minus(number: complex, text: str):
    assert number_text(number) == text


@given(st.floats(-1e308, 1e308))
def test_four_digits_are_never_far_from_the_number(number: float):
    text = number_text(number)
    assert "-" not in text
    assert float(text.replace("−", "-")) == pytest.approx(number, rel=1e-3, abs=5e-324)


def test_a_small_value_is_written_out_in_its_shape():
    assert value_text(value(16.0)) == "16"
    assert value_text(value([2.0, 3.0])) == "[2, 3]"
    assert value_text(value([[1, 2], [3, 4]], "int64")) == "[[1, 2], [3, 4]]"
    assert value_text(value([True, False], "bool")) == "[True, False]"
    assert value_text(value(np.zeros(0))) == "[]"


def test_a_larger_value_is_told_by_its_shape_mean_and_spread():
    assert value_text(value(np.arange(9.0))) == "9 float32, 4 ± 2.582"
    assert value_text(value(np.zeros((3, 4)))) == "3×4 float32, all 0"
    assert value_text(value(np.arange(4.0)), limit=3) == "4 float32, 1.5 ± 1.118"
    assert value_text(sampled((100, 20))) == "100×20 float32, 0 ± 0.5"
    assert value_text(value(np.zeros((0, 3)))) == "0×3 float32"
    assert value_text(value(np.zeros(8), "complex64")) == "8 complex64"


def test_what_is_not_finite_is_counted_and_has_no_mean():
    data = [np.nan, np.inf, 1.0, 3.0, np.inf, 3.0, 2.0]
    assert value_text(value(data)) == "7 float32, 1 NaN and 2 Inf of 7"
    assert value_text(value([np.nan] * 7)) == "7 float32, 7 NaN of 7"
    assert value_text(sampled((100, 20), nans=2)) == "100×20 float32, 2 NaN of 2,000"


def test_a_shape_is_read_with_its_dtype():
    assert shape_text(value(np.zeros((2, 3)))) == "2×3 float32"
    assert shape_text(value(1.0)) == "scalar float32"
    assert shape_text(value([1, 2, 3], "int64")) == "3 int64"


def test_an_array_has_its_shape_and_a_sample_is_flat():
    assert array(value([[1.0, 2.0]])).tolist() == [[1.0, 2.0]]
    assert array(sampled((100, 20))).shape == (64,)
    assert array(Value((2,), "bfloat16", np.float32([1, 2]).tobytes())).tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    "broken",
    [
        Value((3,), "float32", b"1234567"),
        Value((2,), "no such", b"12"),
        Value((-1,), "int8", b"1"),
    ],
)
def test_a_value_whose_bytes_do_not_fit_still_has_an_array(broken: Value):
    assert array(broken).ndim == 1
    assert value_text(broken)


def test_cells_are_the_rows_of_a_small_matrix_only():
    assert cells(value([[1.0, 2.0], [3.0, 4.0]])) == ((1.0, 2.0), (3.0, 4.0))
    assert cells(value([[True, False]], "bool")) == ((1.0, 0.0),)
    for other in (value(1.0), value([1.0]), value(np.zeros((17, 2))), value(np.zeros((0, 2)))):
        assert cells(other) is None
    assert cells(value([[1j]], "complex64")) is None
    assert cells(sampled((8, 10))) is None
