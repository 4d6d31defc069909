"""The only things that a file may name, and what they mean here.

Nothing is looked up by name in a module: a file says a name, this table says what it becomes.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any

from engine import dtypes
from engine.device import device
from engine.nn.parameter import Parameter
from engine.storage.size import Size

STORAGES = {
    f"{dtype.kind_name}Storage": dtype
    for dtype in dict.fromkeys(dtypes.BY_NAME.values())
    if isinstance(dtype, dtypes.dtype)
}
RebuildTensor = Callable[..., Any]


def _ordered(*pairs: Any) -> OrderedDict[Any, Any]:
    if pairs:
        raise ValueError("an OrderedDict is filled by other instructions")
    return OrderedDict()


def _flat(kind: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A container that hashes what it holds: of numbers and texts alone."""

    def make(members: Any) -> Any:
        if any(isinstance(each, tuple) for each in members):
            raise ValueError("tuples are not hashed")
        return kind(members)

    return make


def _parameter(data: Any, requires_grad: Any, hooks: Any) -> Any:
    return Parameter(data, bool(requires_grad))


def _parameter_with_state(data: Any, requires_grad: Any, hooks: Any, state: Any) -> Any:
    return Parameter(data, bool(requires_grad))


def table(rebuild_tensor: RebuildTensor) -> dict[str, Any]:
    """By full name, the calls that a file may make and the values that it may name."""
    own = {
        "collections.OrderedDict": _ordered,
        "collections.Counter": _flat(Counter),
        "__builtin__.set": _flat(set),
        "builtins.set": _flat(set),
        "torch.Size": Size,
        "torch.device": device,
        "torch._utils._rebuild_tensor_v2": rebuild_tensor,
        "torch._utils._rebuild_parameter": _parameter,
        "torch._utils._rebuild_parameter_with_state": _parameter_with_state,
    }
    kinds = {f"torch.{name}": dtype for name, dtype in STORAGES.items()}
    values = {
        f"torch.{name}": dtype
        for name, dtype in dtypes.BY_NAME.items()
        if isinstance(dtype, dtypes.dtype)
    }
    return own | kinds | values
