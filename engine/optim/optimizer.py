"""What every optimiser is: parameters in groups, and a step that changes them in place."""

from __future__ import annotations

import copy
import inspect
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, TypeAlias

import numpy as np

from engine.dtypes import BF16, F32, float64
from engine.foundation.absent import LackingError
from engine.foundation.typename import typename
from engine.foundation.warn import warn
from engine.foundation.written_in import method_of
from engine.graph.hooks import RemovableHandle
from engine.modes import default_float
from engine.nn.modules.state import clear_gradients
from engine.numbers.half import as_bfloat16
from engine.observer import WATCH, quiet
from engine.optim.pairs import REAL_ONLY, step_pairs
from engine.optim.rounding import Array
from engine.optim.stepping import (
    HOOKS,
    hang,
    hooked,
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)
from engine.storage.views import settle_views
from engine.switches.grad_modes import enable_grad
from engine.tensor import Tensor, bump_version, new_tensor, storage

ParamsT: TypeAlias = Iterable[Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, Tensor]]
__all__ = [
    "HOOKS", "Optimizer", "ParamsT", "register_optimizer_step_post_hook",
    "register_optimizer_step_pre_hook",
]  # fmt: skip
DUPLICATES = (
    "optimizer contains a parameter group with duplicate parameters; in future, this will cause "
    "an error; see github.com/pytorch/pytorch/issues/40967 for more information"
)

CAPTURABLE = (
    "If capturable=True, {} must be on supported devices: "
    "['cuda', 'xpu', 'hpu', 'privateuseone'{}]."
)


