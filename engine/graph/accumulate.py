"""How a gradient becomes part of ``.grad``."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.calls.later import later
from engine.dtypes import BF16, F32, F64
from engine.errors import shape_mismatch
from engine.modes import MODES
from engine.numbers.half import converted
from engine.observer import WATCH
from engine.tensor import OWN_DTYPE, UNCOUNTED, Tensor, bump_version, new_tensor, storage

refuse_overlaps = later("engine.storage.overlap", "refuse_overlaps")


def accumulate(leaf: Tensor, incoming: Any, create_graph: bool, fresh: bool) -> None:
    """Add ``incoming`` (an array, or a tensor where ``create_graph``) to ``leaf.grad``.

    Not if the leaf has ceased to require grad since the graph was made.

    ``fresh`` : nobody else holds the array, so that it need not be copied.

    As in PyTorch the sum is made in place, so that whoever holds the old ``.grad`` sees it grow,
    except where the sum must itself be part of a graph.
    """
    if leaf._edge is None:
        return
    if not create_graph and incoming.dtype is not leaf._data.dtype:
        incoming = converted(incoming, leaf._data.dtype)
    if leaf._grad_dtype is not OWN_DTYPE and leaf._grad_dtype is not None:
        kind = leaf._grad_dtype
        incoming = incoming.to(kind) if create_graph else converted(incoming, kind.numpy)
    grad = leaf._grad
    watcher = WATCH.observer
    before = None
    if watcher is not None and grad is not None:
        before = np.array(grad._data)
    if create_graph:
        leaf._grad = copied(blank(incoming), incoming) if grad is None else grad + incoming
    elif grad is None:
        leaf._grad = as_gradient(incoming if fresh else like(incoming, leaf._data))
    else:
        _add_in_place(grad, incoming)
    if watcher is not None and leaf._grad is not None:
        data = incoming._data if isinstance(incoming, Tensor) else incoming
        watcher.accumulated(leaf, before, data, leaf._grad._data)


def as_gradient(array: Any) -> Tensor:
    """A gradient as a tensor: as one of inference, if the backward pass runs in that mode."""
    made = new_tensor(array)
    if MODES.inference:
        made._counter = UNCOUNTED
    return made


@operation(
    "copy", name="copy.out", node="CopyBackwards", inputs=("self", "src"),
    self=lambda grad: grad * 0, src=lambda grad: grad,
)  # fmt: skip
def copied(self: Any, src: Any) -> Any:
    """A copy of ``src`` into new memory, as ``.grad`` begins where it is part of a graph."""
    return own(src)


def blank(like: Tensor) -> Tensor:
    """The memory that a copy goes into."""
    return new_tensor(np.empty_like(like._data))


def _add_in_place(grad: Tensor, incoming: Any) -> None:
    bump_version(grad)
    data = grad._data
    if data.ndim and 0 in data.strides:
        refuse_overlaps(data)
    if type(data) is np.ndarray and data.dtype is incoming.dtype and data.dtype in (F32, F64):
        data += incoming
    elif data.dtype == BF16:
        storage(grad)[...] = converted(data + incoming, BF16)
    elif type(data) is np.ndarray:
        np.add(data, incoming, out=data, casting="unsafe")
    else:
        grad._data = data + incoming


def like(array: Any, data: Any) -> Any:
    """A copy of a gradient, laid out in memory as the leaf's ``data`` is.

    Raises:
        RuntimeError: the leaf was given data of a shape since that the gradient does not fit.
    """
    if type(array) is not np.ndarray:
        return array
    if type(data) is not np.ndarray or (array.ndim and not data.ndim):
        return array.copy()
    copied = np.empty_like(data, array.dtype)
    if array.shape != copied.shape:
        refuse_unfitting(array.shape, copied.shape)
    copied[...] = array
    return copied


def refuse_unfitting(shape: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    """Raise RuntimeError where what has ``shape`` cannot be copied to all of ``wanted``."""
    try:
        together = np.broadcast_shapes(shape, wanted)
    except ValueError:
        raise shape_mismatch(wanted, shape) from None
    if together != wanted:
        raise RuntimeError(
            f"output with shape {list(wanted)} doesn't match the broadcast shape {list(together)}"
        )


def own(array: Any) -> Any:
    """A copy of an array that somebody else may hold; numpy scalars never change."""
    return array.copy() if type(array) is np.ndarray else array
