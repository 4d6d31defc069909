"""Views that may not be changed, and how PyTorch says so.

Where a view was made (``Tensor._made``) says why: without recording ("no_grad", "inference"), as
one of several results ("many"), or by a user's Function ("function"). A view of such a view is
as it is. The rules are PyTorch's, of its note "View + Inplace detection".
"""

from __future__ import annotations

from engine.node import Node, operation_of
from engine.tensor import Tensor

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


def refusal(view: Tensor, grad_fn: Node | None, directly: bool) -> RuntimeError:
    """The error of a view that may not be changed, but was: ``directly``, or through its base."""
    changed = "is being" if directly else "its base or another view of its base has been"
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
