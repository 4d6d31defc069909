"""Views: tensors that share their storage, and with it their version counter and their history.

When a view is changed in place, its base has a new history too: a CopySlices node, which runs the
operation's derivative on the part that changed and passes the rest through. The other views of
the base are then cut out of it anew. As in PyTorch's ``VariableHooks`` and ``CopySlices``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import ref

import numpy as np

from engine.modes import MODES, SILENT
from engine.node import AccumulateGrad, Node, extras_of, next_sequence_number
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.op import Op

Cut = Callable[..., Any]
NO_OPTIONS: dict[str, Any] = {}
UNRECORDED_CHANGED = (
    "A view was created in no_grad mode and its base or another view of its base has been "
    "modified inplace with grad mode enabled. Given that this use case is ambiguous and "
    "error-prone, it is forbidden. You can clarify your code by moving both the view and the "
    "inplace either both inside the no_grad block (if you don't want the inplace to be tracked) "
    "or both outside (if you want the inplace to be tracked)."
)
OF_A_FUNCTION_CHANGED = (
    "Output {number} of {maker} is a view and its base or another view of its base has been "
    "modified inplace. This view was created inside a custom Function (or because an input was "
    "returned as-is) and the autograd logic to handle view+inplace would override the custom "
    "backward associated with the custom Function, leading to incorrect gradients. This behavior "
    "is forbidden. You can fix this by cloning the output of the custom Function."
)
ONE_OF_MANY_CHANGED = (
    "Output {number} of {maker} is a view and its base or another view of its base has been "
    "modified inplace. This view is the output of a function that returns multiple views. Such "
    "functions do not allow the output views to be modified inplace. You should replace the "
    "inplace operation by an out-of-place one."
)


def make_views(op: Op, source: Tensor, views: Sequence[Tensor], options: dict[str, Any]) -> None:
    """Note of each of an operation's results which part of ``source`` it shows."""
    if not op.many:
        make_view(source, views[0], op.forward, options)
        return
    for number, view in enumerate(views):
        make_view(source, view, op.forward, options, number)
        view._many = True


def make_view(
    source: Tensor,
    view: Tensor,
    cut: Cut,
    options: dict[str, Any] = NO_OPTIONS,
    number: int | None = None,
) -> None:
    """Note that ``view`` shows part of ``source``'s storage, and how to cut it out again.

    ``number`` : which of all that ``cut`` cuts out it is, if that is a list.
    """
    counter = source._counter
    if counter is None:
        counter = source._counter = [0]
    view._counter = counter
    base = source._base
    if base is None:
        base = source
    view._base = base
    view._replay = partial(_replayed, source._replay, cut, options, number)
    if not (SILENT.nowhere or MODES.grad):
        view._unrecorded = "inference" if MODES.inference else "no_grad"
        if source._edge is not None:
            view._edge = AccumulateGrad(view)
    _remember(base, view)


def _replayed(
    before: Cut | None, cut: Callable[..., Any], options: dict[str, Any], number: int | None,
    array: Any,
) -> Any:  # fmt: skip
    """Cut a view of a view out of an array shaped like the base of both."""
    found = cut(array if before is None else before(array), **options)
    return found if number is None else found[number]


def origin(view: Tensor) -> tuple[Callable[..., Any], dict[str, Any]]:
    """What cut a view out of the tensor that it was made of, and with which options."""
    replay: Any = view._replay
    return replay.args[1], replay.args[2]


def _remember(base: Tensor, view: Tensor) -> None:
    """Let a base know its view, but not keep it alive.

    A plain list: a WeakSet would cost more than all else in making a view. Whenever it has grown
    to a power of two it is rid of those that are no more, so it is at most twice too long.
    """
    views = base._views
    if views is None:
        base._views = [ref(view)]
        return
    views.append(ref(view))
    if len(views) > 4 and not len(views) & (len(views) - 1):
        views[:] = [each for each in views if each() is not None]


