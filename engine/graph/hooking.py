"""Running a node's hooks in PyTorch's order, and what they give back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.errors import type_name
from engine.graph.accumulate import as_gradient
from engine.graph.hooks import Hook, Hooks, check_count, check_value
from engine.observer import WATCH
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.node import Node


def on_tensors(node: Node, hooks: Hooks, grad: Any, create_graph: bool) -> Any:
    """The tensors' own hooks, then whoever retains its gradient; what the node then receives."""
    grads = _listed(node, grad)
    for number, hook in tuple(hooks.tensor.values()):
        given = grads[number] = _open(grads[number])
        new = hook(shown(given))
        grads[number] = _closed(given)
        if new is not None:
            grads[number] = _replaced(hook, new, given, create_graph)
    for number, tensor in tuple(hooks.retain.items()):
        if grads[number] is not None:
            retain(tensor, grads[number], create_graph)
    return _unlisted(node, grads)


def before(node: Node, hooks: Hooks, grad: Any, create_graph: bool) -> Any:
    """The node's own hooks before it runs."""
    grads = [_open(each) for each in _listed(node, grad)]
    for hook in tuple(hooks.before.values()):
        seen, unseen = grads[: node.gradient_outputs], grads[node.gradient_outputs :]
        new = hook(tuple(shown(each) for each in seen))
        grads = [*_all_replaced(hook, new, seen, create_graph), *unseen]
    return _unlisted(node, [_closed(each) for each in grads])


def after(
    node: Node, hooks: Hooks, results: Sequence[Any], grad: Any, create_graph: bool
) -> Sequence[Any]:
    """The node's own hooks after it ran; what it then sends on."""
    incoming = tuple(shown(each) for each in _listed(node, grad)[: node.gradient_outputs])
    for hook in tuple(hooks.after.values()):
        new = hook(tuple(shown(each) for each in results), incoming)
        results = _all_replaced(hook, new, list(results), create_graph)
    return results


def accumulated(hooks: Hooks, leaf: Tensor) -> None:
    """The hooks of a leaf whose ``.grad`` has changed."""
    for hook in tuple(hooks.accumulated.values()):
        returned = hook(leaf)
        if returned is not None and returned is not leaf:
            check_value(hook, returned, leaf._data, isinstance(returned, Tensor))
            raise RuntimeError("Tensor post accumulate grad hooks should return None.")


def _listed(node: Node, grad: Any) -> list[Any]:
    return list(grad) if isinstance(grad, list) else [grad] + [None] * (node.outputs - 1)


def _unlisted(node: Node, grads: list[Any]) -> Any:
    if node.outputs == 1:
        return grads[0]
    return grads if any(each is not None for each in grads) else None


def _all_replaced(hook: Hook, new: Any, old: list[Any], create_graph: bool) -> list[Any]:
    if new is None:
        return old
    if not isinstance(new, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type_name(new)}'")
    check_count(hook, len(new), len(old))
    return [_replaced(hook, *pair, create_graph) for pair in zip(new, old, strict=True)]


def _replaced(hook: Hook, new: Any, old: Any, create_graph: bool) -> Any:
    if new is None:
        return None
    data = old._data if isinstance(old, Tensor) else old
    check_value(hook, new, data, isinstance(new, Tensor))
    return new if create_graph else new._data


def shown(grad: Any) -> Tensor | None:
    """A gradient as the tensor that a hook is shown."""
    return grad if grad is None or isinstance(grad, Tensor) else as_gradient(np.asarray(grad))


def _open(grad: Any) -> Any:
    """A gradient as an array that a hook may change in place, repeated elements at once."""
    if grad is None or isinstance(grad, Tensor):
        return grad
    found = np.asarray(grad)
    if found.flags.writeable:
        return found
    once = found[tuple(slice(0, 1) if step == 0 else slice(None) for step in found.strides)].copy()
    steps = [step and own for step, own in zip(found.strides, once.strides, strict=True)]
    return as_strided(once, found.shape, steps)


def _closed(grad: Any) -> Any:
    """The same afterwards: a single number is not an array on its way."""
    return grad[()] if isinstance(grad, np.ndarray) else grad


def retain(tensor: Tensor, grad: Any, create_graph: bool) -> None:
    """Let a tensor that is not a leaf keep the gradient that came by, added to what it has."""
    kept = tensor._grad
    if create_graph:
        tensor._grad = grad.clone() if kept is None else kept + grad
    else:
        tensor._grad = as_gradient(np.array(grad)[()] if kept is None else kept._data + grad)
    if WATCH.observer is not None and tensor._grad is not None:
        incoming = grad._data if isinstance(grad, Tensor) else grad
        past = None if kept is None else kept._data
        WATCH.observer.accumulated(tensor, past, incoming, tensor._grad._data)
