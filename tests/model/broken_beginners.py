"""Broken programs as beginners write them: whole ones, which begin with the heading below.

Of each that runs to its end, what is asked of it by itself, and words of the answer; of the
others, words of what is said of the error. ``NOTHING_WRONG`` raises no question.
"""

from __future__ import annotations

HEADING = (
    "import torch\nfrom torch import nn\nimport torch.nn.functional as F\ntorch.manual_seed(0)\n"
)
_DATA = "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
_MODEL = "model = nn.Linear(3, 1)\n"
_SGD = "opt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
_LOSS = "    loss = F.mse_loss(model(X), y)\n"
_TURNS = "for epoch in range(5):\n"
_REGRESSION = _DATA + _MODEL + _SGD
_TRAINED = _REGRESSION + _TURNS + "    opt.zero_grad()\n" + _LOSS
_STEP = "    loss.backward()\n    opt.step()\n"

ASKED: dict[str, tuple[str, str, str]] = {
    "a step that only gives a name": (
        _REGRESSION + _TURNS + _LOSS + "    loss.backward()\n"
        "    for p in model.parameters():\n        p = p - 0.1 * p.grad\n    model.zero_grad()\n",
        "Why did model.weight not change?",
        "made a new tensor and called that p: this one stayed as it was. Write p -= …",
    ),
    "cleared before the step": (
        _REGRESSION + _TURNS + _LOSS
        + "    loss.backward()\n    opt.zero_grad()\n    opt.step()\n",
        "Why is model.weight.grad None?",
        "before a step had used it. Call zero_grad() before backward(), or after step().",
    ),
    "the other model is trained": (
        _TRAINED.replace("model(X)", "other(X)").replace(_SGD, f"{_SGD}other = nn.Linear(3, 1)\n")
        + _STEP,
        "Why is model.weight.grad None?",
        "computed from other.bias and other.weight, which no optimizer holds: SGD on line 8",
    ),
    "losses in a list": (
        _TRAINED.replace(_TURNS, "losses = []\n" + _TURNS) + _STEP + "    losses.append(loss)\n",
        "What does losses keep?", "losses keeps 5 losses on line 12 as tensors",
    ),
    "losses of an evaluation in a list": (
        _TRAINED.replace(_TURNS, "losses = []\n" + _TURNS) + _STEP
        + "    losses.append(F.mse_loss(model(X), y))\n",
        "What does losses keep?", "though no backward() goes through it, and memory grows",
    ),
    "a rate beyond measure": (
        _TRAINED.replace("0.1", "1e10").replace("(5)", "(9)") + _STEP,
        "Why is model.weight not finite?", "it went too far, at a learning rate of 10000000000.0.",
    ),
    "weights that are all zero": (
        ("X = torch.randn(9, 3)\n"
        "model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))\n"
        "for p in model.parameters():\n    nn.init.zeros_(p)\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "for epoch in range(2):\n    opt.zero_grad()\n"
        "    (model(X) - X.sum(1, True)).pow(2).mean().backward()\n    opt.step()\n"),
        "Why is model.2.weight.grad zero?", "it multiplies by zeros (the result of tanh).",
    ),
    "a length of nothing": (
        "a = torch.ones(3, requires_grad=True)\n(a - 1).norm().backward()\n",
        "Why is a.grad zero?", "every element of the result of sub is 0, where a length counts",
    ),
    "divided by the length of nothing": (
        "v = torch.zeros(3, requires_grad=True)\n(v / v.norm()).sum().backward()\n",
        "Why is v.grad not finite?", "Add a small number to the divisor: a / (b + 1e-8).",
    ),
    "the root of zero": (
        "x = torch.tensor([0.0, 4.0], requires_grad=True)\nx.sqrt().sum().backward()\n",
        "Why is x.grad not finite?", "Add a small number below the root: sqrt(x + 1e-8).",
    ),
    "the logarithm of zero": (
        "p = torch.tensor([0.0, 0.5], requires_grad=True)\nh = (p * p.log()).sum()\n",
        "Why is h not finite?", "Keep it above 0: log(p.clamp(min=1e-8)).",
    ),
    "the logarithm of a softmax": (
        "x = torch.tensor([200.0, 0.0], requires_grad=True)\nh = x.softmax(0).log()\nl = h[1]\n",
        "Why is l not finite?", "Use log_softmax, which computes both at once.",
    ),
    "a softmax by hand": (
        "x = torch.tensor([100.0, 1.0], requires_grad=True)\np = x.exp() / x.exp().sum()\n",
        "Why is p not finite?", "Take the largest off first, as softmax and logsumexp do.",
    ),
    "a mean of what no mask let through": (
        _DATA + _MODEL + "loss = (model(X) - y)[X[:, 0] > 99].pow(2).mean()\nloss.backward()\n",
        "Why is model.weight.grad zero?",
        "PowBackward0 (line 8) received nothing: what it goes back from has no elements.",
    ),
    "a state that fades": (
        ("W = (torch.randn(5, 5) * 0.05).requires_grad_()\n"
        "x = torch.randn(5, requires_grad=True)\nh = x\n"
        "for t in range(30):\n    h = torch.tanh(W @ h)\nh.sum().backward()\n"),
        "Why is x.grad so small?", "33 nodes made it smaller one after another, MvBackward0",
    ),
    "computed once, before training": (
        (
            "w = nn.Parameter(torch.ones(3))\nhalf = w * 0.5\n"
            "opt = torch.optim.SGD([w], lr=0.1)\nfor epoch in range(3):\n    opt.zero_grad()\n"
            "    (half ** 2).sum().backward(retain_graph=True)\n    opt.step()\n"
        ),
        "Does w.grad follow the latest step?",
        "half was computed from w once on line 6, and not again since SGD.step on line 11",
    ),
    "everything overwritten": (
        "x = torch.ones(4, requires_grad=True)\nh = x * 2\nh[:] = 3\nh.sum().backward()\n",
        "Why is x.grad zero?", "what stood there before was overwritten, and no longer counts",
    ),
    "a sum computed by numpy": (
        ("w = torch.ones(2, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
        "loss = torch.tensor((w.detach().numpy() ** 2).sum(), requires_grad=True)\n"
        "loss.backward()\nopt.step()\n"),
        "Why is w.grad None?", "where torch.tensor(…) takes the numbers alone",
    ),
}  # fmt: skip

