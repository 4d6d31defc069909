"""Compiles an entry's formulas into the two functions a node runs: on arrays and on tensors.

Calling a formula with exactly what its parameters name is the hottest line of the backward pass,
so the call is written out as source once per operation, as ``dataclasses`` does for methods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from engine.calls.inlining import written_out
from engine.calls.later import later
from engine.dtypes import BY_NUMPY
from engine.graph.record import INPUT, KEPT, NO_RESULT, RESULT, plan
from engine.modes import DEFAULTS, MODES
from engine.node import SECOND_BACKWARD, Node, operation_of
from engine.storage.views import settle_views
from engine.tensor import CutOff, Tensor, new_tensor

if TYPE_CHECKING:
    from engine.op import Op

sent_back = later("engine.graph.backward_operations", "sent_back")
MODIFIED = (
    "one of the variables needed for gradient computation has been modified by an inplace "
    "operation: [{kind} {shape}]{origin} is at version {now}; expected version "
    "{then} instead. Hint: {hint}"
)
DETACHED = (
    "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_()."
    "This is not supported, please use out-of-place `.detach()` instead"
)
HINT = (
    "enable anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True, check_nan=False)."
)
HINT_WITH_ANOMALY = (
    "the backtrace further above shows the operation that failed to compute its gradient. The "
    "variable in question was changed in there or anywhere later. Good luck!"
)


def check_version(node: Node, index: int, tensor: Tensor) -> None:
    """Raise RuntimeError if a saved input was modified in place after it was saved."""
    counter = tensor._counter
    if type(counter) is CutOff and tensor._edge is None and _was_recorded(node, index):
        raise RuntimeError(DETACHED)
    versions = node.extras.versions if node.extras is not None else None
    now = counter[0] if type(counter) is list else tensor._version
    then = versions[index] if versions is not None else 0
    if now != then:
        settle_views(tensor)
        raise modified(tensor._data, tensor.grad_fn, tensor._number, now, then)


def check_result(node: Node, data: Any, number: int, counter: list[int], then: int) -> None:
    """Raise RuntimeError if a saved result was modified in place after it was saved."""
    if counter[0] != then:
        known = node.extras and node.extras.maker
        maker = (known and known()) or node
        found = maker if data.dtype.kind in "fc" else None  # places are outside the graph
        raise modified(data, found, number, counter[0], then)


def modified(data: Any, maker: Node | None, number: int, now: int, then: int) -> RuntimeError:
    """The error of a saved tensor that was changed in place."""
    origin = f", which is output {number} of {operation_of(maker)}," if maker else ""
    return RuntimeError(
        MODIFIED.format(
            kind=BY_NUMPY[data.dtype].tensor_name,
            shape=list(data.shape),
            origin=origin,
            now=now,
            then=then,
            hint=HINT_WITH_ANOMALY if DEFAULTS.anomaly else HINT,
        )
    )


def _was_recorded(node: Node, index: int) -> bool:
    """Was a saved input the result of an operation when it was saved?"""
    op = node.op
    if op is None or op.variadic or op.saves[index] not in op.derivatives:
        return False
    edge = node.next[op.differentiable.index(op.inputs.index(op.saves[index]))]
    return edge is not None and not edge.is_accumulator


def second_backward() -> RuntimeError:
    """The error of a backward pass through nodes that were freed."""
    return RuntimeError(SECOND_BACKWARD)


def look_through(node: Node) -> None:
    """Unpack what a node's hooks have packed, where a derivative reads it as an option.

    Raises:
        RuntimeError: it was freed.
    """
    if node.saved is None:
        raise second_backward()
    for _ in node.saved:
        pass


def as_none(node: Node) -> tuple[None, ...]:
    """What a freed node reads as None, where its wanted derivatives need none of it.

    Raises:
        RuntimeError: they do, and so it cannot run again.
    """
    op: Any = node.op
    places = plan(op, 1 if op.variadic else wanted_by(node))
    if any(kind in (INPUT, RESULT, KEPT) for kind, _ in places):
        raise second_backward() from None
    return (None,) * (len(places) + sum(2 for kind, _ in places if kind == NO_RESULT))


def as_operand(value: Any, grad: Any) -> Any:
    """A number that was an operand, as the 0-d tensor that PyTorch saves of it."""
    if not MODES.grad or not isinstance(value, int | float) or not isinstance(grad, Tensor):
        return value
    return new_tensor(grad._data.dtype.type(value))


def wanted_by(node: Node) -> int:
    """A bit mask of a node's inputs that want a gradient."""
    return sum(1 << place for place, target in enumerate(node.next) if target is not None)


