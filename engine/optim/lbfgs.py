"""L-BFGS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from engine.observer import WATCH
from engine.optim.line_search import Point, Search
from engine.optim.optimizer import Optimizer, check_rate, number
from engine.optim.pairs import real_pairs
from engine.optim.rounding import Array, plus
from engine.switches.grad_modes import enable_grad, no_grad
from engine.tensor import new_tensor, storage


class LBFGS(Optimizer):
    """Steps by an estimate of the curvature (Liu and Nocedal, 1989)."""

    def __init__(
        self, params: Iterable[Any], lr: float = 1, max_iter: int = 20,
        max_eval: int | None = None, tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9, history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:  # fmt: skip
        check_rate(lr)
        defaults = {
            "lr": lr, "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad, "tolerance_change": tolerance_change,
            "history_size": history_size, "line_search_fn": line_search_fn,
        }  # fmt: skip
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params = self.param_groups[0]["params"]

    def step(self, closure: Callable[[], Any]) -> Any:
        """Go on until a limit or a tolerance is reached; gives the first loss."""
        before = [np.array(each._data) for each in self._params] if WATCH.observer else None
        state, descent = self.state[self._params[0]], Descent(self, closure)
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = descent.evaluate()
        state["func_evals"] += 1
        if not descent.is_flat():
            descent.run(state)
        for number_of, each in enumerate(self._params):
            self._changed(each, before and before[number_of], self.param_groups[0])
        return first


class Descent:
    """One call of ``step``: the loss and gradient where the parameters are now."""

    def __init__(self, owner: Any, closure: Callable[[], Any]) -> None:
        self.params: list[Any] = owner._params
        self.group: dict[str, Any] = owner.param_groups[0]
        self._closure = closure
        self.loss, self.grad = 0.0, np.empty(0)

    def evaluate(self) -> Any:
        """Compute the loss and all gradients in a row; gives the loss as the closure gave it."""
        with enable_grad.quietly():
            given = self._closure()
        with no_grad.quietly():
            self.loss = float(given)
        self.grad = np.concatenate([self._gradient(each) for each in self.params])
        return given

    @staticmethod
    def _gradient(parameter: Any) -> Array:
        value = np.asarray(parameter._data)
        grad = np.zeros_like(value) if parameter._grad is None else parameter._grad._data
        flat = np.array(grad).reshape(-1)
        return real_pairs(flat).reshape(-1) if flat.dtype.kind == "c" else flat

    def is_flat(self) -> bool:
        """Is the gradient as good as zero?"""
        return bool(np.abs(self.grad).max() <= self.group["tolerance_grad"])

    def move(self, t: Any, direction: Array) -> None:
        """Add ``t`` times the direction to the parameters."""
        start = 0
        for each in self.params:
            value = storage(each)
            value = real_pairs(value) if value.dtype.kind == "c" else value
            plus(value, direction[start : start + value.size].reshape(value.shape), t)
            start += value.size

    def run(self, state: dict[str, Any]) -> None:
        """Step after step, until one of the limits is reached."""
        group, curvature, evaluations = self.group, Curvature(state, self.group), 1
        for count in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            direction = curvature.direction(self.grad, state["n_iter"] == 1)
            before, rate = self.loss, number(group["lr"])
            t: Any = rate
            if state["n_iter"] == 1:
                t = min(1.0, 1.0 / np.abs(self.grad).sum()) * rate
            curvature.t = t
            slope = self.grad.dot(direction)
            if slope > -group["tolerance_change"]:
                break
            last = count == group["max_iter"]
            t, spent = self._along(direction, t, slope, group["max_eval"] - evaluations, last)
            curvature.t = t
            evaluations += spent
            state["func_evals"] += spent
            if last or evaluations >= group["max_eval"] or self.is_flat():
                break
            small = group["tolerance_change"]
            if np.abs(direction * t).max() <= small or abs(self.loss - before) < small:
                break
        curvature.keep(state, before)

    def _along(
        self, direction: Array, t: Any, slope: Any, limit: int, last: bool
    ) -> tuple[Any, int]:
        """Move along the direction; the distance, and how often the loss was computed."""
        search = self.group["line_search_fn"]
        if search is None:
            self.move(t, direction)
            if last:
                return t, 0
            self.evaluate()
            return t, 1
        if search != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        return self._searched(direction, t, slope, limit)

    def _searched(self, direction: Array, t: Any, slope: Any, limit: int) -> tuple[Any, int]:
        origin = [np.array(each._data) for each in self.params]

        def at(distance: Any) -> Point:
            self.move(distance, direction)
            self.evaluate()
            for each, value in zip(self.params, origin, strict=True):
                storage(each)[...] = value
            return Point(distance, self.loss, self.grad, self.grad.dot(direction))

        least = self.group["tolerance_change"] / np.abs(direction).max()
        search = Search(Point(0, self.loss, self.grad, slope), at, limit, least)
        found = search.run(t)
        self.loss, self.grad = found.loss, found.grad
        self.move(found.t, direction)
        return found.t, search.evaluations


class Curvature:
    """What the last steps told about the loss's second derivative."""

    def __init__(self, state: dict[str, Any], group: dict[str, Any]) -> None:
        self.size = group["history_size"]
        self.changes = [each._data for each in state.get("old_dirs") or ()]
        self.steps = [each._data for each in state.get("old_stps") or ()]
        self.shares = [each._data for each in state.get("ro") or ()]
        scale = state.get("H_diag", 1)
        self.scale = scale if isinstance(scale, int) else scale._data
        self.last = state["d"]._data if "d" in state else None
        self.grad = state["prev_flat_grad"]._data if "prev_flat_grad" in state else None
        self.t: Any = state.get("t")
        self.factors: list[Any] | None = state.get("al")

    def direction(self, grad: Array, first: bool) -> Array:
        """Where to go: minus the gradient, turned by the estimated curvature."""
        if first:
            self.changes, self.steps, self.shares, self.scale = [], [], [], 1
            self.last = -grad
        else:
            self._learn(grad)
            self.last = self._turned(-grad)
        self.grad = grad.copy()
        return self.last

    def _learn(self, grad: Array) -> None:
        change, step = grad - self.grad, self.last * grad.dtype.type(self.t)
        product = change.dot(step)
        if product <= 1e-10:
            return
        self.changes.append(change)
        self.steps.append(step)
        self.shares.append(1.0 / product)
        for each in (self.changes, self.steps, self.shares):
            del each[: -self.size]
        self.scale = product / change.dot(change)

    def _turned(self, q: Array) -> Array:
        factors: list[Any] = []
        for change, step, share in self._pairs(reverse=True):
            factors.append(step.dot(q) * share)
            plus(q, change, -factors[-1])
        self._note(factors[::-1])
        q = q * self.scale
        for (change, step, share), factor in zip(self._pairs(), reversed(factors), strict=True):
            plus(q, step, factor - change.dot(q) * share)
        return q

    def _note(self, factors: list[Any]) -> None:
        if self.factors is None:
            self.factors = [None] * self.size
        self.factors[: len(factors)] = [new_tensor(each) for each in factors]

    def _pairs(self, reverse: bool = False) -> list[tuple[Any, Any, Any]]:
        pairs = list(zip(self.changes, self.steps, self.shares, strict=True))
        return pairs[::-1] if reverse else pairs

    def keep(self, state: dict[str, Any], loss: float) -> None:
        """Remember everything for the next call of ``step``."""
        wrapped = {
            "old_dirs": self.changes, "old_stps": self.steps, "ro": self.shares,
        }  # fmt: skip
        if self.factors is not None:
            state["al"] = self.factors
        far = new_tensor(self.t) if isinstance(self.t, np.generic) else self.t
        state.update({"d": new_tensor(self.last), "t": far})
        state.update({name: [new_tensor(v) for v in values] for name, values in wrapped.items()})
        state["H_diag"] = self.scale if isinstance(self.scale, int) else new_tensor(self.scale)
        state["prev_flat_grad"], state["prev_loss"] = new_tensor(self.grad), loss
