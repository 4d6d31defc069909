"""Anomaly mode: every node remembers the line that made it, and no NaN passes unseen."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.foundation.warn import OURS, warn
from engine.graph.layers import Layer
from engine.modes import DEFAULTS, MODES

if TYPE_CHECKING:
    from engine.node import Node
    from engine.op import Op
    from engine.tensor import Tensor

TRACEBACK = "traceback_"
PARENT = "parent_"  # the node whose derivative made this one
UNTRACED = (
    "{name}. No forward pass information available. Enable detect anomaly during forward pass for "
    "more information."
)
DETECTED = (
    "Error detected in {name}. Traceback of forward call that caused the error:\n{trace}",
    f"Error detected in {UNTRACED}",
)
AGAIN = (
    "\n\nPrevious calculation was induced by {name}. Traceback of forward call that induced the "
    "previous calculation:\n{trace}"
)
INDUCED = (AGAIN, f"\n\nPrevious calculation was induced by {UNTRACED}")


class Tracer(Layer):
    """Notes where each node was made."""

    def seen(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """Note the user's lines on the node that the operation made."""
        node = outputs[0]._edge if outputs else None
        if node is not None and not node.is_accumulator and TRACEBACK not in node.metadata:
            node.metadata[TRACEBACK] = user_lines()
            if MODES.evaluated is not None:
                node.metadata[PARENT] = MODES.evaluated


def user_lines() -> list[str]:
    """The frames of the running program that are not the engine's, oldest first.

    What runs the program, around its first frame, is none of it.
    """
    main = sys.modules["__main__"].__dict__
    stack = list(traceback.walk_stack(None))
    owned = [place for place, (frame, _) in enumerate(stack) if frame.f_globals is main]
    frames = traceback.StackSummary.extract(stack[: owned[-1] + 1 if owned else None])
    return traceback.format_list([f for f in reversed(frames) if not f.filename.startswith(OURS)])


def checked(node: Node, grad: Any, create_graph: bool) -> Sequence[Any]:
    """What the node sends on, with PyTorch's error where that holds a NaN.

    Raises:
        RuntimeError: a gradient is NaN.
    """
    before, MODES.evaluated = MODES.evaluated, node
    try:
        results: Sequence[Any] = (
            node.backward_tensors(grad) if create_graph else node.backward(grad)
        )
        if DEFAULTS.check_nan:
            _refuse_nan(node, results)
    except Exception:
        _tell_of(node, DETECTED)
        parent = node.metadata.get(PARENT)
        while parent is not None:
            _tell_of(parent, INDUCED)
            parent = parent.metadata.get(PARENT)
        raise
    finally:
        MODES.evaluated = before
    return results


def _tell_of(node: Node, texts: tuple[str, str]) -> None:
    trace = "".join(node.metadata.get(TRACEBACK, ()))
    warn(texts[0 if trace else 1].format(name=node.name(), trace=trace))


def _refuse_nan(node: Node, results: Sequence[Any]) -> None:
    for number, result in enumerate(results):
        data = getattr(result, "_data", result)
        if data is not None and np.isnan(data).any():
            raise RuntimeError(
                f"Function '{node.name()}' returned nan values in its {number}th output."
            )
