"""Every optimiser and schedule with every option, step for step beside PyTorch."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

STEPS = """
torch.set_printoptions(precision=3, sci_mode=False)
w = torch.nn.Parameter(torch.tensor([[1., -2., .5], [.3, .1, -1.]])); b = torch.nn.Parameter(torch.tensor([.2, -.4]))
o = torch.optim.{call}
def loss():
    o.zero_grad()
    found = ((w @ torch.tensor([.5, .3, -.2]) + b) ** 4).sum() + (w ** 2).sum() + b.sum() / 8
    found.backward()
    return found.detach()
for n in range({steps}):
    {step}
    print(w.detach(), b.detach())
print(o)
for key, facts in sorted(o.state_dict()['state'].items()):
    print(key, {{name: value for name, value in facts.items() if torch.is_tensor(value)}})
torch.set_printoptions(profile='default')
"""
CALLS = (
    "SGD([w, b], .01, momentum=.9, dampening=.1, weight_decay=.1)",
    "SGD([{'params': [w]}, {'params': b, 'lr': .1}], lr=.01, nesterov=True, momentum=.5)",
    "SGD([('w', w), ('b', b)], lr=.01, maximize=True)",
    "Adam([w, b], .1, (.8, .95), 1e-6, .1, True)",
    "Adam([w, b], lr=torch.tensor(.1), decoupled_weight_decay=True, weight_decay=.3)",
    "AdamW([w, b], .05, amsgrad=True, maximize=True)",
    "NAdam([w, b], .05, weight_decay=.1)",
    "NAdam([w, b], .05, weight_decay=.1, decoupled_weight_decay=True)",
    "RAdam([w, b], .05, weight_decay=.1)",
    "RAdam([w, b], .05, (.5, .6), decoupled_weight_decay=True, weight_decay=.1)",
    "Adamax([w, b], .05, weight_decay=.1)",
    "Adadelta([w, b], 1., .8, weight_decay=.1)",
    "Adagrad([w, b], .1, .1, .1, .2)",
    "RMSprop([w, b], .01, weight_decay=.1, momentum=.5, centered=True)",
    "ASGD([w, b], .01, t0=3, weight_decay=.1)",
    "Rprop([w, b], .01)",
    "Adafactor([w, b], .1, weight_decay=.1)",
    "Muon([w], .05)",
    "Muon([w], .05, nesterov=False, adjust_lr_fn='match_rms_adamw')",
)
SEARCHES = (
    "LBFGS([w, b], .1, 4)",
    "LBFGS([w, b], 1, 3, line_search_fn='strong_wolfe')",
    "LBFGS([w, b], .7, 3, history_size=2, line_search_fn='strong_wolfe')",
)


@pytest.mark.parametrize("call", CALLS)
def test_an_optimiser_goes_step_for_step_with_pytorch(call: str) -> None:
    assert_same(STEPS.format(call=call, step="loss(); o.step()", steps=6))


@pytest.mark.parametrize("call", SEARCHES)
def test_a_line_search_goes_step_for_step_with_pytorch(call: str) -> None:
    assert_same(STEPS.format(call=call, step="print(round(float(o.step(loss)), 2))", steps=2))


RATES = """
a, b = torch.nn.Parameter(torch.ones(1)), torch.nn.Parameter(torch.ones(1))
o = torch.optim.SGD([{{'params': [a]}}, {{'params': [b], 'lr': .3}}], lr=.1, momentum=.9)
S = torch.optim.lr_scheduler
s = {call}
for n in range(11):
    print([round(rate, 12) for rate in s.get_last_lr()], [round(g['momentum'], 12) for g in o.param_groups])
    o.step(); s.step({metric})