class _RequiredParameter:
    """Marks an option that every group must state."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = _RequiredParameter()


class Optimizer:
    """Base of the optimisers; a subclass says how one parameter follows its gradient."""

    state: defaultdict[Any, Any]
    param_groups: list[dict[str, Any]]
    real_only = False
    # What it would keep on a device, to capture its steps, and a further device that it names.
    captured = ("params and state_steps", ", 'xla'")

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        for table in HOOKS:
            setattr(self, table, OrderedDict())
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or "
                f"dicts, but got {typename(params)}"
            )
        if defaults.get("differentiable"):
            raise LackingError(
                f"{type(self).__name__}(differentiable=True) exists in PyTorch but not here"
            )
        self.state, self.param_groups = defaultdict(dict), []
        given = list(params)
        if not given:
            raise ValueError("optimizer got an empty parameter list")
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    def __init_subclass__(cls) -> None:
        own = cls.__dict__.get("step")
        if cls.step is Optimizer.step and cls.__module__.startswith("engine."):
            own = method_of(cls, inspect.unwrap(cls.step))
        if own is not None:
            cls.step = hooked(own)  # type: ignore[method-assign]

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("defaults", "state", "param_groups")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        for table in HOOKS:
            self.__dict__.setdefault(table, OrderedDict())

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add parameters with options of their own.

        Raises:
            TypeError: it is not a dict, or one of its parameters is not a tensor.
            ValueError: one is not a leaf or belongs to another group already, or an option lacks.
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        _read_parameters(param_group)
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(
                    "parameter group didn't specify a value of required optimization parameter "
                    f"{name}"
                )
            param_group.setdefault(name, default)
        params = {id(each) for each in param_group["params"]}
        if len(params) != len(param_group["params"]):
            warn(DUPLICATES)
        for group in self.param_groups:
            _check_names(param_group, group)
        known = {id(each) for group in self.param_groups for each in group["params"]}
        if known & params:
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)
        if WATCH.observer is not None:
            WATCH.observer.holds(type(self).__name__, param_group["params"])

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradients of all parameters."""
        for group in self.param_groups:
            clear_gradients(group["params"], set_to_none, f"{type(self).__name__}.zero_grad")

    @hooked
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient; gives what ``closure`` gave."""
        if type(self).update is Optimizer.update:
            raise NotImplementedError
        loss = None
        if closure is not None:
            with enable_grad.quietly():
                loss = closure()
        self._follow()
        return loss

    @quiet
    def _follow(self) -> None:
        """Change every parameter that has a gradient."""
        for group in self.param_groups:
            if group.get("capturable") and any(each._grad is not None for each in group["params"]):
                raise AssertionError(CAPTURABLE.format(*self.captured))
            for parameter in group["params"]:
                if parameter._grad is not None:
                    self._update(parameter, group)

    def _update(self, parameter: Tensor, group: dict[str, Any]) -> None:
        watcher = WATCH.observer
        known = watcher is None or watcher.knows(parameter)
        before = None if known else np.array(parameter._data)
        grad = np.asarray(parameter._grad._data)  # type: ignore[union-attr]
        if group.get("maximize"):
            grad = -grad
        value = storage(parameter)
        known_state = self.state.get(parameter)
        state: dict[str, Any] = {} if known_state is None else known_state
        if value.dtype.kind == "c":
            if self.real_only:
                raise RuntimeError(REAL_ONLY.format(type(self).__name__))
            step_pairs(self.update, value, grad, state, group)
        else:
            self.update(value, grad, state, group)
        if value.dtype is not F32 and value.dtype == BF16:
            value[...] = as_bfloat16(value)
        if state and known_state is None:
            self.state[parameter] = state
        self._changed(parameter, before, group)

    def _changed(self, parameter: Tensor, before: Any, group: dict[str, Any]) -> None:
        """Count a parameter's change, and tell whoever watches."""
        bump_version(parameter)
        if parameter._views:
            settle_views(parameter)
        if WATCH.observer is not None:
            state = {name: group[name] for name in ("lr",) if name in group}
            state |= self.state.get(parameter, {})
            WATCH.observer.updated(parameter, before, f"{type(self).__name__}.step", state)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """Change ``value`` in place by its gradient."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """Everything the optimiser remembers, parameters by number."""
        for hook in tuple(self._optimizer_state_dict_pre_hooks.values()):  # type: ignore[attr-defined]
            hook(self)
        numbers: dict[int, int] = {}
        groups = []
        for group in self.param_groups:
            for each in group["params"]:
                numbers.setdefault(id(each), len(numbers))
            options = {name: value for name, value in group.items() if name != "params"}
            groups.append(options | {"params": [numbers[id(each)] for each in group["params"]]})
        state = {
            numbers[id(each)] if isinstance(each, Tensor) else each: facts
            for each, facts in self.state.items()
        }
        found = {"state": state, "param_groups": groups}
        for hook in tuple(self._optimizer_state_dict_post_hooks.values()):  # type: ignore[attr-defined]
            found = hook(self, found) or found
        return found

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what ``state_dict`` gave.

        Raises:
            ValueError: its groups are others.
        """
        given = state_dict.copy()
        for hook in tuple(self._optimizer_load_state_dict_pre_hooks.values()):  # type: ignore[attr-defined]
            given = hook(self, given) or given
        groups = copy.deepcopy(given["param_groups"])
        _check_groups(self.param_groups, groups)
        numbers = chain.from_iterable(group["params"] for group in groups)
        own = chain.from_iterable(group["params"] for group in self.param_groups)
        by_number = dict(zip(numbers, own, strict=True))
        self.state = defaultdict(dict)
        for key, facts in given["state"].items():
            owner = by_number.get(key)
            self.state[key if owner is None else owner] = _fitted(owner, facts)
        for old, new in zip(self.param_groups, groups, strict=True):
            new["params"] = old["params"]
            if "param_names" in old:
                new.setdefault("param_names", old["param_names"])
        self.param_groups = groups
        for hook in tuple(self._optimizer_load_state_dict_post_hooks.values()):  # type: ignore[attr-defined]
            hook(self)

    def __repr__(self) -> str:
        groups = (
            "".join(
                [f"\nParameter Group {number}\n"]
                + [f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params"]
            )
            for number, group in enumerate(self.param_groups)
        )
        return f"{type(self).__name__} ({''.join(groups)})"


def _registers(table: str, about: str) -> Any:
    def register(self: Any, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        return hang(getattr(self, table), hook, prepend)

    register.__doc__ = about
    return register


for _table in HOOKS:
    _what, _when = _table.removeprefix("_optimizer_").removesuffix("_hooks").rsplit("_", 1)
    setattr(
        Optimizer, f"register_{_what}_{_when}_hook",
        _registers(_table, f"Call a function {'before' if _when == 'pre' else 'after'} {_what}."),
    )  # fmt: skip


def _read_parameters(group: dict[str, Any]) -> None:
    """Make a list of a group's parameters, its names apart."""
    params = group["params"]
    if isinstance(params, set):
        raise TypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering "
            "of tensors in sets will change between runs. Please use a list instead."
        )
    listed = [params] if isinstance(params, Tensor) else list(params)
    names = [each[0] for each in listed if isinstance(each, tuple)]
    listed = group["params"] = [each[1] if isinstance(each, tuple) else each for each in listed]
    if names:
        if len(names) != len(listed):
            raise ValueError(
                "all optimizer params should be with/without names. Some param names are missing"
            )
        group["param_names"] = names
    for each in listed:
        if not isinstance(each, Tensor):
            raise TypeError(
                f"optimizer can only optimize Tensors, but one of the params is {typename(each)}"
            )
        if not each.is_leaf and not each.retains_grad:
            raise ValueError("can't optimize a non-leaf Tensor")


def _check_names(new: dict[str, Any], old: dict[str, Any]) -> None:
    if ("param_names" in new) != ("param_names" in old):
        how = "with names" if "param_names" in new else "without names"
        raise ValueError(
            "all optimizer param groups should be with/without names. cannot add param group "
            f"{how} to the optimizer"
        )


def _check_groups(own: list[dict[str, Any]], given: list[dict[str, Any]]) -> None:
    if len(own) != len(given):
        raise ValueError("loaded state dict has a different number of parameter groups")
    if any(len(a["params"]) != len(b["params"]) for a, b in zip(own, given, strict=True)):
        raise ValueError(
            "loaded state dict contains a parameter group that doesn't match the size of "
            "optimizer's group"
        )


def _fitted(owner: Any, value: Any, key: str = "") -> Any:
    """A loaded value, its tensors in the dtype of the parameter they belong to."""
    if owner is None:
        return value
    if isinstance(value, Tensor):
        own = key == "step" or not owner.is_floating_point()
        return value if own else value.to(owner.dtype)
    if isinstance(value, dict):
        return {name: _fitted(owner, each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_fitted(owner, each) for each in value)
    return value


def kept(state: dict[str, Any], name: str, like: Array, start: complex = 0.0) -> Array:
    """The array that an optimiser remembers by ``name``, made at first."""
    if name not in state:
        state[name] = new_tensor(np.full_like(like, start))
    return storage(state[name])


def counter(start: float = 0.0) -> Tensor:
    """A number that an optimiser remembers, as PyTorch's: float32 unless the default is double."""
    wide = default_float() is float64
    return new_tensor(np.array(start, np.float64 if wide else np.float32))


def counted(state: dict[str, Any]) -> int:
    """How many steps a parameter has taken, with this one."""
    if "step" not in state:
        state["step"] = counter()
    step = storage(state["step"])
    step += 1
    return int(step)


def number(value: Any) -> float:
    """A setting as a number: of a tensor its element, so that it counts as precisely."""
    return value._data.reshape(-1)[0] if isinstance(value, Tensor) else value


def check(what: str, value: Any, valid: bool) -> None:
    """Raise ValueError for a setting out of range, in PyTorch's words."""
    if not valid:
        raise ValueError(f"Invalid {what}: {value}")


def check_not_negative(what: str, value: Any) -> None:
    """Raise ValueError for a setting below zero."""
    check(what, value, 0.0 <= number(value))  # noqa: SIM300  (what is not a number says so)


def check_single(name: str, value: Any) -> None:
    """Raise ValueError for a tensor of several elements where one number is asked for."""
    if isinstance(value, Tensor) and value.numel() != 1:
        raise ValueError(f"Tensor {name} must be 1-element")


def check_rate(lr: Any) -> None:
    """Raise ValueError where ``lr`` is not a learning rate."""
    check_single("lr", lr)
    check_not_negative("learning rate", lr)


def check_moments(lr: Any, betas: tuple[float, float], eps: float, weight_decay: float) -> None:
    """Raise ValueError where settings of an optimiser with running moments are out of range."""
    check_rate(lr)
    check_not_negative("epsilon value", eps)
    for index in (0, 1):
        beta = betas[index]
        check(f"beta parameter at index {index}", beta, 0.0 <= number(beta) < 1.0)
    check_not_negative("weight_decay value", weight_decay)


def check_ways(fused: Any, foreach: Any) -> None:
    """Raise RuntimeError where two ways of computing are asked for at once."""
    if fused and foreach:
        raise RuntimeError("`fused` and `foreach` cannot be `True` together.")
