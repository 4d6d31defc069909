"""The transforms that go forward: ``jvp``, ``linearize``, ``jacfwd``, and ``hessian``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from itertools import count
from typing import Any

import numpy as np

from engine.autograd.forward_ad import begin, dual, end, primal_of
from engine.calls.declare import FUNCTIONS
from engine.foundation.tree import flatten, mapped, unflatten
from engine.func.batching import check_randomness, refusing_random
from engine.func.captured import Within
from engine.func.differentiation import (
    Function,
    Scope,
    of_few,
    refuse_complex,
    sources_of,
    transforming,
)
from engine.func.reverse import check_tensors, gradients, jacrev, parted
from engine.graph.layers import with_layer
from engine.graph.tangents import Tangents
from engine.ops.indexing import alias
from engine.switches.grad_modes import enable_grad
from engine.tensor import Tensor, new_tensor, set_requires_grad

NAME = "jvp(f, primals, tangents)"
OTHER_TREE = (
    "jvp(f, primals, tangents): Expected primals and tangents to have the same python structure. "
    "For example, if primals is a tuple of 3 tensors, tangents also must be. Got primals with "
    "structure {primals} and tangents with structure {tangents}"
)
ONLY_TENSORS = "jvp(f, primals, tangents): Expected {name} to only contain Tensors, got {kind}"
_levels = count(1)


class ForwardScope(Within):
    """The scope of a forward pass: it knows which tensors have a tangent."""

    def __init__(self, level: Tangents, function: Any) -> None:
        super().__init__(function)
        self._level = level

    def outside(self, tensor: Tensor) -> Tensor:
        """A tensor as the surroundings see it: without its tangent."""
        plain: Tensor = primal_of(self._level, tensor)
        return plain


def jvp(
    func: Function, primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False
) -> Any:
    """The outputs, and the Jacobian times a vector, both by one pass forward.

    Raises:
        RuntimeError: the tangents are not built like the primals, or of other shapes.
    """
    if not isinstance(primals, tuple):
        raise RuntimeError(
            "jvp(f, primals, tangents): Expected primals to be a tuple. E.g. it should be valid "
            "to call f(*primals)."
        )
    leaves, tree = flatten(primals)
    vectors, other = flatten(tangents)
    _check_primal_list(leaves)
    if tree != other:
        raise RuntimeError(OTHER_TREE.format(primals=tree.told(), tangents=other.told()))
    for each in vectors:
        if not isinstance(each, Tensor):
            raise RuntimeError(ONLY_TENSORS.format(name="tangents", kind=type(each)))
    level = Tangents(next(_levels))
    begin(level)
    try:
        duals = [dual(level, *each, seen_by=alias) for each in zip(leaves, vectors, strict=True)]
        scope = ForwardScope(level, func)
        for each in duals:
            scope.take(each, each)
        with transforming(scope), with_layer(scope):
            output, aux = parted(func(*unflatten(tree, duals)), has_aux, NAME)
        check_tensors(flatten(output)[0], NAME, "f(*primals)")
        found = mapped(lambda each: _tangent(level, each, strict), output)
        told = mapped(lambda each: primal_of(level, each), output)
        rest = mapped(lambda each: _plain(level, each), aux)
    finally:
        end(level)
    told = mapped(_told, told)
    return (told, found, rest) if has_aux else (told, found)


def _told(output: Any) -> Any:
    """An output on an outer graph, as PyTorch hands it out: seen anew."""
    return alias(output) if output._edge is not None else output


def _check_primal_list(leaves: list[Any]) -> None:
    if not leaves:
        raise RuntimeError(
            "jvp(f, primals, tangents): Expected primals to contain at least one Tensor."
        )
    for each in leaves:
        if not isinstance(each, Tensor):
            raise RuntimeError(ONLY_TENSORS.format(name="primals", kind=type(each)))


def _plain(level: Tangents, value: Any) -> Any:
    return primal_of(level, value) if isinstance(value, Tensor) else value


def _tangent(level: Tangents, output: Tensor, strict: bool) -> Tensor:
    found = level.of(output)
    if found is None and strict:
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the "
            "inputs. This is not allowed with strict=True."
        )
    return new_tensor(np.zeros_like(output._data)[()]) if found is None else found


class Unprinted(Scope):
    """The scope of ``jacfwd``, which only sees to it that nothing captured is changed."""

    def text(self, tensor: Tensor, level: int, inner: Callable[[Tensor], str]) -> str:
        """How a tensor is printed: as it is."""
        return inner(tensor)


class Linear:
    """A function at one point: its outputs there, and its Jacobian there times any vector.

    The function runs once; every product is the derivative, by ``u``, of the gradients that ``u``
    sends back. ``scope`` : what refuses to change what the function captured, if anything does.
    """

    def __init__(
        self, func: Function, primals: Any, has_aux: bool = False, *,
        said: tuple[str, str] = ("linearize", "f(*args)"), scope: Scope | None = None,
    ) -> None:  # fmt: skip
        self.scope = scope or Scope()
        with enable_grad.quietly(), transforming(scope):
            fresh, self.sources = sources_of(self.scope, primals)
            with nullcontext() if scope is None else with_layer(scope):
                output, self.aux = parted(func(*fresh), has_aux, said[0])
            self.roots, self.tree = flatten(output)
            check_tensors(self.roots, *said)
            self.seeds = [_seed(each) for each in self.roots]
            for seed in self.seeds:
                self.scope.keep_leaf(seed)
            self.pulled = gradients(self.roots, self.sources, self.seeds)
        self.output = output

    def times(self, vectors: list[Any]) -> list[Tensor]:
        """The Jacobian times ``vectors``, one an input; a tensor an output."""
        with enable_grad.quietly():
            found = gradients(self.pulled, self.seeds, vectors)
        return [self._out(each) for each in found]

    def _out(self, found: Tensor) -> Tensor:
        result: Tensor = self.inner().outside(found)
        return result

    def inner(self) -> Scope:
        """A scope that also hides the vectors that the gradients were sent back for."""
        scope = Scope()
        scope.recorded = self.scope.recorded
        scope.leaves = self.scope.leaves
        return scope


def _seed(output: Tensor) -> Tensor:
    blank = new_tensor(np.zeros_like(output._data)[()])
    if blank._data.dtype.kind in "fc":
        set_requires_grad(blank, True)
    return blank


def linearize(func: Function, *primals: Any) -> tuple[Any, Function]:
    """The outputs, and a function that multiplies the Jacobian there by a vector."""
    linear = Linear(func, primals)
    tree = flatten(primals)[1]

    def push(*tangents: Any) -> Any:
        vectors, other = flatten(tangents)
        if other != tree:
            raise RuntimeError(
                f"Expected the tangents {other.told()} to have the same argspec as the primals "
                f"{tree.told()}"
            )
        for place, (each, source) in enumerate(zip(vectors, linear.sources, strict=True)):
            if each.shape != source.shape:
                raise RuntimeError(
                    f"tangent:{place} with shape {each.shape} in flattened pytree doesn't match "
                    f"the shape {source.shape} of the corresponding primal."
                )
            if each.dtype is not source.dtype:
                raise RuntimeError(
                    f"tangent:{place} with dtype {each.dtype} in flattened pytree doesn't match "
                    f"the dtype {source.dtype} of the corresponding primal."
                )
        return unflatten(linear.tree, linear.times(vectors))

    return linear.inner().results(linear.output), push


def jacfwd(
    func: Function,
    argnums: Any = 0,
    has_aux: bool = False,
    *,
    randomness: str = "error",
) -> Function:
    """A function that gives the Jacobian of ``func``, by columns; shape : output's, input's."""

    @wraps(func)
    def wrapper(*args: Any) -> Any:
        refuse_complex("jacfwd", args, "inputs")
        check_randomness(randomness)
        narrowed, values = of_few(func, args, argnums)
        _check_primals(flatten(values)[0])
        with refusing_random(randomness):
            scope = Unprinted(func, args)
            linear = Linear(narrowed, (values,), has_aux, said=(NAME, "f(*primals)"), scope=scope)
        refuse_complex("jacfwd", linear.roots, "outputs")
        columns = [_columns(linear, place) for place in range(len(linear.sources))]
        inner = flatten(values)[1]
        rows = [
            unflatten(inner, [columns[place][n] for place in range(len(linear.sources))])
            for n in range(len(linear.roots))
        ]
        found = unflatten(linear.tree, rows)
        return (found, linear.inner().results(linear.aux)) if has_aux else found

    return wrapper


def _check_primals(leaves: list[Any]) -> None:
    for each in leaves:
        each.numel()  # what has none says so
        if each._data.dtype.kind not in "fc":
            raise ValueError(
                f"Expected primal to be floating point or complex, but got: {each.dtype}"
            )


def _columns(linear: Linear, place: int) -> list[Tensor]:
    """The Jacobians of every output by one source: a product an element of it, stacked last."""
    source = linear.sources[place]
    size = source._data.size
    units = np.eye(size, dtype=source._data.dtype).reshape(size, *source._data.shape)
    found = []
    for unit in units:
        vectors = [new_tensor(np.zeros_like(each._data)[()]) for each in linear.sources]
        vectors[place] = new_tensor(unit[()])
        found.append(linear.times(vectors))
    return [
        FUNCTIONS["stack"]([each[n] for each in found], -1).reshape(
            (*root._data.shape, *source._data.shape)
        )
        for n, root in enumerate(linear.roots)
    ]


def hessian(func: Function, argnums: Any = 0) -> Function:
    """A function that gives the second derivatives of ``func``: the slopes of the slopes."""
    return jacfwd(jacrev(func, argnums), argnums)
