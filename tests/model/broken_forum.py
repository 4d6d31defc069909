"""Broken programs as they are asked about in forums: what is asked, and words of the answer.

A program begins after the leaves ``x`` and ``w``, on line 4.
"""

from __future__ import annotations

_NET = "m = torch.nn.Linear(2, 1)\n"
DEAF = """\
class F(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a * a
    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        return 2 * a
"""
_MODULE = """\
class M(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = {}
torch.optim.SGD(M().parameters(), lr=0.1)
"""

FORUM: dict[str, tuple[str, str, str, str]] = {
    "requires grad too late": (
        "v = torch.ones(2)\nh = v * 2\nv.requires_grad_()\n(h * x).sum().backward()",
        "v", "Why is v.grad None?", "v did not require grad yet when mul on line 5 used it",
    ),
    "copied into a new tensor": (
        "h = x * 3\nc = torch.tensor(h, requires_grad=True)\n(c * c).sum().backward()",
        "x", "Why is x.grad None?", "torch.tensor(…) on line 5 took the numbers alone",
    ),
    "totalled as numbers": (
        "l = (x * w).sum()\nt = torch.tensor(l.item(), requires_grad=True)\nt.backward()",
        "x", "Why is x.grad None?", "item(…) on line 5 took the numbers alone",
    ),
    "a list of numbers made a tensor": (
        "l = [x.sum()] * 2\nt = torch.tensor([y.item() for y in l])\n(t * w).sum().backward()",
        "x", "Why is x.grad None?", "torch.tensor(…) on line 5 took the numbers alone",
    ),
    "a list of losses": (
        "ls = [x.sum()] * 2\ntorch.tensor(ls, requires_grad=True).mean().backward()",
        "x", "Why is x.grad None?", "torch.tensor(…) on line 5 took the numbers alone",
    ),
    "accuracy as a loss": (
        "p = x.argmax()\nl = (p != 1).float()\nl.requires_grad = True\nl.backward()",
        "x", "Why is x.grad None?", "argmax on line 4 cut the way between",
    ),
    "a penalty without create_graph": (
        "g, = torch.autograd.grad((x * x).sum(), x)\np = (g.norm() - 1) ** 2",
        "p", "Why is p.grad None?", "line 4 without create_graph=True is a constant for autograd",
    ),
    "where, too late": (
        ("v = torch.tensor([0.0, 1.0], requires_grad=True)\n"
        "torch.where(v > 0, v.log(), v).sum().backward()"),
        "v", "Why is v.grad not finite?", "0 × ∞ is NaN: keep such elements away from log",
    ),
    "a masked row": (
        "a = x.masked_fill(x > 0, float('-inf')).softmax(0)",
        "a", "Why is a not finite?", "row is −∞). masked_fill on line 4 had put the Inf in",
    ),
    "entropy of a certain thing": (
        "p = torch.tensor([float('-inf'), 0.0]).softmax(0)\ne = (p * p.log()).sum()",
        "e", "Why is e not finite?", "It begins with log on line 5: p was",
    ),
    "too large a number": (
        "y = (x * 1e20) ** 2", "y", "Why is y not finite?", "It is larger than float32 can hold",
    ),
    "all weights zero": (
        ("u = torch.zeros(1, 2, requires_grad=True)\n"
        "(u @ (x[:, None] * 2).relu()).sum().backward()"),
        "x", "Why is x.grad zero?", "it multiplies by zeros (u)",
    ),
    "inputs that are large": (
        "b = torch.full((2,), 3e4)\n(w * b).sum().backward()",
        "w", "Why is w.grad so large?", "as it multiplies by b, which reaches 30000",
    ),
    "no step": (
        "o = torch.optim.SGD([x])\nfor _ in range(2):\n    o.zero_grad()\n    x.sum().backward()",
        "x", "Why did x not change?", "No optimizer has taken a step: SGD.zero_grad on line 6",
    ),
    "a rate too large": (
        ("o = torch.optim.SGD([x], lr=1.5)\nfor _ in range(9):\n    o.zero_grad()\n"
        "    (x * x).sum().backward()\n    o.step()"),
        "x", "Why does x run away?", "they overshoot. The learning rate (1.5) is too large",
    ),
    "the wrong sign": (
        ("o = torch.optim.SGD([x], lr=0.5)\nfor _ in range(9):\n    o.zero_grad()\n"
        "    (-x * x).sum().backward()\n    o.step()"),
        "x", "Why does x run away?", "Is the sign of the loss right?",
    ),
    "softmax twice": (
        "p = x.softmax(0)\nl = torch.nn.functional.cross_entropy(p, torch.tensor(1))",
        "l", "Was l given what it takes?", "softmax comes twice, which flattens every gradient",
    ),
    "probabilities without a logarithm": (
        "p = x.softmax(0)\nl = torch.nn.functional.nll_loss(p, torch.tensor(1))",
        "l", "Was l given what it takes?", "nll_loss on line 5 takes logarithms",
    ),
    "sigmoid twice": (
        "l = torch.nn.functional.binary_cross_entropy_with_logits(x.sigmoid(), torch.ones(2))",
        "l", "Was l given what it takes?", "sigmoid comes twice",
    ),
    "a column and a row in a loss": (
        "l = torch.nn.functional.mse_loss(x[:, None], w)",
        "l", "Does l compare what belongs together?", "and w (2): each element of one",
    ),
    "two passes that cancel": (
        "x.sum().backward()\n(-x).sum().backward()",
        "x", "Why is x.grad zero?", "2 backward passes cancel",
    ),
    "changed through data": (
        "y = (x ** 2).sum()\nx.data = torch.ones(2)\ny.backward()",
        "x", "Does x.grad belong to what was computed?", "changed through .data on line 5",
    ),
    "changed in place through data": (
        "y = (x ** 2).sum()\nx.data.mul_(2)\ny.backward()",
        "x", "Does x.grad belong to what was computed?", "PowBackward0 read the new value",
    ),
    "a backward that ignores what it is given": (
        f"{DEAF}(F.apply(x) * 3).sum().backward()",
        "x", "Does x.grad follow the chain rule?", "the backward of F (line 10) never uses g,",
    ),
    "vanishing": (
        "h = x\nfor _ in range(12):\n    h = torch.sigmoid(h) * 0.5\n(h + w).sum().backward()",
        "x", "Why is x.grad so small?", "24 nodes made it smaller one after another",
    ),
}  # fmt: skip
"""The variable that is asked about, the question, and words of its answer."""

