"""Programs whose training goes wrong in silence: what is asked by itself, and words of the answer.

Whole ones, which begin with the heading of ``broken_beginners``.
"""

from __future__ import annotations

TRAINING: dict[str, tuple[str, str, str]] = {
    "a root left out too late": (
        (
            "x = torch.tensor([-2.0, 1.0], requires_grad=True)\n"
            "y = torch.where(x > 0, x.sqrt(), torch.zeros_like(x))\ny.sum().backward()\n"
        ),
        "Why is x.grad not finite?",
        "as 1 element of x is below 0. The gradient that came there is 0",
    ),
    "a power left out too late": (
        (
            "x = torch.tensor([-2.0, 1.0], requires_grad=True)\n"
            "y = torch.where(x > 0, x**1.5, torch.zeros_like(x))\ny.sum().backward()\n"
        ),
        "Why is x.grad not finite?",
        "as in torch.where(wanted, x, 1.0) ** p",
    ),
    "an angle left out too late": (
        (
            "x = torch.tensor([-2.0, 0.3], requires_grad=True)\n"
            "y = torch.where(x.abs() < 1, x.acos(), torch.zeros_like(x))\n"
            "y.sum().backward()\n"
        ),
        "Why is x.grad not finite?",
        "1 element of x is beyond 1",
    ),
    "a reciprocal left out too late": (
        (
            "x = torch.tensor([0.0, 0.3], requires_grad=True)\n"
            "y = torch.where(x > 0, 1/x, torch.zeros_like(x))\ny.sum().backward()\n"
            "print(x.grad)\n"
        ),
        "Why is x.grad not finite?",
        "as in 1 / torch.where(wanted, x, 1.0)",
    ),
    "a square in half precision": (
        (
            "x = torch.tensor([300.0, 2.0], dtype=torch.float16, requires_grad=True)\n"
            "loss = (x * x).sum()\nloss.backward()\nprint(loss)\n"
        ),
        "Why is loss not finite?",
        "larger than float16 can hold (65,504 at most",
    ),
    "exponentials in half precision": (
        (
            "x = torch.tensor([12.0, 1], dtype=torch.float16, requires_grad=True)\n"
            "y = x.exp()\nprint(y)\n"
        ),
        "Why is y not finite?",
        "1 element of x is greater than 11.",
    ),
    "a scale too large": (
        (
            "w = torch.tensor([0.5, 0.5], dtype=torch.float16, requires_grad=True)\n"
            "loss = (w * torch.tensor([100.0, 2.0], dtype=torch.float16)).sum()\n"
            "(loss).backward(torch.tensor(1024.0, dtype=torch.float16))\nprint(w.grad)\n"
        ),
        "Why is w.grad not finite?",
        "larger than float16 can hold",
    ),
    "exponentials in double precision": (
        (
            "x = torch.tensor([100.0, 800.0], dtype=torch.float64, requires_grad=True)\n"
            "y = x.exp().sum()\n"
        ),
        "Why is y not finite?",
        "1 element of x is greater than 709.",
    ),
    "a pole of a power": (
        ("x = torch.tensor(0.0, requires_grad=True)\ny = x ** -0.5\n"),
        "Why is y not finite?",
        "There x is 0.",
    ),
    "converted after its optimizer": (
        (
            "w = torch.ones(3, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
            "w = w.double()\nfor i in range(3):\n    opt.zero_grad()\n"
            "    loss = (w**2).sum()\n    loss.backward(retain_graph=True)\n"
            "    opt.step()\nprint(w)\n"
        ),
        "Does w.grad follow the latest step?",
        "w is no longer the leaf that SGD.step on line 12 changes",
    ),
    "a graph kept for nothing": (
        (
            "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
            "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
            "for epoch in range(5):\n    opt.zero_grad()\n"
            "    loss = F.mse_loss(model(X), y)\n    loss.backward(retain_graph=True)\n"
            "    opt.step()\n"
        ),
        "Is the graph of loss needed again?",
        "5 passes on line 12 kept their graphs",
    ),
    "a state that leads back for ever": (
        (
            "cell = nn.RNNCell(2, 3)\nopt = torch.optim.SGD(cell.parameters(), lr=0.1)\n"
            "h = torch.zeros(1, 3)\nfor i in range(5):\n"
            "    h = cell(torch.randn(1, 2), h)\n    loss = h.pow(2).mean()\n"
            "    loss.backward(retain_graph=True)\nopt.step()\n"
        ),
        "Is the graph of loss needed again?",
        "6 more than the one before",
    ),
    "uphill by hand": (
        (
            "w = torch.tensor(1.0, requires_grad=True)\nlr = 0.1\nfor i in range(5):\n"
            "    loss = (w - 3) ** 2\n    loss.backward()\n    with torch.no_grad():\n"
            "        w += lr * w.grad\n    w.grad.zero_()\nprint(w)\n"
        ),
        "Does w go the right way?",
        "Subtract it: w −= rate × .grad.",
    ),
    "uphill by the negative of a loss": (
        (
            "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
            "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
            "for epoch in range(5):\n    opt.zero_grad()\n"
            "    loss = F.mse_loss(model(X), y)\n    (-loss).backward()\n    opt.step()\n"
        ),
        "Does model.weight go the right way?",
        "backward() on line 12 begins at −loss",
    ),
    "probabilities for kl_div": (
        (
            "a = torch.randn(4, 3, requires_grad=True)\nq = torch.randn(4,3).softmax(1)\n"
            "loss = F.kl_div(a.softmax(1), q, reduction='batchmean')\nloss.backward()\n"
            "print(loss)\n"
        ),
        "Was loss given what it takes?",
        "kl_div on line 7 takes logarithms of probabilities first",
    ),
    "logarithms as a target": (
        (
            "a = torch.randn(4, 3, requires_grad=True)\n"
            "q = torch.randn(4,3).log_softmax(1)\n"
            "loss = F.kl_div(a.log_softmax(1), q, reduction='batchmean')\n"
            "loss.backward()\nprint(loss)\n"
        ),
        "Why is loss not finite?",
        "give kl_div log_target=True",
    ),
    "evaluated while it drops": (
        (
            "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
            "model = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.Linear(8, 1))\n"
            "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
            "    opt.zero_grad()\n    loss = F.mse_loss(model(X), y)\n"
            "    loss.backward()\n    opt.step()\nwith torch.no_grad():\n"
            "    acc = F.mse_loss(model(X), y)\nprint(acc)\n"
        ),
        "Is model evaluated in evaluation mode?",
        "model was asked on line 15 without gradients",
    ),
    "a target that learns": (
        (
            "q = nn.Linear(4, 2)\nopt = torch.optim.Adam(q.parameters())\n"
            "s, s2 = torch.randn(8, 4), torch.randn(8, 4)\n"
            "a, r = torch.randint(0, 2, (8,)), torch.randn(8)\nfor i in range(5):\n"
            "    now = q(s).gather(1, a[:, None]).squeeze(1)\n"
            "    target = r + 0.9 * q(s2).max(1).values\n"
            "    loss = F.mse_loss(now, target)\n    opt.zero_grad()\n"
            "    loss.backward()\n    opt.step()\n"
        ),
        "Is the target of loss fixed?",
        "compute target under torch.no_grad()",
    ),
    "frozen and given to an optimizer": (
        (
            "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
            "model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))\n"
            "for p in model[2].parameters():\n    p.requires_grad = False\n"
            "opt = torch.optim.SGD(model[2].parameters(), lr=0.1)\n"
            "for epoch in range(5):\n    opt.zero_grad()\n"
            "    loss = F.mse_loss(model(X), y)\n    loss.backward()\n    opt.step()\n"
        ),
        "Why did model.2.weight not change?",
        "It was frozen on line 9.",
    ),
    "units that are all alike": (
        (
            "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
            "model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))\n"
            "for p in model.parameters():\n    nn.init.constant_(p, 0.5)\n"
            "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
            "    opt.zero_grad()\n    loss = F.mse_loss(model(X), y)\n"
            "    loss.backward()\n    opt.step()\n"
        ),
        "Do the units of model.0.weight learn?",
        "began with the same numbers on line 9",
    ),
    "two optimizers of one model": (
        (
            "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
            "model = nn.Linear(3, 1)\na = torch.optim.SGD(model.parameters(), lr=0.1)\n"
            "b = torch.optim.SGD(model.parameters(), lr=0.1)\nfor epoch in range(5):\n"
            "    a.zero_grad()\n    loss = F.mse_loss(model(X), y)\n    loss.backward()\n"
            "    a.step()\n    b.step()\n"
        ),
        "Is model.weight.grad followed once?",
        "SGD on line 8 and SGD on line 9 both hold it",
    ),
    "a step too many": (
        (
            "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
            "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
            "for epoch in range(5):\n    opt.zero_grad()\n"
            "    loss = F.mse_loss(model(X), y)\n    loss.backward()\n    opt.step()\n"
            "    opt.step()\n"
        ),
        "Is model.weight.grad followed once?",
        "2 steps, on line 13 and line 14, follow each gradient",
    ),
    "a likelihood without its minus": (
        (
            "X = torch.randn(20, 3)\nt = (X[:, 0] > 0).long()\nmodel = nn.Linear(3, 2)\n"
            "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor i in range(4):\n"
            "    opt.zero_grad()\n    logp = model(X).log_softmax(1)\n"
            "    loss = logp[torch.arange(20), t].mean()\n    loss.backward()\n"
            "    opt.step()\n"
        ),
        "Is loss the one that is meant?",
        "Put a minus before it",
    ),
    "a policy without its minus": (
        (
            "pi = nn.Linear(4, 2)\nopt = torch.optim.Adam(pi.parameters(), lr=0.01)\n"
            "for i in range(4):\n"
            "    d = torch.distributions.Categorical(logits=pi(torch.randn(8, 4)))\n"
            "    a = d.sample()\n    reward = (a == 0).float()\n"
            "    loss = (d.log_prob(a) * reward).mean()\n    opt.zero_grad()\n"
            "    loss.backward()\n    opt.step()\n"
        ),
        "Is loss the one that is meant?",
        "what was right becomes less likely",
    ),
    "softmax over samples by hand": (
        (
            "X = torch.randn(20, 3)\nt = (X[:, 0] > 0).long()\nmodel = nn.Linear(3, 2)\n"
            "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor i in range(4):\n"
            "    opt.zero_grad()\n"
            "    loss = -model(X).softmax(dim=0).log().gather(1, t[:, None]).mean()\n"
            "    loss.backward()\n    opt.step()\n"
        ),
        "Is loss the one that is meant?",
        "Write dim=1.",
    ),
    "no backward at all": (
        (
            "X = torch.randn(20, 3)\ny = X @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5\n"
            "model = nn.Linear(3, 1)\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\n"
            "for epoch in range(5):\n    opt.zero_grad()\n"
            "    loss = F.mse_loss(model(X), y)\n    opt.step()\n"
        ),
        "Why is model.weight.grad None?",
        "Call it on the loss before the optimizer's step()",
    ),
    "classes in their order": (
        (
            "X = torch.cat([torch.randn(16, 2) + c for c in range(3)])\n"
            "y = torch.arange(3).repeat_interleave(16)\n"
            "data = torch.utils.data.TensorDataset(X, y)\n"
            "m = nn.Linear(2, 3)\nopt = torch.optim.SGD(m.parameters(), lr=0.1)\n"
            "for epoch in range(2):\n    for a, b in torch.utils.data.DataLoader(data, 8):\n"
            "        opt.zero_grad()\n        loss = F.cross_entropy(m(a), b) / 2\n"
            "        loss.backward()\n        opt.step()\n"
        ),
        "Are the batches of loss mixed?",
        "each batch on line 13 is of one class alone (0, 0, 1, 1, 2, 2 …)",
    ),
    "no and yes in their order": (
        (
            "y = (torch.arange(32) > 15).float()\nX = torch.randn(32, 2) + y[:, None]\n"
            "m = nn.Linear(2, 1)\nopt = torch.optim.SGD(m.parameters(), lr=0.1)\n"
            "for i in range(0, 32, 4):\n    opt.zero_grad()\n"
            "    loss = F.binary_cross_entropy_with_logits(m(X[i:i+4])[:, 0], y[i:i+4])\n"
            "    loss.backward()\n    opt.step()\n"
        ),
        "Are the batches of loss mixed?",
        "Mix the samples: shuffle=True",
    ),
    "a rate that is nothing": (
        (
            "X = torch.randn(20, 3)\ny = X.sum(1, keepdim=True)\nm = nn.Linear(3, 1)\n"
            "opt = torch.optim.SGD(m.parameters(), lr=1e-7)\nfor i in range(12):\n"
            "    opt.zero_grad()\n    loss = F.mse_loss(m(X), y)\n    loss.backward()\n"
            "    opt.step()\n"
        ),
        "Why does m.weight hardly move?",
        "The learning rate (1e-07) is too small",
    ),
    "a scheduler in the inner loop": (
        (
            "X = torch.randn(20, 3)\ny = X.sum(1, keepdim=True)\nm = nn.Linear(3, 1)\n"
            "opt = torch.optim.SGD(m.parameters(), lr=0.01)\n"
            "slower = torch.optim.lr_scheduler.StepLR(opt, 2)\nfor epoch in range(4):\n"
            "    for i in range(0, 20, 4):\n        opt.zero_grad()\n"
            "        loss = F.mse_loss(m(X[i:i+4]), y[i:i+4])\n        loss.backward()\n"
            "        opt.step()\n        slower.step()\n"
        ),
        "Why does m.weight hardly move?",
        "StepLR takes a step on line 16 with every batch, in the inner loop",
    ),
    "a rate that fades with every turn": (
        (
            "w = torch.tensor(5.0, requires_grad=True)\nopt = torch.optim.SGD([w], lr=1e-3)\n"
            "slower = torch.optim.lr_scheduler.ExponentialLR(opt, 0.1)\nfor i in range(12):\n"
            "    opt.zero_grad()\n    (w * w).backward()\n    opt.step()\n    slower.step()\n"
        ),
        "Why does w hardly move?",
        "ExponentialLR takes a step on line 12 each time",
    ),
    "a state that grows with every turn": (
        (
            "W = (3 * torch.eye(3)).requires_grad_()\nh = torch.ones(3)\nfor t in range(12):\n"
            "    h = W @ h\nh.sum().backward()\n"
        ),
        "Why is W.grad so large?",
        "which reaches 177147: line 8 made it 3 times as large in each of 9 turns",
    ),
}
