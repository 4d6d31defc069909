"""Generates the source of an operation's call: with options, several results, or a view.

An entry says all that the general way (``engine.calls.general``) finds out anew at every call: how
many operands there are, which of them a rule reads, whether the result is a view. So the everyday
call is spelt out when an operation is first used, once, as its backward step is
(``engine.calls.compiled``); for ``view.size`` it comes to

    def call(self=None, shape=None, *, input=None):
        try:
            try:
                _data0 = self._data
            except AttributeError:
                return _otherwise((self,), {'shape': shape}, input)
            …
        except BaseException:
            _leave()
            raise

Everyday are: tensors for operands, of one floating dtype where they must agree, and no complex or
half-precision tensor ever met. All else takes the general way.

The function is made before its source (``engine.calls.spelt``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import numpy as np

from engine.calls.axes import check_flag, check_whole
from engine.calls.general import (
    NOTHING_KEPT,
    apply,
    broadcast_error,
    named_operands,
    takes_part,
    tell,
)
from engine.dtypes import F32, F64
from engine.graph.record import attach, node_class, plan, remember_versions, save, strides_of
from engine.modes import MODES, SILENT
from engine.node import extras_of, next_sequence_number
from engine.numbers.half import MET
from engine.numbers.whole_numbers import is_refused
from engine.observer import WATCH, closed, leave
from engine.op import Op
from engine.storage.layout import arranged
from engine.storage.stale import ask
from engine.storage.views import make_view, make_views
from engine.tensor import Tensor, new_tensor, storage

Call = Callable[..., Any]
SHARED: dict[str, Any] = {
    "_F32": F32, "_F64": F64, "_MET": MET, "_MODES": MODES, "_SILENT": SILENT, "_WATCH": WATCH,
    "_NOTHING_KEPT": NOTHING_KEPT, "_ask": ask, "_attach": attach,
    "_broadcast_error": broadcast_error,
    "_extras_of": extras_of, "_leave": leave, "_make_view": make_view, "_make_views": make_views,
    "_named_operands": named_operands,
    "_ndarray": np.ndarray, "_new_tensor": new_tensor, "_number": next_sequence_number,
    "_plan": plan, "_remember_versions": remember_versions, "_save": save, "_storage": storage,
    "_strides_of": strides_of, "_node_class": node_class, "_tell": tell, "_Tensor": Tensor,
    "_new": object.__new__, "_arranged": arranged,
}  # fmt: skip


def begun(op: Op, call: FunctionType, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """The first call of an operation: its code takes the place of ``call``'s, and runs."""
    scope = call.__globals__
    scope.update(SHARED, **_own(op))
    exec(compile(source(op), f"<call of {op.name}>", "exec"), scope)
    call.__defaults__ = (*(None for _ in op.inputs), *op.options.values())
    call.__kwdefaults__ = {"input": None} if _is_alias(op) else None
    call.__code__ = closed(scope["call"]).__code__
    return call(*args, **options)


def _own(op: Op) -> dict[str, Any]:
    """What the source of one operation's call needs beside what all need."""
    make = node_class(op) if op.derivatives and not op.many else None
    flags, numbers = _flags(op), _numbers(op)

    def otherwise(inputs: tuple[Any, ...], options: dict[str, Any], first: Any = None) -> Any:
        for name in flags:
            check_flag(options[name])
        for name in numbers:
            check_whole(options[name])
        if first is not None and inputs[0] is None:
            inputs = (first, *inputs[1:])
        kind = node_class(op) if op.derivatives else None
        return apply(op, kind, inputs, options)

    return {"_op": op, "_forward": op.forward, "_make": make, "_otherwise": otherwise}


def _flags(op: Op) -> list[str]:
    """The options that are truth values, for which PyTorch takes no number."""
    return [name for name, default in op.options.items() if isinstance(default, bool)]


def _numbers(op: Op) -> list[str]:
    """The options that are whole numbers, for which PyTorch takes no truth value."""
    kinds = op.forward.__annotations__
    return [name for name in op.options if kinds.get(name) == "int"]


def _is_alias(op: Op) -> bool:
    """May the first operand be called ``input``, as PyTorch's functions call ``self``?"""
    return op.inputs[0] == "self" and "input" not in (*op.inputs, *op.options)


def source(op: Op) -> str:
    """The everyday call of an operation, as a function of its inputs and its options."""
    names = [*op.inputs, *op.options]
    parameters = ", ".join(f"{name}=None" for name in names)
    lines = [f"def call({parameters}{', *, input=None' if _is_alias(op) else ''}):"]
    body = [*_operands(op), *_computed(op), *_recorded(op), *_told(op), f"  return {_found(op)}"]
    lines += ["  try:", *(f"  {line}" for line in body)]
    return "\n".join([*lines, "  except BaseException:", "    _leave()", "    raise"])


def _otherwise(op: Op) -> str:
    return (
        f"return _otherwise(({_inputs(op)}), {_options(op)}{', input' if _is_alias(op) else ''})"
    )


