"""The arguments and results of ``autograd.functional``: tensors or tuples of them, checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.graph.starting import grad
from engine.switches.grad_modes import enable_grad
from engine.tensor import Tensor, new_tensor

Many = tuple[Tensor, ...]
Function = Callable[..., Any]
NOT_TENSORS = (
    "The {what} given to {name} must be either a Tensor or a tuple of Tensors but the {which} has "
    "type {kind}."
)
NO_GRADIENT = (
    "Output {place} of the user-provided function does not require gradients. The outputs must be "
    "computed in a differentiable manner from the input when running in strict mode."
)
LINEAR = (
    "While computing the hessian, found that the jacobian of the user-provided function with "
    "respect to input {place} is independent of the input. This is not allowed in strict mode. "
    "You should ensure that your function is twice differentiable and that the jacobian depends "
    "on the inputs (this would be violated by a linear function for example)."
)
INDEPENDENT = (
    "The output of the user-provided function is independent of input {place}. This is not "
    "allowed in strict mode."
)
INDEPENDENT_ROW = (
    "Output {output} of the user-provided function is independent of input {place}. This is not "
    "allowed in strict mode."
)
FLAT_JACOBIAN = (
    "The jacobian of the user-provided function is independent of input {place}. This is not "
    "allowed in strict mode when create_graph=True."
)
FLAT_HESSIAN = FLAT_JACOBIAN.replace("jacobian", "hessian")
NO_VECTOR = {
    "vjp": "The vector v can only be None if the user-provided function returns a single Tensor "
    "with a single element.",
    "": "The vector v can only be None if the input to the user-provided function is a single "
    "Tensor with a single element.",
}


def as_tuple(value: Any, what: str, name: str) -> tuple[Many, bool]:
    """Tensors as a tuple, and whether they were one.

    Raises:
        TypeError: some are not tensors.
    """
    if isinstance(value, Tensor):
        return (value,), False
    if not isinstance(value, tuple):
        told = NOT_TENSORS.format(what=what, name=name, which=f"given {what}", kind=type(value))
        raise TypeError(told)
    for place, each in enumerate(value):
        if not isinstance(each, Tensor):
            which = f"value at index {place}"
            told = NOT_TENSORS.format(what=what, name=name, which=which, kind=type(each))
            raise TypeError(told)
    return value, True


def fresh(inputs: Many, create_graph: bool) -> Many:
    """The inputs as tensors to differentiate by: on the caller's graph only if it is to grow."""
    return tuple([t.view_as(t) if create_graph and t.requires_grad else leaf(t) for t in inputs])


def leaf(tensor: Tensor) -> Tensor:
    """The same values, to differentiate by."""
    return tensor.detach().requires_grad_()


def called(func: Function, inputs: Many, name: str) -> tuple[Many, bool]:
    """The outputs of the user's function as a tuple, and whether they were one."""
    with enable_grad.quietly():
        return as_tuple(func(*inputs), "outputs of the user-provided function", name)


def prepared(
    func: Function, inputs: Any, create_graph: bool, strict: bool, name: str
) -> tuple[Many, bool, Many, bool]:
    """Inputs to differentiate by and outputs, each with whether it was a tuple.

    Raises:
        RuntimeError: ``strict``, and an output does not require grad.
        TypeError: some are not tensors.
    """
    given, several_in = as_tuple(inputs, "inputs", name)
    sources = fresh(given, create_graph)
    outputs, several_out = called(func, sources, name)
    for place, output in enumerate(outputs):
        if strict and output._edge is None:
            raise RuntimeError(NO_GRADIENT.format(place=place))
    return sources, several_in, outputs, several_out


def zeros(like: Tensor) -> Tensor:
    """Zeros shaped like a tensor."""
    return new_tensor(np.zeros_like(like._data)[()])


def gradients(
    outputs: Sequence[Tensor], inputs: Many, seeds: Sequence[Any], create_graph: bool
) -> tuple[Tensor | None, ...]:
    """The gradients of ``outputs`` by ``inputs``; None where there is no way."""
    pairs = [(o, s) for o, s in zip(outputs, seeds, strict=True) if o._edge is not None]
    if not pairs:
        return (None,) * len(inputs)
    roots, given = zip(*pairs, strict=True)
    with enable_grad.quietly():
        found = grad(roots, inputs, given, True, create_graph, allow_unused=True)
        return tuple(found)


def filled(
    found: Sequence[Tensor | None], like: Many, text: str, strict: bool, flat: str = ""
) -> Many:
    """The gradients with zeros where there is no way, which ``strict`` refuses with ``text``.

    ``flat`` : what it says, if anything, of a gradient that does not depend on the inputs.

    Raises:
        RuntimeError: ``strict``, and there is no way to some input.
    """
    for place, each in enumerate(found if strict else ()):
        if each is None:
            raise RuntimeError(text.format(place=place))
        if flat and each._edge is None:
            raise RuntimeError(flat.format(place=place))
    return tuple([zeros(t) if g is None else g for g, t in zip(found, like, strict=True)])


def checked_vector(v: Any, like: Many, name: str, several: bool) -> Many:
    """The vector to multiply by, as a tuple; a 1 where it is None and may be.

    Raises:
        RuntimeError: it does not have the shapes of ``like``.
    """
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(NO_VECTOR.get(name, NO_VECTOR[""]))
        return (new_tensor(np.ones_like(like[0]._data)[()]),)
    given, _ = as_tuple(v, "v", name)
    if len(given) != len(like) and not several:
        raise RuntimeError("The given v should contain a single Tensor.")
    if len(given) != len(like):
        raise RuntimeError(
            f"v is a tuple of invalid length: should be {len(like)} but got {len(given)}."
        )
    for place, (each, wanted) in enumerate(zip(given, like, strict=True)):
        if each.shape != wanted.shape:
            entry = f"Entry {place} in v" if len(like) > 1 else "v"
            raise RuntimeError(
                f"{entry} has invalid size: should be {wanted.shape} but got {each.shape}."
            )
    return given


def scalar(outputs: Many, several: bool, name: str) -> Tensor:
    """The one number that a function must give.

    Raises:
        RuntimeError: it gives more.
    """
    if several:
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if outputs[0].numel() != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {name} should contain a single element"
        )
    return outputs[0].squeeze()


def finished(values: Many, create_graph: bool, several: bool) -> Any:
    """Results as the caller wants them: out of the graph unless it is to grow."""
    out = values if create_graph else tuple([v.detach() for v in values])
    return out if several else out[0]
