"""Views that may not be changed, and those that have no history any more.

Where a view was made (``Tensor._made``) says why: without recording ("no_grad", "inference"), as
one of several results ("many"), or by a user's Function ("function"). A view of such a view is
as it is. The rules are PyTorch's, of its note "View + Inplace detection".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.modes import MODES
from engine.node import Node, operation_of
from engine.tensor import Tensor

DIRECTLY, INDIRECTLY = "is being", "its base or another view of its base has been"
AMBIGUOUS = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify "
    "your code by moving both the view and the inplace either both inside the {block} block (if "
    "you don't want the inplace to be tracked) or both outside (if you want the inplace to be "
    "tracked)."
)
REASONS = {
    "many": (
        " This view is the output of a function that returns multiple views. Such functions do "
        "not allow the output views to be modified inplace. You should replace the inplace "
        "operation by an out-of-place one."
    ),
    "no_grad": AMBIGUOUS.format(block="no_grad"),
    "inference": AMBIGUOUS.format(block="inference_mode"),
    "function": (
        " This view was created inside a custom Function (or because an input was returned as-is) "
        "and the autograd logic to handle view+inplace would override the custom backward "
        "associated with the custom Function, leading to incorrect gradients. This behavior is "
        "forbidden. You can fix this by cloning the output of the custom Function."
    ),
}


def refusal(view: Tensor, grad_fn: Node | None, changed: str) -> RuntimeError:
    """The error of a view that may not be changed; ``changed`` : what happened to it."""
    made = view._made
    maker = "" if grad_fn is None else operation_of(grad_fn)
    if maker and made in ("many", "function"):
        text = f"Output {view._number} of {maker} is a view and {changed} modified inplace."
    else:
        start = "A view was created in"
        if maker:
            start = f"Output {view._number} of {maker} is a view of a view which was created in"
        if made == "inference":
            text = f"{start} inference mode and {changed} modified inplace in normal mode."
        else:
            text = f"{start} no_grad mode and {changed} modified inplace with grad mode enabled."
    return RuntimeError(text + REASONS[made])


class Lost(Tensor):
    """A view whose base was changed though that was forbidden: what is recorded of it fails.

    A tensor becomes one by changing its class, so that no other tensor need be asked whether it
    is one.
    """

    __slots__ = ()

    @property
    def _edge(self) -> Any:
        """Where its gradient would go.

        Raises:
            RuntimeError: it is to be recorded.
        """
        if MODES.grad:
            raise refusal(self, self._grad_fn_before(), INDIRECTLY)
        return self.__dict__["_former"]

    @_edge.setter
    def _edge(self, edge: Node | None) -> None:
        self.__class__ = Tensor  # type: ignore[assignment]
        self._edge = edge

    def _grad_fn_before(self) -> Node | None:
        former = self.__dict__["_former"]
        return None if former is None or former.is_accumulator else former


def _compared(name: str) -> Any:
    """A comparison: it is not recorded, and so allowed."""

    def compare(self: Tensor, other: Any) -> Any:
        return getattr(Tensor, name)(self.detach(), other)

    return compare


Lost.requires_grad = property(lambda self: True)  # type: ignore[assignment, method-assign]
for _name in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"):
    setattr(Lost, _name, _compared(_name))
Lost.__name__ = Lost.__qualname__ = "Tensor"
Lost.__module__ = "torch"


def lose(view: Tensor) -> None:
    """Let a view have no history any more."""
    if type(view) is Tensor:
        former = view._edge
        view.__class__ = Lost
        view.__dict__["_former"] = former


def history_of(view: Tensor) -> Node | None:
    """The node of a view, even of one that nobody may ask for it."""
    return view.__dict__["_former"] if type(view) is Lost else view._edge


def ask(tensors: Iterable[Any]) -> None:
    """Ask each for its history, as PyTorch does before it looks at shapes.

    Raises:
        RuntimeError: one has none any more, and it is to be recorded.
    """
    for each in tensors:
        if type(each) is Lost and MODES.grad:
            raise refusal(each, each._grad_fn_before(), INDIRECTLY)
