"""Averages of a model's weights over its training (Izmailov et al., 2018)."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import numpy as np

from engine.foundation.absent import module_getattr
from engine.nn.modules.batchnorm import _BatchNorm
from engine.nn.modules.module import Module
from engine.optim.lr_scheduler.base import LRScheduler, one_each
from engine.optim.optimizer import Optimizer
from engine.switches.grad_modes import no_grad
from engine.tensor import new_tensor

Average = Callable[[Any, Any, Any], Any]


def _check_decay(decay: float) -> None:
    if decay < 0.0 or decay > 1.0:
        raise ValueError(
            f"Invalid decay value {decay} provided. Please provide a value in [0,1] range."
        )


def get_ema_avg_fn(decay: float = 0.999) -> Average:
    """An exponential average: ``decay`` of the old, the rest of the new."""
    _check_decay(decay)

    def ema_update(ema_param: Any, current_param: Any, num_averaged: Any) -> Any:
        with no_grad.quietly():
            return decay * ema_param + (1 - decay) * current_param

    return ema_update


def get_swa_avg_fn() -> Average:
    """The mean of all weights so far."""

    def swa_update(averaged_param: Any, current_param: Any, num_averaged: Any) -> Any:
        with no_grad.quietly():
            return averaged_param + (current_param - averaged_param) / (num_averaged + 1)

    return swa_update


def _lerp_all(weight: Callable[[Any], float]) -> Average:
    def update(averaged: Any, current: Any, num_averaged: Any) -> None:
        share = weight(num_averaged)
        with no_grad.quietly():
            for old, new in zip(averaged, current, strict=True):
                floats = old.is_floating_point()
                old.copy_(old.lerp(new, share) if floats else old + (new - old) * share)

    return update


def get_ema_multi_avg_fn(decay: float = 0.999) -> Average:
    """An exponential average of all parameters at once."""
    _check_decay(decay)
    return _lerp_all(lambda _: 1 - decay)


def get_swa_multi_avg_fn() -> Average:
    """The mean of all weights so far, of all parameters at once."""
    return _lerp_all(lambda count: 1 / (float(count) + 1))


class AveragedModel(Module):
    """A copy of a model whose weights follow the mean of the model's."""

    def __init__(
        self, model: Module, device: Any = None, avg_fn: Average | None = None,
        multi_avg_fn: Average | None = None, use_buffers: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = copy.deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", new_tensor(np.array(0, np.int64)))
        self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

    def forward(self, *args: Any, **options: Any) -> Any:
        """What the averaged model computes."""
        return self.module(*args, **options)

    def _pairs(self, model: Module) -> tuple[list[Any], list[Any]]:
        own, theirs = list(self.module.parameters()), list(model.parameters())
        if self.use_buffers:
            own, theirs = (
                list(chain(each.parameters(), each.buffers())) for each in (self.module, model)
            )
        return [each.detach() for each in own], [each.detach() for each in theirs]

    def update_parameters(self, model: Module) -> None:
        """Take the model's weights of now into the mean."""
        own, theirs = self._pairs(model)
        count: Any = self.n_averaged
        if int(count) and self.multi_avg_fn is not None:
            self.multi_avg_fn(own, theirs, count)
        else:
            average = self.avg_fn or get_swa_avg_fn()
            for old, new in zip(own, theirs, strict=True):
                old.copy_(average(old, new, count) if int(count) else new)
        if not self.use_buffers:
            for kept, given in zip(self.module.buffers(), model.buffers(), strict=True):
                kept.detach().copy_(given.detach())
        self.n_averaged += 1


def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    """Measure the running statistics of a model's batch norms anew, from a loader."""
    norms = [each for each in model.modules() if isinstance(each, _BatchNorm)]
    if not norms:
        return
    momenta, was_training = [each.momentum for each in norms], model.training
    model.train()
    for each in norms:
        each.reset_running_stats()
        each.momentum = None
    with no_grad.quietly():
        for batch in loader:
            model(batch[0] if isinstance(batch, list | tuple) else batch)
    for each, momentum in zip(norms, momenta, strict=True):
        each.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """The rate to a fixed one, along a line or half a cosine wave."""

    def __init__(
        self, optimizer: Optimizer, swa_lr: Any, anneal_epochs: int = 10,
        anneal_strategy: str = "cos", last_epoch: int = -1,
    ) -> None:  # fmt: skip
        rates = one_each("swa_lr", optimizer, swa_lr)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["swa_lr"] = rate
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        self._anneal_strategy = anneal_strategy
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step: int) -> float:
        way = max(0, min(1, step / max(1, self.anneal_epochs)))
        return (1 - math.cos(math.pi * way)) / 2 if self._anneal_strategy == "cos" else way

    def get_lr(self) -> list[Any]:
        """The rates of the epoch that begins."""
        self._warn_if_asked()
        step = self._step_count - 1
        step = step if self.anneal_epochs else max(1, step)
        before, now = self._share(step - 1), self._share(step)
        return [
            group["swa_lr"] * now + _first(group["lr"], group["swa_lr"], before) * (1 - now)
            for group in self.optimizer.param_groups
        ]


def _first(rate: Any, last: Any, share: float) -> Any:
    """The rate that the way began with."""
    return last if share == 1 else (rate - share * last) / (1 - share)


__getattr__ = module_getattr("torch.optim.swa_utils")
