"""Programs in which nothing is wrong, though much of it looks as if it were: nobody need ask."""

from __future__ import annotations

_LINEAR = "from torch import nn\nm, t = nn.Linear(3, 2), nn.Linear(3, 2)\nx = torch.randn(5, 3)\n"
_LOOP = "o = torch.optim.SGD({}, lr=0.1)\nfor i in range(3):\n    o.zero_grad()\n"
_TRAINED = _LINEAR + _LOOP.format("m.parameters()")
_STEP = "    loss.backward()\n    o.step()\n"
_DROPPING = (
    "from torch import nn\nm = nn.Sequential(nn.Linear(3, 4), nn.Dropout(0.5), nn.Linear(4, 1))\n"
    "o = torch.optim.SGD(m.parameters(), lr=0.1)\nx = torch.randn(5, 3)\n"
)
_DROPPED = "    o.zero_grad()\n    m(x).pow(2).mean().backward()\n    o.step()\n"

HEALTHY: dict[str, str] = {
    "a teacher under no_grad": _TRAINED
    + "    with torch.no_grad():\n        y = t(x)\n    loss = (m(x) - y).pow(2).mean()\n"
    + _STEP,
    "a teacher that is detached": _TRAINED
    + "    loss = (m(x) - t(x).detach()).pow(2).mean()\n"
    + _STEP,
    "an average of weights": _TRAINED
    + "    loss = m(x).pow(2).mean()\n"
    + _STEP
    + "    with torch.no_grad():\n        for a, b in zip(t.parameters(), m.parameters()):\n"
    "            a.lerp_(b, 0.1)\n",
    "a target network through data": _TRAINED
    + "    loss = (m(x) - t(x).detach()).abs().mean()\n"
    + _STEP
    + "    for a, b in zip(t.parameters(), m.parameters()):\n"
    "        a.data.copy_(0.9 * a.data + 0.1 * b.data)\n",
    "two heads in turn": _LINEAR
    + _LOOP.format("[*m.parameters(), *t.parameters()]")
    + "    loss = (m if i % 2 else t)(x).pow(2).mean()\n"
    + _STEP,
    "weights that are tied": (
        "from torch import nn\ne, h = nn.Embedding(6, 4), nn.Linear(4, 6, bias=False)\n"
        "h.weight = e.weight\ni = torch.tensor([1, 2])\n"
        "nn.functional.cross_entropy(h(e(i)), i).backward()\n"
    ),
    "an adapter that begins at zero": (
        "a, b = torch.nn.Parameter(torch.randn(4, 2)), torch.nn.Parameter(torch.zeros(2, 4))\n"
        "o = torch.optim.SGD([a, b], lr=0.1)\n"
        "(torch.randn(3, 4) @ a @ b - 1).pow(2).mean().backward()\no.step()\n"
    ),
    "a critic whose bias cancels": _LINEAR
    + _LOOP.format("m.parameters()")
    + "    loss = m(x).mean() - m(-x).mean()\n"
    + _STEP,
    "a minimum that is reached": (
        "w = torch.tensor(1.0, requires_grad=True)\n"
        + _LOOP.format("[w]").replace("0.1", "0.5")
        + "    loss = (w - 3) ** 2\n"
        + _STEP
    ),
    "a bias before batch normalisation": (
        "from torch import nn\nm = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))\n"
        "x = torch.randn(6, 3)\n"
        + _LOOP.format("m.parameters()")
        + "    loss = (m(x) - x[:, :1]).pow(2).mean()\n"
        + _STEP
    ),
    "a bias that three terms cancel": _TRAINED.replace("m, t", "m, u")
    + "    n = nn.functional.triplet_margin_loss\n"
    "    loss = n(m(x), m(x * 2), m(x.flip(0)))\n" + _STEP,
    "a total of numbers": _TRAINED.replace("for", "total = 0\nfor")
    + "    loss = m(x).pow(2).mean()\n"
    + _STEP
    + "    total += loss.detach()\n",
    "layers in an optimizer's function": (
        "from torch import nn\nm = nn.Linear(3, 1)\ndef made(net):\n"
        "    return torch.optim.Adam(net.parameters(), lr=0.01)\no = made(m)\n"
        "for _ in range(2):\n    o.zero_grad()\n"
        "    m(torch.randn(4, 3)).pow(2).mean().backward()\n"
        "    torch.nn.utils.clip_grad_norm_(m.parameters(), 1.0)\n    o.step()\n"
    ),
    "clipped on one line": _TRAINED.replace("    o.zero_grad()\n", "")
    + "    loss = m(x).pow(2).mean()\n    o.zero_grad(); loss.backward(); "
    "nn.utils.clip_grad_norm_(m.parameters(), 1.0); o.step()\n",
    "evaluated and trained in turn": _DROPPING
    + "for i in range(3):\n    m.train()\n"
    + _DROPPED
    + "    m.eval()\n    with torch.no_grad():\n        m(x)\n",
    "evaluated at the end": _DROPPING
    + "for i in range(3):\n"
    + _DROPPED
    + "m.eval()\nm(x).sum().backward()\n",
    "fine-tuned as it is evaluated": _DROPPING + "m.eval()\nfor i in range(3):\n" + _DROPPED,
    "another model evaluated in a function": _DROPPING
    + "t = nn.Linear(3, 2)\ndef evaluated(net):\n    net.eval()\n    return net(x).detach()\n"
    "for i in range(3):\n" + _DROPPED + "    evaluated(t)\n",
    "a bias in the slope alone": (
        "from torch import nn\nm = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))\n"
        "x = torch.randn(5, 3, requires_grad=True)\n"
        + _LOOP.format("m.parameters()")
        + "    (g,) = torch.autograd.grad(m(x).sum(), x, create_graph=True)\n"
        "    loss = (g.norm(dim=1) - 1).pow(2).mean()\n" + _STEP
    ),
    "an optimizer of one's own": (
        "class Signed(torch.optim.Optimizer):\n    def __init__(self, params):\n"
        "        super().__init__(params, {})\n    @torch.no_grad()\n    def step(self):\n"
        "        for group in self.param_groups:\n            for p in group['params']:\n"
        "                p.add_(p.grad.sign(), alpha=-0.1)\n"
        "w = torch.nn.Parameter(torch.ones(3))\no = Signed([w])\n"
        "for _ in range(2):\n    o.zero_grad()\n    (w * w).sum().backward()\n    o.step()\n"
    ),
    "a model of before, without an optimizer": _LINEAR
    + "t(x).sum().backward()\n"
    + _LOOP.format("m.parameters()")
    + "    loss = m(x).pow(2).mean()\n"
    + _STEP,
    "a rate that fades away": (
        "w = torch.tensor(1.0, requires_grad=True)\no = torch.optim.SGD([w], lr=0.1)\n"
        "s = torch.optim.lr_scheduler.ExponentialLR(o, 1e-8)\nfor i in range(2):\n"
        "    o.zero_grad()\n    (w * w).backward()\n    o.step()\n    s.step()\n"
    ),
    "a teacher in a function that an optimizer is made in": _LINEAR
    + "def trained(net):\n    o = torch.optim.SGD(net.parameters(), lr=0.1)\n"
    "    for i in range(3):\n        o.zero_grad()\n"
    "        loss = (net(x) - t(x).detach()).pow(2).mean()\n"
    "        loss.backward()\n        o.step()\ntrained(m)\n",
    "every element with every other": (
        "v = torch.randn(3, requires_grad=True)\nu = torch.randn(3)\n"
        "loss = (v[:, None] * u).sum()\nd = v[:, None] - v\nloss.backward()\n"
    ),
}
