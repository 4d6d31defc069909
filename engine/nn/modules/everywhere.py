"""Global hooks on all modules: on their calls, and on what is registered with them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from engine.graph.hooks import RemovableHandle
from engine.nn.modules.tables import hang

Hook = Callable[..., Any]
MIXED = (
    "Cannot use both regular backward hooks and full backward hooks as a global Module hook. "
    "Please use only one of them."
)


class Everywhere:
    """The tables of global hooks, like those that each module has for its own."""

    def __init__(self) -> None:
        self.used = False
        """Was there ever a hook on calls? Most programs have none."""
        self.forward: OrderedDict[int, Hook] = OrderedDict()
        self.forward_with_kwargs: OrderedDict[int, Any] = OrderedDict()
        self.forward_always: OrderedDict[int, Any] = OrderedDict()
        self.forward_pre: OrderedDict[int, Hook] = OrderedDict()
        self.backward: OrderedDict[int, Hook] = OrderedDict()
        self.backward_pre: OrderedDict[int, Hook] = OrderedDict()
        self.full: bool | None = None
        self.registered: dict[str, OrderedDict[int, Hook]] = {
            table: OrderedDict() for table in ("_parameters", "_buffers", "_modules")
        }

    def taken(self, table: str, module: Any, name: str, value: Any) -> Any:
        """What is registered under a name once the hooks have seen ``value``."""
        for hook in tuple(self.registered[table].values()):
            changed = hook(module, name, value)
            value = value if changed is None else changed
        return value

    def on_calls(self, table: OrderedDict[int, Hook], hook: Hook, **marks: Any) -> RemovableHandle:
        """Add a hook to a table of hooks on calls."""
        self.used = True
        return hang(
            table, hook, **{name: each for name, each in marks.items() if each is not None}
        )


EVERYWHERE = Everywhere()


def register_module_forward_hook(
    hook: Hook, *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Call ``hook(module, inputs, result)`` after each forward of any module."""
    return EVERYWHERE.on_calls(
        EVERYWHERE.forward, hook,
        with_kwargs=EVERYWHERE.forward_with_kwargs if with_kwargs else None,
        always=EVERYWHERE.forward_always if always_call else None,
    )  # fmt: skip


def register_module_forward_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, inputs)`` before each forward of any module."""
    return EVERYWHERE.on_calls(EVERYWHERE.forward_pre, hook)


def register_module_full_backward_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_input, grad_output)`` at each backward of any module.

    Raises:
        RuntimeError: there are hooks of the old kind.
    """
    return _on_backward(hook, True)


def register_module_backward_hook(hook: Hook) -> RemovableHandle:
    """A deprecated hook, which sees only the gradients of the last node of any module.

    Raises:
        RuntimeError: there are full backward hooks.
    """
    return _on_backward(hook, False)


def _on_backward(hook: Hook, full: bool) -> RemovableHandle:
    if EVERYWHERE.full is (not full):
        raise RuntimeError(MIXED)
    EVERYWHERE.full = full
    return EVERYWHERE.on_calls(EVERYWHERE.backward, hook)


def register_module_full_backward_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_output)`` before each backward of any module."""
    return EVERYWHERE.on_calls(EVERYWHERE.backward_pre, hook)


def register_module_parameter_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, param)`` where a parameter is registered."""
    return hang(EVERYWHERE.registered["_parameters"], hook)


def register_module_buffer_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, buffer)`` where a buffer is registered."""
    return hang(EVERYWHERE.registered["_buffers"], hook)


def register_module_module_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, submodule)`` where a module is registered."""
    return hang(EVERYWHERE.registered["_modules"], hook)
