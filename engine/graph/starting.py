"""``backward`` and ``grad``: how a user starts a backward pass."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.backward import Pass, Root
from engine.calls.declare import FUNCTIONS
from engine.dtypes import BF16, BY_NUMPY
from engine.foundation.warn import warn
from engine.graph.accumulate import as_gradient
from engine.graph.edges import GradientEdge
from engine.graph.metadata import output_facts
from engine.graph.ownership import caught
from engine.graph.sweep import dependencies
from engine.modes import MODES
from engine.node import Node, Nowhere, hooks_of
from engine.numbers.half import as_bfloat16
from engine.numbers.literals import switch
from engine.observer import WATCH
from engine.storage.size import Size
from engine.tensor import Tensor, new_tensor, set_requires_grad, without_graph

NO_GRAD_FN = "element {index} of tensors does not require grad and does not have a grad_fn"
UNUSED = (
    "The differentiated Tensor at index {index} appears to not have been used in the graph. Set "
    "allow_unused=True if this is the desired behavior."
)
NOT_AN_INPUT = "all inputs have to be Tensors or GradientEdges, but got {kind}"
ONLY_INPUTS = (
    "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate "
    "gradient for other parts of the graph, please use torch.autograd.backward."
)
BATCH_MISMATCH = (
    "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the "
    "batch dimension. The sizes of the remaining dimensions are expected to match the shape of "
    "corresponding output, but a mismatch was detected: grad_output[{index}] has a shape of {got} "
    "and output[{index}] has a shape of {own}. If you only want some tensors in `grad_output` to "
    "be considered batched, consider using vmap."
)
KIND_MISMATCH = (
    "For complex Tensors, both grad_output and output are required to have the same dtype. "
    "Mismatch in dtype: grad_output[{index}] has a dtype of {got} and output[{index}] has a dtype "
    "of {own}."
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
        RuntimeError: a tensor has no graph, or is not a scalar and no gradient is given for it.
    """
    plain = grad_tensors is None and grad_variables is None and inputs is None
    retain_graph, create_graph = switch(retain_graph), switch(create_graph)
    if plain and not create_graph and isinstance(tensors, Tensor):
        _from_one(tensors, bool(retain_graph))
        return
    if grad_variables is not None:
        warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning)
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to "
                "`backward()`. Please only use `grad_tensors`."
            )
        grad_tensors = grad_variables
    wanted = None if inputs is None else _sequence(inputs)
    if wanted is not None and not wanted:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    roots = _roots(tensors)
    gradients = _seeds(roots, grad_tensors, create_graph)
    keep = create_graph if retain_graph is None else retain_graph
    edges = _edges(roots)
    targets = None if wanted is None else {_target(each) for each in wanted}
    if create_graph:
        warn(CYCLE, once=True)
    with _Accumulating(targets is None, edges, targets):
        Pass(keep, create_graph, None, targets).run(_tensors(roots), edges, gradients)


def _from_one(root: Tensor, keep: bool) -> None:
    """The everyday call, ``loss.backward()``, without the lists that others need."""
    gradients, edge = (_seed(0, root, None, False),), root._edge
    edges = _edges((root,)) if edge is None or type(edge) is Nowhere else [(edge, root._number)]
    with _Accumulating(True, edges):
        Pass(keep, False).run((root,), edges, gradients)


class _Accumulating:
    """Lets whoever runs within a pass know where it began, and where it ends if not at leaves."""

    __slots__ = ("_before", "_during")

    def __init__(
        self,
        everywhere: bool,
        edges: Sequence[Root],
        ends: set[Node] | None = None,
        *,
        caught: bool = False,
    ) -> None:
        self._during = everywhere, ([node for node, _ in edges], ends, caught)

    def __enter__(self) -> None:
        self._before = MODES.accumulating, MODES.starts
        MODES.accumulating, MODES.starts = self._during

    def __exit__(self, *_: object) -> None:
        MODES.accumulating, MODES.starts = self._before


def _target(wanted: Any) -> Node:
    """The node at which a gradient is to be kept: a tensor that is not a leaf retains its own."""
    if not isinstance(wanted, Tensor | GradientEdge):
        raise RuntimeError(NOT_AN_INPUT.format(kind=type(wanted).__name__))
    if isinstance(wanted, Tensor) and (wanted._edge is None or not wanted.is_leaf):
        retain(wanted)
    return _edge(wanted)[0]


