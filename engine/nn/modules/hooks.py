"""Backward hooks of modules: nodes before and behind a module that see its gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.autograd.function import Function
from engine.tensor import Tensor


class BackwardHookFunction(Function):
    """Passes everything on, so that there is a node to hang hooks on."""

    @staticmethod
    def forward(ctx: Any, *args: Any) -> Any:
        """The arguments."""
        ctx.mark_non_differentiable(*[a for a in args if not a.requires_grad])
        return args

    @staticmethod
    def backward(ctx: Any, *args: Any) -> Any:
        """The gradients."""
        return args


class BackwardHook:
    """One call of a module whose backward is watched."""

    def __init__(
        self,
        module: Any,
        hooks: Sequence[Callable[..., Any]],
        before: Sequence[Callable[..., Any]],
    ) -> None:
        self.module, self.hooks, self.before = module, list(hooks), list(before)
        self.grad_outputs: tuple[Any, ...] | None = None
        self.places: list[int] = []
        self.count = 0

    def _through(self, values: tuple[Any, ...], hang: Callable[[Any], None]) -> tuple[Any, ...]:
        places = [n for n, v in enumerate(values) if isinstance(v, Tensor)]
        if not any(values[n].requires_grad for n in places):
            return values
        passed = BackwardHookFunction.apply(*[values[n] for n in places])
        node = next(each.grad_fn for each in passed if each.grad_fn is not None)
        hang(node)
        new = list(values)
        for place, each in zip(places, passed, strict=True):
            new[place] = each
        return tuple(new)

    def inputs(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """The inputs on their way into the module."""
        self.count = len(values)
        self.places = [n for n, v in enumerate(values) if isinstance(v, Tensor)]

        def hook(grad_inputs: tuple[Any, ...], _: Any) -> Any:
            if self.grad_outputs is None:
                return None
            found = list(grad_inputs)
            whole: list[Any] = [None] * self.count
            for place, each in zip(self.places, found, strict=True):
                whole[place] = each
            changed = self._run(tuple(whole))
            self.grad_outputs = None
            return None if changed is None else tuple(changed[n] for n in self.places)

        return self._through(values, lambda node: node.register_hook(hook))

    def outputs(self, value: Any, tracked: bool) -> Any:
        """The outputs on their way out; ``tracked`` : do any inputs have gradients?"""

        def hook(grad_outputs: tuple[Any, ...]) -> Any:
            given = grad_outputs
            for each in self.before:
                changed = each(self.module, given)
                if changed is not None:
                    given = changed if isinstance(changed, tuple) else (changed,)
            self.grad_outputs = given
            if not tracked:
                self._run((None,) * self.count)
                self.grad_outputs = None
            return given if given is not grad_outputs else None

        several = value if isinstance(value, tuple) else (value,)
        passed = self._through(several, lambda node: node.register_prehook(hook))
        return passed if isinstance(value, tuple) else passed[0]

    def _run(self, grad_inputs: tuple[Any, ...]) -> Any:
        changed = None
        for each in self.hooks:
            found = each(self.module, grad_inputs, self.grad_outputs)
            if found is not None:
                changed = found if isinstance(found, tuple) else (found,)
                grad_inputs = changed
        return changed
