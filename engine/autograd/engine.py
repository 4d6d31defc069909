"""``backward`` and ``grad``: how a user starts a backward pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.backward import Pass
from engine.node import Node
from engine.tensor import Tensor, new_tensor

NO_GRAD_FN = "element {index} of tensors does not require grad and does not have a grad_fn"


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Accumulate the gradients of ``tensors`` into the leaves (or only into ``inputs``).

    Raises:
        RuntimeError: a tensor has no graph, or is no scalar and no gradient is given for it.
    """
    roots = _sequence(tensors)
    gradients = _seeds(roots, grad_tensors, create_graph)
    keep = create_graph if retain_graph is None else retain_graph
    edges = _edges(roots)
    captures, leaves = None, None
    if inputs is not None:
        wanted = _sequence(inputs)
        if not wanted:
            raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
        leaves = {t._edge for t in wanted if t._edge is not None}
        captures = {(t._edge, t._number): None for t in wanted if t._edge is not None}
    Pass(keep, create_graph, captures, leaves).run(roots, edges, gradients)
    if captures is not None:
        for tensor in wanted:
            _give(tensor, captures, create_graph)


def _give(tensor: Tensor, captures: dict[Any, Any], create_graph: bool) -> None:
    """Accumulate a captured gradient into a tensor that is no leaf."""
    caught = captures.get((tensor._edge, tensor._number))
    if tensor.is_leaf or caught is None:
        return
    caught = caught if create_graph else new_tensor(np.array(caught))
    tensor._grad = caught if tensor._grad is None else tensor._grad + caught


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
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
    roots, wanted = _sequence(outputs), _sequence(inputs)
    gradients = _seeds(roots, grad_outputs, create_graph)
    for tensor in wanted:
        if tensor._edge is None:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
    keep = create_graph if retain_graph is None else retain_graph
    captures: dict[Any, Any] = {(t._edge, t._number): None for t in wanted}
    Pass(keep, create_graph, captures).run(roots, _edges(roots), gradients)
    return tuple(
        _caught(tensor, captures, create_graph, bool(allow_unused or materialize_grads),
                materialize_grads)
        for tensor in wanted
    )  # fmt: skip


def _caught(
    tensor: Tensor, captures: dict[Any, Any], create_graph: bool, unused: bool, zeros: bool
) -> Tensor | None:
    found = captures[tensor._edge, tensor._number]
    if found is not None:
        return found if create_graph else new_tensor(np.array(found)[()])
    if not unused:
        raise RuntimeError(
            "One of the differentiated Tensors appears to not have been used in the graph. Set "
            "allow_unused=True if this is the desired behavior."
        )
    return new_tensor(np.zeros_like(tensor._data)) if zeros else None


def _sequence(tensors: Any) -> tuple[Tensor, ...]:
    return (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)


def _edges(roots: Sequence[Tensor]) -> list[tuple[Node, int]]:
    edges: list[tuple[Node, int]] = []
    for index, root in enumerate(roots):
        if root._edge is None:
            raise RuntimeError(NO_GRAD_FN.format(index=index))
        edges.append((root._edge, root._number))
    return edges


def _seeds(roots: Sequence[Tensor], given: Any, create_graph: bool) -> list[Any]:
    gradients = [None] * len(roots) if given is None else list(_sequence(given))
    return [_seed(root, g, create_graph) for root, g in zip(roots, gradients, strict=True)]


def _seed(root: Tensor, gradient: Any, create_graph: bool) -> Any:
    if gradient is None:
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
    if gradient._data.shape != root._data.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[0] has a shape of {gradient.shape} and output[0] has "
            f"a shape of {root.shape}."
        )
    return gradient if create_graph else gradient._data
