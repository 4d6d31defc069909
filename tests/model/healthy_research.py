"""Methods of papers that look like mistakes, and are none: nobody need ask."""

from __future__ import annotations

SOUND_RESEARCH: dict[str, str] = {
    "siamese": (
        "net = nn.Linear(4, 2)\nopt = torch.optim.SGD(net.parameters(), lr=0.1)\n"
        "a, b = torch.randn(8, 4), torch.randn(8, 4)\nfor i in range(3):\n"
        "    opt.zero_grad()\n    F.mse_loss(net(a), net(b)).backward()\n    opt.step()\n"
    ),
    "pinn": (
        "net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))\n"
        "opt = torch.optim.Adam(net.parameters())\n"
        "x = torch.linspace(0, 1, 10)[:, None].requires_grad_()\nfor i in range(3):\n"
        "    u = net(x)\n    du, = torch.autograd.grad(u.sum(), x, create_graph=True)\n"
        "    loss = F.mse_loss(du, torch.cos(x) - 0.5 * u) + net(torch.zeros(1, "
        "1)).pow(2).mean()\n"
        "    opt.zero_grad()\n    loss.backward()\n    opt.step()\n"
    ),
    "siamese target net shared": (
        "net = nn.Linear(4, 2)\nopt = torch.optim.SGD(net.parameters(), lr=0.1)\n"
        "a = torch.randn(8, 4)\nfor i in range(3):\n    opt.zero_grad()\n"
        "    target = net(a)\n    F.mse_loss(net(a + 0.1), target).backward()\n"
        "    opt.step()\n"
    ),
    "sam": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "for epoch in range(5):\n    loss = F.mse_loss(model(X), y)\n"
        "    opt.zero_grad()\n    loss.backward()\n    with torch.no_grad():\n"
        "        eps = [0.05 * p.grad / p.grad.norm() for p in model.parameters()]\n"
        "        for p, e in zip(model.parameters(), eps):\n            p.add_(e)\n"
        "    opt.zero_grad()\n    F.mse_loss(model(X), y).backward()\n"
        "    with torch.no_grad():\n        for p, e in zip(model.parameters(), eps):\n"
        "            p.sub_(e)\n    opt.step()\n"
    ),
    "gan": (
        "G, Dn = nn.Linear(2, 2), nn.Linear(2, 1)\n"
        "g, d = torch.optim.SGD(G.parameters(), lr=0.1), torch.optim.SGD(Dn.parameters(), "
        "lr=0.1)\n"
        "bce = nn.BCEWithLogitsLoss()\nfor i in range(4):\n"
        "    real, fake = torch.randn(8, 2) + 2, G(torch.randn(8, 2))\n"
        "    d.zero_grad()\n"
        "    loss_d = bce(Dn(real), torch.ones(8, 1)) + bce(Dn(fake.detach()), "
        "torch.zeros(8, 1))\n"
        "    loss_d.backward()\n    d.step()\n    g.zero_grad()\n"
        "    loss_g = bce(Dn(fake), torch.ones(8, 1))\n    loss_g.backward()\n"
        "    g.step()\n"
    ),
    "two optimizers apart": (
        "a, b = nn.Linear(3, 3), nn.Linear(3, 1)\n"
        "oa, ob = torch.optim.SGD(a.parameters(), lr=0.1), "
        "torch.optim.Adam(b.parameters(), lr=0.1)\n"
        "x = torch.randn(5, 3)\nfor i in range(3):\n    oa.zero_grad(); ob.zero_grad()\n"
        "    b(a(x).tanh()).pow(2).mean().backward()\n    oa.step()\n    ob.step()\n"
    ),
    "lbfgs": (
        "w = nn.Parameter(torch.tensor([3.0, -2.0]))\n"
        "opt = torch.optim.LBFGS([w], lr=0.5)\ndef closure():\n    opt.zero_grad()\n"
        "    loss = ((w - 1) ** 2).sum()\n    loss.backward()\n    return loss\n"
        "for i in range(3):\n    opt.step(closure)\n"
    ),
    "step twice once": (
        "w = torch.tensor(1.0, requires_grad=True)\n"
        "opt = torch.optim.SGD([w], lr=0.1, momentum=0.9)\n(w ** 2).backward()\n"
        "for i in range(3):\n    opt.step()\n    print(w)\n"
    ),
    "constant last layer": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))\n"
        "nn.init.zeros_(model[2].weight)\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
        "    opt.zero_grad()\n    loss = F.mse_loss(model(X), y)\n    loss.backward()\n"
        "    opt.step()\n"
    ),
    "constant bias": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))\n"
        "for m in model:\n    if hasattr(m, 'bias'):\n"
        "        nn.init.constant_(m.bias, 0.1)\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
        "    opt.zero_grad()\n    loss = F.mse_loss(model(X), y)\n    loss.backward()\n"
        "    opt.step()\n"
    ),
    "logistic from zero": (
        "X = torch.randn(20, 3)\nt = (X[:, 0] > 0).long()\nmodel = nn.Linear(3, 2)\n"
        "nn.init.zeros_(model.weight)\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
        "    opt.zero_grad()\n    loss = F.cross_entropy(model(X), t)\n"
        "    loss.backward()\n    opt.step()\n"
    ),
    "lora": (
        "base = nn.Linear(4, 4)\nfor p in base.parameters():\n"
        "    p.requires_grad_(False)\nA = nn.Parameter(torch.randn(2, 4))\n"
        "B = nn.Parameter(torch.zeros(4, 2))\nopt = torch.optim.Adam([A, B], lr=0.01)\n"
        "x = torch.randn(6, 4)\nfor i in range(3):\n    opt.zero_grad()\n"
        "    (base(x) + x @ A.T @ B.T - 1).pow(2).mean().backward()\n    opt.step()\n"
    ),
    "freeze backbone, hold all": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))\n"
        "for p in model[0].parameters():\n    p.requires_grad = False\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
        "    opt.zero_grad()\n    loss = F.mse_loss(model(X), y)\n    loss.backward()\n"
        "    opt.step()\n"
    ),
    "freeze then train then freeze": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "for epoch in range(5):\n    opt.zero_grad()\n"
        "    loss = F.mse_loss(model(X), y)\n    loss.backward()\n    opt.step()\n"
        "for p in model.parameters():\n    p.requires_grad_(False)\n"
        "print(model(X).mean())\n"
    ),
    "accumulate 2": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "opt.zero_grad()\nfor i in range(4):\n"
        "    loss = F.mse_loss(model(X[i::4]), y[i::4]) / 2\n    loss.backward()\n"
        "    if i % 2:\n        opt.step()\n        opt.zero_grad()\n"
    ),
    "reinforce": (
        "pi = nn.Linear(4, 2)\nopt = torch.optim.Adam(pi.parameters(), lr=0.01)\n"
        "for i in range(4):\n"
        "    d = torch.distributions.Categorical(logits=pi(torch.randn(8, 4)))\n"
        "    a = d.sample()\n    reward = (a == 0).float()\n"
        "    loss = -(d.log_prob(a) * reward).mean()\n    opt.zero_grad()\n"
        "    loss.backward()\n    opt.step()\n"
    ),
    "loader": (
        "from torch.utils.data import DataLoader, TensorDataset\nX = torch.randn(20, 3)\n"
        "t = (X[:, 0] > 0).long()\nmodel = nn.Linear(3, 2)\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(2):\n"
        "    for xb, tb in DataLoader(TensorDataset(X, t), batch_size=5, shuffle=True):\n"
        "        opt.zero_grad()\n        F.cross_entropy(model(xb), tb).backward()\n"
        "        opt.step()\n"
    ),
    "amp scale": (
        "w = torch.tensor([0.5, 0.25], requires_grad=True)\n"
        "x = torch.tensor([1.0, 2.0]).half()\n"
        "loss = ((w.half() * x).sum() * 128).float()\nloss.backward()\nw.grad /= 128\n"
        "print(w.grad)\n"
    ),
    "softmax attention": (
        "q, k, v = (torch.randn(4, 8, requires_grad=True) for _ in range(3))\n"
        "att = (q @ k.T / 8 ** 0.5).softmax(-1) @ v\natt.pow(2).mean().backward()\n"
    ),
    "sched right": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "sch = torch.optim.lr_scheduler.StepLR(opt, 1)\nfor epoch in range(5):\n"
        "    opt.zero_grad()\n    loss = F.mse_loss(model(X), y)\n    loss.backward()\n"
        "    opt.step()\n    sch.step()\n"
    ),
    "early grad penalty": (
        "D1 = nn.Linear(2, 1)\nopt = torch.optim.Adam(D1.parameters(), lr=0.01)\n"
        "for i in range(3):\n    x = torch.randn(4, 2, requires_grad=True)\n"
        "    s = D1(x).sigmoid()\n"
        "    g, = torch.autograd.grad(s.sum(), x, create_graph=True, retain_graph=True)\n"
        "    loss = s.mean() + g.pow(2).sum()\n    opt.zero_grad()\n    loss.backward()\n"
        "    opt.step()\n"
    ),
    "maml": (
        "w = torch.randn(3, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
        "x = torch.randn(5, 3)\nfor i in range(3):\n"
        "    inner = ((x @ w) - 1).pow(2).mean()\n"
        "    g, = torch.autograd.grad(inner, w, create_graph=True)\n"
        "    fast = w - 0.1 * g\n    loss = ((x @ fast) - 1).pow(2).mean()\n"
        "    opt.zero_grad()\n    loss.backward()\n    opt.step()\n"
    ),
    "swa": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "from torch.optim.swa_utils import AveragedModel\navg = AveragedModel(model)\n"
        "for epoch in range(5):\n    opt.zero_grad()\n"
        "    loss = F.mse_loss(model(X), y)\n    loss.backward()\n    opt.step()\n"
        "    avg.update_parameters(model)\n"
    ),
    "entropy only": (
        "pi = nn.Linear(4, 2)\nopt = torch.optim.Adam(pi.parameters(), lr=0.01)\n"
        "X = torch.randn(5, 4)\nfor i in range(4):\n    logp = pi(X).log_softmax(1)\n"
        "    loss = (logp.exp() * logp).sum(1).mean()\n    opt.zero_grad()\n"
        "    loss.backward()\n    opt.step()\n"
    ),
    "per step reinforce": (
        "pi = nn.Linear(4, 2)\nopt = torch.optim.Adam(pi.parameters(), lr=0.01)\n"
        "for i in range(3):\n    losses = []\n    for k in range(3):\n"
        "        d = torch.distributions.Categorical(logits=pi(torch.randn(4)))\n"
        "        a = d.sample()\n        losses.append(-d.log_prob(a) * 2.0)\n"
        "    opt.zero_grad()\n    sum(losses).backward()\n    opt.step()\n"
    ),
    "unlikelihood": (
        "pi = nn.Linear(4, 2)\nopt = torch.optim.Adam(pi.parameters(), lr=0.01)\n"
        "X = torch.randn(5, 4)\nbad = torch.zeros(5, 1).long()\nfor i in range(4):\n"
        "    p = pi(X).softmax(1).gather(1, bad)\n    loss = -(1 - p).log().mean()\n"
        "    opt.zero_grad()\n    loss.backward()\n    opt.step()\n"
    ),
    "hard example expected": (
        "x = torch.randn(3, requires_grad=True)\nx.log_softmax(0)[1].backward()\nprint(x.grad)\n"
    ),
}
