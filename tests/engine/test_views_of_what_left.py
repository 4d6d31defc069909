"""Views of a changed base: when they learn of it, and what is refused first."""

from __future__ import annotations

import pytest

from tests.engine.side_by_side import assert_same

CHANGED = "x = t(2, 3); b = x * 2; v = b[0]; b.mul_(3); "
ASKED = ("v.grad_fn and 0; ", "y = v * 2; ", "v.retain_grad(); ", "w = v[1:]; ")


@pytest.mark.parametrize("asked", ASKED)
def test_a_view_that_was_asked_for_its_history_keeps_it_when_its_base_leaves(asked: str) -> None:
    assert_same(f"{CHANGED}{asked}b.detach_(); v.grad_fn and v")


def test_a_change_after_its_base_left_the_graph_cuts_it_off() -> None:
    assert_same(f"{CHANGED}y = v * 2; b.detach_(); b.add_(1); v.grad_fn and v")


def test_what_was_computed_of_a_view_before_keeps_its_way_to_the_leaf() -> None:
    assert_same(f"{CHANGED}y = v + 1; b.detach_(); y.sum().backward(); x.grad")


def test_a_base_with_a_view_that_lost_its_history_can_leave_the_graph() -> None:
    assert_same("b = t(3) * 2; v = b.unbind()[0]; b.mul_(2); b.detach_(); del v; b")


WRONG = (
    "v.permute(1, 0)", "v.diagonal()", "v.view(7)", "v.sum(4)", "v.split(-1)", "v.narrow(0, 0, 9)",
    "v.masked_fill(torch.ones(2) > 0, 1)", "v.expand(7)", "v[7]", "v.select(0, 9)", "v.backward()",
    "v.add_(torch.ones(2))", "torch.outer(v, torch.ones(2, 2))",
)  # fmt: skip


@pytest.mark.parametrize("step", WRONG)
def test_a_view_without_history_is_refused_before_shapes_where_pytorch_does(step: str) -> None:
    assert_same(f"b = t(2, 3) * 2; v = b.unbind()[0]; b.mul_(2); {step}")
