"""A tensor as a heat map or an image, and its histogram, on scales that last for the run."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.model.looks.pictures import Extents, flaws, grid, histogram, image, noted
from inspector.model.recordings.facts import Value
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

SOURCE = """
w = torch.tensor([1.0, -2.0], requires_grad=True)
for turn in range(3):
    (w * w).sum().backward()
    with torch.no_grad():
        w *= 2
"""


def value(found: object) -> Value:
    held = np.asarray(found, dtype=np.float32)
    return Value(held.shape, "float32", held.tobytes())


def test_the_scale_reaches_as_far_as_a_tensor_ever_does() -> None:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE))
    found = Extents(recording)
    assert found.of(1, False, len(recording)) == 16.0
    assert found.of(1, True, len(recording)) == 28.0
    assert found.of(1, False, 3) == 2.0
    assert found.of(1, False, len(recording)) == 16.0


def test_what_was_sampled_reaches_as_far_as_its_statistics_say() -> None:
    source = "x = torch.zeros(1000)\nx[7] = -5.0\ny = x * 1"
    recording = Recording(source)
    recording.extend(record(source))
    found = Extents(recording)
    assert max(found.of(each, False, len(recording)) for each in recording.tensors.born) == 5.0


def test_dimensions_beyond_two_stand_as_tiles_beside_each_other() -> None:
    shown = grid(value(np.arange(12).reshape(3, 2, 2)))
    assert shown is not None
    assert shown.shape == (2, 8)
    assert np.isnan(shown[:, [2, 5]]).all()
    assert shown[1, 6:].tolist() == [10.0, 11.0]


@pytest.mark.parametrize(("shape", "rows"), [((), (1, 1)), ((3,), (1, 3)), ((2, 3), (2, 3))])
def test_smaller_ones_are_their_own_grid(shape: tuple[int, ...], rows: tuple[int, int]) -> None:
    shown = grid(value(np.ones(shape)))
    assert shown is not None
    assert shown.shape == rows


def test_three_channels_without_negative_elements_are_an_image() -> None:
    found = image(value(np.full((3, 4, 5), 0.5)), 0.5)
    assert found is not None
    assert (found.shape, found.max()) == ((4, 5, 3), 0.5)
    loud = image(value(np.full((4, 5, 3), 255.0)), 255.0)
    assert loud is not None
    assert loud.max() == 1.0
    assert image(value(-np.ones((3, 4, 5))), 1.0) is None
    assert image(value(np.ones((2, 4, 5))), 1.0) is None


def test_the_bins_of_a_histogram_do_not_move_with_its_value() -> None:
    counts, ends = histogram(value([0.0, 0.1, np.nan]), 4.0)
    other, same = histogram(value([3.9, -3.9]), 4.0)
    assert ends.tolist() == same.tolist()
    assert (counts[10], counts.sum(), other[0], other[-1]) == (2, 2, 1, 1)


def test_what_is_not_finite_is_marked_and_what_parts_tiles_is_not() -> None:
    assert flaws(value([1.0, 2.0])) is None
    tiles = np.ones((2, 2, 2))
    tiles[0, 1, 0], tiles[1, 0, 1] = np.nan, np.inf
    found = flaws(value(tiles))
    assert found is not None
    assert np.argwhere(found == 1.0).tolist() == [[0, 4], [1, 0]]


def test_what_is_left_out_is_said() -> None:
    assert noted(value([1.0])) == ""
    assert "not finite" in noted(value([np.nan, 1.0]))
    sampled = Value((999,), "float32", np.ones(64, np.float32).tobytes(), False)
    assert "sample of 64 of 999" in noted(sampled)
    assert grid(sampled) is None
