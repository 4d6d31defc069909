"""Operations whose operands must have one dtype, and PyTorch's error where they do not.

numpy would bring them to one dtype in silence, and a wrong number would come of it.
"""

from __future__ import annotations

from typing import Any

from engine.dtypes import of
from engine.storage.stale import ask
from engine.tensor import Tensor


def kind_name(value: Any) -> str:
    """PyTorch's short name of the element type of a tensor or an array: Float, Long."""
    return value.dtype.kind_name if isinstance(value, Tensor) else of(value).kind_name


def c_name(value: Any) -> str:
    """The name that C has for the element type of a tensor or an array: float, long int."""
    return value.dtype.c_name if isinstance(value, Tensor) else of(value).c_name


def require_alike(message: str, *values: Any) -> None:
    """Raise RuntimeError unless all are of one dtype; None stands for what was not given.

    ``message`` : may hold ``{0}``, ``{1}`` … for the short names, ``{c[0]}`` … for those in C,
    ``{t[0]}`` … for those of the tensors.
    """
    given = [each for each in values if each is not None]
    first = given[0].dtype
    for each in given[1:]:
        if each.dtype != first:
            break
    else:
        return
    ask([each for each in given if isinstance(each, Tensor)])
    names = [kind_name(each) for each in given]
    kinds = [each.dtype if isinstance(each, Tensor) else of(each) for each in given]
    raise RuntimeError(message.format(
        *names, c=[each.c_name for each in kinds], t=[each.tensor_name for each in kinds],
    ))  # fmt: skip


SCALARS = "expected scalar type {0} but found {1}"
NORMS = "mixed dtype (CPU): all inputs must share same datatype."
WRITTEN = (
    "Index put requires the source and destination dtypes match, got {0} for the destination and "
    "{1} for the source."
)
