"""Two runs side by side, with what the gradient predicted of the second."""

from __future__ import annotations

import math

import numpy as np
import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import Accumulate, BackwardBegin, NodeBackward
from inspector.model.recordings.facts import Value
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import Replacement, ReplacementError, applied, typed
from inspector.model.trials.comparing import counterpart, printed, variables
from inspector.model.trials.forecasting import forecasts, out_of_reach, said
from inspector.model.trials.trial import Trial, Trials
from tests.runner.running import record

SOURCE = """
x = torch.tensor(3.0, requires_grad=True)
w = torch.tensor(2.0, requires_grad=True)
y = x * x * w
y.backward()
n = 4 if y > 20 else 5
"""
MATRIX = Value((2, 2), "float32", bytes(16))


def made(*replacements: Replacement, source: str = SOURCE) -> Recording:
    recording = Recording(source)
    recording.extend(record(source, replacements=replacements))
    return recording


def test_variables_stand_side_by_side_with_their_gradients() -> None:
    base, now = made(), made(Replacement(1, shift=1.0))
    rows = {row.name: row for row in variables(Moment(base, len(base)), Moment(now, len(now)))}
    x, grad, n = rows["x"], rows["x.grad"], rows["n"]
    assert (x.before, x.after, x.ratio) == ("3", "4", "×1.333")
    assert (grad.before, grad.after) == ("12", "16")
    assert (n.before, n.after) == ("5", "4")
    assert not rows["w"].differs


def test_every_step_has_its_counterpart_in_the_run_as_it_was() -> None:
    base, now = made(), made(Replacement(1, shift=1.0))
    for kind in (NodeBackward, Accumulate):
        for old, new in zip(base.of_kind(kind), now.of_kind(kind), strict=True):
            assert counterpart(base, now, new + 1) == old + 1
    assert counterpart(base, now, 2) == 2
    assert counterpart(base, now, len(now)) == len(base)


def test_where_the_runs_part_the_end_of_the_old_one_is_shown() -> None:
    source = SOURCE + "if y > 20:\n    z = x + 1\n    q = z + 1\nelse:\n    z = x - 1\n"
    base, now = made(source=source), made(Replacement(1, shift=1.0), source=source)
    assert counterpart(base, now, len(now) - 2) == len(base)


def test_a_small_nudge_does_what_its_gradient_predicts() -> None:
    base, now = made(), made(Replacement(1, shift=0.001))
    (one,) = forecasts(base, now)
    assert one.root == "y"
    assert one.predicted == pytest.approx(0.012, rel=1e-3)
    assert one.real == pytest.approx(0.012, rel=1e-2)


def test_a_large_change_is_not_what_the_gradient_predicts_and_that_is_said() -> None:
    base, now = made(), made(Replacement(1, shift=3.0))
    (one,) = forecasts(base, now)
    assert (one.predicted, one.real) == (36.0, 54.0)
    assert "off by 33 %" in said(one)


def test_what_is_not_finite_is_not_called_a_share_of_a_prediction() -> None:
    source = (
        "x = torch.tensor([0.5, 2.0], requires_grad=True)\ny = x.log().sum()\n(y * 2).backward()\n"
    )
    base = made(source=source)
    zero, turned = (
        made(Replacement(1, 0, f, s), source=source) for f, s in ((0.0, 0.0), (-1.0, 0))
    )
    text = said(next(forecasts(base, zero)))
    assert text.endswith("It changed by −Inf: no gradient foresees what is not finite.")
    assert text.startswith("the result of mul should change by")
    rows = {
        row.name: row for row in variables(Moment(base, len(base)), Moment(turned, len(turned)))
    }
    assert rows["x"].ratio == "same norm"


def test_several_changes_are_predicted_by_their_sum() -> None:
    base = made()
    now = made(Replacement(1, shift=0.001), Replacement(2, shift=0.001))
    (one,) = forecasts(base, now)
    assert one.predicted == pytest.approx(0.012 + 0.009, rel=1e-3)


def test_printed_lines_that_differ_stand_side_by_side() -> None:
    base, now = made(), made()
    assert list(printed(Moment(base, len(base)), Moment(now, len(now)))) == []


