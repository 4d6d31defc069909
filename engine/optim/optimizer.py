"""What every optimiser is: parameters in groups, and a step that changes them in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from engine.grad_modes import enable_grad
from engine.hooks import RemovableHandle, add
from engine.nn.modules.state import clear_gradients
from engine.observer import WATCH
from engine.tensor import Tensor, bump_version, new_tensor, storage

Array = np.ndarray[Any, Any]

LARGE = 4096


class Optimizer:
    """Base of the optimisers; a subclass says how one parameter follows its gradient."""

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self.state: dict[Tensor, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        self._step_count = 0
        self._before: dict[int, Any] = {}
        self._after: dict[int, Any] = {}
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or "
                f"dicts, but got torch.{params.dtype.kind_name}Tensor"
            )
        given = list(params)
        if not given:
            raise ValueError("optimizer got an empty parameter list")
        groups = given if isinstance(given[0], dict) else [{"params": given}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add parameters with options of their own.

        Raises:
            TypeError: one is no tensor.
            ValueError: one is no leaf, or belongs to another group already.
        """
        params = param_group["params"]
        params = [params] if isinstance(params, Tensor) else list(params)
        params = [each[1] if isinstance(each, tuple) else each for each in params]
        for each in params:
            if not isinstance(each, Tensor):
                raise TypeError(
                    f"optimizer can only optimize Tensors, but one of the params is "
                    f"{type(each).__name__}"
                )
            if not each.is_leaf and not each.retains_grad:
                raise ValueError("can't optimize a non-leaf Tensor")
        known = {id(each) for group in self.param_groups for each in group["params"]}
        if known & {id(each) for each in params}:
            raise ValueError("some parameters appear in more than one parameter group")
        group = {**param_group, "params": params}
        for name, value in self.defaults.items():
            group.setdefault(name, value)
        self.param_groups.append(group)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradients of all parameters."""
        for group in self.param_groups:
            clear_gradients(group["params"], set_to_none, f"{type(self).__name__}.zero_grad")

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient."""
        for hook in tuple(self._before.values()):
            hook(self, (), {})
        self._step_count += 1
        loss = None
        if closure is not None:
            with enable_grad.quietly():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter._grad is not None:
                    self._update(parameter, group)
        for hook in tuple(self._after.values()):
            hook(self, (), {})
        return loss

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before each step."""
        return add(self._before, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after each step."""
        return add(self._after, hook)

    def _update(self, parameter: Tensor, group: dict[str, Any]) -> None:
        watcher = WATCH.observer
        before = None if watcher is None else np.array(parameter._data)
        grad = np.asarray(parameter._grad._data)  # type: ignore[union-attr]
        if group.get("maximize"):
            grad = -grad
        value = storage(parameter)
        self.update(value, grad, self.state[parameter], group)
        if not self.state[parameter]:
            del self.state[parameter]
        bump_version(parameter)
        if watcher is not None:
            watcher.updated(parameter, before, f"{type(self).__name__}.step")

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """Change ``value`` in place by its gradient."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """Everything the optimiser remembers, parameters by number."""
        numbers: dict[int, int] = {}
        groups = []
        for group in self.param_groups:
            for each in group["params"]:
                numbers.setdefault(id(each), len(numbers))
            options = {name: value for name, value in group.items() if name != "params"}
            groups.append(options | {"params": [numbers[id(each)] for each in group["params"]]})
        state = {numbers[id(each)]: dict(facts) for each, facts in self.state.items()}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what ``state_dict`` gave.

        Raises:
            ValueError: its groups are others.
        """
        groups = state_dict["param_groups"]
        if len(groups) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        by_number: dict[int, Tensor] = {}
        for own, given in zip(self.param_groups, groups, strict=True):
            if len(own["params"]) != len(given["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of "
                    "optimizer's group"
                )
            by_number.update(zip(given["params"], own["params"], strict=True))
            own.update({name: value for name, value in given.items() if name != "params"})
        self.state.clear()
        for number, facts in state_dict["state"].items():
            self.state[by_number[number]] = {k: _copied(v) for k, v in facts.items()}

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join([*lines, ")"])


def _copied(value: Any) -> Any:
    return new_tensor(np.array(value._data)) if isinstance(value, Tensor) else value


def kept(state: dict[str, Any], name: str, like: Array, start: float = 0.0) -> Array:
    """The array that an optimiser remembers by ``name``, made at first."""
    if name not in state:
        state[name] = new_tensor(np.full_like(like, start))
    return storage(state[name])


def counted(state: dict[str, Any]) -> int:
    """How many steps a parameter has taken, with this one."""
    if "step" not in state:
        state["step"] = new_tensor(np.zeros((), np.float32))
    step = storage(state["step"])
    step += 1
    return int(step)


def plus(value: Array, other: Array, factor: float) -> None:
    """Add ``factor`` times ``other`` in place, rounding once as a fused instruction does.

    Large arrays are rounded twice: they come from sums whose last bits depend on the machine
    anyway, and the wider arithmetic would cost more than all else in a step.
    """
    kind = value.dtype.type
    if value.size > LARGE:
        value += other * kind(factor)
        return
    wide = np.float64 if value.dtype.itemsize <= 4 else np.longdouble
    scale: Any = wide(kind(factor))
    value[...] = value.astype(wide) + other.astype(wide) * scale


def number(value: Any) -> float:
    """A setting, which may be a tensor, as a number."""
    return float(value._data) if isinstance(value, Tensor) else value


def check(what: str, value: Any, valid: bool) -> None:
    """Raise ValueError for a setting out of range, in PyTorch's words."""
    if not valid:
        raise ValueError(f"Invalid {what}: {value}")
