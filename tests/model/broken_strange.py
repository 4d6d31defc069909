"""Broken programs as strangers write them: what is asked, and words of the answer.

A program begins after the leaves ``x`` and ``w``, on line 4, and may end with an error.
"""

from __future__ import annotations

_SGD = "o = torch.optim.SGD([x], lr=0.1)\n"
_NET = "n = torch.nn.Linear(2, 1)\n"

STRANGE: dict[str, tuple[str, str, str, str]] = {
    "dead relu": (
        "(x - 9).relu().sum().backward()",
        "x", "Why is x.grad zero?", "every element of the result of sub is below 0",
    ),
    "no distance": (
        "torch.dist(x, x.detach()).backward()",
        "x", "Why is x.grad zero?", "every distance is 0, where a distance counts as flat",
    ),
    "rounded": (
        "x.round().sum().backward()",
        "x", "Why is x.grad zero?", "round is a staircase",
    ),
    "clamped": (
        "x.clamp(5, 6).sum().backward()",
        "x", "Why is x.grad zero?", "at or beyond its limits",
    ),
    "saturated": (
        "torch.sigmoid(x * 200).sum().backward()",
        "x", "Why is x.grad zero?", "so flat there that its slope is rounded to 0",
    ),
    "masked": (
        "mask = torch.zeros(2)\n(x * mask).sum().backward()",
        "x", "Why is x.grad zero?", "it multiplies by zeros (mask)",
    ),
    "softmax summed": (
        "x.softmax(0).sum().backward()",
        "x", "Why is x.grad zero?", "its results always sum to 1",
    ),
    "root of nothing": (
        "n = ((x - x.detach()) ** 2).sum().sqrt()\nn.backward()",
        "x", "Why is x.grad not finite?", "the slope of sqrt is not finite there",
    ),
    "read after it was ruined": (
        _SGD + "x.grad = torch.full((2,), float('nan'))\no.step()\n(x * x).sum().backward()",
        "x", "Why is x.grad not finite?", "which was not finite since SGD.step on line 6",
    ),
    "step before backward": (
        _SGD + "for _ in range(2):\n    o.zero_grad()\n    o.step()\n    x.sum().backward()",
        "x", "Why did x not change?", "cleared by SGD.zero_grad on line 6",
    ),
    "zeroed between": (
        _SGD + "x.sum().backward()\no.zero_grad()\no.step()",
        "x", "Why did x not change?", "cleared by SGD.zero_grad on line 6",
    ),
    "renamed by its update": (
        "x.sum().backward()\nx = x - 0.1 * x.grad",
        "x", "Why is x.grad None?", "it took the name x from the leaf",
    ),
    "hook of another shape": (
        "x.register_hook(lambda g: torch.ones(3))\nx.sum().backward()",
        "x", "Why is x.grad None?", "ended with an error before it was added, in a hook",
    ),
}  # fmt: skip
"""The variable that is asked about, the question, and words of its answer."""

