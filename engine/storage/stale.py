"""Views whose base was changed in place since their history was last asked for.

As in PyTorch's ``VariableHooks::grad_fn``, a view learns of such a change when it is next asked:
then it is cut out of its base anew, as the base is by then. One that may not be changed has no
history any more, and what is recorded of it fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from engine.calls.later import later
from engine.modes import MODES
from engine.node import Node, Nowhere, hooks_of
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.storage.slices import Cut

regenerate_grad_fn = later("engine.storage.slices", "regenerate_grad_fn")
refusal = later("engine.storage.forbidden", "refusal")


class Stale(Tensor):
    """A view that has yet to learn of a change.

    A tensor becomes one by changing its class, and is itself again once it was asked, so that no
    other tensor need be asked whether it is one.
    """

    __slots__ = ()

    @property
    def _edge(self) -> Any:
        """Where its gradient would go; where nothing is recorded, nothing is asked.

        Raises:
            RuntimeError: it has no history any more.
        """
        return asked(self) if MODES.grad else unasked(self)

    @_edge.setter
    def _edge(self, edge: Node | None) -> None:
        self.__class__ = Tensor  # type: ignore[assignment]
        del self.__dict__["_former"]
        self._edge = edge


def _shown(name: str) -> Any:
    """A property of tensors that is asked for even where nothing is recorded."""

    def show(self: Tensor) -> Any:
        asked(self)
        return getattr(self, name)

    return property(show)


def _learnt_as_leaf(self: Tensor) -> bool:
    edge = unasked(self)
    return edge is None or edge.is_accumulator


STALE: Any = Stale
STALE.requires_grad = vars(Tensor)["requires_grad"].getter(lambda self: unasked(self) is not None)
STALE._learnt_as_leaf = property(_learnt_as_leaf)
for _name in ("grad_fn", "is_leaf"):
    setattr(Stale, _name, _shown(_name))
Stale.__name__ = Stale.__qualname__ = "Tensor"
Stale.__module__ = "torch"


def outdate(view: Tensor) -> None:
    """Let a view learn of a change when it is next asked; one of somebody's own class does now."""
    if type(view) is Tensor:
        former = view._edge
        view.__class__ = Stale
        view.__dict__["_former"] = former
    elif type(view) is not Stale and not view._made:
        asked(view)


def former_of(view: Tensor) -> Node | None:
    """The node of a tensor as far as it has learnt, without asking."""
    return view.__dict__["_former"] if type(view) is Stale else view._edge


def unasked(view: Tensor) -> Node | None:
    """Where its gradient goes as far as it has learnt; nowhere if only its base requires grad."""
    former = former_of(view)
    base = view._base
    if former is None and base is not None and base._edge is not None:
        return Nowhere(view)
    return former


def watched(tensor: Tensor) -> tuple[bool, bool]:
    """Does it require grad, and is it a leaf: what its program would be told, without asking."""
    if type(tensor) is not Stale:
        return tensor.requires_grad, tensor.is_leaf
    base: Any = tensor._base
    return tensor.requires_grad, base._edge is None and tensor._learnt_as_leaf


def asked(view: Tensor) -> Node | None:
    """The node of a view whose base may have been changed, made anew if it was.

    Raises:
        RuntimeError: it may not be changed, and was.
    """
    base: Any = view._base
    former, number = former_of(view), view._number
    leaf = former is None or former.is_accumulator
    version = 0 if base._counter is None else base._counter[0]
    if leaf and base._edge is None:
        view._edge = None if type(former) is Nowhere else former
    elif view._seen == version:
        view._edge = Nowhere(view) if former is None else former
    elif view._made:
        raise refusal(view, None if leaf else former, directly=False)
    else:
        replay: Cut = view._replay  # type: ignore[assignment]
        view._edge, view._number = regenerate_grad_fn(base, view, replay), 0
        view._seen = version
        if view._retains_grad:
            keep_retained(view, former, number)
    return view._edge


def ask(tensors: Iterable[Any]) -> None:
    """Ask each, also those in lists, for its history, as PyTorch does before it looks at shapes.

    Raises:
        RuntimeError: one has none any more, and it is to be recorded.
    """
    for each in tensors:
        if type(each) is Stale and MODES.grad:
            asked(each)
        elif type(each) is list or type(each) is tuple:
            ask(each)


def keep_retained(tensor: Tensor, before: Node | None, number: int) -> None:
    """Let a tensor that retains its gradient keep that of its new value, not of the old one."""
    if before is not None and tensor._edge is not None:
        hooks_of(before).retain.pop(number, None)
        hooks_of(tensor._edge).retain[tensor._number] = tensor
