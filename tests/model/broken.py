"""Small broken programs: what one asks about them, and what is to blame.

A program begins after the leaves ``x`` and ``w``, on line 4. Each has the variable that is asked
about, and words that the right answer has.
"""

from __future__ import annotations

LEAVES = """
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0], requires_grad=True)
"""
Case = tuple[str, str, str]

NONE: dict[str, Case] = {
    "never asked": (
        "y = torch.ones(2)",
        "y",
        "made without requires_grad=True",
    ),
    "integers": (
        "y = torch.tensor([1, 2])",
        "y",
        "int64 values have no gradient",
    ),
    "booleans": (
        "y = x > 1",
        "y",
        "bool values have no gradient",
    ),
    "argmax": (
        "y = x.argmax()",
        "y",
        "int64 values have no gradient",
    ),
    "no backward": (
        "y = x * 2",
        "x",
        "No backward pass has run yet",
    ),
    "nonleaf": (
        "y = x * 2\ny.sum().backward()",
        "y",
        "Here mul on line 4 made it",
    ),
    "leaf moved": (
        "y = torch.ones(2, requires_grad=True).double()\ny.sum().backward()",
        "y",
        "Here to on line 4 made it",
    ),
    "leaf scaled": (
        "y = torch.randn(2, requires_grad=True) * 0.1\ny.sum().backward()",
        "y",
        "Here mul on line 4 made it",
    ),
    "detached": (
        "y = x.detach()",
        "y",
        "detach() on line 4 cut it off",
    ),
    "detached on way": (
        "h = (w * x).detach()\n(h * x).sum().backward()",
        "w",
        "detach on line 4 cut the way",
    ),
    "data": (
        "h = (w * 2).data\n(h * x).sum().backward()",
        "w",
        "data on line 4 cut the way",
    ),
    "detach_": (
        "h = w * 2\nh.detach_()\n(h * x).sum().backward()",
        "w",
        "h had been cut off by detach_()",
    ),
    "no_grad": (
        "with torch.no_grad():\n    y = x * 2",
        "y",
        "computed under no_grad on line 4",
    ),
    "no_grad on way": (
        "with torch.no_grad():\n    h = w * 2\n(h * x).sum().backward()",
        "w",
        "mul on line 5 ran under no_grad on line 4",
    ),
    "no_grad function": (
        "@torch.no_grad()\ndef f(a):\n    return a * 2\nh = f(w)\n(h * x).sum().backward()",
        "w",
        "mul on line 6 ran under no_grad on line 4",
    ),
    "set_grad_enabled": (
        (
            "torch.set_grad_enabled(False)\n"
            "h = w * 2\n"
            "torch.set_grad_enabled(True)\n"
            "(h * x).sum().backward()"
        ),
        "w",
        "set_grad_enabled(False) on line 4",
    ),
    "inference": (
        "with torch.inference_mode():\n    y = x * 2",
        "y",
        "computed under inference_mode on line 4",
    ),
    "inference made": (
        "with torch.inference_mode():\n    y = torch.ones(2)",
        "y",
        "made without requires_grad=True",
    ),
    "frozen": (
        "w.requires_grad_(False)\n(w * x).sum().backward()",
        "w",
        "requires_grad was switched off on line 4",
    ),
    "cleared": (
        "x.sum().backward()\nx.grad = None",
        "x",
        "cleared by .grad = None on line 5",
    ),
    "zero_grad": (
        "o = torch.optim.SGD([x], lr=0.1)\nx.sum().backward()\no.zero_grad()",
        "x",
        "cleared by SGD.zero_grad on line 6",
    ),
    "returned": (
        "torch.autograd.grad(x.sum(), x)",
        "x",
        "returned its gradients instead of adding them",
    ),
    "unused": (
        "x.sum().backward()",
        "w",
        "was not computed from it",
    ),
    "used too late": (
        "x.sum().backward()\nlate = w * 2",
        "w",
        "line 4 did not reach it",
    ),
    "rounded": (
        "h = (w > 0).float()\n(h * x).sum().backward()",
        "w",
        "gt on line 4 cut the way",
    ),
    "item": (
        "h = w.sum().item()\n(x * h).sum().backward()",
        "w",
        "item(…) takes the numbers alone",
    ),
    "tolist": (
        "h = torch.tensor(w.tolist())\n(h * x).sum().backward()",
        "w",
        "tolist(…) on line 4 took its numbers alone",
    ),
    "numpy": (
        "h = torch.from_numpy(w.detach().numpy() * 2)\n(h * x).sum().backward()",
        "w",
        "ends with detach on line 4, where numpy(…)",
    ),
    "rewrapped": (
        "h = torch.tensor(w.sum().item(), requires_grad=True)\n(h * x).sum().backward()",
        "w",
        "ends with sum on line 4, where torch.tensor(…)",
    ),
    "argmax on way": (
        "h = w.argmax()\n(x * h).sum().backward()",
        "w",
        "argmax on line 4 cut the way between",
    ),
    "int cast": (
        "h = w.int()\n(x * h).sum().backward()",
        "w",
        "to on line 4 cut the way",
    ),
    "inputs only": (
        "(w * x).sum().backward(inputs=[x])",
        "w",
        "backward(inputs=…) asked for other tensors",
    ),
    "overwritten": (
        "w = w - 0.1 * w\n(w * x).sum().backward()",
        "w",
        "Here sub on line 4 made it",
    ),
    "only x wanted": (
        "h = w * x\nh.retain_grad()\nl = h.detach().sum() + x.sum()\nl.backward()",
        "h",
        "detach on line 6 cut the way",
    ),
    "failed": (
        (
            "class F(torch.autograd.Function):\n"
            "    @staticmethod\n"
            "    def forward(c, a):\n"
            "        return a * 2\n"
            "    @staticmethod\n"
            "    def backward(c, g):\n"
            "        return None\n"
            "F.apply(w).sum().backward()"
        ),
        "w",
        "brought it no defined gradient",
    ),
}
"""Why ``.grad`` is None."""
ZERO: dict[str, Case] = {
    "all alike": (
        "torch.std_mean(x * 0 + 2)[0].backward()",
        "x",
        "all values are equal, where std counts as flat",
    ),
    "all alike, squared": ("(x * 0 + 2).var().backward()", "x", "equal, where var is flat"),
    "many relus dead": (
        "torch.relu((x - 9).expand(40, -1)).sum().backward()",
        "x",
        "every element of the result of expand is below 0",
    ),
    "relu dead": (
        "torch.relu(-x).sum().backward()",
        "x",
        "ReluBackward0 (line 4) let nothing",
    ),
    "clamped": (
        "x.clamp(max=0.5).sum().backward()",
        "x",
        "ClampBackward1 (line 4) let nothing",
    ),
    "times zero": (
        "(x * 0).sum().backward()",
        "x",
        "MulBackward0 (line 4) let nothing",
    ),
    "sign": (
        "x.sign().sum().backward()",
        "x",
        "SignBackward0 (line 4) let nothing",
    ),
    "round": (
        "x.round().sum().backward()",
        "x",
        "RoundBackward0 (line 4) let nothing",
    ),
    "zeroed": (
        "o = torch.optim.SGD([x], lr=0.1)\nx.sum().backward()\no.zero_grad(set_to_none=False)",
        "x",
        "zeroed by .zero_() on line 6",
    ),
    "softmax sum": (
        "x.softmax(0).sum().backward()",
        "x",
        "SoftmaxBackward0 (line 4) let nothing",
    ),
    "saturated": (
        "torch.sigmoid(x * 1000).sum().backward()",
        "x",
        "SigmoidBackward0 (line 4) let nothing",
    ),
    "zero in place": (
        "x.sum().backward()\nx.grad.zero_()",
        "x",
        "zeroed by .zero_() on line 5",
    ),
    "cancelled": (
        "(x - x).sum().backward()",
        "x",
        "It became zero in the sum of its 2 contributions",
    ),
    "hook zero": (
        "x.register_hook(lambda g: g * 0)\nx.sum().backward()",
        "x",
        "It became zero in a hook",
    ),
    "norm at 0": (
        "n = (x - x.detach()).norm()\nn.backward()",
        "x",
        "LinalgVectorNormBackward0 (line 4)",
    ),
}
"""Why it is zero."""
UNSOUND: dict[str, Case] = {
    "sqrt at 0": (
        "y = torch.sqrt(x - x.detach())\ny.sum().backward()",
        "x",
        "SqrtBackward0 (line 4)",
    ),
    "log of negative": (
        "z = torch.log(x - 3)\ny = z * 2\nloss = y.sum()",
        "loss",
        "It begins with log on line 4",
    ),
    "div by zero": (
        "y = x / (x - x)\nloss = y.sum()",
        "loss",
        "It begins with div on line 4",
    ),
    "where nan": (
        "y = torch.where(x > 5, torch.sqrt(x - 3), x)\ny.sum().backward()",
        "x",
        "SqrtBackward0 (line 4)",
    ),
    "pow frac": (
        "y = (x - 1) ** 0.5\ny.sum().backward()",
        "x",
        "PowBackward0 (line 4)",
    ),
    "given nan": (
        "t = torch.tensor([float('nan'), 1.0])\nl = (x * t).sum()",
        "l",
        "t was like this when it was made on line 4",
    ),
    "exp overflow": (
        "y = torch.exp(x * 1000)\nl = (y / y).sum()",
        "l",
        "It begins with exp on line 4",
    ),
    "nan update": (
        (
            "o = torch.optim.SGD([x], lr=1e30)\n"
            "for _ in range(3):\n"
            "    o.zero_grad()\n"
            "    (x ** 4).sum().backward()\n"
            "    o.step()"
        ),
        "x",
        "PowBackward0 (line 7)",
    ),
    "nan hook": (
        "x.register_hook(lambda g: g / 0)\nx.sum().backward()",
        "x",
        "It became not finite in a hook",
    ),
}
"""Why a value or a gradient is not finite."""
HUGE: dict[str, Case] = {
    "huge": (
        "y = (x * 3) * 1e6\ny.sum().backward()",
        "x",
        "MulBackward0 (line 4) enlarged it most: 1000000 times",
    ),
    "not cleared": (
        "for _ in range(20):\n    (x * 1000).sum().backward()",
        "x",
        "20 backward passes have been added up",
    ),
    "huge seed": (
        "x.backward(torch.full((2,), 1e6))",
        "x",
        "backward() on line 4 was given a gradient that is so large",
    ),
}
"""Why a gradient is so large."""
