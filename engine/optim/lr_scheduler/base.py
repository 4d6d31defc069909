"""What every schedule of learning rates is."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from types import FunctionType
from typing import Any

from engine.foundation.warn import warn
from engine.optim.optimizer import Optimizer, number
from engine.tensor import Tensor

SEE = "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
TOO_EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and "
    "later, you should call them in the opposite order: `optimizer.step()` before "
    "`lr_scheduler.step()`.  Failure to do this will result in PyTorch skipping the first value "
    f"of the learning rate schedule. See more details at {SEE}"
)
OVERRIDDEN = (
    "Seems like `optimizer.step()` has been overridden after learning rate scheduler "
    "initialization. Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`. "
    f"See more details at {SEE}"
)
WITH_EPOCH = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where "
    "possible. Please use `scheduler.step()` to step the scheduler. During the deprecation, if "
    "epoch is different from None, the closed form is used instead of the new chainable form, "
    "where available. Please open an issue if you are unable to replicate your use case: "
    "https://github.com/pytorch/pytorch/issues/new/choose."
)
WRONG_METHOD = (
    "To get the last learning rate computed by the scheduler, please use `get_last_lr()`."
)
NOT_SPECIFIED = (
    "param 'initial_lr' is not specified in param_groups[{}] when resuming scheduler with "
    "last_epoch >= 0.\nThis typically happens when:\n1. You're trying to resume training from a "
    "checkpoint but haven't properly loaded the optimizer state\n2. You're using last_epoch >= 0 "
    "for a fresh training run (not recommended)"
)


class LRScheduler:
    """Base of the schedules; a subclass says the rates of an epoch."""

    _get_lr_called_within_step = False
    _is_initial = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        self.optimizer = checked(optimizer)
        for index, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", copied(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(NOT_SPECIFIED.format(index))
        self.base_lrs = settings(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        _note_steps(optimizer)
        self._initial_step()

    def _initial_step(self) -> None:
        self._step_count = 0
        with self._while("_is_initial"):
            self.step()

    @contextmanager
    def _while(self, flag: str) -> Iterator[None]:
        setattr(self, flag, True)
        try:
            yield
        finally:
            setattr(self, flag, False)

    def _warn_if_asked(self) -> None:
        """Warn where the user calls ``get_lr``, which is for ``step`` alone."""
        if not self._get_lr_called_within_step:
            warn(WRONG_METHOD)

    def state_dict(self) -> dict[str, Any]:
        """Where the schedule is."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to where ``state_dict`` was asked."""
        self.__dict__.update(state_dict)

    def get_last_lr(self) -> list[Any]:
        """The rates in force."""
        return self._last_lr

    def get_lr(self) -> list[Any]:
        """The rates of the epoch that begins."""
        raise NotImplementedError

    def rates(self) -> list[Any]:
        """The rates that the groups have now."""
        return settings(self.optimizer, "lr")

    def scaled(self, factor: float) -> list[Any]:
        """The rates that the groups have now, times a factor."""
        return [group["lr"] * factor for group in self.optimizer.param_groups]

    def step(self, epoch: int | None = None) -> None:
        """Go to the next epoch."""
        if self._step_count == 1:
            if not hasattr(self.optimizer.step, "_wrapped_by_lr_sched"):
                warn(OVERRIDDEN)
            elif not getattr(self.optimizer, "_opt_called", False):
                warn(TOO_EARLY)
        self._step_count += 1
        if epoch is not None:
            warn(WITH_EPOCH)
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        with self._while("_get_lr_called_within_step"):
            self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
            direct = None if epoch is None else getattr(self, "_get_closed_form_lr", None)
            rates = self.get_lr() if direct is None else direct()
        self._put(rates)

    def _put(self, rates: Sequence[Any]) -> None:
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            put(group, rate)
        self._last_lr = self.rates()


class _LRScheduler(LRScheduler):
    """The name that LRScheduler had before."""


def checked(optimizer: Any) -> Optimizer:
    """The optimiser.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
    return optimizer


def copied(value: Any) -> Any:
    """A setting of its own, where it is a tensor."""
    return value.clone() if isinstance(value, Tensor) else value


def settings(optimizer: Optimizer, name: str) -> list[Any]:
    """One setting of every group."""
    return [copied(group[name]) for group in optimizer.param_groups]


def put(group: dict[str, Any], rate: Any) -> None:
    """Set a group's learning rate; where that is a tensor, in place."""
    if isinstance(group["lr"], Tensor):
        group["lr"].fill_(number(rate))
    else:
        group["lr"] = rate


def one_each(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """A setting for every group, from one value or one each.

    Raises:
        ValueError: there are too few or too many.
    """
    groups = len(optimizer.param_groups)
    if not isinstance(value, list | tuple):
        return [copied(value) for _ in range(groups)]
    if len(value) != groups:
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. {name} has "
            f"{len(value)} values, param_groups has {groups}."
        )
    return [copied(each) for each in value]


def without_functions(functions: Sequence[Any]) -> list[Any]:
    """What a state dict keeps of functions: nothing, but the attributes of callable objects."""
    return [
        None if f is None or isinstance(f, FunctionType) else vars(f).copy() for f in functions
    ]


def _note_steps(optimizer: Any) -> None:
    """Let the optimiser note that its ``step`` was called."""
    if hasattr(optimizer.step, "_wrapped_by_lr_sched"):
        return
    function, owner = optimizer.step.__func__, weakref.ref(optimizer)

    @wraps(function)
    def step(*args: Any, **options: Any) -> Any:
        self: Any = owner()
        self._opt_called = True
        return function(self, *args, **options)

    step._wrapped_by_lr_sched = True  # type: ignore[attr-defined]
    optimizer.step = step
