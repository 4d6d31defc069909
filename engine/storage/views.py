"""Views: tensors that share their storage, and with it their version counter and their history.

When a view is changed in place, its base has a new history too: a CopySlices node, which runs the
operation's derivative on the part that changed and passes the rest through. The other views of
the base are cut out of it anew when they are next asked, as they are after any change that is
counted. As in PyTorch's ``VariableHooks`` and ``CopySlices``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import ref

from engine.calls.later import later
from engine.modes import MODES, SILENT
from engine.node import Node, Nowhere, extras_of
from engine.storage.stale import asked, former_of, keep_retained, outdate
from engine.tensor import UNCOUNTED, Recounted, Tensor

if TYPE_CHECKING:
    from engine.op import Op
    from engine.storage.slices import Cut

replaced = later("engine.storage.slices", "CopySlices")
NO_OPTIONS: dict[str, Any] = {}


def make_views(op: Op, source: Tensor, views: Sequence[Tensor], options: dict[str, Any]) -> None:
    """Note of each of an operation's results which part of ``source`` it shows."""
    if not op.many:
        make_view(source, views[0], op.forward, options)
        return
    for number, view in enumerate(views):
        make_view(source, view, op.forward, options, number)


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
    elif counter[0]:
        view._seen = counter[0]
        if type(counter) is Recounted:
            counter = UNCOUNTED
    view._counter = counter
    base = source._base
    if base is None:
        base = source
    view._base = base
    view._replay = partial(_replayed, source._replay, cut, options, number)
    if number is not None:
        view._made = "many"
    elif source._made:
        view._made = source._made
    if not (SILENT.nowhere or MODES.grad):
        view._made = "inference" if MODES.inference else "no_grad"
        if base._edge is not None:
            view._edge = Nowhere(view)
    _remember(base, view)


def _replayed(
    before: Cut | None, cut: Callable[..., Any], options: dict[str, Any], number: int | None,
    array: Any,
) -> Any:  # fmt: skip
    """Cut a view of a view out of an array shaped like the base of both."""
    found = cut(array if before is None else before(array), **options)
    return found if number is None else found[number]


def steps_of(replay: Cut) -> list[partial[Any]]:
    """Every way from a base to one of the views that led to a view, the view's own the last."""
    found: list[partial[Any]] = []
    step: Any = replay
    while isinstance(step, partial) and step.func is _replayed:
        found.append(step)
        step = step.args[0]
    return found[::-1]


def alone(step: partial[Any]) -> Cut:
    """The last step of a way from a base to a view."""
    return partial(_replayed, None, *step.args[1:])


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


def turn_back(base: Tensor, back: Cut) -> None:
    """Let the views of a base that was reshaped cut out of it what they did before.

    ``back`` : gives an array like the base the shape that the base had.
    """
    for each in base._views or ():
        view = each()
        if view is not None and view._replay is not None:
            view._replay = partial(_replayed, back, view._replay, NO_OPTIONS, None)


def rebase_history(tensor: Tensor, before: Node | None) -> None:
    """After a recorded in-place change: give the base its new history, and its views theirs.

    ``before`` : where the tensor's gradient went before.
    """
    base = tensor._base
    changed = tensor._edge
    if base is None or tensor._replay is None or changed is None:
        if tensor._retains_grad:
            keep_retained(tensor, before, tensor._number)
        settle_views(tensor)
        return
    former, number = base._edge, base._number
    base._edge, base._number = replaced(base, changed, tensor._replay), 0
    if base._retains_grad:
        keep_retained(base, former, number)
    tensor._edge = before
    settle_views(base)
    shown = asked(tensor)
    if shown is not None and changed.op is not None and changed.op.saves_result:
        extras_of(changed).maker = ref(shown)


def share_changes(tensor: Tensor, detached: Tensor) -> None:
    """Let changes of what was detached be changes of the views of the same storage."""
    base = tensor if tensor._base is None else tensor._base
    detached._origin = base._origin or ref(base)


def settle_views(tensor: Tensor) -> None:
    """After a change of a tensor's storage or history, see to all views of the same storage."""
    base: Tensor | None = tensor if tensor._base is None else tensor._base
    while base is not None:
        if base._views:
            _settle_all(base)
        base = None if base._origin is None else base._origin()


def _settle_all(base: Tensor) -> None:
    """See to the views of a base; those that are no more are forgotten."""
    found = [(each, view) for each in base._views or () if (view := each()) is not None]
    base._views = [each for each, _ in found]
    for _, view in found:
        _settle(view, base)


def _settle(view: Tensor, base: Tensor) -> None:
    """Let a view know that its history may be another now, if there can be any."""
    edge = former_of(view)
    if base._edge is not None or not (edge is None or edge.is_accumulator):
        outdate(view)
    elif type(edge) is Nowhere:
        view._edge = None


Tensor._settle_views = settle_views
