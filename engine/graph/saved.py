"""What a node keeps, as its ``_saved_…`` attributes show it."""

from __future__ import annotations

import math
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.calls.axes import AllAsGiven, AsGiven
from engine.calls.compiled import as_result, check_result, check_version
from engine.foundation.absent import LackingError
from engine.graph.packing import Pack, Packed, SavedHooks, pack_place, pack_shown
from engine.graph.shown import (
    CALLED,
    HIDDEN,
    KEEPS_DIM,
    LISTS_DIMS,
    MORE,
    READ_THERE,
    facts_of,
)
from engine.node import SECOND_BACKWARD, Node
from engine.tensor import Tensor, new_tensor

if TYPE_CHECKING:
    from engine.op import Op

SAVED, RAW = "_saved_", "_raw_saved_"
# What formulas read of an input beside its values, and what PyTorch calls it.
FACTS = {"_shape": "_sym_sizes", "_strides": "_sym_strides"}
# What it keeps as an enumeration's number.
_NUMBERED = {"none": 0, "mean": 1, "sum": 2}
# Whole numbers that it keeps without their sign; those that stand for elements keep it.
_UNSIGNED = (
    "diagonal", "dim", "dim1", "dim2", "dimension", "dims", "ignore_index", "index", "k", "offset",
    "padding_idx", "shifts",
)  # fmt: skip
# Tensors that stand among what ours keeps as options, where there are none.
_MAYBE_NONE = ("bias", "running_mean", "running_var")
REGISTER_TWICE = (
    "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: only one "
    "pair of hooks is allowed at a time."
)
OF_FUNCTION = (
    "SavedTensor.register_hooks for what a custom Function saved exists in PyTorch but not here; "
    "torch.autograd.graph.saved_tensors_hooks does the same"
)
NOT_CALLABLE = (
    "register_hooks(): incompatible function arguments. The following argument types are "
    "supported:\n    1. (self: torch._C._autograd.SavedTensor, arg0: collections.abc.Callable, "
    "arg1: collections.abc.Callable) -> None\n\nInvoked with: {!r}, {!r}, {!r}"
)
REGISTER_NONE = "Calling register_hooks on a saved tensor with value None is forbidden"
REGISTER_FREED = (
    "Calling register_hooks on a saved tensor after it has been freed. Saved intermediate values "
    "of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to "
    "access saved variables after calling backward."
)


class SavedTensor:
    """One tensor that a node saved, before it is unpacked."""

    __module__ = "torch._C._autograd"

    def __init__(self, node: Node, name: str) -> None:
        self._node, self._name = node, name

    def __dir__(self) -> list[str]:
        return [*object.__dir__(object()), "data", "register_hooks", "unpack", "unpack_hook"]

    @property
    def unpack_hook(self) -> Any:
        """The hook that it goes through when it is read; None without one."""
        op, saved = self._node.op, self._node.saved
        if op is None or not isinstance(saved, Packed):
            return None
        place = op.saves.index(self._name) if self._name in op.saves else None
        kept = saved.shown.get(self._name) if place is None else saved.values[place]
        return kept.hooks.unpack if isinstance(kept, Pack) else None

    @property
    def data(self) -> Any:
        """The tensor as it is now, whatever was done to it since."""
        op, saved = self._node.op, self._node.saved
        if op is None or saved is None or self._name not in op.saves:
            return self.unpack()
        return _tensor(self._node, op, self._name, saved[op.saves.index(self._name)])

    def unpack(self) -> Any:
        """The tensor again.

        Raises:
            RuntimeError: it was freed, or modified in place since.
        """
        return saved_attribute(self._node, SAVED + self._name)

    def register_hooks(self, pack_hook: Any, unpack_hook: Any) -> None:
        """Send it through ``pack_hook`` now, and through ``unpack_hook`` when it is read.

        Raises:
            RuntimeError: it has such hooks already, was freed, or is None.
            TypeError: one of them cannot be called.
        """
        if not (callable(pack_hook) and callable(unpack_hook)):
            raise TypeError(NOT_CALLABLE.format(self, pack_hook, unpack_hook))
        node = self._node
        if node.saved is None:
            raise RuntimeError(REGISTER_FREED)
        if node.op is None:
            raise LackingError(OF_FUNCTION)
        kept = node.saved if isinstance(node.saved, Packed) else Packed(node.op, node.saved)
        place = node.op.saves.index(self._name) if self._name in node.op.saves else None
        value = kept.shown.get(self._name) if place is None else kept.values[place]
        if isinstance(value, Pack):
            raise RuntimeError(REGISTER_TWICE)
        if place is None:
            value = saved_attribute(node, SAVED + self._name)
        if value is None:
            raise RuntimeError(REGISTER_NONE)
        hooks = SavedHooks(pack_hook, unpack_hook)
        if place is None:
            kept.shown[self._name] = pack_shown(value, hooks)
        else:
            pack_place(node, kept, place, hooks)
        node.saved = kept


def saved_names(op: Op) -> list[str]:
    """The names of what nodes of ``op`` keep, as PyTorch writes them after ``_saved_``."""
    read = {name for names in op.reads.values() for name in names[1:]}
    shapes = {name for name in read if name.endswith("_shape")}
    plain = {name for name in shapes if name.replace("_shape", "_strides") not in read}
    # PyTorch asks a saved tensor for its shape, unless its formula wants the strides as well.
    hidden = {name for name in plain if op.variadic or name.removesuffix("_shape") in op.saves}
    called = CALLED.get(op.node_name, {})
    public = {called.get(name) or _public(name) for name in read - hidden}
    known = {*public, *op.saves, *READ_THERE.get(op.node_name, ()), *MORE.get(op.node_name, ())}
    return sorted(known - set(HIDDEN.get(op.node_name.removesuffix("_copy"), ())))


