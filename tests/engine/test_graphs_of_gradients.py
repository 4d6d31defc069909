"""The graph of a gradient (``create_graph``) has PyTorch's nodes, in PyTorch's order."""

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

WALK = """
import torch.nn.functional as F
def names(node):
    seen, todo = [], [node]
    while todo:
        node = todo.pop(0)
        if node is not None and node not in seen:
            seen.append(node)
            todo += [each for each, _ in node.next_functions]
    return [each.name() for each in seen]
x = torch.tensor([0.3, 0.5, 0.9], requires_grad=True)
g, = torch.autograd.grad(({0}).sum(), x, create_graph=True)
print(g, names(g.grad_fn))
"""
CURVED = "h, = torch.autograd.grad((g * torch.tensor([1., 2., 3.])).sum(), x)\nprint(h)\n"
CALLS = (
    "torch.tanh(x)", "torch.sigmoid(x)", "torch.relu(x)", "F.leaky_relu(x)", "F.elu(x)",
    "F.celu(x)", "F.selu(x)", "F.gelu(x)", "F.gelu(x, approximate='tanh')", "F.softplus(x)",
    "F.hardtanh(x)", "F.hardswish(x)", "F.logsigmoid(x)", "F.softshrink(x)", "F.hardshrink(x)",
    "F.threshold(x, 0.1, 2.)", "F.prelu(x, torch.tensor([0.2]))", "x.softmax(0)",
    "x.log_softmax(0)", "F.mse_loss(x, torch.ones(3))", "F.huber_loss(x, torch.ones(3))",
    "F.smooth_l1_loss(x, torch.ones(3))", "F.binary_cross_entropy(x, torch.ones(3))",
    "F.soft_margin_loss(x, torch.ones(3))", "F.nll_loss(x[None], torch.tensor([1]))",
    "F.cross_entropy(x[None], torch.tensor([1]))", "F.avg_pool1d(x.view(1, 1, 3), 2)",
    "F.adaptive_avg_pool1d(x.view(1, 1, 3), 2)", "x ** 2", "x ** 3", "x.rsqrt()", "x.sqrt()",
    "x.exp()", "x * x", "x.sin()", "x.log()", "1 / x", "2 ** x", "torch.tanh(x) * x.exp()",
)  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_the_graph_of_a_gradient_is_pytorchs(call: str) -> None:
    bent = CURVED if not call.startswith(("F.softm", "F.gelu(x, ")) else ""
    assert_same(
        WALK.format(call) + f"if g.requires_grad:\n    {bent.replace(chr(10), '; ')}pass\n"
    )


@pytest.mark.parametrize("call", ["F.hardsigmoid(x)", "F.multi_margin_loss(x[None], one)"])
def test_where_pytorch_has_no_second_derivative_it_is_refused(call: str) -> None:
    assert_same(f"one = torch.tensor([1])\n{WALK.format(call)}\ntorch.autograd.grad(g.sum(), x)")


@pytest.mark.parametrize(
    "call",
    ["torch.tanh(x)", "torch.sigmoid(x)", "F.softplus(x)", "F.elu(x)", "F.selu(x)",
     "torch.softmax(x, 0)", "torch.exp(x)", "torch.sin(x)", "x ** 5"],
)  # fmt: skip
def test_a_third_derivative_has_pytorchs_graph_and_no_leaf_of_its_own(call: str) -> None:
    assert_same(
        f"""
import torch, torch.nn.functional as F
def told(node, depth=4):
    if node is None or not depth: return "."
    return node.name() + str([told(each, depth - 1) for each, _ in node.next_functions])
x = torch.tensor([.3, -.7, 1.1], requires_grad=True)
y = ({call} * torch.tensor([1., 2., 3.])).sum()
for order in range(3):
    (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    print(told(y.grad_fn))
f = lambda x: {call}.sum()
g = torch.func.grad(lambda x: torch.func.grad(lambda x: torch.func.grad(f)(x).sum())(x).sum())
print(g(torch.tensor([.3, -.7, 1.1])).requires_grad)
"""
    )
