"""The errors that many operations share, in PyTorch's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.dtypes import of
from engine.foundation.absent import LackingError
from engine.foundation.built_in import BuiltIn

if TYPE_CHECKING:
    from engine.op import Op


IMMUTABLE = 1 << 8
"""A flag of types that no class statement has made (C's ``Py_TPFLAGS_IMMUTABLETYPE``)."""


class Missing:
    """Stands for an argument that was not given, where checking for it would cost time."""


MISSING = Missing()


def type_name(value: Any) -> str:
    """How C names the type of a value: with its module, unless a program has made it."""
    return kind_name(type(value))


def kind_name(kind: type) -> str:
    """How C names a type."""
    of_c = kind.__flags__ & IMMUTABLE and kind.__module__ != "builtins"
    if of_c or kind.__module__ == "numpy" or isinstance(kind, BuiltIn):
        return f"{kind.__module__}.{kind.__name__}"
    return kind.__name__


def negative_size(shape: Sequence[int]) -> RuntimeError:
    """The error of a tensor that is to have a size below zero; it names the first."""
    below = next(size for size in shape if size < 0)
    return RuntimeError(f"Trying to create tensor with negative dimension {below}: {list(shape)}")


def argument_error(op: Op, arguments: Sequence[Any]) -> TypeError:
    """The error of an operation called on something that is not a tensor."""
    position = next((n for n, value in enumerate(arguments) if not hasattr(value, "_data")), 0)
    name = "input" if op.inputs[position] == "self" else op.inputs[position]
    if arguments[position] is MISSING:
        what = op.name.partition(".")[0]
        return TypeError(f'{what}() missing 1 required positional arguments: "{name}"')
    kind = type_name(arguments[position])
    return TypeError(
        f"{op.name.partition('.')[0]}(): argument '{name}' (position {position + 1}) must "
        f"be Tensor, not {kind}"
    )


def check_tensors(given: Sequence[Any], argument: int) -> None:
    """Raise PyTorch's TypeError where one of several tensors is none."""
    for place, each in enumerate(given):
        if not hasattr(each, "_data"):
            raise TypeError(
                f"expected Tensor as element {place} in argument {argument}, but got "
                f"{type_name(each)}"
            )


def refuse_one(name: str, tensors: Any) -> None:
    """Raise PyTorch's TypeError where a tensor stands for a sequence of them."""
    if hasattr(tensors, "_data"):
        raise TypeError(
            f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor"
        )


def operand_error(name: str, arguments: Sequence[Any]) -> TypeError:
    """The error of an operand that is neither a tensor nor a number."""
    kind = type_name(arguments[1])
    return TypeError(f"{name}(): argument 'other' (position 1) must be Tensor, not {kind}")


def outgrown(own: Sequence[int], common: Sequence[int]) -> RuntimeError:
    """The error of a result that has no room where it is to be written."""
    return RuntimeError(
        f"output with shape {list(own)} doesn't match the broadcast shape {list(common)}"
    )


def shared_shape(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that two shapes are broadcast to.

    Raises:
        RuntimeError: there is none.
    """
    try:
        return np.broadcast_shapes(first, second)
    except ValueError:
        raise shape_mismatch(first, second) from None


def shape_mismatch(first: Sequence[int], second: Sequence[int]) -> RuntimeError:
    """The error of two shapes that cannot be broadcast together."""
    longest = max(len(first), len(second))
    one = (1,) * (longest - len(first)) + tuple(first)
    two = (1,) * (longest - len(second)) + tuple(second)
    axis = next(
        n for n in reversed(range(longest)) if one[n] != two[n] and 1 not in (one[n], two[n])
    )
    return RuntimeError(
        f"The size of tensor a ({one[axis]}) must match the size of tensor b ({two[axis]}) at "
        f"non-singleton dimension {axis}"
    )


def retold(error: ValueError) -> RuntimeError | None:
    """An error of numpy's about shapes, in PyTorch's words; None if it is about something else.

    A backward pass meets it where a tensor that was saved has been given ``.data`` of another
    shape since.
    """
    if not _arose_here(error):
        return None
    output = re.match(r"non-broadcastable output operand with shape (\(.*?\)) (.*\))", str(error))
    if output is not None:
        own, wide = (list(map(int, re.findall(r"\d+", each))) for each in output.groups())
        return RuntimeError(f"output with shape {own} doesn't match the broadcast shape {wide}")
    told = re.match(r"operands could not be broadcast together with shapes (.*)", str(error))
    if told is None:
        return None
    shapes = [tuple(map(int, re.findall(r"\d+", each))) for each in told[1].split()]
    for second in shapes[1:]:
        with suppress(StopIteration):
            return shape_mismatch(shapes[0], second)
    return None


def _arose_here(error: BaseException) -> bool:
    """Was it raised by the engine's own lines, not by a program's hook or Function?"""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals["__name__"].startswith("engine.")


def not_cast(result: str, output: str) -> RuntimeError:
    """The error of a result whose dtype, by its name, cannot go where it should."""
    return RuntimeError(f"result type {result} can't be cast to the desired output type {output}")


def refused(op: Op, *arrays: Any) -> Exception:
    """The error of an operation that has no meaning for the dtypes it was given."""
    name = op.name.partition(".")[0]
    kinds = [each.dtype.kind for each in arrays]
    if name == "neg":
        return RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
            "invert a mask, use the `~` or `logical_not()` operator instead."
        )
    name = {"bitwise_left_shift": "lshift", "bitwise_right_shift": "rshift"}.get(name, name)
    kind = of(arrays[0] if "f" not in kinds[:1] else arrays[kinds.index("f")]).kind_name
    return NotImplementedError(f"\"{name}_cpu\" not implemented for '{kind}'")


def no_derivative(name: str) -> Any:
    """Raise RuntimeError, as a node does for whose operation PyTorch has no derivative."""
    raise RuntimeError(f"derivative for aten::{name} is not implemented")


def not_differentiated(name: str) -> Any:
    """Raise NotImplementedError, as a node does whose derivative PyTorch lists as missing."""
    raise NotImplementedError(f"the derivative for '{name}' is not implemented.")


def absent(name: str) -> LackingError:
    """The error of what exists in PyTorch but not in this engine."""
    return LackingError(f"{name} exists in PyTorch but not here")