def test_trials_add_up_until_one_replaces_all_of_a_leaf() -> None:
    trials, asked = Trials(), []
    trials.wanted.connect(lambda trial: asked.append(trial))
    base, now = Recording(), Recording()
    trials.ask(base, Replacement(1, shift=1.0))
    trials.begin(asked[-1], now)
    trials.ask(now, Replacement(1, factor=2.0))
    assert asked[-1] == Trial(base, (Replacement(1, shift=1.0), Replacement(1, factor=2.0)))
    trials.begin(asked[-1], now)
    trials.ask(now, Replacement(1, factor=0.0, shift=4.0))
    assert asked[-1].replacements == (Replacement(1, factor=0.0, shift=4.0),)
    trials.begin(None, now)
    assert trials.of(now) is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Type a value"),
        ("m +", r"m \+ is not a value. Type 0, w \+ 0.1, \*= 2 or \[0, 0\] = 5"),
        ("m + 1", r"Only w itself can be named here, not m. Type 0, w \+ 0.1"),
        ("__import__('os')", "is not a value"),
        ("w @ w", "is not a value"),
        ("w.T", "not w.T"),
        ("[1, 2, 3]", "shape"),
        ("[0] = 1", "2 indices"),
        ("[5, 0] = 1", "no element"),
        ("/= 0", "zero"),
        ("+= x", "not a number"),
        ("*= 1j", "real number only"),
        ("1j", "complex"),
    ],
)
def test_what_is_no_value_is_told_why(text: str, complaint: str) -> None:
    with pytest.raises(ReplacementError, match=complaint):
        typed(text, MATRIX, 1, 0, "w")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x + 1", [1.5, 3.0]),
        ("1 / x - x", [1.5, -1.5]),
        ("-(x + 0.5) ** 2", [-1.0, -6.25]),
        ("x = 2 * x", [1.0, 4.0]),
        ("x[1] -= 1/4", [0.5, 1.75]),
        ("[1/3 * 3, 9 ** 9 ** 9]", [1.0, math.inf]),
        ("tensor([4., 5.], requires_grad=True)", [4.0, 5.0]),
        ("x * nan", [math.nan, math.nan]),
    ],
)
def test_arithmetic_with_the_leafs_own_name_is_a_value(text: str, found: list[float]) -> None:
    old = Value((2,), "float32", np.float32([0.5, 2.0]).tobytes())
    new = applied(typed(text, old, 1, 0, "x"), array(old))
    assert new.tolist() == pytest.approx(found, nan_ok=True)


def test_a_name_of_several_words_is_read_whole() -> None:
    old = Value((), "float32", np.float32(4.0).tobytes())
    for name in ("layer.weight", "layers[0].weight"):
        assert applied(typed(f"{name} / 8", old, 1, 0, name), array(old)) == 0.5


def test_of_a_value_too_large_to_be_kept_the_other_ways_are_told() -> None:
    large = Value((9_000,), "float32", bytes(8), whole=False)
    with pytest.raises(ReplacementError, match=r"too large to be recorded whole: type \+= 0.1"):
        typed("x + 1", large, 1, 0, "x")


LOOP = """
w = torch.tensor(0.5, requires_grad=True)
for x in (1.0, 2.0, 3.0):
    loss = (w * x - 2) ** 2
    loss.backward()
    if x > 1:
        with torch.no_grad():
            w -= 0.05 * w.grad
"""


def test_in_a_loop_the_pass_is_named_and_those_out_of_reach_are_left_alone() -> None:
    base, now = made(source=LOOP), made(Replacement(1, shift=0.5), source=LOOP)
    first, second, third = base.of_kind(BackwardBegin)
    for step, number, change in ((first, 1, -1.5), (second + 1, 2, -2.0), (third + 1, 2, -2.0)):
        (one,) = forecasts(base, now, step)
        assert (one.backward, one.predicted) == (number, change)
        assert said(one).startswith(f"In backward {number} on line 5, loss should change by")
    assert out_of_reach(base, now).startswith("After the update on line 8")
    plain = made(), made(Replacement(1, shift=1.0))
    assert said(next(forecasts(*plain))).startswith("y should change by")
    assert out_of_reach(*plain) == ""


def test_one_complex_number_stands_for_all_of_a_complex_tensor() -> None:
    filled = typed("1j", Value((2,), "complex64", bytes(16)), 1, 0)
    assert filled.value is not None
    assert array(filled.value).tolist() == [1j, 1j]
