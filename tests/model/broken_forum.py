"""Broken programs as they are asked about in forums: what is asked, and words of the answer.

A program begins after the leaves ``x`` and ``w``, on line 4.
"""

from __future__ import annotations

_NET = "m = torch.nn.Linear(2, 1)\n"

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
}  # fmt: skip
"""The variable that is asked about, the question, and words of its answer."""

STOPPED: dict[str, tuple[str, str]] = {
    "requires grad too late": (
        "v = torch.ones(2)\nh = v * 2\nv.requires_grad = True\nh.sum().backward()",
        "v did not require grad yet when mul on line 5 used it: that was set on line 6",
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
    "made without": (
        "h = x * 2\nt = torch.tensor(1.0)\nt.backward()",
        "made by torch.tensor on line 5 without requires_grad=True",
    ),
}
"""Programs that end with an error, and words of what is said about it."""