def as_result(node: Node, data: Any, number: int) -> Tensor:
    """A saved result as the tensor it was: on the graph, as an output of ``node``."""
    result = new_tensor(data)
    result._edge, result._number = node, number
    if node.extras is not None and node.extras.duals is not None:
        result._duals = node.extras.duals[number]
    return result


def compile_backward(op: Op) -> Mapping[str, Callable[..., Any]]:
    """``backward`` and ``backward_tensors`` of the operation's node class."""
    scope: dict[str, Any] = {
        "Tensor": Tensor, "as_result": as_result, "check_result": check_result,
        "as_none": as_none, "as_operand": as_operand, "check_version": check_version,
        "look_through": look_through, "sent_back": sent_back, "__name__": __name__,
    } | {f"rule_{name}": rule for name, rule in op.derivatives.items()}  # fmt: skip
    source = "\n".join(
        [*_function(op, "backward", False), *_function(op, "backward_tensors", True)]
    )
    exec(compile(source, f"<derivatives of {op.name}>", "exec"), scope)
    return {name: scope[name] for name in ("backward", "backward_tensors")}


def _function(op: Op, name: str, on_tensors: bool) -> list[str]:
    lines = [f"def {name}(node, grad):", *_unpacked(op)]
    # PyTorch looks at them in the order of their names: that decides which error is told.
    for index, saved in sorted(enumerate(op.saves), key=itemgetter(1)):
        if saved in op.inputs and any(saved in reads for reads in op.reads.values()):
            lines += _unpack_input(index, saved, on_tensors)
        elif saved in op.outputs:
            lines += _unpack_result(op, saved, on_tensors)
    if any(read not in op.saves for reads in op.reads.values() for read in reads[1:]):
        lines.append("  params = node.params")
    return [*lines, *_returned(op, on_tensors)]


def _unpacked(op: Op) -> list[str]:
    if op.holds:
        return ["  if type(node.saved) is not tuple: look_through(node)"]
    if not op.saves:
        return []
    names = [f"s_{name}" for name in op.saves]
    names += ["*counters"] if op.saves_result else []
    return [
        "  try:",
        f"    {', '.join(names)}, = node.saved",
        "  except TypeError:",
        "    if node.saved is not None: raise",
        f"    {', '.join(names)}, = as_none(node)",
    ]


def _unpack_input(index: int, name: str, on_tensors: bool) -> list[str]:
    variable = f"s_{name}"
    counter = f"{variable}._counter"
    lines = [
        f"  if isinstance({variable}, Tensor):",
        f"    if {counter} is not None and ({counter}[0] or node.extras is not None):",
        f"      check_version(node, {index}, {variable})",
    ]
    if on_tensors:
        return [*lines, "  else:", f"    {variable} = as_operand({variable}, grad)"]
    return [*lines, f"    {variable} = {variable}._data"]


def _unpack_result(op: Op, name: str, on_tensors: bool) -> list[str]:
    variable, number = f"s_{name}", op.outputs.index(name)
    place = 2 * [each for each in op.saves if each in op.outputs].index(name)
    counter, then = f"counters[{place}]", f"counters[{place + 1}]"
    lines = [
        f"  if {variable} is not None and {counter}[0] != {then}:",
        f"    check_result(node, {variable}, {number}, {counter}, {then})",
    ]
    if on_tensors:
        lines.append(f"  {variable} = as_result(node, {variable}, {number})")
    return lines


def _returned(op: Op, on_tensors: bool) -> list[str]:
    if op.variadic:
        return [f"  return tuple({_call(op, op.inputs[0], on_tensors)})"]
    if not op.derivatives:
        return ["  return ()"]
    if len(op.differentiable) == 1:
        return [f"  return ({_call(op, op.inputs[op.differentiable[0]], on_tensors)},)"]
    names = [op.inputs[place] for place in op.differentiable]
    wanted = [f"to_{each}" for each in names]
    results = [
        f"{_call(op, each, on_tensors)} if to_{each} is not None else None" for each in names
    ]
    return [f"  {', '.join(wanted)}, = node.next", f"  return ({', '.join(results)},)"]


def _call(op: Op, each: str, on_tensors: bool) -> str:
    arguments = [
        f"s_{name}" if name in op.saves else f"params[{name!r}]" for name in op.reads[each][1:]
    ]
    if on_tensors and op.backward_node:
        return f"sent_back({', '.join(['grad', 'node.op', repr(each), *arguments])})"
    found = written_out(op.derivatives[each], ["grad", *arguments])
    return found or f"rule_{each}({', '.join(['grad', *arguments])})"
