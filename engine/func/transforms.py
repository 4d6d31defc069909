"""The transforms of ``torch.func``, built on ``autograd.grad``; ``vmap`` is a loop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from engine.autograd import functional
from engine.autograd.engine import grad as run_grad
from engine.declare import FUNCTIONS
from engine.grad_modes import enable_grad
from engine.tensor import Tensor

Function = Callable[..., Any]


def _prepared(args: tuple[Any, ...], argnums: Any) -> tuple[list[Any], list[Tensor], bool]:
    """The arguments, those of them to differentiate by, and whether several were asked for."""
    several = isinstance(argnums, tuple)
    numbers = argnums if several else (argnums,)
    given = list(args)
    for number in numbers:
        source = given[number]
        given[number] = (
            source.view_as(source) if source.requires_grad else source.detach().requires_grad_()
        )
    return given, [given[number] for number in numbers], several


def grad_and_value(func: Function, argnums: Any = 0, has_aux: bool = False) -> Function:
    """A function that gives the gradient of ``func`` and its value."""

    def wrapper(*args: Any, **options: Any) -> Any:
        with enable_grad.quietly():
            given, sources, several = _prepared(args, argnums)
            output = func(*given, **options)
            value, *rest = output if has_aux else (output,)
            if not isinstance(value, Tensor) or value.ndim:
                dims = value.ndim if isinstance(value, Tensor) else 0
                raise RuntimeError(
                    "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got "
                    f"tensor with {dims} dims. Maybe you wanted to use the vjp or jacrev APIs "
                    "instead?"
                )
            nested = any(isinstance(a, Tensor) and a.requires_grad for a in args)
            found = run_grad(value, sources, create_graph=True, materialize_grads=True)
        slopes = found if nested else tuple(each.detach() for each in found)
        result = slopes if several else slopes[0]
        value = value if nested else value.detach()
        return result, ((value, *rest) if has_aux else value)

    return wrapper


def grad(func: Function, argnums: Any = 0, has_aux: bool = False) -> Function:
    """A function that gives the gradient of ``func``."""
    both = grad_and_value(func, argnums, has_aux)

    def wrapper(*args: Any, **options: Any) -> Any:
        slope, value = both(*args, **options)
        return (slope, value[1]) if has_aux else slope

    return wrapper


def vjp(func: Function, *primals: Any) -> tuple[Any, Function]:
    """The outputs, and a function that multiplies a vector by the Jacobian."""
    outputs = func(*primals)

    def pull(*cotangents: Any) -> Any:
        seeds = cotangents if len(cotangents) > 1 else cotangents[0]
        _, found = functional.vjp(func, primals, seeds)
        return found if isinstance(found, tuple) else (found,)

    return outputs, pull


def jvp(func: Function, primals: Any, tangents: Any) -> tuple[Any, Any]:
    """The outputs, and the Jacobian times a vector."""
    return functional.jvp(func, tuple(primals), tuple(tangents))


def jacrev(func: Function, argnums: int = 0) -> Function:
    """A function that gives the Jacobian of ``func``."""

    def wrapper(*args: Any) -> Any:
        def of_one(value: Any) -> Any:
            return func(*args[:argnums], value, *args[argnums + 1 :])

        source = args[argnums]
        return functional.jacobian(of_one, source, create_graph=source.requires_grad)

    return wrapper


jacfwd = jacrev


def hessian(func: Function, argnums: int = 0) -> Function:
    """A function that gives the second derivatives of ``func``."""

    def wrapper(*args: Any) -> Any:
        def of_one(value: Any) -> Any:
            return func(*args[:argnums], value, *args[argnums + 1 :])

        return functional.hessian(of_one, args[argnums])

    return wrapper


def vmap(func: Function, in_dims: Any = 0, out_dims: int = 0, **_: Any) -> Function:
    """``func`` applied to each slice of its arguments, one after another, and stacked."""

    def wrapper(*args: Any) -> Any:
        dims = in_dims if isinstance(in_dims, tuple) else (in_dims,) * len(args)
        slices = [
            each.unbind(dim) if dim is not None else None
            for each, dim in zip(args, dims, strict=True)
        ]
        count = next(len(each) for each in slices if each is not None)
        rows = [
            func(*(a if s is None else s[n] for a, s in zip(args, slices, strict=True)))
            for n in range(count)
        ]
        if isinstance(rows[0], tuple):
            return tuple(
                FUNCTIONS["stack"](list(each), out_dims) for each in zip(*rows, strict=True)
            )
        return FUNCTIONS["stack"](rows, out_dims)

    return wrapper


def functional_call(module: Any, parameters: Any, args: Any = (), kwargs: Any = None) -> Any:
    """Call a module with other tensors in the place of its parameters."""
    given = parameters if isinstance(parameters, dict) else {}
    for each in () if isinstance(parameters, dict) else parameters:
        given |= each
    arguments = args if isinstance(args, tuple) else (args,)
    with ExitStack() as stack:
        for path, tensor in given.items():
            owner, _, name = path.rpartition(".")
            target = module.get_submodule(owner)
            table = target._parameters if name in target._parameters else target._buffers
            stack.callback(table.__setitem__, name, table[name])
            table[name] = tensor
        return module(*arguments, **(kwargs or {}))
