"""Programs that train as they should, though they look like ones that do not: nobody need ask."""

from __future__ import annotations

SOUND_TRAINING: dict[str, str] = {
    "where done right": (
        "x = torch.linspace(-2, 2, 9, requires_grad=True)\nok = x > 0\n"
        "y = torch.where(ok, torch.where(ok, x, 1.0).sqrt(), 0.0)\ny.sum().backward()\n"
        "print(x.grad)\n"
    ),
    "gcn degrees": (
        "A = torch.tensor([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])\nd = A.sum(1).pow(-0.5)\n"
        "d[torch.isinf(d)] = 0\nW = torch.randn(3, 2, requires_grad=True)\n"
        "(d[:, None] * A * d @ torch.randn(3, 3) @ W).sum().backward()\n"
    ),
    "mask log": (
        "mask = torch.tensor([1.0, 0.0, 1.0])\nbias = mask.log()\n"
        "x = torch.randn(3, requires_grad=True)\np = (x + bias).softmax(0)\n"
        "(p * torch.tensor([1.0, 2.0, 3.0])).sum().backward()\n"
    ),
    "inf const": (
        "best = torch.tensor([float('inf')] * 3)\n"
        "x = torch.randn(3, requires_grad=True)\nbest = torch.minimum(best, x.detach())\n"
        "x.pow(2).sum().backward()\n"
    ),
    "double before opt": (
        "w = torch.ones(3).double().requires_grad_()\n"
        "opt = torch.optim.SGD([w], lr=0.1)\nfor i in range(3):\n    opt.zero_grad()\n"
        "    (w**2).sum().backward()\n    opt.step()\n"
    ),
    "model.double after opt": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "model.double()\nX, y = X.double(), y.double()\nfor epoch in range(5):\n"
        "    opt.zero_grad()\n    loss = F.mse_loss(model(X), y)\n    loss.backward()\n"
        "    opt.step()\n"
    ),
    "retain two losses": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "for epoch in range(5):\n    opt.zero_grad()\n    out = model(X)\n"
        "    a = F.mse_loss(out, y)\n    b = out.pow(2).mean()\n"
        "    a.backward(retain_graph=True)\n    b.backward()\n    opt.step()\n"
    ),
    "retain jacobian": (
        "x = torch.randn(3, requires_grad=True)\ny = x.exp()\nfor i in range(3):\n"
        "    x.grad = None\n    y[i].backward(retain_graph=True)\n    print(x.grad)\n"
    ),
    "retain pcgrad": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "for epoch in range(5):\n    out = model(X)\n"
        "    losses = [F.mse_loss(out, y), out.abs().mean()]\n    for l in losses:\n"
        "        opt.zero_grad()\n        l.backward(retain_graph=True)\n    opt.step()\n"
    ),
    "bptt windows": (
        "rnn = nn.RNNCell(2, 3)\nopt = torch.optim.SGD(rnn.parameters(), lr=0.1)\n"
        "h = torch.zeros(1, 3)\nfor i in range(6):\n"
        "    h = rnn(torch.randn(1, 2), h.detach())\n    loss = h.pow(2).mean()\n"
        "    opt.zero_grad()\n    loss.backward()\n    opt.step()\n"
    ),
    "growing net": (
        "w = torch.ones(2, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.01)\n"
        "for n in range(1, 6):\n    h = torch.ones(2)\n    for _ in range(n):\n"
        "        h = (h * w).tanh()\n    loss = h.sum()\n    opt.zero_grad()\n"
        "    loss.backward()\n    opt.step()\n"
    ),
    "ascend reward": (
        "w = torch.tensor(1.0, requires_grad=True)\nfor i in range(5):\n"
        "    reward = -(w - 3) ** 2\n    reward.backward()\n    with torch.no_grad():\n"
        "        w += 0.1 * w.grad\n    w.grad.zero_()\n"
    ),
    "attack": (
        "model = nn.Linear(3, 2)\nx = torch.randn(1, 3, requires_grad=True)\n"
        "t = torch.tensor([0])\nfor i in range(5):\n"
        "    loss = F.cross_entropy(model(x), t)\n    loss.backward()\n"
        "    with torch.no_grad():\n        x += 0.1 * x.grad.sign()\n    x.grad = None\n"
    ),
    "maximize flag": (
        "w = torch.tensor(1.0, requires_grad=True)\n"
        "opt = torch.optim.SGD([w], lr=0.1, maximize=True)\nfor i in range(5):\n"
        "    opt.zero_grad()\n    loss = -(w - 3) ** 2\n    loss.backward()\n"
        "    opt.step()\n"
    ),
    "noisy loss momentum": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Linear(3, 1)\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)\n"
        "for i in range(12):\n    opt.zero_grad()\n    k = torch.randint(0, 20, (2,))\n"
        "    loss = F.mse_loss(model(X[k]), y[k])\n    loss.backward()\n    opt.step()\n"
    ),
    "minus grad of neg": (
        "w = torch.tensor(1.0, requires_grad=True)\nfor i in range(5):\n"
        "    loss = (w - 3) ** 2\n    (-loss).backward()\n    with torch.no_grad():\n"
        "        w += 0.1 * w.grad\n    w.grad.zero_()\n"
    ),
    "kl right": (
        "a = torch.randn(4, 3, requires_grad=True)\nq = torch.randn(4,3).softmax(1)\n"
        "loss = F.kl_div(a.log_softmax(1), q, reduction='batchmean')\nloss.backward()\n"
    ),
    "kl by hand": (
        "a = torch.randn(4, 3, requires_grad=True)\np = a.softmax(1)\n"
        "q = torch.randn(4, 3).softmax(1)\n"
        "loss = (torch.xlogy(p, p) - p * q.log()).sum()\nloss.backward()\n"
    ),
    "kl log target": (
        "a = torch.randn(4, 3, requires_grad=True)\nq = torch.randn(4,3).log_softmax(1)\n"
        "loss = F.kl_div(a.log_softmax(1), q, reduction='batchmean', log_target=True)\n"
        "loss.backward()\n"
    ),
    "distill": (
        "X = torch.randn(20, 3)\nt = (X[:, 0] > 0).long()\n"
        "model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2))\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nteacher = nn.Linear(3, 2)\n"
        "for epoch in range(5):\n    opt.zero_grad()\n    with torch.no_grad():\n"
        "        soft = (teacher(X) / 2).softmax(1)\n"
        "    loss = F.kl_div((model(X) / 2).log_softmax(1), soft, reduction='batchmean') * "
        "4\n"
        "    loss.backward()\n    opt.step()\n"
    ),
    "entropy bonus": (
        "X = torch.randn(20, 3)\nt = (X[:, 0] > 0).long()\n"
        "model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2))\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
        "    opt.zero_grad()\n    logits = model(X)\n    p = logits.softmax(1)\n"
        "    entropy = -(p * p.log()).sum(1).mean()\n"
        "    loss = F.cross_entropy(logits, t) - 0.01 * entropy\n    loss.backward()\n"
        "    opt.step()\n"
    ),
    "eval done": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.Linear(8, 1))\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
        "    opt.zero_grad()\n    loss = F.mse_loss(model(X), y)\n    loss.backward()\n"
        "    opt.step()\nmodel.eval()\nwith torch.no_grad():\n"
        "    print(F.mse_loss(model(X), y))\n"
    ),
    "mc dropout": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.Linear(8, 1))\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
        "    opt.zero_grad()\n    loss = F.mse_loss(model(X), y)\n    loss.backward()\n"
        "    opt.step()\nwith torch.no_grad():\n"
        "    draws = torch.stack([model(X) for _ in range(5)])\n"
        "print(draws.std(0).mean())\n"
    ),
    "no dropout no eval": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "for epoch in range(5):\n    opt.zero_grad()\n"
        "    loss = F.mse_loss(model(X), y)\n    loss.backward()\n    opt.step()\n"
        "with torch.no_grad():\n    print(F.mse_loss(model(X), y))\n"
    ),
    "batchnorm teacher": (
        "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
        "model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))\n"
        "teacher = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))\n"
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
        "    opt.zero_grad()\n    with torch.no_grad():\n        aim = teacher(X)\n"
        "    loss = F.mse_loss(model(X), aim)\n    loss.backward()\n    opt.step()\n"
    ),
    "dqn": (
        "q, aim = nn.Linear(4, 2), nn.Linear(4, 2)\naim.load_state_dict(q.state_dict())\n"
        "opt = torch.optim.Adam(q.parameters())\n"
        "s, s2 = torch.randn(8, 4), torch.randn(8, 4)\n"
        "a, r = torch.randint(0, 2, (8,)), torch.randn(8)\nfor i in range(5):\n"
        "    now = q(s).gather(1, a[:, None]).squeeze(1)\n    with torch.no_grad():\n"
        "        target = r + 0.9 * aim(s2).max(1).values\n"
        "    loss = F.mse_loss(now, target)\n    opt.zero_grad()\n    loss.backward()\n"
        "    opt.step()\n"
    ),
    "dqn detach": (
        "q, aim = nn.Linear(4, 2), nn.Linear(4, 2)\naim.load_state_dict(q.state_dict())\n"
        "opt = torch.optim.Adam(q.parameters())\n"
        "s, s2 = torch.randn(8, 4), torch.randn(8, 4)\n"
        "a, r = torch.randint(0, 2, (8,)), torch.randn(8)\nfor i in range(5):\n"
        "    now = q(s).gather(1, a[:, None]).squeeze(1)\n"
        "    target = r + 0.9 * q(s2).max(1).values.detach()\n"
        "    loss = F.smooth_l1_loss(now, target)\n    opt.zero_grad()\n"
        "    loss.backward()\n    opt.step()\n"
    ),
    "carried on by momentum": (
        "w = torch.tensor(1.0, requires_grad=True)\n"
        "opt = torch.optim.SGD([w], lr=0.02, momentum=0.99)\nfor i in range(14):\n"
        "    loss = w ** 2\n    opt.zero_grad()\n    loss.backward()\n    opt.step()\n"
    ),
    "a critic that is shown real and fake": (
        "d = nn.Linear(2, 1)\ng = nn.Linear(2, 2)\n"
        "od = torch.optim.SGD(d.parameters(), lr=0.1)\n"
        "og = torch.optim.SGD(g.parameters(), lr=0.1)\n"
        "def judged(x, label):\n"
        "    return F.binary_cross_entropy_with_logits(d(x), torch.full((4, 1), label))\n"
        "for i in range(4):\n    od.zero_grad()\n"
        "    loss = judged(torch.randn(4, 2), 1.0) + judged(g(torch.randn(4, 2)).detach(), 0.0)\n"
        "    loss.backward()\n    od.step()\n    og.zero_grad()\n"
        "    judged(g(torch.randn(4, 2)), 1.0).backward()\n    og.step()\n"
    ),
    "annealed to nothing": (
        "w = torch.tensor(5.0, requires_grad=True)\nopt = torch.optim.SGD([w], lr=1e-3)\n"
        "sch = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 20)\nfor i in range(20):\n"
        "    opt.zero_grad()\n    loss = w * w\n    loss.backward()\n    opt.step()\n"
        "    sch.step()\n"
    ),
    "warmed up": (
        "w = torch.tensor(5.0, requires_grad=True)\nopt = torch.optim.SGD([w], lr=1e-3)\n"
        "sch = torch.optim.lr_scheduler.LambdaLR(opt, lambda t: 1e-4 * (t + 1))\n"
        "for i in range(12):\n    opt.zero_grad()\n    loss = w * w\n    loss.backward()\n"
        "    opt.step()\n    sch.step()\n"
    ),
    "tuned finely": (
        "m = nn.Linear(3, 1)\nopt = torch.optim.AdamW(m.parameters(), lr=1e-5)\n"
        "X, y = torch.randn(8, 3), torch.randn(8, 1)\nfor i in range(12):\n"
        "    opt.zero_grad()\n    loss = F.mse_loss(m(X), y)\n    loss.backward()\n"
        "    opt.step()\n"
    ),
    "a body that hardly moves below its head": (
        "body, head = nn.Linear(3, 3), nn.Linear(3, 1)\nopt = torch.optim.SGD(\n"
        "    [{'params': body.parameters(), 'lr': 1e-6}, {'params': head.parameters()}], 0.01)\n"
        "X, y = torch.randn(8, 3), torch.randn(8, 1)\nfor i in range(12):\n"
        "    opt.zero_grad()\n    loss = F.mse_loss(head(body(X)), y)\n    loss.backward()\n"
        "    opt.step()\n"
    ),
}
