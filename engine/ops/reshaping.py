"""The in-place twins of reshaping: the tensor itself becomes what a view of it would be."""

from __future__ import annotations

import math
from functools import cache, partial
from typing import Any, Final

import numpy as np

from engine.calls.axes import shape_argument
from engine.calls.declare import composite
from engine.calls.inplace import check_allowed, refuse_change
from engine.errors import absent
from engine.foundation.determinism import unfilled
from engine.graph.layers import intercepting
from engine.modes import MODES
from engine.observer import WATCH
from engine.ops.arrangement import as_strided
from engine.ops.shape import squeeze, t, transpose, unsqueeze
from engine.storage import memory
from engine.storage.views import settle_views, turn_back
from engine.tensor import Tensor, bump_version, new_tensor, storage

TOO_MANY = "t_() expects a tensor with <= 2 dimensions, but self is {ndim}D"


@cache
def _renamed(kind: Any, name: str) -> Any:
    """A node's class under the name that PyTorch gives to that of the in-place twin."""
    return type(name, (kind,), {"__slots__": ()})


def _reshaped_in_place(name: str, function: Any, node: str) -> None:
    """Declare ``name_``, which turns a tensor itself into what a view of it would be."""

    def call(self: Tensor, *args: Any, **options: Any) -> Any:
        refuse_change(f"{name}_", self)
        check_allowed(self)
        before = storage(self)
        if name == "t" and self.ndim > 2:
            raise RuntimeError(TOO_MANY.format(ndim=self.ndim))
        with intercepting() as interceptor:
            seen = function(new_tensor(before), *args, **options)
            result = function(self, *args, **options)
        self._data, self._duals = seen._data, result._duals
        if MODES.grad and result._edge is not None and result._edge is not self._edge:
            self._edge, self._number = result._edge, 0
            named = "SqueezeBackward4" if name == "squeeze" and (args or options) else node
            self._edge.__class__ = _renamed(result._edge.__class__, named)
        bump_version(self)
        if self._base is not None:
            self._replay = result._replay
            if MODES.grad and self._edge is not None:
                self._seen = self._version
        else:
            swapped = seen.ndim == before.ndim
            turn_back(self, result._replay if swapped else partial(np.reshape, shape=before.shape))
        settle_views(self)
        interceptor.tell_of(self)
        return self

    call.__name__ = f"{name}_"
    call.__doc__ = f"``{name}``, of the tensor itself."
    composite(samples=(f"(x * 1).{name}_({_SHAPE_ARGUMENTS[name]}).sum()",))(call)


_SHAPE_ARGUMENTS = {
    "t": "",
    "unsqueeze": "0",
    "squeeze": "",
    "transpose": "0, 1",
    "swapaxes": "0, 1",
    "swapdims": "0, 1",
    "as_strided": "(2, 2), (1, 1)",
}
TWINS: Final = (
    ("t", t, "TBackward1"), ("unsqueeze", unsqueeze, "UnsqueezeBackward1"),
    ("squeeze", squeeze, "SqueezeBackward3"), ("transpose", transpose, "TransposeBackward1"),
    ("swapaxes", transpose, "TransposeBackward1"),
    ("swapdims", transpose, "TransposeBackward1"),
    ("as_strided", as_strided, "AsStridedBackward1"),
)  # fmt: skip
for _name, _function, _node in TWINS:
    _reshaped_in_place(_name, _function, _node)


@composite(samples=(
    "x.resize_(3, 3)", "x.detach().clone().resize_(3)", "x.detach()[1:].resize_(2, 1)",
    "a = x.detach().clone(); a.resize_(2); a.resize_(2, 3)", "x.detach().resize_(3, -2)",
))  # fmt: skip
def resize_(self: Tensor, *sizes: Any, memory_format: Any = None) -> Any:
    """Another shape in place, with what storage there is."""
    if not sizes:
        raise TypeError('resize_() missing 1 required positional arguments: "size"')
    refuse_change("resize_", self)
    if self.requires_grad:
        raise RuntimeError("cannot resize variables that require grad")
    shape = shape_argument(sizes)
    if any(n < 0 for n in shape):
        raise RuntimeError("numel: integer multiplication overflow")
    if tuple(self.shape) == shape:
        return self
    first, count = memory.offset(storage(self)), math.prod(shape)
    shared = memory.is_shared(self)
    flat = memory.row(storage(self))
    if first + count > flat.size:
        if shared:
            raise absent("resize_ to more elements of a tensor that shares its storage")
        flat = np.concatenate([flat, unfilled((first + count - flat.size,), flat.dtype)])
    self._data = flat[first : first + count].reshape(shape)
    bump_version(self)
    if WATCH.observer is not None:
        WATCH.observer.replaced(self, None, "resize_")
    return self


@composite(samples=("x.detach().clone().resize_as_(torch.zeros(3))", "x.resize_as_(m)"))
def resize_as_(self: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Any:
    """Another tensor's shape in place, with what storage there is."""
    refuse_change("resize_as_", self, the_template)
    return resize_(self, tuple(the_template.shape))
