"""Custom functions: a forward and a backward of a program's own, which a node runs."""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from engine.autograd.function_node import BackwardCFunction, FunctionCtx, inside
from engine.autograd.function_outputs import finished_outputs, hang, keep
from engine.autograd.function_tangents import push_tangents, without_tangents
from engine.autograd.once import once_differentiable
from engine.calls.general import tell
from engine.calls.later import later
from engine.foundation.absent import module_getattr
from engine.modes import MODES
from engine.op import Op
from engine.switches.grad_modes import enable_grad, no_grad
from engine.tensor import Tensor

by_own_rule = later("engine.func.own_rules", "by_own_rule")
alone_by_rule = later("engine.func.own_rules", "alone_by_rule")
is_member = later("engine.func.own_rules", "is_member")
NOT_STATIC = (
    "Legacy autograd function with non-static forward method is deprecated. Please use new-style "
    "autograd function with static forward method. (Example: "
    "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
)
NO_BACKWARD = (
    "You must implement either the backward or vjp method for your custom autograd.Function to "
    "use it with backward mode AD."
)
NO_JVP = (
    "You must implement the jvp function for custom autograd.Function to use it with forward mode "
    "AD."
)
NO_VMAP = (
    "You tried to vmap over {name}, but it does not have vmap support. Please override and "
    "implement the vmap staticmethod or set generate_vmap_rule=True. For more details, please see "
    "https://pytorch.org/docs/main/notes/extending.func.html"
)
TWO_RULES = (
    "You tried to vmap over {name}, but it has both generate_vmap_rule=True and an overridden "
    "vmap staticmethod. Please set generate_vmap_rule=False or delete the overridden vmap "
    "staticmethod to avoid ambiguity. For more details, please see "
    "https://pytorch.org/docs/main/notes/extending.func.html"
)
NO_CONTEXT = (
    "In order to use an autograd.Function with functorch transforms (vmap, grad, jvp, jacrev, "
    "...), it must override the setup_context staticmethod. For more details, please see "
    "https://pytorch.org/docs/main/notes/extending.func.html"
)
BOTH = (
    "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only "
    "implement one of them."
)


class FunctionMeta(type):
    """Gives every Function its own class of node, named after it."""

    node: type[BackwardCFunction]
    _backward_cls: type[BackwardCFunction]

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> None:
        super().__init__(name, bases, body)
        module = "torch.autograd.function"
        cls.node = type(f"{name}Backward", (BackwardCFunction,),
                        {"forward_class": cls, "__module__": module})  # fmt: skip
        cls._backward_cls = cls.node


