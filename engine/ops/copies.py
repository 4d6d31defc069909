"""The twins of views that copy: ``expand_copy`` and its like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.calls.declare import composite
from engine.calls.out_rules import OWN_DTYPE
from engine.calls.spelt import spelt_call
from engine.modes import MODES, set_recording
from engine.observer import watching
from engine.op import Op, register
from engine.ops import arrangement, expansion, indexing, joining, shape
from engine.storage.views import origin
from engine.tensor import Tensor, new_tensor, storage

Forward = Callable[..., Any]

# The copying call of each view, by the view's forward.
TWINS: dict[Forward, Callable[..., Any]] = {}


def _copying(forward: Forward, many: bool) -> Forward:
    def call(self: Any, **options: Any) -> Any:
        found = forward(self, **options)
        return [np.array(each) for each in found] if many else np.array(found)[()]

    return call


def _twin(op: Op) -> None:
    plain, dot, overload = op.name.partition(".")
    twin = op._replace(
        name=f"{plain}_copy{dot}{overload}", node_name=f"{op.node_name}_copy", is_view=False,
        forward=_copying(op.forward, op.many), samples=(), aliases=(),
    )  # fmt: skip
    TWINS[op.forward] = spelt_call(register(twin))


for _view in (
    indexing.alias, indexing.select_index, indexing.slice_index, arrangement.strided,
    arrangement.diagonal_dims, arrangement.unfold, expansion.expand_sizes, shape.permute_dims,
    shape.squeeze_all, shape.squeeze_dim, shape.squeeze_dims, shape.t, shape.transpose_int,
    shape.insert_dim, shape.view_size, joining.split_evenly, joining.split_by_sizes,
    joining.unbind_along,
):  # fmt: skip
    _twin(_view.op)


def _chosen(
    view: Callable[..., Any], self: Tensor, *args: Any, **options: Any
) -> tuple[Forward, dict[str, Any]]:
    """Which view a function makes of a tensor, and with which options: it is tried out."""
    probe, recording = new_tensor(storage(self)), MODES.grad
    set_recording(False)
    try:
        with watching(None):
            found = view(probe, *args, **options)
    finally:
        set_recording(recording)
    return origin(found[0] if isinstance(found, tuple) else found)


def _declare(name: str, view: Callable[..., Any], sample: str, *, method: bool = False) -> None:
    def call(self: Tensor, *args: Any, **options: Any) -> Any:
        forward, chosen = _chosen(view, self, *args, **options)
        return TWINS[forward](self, **chosen)

    call.__name__ = f"{name}_copy"
    call.__doc__ = f"``{name}``, but a copy instead of a view."
    composite(method=method, samples=(sample,), out=OWN_DTYPE)(call)


def _slice(self: Tensor, dim: int = 0, start: Any = None, end: Any = None, step: int = 1) -> Any:
    return indexing.slice_dim(self, dim % max(self.ndim, 1), start, end, step)


for _name, _function, _sample in (
    ("alias", indexing.alias, "torch.alias_copy(x)"),
    ("as_strided", arrangement.as_strided, "torch.as_strided_copy(x, (2,), (1,))"),
    ("diagonal", arrangement.diagonal, "torch.diagonal_copy(b, 0, 1, 2)"),
    ("expand", expansion.expand, "torch.expand_copy(v, (2, 3))"),
    ("permute", shape.permute, "torch.permute_copy(x, (1, 0))"),
    ("select", indexing.select, "torch.select_copy(x, 1, 0)"),
    ("slice", _slice, "torch.slice_copy(x, 1, 0, 2)"),
    ("split", joining.split, "torch.split_copy(x, 1)"),
    ("split_with_sizes", joining.split_with_sizes, "torch.split_with_sizes_copy(x, [1, 1])"),
    ("squeeze", shape.squeeze, "torch.squeeze_copy(x.sum(0, True), 0)"),
    ("t", shape.t, "torch.t_copy(x)"),
    ("transpose", shape.transpose, "torch.transpose_copy(x, 0, 1)"),
    ("unbind", joining.unbind, "torch.unbind_copy(x)"),
    ("unfold", arrangement.unfold, "torch.unfold_copy(x, 1, 2, 1)"),
    ("unsqueeze", shape.unsqueeze, "torch.unsqueeze_copy(x, 0)"),
    ("view", shape.view, "torch.view_copy(x, (3, 2))"),
):
    _declare(_name, _function, _sample)
