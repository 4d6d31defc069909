"""``backward`` and ``grad``: how a user starts a backward pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.autograd.edges import GradientEdge
from engine.backward import Pass, Root
from engine.node import Node, hooks_of
from engine.observer import WATCH
from engine.tensor import Tensor, new_tensor
from engine.warn import warn

NO_GRAD_FN = "element {index} of tensors does not require grad and does not have a grad_fn"
UNUSED = (
    "The differentiated Tensor at index {index} appears to not have been used in the graph. Set "
    "allow_unused=True if this is the desired behavior."
)
CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter "
    "and its gradient which can cause a memory leak. We recommend using autograd.grad when "
    "creating the graph to avoid this. If you have to use this function, make sure to reset the "
    ".grad fields of your parameters to None after use to break the cycle and avoid the leak."
)


def backward(
    tensors: Any,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Any = None,
) -> None:
    """Accumulate the gradients of ``tensors`` into the leaves (or only into ``inputs``).

    Raises:
        RuntimeError: a tensor has no graph, or is no scalar and no gradient is given for it.
    """
    if grad_variables is not None:
        warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning)
        grad_tensors = grad_variables
    wanted = None if inputs is None else _sequence(inputs)
    if wanted is not None and not wanted:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    roots = _sequence(tensors)
    gradients = _seeds(roots, grad_tensors, create_graph)
    keep = create_graph if retain_graph is None else retain_graph
    edges = _edges(roots)
    targets = None if wanted is None else {_target(each) for each in wanted}
    if create_graph:
        warn(CYCLE, once=True)
    Pass(keep, create_graph, None, targets).run(_tensors(roots), edges, gradients)


def _target(wanted: Any) -> Node:
    """The node at which a gradient is to be kept: a tensor that is no leaf retains its own."""
    if isinstance(wanted, Tensor) and (wanted._edge is None or not wanted.is_leaf):
        retain(wanted)
    return _edge(wanted)[0]


def retain(tensor: Tensor) -> None:
    """Let a tensor that is no leaf keep its gradient too.

    Raises:
        RuntimeError: it does not require grad.
    """
    if tensor._edge is None:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if tensor.is_leaf or tensor._retains_grad:
        return
    tensor._retains_grad = True
    hooks_of(tensor._edge).retain[tensor._number] = tensor
    if WATCH.observer is not None:
        WATCH.observer.retain_grad(tensor)


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """The gradients of ``outputs`` with respect to ``inputs``; nothing is accumulated.

    Raises:
        RuntimeError: an input does not require grad or takes no part (unless ``allow_unused``).
    """
    if is_grads_batched:
        raise NotImplementedError("grad(is_grads_batched=True) exists in PyTorch but not here")
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
            "allow_unused=False."
        )
    roots = _sequence(outputs)
    for each in roots:
        if not isinstance(each, Tensor | GradientEdge):
            raise AssertionError("Expected output to be a torch.Tensor")
    gradients, wanted = _seeds(roots, grad_outputs, create_graph), _sequence(inputs)
    edges = _edges(roots)
    keep = create_graph if retain_graph is None else retain_graph
    if not wanted:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    places = [_wanted_edge(each) for each in wanted]
    captures: dict[Root, Any] = dict.fromkeys(places)
    Pass(keep, create_graph, captures).run(_tensors(roots), edges, gradients)
    return tuple(
        _caught(index, wanted[index], captures[place], create_graph,
                bool(allow_unused or materialize_grads), materialize_grads)
        for index, place in enumerate(places)
    )  # fmt: skip


def _wanted_edge(wanted: Any) -> Root:
    if not isinstance(wanted, Tensor | GradientEdge):
        raise RuntimeError(
            f"all inputs have to be Tensors or GradientEdges, but got {type(wanted).__name__}"
        )
    if isinstance(wanted, Tensor) and wanted._edge is None:
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    return _edge(wanted)


def _caught(
    index: int, wanted: Any, found: Any, create_graph: bool, unused: bool, zeros: bool
) -> Tensor | None:
    if found is not None:
        return found if create_graph else new_tensor(np.array(found)[()])
    if not unused:
        raise RuntimeError(UNUSED.format(index=index))
    return new_tensor(np.zeros_like(wanted._data)) if zeros else None


def _sequence(tensors: Any) -> tuple[Any, ...]:
    return (tensors,) if isinstance(tensors, Tensor | GradientEdge) else tuple(tensors)


def _tensors(roots: Sequence[Any]) -> list[Tensor]:
    return [each for each in roots if isinstance(each, Tensor)]


def _edge(each: Any) -> Root:
    if isinstance(each, GradientEdge):
        return each.node, each.output_nr
    return each._edge, each._number


def _edges(roots: Sequence[Any]) -> list[Root]:
    edges = [_edge(root) for root in roots]
    for index, (node, _) in enumerate(edges):
        if node is None:
            raise RuntimeError(NO_GRAD_FN.format(index=index))
    return edges


def _seeds(roots: Sequence[Any], given: Any, create_graph: bool) -> list[Any]:
    gradients = [None] * len(roots) if given is None else list(_sequence(given))
    pairs = enumerate(zip(roots, gradients, strict=False))
    seeds = [_seed(index, root, g, create_graph) for index, (root, g) in pairs]
    if len(seeds) != len(roots):
        raise RuntimeError(f"got {len(roots)} tensors and {len(seeds)} gradients")
    return seeds


def _seed(index: int, root: Any, gradient: Any, create_graph: bool) -> Any:
    if gradient is not None:
        return _given_seed(index, root, gradient, create_graph)
    if isinstance(root, GradientEdge):
        raise RuntimeError(
            "A grad_output must be given for a GradientEdge: its shape is not known"
        )
    if root._edge is None:
        return None
    if root._data.size != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    if root._data.dtype.kind != "f":
        raise RuntimeError(
            f"grad can be implicitly created only for real scalar outputs but got {root.dtype}"
        )
    ones = np.ones_like(root._data)
    return new_tensor(ones) if create_graph else ones[()]


def _given_seed(index: int, root: Any, gradient: Any, create_graph: bool) -> Any:
    if not isinstance(gradient, Tensor):
        raise TypeError(
            f"gradients can be either Tensors or None, but got {type(gradient).__name__}"
        )
    if isinstance(root, Tensor) and gradient._data.shape != root._data.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{index}] has a shape of {gradient.shape} and "
            f"output[{index}] has a shape of {root.shape}."
        )
    return gradient if create_graph else gradient._data
