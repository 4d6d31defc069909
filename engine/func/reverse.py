"""The transforms that go backward: ``grad``, ``vjp``, ``jacrev``."""

from __future__ import annotations

from functools import wraps
from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS
from engine.foundation.tree import flatten, mapped, unflatten
from engine.func.differentiation import (
    Function,
    Scope,
    chosen,
    of_few,
    refuse_complex,
    replaced,
    sources_of,
    transforming,
)
from engine.graph.layers import with_layer
from engine.graph.starting import grad as run_grad
from engine.switches.grad_modes import enable_grad
from engine.tensor import Tensor, new_tensor

NOT_SCALAR = (
    "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with "
    "{dims} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
)
NO_AUX = "{name}: output of function f should be a tuple: (output, aux) if has_aux is True"
OTHER_TREE = (
    "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the "
    "function. cotangents: {given}, primal output: {own}"
)


def grad_and_value(func: Function, argnums: Any = 0, has_aux: bool = False) -> Function:
    """A function that gives the gradient of ``func`` and its value.

    Raises:
        RuntimeError: when called, if ``func`` does not give one number.
    """

    @wraps(func)
    def wrapper(*args: Any, **options: Any) -> Any:
        scope = Scope(func, (args, options))
        with enable_grad.quietly(), transforming(scope):
            places = chosen(args, argnums)
            fresh = [sources_of(scope, args[place])[0] for place in places]
            with with_layer(scope):
                output = func(*replaced(args, places, fresh), **options)
                value, aux = parted(output, has_aux, "grad_and_value(f)(*args)")
                _check_scalar(value)
                slopes = gradients([value], scope.sources, [None])
        found = iter([scope.outside(each) for each in slopes])
        nested = tuple(mapped(lambda _: next(found), each) for each in fresh)
        told = scope.outside(value)
        answer = nested if isinstance(argnums, tuple) else nested[0]
        return answer, ((told, scope.results(aux)) if has_aux else told)

    return wrapper


def gradients(roots: list[Any], sources: list[Tensor], seeds: list[Any]) -> list[Tensor]:
    """The gradients of ``roots`` by ``sources``, recorded; zeros where there is no way."""
    pairs = [
        (root, seed) for root, seed in zip(roots, seeds, strict=True) if root._edge is not None
    ]
    if not pairs:
        return [_zeros(each) for each in sources]
    tracked, sent = zip(*pairs, strict=True)
    found = run_grad(tracked, sources, sent, create_graph=True, allow_unused=True)
    return [
        _zeros(source) if each is None else each
        for each, source in zip(found, sources, strict=True)
    ]


def _zeros(like: Tensor) -> Tensor:
    return new_tensor(np.zeros_like(like._data)[()])


def parted(output: Any, has_aux: bool, name: str) -> tuple[Any, Any]:
    """The output of a function, and its auxiliary results (``has_aux``)."""
    if not has_aux:
        return output, None
    if not (isinstance(output, tuple) and len(output) == 2):
        raise RuntimeError(NO_AUX.format(name=name))
    for each in flatten(output[1])[0]:
        if not isinstance(each, Tensor):
            raise RuntimeError(f"Expected tensors, got unsupported type {type(each)}")
    return output


def _check_scalar(value: Any) -> None:
    if not isinstance(value, Tensor):
        raise RuntimeError(
            "grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got "
            + str(type(value))
        )
    if value.ndim:
        raise RuntimeError(NOT_SCALAR.format(dims=value.ndim))


def grad(func: Function, argnums: Any = 0, has_aux: bool = False) -> Function:
    """A function that gives the gradient of ``func``."""
    both = grad_and_value(func, argnums, has_aux)

    @wraps(func)
    def wrapper(*args: Any, **options: Any) -> Any:
        slope, value = both(*args, **options)
        return (slope, value[1]) if has_aux else slope

    return wrapper


def vjp(func: Function, *primals: Any, has_aux: bool = False) -> Any:
    """The outputs, and a function that multiplies a vector by the Jacobian.

    Raises:
        RuntimeError: ``func`` gives anything but tensors.
    """
    scope = Scope(func)
    with enable_grad.quietly(), transforming(scope), with_layer(scope):
        fresh, sources = sources_of(scope, primals)
        output, aux = parted(func(*fresh), has_aux, "vjp(f, *primals)")
    roots, tree = flatten(output)
    _check_outputs(roots)

    def wrapper(
        cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None
    ) -> Any:
        seeds, given = flatten(cotangents)
        if given != tree:
            raise RuntimeError(OTHER_TREE.format(given=given, own=tree))
        now = Scope()
        now.leaves = scope.leaves
        with enable_grad.quietly():
            found = gradients(roots, sources, seeds)
        return unflatten(flatten(primals)[1], [now.outside(each) for each in found])

    wrapper.__qualname__ = "_vjp_with_argnums.<locals>.wrapper"
    told = scope.results(output)
    return (told, wrapper, scope.results(aux)) if has_aux else (told, wrapper)


def _check_outputs(roots: list[Any]) -> None:
    """Raise RuntimeError where a function gave back what gradients cannot be sent through."""
    check_tensors(roots, "vjp(f, *primals)", "f(*primals)")
    for each in roots:
        if each._data.dtype.kind not in "fc" and not each.dtype.is_floating_point:
            raise RuntimeError(
                "vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got "
                f"Tensor with dtype {each.dtype}"
            )


def check_tensors(values: list[Any], name: str, what: str) -> None:
    """Raise RuntimeError where a function gave back nothing, or anything but tensors."""
    if values in ([], [None]):
        raise RuntimeError(
            f"{name}: Expected f to be a function that has non-empty output (got output = "
            f"{values})"
        )
    for each in values:
        if not isinstance(each, Tensor):
            raise RuntimeError(
                f"{name}: expected {what} to return only tensors, got unsupported type "
                f"{type(each)}"
            )


def jacrev(
    func: Function,
    argnums: Any = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Function:
    """A function that gives the Jacobian of ``func``, by rows; shape : output's then input's."""
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    @wraps(func)
    def wrapper(*args: Any) -> Any:
        refuse_complex("jacrev", args, "inputs")
        narrowed, values = of_few(func, args, argnums)
        scope = Scope(func, args)
        with enable_grad.quietly(), transforming(scope):
            fresh, sources = sources_of(scope, values)
            with with_layer(scope):
                output, aux = parted(narrowed(fresh), has_aux, "vjp(f, *primals)")
                roots, tree = flatten(output)
                _check_outputs(roots)
                refuse_complex("jacrev", roots, "outputs")
                rows = [_rows(root, sources) for root in roots]
        told = [[scope.outside(each) for each in row] for row in rows]
        _, inner = flatten(values)
        found = unflatten(tree, [unflatten(inner, row) for row in told])
        return (found, scope.results(aux)) if has_aux else found

    return wrapper


def _rows(root: Tensor, sources: list[Tensor]) -> list[Tensor]:
    """The Jacobian of one output by every source: a gradient an element, stacked."""
    size = root._data.size
    units = np.eye(size, dtype=root._data.dtype).reshape(size, *root._data.shape)
    found = [gradients([root], sources, [new_tensor(unit[()])]) for unit in units]
    return [stacked([each[n] for each in found], root, source) for n, source in enumerate(sources)]


def stacked(rows: list[Tensor], output: Tensor, source: Tensor) -> Tensor:
    """The rows of a Jacobian as one tensor; shape : the output's, then the source's."""
    shape = (*output._data.shape, *source._data.shape)
    if not rows:
        return new_tensor(np.zeros(shape, output._data.dtype))
    return FUNCTIONS["stack"](rows).reshape(shape)
