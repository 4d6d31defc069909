"""How an operation with options, several results, views or lists of tensors is called.

Most of them are called by what is written out for them (``engine.calls.spelling``); what is left
is the general way, which takes any operands there can be, and tells whoever watches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.calls.later import later
from engine.dtypes import F32, F64, FLOAT, of
from engine.dtypes import dtype as DType
from engine.errors import argument_error, shape_mismatch
from engine.graph.record import attach, node_class
from engine.modes import MODES, SILENT
from engine.node import Node
from engine.numbers.half import MET
from engine.numbers.promotion import cast, floating, result_type
from engine.observer import WATCH
from engine.op import Op
from engine.storage.stale import ask
from engine.storage.views import make_views
from engine.tensor import Tensor, new_tensor, storage

Call = Callable[..., Any]
ndarray = np.ndarray
NOTHING_KEPT: dict[str, Any] = {}
arranged = later("engine.storage.layout", "arranged")
unusual_call = later("engine.numbers.unusual", "unusual_call")
refuse_whole = later("engine.numbers.whole_numbers", "refuse_whole")


def tell(op: Op, inputs: Any, outputs: Sequence[Tensor], in_place: bool = False) -> None:
    """Let the observer know that an operation ran."""
    if WATCH.observer is not None:
        WATCH.observer.op(op, inputs, outputs, in_place)


def variadic_call(op: Op) -> Call:
    """The call of an operation on a list of tensors."""
    derivative, defaults, names = bool(op.derivatives), dict(op.options), tuple(op.options)

    def call(*args: Any, **options: Any) -> Any:
        if options or not args:
            args, options = _arranged(op, args, options)
        elif len(args) == 1:
            options = defaults
        else:
            options = {**defaults, **dict(zip(names, args[1:], strict=False))}
        return apply(op, node_class(op) if derivative else None, tuple(args[0]), options)

    return call


def _arranged(
    op: Op, args: tuple[Any, ...], options: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The inputs in order, and all options by name."""
    count = len(op.inputs)
    if len(args) < count:
        args = (*args, *_named_inputs(op, len(args), options))
    elif len(args) > count:
        options.update(zip(op.options, args[count:], strict=False))
    return args[:count], {**op.options, **options}


def _named_inputs(op: Op, given: int, options: dict[str, Any]) -> list[Any]:
    found = []
    for name in op.inputs[given:]:
        alias = "input" if name == "self" and "input" in options else name
        found.append(options.pop(alias, None))
    return found


def apply(op: Op, make: type[Node] | None, inputs: Sequence[Any], options: dict[str, Any]) -> Any:
    """Run an operation on tensors (or None, or numbers) with all its options given."""
    if not inputs or not isinstance(inputs[0], Tensor):
        raise argument_error(op, inputs)
    if op.is_view:
        storage(inputs[0])
    arrays = [t._data if isinstance(t, Tensor) else t for t in inputs]
    if op.promotes and not alike(arrays):
        arrays = promoted(op, inputs)
    elif getattr(arrays[0], "dtype", F32).kind in "biu":
        refuse_kind(op, of(arrays[0]), inputs, options)
    try:
        computed = _run(op, arrays, options)
    except (RuntimeError, ValueError):
        ask(inputs if op.derivatives else ())
        raise
    results = tuple(computed) if len(op.outputs) > 1 or op.keeps or op.many else (computed,)
    width = len(results) if op.many else len(op.outputs)
    outputs = [new_tensor(result) for result in results[:width]]
    if op.is_view:
        make_views(op, inputs[0], outputs, options)
    if make is not None and (SILENT.nowhere or MODES.grad) and any_requires_grad(inputs):
        kept = dict(zip(op.keeps, results[width:], strict=True)) if op.keeps else NOTHING_KEPT
        attach(op, node_class(op, width) if op.many else make, inputs, options, outputs, kept)
    if WATCH.observer is not None:
        tell(op, named_operands(op, inputs, options), outputs)
    return outputs[0] if width == 1 and not op.many else tuple(outputs)