def retain(tensor: Tensor) -> None:
    """Let a tensor that is not a leaf keep its gradient too.

    Raises:
        RuntimeError: it does not require grad.
    """
    if not tensor.requires_grad:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if tensor._learnt_as_leaf or tensor._retains_grad:
        return
    edge: Any = tensor._edge
    tensor._retains_grad = True
    hooks_of(edge).retain[tensor._number] = tensor
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
) -> Any:
    """The gradients of ``outputs`` with respect to ``inputs``; nothing is accumulated.

    ``inputs`` : a tensor, several, or a dictionary of them, which is then given back.
    ``is_grads_batched`` : each of ``grad_outputs`` is a batch of them, along its first dimension.

    Raises:
        RuntimeError: an input does not require grad or takes no part (unless ``allow_unused``).
    """
    if not only_inputs:
        warn(ONLY_INPUTS, FutureWarning)
    if type(inputs) is dict:
        found = grad(outputs, tuple(inputs.values()), grad_outputs, retain_graph, create_graph,
                     True, allow_unused, is_grads_batched, materialize_grads)  # fmt: skip
        return dict(zip(inputs, found, strict=True))
    _check_asked(inputs, allow_unused, materialize_grads)
    retain_graph, create_graph = switch(retain_graph), switch(create_graph)
    allow_unused = switch(allow_unused)
    roots = _roots(outputs)
    if is_grads_batched:
        return _of_batches(
            roots, inputs, grad_outputs, retain_graph, create_graph, allow_unused,
            materialize_grads,
        )  # fmt: skip
    # Tangents are carried on by what is computed with tensors only.
    on_tensors = create_graph or bool(MODES.levels)
    gradients, wanted = _seeds(roots, grad_outputs, on_tensors), _sequence(inputs)
    edges = _edges(roots)
    keep = create_graph if retain_graph is None else retain_graph
    if not wanted:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    places = [_wanted_edge(each) for each in wanted]
    captures: dict[Root, Any] = dict.fromkeys(places)
    with _Accumulating(False, edges, {node for node, _ in places}, caught=True):
        Pass(keep or MODES.repeats, on_tensors, captures).run(_tensors(roots), edges, gradients)
    return tuple(
        _caught(index, wanted[index], caught(captures, place), create_graph,
                bool(allow_unused or materialize_grads), materialize_grads)
        for index, place in enumerate(places)
    )  # fmt: skip


def _check_asked(inputs: Any, allow_unused: bool | None, materialize_grads: bool) -> None:
    """Raise where what is asked of ``grad`` contradicts itself, or is of the wrong kind."""
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
            "allow_unused=False."
        )
    if isinstance(inputs, Mapping):
        raise TypeError(
            f"`inputs` argument to `grad()` must be a dict, not {type(inputs).__name__}. Other "
            "Mapping types are not supported."
        )


def _of_batches(
    roots: Sequence[Any],
    inputs: Any,
    batches: Any,
    retain_graph: bool | None,
    create_graph: bool,
    allow_unused: bool | None,
    zeros: bool,
) -> tuple[Any, ...]:
    """The gradients for every member of batches of output gradients, stacked."""
    if not _sequence(inputs):
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    given: Sequence[Any] = () if batches is None else _sequence(batches)
    if not given or any(each is None for each in given):
        raise _not_begun(roots)
    for index, (root, batch) in enumerate(zip(roots, given, strict=True)):
        if batch.shape[1:] != root.shape:
            raise RuntimeError(
                BATCH_MISMATCH.format(index=index, got=Size(batch.shape[2:]), own=root.shape)
            )
    sizes = [len(batch) for batch in given]
    if len(set(sizes)) > 1:
        raise ValueError(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{sizes} for the mapped dimension"
        )
    allow = allow_unused or zeros
    rows = [
        grad(roots, inputs, [each[n] for each in given], True, create_graph, True, allow)
        for n in range(sizes[0])
    ]
    if not (create_graph if retain_graph is None else retain_graph):
        release(_edges(roots))
    return tuple(
        FUNCTIONS["stack"](list(column)) if column[0] is not None else
        FUNCTIONS["zeros_like"](each) if zeros else None
        for each, column in zip(_sequence(inputs), zip(*rows, strict=True), strict=True)
    )  # fmt: skip


