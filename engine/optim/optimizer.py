"""What every optimiser is: parameters in groups, and a step that changes them in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from engine.grad_modes import enable_grad
from engine.nn.modules.state import clear_gradients
from engine.observer import WATCH
from engine.tensor import Tensor, bump_version, storage

Array = np.ndarray[Any, Any]


class Optimizer:
    """Base of the optimisers; a subclass says how one parameter follows its gradient."""

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self.state: dict[Tensor, dict[str, Any]] = {}
        self.param_groups: list[dict[str, Any]] = []
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or "
                "dicts, but got torch.FloatTensor"
            )
        given = list(params)
        if not given:
            raise ValueError("optimizer got an empty parameter list")
        groups = given if isinstance(given[0], dict) else [{"params": given}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add parameters with options of their own."""
        params = param_group["params"]
        params = [params] if isinstance(params, Tensor) else list(params)
        for each in params:
            if not each.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        self.param_groups.append({**self.defaults, **param_group, "params": params})

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradients of all parameters."""
        for group in self.param_groups:
            clear_gradients(group["params"], set_to_none, f"{type(self).__name__}.zero_grad")

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter._grad is not None:
                    self._update(parameter, group)
        return loss

    def _update(self, parameter: Tensor, group: dict[str, Any]) -> None:
        watcher = WATCH.observer
        before = None if watcher is None else np.array(parameter._data)
        state = self.state.setdefault(parameter, {})
        self.update(storage(parameter), np.asarray(parameter._grad._data), state, group)
        bump_version(parameter)
        if watcher is not None:
            watcher.updated(parameter, before, f"{type(self).__name__}.step")

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """Change ``value`` in place by its gradient."""
        raise NotImplementedError

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join([*lines, ")"])
