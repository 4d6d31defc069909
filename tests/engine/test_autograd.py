"""Backward passes and what they leave behind, beside PyTorch."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

PASSES = (
    """
x = torch.tensor([1., 2.], requires_grad=True)
(x * x).sum().backward(); (x * 3).sum().backward(); print(x.grad, x.grad.grad_fn)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2; y.retain_grad(); z = (y * y).sum(); z.backward(retain_graph=True); z.backward(); print(y.grad, x.grad)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
g, = torch.autograd.grad((x ** 3).sum(), x, create_graph=True); print(g); h, = torch.autograd.grad(g.sum(), x); print(h, x.grad)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
w = torch.ones(2, requires_grad=True); print(torch.autograd.grad((x * 2).sum(), [x, w], allow_unused=True), torch.autograd.grad((x * 2).sum(), [x, w], materialize_grads=True))
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2; y.register_hook(lambda g: g * 100); print(torch.autograd.grad((y * 3).sum(), [y, x], retain_graph=True), torch.autograd.grad((y * 3).sum(), [y]))
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
w = torch.ones(2, requires_grad=True); y = x * w; y.sum().backward(inputs=[x]); print(x.grad, w.grad)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2; (y * 3).sum().backward(inputs=[y]); print(y.grad, x.grad, y.retains_grad)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
a = x.grad; (x * 2).sum().backward(); g = x.grad; (x * 2).sum().backward(); print(x.grad is g, g); x.grad.zero_(); print(g); x.grad = None; print(x.grad)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2; torch.autograd.backward([y.sum(), (y * y).sum()], [torch.tensor(1.), torch.tensor(.5)]); print(x.grad)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x.detach(); y[0] = 9.; print(x, y, y.requires_grad, x._version); print(x.data, (x * 2).detach_())
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
(x ** 2).sum().backward(create_graph=True); print(x.grad, x.grad.grad_fn.next_functions[0])
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
n = (x * 3).grad_fn; print(n._saved_self, n._saved_other, n.name(), n.next_functions[0][0].name(), n.metadata); print([d for d in dir(n) if d[0] == '_' and d[1] != '_'])
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x.exp(); print(y.grad_fn._saved_result, y.grad_fn._saved_result is y)
""",
    """
w = torch.ones(2, requires_grad=True)
for _ in range(3):
    (w * w).sum().backward()
    with torch.no_grad(): w -= .1 * w.grad
    w.grad.zero_()
print(w, w.is_leaf, w._version)
""",
    """
from torch.autograd.functional import jacobian, hessian, vjp, jvp, hvp
x = torch.tensor([1., 2.])
f = lambda t: (t ** 3).sum()
print(jacobian(lambda t: t ** 2, x), hessian(f, x), vjp(lambda t: t ** 2, x, torch.ones(2)), jvp(lambda t: t ** 2, x, torch.ones(2)), hvp(f, x, torch.ones(2)))
""",
    "x = torch.ones(2, dtype=torch.float64, requires_grad=True); print(torch.autograd.gradcheck(lambda t: t.exp() * t, (x,)), torch.autograd.gradgradcheck(lambda t: t.exp() * t, (x,)))",
)

FUNCTIONS = (
    """
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.save_for_backward(x); ctx.k = k
        return x ** 3 * k
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        print(ctx.needs_input_grad, type(ctx).__name__, torch.is_grad_enabled())
        return g * 3 * x ** 2 * ctx.k, None
x = torch.tensor([1., 2.], requires_grad=True)
y = Cube.apply(x, 2.); print(y, y.grad_fn.name(), y.grad_fn.k)
g, = torch.autograd.grad(y.sum(), x, create_graph=True); print(g); g.sum().backward(); print(x.grad)
""",
    """
class Bad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return torch.ones(5)
Bad.apply(torch.ones(2, requires_grad=True)).sum().backward()
""",
    """
class Two(torch.autograd.Function):
    @staticmethod
    def forward(x): return x * 1, x > 0
    @staticmethod
    def setup_context(ctx, inputs, output): ctx.mark_non_differentiable(output[1])
    @staticmethod
    def backward(ctx, g, h): return g * 2
a, b = Two.apply(torch.ones(2, requires_grad=True)); print(a, b, a.output_nr)
""",
)


@pytest.mark.parametrize("program", PASSES)
def test_gradients_arrive_as_in_pytorch(program: str) -> None:
    assert_same(program)


@pytest.mark.parametrize("program", FUNCTIONS)
def test_a_function_of_ones_own_runs_as_in_pytorch(program: str) -> None:
    assert_same(program)