print({{k: v for k, v in s.state_dict().items() if k not in ('_schedulers', '_scale_fn_ref', '_wrapped_by_lr_sched')}})
"""
SCHEDULES = (
    "S.StepLR(o, 3, .5)",
    "S.MultiStepLR(o, [2, 2, 5])",
    "S.ExponentialLR(o, .9)",
    "S.LambdaLR(o, [lambda e: .9 ** e, lambda e: 1 / (1 + e)])",
    "S.MultiplicativeLR(o, lambda e: .95)",
    "S.ConstantLR(o, .5, 4)",
    "S.LinearLR(o, .25, total_iters=6)",
    "S.PolynomialLR(o, 6, 2.)",
    "S.CosineAnnealingLR(o, 4, .01)",
    "S.CosineAnnealingWarmRestarts(o, 2, 2, .001)",
    "S.CyclicLR(o, .01, .1, 2, 3)",
    "S.CyclicLR(o, .01, [.1, .2], 2, mode='triangular2')",
    "S.CyclicLR(o, .01, .1, 2, mode='exp_range', gamma=.9, cycle_momentum=False)",
    "S.OneCycleLR(o, .5, 12)",
    "S.OneCycleLR(o, [.5, .2], epochs=3, steps_per_epoch=4, anneal_strategy='linear', three_phase=True)",
    "S.SequentialLR(o, [S.ConstantLR(o, .1, 2), S.ExponentialLR(o, .9)], [4])",
    "S.ChainedScheduler([S.ConstantLR(o, .1, 2), S.ExponentialLR(o, .9)])",
    "torch.optim.swa_utils.SWALR(o, .05, 4)",
    "torch.optim.swa_utils.SWALR(o, [.05, .01], 3, 'linear')",
)


@pytest.mark.parametrize("call", SCHEDULES)
def test_a_schedule_goes_epoch_for_epoch_with_pytorch(call: str) -> None:
    assert_same(RATES.format(call=call, metric=""))


def test_a_schedule_on_a_measure_goes_epoch_for_epoch_with_pytorch() -> None:
    for options in ("patience=1", "mode='max', factor=.5, patience=0, cooldown=2, min_lr=[.01, .2]",
                    "threshold_mode='abs', threshold=.5, patience=0"):  # fmt: skip
        assert_same(
            RATES.format(call=f"S.ReduceLROnPlateau(o, {options})", metric="3. / (1 + n % 4)")
        )


SETUP = "p = torch.nn.Parameter(torch.tensor([1., 2.])); o = torch.optim.SGD([p], lr=.1, momentum=.9); S = torch.optim.lr_scheduler\n"
PROGRAMS = (
    "torch.optim.Adam([p], betas=(1., .9))",
    "torch.optim.Adam([p], lr=torch.ones(2))",
    "torch.optim.SGD([p], nesterov=True)",
    "torch.optim.SGD([p], fused=True, foreach=True)",
    "torch.optim.Rprop([p], etas=(2., 1.))",
    "torch.optim.Muon([p])",
    "torch.optim.Adafactor([p], d=.5)",
    "torch.optim.LBFGS([{'params': [p]}, {'params': [torch.nn.Parameter(torch.ones(1))]}])",
    "torch.optim.SGD({p}, lr=1)",
    "torch.optim.SGD([1], lr=1)",
    "torch.optim.SGD([p, p], lr=1)",
    "torch.optim.SGD([('p', p), torch.nn.Parameter(torch.ones(1))], lr=1)",
    "o.add_param_group({'params': [p]})",
    "o.add_param_group([p])",
    "o.add_param_group({'params': torch.nn.Parameter(torch.ones(1)), 'lr': 5}); print(o)",
    "o.load_state_dict({'param_groups': [], 'state': {}})",
    "o.load_state_dict({'param_groups': [{'params': []}], 'state': {}})",
    "p.sum().backward(); o.step(); d = o.state_dict(); print(d); q = torch.optim.SGD([p], lr=9); q.load_state_dict(d); print(q, q.state[p]); q.step(); print(p)",
    "import copy; p.sum().backward(); o.step(); q = copy.deepcopy(o); print(q, len(q.state))",
    "h = o.register_step_pre_hook(lambda *a: print('before', a[1:])); o.register_step_post_hook(lambda *a: print('after')); p.sum().backward(); o.step(); h.remove(); o.step()",
    "o.register_step_pre_hook(lambda *a: 3); o.step()",
    """
class Mine(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3): super().__init__(params, dict(lr=lr))
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for each in group['params']:
                if each.grad is not None: each.add_(each.grad, alpha=-group['lr']); self.state[each]['n'] = self.state[each].get('n', 0) + 1
m = Mine([p], .5); s = S.StepLR(m, 1); p.sum().backward(); m.step(); s.step(); print(p, m, m.state_dict())
""",
    "torch.optim.Optimizer([p], {}).step()",
    "S.StepLR(1, 2)",
    "s = S.StepLR(o, 2); s.get_lr()",
    "s = S.StepLR(o, 2); o.step(); s.step(4); print(s.get_last_lr())",
    "S.StepLR(o, 2, last_epoch=3)",
    "s = S.StepLR(o, 2); o.step = lambda: None; s.step()",
    "S.LambdaLR(o, [])",
    "S.MultiplicativeLR(o, 3)",
    "S.ConstantLR(o, 2.)",
    "S.LinearLR(o, 0.)",
    "S.CosineAnnealingWarmRestarts(o, 0)",
    "S.OneCycleLR(o, .1)",
    "s = S.OneCycleLR(o, .1, 2)\nfor _ in range(3): o.step(); s.step()",
    "S.CyclicLR(torch.optim.Adagrad([p]), .1, .2)",
    "S.SequentialLR(o, [S.StepLR(o, 1)], [1])",
    "S.ChainedScheduler([])",
    "S.ReduceLROnPlateau(o, mode='best')",
    "S.ReduceLROnPlateau(o, factor=1.)",
    "S.StepLR(o, 2, verbose=True)",
    "a = S.ExponentialLR(o, .5); o.step(); a.step(); d = a.state_dict(); b = S.ExponentialLR(o, .1); b.load_state_dict(d); print(b.gamma, b.last_epoch, d)",
    "o = torch.optim.SGD([p], lr=torch.tensor(.5)); s = S.ExponentialLR(o, .5); p.sum().backward(); o.step(); s.step(); print(o, s.get_last_lr())",
    """
from torch.optim.swa_utils import AveragedModel, get_ema_avg_fn, get_ema_multi_avg_fn, update_bn
torch.manual_seed(0)
m = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2))
for options in ({}, {'avg_fn': get_ema_avg_fn(.5)}, {'multi_avg_fn': get_ema_multi_avg_fn(.9), 'use_buffers': True}):
    a = AveragedModel(m, **options)
    for n in range(3):
        a.update_parameters(m)
        with torch.no_grad(): m[0].weight.add_(1.)
    print(a, a.state_dict())
update_bn([torch.arange(6.).reshape(3, 2), torch.ones(2, 2)], a); print(a.state_dict()); AveragedModel(m, avg_fn=1, multi_avg_fn=1)
""",
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_surrounds_them_prints_warns_and_raises_as_in_pytorch(program: str) -> None:
    assert_same(SETUP + program)