def _inputs(op: Op) -> str:
    return "".join(f"{name}, " for name in op.inputs)


def _options(op: Op) -> str:
    return "{" + ", ".join(f"{name!r}: {name}" for name in op.options) + "}"


def _of(op: Op, place: int, field: str, otherwise: str = "None") -> str:
    """A field of an input, which may be None itself where there are many (a layer's bias)."""
    name = op.inputs[place]
    if not _may_lack(op, place):
        return f"{name}.{field}"
    return f"({otherwise} if {name} is None else {name}.{field})"


def _shape(op: Op, place: int) -> str:
    array = f"_data{place}"
    return (
        f"None if {array} is None else {array}.shape" if _may_lack(op, place) else f"{array}.shape"
    )


def _may_lack(op: Op, place: int) -> bool:
    return place > 0 and len(op.inputs) > 2 and not op.promotes


def _operands(op: Op) -> Iterator[str]:
    """Take the arrays out of the tensors, and leave what is not everyday to the general way."""
    arrays = "; ".join(f"_data{n} = {_of(op, n, '_data')}" for n in range(len(op.inputs)))
    yield from ("  try:", f"    {arrays}", "  except AttributeError:", f"    {_otherwise(op)}")
    unusual = ["_MET.unusual"]
    if op.promotes:
        first, *others = [n for n in range(len(op.inputs)) if takes_part(op, n, 0)]
        yield f"  _kind = _data{first}.dtype"
        unusual.append("(_kind is not _F32 and _kind is not _F64)")
        unusual += [f"_data{n}.dtype is not _kind" for n in others]
    elif is_refused(op.name):
        unusual.append("(_data0.dtype is not _F32 and _data0.dtype is not _F64)")
    unusual += [f"({name} is not True and {name} is not False)" for name in _flags(op)]
    unusual += [f"{name} is True or {name} is False" for name in _numbers(op)]
    yield from (f"  if {' or '.join(unusual)}:", f"    {_otherwise(op)}")
    if op.is_view:
        yield "  if type(_data0) is not _ndarray: _data0 = _storage(self)"


def _computed(op: Op) -> Iterator[str]:
    """Run the forward, and wrap what it gives."""
    call = f"_made = _forward({', '.join(_arguments(op))})"
    error = "ValueError" if op.elementwise else "(ValueError, RuntimeError)"
    yield from ("  try:", f"    {call}", f"  except {error}:")
    if op.derivatives:
        yield f"    _ask(({_inputs(op)}))"
    if op.elementwise:
        arrays = ", ".join(f"_data{n}" for n in range(len(op.inputs)))
        yield f"    raise _broadcast_error([{arrays}]) from None"
    else:
        yield "    raise"
    if op.by_elements and len(op.inputs) > 1:
        arrays = ", ".join(f"_data{n}" for n in range(len(op.inputs)))
        yield f"  if not _data0.flags.c_contiguous: _made = _arranged(_made, ({arrays}))"
    if op.many:
        yield "  _outs = [_new_tensor(each) for each in _made]"
    elif op.is_simple or op.is_view:
        yield "  _out0 = _new(_Tensor); _out0._data = _made; _out0._edge = None"
        yield "  _out0._number = 0; _out0._counter = _out0._mark = None"
    else:
        results = [f"_out{n}" for n in range(len(op.outputs))]
        yield f"  {', '.join([*results, *(f'_kept_{name}' for name in op.keeps)])}, = _made"
        yield from (f"  {each} = _new_tensor({each})" for each in results)
    if op.is_view and op.many:
        yield f"  _make_views(_op, {op.inputs[0]}, _outs, {_options(op)})"
    elif op.is_view:
        yield f"  _options = {_options(op)}"
        yield f"  _make_view({op.inputs[0]}, _out0, _forward, _options)"


def _arguments(op: Op) -> Iterator[str]:
    """What the forward is called with: options by place where it has them there, for speed."""
    code = op.forward.__code__
    names = code.co_varnames[: code.co_argcount]
    count = len(op.inputs)
    yield from (f"_data{n}" for n in range(count))
    placed = names[count:] == tuple(op.options)[: len(names) - count] and len(names) >= count
    for place, name in enumerate(op.options, start=count):
        yield name if placed and place < len(names) else f"{name}={name}"


def _found(op: Op) -> str:
    if op.many:
        return "tuple(_outs)"
    return ", ".join(f"_out{n}" for n in range(len(op.outputs)))


