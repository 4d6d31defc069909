"""PyTorch's own catalogue of optimizers, and every schedule, step for step.

Every setting in every dtype: ``python -m tests.engine.optimizer_catalogue``.
"""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch

import engine
from tests.engine.optimizer_catalogue import Fact, catalogue, differences, first_unlike, flattened

STEPS_OF_A_SCHEDULE = 30
SHARES = 4
# What is lacking of each: gradients that flow through its steps, which only few have no setting
# for, and of one parameters that are sparse.
LACKING = {"Adafactor": 0, "LBFGS": 0, "Muon": 0, "SparseAdam": 2}


@pytest.mark.parametrize("share", range(SHARES))
def test_an_optimizer_of_the_catalogue_is_pytorchs(share: int) -> None:
    for name in sorted(catalogue())[share::SHARES]:
        differing, lacking, same = differences(name, every=False)
        assert differing == [], name
        assert same, name
        assert len(lacking) == LACKING.get(name, 1), name


SCHEDULES = (
    "S.StepLR(o, 3, .5)",
    "S.StepLR(o, 1)",
    "S.MultiStepLR(o, [2, 2, 5, 40], .3)",
    "S.MultiStepLR(o, [])",
    "S.ExponentialLR(o, .9)",
    "S.LambdaLR(o, lambda e: .95 ** e)",
    "S.LambdaLR(o, [lambda e: .9 ** e, lambda e: 1 / (1 + e)])",
    "S.MultiplicativeLR(o, lambda e: .95 if e % 3 else 1.1)",
    "S.ConstantLR(o, .5, 4)",
    "S.ConstantLR(o, total_iters=0)",
    "S.LinearLR(o, .25, total_iters=6)",
    "S.LinearLR(o, 1., .1, 20)",
    "S.PolynomialLR(o, 6, 2.)",
    "S.PolynomialLR(o, 40, .5)",
    "S.CosineAnnealingLR(o, 4, .01)",
    "S.CosineAnnealingLR(o, 50)",
    "S.CosineAnnealingWarmRestarts(o, 2, 2, .001)",
    "S.CosineAnnealingWarmRestarts(o, 7)",
    "S.CyclicLR(o, .01, .1, 2, 3)",
    "S.CyclicLR(o, [.01, .02], [.1, .2], 2, mode='triangular2')",
    "S.CyclicLR(o, .01, .1, 4, mode='exp_range', gamma=.9)",
    "S.CyclicLR(o, .01, .1, 3, scale_fn=lambda x: 1 / (5 ** (x * .0001)), scale_mode='iterations')",
    "S.OneCycleLR(o, .5, 40)",
    "S.OneCycleLR(o, [.5, .2], epochs=10, steps_per_epoch=4, anneal_strategy='linear', three_phase=True)",
    "S.OneCycleLR(o, .5, 35, pct_start=.1, base_momentum=.7, max_momentum=.9, div_factor=5, final_div_factor=9)",
    "S.SequentialLR(o, [S.ConstantLR(o, .1, 2), S.ExponentialLR(o, .9)], [4])",
    "S.SequentialLR(o, [S.LinearLR(o, .1, total_iters=5), S.CosineAnnealingLR(o, 10), S.StepLR(o, 4)], [5, 15])",
    "S.ChainedScheduler([S.ConstantLR(o, .1, 2), S.ExponentialLR(o, .9)])",
    "S.ChainedScheduler([S.LinearLR(o, .2, total_iters=9), S.MultiStepLR(o, [3, 8]), S.CosineAnnealingLR(o, 9)], o)",
    "S.ReduceLROnPlateau(o, patience=1)",
    "S.ReduceLROnPlateau(o, 'max', .5, 0, cooldown=2, min_lr=[.01, .02], eps=1e-3)",
    "S.ReduceLROnPlateau(o, threshold_mode='abs', threshold=.5, patience=0)",
    "torch.optim.swa_utils.SWALR(o, .05, 4)",
    "torch.optim.swa_utils.SWALR(o, [.05, .01], 3, 'linear')",
)  # fmt: skip
OPTIMIZERS = (
    "torch.optim.SGD([{'params': [a]}, {'params': [b], 'lr': .3}], lr=.1, momentum=.9)",
    "torch.optim.AdamW([{'params': [a], 'betas': (.8, .9)}, {'params': [b]}], lr=.02)",
    "torch.optim.Adam([{'params': [a]}, {'params': [b]}], lr=torch.tensor(.01))",
)


def schedule_told(side: Any, optimizer: str, call: str) -> Iterator[Fact]:
    """A schedule's rates, settings and state at every epoch; half-way another takes over."""
    scope: dict[str, Any] = {"torch": side, "S": side.optim.lr_scheduler}
    scope |= {name: side.nn.Parameter(side.ones(2)) for name in ("a", "b")}
    try:
        o = scope["o"] = eval(optimizer, scope)
        schedule = eval(call, scope)
        for epoch in range(STEPS_OF_A_SCHEDULE):
            if epoch == STEPS_OF_A_SCHEDULE // 2:
                kept = schedule.state_dict()
                schedule = eval(call, scope)
                schedule.load_state_dict(kept)
            ((scope["a"] ** 2).sum() + scope["b"].sum()).backward()
            o.step()
            measure = "Plateau" in call
            schedule.step(*([3.0 / (1 + epoch % 4)] if measure else []))
            yield from flattened(f"rates {epoch}", schedule.get_last_lr())
            for group in o.param_groups:
                yield f"group {epoch}", str({k: str(v) for k, v in group.items() if k != "params"})
            yield f"parameter {epoch}", scope["a"].detach().clone()
            plain = {k: v for k, v in schedule.state_dict().items() if not k.startswith("_s")}
            yield (
                f"state {epoch}",
                str({k: str(v) for k, v in plain.items() if " at 0x" not in str(v)}),
            )
    except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
        yield "raised", f"{type(error).__name__}: {error}"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", range(len(SCHEDULES)))
@pytest.mark.parametrize("other", [False, True])
def test_a_schedule_goes_on_as_pytorchs(number: int, other: bool) -> None:
    call, optimizer = SCHEDULES[number], OPTIMIZERS[1 + number % 2 if other else 0]
    found = list(schedule_told(engine, optimizer, call))
    assert first_unlike(found, list(schedule_told(torch, optimizer, call))) == ""
