"""Schedules along a cosine wave (Loshchilov and Hutter, SGDR, 2016)."""

from __future__ import annotations

import math
from typing import Any

from engine.optim.lr_scheduler.base import LRScheduler
from engine.optim.optimizer import Optimizer


class CosineAnnealingLR(LRScheduler):
    """The rate along half a cosine wave down to ``eta_min``."""

    def __init__(
        self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of the epoch that begins."""
        self._warn_if_asked()
        epoch, span, low = self.last_epoch, self.T_max, self.eta_min
        if self._is_initial:
            return self.rates()
        if self._step_count == 1 and epoch > 0:
            return self._get_closed_form_lr()
        if (epoch - 1 - span) % (2 * span) == 0:
            pairs = zip(self.base_lrs, self.rates(), strict=True)
            rise = 1 - math.cos(math.pi / span)
            return [rate + (base - low) * rise / 2 for base, rate in pairs]
        now, before = (1 + math.cos(math.pi * n / span) for n in (epoch, epoch - 1))
        return [now / before * (rate - low) + low for rate in self.rates()]

    def _get_closed_form_lr(self) -> list[Any]:
        wave, low = 1 + math.cos(math.pi * self.last_epoch / self.T_max), self.eta_min
        return [low + (base - low) * wave / 2 for base in self.base_lrs]


class CosineAnnealingWarmRestarts(LRScheduler):
    """One half of a cosine wave after another, each ``T_mult`` times as long as the last."""

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:  # fmt: skip
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueError(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueError(f"Expected integer T_mult >= 1, but got {T_mult}")
        if not isinstance(eta_min, float | int):
            raise ValueError(
                f"Expected float or int eta_min, but got {eta_min} of type {type(eta_min)}"
            )
        self.T_0, self.T_i, self.T_mult = T_0, T_0, T_mult
        self.eta_min, self.T_cur = eta_min, float(last_epoch) if last_epoch % 1 else last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of the epoch that begins."""
        self._warn_if_asked()
        wave, low = 1 + math.cos(math.pi * self.T_cur / self.T_i), self.eta_min
        return [low + (base - low) * wave / 2 for base in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """Go to the next epoch, or to a given one, which need not be whole.

        Raises:
            ValueError: the epoch is negative.
        """
        if epoch is None and self.last_epoch >= 0:
            epoch = self.last_epoch + 1
            self._go_on()
        else:
            epoch = 0 if epoch is None else epoch
            self._go_to(epoch)
        self.last_epoch = math.floor(epoch)
        with self._while("_get_lr_called_within_step"):
            rates = self.get_lr()
        self._put(rates)

    def _go_on(self) -> None:
        self.T_cur += 1
        if self.T_cur >= self.T_i:
            self.T_cur %= self.T_i
            self.T_i *= self.T_mult

    def _go_to(self, epoch: float) -> None:
        if epoch < 0:
            raise ValueError(f"Expected non-negative epoch, but got {epoch}")
        first, times = self.T_0, self.T_mult
        if epoch < first:
            self.T_i, self.T_cur = first, epoch
        elif times == 1:
            self.T_cur = epoch % first
        else:
            waves = int(math.log(epoch / first * (times - 1) + 1, times))
            self.T_cur = epoch - first * (times**waves - 1) / (times - 1)
            self.T_i = first * times**waves
