"""Calling a module with hooks around it, and watching its backward pass.

The backward hooks hang on nodes before and behind the module that pass everything on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from engine.autograd.function import Function
from engine.graph.hooks import RemovableHandle
from engine.modes import MODES
from engine.nn.modules.everywhere import EVERYWHERE
from engine.nn.modules.tables import hang
from engine.observer import WATCH
from engine.surface.warn import warn
from engine.tensor import Tensor

Hook = Callable[..., Any]
MIXED = (
    "Cannot use both regular backward hooks and full backward hooks on a single Module. Please "
    "use only one of them."
)
NO_TENSOR = (
    "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but "
    "received {}"
)
NO_INPUT = (
    "Full backward hook is firing when gradients are computed with respect to module outputs "
    "since no inputs require gradients. See "
    "https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html"
    "#torch.nn.Module.register_full_backward_hook for more details."
)
SEVERAL_NODES = (
    "Using a non-full backward hook when the forward contains multiple autograd Nodes is "
    "deprecated and will be removed in future versions. This hook will be missing some "
    "grad_input. Please use register_full_backward_hook to get the documented behavior."
)


class Hooked:
    """The hooks of a module: before and after its forward, and around its backward."""

    _backward_hooks: OrderedDict[int, Any]
    _backward_pre_hooks: OrderedDict[int, Any]
    _forward_hooks: OrderedDict[int, Any]
    _forward_hooks_with_kwargs: OrderedDict[int, Any]
    _forward_hooks_always_called: OrderedDict[int, Any]
    _forward_pre_hooks: OrderedDict[int, Any]
    _forward_pre_hooks_with_kwargs: OrderedDict[int, Any]
    _is_full_backward_hook: bool | None
    forward: Callable[..., Any]

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """What ``forward`` gives, with the hooks around it."""
        observer = WATCH.observer
        if observer is None:
            return self._called(inputs, options)
        observer.module_entered(self)  # type: ignore[arg-type]  # every module is hooked
        try:
            return self._called(inputs, options)
        finally:
            observer.module_left(self)  # type: ignore[arg-type]

    def _called(self, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
        tables = self.__dict__
        if not (tables["_forward_hooks"] or tables["_forward_pre_hooks"]
                or tables["_backward_hooks"] or tables["_backward_pre_hooks"]
                or EVERYWHERE.used):  # fmt: skip
            return self.forward(*inputs, **options)
        called: set[Hook] = set()
        try:
            return self._hooked(inputs, options, called)
        except Exception:
            self._call_the_others(inputs, options, called)
            raise

    def _hooked(self, inputs: tuple[Any, ...], options: dict[str, Any], called: set[Hook]) -> Any:
        inputs, options = self._before_forward(inputs, options)
        watcher = None
        full = self._on_backward(full=True)
        before = (*EVERYWHERE.backward_pre.values(), *self._backward_pre_hooks.values())
        if full or before:
            watcher = BackwardHook(self, full, before)
            inputs = watcher.setup_input_hook(inputs)
        result = self.forward(*inputs, **options)
        for hook, with_kwargs, _ in self._after_forward():
            called.add(hook)
            further = (options,) if with_kwargs else ()
            changed = hook(self, inputs, *further, result)
            result = result if changed is None else changed
        if watcher is not None:
            if not isinstance(result, Tensor | tuple):
                warn(NO_TENSOR.format(type(result)))
            result = watcher.setup_output_hook(result)
        last = self._on_backward(full=False)
        if last:
            self._watch_last_node(inputs, result, last)
        return result

    def _on_backward(self, *, full: bool) -> tuple[Hook, ...]:
        """The hooks of one kind on its backward: those of all modules, and its own."""
        found = EVERYWHERE.backward.values() if EVERYWHERE.full is full else ()
        own = self._backward_hooks.values() if self._is_full_backward_hook is full else ()
        return (*found, *own)

    def _after_forward(self) -> list[tuple[Hook, bool, bool]]:
        """The hooks after its forward: which take keywords, which run whatever happens."""
        tables = (
            (EVERYWHERE.forward, EVERYWHERE.forward_with_kwargs, EVERYWHERE.forward_always),
            (self._forward_hooks, self._forward_hooks_with_kwargs,
             self._forward_hooks_always_called),
        )  # fmt: skip
        return [
            (hook, key in with_kwargs, key in always)
            for hooks, with_kwargs, always in tables
            for key, hook in hooks.items()
        ]

    def _before_forward(
        self, inputs: tuple[Any, ...], options: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        with_kwargs = self._forward_pre_hooks_with_kwargs
        everywhere = [(None, hook) for hook in EVERYWHERE.forward_pre.values()]
        for key, hook in (*everywhere, *self._forward_pre_hooks.items()):
            if key not in with_kwargs:
                changed = hook(self, inputs)
                if changed is not None:
                    inputs = changed if isinstance(changed, tuple) else (changed,)
                continue
            changed = hook(self, inputs, options)
            if changed is None:
                continue
            if not (isinstance(changed, tuple) and len(changed) == 2):
                raise RuntimeError(
                    "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but "
                    f"got {changed}."
                )
            inputs, options = changed
        return inputs, options

    def _call_the_others(
        self, inputs: tuple[Any, ...], options: dict[str, Any], called: set[Hook]
    ) -> None:
        """After an error: the forward hooks that are to run whatever happens."""
        for hook, with_kwargs, always in self._after_forward():
            if not always or hook in called:
                continue
            further = (options,) if with_kwargs else ()
            try:
                hook(self, inputs, *further, None)
            except Exception as error:  # noqa: BLE001  (the first error is the one to tell)
                warn(
                    "module forward hook with ``always_call=True`` raised an exception that was "
                    f"silenced as another error was raised in forward: {error}"
                )

    def _watch_last_node(
        self, inputs: tuple[Any, ...], result: Any, hooks: Sequence[Hook]
    ) -> None:
        """Hang the old kind of backward hooks on the node that made the result."""
        while not isinstance(result, Tensor):
            result = next(iter(result.values())) if isinstance(result, dict) else result[0]
        node = result.grad_fn
        if node is None:
            return
        for hook in hooks:
            node.register_hook(lambda *grads, hook=hook: hook(self, *grads))
        before = {each.grad_fn for each in inputs if isinstance(each, Tensor)} - {None}
        if before != {each for each, _ in node.next_functions}:
            warn(SEVERAL_NODES, FutureWarning)

    def register_forward_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:  # fmt: skip
        """Call ``hook(module, inputs, result)`` after each forward."""
        marks = {
            "with_kwargs": self._forward_hooks_with_kwargs if with_kwargs else None,
            "always": self._forward_hooks_always_called if always_call else None,
        }
        noted = {name: table for name, table in marks.items() if table is not None}
        return hang(self._forward_hooks, hook, prepend, **noted)

    def register_forward_pre_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, inputs)`` before each forward."""
        table = self._forward_pre_hooks_with_kwargs
        noted = {"with_kwargs": table} if with_kwargs else {}
        return hang(self._forward_pre_hooks, hook, prepend, **noted)

    def register_full_backward_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_input, grad_output)`` when the module's gradients are there.

        Raises:
            RuntimeError: it has hooks of the old kind.
        """
        return self._hang_backward(hook, True, prepend)

    def register_backward_hook(self, hook: Hook) -> RemovableHandle:
        """The old kind, which sees only the gradients of the last node.

        Raises:
            RuntimeError: it has full backward hooks.
        """
        return self._hang_backward(hook, False, False)

    def _hang_backward(self, hook: Hook, full: bool, prepend: bool) -> RemovableHandle:
        if self._is_full_backward_hook is (not full):
            raise RuntimeError(MIXED)
        self._is_full_backward_hook = full
        return hang(self._backward_hooks, hook, prepend)

    def register_full_backward_pre_hook(
        self, hook: Hook, prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, grad_output)`` before the module's backward."""
        return hang(self._backward_pre_hooks, hook, prepend)