SAID_OF_THE_ERROR: dict[str, tuple[str, str]] = {
    "backward of a number": (
        _TRAINED.replace("y)\n", "y).item()\n") + _STEP,
        "item(…) on line 11 took it out of its graph. Call it on the tensor",
    ),
    "a tuple of gradients": (
        (
            "x = torch.tensor(2.0, requires_grad=True)\n"
            "g = torch.autograd.grad(x ** 2, x)\nprint(g.item())\n"
        ),
        "g is a tuple on line 7: autograd.grad() gives one gradient for every input. Unpack it",
    ),
    "targets that are whole numbers": (
        "t = torch.tensor([[1], [0]])\nF.binary_cross_entropy_with_logits(torch.randn(2, 1), t)\n",
        "its target holds whole numbers. Give it target.float().",
    ),
    "a fraction added to whole numbers": (
        "t = torch.tensor([1, 0])\nt += torch.tensor([0.5, 1])\n",
        "the result does not fit into this tensor's dtype",
    ),
    "the data of a result": (
        "w = torch.ones(2, requires_grad=True)\nh = (w * 2).data\nh.sum().backward()\n",
        "because .data on line 6 cut it off",
    ),
    "tensors that are not parameters": (
        (
            "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.w = torch.ones(3, requires_grad=True)\n"
            "torch.optim.SGD(Net().parameters(), lr=0.1)\n"
        ),
        "on line 8 is a tensor, and not an nn.Parameter. Write nn.Parameter(…) around it.",
    ),
    "a leaf made anew under no_grad": (
        (
            "w = torch.ones(3, requires_grad=True)\n(w ** 2).sum().backward()\n"
            "with torch.no_grad():\n    w = w - 0.1 * w.grad\nw.grad.zero_()\n"
        ),
        "it took the name w from the leaf: to change a leaf, write w -= … under torch.no_grad()",
    ),
}

