"""Values in sentences: in full, or by what their means became."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.model.moments.quantities import (
    change_words,
    gradient_words,
    mean_words,
    parts_words,
    sum_words,
)
from inspector.model.recordings.facts import Value


def value(*numbers: float, shape: tuple[int, ...] | None = None) -> Value:
    held = np.array(numbers, dtype=np.float32)
    return Value(held.shape if shape is None else shape, "float32", held.tobytes())


def test_a_small_value_changes_number_by_number() -> None:
    assert change_words(value(1, 2), value(3, 4)) == "from [1, 2] to [3, 4]"


def test_of_a_large_value_it_is_told_what_became_of_its_mean() -> None:
    before, after = value(*[1] * 8, shape=(2, 4)), value(*[3] * 8, shape=(2, 4))
    told = "from a 2×4 float32 tensor of mean 1 to one of mean 3"
    assert change_words(before, after) == told
    assert mean_words(after) == "a 2×4 float32 tensor of mean 3"


def test_means_are_added_as_their_tensors_are() -> None:
    one, other, both = (value(*[x] * 8) for x in (1, -3, -2))
    assert sum_words(one, other, both) == "an 8-element float32 tensor, its mean 1 + (−3) = −2"
    assert sum_words(value(1), value(-3), value(-2)) == "[1] + [−3] = [−2]"


@pytest.mark.parametrize("spoilt", [np.nan, np.inf])
def test_what_is_not_finite_is_counted_and_has_no_mean(spoilt: float) -> None:
    sound, ill = value(*[1] * 8), value(*[1] * 7, spoilt)
    assert "mean" not in mean_words(ill)
    assert "mean" not in change_words(sound, ill)
    assert "mean" not in sum_words(sound, ill, ill)


def test_another_shape_is_told_in_full() -> None:
    told = change_words(value(*[1] * 8), value(*[1] * 9))
    assert told == "from an 8-element float32 tensor to a 9-element float32 tensor"


def test_a_gradient_is_called_one() -> None:
    assert gradient_words([value(1, 2)]) == "the gradient [1, 2]"
    assert gradient_words([value(*[1] * 8)]) == "an 8-element float32 gradient"
    assert gradient_words([None]) == "no gradient"


def test_contributions_are_added_up_where_they_can_be_read() -> None:
    parts = [value(1), value(2)]
    assert parts_words(parts, value(3)) == ": [1] + [2] = [3] arrived"
    large = [value(*[1] * 8)] * 3
    assert parts_words(large, value(*[3] * 8)) == ": 3 contributions arrived"
    assert parts_words(parts[:1], value(1)) == ""