class BackwardHookFunction(Function):
    """Passes everything on, so that there is a node to hang hooks on."""

    @staticmethod
    def forward(ctx: Any, *args: Any) -> Any:
        """The arguments."""
        ctx.mark_non_differentiable(*[each for each in args if not each.requires_grad])
        return args

    @staticmethod
    def backward(ctx: Any, *args: Any) -> Any:
        """The gradients."""
        return args


class BackwardHook:
    """One call of a module whose backward is watched."""

    def __init__(self, module: Any, hooks: Sequence[Hook] | Any, before: Any) -> None:
        self.module, self.hooks, self.before = module, list(hooks), list(before)
        self.grad_outputs: tuple[Any, ...] | None = None
        self.places: list[int] | None = None
        self.count = 0

    def setup_input_hook(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The inputs on their way into the module."""
        self.count = len(args)
        passed, self.places = _pass_on(args, lambda node: node.register_hook(self._at_inputs))
        return passed

    def _at_inputs(self, grad_inputs: tuple[Any, ...], _: Any) -> Any:
        if self.grad_outputs is None or self.places is None:
            return None
        whole = _spread(grad_inputs, self.places, self.count)
        for hook in self.hooks:
            changed = hook(self.module, whole, self.grad_outputs)
            if changed is None:
                continue
            if len(changed) != len(whole):
                raise RuntimeError(
                    "Backward hook returned an invalid number of grad_input, got "
                    f"{len(changed)}, but expected {len(whole)}"
                )
            whole = changed
        self.grad_outputs = None
        return tuple(whole[place] for place in self.places)

    def setup_output_hook(self, result: Any) -> Any:
        """The outputs on their way out."""
        several = result if isinstance(result, tuple) else (result,)
        places: list[int] = []

        def hook(_: Any, grad_outputs: tuple[Any, ...]) -> Any:
            given = self._before(_spread(grad_outputs, places, len(several)))
            self.grad_outputs = given
            if self.places is None:
                self._without_inputs(given)
                self.grad_outputs = None
            return tuple(given[place] for place in places)

        passed, found = _pass_on(several, lambda node: node.register_hook(hook))
        places.extend(found or ())
        return passed if isinstance(result, tuple) else passed[0]

    def _before(self, grad_outputs: tuple[Any, ...]) -> tuple[Any, ...]:
        for hook in self.before:
            changed = hook(self.module, grad_outputs)
            if changed is None:
                continue
            if len(changed) != len(grad_outputs):
                raise RuntimeError(
                    "Backward pre hook returned an invalid number of grad_output, got "
                    f"{len(changed)}, but expected {len(grad_outputs)}"
                )
            grad_outputs = changed
        return grad_outputs

    def _without_inputs(self, grad_outputs: tuple[Any, ...]) -> None:
        """Where no input has a gradient, the hooks are called at once."""
        warn(NO_INPUT)
        for hook in self.hooks:
            found = hook(self.module, (None,) * self.count, grad_outputs)
            nothing = isinstance(found, tuple) and all(each is None for each in found)
            if found is not None and not nothing:
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always "
                    "return None or None for all gradients."
                )


def _spread(values: Sequence[Any], places: Sequence[int], count: int) -> tuple[Any, ...]:
    """The values at their places, None elsewhere."""
    whole = [None] * count
    for place, value in zip(places, values, strict=True):
        whole[place] = value
    return tuple(whole)


def _pass_on(
    args: tuple[Any, ...], hang_on: Callable[[Any], Any]
) -> tuple[tuple[Any, ...], list[int] | None]:
    """The arguments, tensors behind a node for hooks; and their places, None without a node."""
    places = [place for place, each in enumerate(args) if isinstance(each, Tensor)]
    if not (MODES.grad and any(args[place].requires_grad for place in places)):
        return args, None
    passed = BackwardHookFunction.apply(*[args[place] for place in places])
    hang_on(next(each.grad_fn for each in passed if each.grad_fn is not None))
    new = list(args)
    for place, each in zip(places, passed, strict=True):
        new[place] = each
    if hasattr(args, "_fields"):
        return type(args)(*new), places
    return tuple(new), places