STOPPED: dict[str, tuple[str, str]] = {
    "no room": ("raise MemoryError", "The settings say how much memory a program may hold"),
    "outside the fence": (
        "raise PermissionError(13, 'Permission denied')",
        "it writes only beside its own file and in a temporary folder",
    ),
    "a part of a leaf": (
        "x[0] = 1.0",
        "x is a leaf that requires grad, and no part of it may be changed in place",
    ),
    "a Function that is called itself": (
        (
            "class F(torch.autograd.Function):\n    @staticmethod\n    def forward(c, a):\n"
            "        return a * 2\nF()(x)"
        ),
        "call its apply, as F.apply(x)",
    ),
    "a scaled leaf for an optimizer": (
        "v = w * 0.1\no = torch.optim.SGD([v], lr=0.1)",
        "and v was computed by mul on line 4. Make it one: v = v.detach().requires_grad_().",
    ),
    "layers in a list alone": (
        _MODULE.format("[torch.nn.Linear(2, 1) for _ in range(2)]"),
        "self.a on line 7 is a plain list, whose layers are not seen. Use nn.ModuleList.",
    ),
    "layers in a dictionary alone": (
        _MODULE.format("{'b': torch.nn.Linear(2, 1)}"),
        "self.a on line 7 is a plain dictionary",
    ),
    "parameters in a list alone": (
        _MODULE.format("[torch.nn.Parameter(torch.ones(2))]"),
        "self.a on line 7 is a plain list, whose parameters are not seen. Use nn.ParameterList.",
    ),
    "a parameter that is computed": (
        _MODULE.format("torch.nn.Parameter(torch.ones(2)) * 2"),
        "self.a on line 7 is computed from an nn.Parameter, and is none itself.",
    ),
    "a tensor for a parameter": (
        _MODULE.format("torch.ones(2, requires_grad=True)"),
        "self.a on line 7 is a tensor, and not an nn.Parameter.",
    ),
    "a list of losses in a new tensor": (
        "ls = [x.sum(), w.sum()]\nl = torch.tensor(ls).mean()\nl.backward()",
        "torch.tensor on line 5 takes only the numbers of the tensors in ls. Use torch.stack(ls)",
    ),
    "through NumPy in several steps": (
        "a = (x * 2).detach().numpy()\nb = a + 1\nv = torch.tensor(b)\nv.sum().backward()",
        "because numpy(…) on line 4 takes the numbers alone, out of the graph",
    ),
    "what an object holds": (
        ("class O:\n    pass\no = O()\no.l = (x.detach() * 2).sum()\nh = x * 2\no.l.backward()"),
        "because detach() on line 7 cut it off",
    ),
    "requires grad too late": (
        "v = torch.ones(2)\nh = v * 2\nv.requires_grad = True\nh.sum().backward()",
        "v did not require grad yet when mul on line 5 used it, only from line 6 on",
    ),
    "frozen": (
        _NET + "for p in m.parameters():\n    p.requires_grad = False\n"
        "m(torch.ones(2)).sum().backward()",
        "requires_grad of m.weight and m.bias was switched off on line 6",
    ),
    "a gradient without a history": (
        "g, = torch.autograd.grad((x ** 3).sum(), x)\nl = g.sum()\nl.backward()",
        "the gradient computed on line 4 without create_graph=True is a constant",
    ),
    "the gradient itself": (
        "g, = torch.autograd.grad((x[0] ** 3), x)\ng.sum().backward()",
        "on line 4 without create_graph=True",
    ),
    "a number in between": (
        "k = int(x[0])\ny = torch.tensor(3.0) ** k\ny.backward()",
        "int(…) on line 4 takes the numbers alone",
    ),
    "asked for and not used": (
        "torch.autograd.grad((x * 2).sum(), [x, w])",
        "leads from the output back to w on line 4",
    ),
    "asked for and cut off": (
        "l = (x * w.detach()).sum()\ntorch.autograd.grad(l, inputs=(x, w))",
        "back to w on line 5: detach on line 4 cut the way between",
    ),
    "asked for without requires grad": (
        "v = torch.ones(2)\nl = (x * v).sum()\ntorch.autograd.grad(l, [x, v])",
        "A gradient of v is asked for on line 6. It does not require grad: it was made without",
    ),
    "numbers taken at once": (
        "h = [(x * k).sum().item() for k in range(2)]\nl = torch.tensor(h).sum()\nl.backward()",
        "item(…) on line 4 takes the numbers alone",
    ),
    "a word too many": ("torch.nn.Embedding(3, 2)(torch.tensor([3]))", "no row in the embedding"),
    "made without": (
        "h = x * 2\nt = torch.tensor(1.0)\nt.backward()",
        "made by torch.tensor on line 5 without requires_grad=True",
    ),
}
"""Programs that end with an error, and words of what is said about it."""
