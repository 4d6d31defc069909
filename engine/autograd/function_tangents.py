"""Forward-mode derivatives of a custom Function, by its ``jvp``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from engine.autograd.function_outputs import is_dirty
from engine.graph.tangents import only_forward_layers
from engine.modes import MODES
from engine.tensor import Tensor, new_tensor

TOO_MANY = (
    "Function's jvp returned an invalid number of forward gradients (expected {expected} but got "
    "{got})"
)
OTHER_SIZE = (
    "Trying to set a forward gradient that has a different size than that of the original Tensor, "
    "this is not supported. Tensor is of size {own} while the given forward gradient is of size "
    "{given}."
)
NOT_IN_PLACE = (
    "An inplace custom Function is not modifying the forward mode gradients inplace. If the "
    "forward is modifying an input inplace, then the jvp function must modify the corresponding "
    "gradient inplace."
)
NO_VIEW = (
    "A custom Function's forward is returning a view (or an input as-is) but the jvp is not "
    "returning a view."
)


@contextmanager
def without_tangents() -> Iterator[None]:
    """In a block, results get no tangents."""
    before, MODES.forward = MODES.forward, False
    try:
        yield
    finally:
        MODES.forward = before


def push_tangents(level: Any, ctx: Any, args: Sequence[Any], outputs: Sequence[Any]) -> None:
    """Give the outputs of a Function the tangents that its ``jvp`` finds.

    Raises:
        NotImplementedError: it has no ``jvp``.
        RuntimeError: ``jvp`` gave back too many, or no tensors, or such of another shape, or new
            ones where forward gave back no new ones.
    """
    tangents = [level.of(each) for each in args]
    if all(each is None for each in tangents):
        return
    if ctx.materialize_grads:
        pairs = zip(args, tangents, strict=True)
        tangents = [_blank(arg) if each is None else each for arg, each in pairs]
    ctx.in_jvp = True
    try:
        with only_forward_layers(level.inner):
            found = type(ctx).forward_class.jvp(ctx, *tangents)
    finally:
        ctx.in_jvp = False
    several = found if isinstance(found, tuple) else (found,)
    if len(several) != len(outputs):
        raise RuntimeError(TOO_MANY.format(expected=len(outputs), got=len(several)))
    for number, (output, tangent) in enumerate(zip(outputs, several, strict=True)):
        if isinstance(output, Tensor) and isinstance(tangent, Tensor):
            _check_sharing(ctx, output, tangent, tangents)
        _give(level, number, output, tangent)


def _check_sharing(ctx: Any, output: Tensor, tangent: Tensor, given: Sequence[Any]) -> None:
    """What forward changed in place or gave back as a view, ``jvp`` has to treat so too."""
    if is_dirty(ctx, output):
        if not any(tangent is each for each in given):
            raise RuntimeError(NOT_IN_PLACE)
    elif output._base is not None and tangent._base is None:
        raise RuntimeError(NO_VIEW)


def _blank(arg: Any) -> Tensor | None:
    if not isinstance(arg, Tensor) or arg._data.dtype.kind not in "fc":
        return None
    return new_tensor(np.zeros_like(arg._data)[()])


def _give(level: Any, number: int, output: Any, tangent: Any) -> None:
    if tangent is None or not isinstance(output, Tensor):
        return
    if not isinstance(tangent, Tensor):
        kind = type(tangent).__name__
        raise RuntimeError(f"expected Variable or None (got {kind}) for grad output {number}.")
    if tangent.shape != output.shape:
        raise RuntimeError(OTHER_SIZE.format(own=list(output.shape), given=list(tangent.shape)))
    level.set(output, tangent)