def _recorded(op: Op) -> Iterator[str]:
    """Make the node, as ``record.attach`` does."""
    if not op.derivatives:
        return
    edges = "; ".join(f"_edge{n} = {_of(op, n, '_edge')}" for n in range(len(op.inputs)))
    wanted = " or ".join(f"_edge{n} is not None" for n in range(len(op.inputs)))
    first = "_outs[0]" if op.many else "_out0"
    yield f"  {edges}"
    yield f"  if ({wanted}) and (_SILENT.nowhere or _MODES.grad):"
    outputs = "_outs" if op.many else f"({_found(op)},)"
    make = "_node_class(_op, len(_outs))" if op.many else "_make"
    kept = "{" + ", ".join(f"{name!r}: _kept_{name}" for name in op.keeps) + "}"
    kept = kept if op.keeps else "_NOTHING_KEPT"
    yield f"    _kind = {first}._data.dtype"
    yield "    if _kind is not _F32 and _kind is not _F64:"
    yield f"      _attach(_op, {make}, ({_inputs(op)}), {_options(op)}, {outputs}, {kept})"
    yield "    else:"
    yield f"      _node = {make}(); _node.sequence_nr = _number(); _node.extras = None"
    yield from (f"      {line}" for line in (*_led_on(op), *_hung(op), *_saved(op, outputs, kept)))


def _led_on(op: Op) -> Iterator[str]:
    """Where the node's gradients go, which shapes they have, what the formulas read of facts."""
    places = op.differentiable
    for n in sorted({*places, *(place for _, place in op.shapes)}):
        yield f"_shape{n} = {_shape(op, n)}"  # every look at a shape makes a tuple
    yield f"_node.next = ({''.join(f'_edge{n}, ' for n in places)})"
    if len(places) == 1:
        shapes = f"((_shape{places[0]}, _data{places[0]}.dtype),)"
    else:
        each = (f"None if _edge{n} is None else (_shape{n}, _data{n}.dtype)" for n in places)
        shapes = f"({', '.join(each)})"
    # The gradient of a view is cut to the shape of its base by the formula itself.
    exact = "None if _data0.dtype is _kind else " if op.is_view else ""
    yield f"_node.expects = {exact}{shapes}"
    numbers = [_of(op, n, "_number", "0") for n in places]
    yield f"if {' or '.join(numbers)}:"
    yield f"  _extras_of(_node).numbers = ({', '.join(numbers)},)"
    facts = [f"{name!r}: _shape{place}" for name, place in op.shapes]
    facts += [
        f"{name!r}: () if _edge{place} is None else _strides_of({op.inputs[place]})"
        for name, place in op.strides
    ]
    given = [f"{name!r}: {name}" for name in op.options]
    own = "_options" if op.is_view and not op.many and not facts else ""
    yield f"_node.params = {own or '{' + ', '.join([*given, *facts]) + '}'}"


def _hung(op: Op) -> Iterator[str]:
    """Hang the differentiable results on the node."""
    if op.many:
        yield "for _place, _each in enumerate(_outs):"
        yield "  _each._edge = _node; _each._number = _place"
        return
    yield "_out0._edge = _node"
    for n in range(1, len(op.outputs)):
        yield f"if _out{n}._data.dtype.kind in 'fc':"
        yield f"  _out{n}._edge = _node; _out{n}._number = {n}"


def _told(op: Op) -> Iterator[str]:
    """Tell whoever watches."""
    outputs = "_outs" if op.many else f"({_found(op)},)"
    yield "  if _WATCH.observer is not None:"
    yield f"    _tell(_op, _named_operands(_op, ({_inputs(op)}), {_options(op)}), {outputs})"


def _saved(op: Op, outputs: str, kept: str) -> Iterator[str]:
    """Keep what the wanted formulas read, and nothing else."""
    rules = [op.inputs[n] for n in op.differentiable]
    readers = {name: [rule for rule in rules if name in op.reads[rule]] for name in op.saves}
    results = [name for name in op.saves if name in op.outputs]
    if not op.saves_all and any(len(readers[name]) < len(rules) for name in results):
        bits = (f"({1 << bit} if _edge{n} is not None else 0)"
                for bit, n in enumerate(op.differentiable))  # fmt: skip
        wanted = " | ".join(bits)
        yield f"_save(_node, _plan(_op, {wanted}), ({_inputs(op)}), {outputs}, {kept})"
        return
    values, counters, inputs = [], [], []
    for name in op.saves:
        if name in op.outputs:
            number = op.outputs.index(name)
            result = f"_outs[{number}]" if op.many else f"_out{number}"
            yield f"_counter{number} = {result}._counter"
            yield f"if _counter{number} is None: _counter{number} = {result}._counter = [0]"
            values.append(f"{result}._data")
            counters += [f"_counter{number}", f"_counter{number}[0]"]
            continue
        if name in op.inputs:
            counter = _of(op, op.inputs.index(name), "_counter")
            inputs.append(f"((_version := {counter}) is not None and _version[0])")
        value = name if name in op.inputs else f"_kept_{name}"
        values.append(_where_read(op, value, readers[name], len(rules)))
    yield f"_node.saved = ({''.join(f'{each}, ' for each in [*values, *counters])})"
    if inputs:
        yield f"if {' or '.join(inputs)}: _remember_versions(_node)"


def _where_read(op: Op, value: str, readers: list[str], rules: int) -> str:
    if not readers:
        return "None"
    if op.saves_all or len(readers) == rules == 1:
        return value
    wanted = " or ".join(f"_edge{op.inputs.index(rule)} is not None" for rule in readers)
    return f"({value} if {wanted} else None)"
