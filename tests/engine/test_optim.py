"""Optimisers take the steps that PyTorch's take."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

OPTIMISERS = (
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.SGD([p], lr=.1)
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print(p.tolist())
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.SGD([p], lr=.1, momentum=.9)
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print(p.tolist())
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.SGD([p], lr=.1, momentum=.9, nesterov=True, weight_decay=.1)
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print(p.tolist())
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.SGD([p], lr=.1, maximize=True)
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print(p.tolist())
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.Adam([p], lr=.1)
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print(p.tolist())
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.Adam([p], lr=.1, weight_decay=.1, amsgrad=True)
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print(p.tolist())
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.AdamW([p], lr=.1)
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print(p.tolist())
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.RMSprop([p], lr=.1, momentum=.5, centered=True)
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print([round(v, 5) for v in p.tolist()])
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.RMSprop([p], lr=.1)
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print([round(v, 5) for v in p.tolist()])
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.Adagrad([p], lr=.1, lr_decay=.1)
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print(p.tolist())
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
    """
p = torch.nn.Parameter(torch.tensor([1., -2.])); o = torch.optim.Adadelta([p])
for _ in range(4): o.zero_grad(); (p ** 4).sum().backward(); o.step(); print(p.tolist())
print(o, {k: v for k, v in o.state_dict()['state'].get(0, {}).items() if k != 'step'}, p.grad)
""",
)

SCHEDULES = (
    """
p = torch.nn.Parameter(torch.ones(1)); o = torch.optim.SGD([p], lr=.1); s = torch.optim.lr_scheduler.StepLR(o, 2, .5)
for _ in range(6): o.step(); s.step(); print(s.get_last_lr(), o.param_groups[0]['lr'])
""",
    """
p = torch.nn.Parameter(torch.ones(1)); o = torch.optim.SGD([p], lr=.1); s = torch.optim.lr_scheduler.ExponentialLR(o, .9)
for _ in range(6): o.step(); s.step(); print(s.get_last_lr(), o.param_groups[0]['lr'])
""",
    """
p = torch.nn.Parameter(torch.ones(1)); o = torch.optim.SGD([p], lr=.1); s = torch.optim.lr_scheduler.CosineAnnealingLR(o, 4)
for _ in range(6): o.step(); s.step(); print(s.get_last_lr(), o.param_groups[0]['lr'])
""",
    """
p = torch.nn.Parameter(torch.ones(1)); o = torch.optim.SGD([p], lr=.1); s = torch.optim.lr_scheduler.MultiStepLR(o, [1, 3])
for _ in range(6): o.step(); s.step(); print(s.get_last_lr(), o.param_groups[0]['lr'])
""",
    """
p = torch.nn.Parameter(torch.ones(1)); o = torch.optim.SGD([p], lr=.1); s = torch.optim.lr_scheduler.LambdaLR(o, lambda e: .9 ** e)
for _ in range(6): o.step(); s.step(); print(s.get_last_lr(), o.param_groups[0]['lr'])
""",
    """
p = torch.nn.Parameter(torch.ones(1)); o = torch.optim.SGD([p], lr=.1); s = torch.optim.lr_scheduler.LinearLR(o)
for _ in range(6): o.step(); s.step(); print(s.get_last_lr(), o.param_groups[0]['lr'])
""",
)

REST = (
    "torch.optim.SGD([torch.ones(1)], lr=-1)",
    "torch.optim.SGD([], lr=1)",
    "torch.optim.SGD(torch.ones(1), lr=1)",
    "x = torch.ones(1, requires_grad=True); torch.optim.SGD([x * 2], lr=1)",
    "p = torch.nn.Parameter(torch.ones(2)); (p * 3).sum().backward(); print(torch.nn.utils.clip_grad_norm_([p], 1.), p.grad); torch.nn.utils.clip_grad_value_([p], .5); print(p.grad)",
    "p = torch.nn.Parameter(torch.ones(1)); o = torch.optim.SGD([p], lr=.1); s = torch.optim.lr_scheduler.StepLR(o, 1); s.step()",
    "p = torch.nn.Parameter(torch.ones(1)); o = torch.optim.SGD([p], lr=.1); p.sum().backward(); o.zero_grad(set_to_none=False); print(p.grad); o.zero_grad(); print(p.grad)",
    """
p = torch.nn.Parameter(torch.ones(1)); o = torch.optim.SGD([p], lr=.1)
def f(): o.zero_grad(); l = (p * p).sum(); l.backward(); return l
print(o.step(f), p)
""",
)


@pytest.mark.parametrize("program", OPTIMISERS)
def test_an_optimiser_takes_pytorchs_steps(program: str) -> None:
    assert_same(program)


@pytest.mark.parametrize("program", SCHEDULES)
def test_a_schedule_changes_the_rate_as_in_pytorch(program: str) -> None:
    assert_same(program)


@pytest.mark.parametrize("program", REST)
def test_what_surrounds_optimisers_is_as_in_pytorch(program: str) -> None:
    assert_same(program)
