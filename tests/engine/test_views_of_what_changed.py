"""Views of a base that was changed: what they are until they are asked, and what comes of them."""

from __future__ import annotations

import pytest

from tests.engine.side_by_side import assert_same

WRITTEN = "x = t(3); b = torch.zeros(3); v = b.view(-1); w = b.view(3); v[0] = x.sum(); "
OFF, ON = "torch.set_grad_enabled(False); ", "torch.set_grad_enabled(True); "
BLIND = f"b = t(3) * 2; {OFF}v = b.view(-1); {ON}"


@pytest.mark.parametrize("step", ["v.add_(1)", "w.add_(1)", "v.grad_fn; v.add_(1)", "w * 2"])
def test_a_view_is_a_leaf_until_it_learns_of_what_was_written(step: str) -> None:
    assert_same(WRITTEN + step)


@pytest.mark.parametrize(
    "step",
    ["v.grad_fn", "v.is_leaf", "v.requires_grad", "v > 2", "v.isnan()", "v.retain_grad()",
     "v.requires_grad_().requires_grad", "v.requires_grad_(False).requires_grad", "v.sign()",
     "v.detach()", "v.numpy()", "v.tolist()", "v.data", "v.floor()", "torch.zeros_like(v)",
     "v.register_hook(print)", "v.grad", "v.add_(1)", "v.output_nr", "torch.stack([b, v[None]])",
     "v.shape"],
)  # fmt: skip
def test_a_view_that_lost_its_history_is_refused_only_where_it_is_asked(step: str) -> None:
    assert_same(f"{BLIND}b.mul_(2); r = str({step}); del v; r")


def test_nothing_is_asked_where_nothing_is_recorded() -> None:
    assert_same(f"{BLIND}b.mul_(2); {OFF}a = v * 2; {ON}del v; a")


def test_the_step_that_is_refused_leaves_the_values_as_they_were() -> None:
    written = "b = t(3) * 2; v = b.unbind()[0]; b.mul_(2); c = b.clone(); \n"
    attempt = "try: b.add_(v)\nexcept RuntimeError: pass"
    assert_same(f"{written}{attempt}; del v; [bool((b == c).all()), b._version]")


@pytest.mark.parametrize(
    "view", ["b.expand(2, 3)", "b.unfold(0, 2, 1)", "b.as_strided((2, 2), (1, 1))", "b[None]"]
)
def test_a_gradient_counts_every_place_that_a_view_shows(view: str) -> None:
    assert_same(f"x = t(3); b = x * 2; v = {view}; b.mul_(3); v.sum()")
    assert_same("x = t(); b = x * 2; v = b.expand(4); b.mul_(3); v.sum()")


@pytest.mark.parametrize("step", ["b[0] = 2.", "b[:1].exp_()", "b.view(-1).fill_(1)"])
def test_a_changed_view_is_freed_with_all_else(step: str) -> None:
    assert_same(f"x = t(3); b = x.clone(); {step}; b.sum().backward(); b.sum().backward(); 0")


@pytest.mark.parametrize(
    "steps",
    ["b.mul_(b)", "b[:2].mul_(b[:2])", "b.pow_(b)", "b.add_(b)", "v = b.view(3); b.mul_(v)",
     "v = b.view(3); v.relu_(); v.add_(1)", "v = b.view(3); v.relu_(); b.add_(1)",
     "b[:2].relu_(); b.add_(1)", "c = torch.maximum(x.detach().add_(0), b); b.add_(1); b = c",
     "v = b.expand(2, 3); v.fill_(1); b = v"],
)  # fmt: skip
def test_what_a_change_in_place_does_to_what_was_saved(steps: str) -> None:
    assert_same(f"x = t(3); b = x.exp(); {steps}; b.sum().backward(); x.grad")


@pytest.mark.parametrize(
    "write", ["v[..., 0] = x.sum()", "v[0] = 2.", "v.add_(1)", "v[:, 0] += 1"]
)
def test_that_a_leaf_is_changed_is_told_before_what_its_view_repeats(write: str) -> None:
    assert_same(f"x = t(3); v = x.expand(2, 3); {write}; 0")


@pytest.mark.parametrize(
    "step",
    ["x.expand(2, 1, 3)[0].mul_(x)", "x[0].mul_(x)", "x.mul_(x[0])", "x.t().mul_(x.t())",
     "x.mul_(x.view(1, 3))", "x[:, 1:].mul_(x[:, :2])"],
)  # fmt: skip
def test_what_is_written_may_not_share_part_of_what_is_read(step: str) -> None:
    assert_same(f"x = torch.ones(1, 3); {step}; x")


INDICES = ("[-1]", "[0]", "[0] = 1.", "[1:]", "[..., 0]", "[:, 0]", "[None, 0]", "[0, 0]",
           "[torch.tensor(0)]", "[[0]]", "[True]", "[()]", "[None]")  # fmt: skip


@pytest.mark.parametrize("index", INDICES)
def test_a_tensor_without_dimensions_says_what_index_is_wrong(index: str) -> None:
    assert_same(f"x = torch.tensor(3.); {'x' if '=' not in index else '0; x'}{index}; x")