def _public(name: str) -> str:
    for own, public in FACTS.items():
        if name.endswith(own):
            return name.removesuffix(own) + public
    return name


def saved_properties(op: Op) -> dict[str, Any]:
    """The properties of a node class by which a user reads what its nodes keep.

    Properties, not ``__getattr__``: a class that has one reads *every* attribute the slow way.
    """
    names = [mark + name for name in saved_names(op) for mark in (SAVED, RAW)]
    return {
        name: property(partial(saved_attribute, name=name), partial(_not_writable, name=name))
        for name in names
    }


def _not_writable(node: Node, value: Any, name: str) -> None:
    """Raise AttributeError: what a node keeps cannot be set."""
    raise AttributeError(f"attribute '{name}' of '{type(node).__name__}' objects is not writable")


def saved_attribute(node: Node, name: str) -> Any:
    """``_saved_self`` and its like.

    Raises:
        AttributeError: the node keeps nothing by that name.
        RuntimeError: the saved tensors were freed by a backward pass.
    """
    op = node.op
    wanted = name.removeprefix(RAW if name.startswith(RAW) else SAVED)
    if name == wanted or op is None or wanted not in saved_names(op):
        raise AttributeError(f"'{type(node).__name__}' object has no attribute '{name}'")
    if isinstance(node.saved, Packed) and wanted in node.saved.shown and name == SAVED + wanted:
        return node.saved.show(wanted)
    told = MORE.get(op.node_name, {}).get(wanted)
    if told is not None and not name.startswith(RAW):
        try:
            return told(facts_of(node))
        except KeyError:
            raise RuntimeError(SECOND_BACKWARD) from None
    if name.startswith(RAW):
        return SavedTensor(node, wanted)
    if wanted in op.saves:
        place = op.saves.index(wanted)
        if node.saved is None:
            raise RuntimeError(SECOND_BACKWARD)
        _check_unchanged(node, op, place)
        return _tensor(node, op, wanted, node.saved[place])
    if node.saved is None and op.holds:
        raise RuntimeError(SECOND_BACKWARD)
    return _option(node, wanted)


def _check_unchanged(node: Node, op: Op, place: int) -> None:
    """Raise RuntimeError if what a node saved was modified in place since."""
    if isinstance(node.saved, Packed):
        return
    value, name = node.saved[place], op.saves[place]
    if isinstance(value, Tensor):
        check_version(node, place, value)
    elif name in op.outputs:
        results = [each for each in op.saves if each in op.outputs]
        counter, then = node.saved[len(op.saves) + 2 * results.index(name) :][:2]
        if counter is not None:
            check_result(node, value, op.outputs.index(name), counter, then)


def shown_otherwise(node: Node) -> dict[str, Any]:
    """The tensors, or lists of them, that PyTorch's node saves and this one keeps otherwise."""
    op = node.op
    if op is None:
        return {}
    found = {}
    for name in saved_names(op):
        if name not in op.saves:
            with suppress(RuntimeError):  # which a LackingError is as well
                value = saved_attribute(node, SAVED + name)
                if isinstance(value, Tensor) or _of_tensors(value):
                    found[name] = value
    return found


def _of_tensors(value: Any) -> bool:
    return isinstance(value, tuple) and any(isinstance(each, Tensor) for each in value)


def _tensor(node: Node, op: Op, name: str, value: Any) -> Any:
    if value is None or isinstance(value, Tensor):
        return value
    if name in op.outputs and value.dtype.kind in "fc":
        return as_result(node, value, op.outputs.index(name))
    if isinstance(value, np.ndarray | np.generic):
        return new_tensor(value)
    if isinstance(value, bool | int | float | complex) and name in op.inputs:
        return new_tensor(np.asarray(value)[()])
    return value


def _option(node: Node, name: str) -> Any:
    params = node.params or {}
    for own, public in FACTS.items():
        if name.endswith(public):
            return params.get(name.removesuffix(public) + own)
    if name == "self_sym_numel":
        return math.prod(params.get("self_shape") or ())
    kind = type(node).__name__
    ours = {public: each for each, public in CALLED.get(kind, {}).items()}
    value = params.get(ours.get(name, name), 1 if name == "alpha" else None)
    several = kind in LISTS_DIMS or (kind.endswith("1") and kind not in KEEPS_DIM)
    if name == "dim" and isinstance(value, int) and several:
        value = (value,)
    return _shown(name, value)


def _shown(name: str, value: Any) -> Any:
    """An option as PyTorch keeps it."""
    if name == "reduction":
        return _NUMBERED.get(value, value)
    if name == "indices" and isinstance(value, slice):
        return None
    if isinstance(value, tuple):
        given = value.given if isinstance(value, AllAsGiven) else value
        return tuple(_shown(name, each) for each in given)
    if name in _UNSIGNED and type(value) is int:
        return value % 2**64
    if isinstance(value, AsGiven):
        return value.given % 2**64
    return new_tensor(value) if isinstance(value, np.ndarray) else value


def directory(node: Node) -> list[str]:
    """What ``dir()`` of a node lists."""
    names = saved_names(node.op) if node.op is not None else []
    kept = {*(node.op.saves if node.op is not None else ()), *shown_otherwise(node), *_MAYBE_NONE}
    raw = [RAW + name for name in names if name in kept]
    return [*Node.__dir__(node), *raw, *(SAVED + name for name in names)]