def alike(arrays: Sequence[Any]) -> bool:
    """Whether all operands are arrays of one everyday dtype, so that nothing need be promoted."""
    dtype = getattr(arrays[0], "dtype", None)
    if dtype is not F32 and dtype is not F64:
        return False
    return all([type(each) is ndarray and each.dtype is dtype for each in arrays])


def _run(op: Op, arrays: Sequence[Any], options: dict[str, Any]) -> Any:
    try:
        if MET.unusual:
            found = unusual_call(op, arrays, options)
        else:
            found = op.forward(*((arrays,) if op.variadic else arrays), **options)
        return arranged(found, arrays) if op.by_elements and len(arrays) > 1 else found
    except ValueError:
        if not op.elementwise:
            raise
        raise broadcast_error(arrays) from None


def refuse_kind(op: Op, kind: DType, inputs: Sequence[Any], options: dict[str, Any]) -> None:
    """Raise PyTorch's error where an operation has no kernel for whole numbers or booleans.

    It looks for one only when shapes and dtypes agree, so what does not fit is said first.
    """
    try:
        refuse_whole(op.name, kind)
    except NotImplementedError:
        arrays = [_array(t) for t in inputs]
        if op.elementwise and op.promotes:
            check_broadcast(arrays)
        else:
            _check_fit(op, arrays, options)
        raise


def _check_fit(op: Op, arrays: Sequence[Any], options: dict[str, Any]) -> None:
    """Raise what the operation itself says of operands whose shapes or dtypes do not agree."""
    kinds = {each.dtype for each in arrays if isinstance(each, ndarray | np.generic)}
    if len(kinds) == 1:  # then only the shapes can disagree
        arrays = [each if each is None else np.asarray(each, F64) for each in arrays]
    try:
        _run(op, arrays, options)
    except NotImplementedError:
        return
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return  # numpy's own


def check_broadcast(arrays: Sequence[Any]) -> None:
    """Raise RuntimeError if operands cannot be broadcast together."""
    try:
        np.broadcast_shapes(*(np.shape(array) for array in arrays))
    except ValueError:
        raise broadcast_error(arrays) from None


def broadcast_error(arrays: Sequence[Any]) -> Exception:
    """The error of operands that cannot be broadcast together."""
    shapes = [np.shape(array) for array in arrays]
    for second in range(1, len(shapes)):
        try:
            shapes[0] = np.broadcast_shapes(shapes[0], shapes[second])
        except ValueError:
            return shape_mismatch(shapes[0], shapes[second])
    return ValueError(f"operands of shapes {shapes}")


def promoted(op: Op, inputs: Sequence[Any]) -> list[Any]:
    """The operands as arrays of their common dtype; booleans that only choose are left alone."""
    operands = [t for n, t in enumerate(inputs) if takes_part(op, n, t)]
    common = result_type(operands)
    if common.category < FLOAT:
        refuse_kind(op, common, inputs, {})
    dtype = (floating(common) if op.true_division else common).numpy
    return [cast(t, dtype) if takes_part(op, n, t) else _array(t) for n, t in enumerate(inputs)]


def _array(operand: Any) -> Any:
    return operand._data if isinstance(operand, Tensor) else operand


def takes_part(op: Op, place: int, operand: Any) -> bool:
    """Whether an operand takes part in finding the common dtype."""
    chooses = not op.variadic and op.inputs[place] in ("condition", "mask", "index")
    return not chooses and isinstance(operand, Tensor | int | float | complex | np.generic)


def any_requires_grad(inputs: Sequence[Any]) -> bool:
    """Whether a gradient is wanted for any of an operation's inputs."""
    # A list: ``any`` of a generator costs three times as much.
    return any([isinstance(each, Tensor) and each._edge is not None for each in inputs])


def named_operands(
    op: Op, inputs: Sequence[Any], options: dict[str, Any]
) -> list[tuple[str, Any]]:
    """The inputs by name, then the options that differ from their defaults."""
    names = [f"tensors[{n}]" for n in range(len(inputs))] if op.variadic else op.inputs
    told = [(name, value) for name, value in zip(names, inputs, strict=True) if value is not None]
    return told + [
        (name, value) for name, value in options.items() if value is not op.options.get(name)
    ]