FAILING: dict[str, tuple[str, str]] = {
    "integers": ("i = x.argmax()\n(i.float() * 2).backward()", "argmax on line 4 gives int64"),
    "from NumPy": (
        "v = torch.from_numpy(x.detach().numpy())\n(v * 2).sum().backward()",
        "because numpy(…) on line 4 takes the numbers alone, out of the graph",
    ),
    "freed by grad": (
        "y = (x * x).sum()\ntorch.autograd.grad(y, x)\ny.backward()",
        "freed by autograd.grad() on line 5",
    ),
    "numbers alone": (
        "loss = torch.tensor((w * 2).sum().item())\nloss.backward()",
        "because item(…) on line 4 takes the numbers alone, out of the graph, and torch.tensor on",
    ),
    "numbers added up": (
        "s = 0.0\nfor i in range(2):\n    s += (w * i).sum().item()\ntorch.tensor(s).backward()",
        "because item(…) on line 6 takes the numbers alone, out of the graph, and torch.tensor on",
    ),
    "numbers in a list": (
        (
            "s = []\nfor i in range(2):\n    y = (w * i).sum()\n    s.append(y.item())\n"
            "loss = torch.tensor(s).mean()\nloss.backward()"
        ),
        (
            "because item(…) on line 7 takes the numbers alone, out of the graph, and "
            "torch.tensor on line 8 makes"
        ),
    ),
    "nothing kept": (
        (
            "class F(torch.autograd.Function):\n    @staticmethod\n"
            "    def forward(ctx, x): return x * 2\n    @staticmethod\n"
            "    def backward(ctx, g): return g * ctx.k\nF.apply(x)[0].backward()"
        ),
        "backward() reads ctx.k on line 8, and forward() has not set it. Write ctx.k = … there",
    ),
    "numbers in a leaf": (
        (
            "v = torch.tensor((w * 2).sum().item(), requires_grad=True)\n"
            "with torch.no_grad():\n    y = v * 2\ny.backward()"
        ),
        "because mul on line 6 ran under no_grad on line 5",
    ),
    "numbers of its own": (
        "print((w * 2).sum().item())\nloss = torch.tensor(4.0)\nloss.backward()",
        "because it was made by torch.tensor on line 5 without requires_grad=True.",
    ),
    "nothing saved": (
        (
            "class F(torch.autograd.Function):\n    @staticmethod\n"
            "    def forward(ctx, x): return x * 2\n    @staticmethod\n"
            "    def backward(ctx, g):\n        x, = ctx.saved_tensors\nF.apply(x)[0].backward()"
        ),
        "on line 9 is to give 1 tensor, and forward() has saved nothing. Pass all",
    ),
    "a function goes back twice": (
        "def back(y):\n    y.backward()\ny = (x * x).sum()\nback(y)\nback(y)",
        (
            "on line 5, called on line 8: its saved tensors were freed by backward() on line 5, "
            "called on line 7. Give"
        ),
    ),
    "a loop goes back twice": (
        "y = (x * x).sum()\nfor i in range(2):\n    y.backward()",
        "freed by backward() on line 6 when that ran before. Give",
    ),
    "dtypes": ("x @ w.double()", "both sides need one dtype"),
    "one sample": ("torch.nn.BatchNorm1d(2)(x[None])", "or call eval()"),
    "a class too many": (
        "torch.nn.functional.nll_loss(x[None], torch.tensor([2]))", "Classes count from 0",
    ),
    "no parameters": ("torch.optim.SGD([], lr=0.1)", "use nn.ModuleList"),
    "computed parameter": ("torch.optim.SGD([x * 2], lr=0.1)", "w.detach().requires_grad_()"),
    "whole numbers": ("torch.tensor([1, 2], requires_grad=True)", "integers have no slope"),
    "ambiguous": ("if x > 1:\n    pass", "any() or all()"),
    "no item": ("x.item()", "item() takes a tensor of one element"),
    "no forward": ("torch.nn.Module()(x)", "forward(self"),
    "several losses": (
        "loss = torch.nn.MSELoss(reduction='none')(x * 2, x)\nif True: loss.backward()",
        "and loss has 2 elements, made by mse_loss on line 4.",
    ),
    "several roots of grad": (
        "y = torch.outer(x, w)\ng, = torch.autograd.grad(y, x)",
        "grad() on line 5 needs a single number to start from, and y has the shape 2×2",
    ),
    "a leaf": ("for i in range(2):\n    x -= 0.1", "x is a leaf that requires grad, and may not"),
    "a leaf's first values": (
        "m = torch.nn.Linear(2, 2)\nm.weight.normal_()", "Use torch.nn.init.normal_()",
    ),
    "a relative import": (
        "exec('from .part import name', {'__package__': ''})", "Leave out the dots",
    ),
    "a leaf's element": ("x[0] = 2.0", "Fill it before it requires grad"),
    "not transposed": (
        "torch.ones(5, 2) @ torch.stack([x, x, w])", "the second fits when it is transposed",
    ),
}  # fmt: skip
"""Programs that end with an error, and words of what is said about it."""
