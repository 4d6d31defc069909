"""The outputs of a custom Function: they are attached to its node, what it saved is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.autograd.function_node import BackwardCFunction
from engine.calls.inplace import check_allowed
from engine.foundation.warn import warn
from engine.graph.packing import packed
from engine.modes import MODES
from engine.node import extras_of, next_sequence_number
from engine.storage.forbidden import refusal
from engine.storage.stale import former_of
from engine.storage.views import make_view, rebase_history
from engine.switches.inference import CANNOT_SAVE
from engine.tensor import (
    OfInference,
    Tensor,
    bump_version,
    new_tensor,
    shared_counter,
    storage,
)

LEAF_CHANGED = "a leaf Variable that requires grad has been used in an in-place operation."
NOT_RETURNED = (
    "Some elements marked as dirty during the forward method were not returned as output. The "
    "inputs that are modified inplace must all be outputs of the Function."
)
NO_INPUT = (
    "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been "
    "mutated should be passed to ctx.mark_dirty()."
)
VIEW_AMONG_SEVERAL = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function "
    "cannot return more than one Tensor. This is not supported by the current autograd engine. "
    "You should either make sure the input is not a view (using .clone() for example) or make "
    "your Function only return one Tensor (potentially splitting it into two Functions: one doing "
    "the inplace that returns a single Tensor and a second one that does the other operations). "
    "You can ask on the forum https://discuss.pytorch.org/ if you need help to do this change."
)


def finished_outputs(
    ctx: BackwardCFunction, args: Sequence[Any], outputs: Sequence[Any]
) -> list[Any]:
    """The outputs as the user gets them: an input given back unchanged becomes a view of it."""
    _check_marks(ctx)
    for dirty in ctx.dirty_tensors or ():
        if not any(dirty is each for each in outputs):
            raise RuntimeError(NOT_RETURNED)
        if not any(dirty is each for each in args):
            warn(NO_INPUT)
    finished = []
    for each in outputs:
        if not any(each is arg for arg in args) or not isinstance(each, Tensor):
            finished.append(each)
        elif is_dirty(ctx, each):
            _check_changed(each)
            bump_version(each)
            finished.append(each)
        else:
            finished.append(_alias_of(each))
            if ctx.non_differentiable and not _differentiable(ctx, each):
                ctx.non_differentiable = (*ctx.non_differentiable, finished[-1])
    return finished


def is_dirty(ctx: BackwardCFunction, output: Tensor) -> bool:
    """Is an output an input that forward changed in place?"""
    return any(output is each for each in ctx.dirty_tensors or ())


def _check_marks(ctx: BackwardCFunction) -> None:
    if not all(isinstance(each, Tensor) for each in ctx.dirty_tensors or ()):
        raise RuntimeError("mark_dirty can only accept variables, but argument ")
    if not all(isinstance(each, Tensor) for each in ctx.non_differentiable or ()):
        raise RuntimeError("mark_non_differentiable only accepts variable arguments, but got ")


def _check_changed(dirty: Tensor) -> None:
    if not MODES.grad:
        return
    former = former_of(dirty)
    if dirty._made == "many" and former is not None:  # asked now, it would blame another view
        raise refusal(dirty, former, directly=True)
    if dirty._edge is not None and dirty.is_leaf:
        raise RuntimeError(LEAF_CHANGED)
    if dirty._made and dirty.requires_grad:  # it has been changed already, and does not know
        raise refusal(dirty, former_of(dirty), directly=True)
    check_allowed(dirty)


def _alias_of(tensor: Tensor) -> Tensor:
    """A view of the whole tensor: another tensor that shares its memory and its history."""
    alias = new_tensor(storage(tensor)[...])
    make_view(tensor, alias, _whole)
    if not MODES.grad:
        alias._edge = None
    return alias


def _whole(array: Any) -> Any:
    return array[...]


def _forbid_changes(ctx: BackwardCFunction, outputs: Sequence[Any]) -> None:
    """A view that a Function gives back may not be changed in place."""
    views = [
        each
        for each in outputs
        if isinstance(each, Tensor) and each._base is not None and not is_dirty(ctx, each)
    ]
    several = sum(isinstance(each, Tensor) and _differentiable(ctx, each) for each in outputs) > 1
    for view in views:
        view._made = "many" if several else "function"


def hang(ctx: BackwardCFunction, args: Sequence[Any], outputs: Sequence[Any]) -> None:
    """Make the node lead to the inputs' nodes, and the differentiable outputs to the node."""
    places = [(n, each) for n, each in enumerate(args) if isinstance(each, Tensor)]
    ctx.sequence_nr = next_sequence_number()
    ctx.arity = len(args)
    ctx.places = [(n, (t._data.shape, t._data.dtype)) for n, t in places]
    ctx.next = tuple([t._edge for _, t in places])
    numbers = tuple([t._number for _, t in places])
    if any(numbers):
        extras_of(ctx).numbers = numbers
    ctx.outputs = len(outputs)  # type: ignore[misc]
    ctx.shapes = [
        (each._data.shape, each._data.dtype) if isinstance(each, Tensor) else ((), None)
        for each in outputs
    ]
    _check_views(ctx, outputs)
    _forbid_changes(ctx, outputs)
    for number, each in enumerate(outputs):
        if isinstance(each, Tensor) and _differentiable(ctx, each):
            before = each._edge
            each._edge, each._number = ctx, number
            if is_dirty(ctx, each):
                rebase_history(each, before)
        elif isinstance(each, Tensor) and each._base is not None and each._edge is not None:
            each._edge, each._base = None, None


def _check_views(ctx: BackwardCFunction, outputs: Sequence[Any]) -> None:
    tensors = [each for each in outputs if isinstance(each, Tensor)]
    changed = [each for each in tensors if each._base is not None and is_dirty(ctx, each)]
    if changed and len(tensors) > 1:
        raise RuntimeError(VIEW_AMONG_SEVERAL)


def _differentiable(ctx: BackwardCFunction, output: Tensor) -> bool:
    marked = any(output is each for each in ctx.non_differentiable or ())
    return not marked and output._data.dtype.kind in "fc"


def keep(
    ctx: BackwardCFunction, raw: Sequence[Any], finished: Sequence[Any], recorded: bool
) -> None:
    """Keep what ``save_for_backward`` was given, outputs as what they have become."""
    saved: list[Any] = []
    for index, each in enumerate(ctx.to_save or ()):
        if each is None:
            saved.append(None)
            continue
        if not isinstance(each, Tensor):
            raise TypeError(
                "save_for_backward can only save variables, but argument "
                f"{index} is of type {type(each).__name__}"
            )
        number = next((n for n, output in enumerate(raw) if output is each), None)
        own = each if number is None else finished[number]
        is_output = recorded and number is not None and own._edge is ctx
        if recorded and MODES.saved_hooks:
            saved.append(packed(own, MODES.saved_hooks[-1], own._edge, own._number))
            continue
        counter = shared_counter(own)
        if recorded and type(counter[0]) is OfInference:
            raise RuntimeError(CANNOT_SAVE)
        saved.append((None if is_output else own, number if is_output else own._number,
                      own._data, counter, counter[0]))  # fmt: skip
    ctx.saved = tuple(saved)
    ctx.to_save = None
