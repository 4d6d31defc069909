"""Broken programs whose cause lies farther away: what is asked first, and words of the answer.

A program begins after the leaves ``x`` and ``w``, on line 4; its error, if any, is not the point.
"""

from __future__ import annotations

_MODULE = "m = torch.nn.Linear(2, 1)\no = torch.optim.SGD(m.parameters(), lr={})\n"
_FUNCTION = """\
class F(torch.autograd.Function):
    @staticmethod
    def forward(c, a, b):
        return a * b
    @staticmethod
    def backward(c, g):
        return g, None
F.apply(x, w).sum().backward()"""
_CUT = """\
class M(torch.nn.Module):
    def __init__(s):
        super().__init__()
        s.a, s.b = torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)
    def forward(s, v):
        return s.b(s.a(v).detach())
m = M()
m(x).sum().backward()"""
_HOOK = "h = x * 2\nh.register_hook(lambda g: g * {})\nh.sum().backward()"
_STAYS = "Why did m.weight not change?"

HARD: dict[str, tuple[str, str, str, str]] = {
    "inference read": (
        "with torch.inference_mode():\n    h = x * 2\ny = h + 1",
        "y", "Why is y.grad None?", "mul on line 5 ran under inference_mode on line 4",
    ),
    "retained too late": (
        "h = x * 2\nh.sum().backward()\nh.retain_grad()",
        "h", "Why is h.grad None?", "retain_grad() on line 6 came after the backward",
    ),
    "a constant gradient": (
        "g, = torch.autograd.grad((x * x).sum(), x)\n(g * w).sum().backward()",
        "x", "Why is x.grad None?", "on line 4 without create_graph=True",
    ),
    "function says None": (_FUNCTION, "w", "Why is w.grad None?", "FBackward on line 11 returned"),
    "detached in a module": (
        _CUT, "m.a.weight", "Why is m.a.weight.grad None?", "detach on line 9 cut the way",
    ),
    "zero hook": (_HOOK.format(0), "x", "Why is x.grad zero?", "A hook made it zero before Mul"),
    "nan hook": (
        _HOOK.format("float('nan')"), "x", "Why is x.grad not finite?", "A hook made it not",
    ),
    "huge hook": (_HOOK.format(1e6), "x", "Why is x.grad so large?", "A hook before MulBackward0"),
    "many factors": (
        "h = x\nfor _ in range(12):\n    h = h * 3\nh.sum().backward()",
        "x", "Why is x.grad so large?", "No single node did: 12 enlarged it one after another",
    ),
    "faded": (
        "h = x\nfor _ in range(60):\n    h = h * 0.1\nh.sum().backward()",
        "x", "Why is x.grad zero?", "was all that came",
    ),
    "0 times inf": (
        "p = x - x.detach()\n(p * p.log()).sum().backward()",
        "x", "Why is x.grad not finite?", "it reads what log on line 5 had made",
    ),
    "set before": (
        "x.grad = torch.tensor([float('nan'), 1.0])\nx.sum().backward()",
        "x", "Why is x.grad not finite?", "It was set by .grad = … on line 4",
    ),
    "spoilt by a step": (
        "x.grad = x / 0\ntorch.optim.SGD([x], lr=0.1).step()\nl = x.sum()",
        "l", "Why is l not finite?", "was set by .grad = … on line 4",
    ),
    "cleared too early": (
        _MODULE.format(0.1) + "m(x).sum().backward()\no.zero_grad()\no.step()",
        "m.weight", _STAYS, "as its .grad was None. It was cleared by SGD.zero_grad on line 7",
    ),
    "another parameter": (
        _MODULE.format(0.1)
        + "m.weight = torch.nn.Parameter(torch.ones(1, 2))\nm(x).sum().backward()\no.step()",
        "m.weight", _STAYS, "its optimizer does not hold this tensor",
    ),
    "another tensor": (
        "o = torch.optim.SGD([w])\nw = w.detach().requires_grad_()\nw.sum().backward()\no.step()",
        "w", "Why did w not change?", "its optimizer does not hold this tensor",
    ),
    "a column and a row": (
        "t = torch.tensor([[1.0], [2.0]])\nd = t - x",
        "d", "Why is d 2×2?", "sub on line 5 combined t (2×1) and x (2)",
    ),
    "tiny rate": (
        _MODULE.format(1e-12) + "m(x).sum().backward()\no.step()",
        "m.weight", _STAYS, "too small for float32",
    ),
    "no rate": (
        _MODULE.format(0.0) + "m(x).sum().backward()\no.step()",
        "m.weight", _STAYS, "its learning rate is 0",
    ),
    "nothing to follow": (
        _MODULE.format(0.1) + "(m(x) * 0).sum().backward()\no.step()",
        "m.weight", _STAYS, "as its .grad was zero",
    ),
}  # fmt: skip
"""By name: the program, the variable that is asked about, the question, words of the answer."""