class CopySlices(Node):
    """The history of a base, part of which was changed through a view.

    ``changed`` : the node of the operation that changed the view. ``cut`` : cuts the view out of
    an array shaped like the base, whose dimensions lie in memory in the ``order`` of the base's.
    """

    __slots__ = ("changed", "cut", "order")
    namespace = "torch::autograd::"

    def __init__(self, base: Tensor, changed: Node, cut: Cut) -> None:
        self.sequence_nr = next_sequence_number()
        self.changed, self.cut, self.order = changed, cut, order_of(base._data)
        self.next = (base._edge, *changed.next[1:])
        self.extras = None
        numbers = (base._number, *(number for _, number in changed.next_functions[1:]))
        if any(numbers):
            extras_of(self).numbers = numbers
        self.expects = (None, *changed.expects[1:]) if changed.expects is not None else None
        self.params = None
        self.saved = ()

    def backward(self, grad: Any) -> tuple[Any, ...]:
        """The base's gradient with the changed part sent through the operation's derivative."""
        whole = blank(grad.shape, grad.dtype, self.order)
        whole[...] = grad
        part = self.cut(whole)
        own, *others = self.changed.backward(np.array(part))
        part[...] = 0 if own is None else own
        return (whole, *others)

    def backward_tensors(self, grad: Any) -> tuple[Any, ...]:
        """The same, recorded."""
        places = places_of(self.cut, tuple(grad.shape))
        own, *others = self.changed.backward_tensors(grad._part(places))
        rest = grad._without(places)
        return (rest if own is None else rest + own._scattered(tuple(grad.shape), places), *others)

    def release(self) -> bool:
        """Let the saved tensors of the operation go."""
        return self.changed.release()


class AsStridedBackward0(Node):
    """How a gradient of a view enters its base, once the base has a new history."""

    __slots__ = ("cut", "order", "shape")

    def __init__(self, base: Tensor, cut: Cut) -> None:
        self.sequence_nr = next_sequence_number()
        self.cut, self.shape, self.order = cut, base._data.shape, order_of(base._data)
        self.next = (base._edge,)
        self.extras = None
        if base._number:
            extras_of(self).numbers = (base._number,)
        self.expects = self.params = None
        self.saved = ()

    def backward(self, grad: Any) -> tuple[Any, ...]:
        """The gradient, set into zeros shaped like the base."""
        whole = blank(self.shape, np.asarray(grad).dtype, self.order)
        whole[...] = 0
        self.cut(whole)[...] = grad
        return (whole,)

    def backward_tensors(self, grad: Any) -> tuple[Any, ...]:
        """The same, recorded."""
        return (grad._scattered(self.shape, places_of(self.cut, self.shape)),)


def order_of(data: Any) -> tuple[int, ...] | None:
    """The dimensions of an array from the widest step to the smallest; None if they are in order.

    A view is cut out of a gradient as it is out of the base, so both must lie alike in memory.
    """
    if data.flags.c_contiguous:
        return None
    return tuple(sorted(range(data.ndim), key=lambda dim: -abs(data.strides[dim])))


def blank(shape: tuple[int, ...], dtype: Any, order: tuple[int, ...] | None) -> Any:
    """An array with its dimensions in a given order in memory, not filled."""
    if order is None:
        return np.empty(shape, dtype)
    return np.empty([shape[dim] for dim in order], dtype).transpose(np.argsort(order))


def places_of(cut: Cut, shape: tuple[int, ...]) -> tuple[Any, ...]:
    """The index that picks out of an array what ``cut`` cuts out of it."""
    return np.unravel_index(cut(np.arange(math.prod(shape)).reshape(shape)), shape)


def rebase_history(tensor: Tensor) -> None:
    """After a recorded in-place change: give the base its new history, and its views theirs."""
    base = tensor._base
    if base is None or tensor._replay is None:
        if tensor._views:
            refresh_views(tensor)
        return
    changed = tensor._edge
    if changed is None:
        return
    base._edge, base._number = CopySlices(base, changed, tensor._replay), 0
    refresh_views(base)


def refresh_views(base: Tensor) -> None:
    """Cut every view's history out of its base's present one."""
    if base._edge is None:
        return
    for each in base._views or ():
        view = each()
        if view is None or view._replay is None:
            continue
        if view._unrecorded or view._many:
            _invalidate(view)
        else:
            view._edge, view._number = AsStridedBackward0(base, view._replay), 0


class Invalid(Node):
    """The history of a view that may not have one, since its base was changed in place.

    Whoever asks where its gradient would go gets the error.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text
        self.sequence_nr = next_sequence_number()
        self.next = self.saved = ()
        self.expects = self.params = self.extras = None

    @property
    def is_accumulator(self) -> bool:  # type: ignore[override]
        """Nobody may ask.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(self.text)

    is_plain = is_accumulator


def _invalidate(view: Tensor) -> None:
    edge = view._edge
    if edge is None or isinstance(edge, Invalid):
        return
    text = UNRECORDED_CHANGED
    maker = type(edge).__name__.removesuffix("0").removesuffix("Backward")
    if view._unrecorded == "function":
        text = OF_A_FUNCTION_CHANGED.format(number=view._number, maker=maker)
    elif not view._unrecorded:
        text = ONE_OF_MANY_CHANGED.format(number=view._number, maker=maker)
    view._edge, view._number = Invalid(text), 0