def _not_begun(roots: Sequence[Any]) -> Exception:
    """The error of batched gradients that are not given: ones would be no batch."""
    if any(root.ndim for root in roots):
        return RuntimeError("grad can be implicitly created only for scalar outputs")
    return ValueError(
        "vmap(vjp, in_dims=0, ...)(<inputs>): Got in_dim=0 for some input, but that input is a "
        "Tensor of dimensionality 0 so expected in_dim to satisfy 0 <= in_dim < 0."
    )


def release(edges: Sequence[Root]) -> None:
    """Let all reachable nodes free what they saved, as a backward pass does."""
    for node in dependencies([node for node, _ in edges]):
        node.release()


def _wanted_edge(wanted: Any) -> Root:
    if not isinstance(wanted, Tensor | GradientEdge):
        raise RuntimeError(NOT_AN_INPUT.format(kind=type(wanted).__name__))
    if isinstance(wanted, Tensor) and wanted._edge is None:
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    return _edge(wanted)


def _caught(
    index: int, wanted: Any, found: Any, create_graph: bool, unused: bool, zeros: bool
) -> Tensor | None:
    if isinstance(found, Tensor):
        return found if create_graph else without_graph(found)
    if found is not None:
        if isinstance(wanted, Tensor) and wanted._data.dtype == BF16:
            return as_gradient(as_bfloat16(found))  # sums of it came as float32
        return as_gradient(found)
    if not unused:
        raise RuntimeError(UNUSED.format(index=index))
    if not zeros:
        return None
    if not isinstance(wanted, Tensor):
        raise RuntimeError(
            "materialize_grads cannot be used when the given input is a GradientEdge"
        )
    blank = new_tensor(np.zeros_like(wanted._data))
    set_requires_grad(blank, create_graph)
    return blank


def _sequence(tensors: Any) -> tuple[Any, ...]:
    if isinstance(tensors, Tensor | GradientEdge):
        return (tensors,)
    return tuple(tensors.values() if type(tensors) is dict else tensors)


def _roots(tensors: Any) -> tuple[Any, ...]:
    roots = _sequence(tensors)
    if not all(isinstance(each, Tensor | GradientEdge) for each in roots):
        raise AssertionError("Expected output to be a torch.Tensor")
    return roots


def _tensors(roots: Sequence[Any]) -> list[Tensor]:
    return [each for each in roots if isinstance(each, Tensor)]


def _edge(each: Any) -> Root:
    if isinstance(each, GradientEdge):
        return each.node, each.output_nr
    return each._edge, each._number


def _edges(roots: Sequence[Any]) -> list[Root]:
    edges = [_edge(root) for root in roots]
    for index, (node, _) in enumerate(edges):
        if node is None or type(node) is Nowhere:
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
        return _seed_of_edge(root, create_graph)
    if not root.requires_grad:
        return None
    if root._data.size != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    if root._data.dtype.kind != "f":
        raise RuntimeError(
            f"grad can be implicitly created only for real scalar outputs but got {root.dtype}"
        )
    one = root._data.dtype.type(1)
    if root._data.ndim or create_graph:
        one = np.full(root._data.shape, one)
    return new_tensor(one) if create_graph else one


def _seed_of_edge(edge: GradientEdge, create_graph: bool) -> Any:
    shape, dtype = output_facts(edge.node, edge.output_nr)
    if math.prod(shape) != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    ones = np.ones(shape, dtype)
    return new_tensor(ones) if create_graph else ones[()]


def _given_seed(index: int, root: Any, gradient: Any, create_graph: bool) -> Any:
    if not isinstance(gradient, Tensor):
        raise TypeError(
            f"gradients can be either Tensors or None, but got {type(gradient).__name__}"
        )
    shape, dtype = _facts(root)
    if gradient._data.shape != shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{index}] has a shape of {gradient.shape} and "
            f"output[{index}] has a shape of {Size(shape)}."
        )
    if gradient._data.dtype != dtype:
        if (gradient._data.dtype.kind == "c") != (dtype.kind == "c"):
            kinds = gradient.dtype, BY_NUMPY[dtype]
            raise RuntimeError(KIND_MISMATCH.format(index=index, got=kinds[0], own=kinds[1]))
        gradient = gradient.to(BY_NUMPY[dtype])
    return gradient if create_graph else gradient._data


def _facts(root: Any) -> tuple[tuple[int, ...], Any]:
    """Shape and numpy's dtype of what a backward pass begins at."""
    if isinstance(root, GradientEdge):
        return output_facts(root.node, root.output_nr)
    return root._data.shape, root._data.dtype