class Function(metaclass=FunctionMeta):
    """Base of operations with a ``forward`` and a ``backward`` of the user's own."""

    node: ClassVar[type[BackwardCFunction]]
    shown: ClassVar[str | None] = None
    """What it is called where it is drawn, if not by the name of its class."""

    def __init__(self, *args: Any, **options: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all "
            "static, so you should invoke them on the class itself. Instantiating an autograd "
            "function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Not how it is used.

        Raises:
            RuntimeError: always; ``apply`` is called on the class.
        """
        raise RuntimeError(NOT_STATIC)

    @staticmethod
    def forward(*args: Any, **options: Any) -> Any:
        """What the operation computes."""
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """What ``ctx`` keeps, where ``forward`` does not take it."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The gradients of the inputs, from those of the outputs."""
        raise NotImplementedError(NO_BACKWARD)

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        """The tangents of the outputs, from those of the inputs."""
        raise NotImplementedError(NO_JVP)

    @staticmethod
    def vmap(info: Any, in_dims: Any, *args: Any) -> Any:
        """The outputs for a batch, and along which dimension they are one."""
        raise NotImplementedError(NO_VMAP.format(name="it"))

    generate_vmap_rule: ClassVar[bool] = False

    @classmethod
    def _check_transformable(cls, args: tuple[Any, ...]) -> None:
        if cls.setup_context is Function.setup_context:
            raise RuntimeError(NO_CONTEXT)
        batched = any(isinstance(each, Tensor) and each._mapped for each in args)
        if batched and cls.vmap is not Function.vmap and cls.generate_vmap_rule:
            raise RuntimeError(TWO_RULES.format(name=cls.__name__))
        if batched and cls.vmap is Function.vmap and not cls.generate_vmap_rule:
            raise RuntimeError(NO_VMAP.format(name=cls.__name__))

    @classmethod
    def _named(cls, args: Sequence[Any]) -> list[tuple[str, Any]]:
        """The arguments with their names, for whoever watches."""
        try:
            names = list(inspect.signature(cls.forward).parameters)
        except (TypeError, ValueError):
            names = []
        if cls.setup_context is Function.setup_context:
            names = names[1:]
        names += [f"input{n}" for n in range(len(names), len(args))]
        return [*zip(names, args, strict=False)]

    @classmethod
    def _backward(cls) -> Callable[..., Any]:
        if cls.vjp is not Function.vjp and cls.backward is not Function.backward:
            raise RuntimeError(BOTH)
        if cls.vjp is not Function.vjp:
            return cls.vjp
        return cls.backward

    @classmethod
    def apply(cls, *args: Any, **options: Any) -> Any:
        """Run ``forward`` and, where gradients are wanted, hang its outputs on a node."""
        if cls.setup_context is not Function.setup_context:
            args = with_defaults(cls.forward, args, options)
        elif options:
            args = in_places(cls.forward, args, options)
        if MODES.transforms:
            cls._check_transformable(args)
            if cls.vmap is not Function.vmap and (found := by_own_rule(cls.vmap, args)):
                return found[0]
        ctx = cls.node()
        ctx.needs_input_grad = tuple(
            [isinstance(each, Tensor) and each._edge is not None for each in args]
        )
        recorded = MODES.grad and any(ctx.needs_input_grad)
        result = _forward(cls, ctx, args)
        outputs = result if isinstance(result, tuple) else (result,)
        finished = finished_outputs(ctx, args, outputs)
        if recorded:
            hang(ctx, args, finished)
        keep(ctx, outputs, finished, recorded)
        for level in MODES.levels if MODES.forward else ():
            push_tangents(level, ctx, args, finished)
        told = [each for each in finished if isinstance(each, Tensor)]
        if told:
            tell(_described(cls), cls._named(args), told)
        return tuple(finished) if isinstance(result, tuple) else finished[0]


class InplaceFunction(Function):
    """An older base, which is kept for older programs."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


def with_defaults(
    forward: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]
) -> tuple[Any, ...]:
    """All arguments of a call in their places, as ``setup_context`` sees them."""
    bound = inspect.signature(forward).bind(*args, **options)
    bound.apply_defaults()
    if options:
        _check_placed(_places(forward), options)
    return bound.args


def in_places(
    forward: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]
) -> tuple[Any, ...]:
    """Arguments given by name in their places after ``args``, as a graph's edges are.

    Raises:
        TypeError: one has no place, is given twice, or a place before it is left free.
    """
    names = _places(forward)[1:]
    _check_placed(names, options)
    for name in options:
        if names.index(name) < len(args):
            raise TypeError(f"forward() got multiple values for argument '{name}'")
    last = max(map(names.index, options))
    for place in range(len(args), last):
        if names[place] not in options:
            raise TypeError(
                f"forward() missing required argument: '{names[place]}' (position {place})"
            )
    return *args, *(options[name] for name in names[len(args) : last + 1])


def _places(function: Callable[..., Any]) -> list[str]:
    """The names of the arguments that have a place."""
    parameters = inspect.signature(function).parameters.values()
    return [each.name for each in parameters if each.kind <= each.POSITIONAL_OR_KEYWORD]


def _check_placed(names: Sequence[str], options: dict[str, Any]) -> None:
    for name in options:
        if name not in names:
            raise TypeError(f"forward() got an unexpected keyword argument '{name}'")


def _forward(cls: type[Function], ctx: BackwardCFunction, args: tuple[Any, ...]) -> Any:
    separate = cls.setup_context is not Function.setup_context
    with no_grad.quietly(), inside(cls, "forward"), without_tangents():
        if not separate:
            return cls.forward(ctx, *args)
        if MODES.transforms and cls.vmap is not Function.vmap and is_member(args):
            result = alone_by_rule(cls.vmap, args)
        else:
            result = cls.forward(*args)
        cls.setup_context(ctx, args, result)
        return result


@functools.cache
def _described(cls: type[Function]) -> Op:
    """The operation as whoever watches is told of it."""
    name = cls.shown or cls.__name__
    return Op(name, name, cls.forward, {}, (), {}, cls.node.__name__,
              about=inspect.getdoc(cls) or "")  # fmt: skip


InplaceFunction.__module__ = "torch.autograd.function"

__all__ = [
    "BackwardCFunction", "Function", "FunctionCtx", "InplaceFunction", "enable_grad",
    "once_differentiable",
]  # fmt: skip

__getattr__ = module_getattr("torch.autograd.function")
