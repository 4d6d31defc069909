"""Turns an entry's formulas into the two functions a node runs: on arrays and on tensors.

Calling a formula with exactly what its parameters name is the hottest line of the backward pass,
so the call is written out as source once per operation, as ``dataclasses`` does for methods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from engine.node import FREED, SECOND_BACKWARD, Node
from engine.tensor import Tensor, new_tensor

if TYPE_CHECKING:
    from engine.op import Op

MODIFIED = (
    "one of the variables needed for gradient computation has been modified by an inplace "
    "operation: [torch.{kind}Tensor {shape}]{origin} is at version {now}; expected version "
    "{then} instead. Hint: enable anomaly detection to find the operation that failed to compute "
    "its gradient, with torch.autograd.set_detect_anomaly(True)."
)


def check_versions(node: Node, index: int, tensor: Tensor) -> None:
    """Raise RuntimeError if a saved tensor was modified in place after it was saved."""
    now = tensor._version
    then = node.versions[index] if node.versions is not None else 0
    if now == then:
        return
    maker = tensor.grad_fn
    origin = f", which is output {tensor._number} of {maker.name()}," if maker else ""
    raise RuntimeError(
        MODIFIED.format(
            kind=tensor.dtype.kind_name,
            shape=list(tensor._data.shape),
            origin=origin,
            now=now,
            then=then,
        )
    )


def second_backward() -> RuntimeError:
    """The error of a backward pass through nodes that were freed."""
    return RuntimeError(SECOND_BACKWARD)


def as_result(node: Node, alias: Tensor, number: int) -> Tensor:
    """A saved result as the tensor it was: on the graph, as an output of ``node``."""
    result = new_tensor(alias._data)
    result._edge, result._number = node, number
    return result


def compile_backward(op: Op) -> Mapping[str, Callable[..., Any]]:
    """``backward`` and ``backward_tensors`` of the operation's node class."""
    scope: dict[str, Any] = {
        "FREED": FREED, "Tensor": Tensor, "as_result": as_result,
        "check_versions": check_versions, "second_backward": second_backward,
    } | {f"rule_{name}": rule for name, rule in op.derivatives.items()}  # fmt: skip
    source = "\n".join([*_function(op, "backward", False), *_function(op, "backward_tensors", True)])
    exec(compile(source, f"<derivatives of {op.name}>", "exec"), scope)
    return {name: scope[name] for name in ("backward", "backward_tensors")}


def _function(op: Op, name: str, on_tensors: bool) -> list[str]:
    lines = [f"def {name}(node, grad):"]
    if op.saves:
        lines += ["  saved = node.saved", "  if saved is FREED: raise second_backward()"]
        for index, saved in enumerate(op.saves):
            if any(saved in reads for reads in op.reads.values()):
                lines += _unpack(op, index, saved, on_tensors)
    if any(read not in op.saves for reads in op.reads.values() for read in reads[1:]):
        lines.append("  params = node.params")
    if op.variadic:
        return [*lines, f"  return tuple({_call(op, op.inputs[0])})"]
    if len(op.inputs) == 1 and op.inputs[0] in op.derivatives:
        lines.append(f"  return ({_call(op, op.inputs[0])},)")
        return lines
    lines.append("  wanted = node.next")
    results = [
        f"{_call(op, each)} if wanted[{index}] is not None else None"
        if each in op.derivatives
        else "None"
        for index, each in enumerate(op.inputs)
    ]
    lines.append(f"  return ({', '.join(results)},)")
    return lines


def _unpack(op: Op, index: int, name: str, on_tensors: bool) -> list[str]:
    variable = f"s_{name}"
    lines = [
        f"  {variable} = saved[{index}]",
        f"  if isinstance({variable}, Tensor):",
        f"    if {variable}._counter is not None: check_versions(node, {index}, {variable})",
    ]
    if not on_tensors:
        lines.append(f"    {variable} = {variable}._data")
    elif name in op.outputs:
        number = op.outputs.index(name)
        lines.append(f"    {variable} = as_result(node, {variable}, {number})")
    return lines


def _call(op: Op, each: str) -> str:
    arguments = [
        f"s_{name}" if name in op.saves else f"params[{name!r}]" for name in op.reads[each][1:]
    ]
    return f"rule_{each}({', '.join(['grad', *arguments])})"