NOTHING_WRONG: dict[str, str] = {
    "snippets": (
        "a = torch.tensor(2.0, requires_grad=True)\nb = a * 3\nprint(b)\n"
        "c = torch.ones(3, requires_grad=True)\nprint(c.requires_grad)\n"
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n(x ** 2).sum().backward()\n"
        "print(x.grad)\n"
    ),
    "a layer looked at before another thing is trained": (
        "net = nn.Linear(3, 2)\nprint(net(torch.ones(3)))\n"
        "w = torch.tensor(1.0, requires_grad=True)\n((w * 2 - 3) ** 2).backward()\nprint(w.grad)\n"
    ),
    "numbers of losses in a list": (
        _TRAINED.replace(_TURNS, "losses = []\n" + _TURNS) + _STEP
        + "    losses.append(loss.item())\n"
    ),
    "terms in a list": (
        "w = torch.ones(3, requires_grad=True)\nterms = [(w * n).sum() for n in range(5)]\n"
        "sum(terms).backward()\n"
    ),
    "cleared after the step": (
        _REGRESSION + _TURNS + _LOSS + _STEP + "    opt.zero_grad()\n"
    ),
    "clipped, then stepped": (
        _TRAINED + "    loss.backward()\n    nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n"
        "    opt.step()\n"
    ),
    "a penalty on a gradient": (
        "D = nn.Linear(3, 1)\nx = torch.randn(4, 3, requires_grad=True)\n"
        "opt = torch.optim.Adam(D.parameters())\n"
        "g, = torch.autograd.grad(D(x).tanh().sum(), x, create_graph=True)\n"
        "loss = ((g.norm(dim=1) - 1) ** 2).mean()\nopt.zero_grad()\nloss.backward()\nopt.step()\n"
    ),
    "a recurrent layer whose state is cut": (
        "rnn = nn.RNN(2, 3)\nopt = torch.optim.SGD(rnn.parameters(), lr=0.1)\n"
        "h = torch.zeros(1, 1, 3)\n" + _TURNS
        + "    out, h = rnn(torch.randn(4, 1, 2), h.detach())\n    loss = out.pow(2).mean()\n"
        "    opt.zero_grad()\n" + _STEP
    ),
    "an attack on an input": (
        "m = nn.Linear(4, 2)\nx = torch.randn(1, 4, requires_grad=True)\n"
        "F.cross_entropy(m(x), torch.tensor([1])).backward()\n"
        "print(m((x + 0.1 * x.grad.sign()).detach()))\n"
    ),
    "weights changed through data": (
        "W = torch.randn(5, 5, requires_grad=True)\nfor k in range(4):\n"
        "    loss = (W.exp().sum(1) - 3).pow(2).mean()\n    W.grad = None\n"
        "    loss.backward()\n    W.data += -0.01 * W.grad\n"
    ),
    "a view that was made once": (

            "w = nn.Parameter(torch.ones(2, 2))\nturned = w.t()\n"
            "opt = torch.optim.SGD([w], lr=0.1)\nfor epoch in range(3):\n    opt.zero_grad()\n"
            "    (turned * 3).sum().backward()\n    opt.step()\n"

    ),
    "a choice that is certain": (
        "w = torch.tensor([30.0, -30.0], requires_grad=True)\n"
        "F.cross_entropy(w[None], torch.tensor([0])).backward()\nprint(w.grad)\n"
    ),
    "two passes through one graph": (
        "x = torch.tensor(2.0, requires_grad=True)\ny = x ** 2\n"
        "y.backward(retain_graph=True)\ny.backward()\nprint(x.grad)\n"
    ),
    "a view of a leaf": (
        "w = torch.ones(3, requires_grad=True)\nv = w[0]\nv += 1\n",
        "v is a view of a leaf that requires grad",
    ),
    "weights of another size": (
        "nn.Linear(2, 3).load_state_dict(nn.Linear(2, 2).state_dict())\n",
        ("does not fit the module on line 4: size mismatch for weight: copying a param with shape "
        "torch.Size([2, 2]) from checkpoint, the shape in current model is torch.Size([3, 2]) "
        "(and 1 more). Load it"),
    ),
    "a format for one number": (
        "a = torch.ones(2)\nprint(f'{a:.2f}')\n", "Format item() of one, or print it whole",
    ),
}  # fmt: skip
