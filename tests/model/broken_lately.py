"""Broken programs of our years: fine-tuning, adversaries, policies, half precision.

A program begins after the leaves ``x`` and ``w``, on line 4. By name: the program, the variable
that is asked about, the question, and words of the answer.
"""

from __future__ import annotations

_NET = "m = torch.nn.Linear(2, 1)\n"
_ADAM = "o = torch.optim.{}([x], lr={})\nfor _ in range(9):\n    o.zero_grad()\n"
_SGD = "o = torch.optim.SGD(m.parameters(), lr=0.1)\n"
_LIST = """\
class N(torch.nn.Module):
    def __init__(s):
        super().__init__()
        s.l, s.h = [torch.nn.Linear(2, 2)], torch.nn.Linear(2, 1)
    def forward(s, v):
        for l in s.l:
            v = l(v)
        return s.h(v)
m = N()
"""

LATELY: dict[str, tuple[str, str, str, str]] = {
    "layers in a list": (
        _LIST + _SGD + "m(x).backward()\no.step()", "l.weight",
        "Why did l.weight not change?", "It is not a parameter of N, which uses it",
    ),
    "made anew after its optimizer": (
        _NET + _SGD + "m.weight = torch.nn.Parameter(torch.ones(1, 2))\n"
        "m(x).sum().backward()\no.step()", "m.weight",
        "Why did m.weight not change?",
        "the one that m.weight was before it was made anew on line 6",
    ),
    "softmax over the samples": (
        ("p = (w[:, None] * x).softmax(0)\n"
        "l = torch.nn.functional.nll_loss(p.log(), torch.tensor([0, 1]))"), "l",
        "Was l given what it takes?", "softmax on line 4 let the probabilities of dimension 0 sum",
    ),
    "never went backward": (
        "o = torch.optim.SGD([x], lr=0.1)\no.zero_grad()\nl = (x * w).sum()\no.step()", "x",
        "Why is x.grad None?", "No backward pass has run yet",
    ),
    "spoilt before it was clipped": (
        "(x - 1).sqrt().sum().backward()\ntorch.nn.utils.clip_grad_norm_([x], 1.0)", "x",
        "Why is x.grad not finite?", "SqrtBackward0 (line 4) received a finite gradient",
    ),
    "a row without anyone": (
        "a = torch.full((1, 2), -torch.inf)\n(x * a.softmax(1)).log_softmax(1).sum().backward()",
        "x",
        "Why is x.grad not finite?", "softmax on line 5 made NaN of the Inf in a (all of a row",
    ),
    "a sample": (
        "z = torch.distributions.Normal(x, 1.0).sample()\n(z * w).sum().backward()", "x",
        "Why is x.grad None?", "sample() draws without a way back. Use rsample()",
    ),
    "a checkpoint of old": (
        _NET + "v = torch.ones(2)\n"
        "h = torch.utils.checkpoint.checkpoint(m, v, use_reentrant=True)\n"
        "(h * x).sum().backward()",
        "m.weight", "Why is m.weight.grad None?", "Give it use_reentrant=False",
    ),
    "every class left out": (
        "l = torch.nn.functional.cross_entropy(x[None], torch.tensor([-100]))", "l",
        "Why is l not finite?", "every target is left out",
    ),
    "a mean of nothing": (
        "l = x[x > 9].mean()", "l", "Why is l not finite?", "has no elements, it is 0 / 0",
    ),
    "a spread of one": ("l = x[:1].std()", "l", "Why is l not finite?", "One value has no spread"),
    "a root of less than nothing": (
        "l = (x - 9) ** 0.5", "l", "Why is l not finite?", "and has no real root",
    ),
    "scores as logarithms": (
        "l = torch.nn.functional.nll_loss(x[None], torch.tensor([0]))", "l",
        "Was l given what it takes?", "never above 0, and was given some that are",
    ),
    "Adam in leaps": (
        _ADAM.format("Adam", 99.0) + "    (x * w).sum().backward()\n    o.step()", "x",
        "Why does x leap?", "its steps are about as long as the learning rate (99.0)",
    ),
    "graphs in a total": (
        "s = 0\nfor _ in range(4):\n    l = (x * w).sum()\n    l.backward()\n    s += l", "s",
        "What does s keep?", "s adds up 4 losses on line 8 together with their graphs",
    ),
    "clipped too late": (
        ("o = torch.optim.SGD([x], lr=0.1)\nfor _ in range(3):\n    o.zero_grad()\n"
        "    (x * w).sum().backward()\n    o.step()\n"
        "    torch.nn.utils.clip_grad_norm_([x], 0.1)"), "x",
        "Is x.grad clipped in time?", "It is clipped on line 9 when the step on line 8",
    ),
    "clipped too early": (
        ("o = torch.optim.SGD([x], lr=0.1)\nfor _ in range(3):\n    o.zero_grad()\n"
        "    torch.nn.utils.clip_grad_norm_([x], 0.1)\n"
        "    (x * x).sum().backward()\n    o.step()"), "x",
        "Is x.grad clipped in time?", "It is clipped on line 7 when no gradient has come yet",
    ),
    "evaluated and never trained again": (
        "m = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout(0.5))\n"
        + _SGD + "def test(net):\n    net.eval()\n    with torch.no_grad():\n        net(x)\n"
        "for _ in range(2):\n    o.zero_grad()\n    m(x).sum().backward()\n"
        "    o.step()\n    test(m)",
        "m.0.weight",
        "Is m.0.weight trained in training mode?", "net.eval() on line 7 put its model into",
    ),
    "the step of another optimizer alone": (
        ("a = torch.optim.SGD([x], lr=0.1)\nb = torch.optim.Adam([w], lr=0.1)\n"
        "(x * w).sum().backward()\na.step()"), "w",
        "Why did w not change?", "the Adam that holds this tensor has changed nothing yet",
    ),
    "added in a slope": (
        ("b = torch.ones(2, requires_grad=True)\n"
        "(g,) = torch.autograd.grad((x * x * w + b).sum(), x, create_graph=True)\n"
        "g.pow(2).sum().backward()"), "b",
        "Why is b.grad None?", "made of the gradient computed on line 5",
    ),
    "a module that is not frozen": (
        _NET + "m.requires_grad = False\nm(x).sum().backward()", "m.weight",
        "Is m.weight frozen?", "Write m.requires_grad_(False)",
    ),
    "a letter too few": (
        "v = torch.ones(2)\nv.require_grad = True\n(v * x).sum().backward()", "v",
        "Why is v.grad None?", "Line 5 sets require_grad, which means nothing",
    ),
    "too small for half precision": (
        ("h = torch.full((2,), 1e-4, dtype=torch.float16, requires_grad=True)\n"
        "((h * 1e-4) ** 2).sum().backward()"), "h",
        "Why is h.grad zero?", "too small for float16, and was rounded to 0",
    ),
    "changed by its hook": (
        "h = x * 2\nh.register_hook(lambda g: [g.zero_()] and None)\nh.sum().backward()",
        "x", "Why is x.grad zero?", "A hook made it zero before MulBackward0",
    ),
}  # fmt: skip

REFUSED: dict[str, tuple[str, str]] = {
    "one-hot integers": (
        ("t = torch.nn.functional.one_hot(torch.tensor([0]), 2)\n"
        "torch.nn.functional.cross_entropy(x[None], t)"), "Pass the numbers of the classes",
    ),
    "places of the largest": (
        "h = x.topk(1).indices.float()\nh.sum().backward()",
        "because topk on line 4 gives int64 values",
    ),
    "one-hot of the largest": (
        "h = torch.nn.functional.one_hot(x.argmax(), 2).float()\nh.sum().backward()",
        "argmax on line 4 gives int64 values",
    ),
    "drawn by probabilities": (
        "h = torch.ones(2)[torch.multinomial(x.softmax(0), 1)]\nh.sum().backward()",
        "torch.multinomial on line 4 draws numbers that have no gradient",
    ),
    "classes at the end": (
        "torch.nn.functional.cross_entropy(torch.randn(2, 4, 7), torch.zeros(2, 4).long())",
        "the classes are dimension 1 of the scores",
    ),
}  # fmt: skip
"""Programs that end with an error, and words of what is said about it."""
