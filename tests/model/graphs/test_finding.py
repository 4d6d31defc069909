"""Searching a graph, what belongs together in it, marks and colourings."""

from __future__ import annotations

import math

import numpy as np
import pytest

from inspector.model.graphs.graph import build
from inspector.model.graphs.relatives import ancestors, between, descendants, through
from inspector.model.graphs.search import Haystack
from inspector.model.graphs.vertex import View
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.colouring import NONE, PLACES, Shading, bytes_text
from inspector.model.looks.columns import Columns
from inspector.model.looks.look import Colouring
from inspector.model.looks.marks import Bookmark, Marks
from inspector.model.recordings.chronicle import Chronicle
from inspector.model.recordings.measuring import INFINITE, SOUND, UNDEFINED, measured
from tests.support.recordings import cubic, sampled, untracked, value

CUBIC = cubic()
GRAPH = build(CUBIC, View.OPERATIONS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("^x ", {"t1"}),
        ("PowBackward0", {"o1"}),
        ("powb", {"o1"}),
        ("Powb", set()),
        ("^x.*leaf", {"t1"}),
        (r"\bpow\b", {"o1"}),
        ("line 4", {"o1", "o2", "o3", "o4"}),
        ("scalar", {"t1", "o1", "o2", "o3", "o4"}),
        ("mul|add", {"o2", "o3", "o4"}),
        ("  ", set()),
        ("(", set()),
        ("×", {"o2"}),
        ("line 44", set()),
    ],
)
def test_a_search_reads_names_operations_shapes_and_lines(query: str, found: set[str]) -> None:
    hits = Haystack(GRAPH, CUBIC).find(query)
    assert set(hits) == found
    assert list(hits) == [v.key for v in GRAPH.vertices if v.key in hits]


def test_relatives_are_found_along_and_against_the_arrows() -> None:
    assert list(ancestors(GRAPH, ["o1"])) == ["t1", "o1"]
    assert list(descendants(GRAPH, ["o1"])) == ["o1", "o3", "o4"]
    assert list(through(GRAPH, "o1")) == ["t1", "o1", "o3", "o4"]


def test_paths_are_the_same_from_either_end_and_none_leads_between_siblings() -> None:
    for pair in (("t1", "o3"), ("o3", "t1")):
        assert list(between(GRAPH, *pair)) == ["t1", "o1", "o2", "o3"]
    assert not between(GRAPH, "o1", "o2")


def test_hits_are_walked_in_a_circle_both_ways() -> None:
    marks = Marks()
    marks.find(("a", "b", "c"))
    assert [marks.walk(1) for _ in range(4)] == ["a", "b", "c", "a"]
    marks.find(("a", "b", "c"))
    assert [marks.walk(-1) for _ in range(2)] == ["c", "b"]
    marks.find(())
    assert marks.walk(1) is None


def test_a_bookmark_set_twice_is_gone_and_the_next_one_comes_round() -> None:
    marks = Marks()
    one, two = (Bookmark(step, (1.0, 0.0, 0.0), None, "") for step in (9, 4))
    marks.bookmark(one)
    marks.bookmark(two)
    assert [mark.step for mark in marks.bookmarks] == [4, 9]
    assert marks.bookmark_after(4) == one
    assert marks.bookmark_after(9) == two
    marks.bookmark(two)
    assert marks.bookmarks == (one,)


def test_values_are_measured_alike_together_and_alone() -> None:
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=n).astype("float32") * 1e15 for n in (1, 2, 3, 2000)]
    norms, codes = measured([value(array) for array in arrays])
    assert norms == pytest.approx([np.linalg.norm(a.astype(float)) for a in arrays], rel=1e-6)
    assert codes.tolist() == [SOUND] * 4


def test_what_is_not_finite_is_named_and_left_out_of_the_norm() -> None:
    values = [
        value([3.0, math.inf, 4.0]),
        value([math.nan, math.inf]),
        None,
        sampled((10, 10), nans=2),
    ]
    norms, codes = measured(values)
    assert codes.tolist() == [INFINITE, UNDEFINED, SOUND, UNDEFINED]
    assert norms[:2].tolist() == [5.0, 0.0]
    assert math.isnan(norms[2])
    assert norms[3] == pytest.approx(0.5 * math.sqrt(98))


@pytest.mark.parametrize("colouring", Colouring)
def test_every_place_on_a_scale_is_a_colour_or_none(colouring: Colouring) -> None:
    for recording in (CUBIC, untracked()):
        graph = build(recording, View.OPERATIONS)
        columns = Columns(graph, Chronicle(recording))
        columns.follow()
        shading = Shading(columns, colouring)
        for step in range(len(recording) + 1):
            codes = shading.codes(columns.everything(), step)
            assert codes.shape == (len(graph.vertices),)
            assert set(codes.tolist()) <= {NONE, *range(PLACES)}


def test_a_gradient_has_a_place_from_the_step_it_arrives_and_the_largest_the_last() -> None:
    columns = Columns(GRAPH, Chronicle(CUBIC))
    columns.follow()
    shading = Shading(columns, Colouring.GRADIENT)
    looks = [
        Appearance(GRAPH, CUBIC, step, shading=shading).vertex("t1")
        for step in range(len(CUBIC) + 1)
    ]
    assert all((look.tint == "unmeasured") == (not look.grad_text) for look in looks)
    largest = max(looks, key=lambda look: float(look.grad_text.split()[-1] or 0) if look.grad_text
                  else 0.0)  # fmt: skip
    assert largest.tint == f"scale.{PLACES - 1}"
    assert shading.key is not None
    assert shading.key.high == "28"


@pytest.mark.parametrize(("size", "text"), [(12, "12 B"), (2048, "2 KiB"), (3.5e6, "3.34 MiB")])
def test_bytes_are_written_in_the_largest_unit_that_fits(size: float, text: str) -> None:
    assert bytes_text(size) == text
