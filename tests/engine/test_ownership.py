"""When ``.grad`` takes over the array of a gradient, and that nobody else ever sees it change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine.graph.ownership import caught
from engine.kernels.products import product
from engine.kernels.summing import total
from tests.support.oracle import assert_same

torch: Any = engine


@pytest.mark.parametrize("program", [
    # One gradient for two turned leaves: neither may have the other's array.
    ("g = torch.ones(3, 2); a, b = (torch.ones(2, 3, requires_grad=True) for _ in 'ab')\n"
    "(a.t() + b.t()).backward(g); a.grad.mul_(5); print(a.grad, b.grad, g)"),
    # The gradient given by hand is the program's own.
    ("g = torch.ones(3, 2); a = torch.ones(2, 3, requires_grad=True)\n"
    "a.t().backward(g); a.grad.add_(1); print(a.grad, g)"),
    ("g = torch.ones(2, 3); a = torch.ones(2, 3, requires_grad=True)\n"
    "(a + 0).backward(g); a.grad.add_(1); print(a.grad, g)"),
    # A gradient caught by a hook.
    ("a = torch.ones(2, 3, requires_grad=True); t = a.t(); kept = []\n"
    "t.register_hook(kept.append); (t * 3).sum().backward()\n"
    "a.grad.mul_(2); print(a.grad, kept)"),
    # Retained on the way, and the weight of a linear layer.
    ("w = torch.ones(2, 3, requires_grad=True); t = w.t(); t.retain_grad()\n"
    "(torch.ones(4, 3) @ t).sum().backward(); w.grad.mul_(2); print(w.grad, t.grad)"),
    ("w = torch.ones(2, 3, requires_grad=True); x = torch.ones(4, 3, requires_grad=True)\n"
    "y = torch.nn.functional.linear(x, w); y.sum().backward(retain_graph=True)\n"
    "first = w.grad; w.grad = None; y.sum().backward(); first.zero_(); print(w.grad)"),
    # Of weights that were changed in place, as after a step of an optimiser.
    ("w = torch.ones(2, 3, requires_grad=True); x = torch.ones(4, 3, requires_grad=True)\n"
    "with torch.no_grad(): w -= 0.5\n"
    "y = torch.nn.functional.linear(x, w); y.sum().backward(retain_graph=True)\n"
    "first = w.grad; w.grad = None; y.sum().backward(); first.zero_(); print(w.grad, x.grad)"),
    ("g = torch.ones(2, 2); w, b = (torch.ones(2, 2, requires_grad=True) for _ in 'ab')\n"
    "with torch.no_grad():\n    for each in (w, b): each *= 2.0\n"
    "(b + torch.ones(2, 2) @ w).backward(g); b.grad.mul_(5); print(w.grad, b.grad, g)"),
    # Sent back by a function of one's own: a saved tensor, and the same array to two leaves.
    ("class F(torch.autograd.Function):\n"
    "    @staticmethod\n    def forward(ctx, x, w): ctx.save_for_backward(w); return x * w\n"
    "    @staticmethod\n    def backward(ctx, g): return ctx.saved_tensors[0], None\n"
    "x, w = torch.ones(3, requires_grad=True), torch.tensor([1.0, 2.0, 3.0])\n"
    "F.apply(x, w).sum().backward(); x.grad.add_(5); print(x.grad, w)\n"
    "x.grad = None; (F.apply(x, w) + F.apply(x, w)).sum().backward(); print(x.grad, w)"),
    ("class F(torch.autograd.Function):\n"
    "    @staticmethod\n    def forward(ctx, x, y): return x + y\n"
    "    @staticmethod\n    def backward(ctx, g): g = g * 2; return g, g\n"
    "x, y = (torch.ones(3, requires_grad=True) for _ in 'xy')\n"
    "(F.apply(x, y) + F.apply(x, y) + x).sum().backward(); x.grad.mul_(3); print(x.grad, y.grad)"),
    # Caught by autograd.grad: of a result that is needed again, of a weight, and of two at once.
    ("x = torch.ones(3, requires_grad=True); y = x.exp()\n"
    "a, b = torch.autograd.grad((y * y).sum(), (y, x), retain_graph=True)\n"
    "a.zero_(); print(b, torch.autograd.grad(y.sum(), x))"),
    ("w = torch.ones(2, 3, requires_grad=True); x = torch.ones(4, 3)\n"
    "y = torch.nn.functional.linear(x, w).sum(); a, = torch.autograd.grad(y, w, "
    "retain_graph=True)\na.zero_(); print(a.stride(), torch.autograd.grad(y, w), x)"),
    ("g = torch.ones(3); a, b = (torch.ones(3, requires_grad=True) for _ in 'ab')\n"
    "c, d = torch.autograd.grad(a * 2 + b * 3, (a, b), g); c.zero_(); print(d, g)"),
    # Multiplied in PyTorch's order, and used again.
    ("w = torch.ones(16, 24, requires_grad=True); x = torch.ones(32, 24, requires_grad=True)\n"
    "y = torch.nn.functional.linear(x, w); y.sum().backward(retain_graph=True)\n"
    "w.grad.zero_(); first = x.grad; x.grad = None; first.mul_(2); y.sum().backward()\n"
    "print(w.grad[0, :3], x.grad[0, :3], first[0, :3])"),
    # Expanded, selected and used twice.
    "a = torch.ones(3, requires_grad=True); (a.expand(2, 3) + a).sum().backward(); print(a.grad)",
    "a = torch.ones(2, 2, requires_grad=True); (a.t() * a.t()).sum().backward(); print(a.grad)",
])  # fmt: skip
def test_what_is_done_to_a_gradient_shows_nowhere_else(program: str) -> None:
    assert_same(program)


def test_a_gradient_lies_in_memory_as_its_leaf_does() -> None:
    for weight in (torch.ones(2, 3), torch.ones(3, 2).t()):
        leaf = weight.requires_grad_()
        torch.nn.functional.linear(torch.ones(4, 3), leaf).sum().backward()
        assert leaf.grad.stride() == leaf.stride()


def test_the_weight_of_a_linear_layer_takes_its_gradient_over() -> None:
    weight = torch.ones(2, 3).requires_grad_()
    torch.nn.functional.linear(torch.ones(4, 3), weight, torch.ones(2)).sum().backward()
    assert weight.grad._data.base is not None


def test_what_is_computed_for_one_leaf_is_no_view_so_that_it_can_be_taken_over() -> None:
    left, right = np.ones((32, 24), np.float32), np.ones((24, 16), np.float32)
    assert product(left, right).base is None
    assert total(left, (0,)).base is None
    assert total(left, (1,)).base is None


def test_an_array_that_numpy_asks_for_shares_the_tensors_memory() -> None:
    assert_same(
        "import numpy as np\nx = torch.ones(3); np.asarray(x)[0] = 5\n"
        "np.asarray(x, np.float32)[1] = 6; np.asarray(x, np.float64)[2] = 7; print(x)"
    )


@pytest.mark.parametrize("turned", [False, True])
def test_a_caught_gradient_is_copied_only_if_somebody_else_holds_it(turned: bool) -> None:
    caught_ones = {0: np.ones((2, 3)).T if turned else np.ones((2, 3))}
    address = id(caught_ones[0])
    assert id(caught(caught_ones, 0)) == address
    held = caught_ones[0]
    assert caught(caught_ones, 0) is not held
    spread = {0: np.broadcast_to(np.ones(3), (2, 3))}
    assert min(caught(spread, 0).strides) > 0
