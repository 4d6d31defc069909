"""Declaring operations: one call states everything about one, and gives back its function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any

from engine.calls.dispatch import binary_call, unary_call
from engine.calls.general import variadic_call
from engine.calls.inplace import allow_first, in_place_call, refuse_widened
from engine.calls.later import read_rarer
from engine.calls.out_rules import OUT_RULES, PLAIN, OutRule
from engine.calls.spelt import spelt_call
from engine.errors import operand_error
from engine.op import Formula, Op, node_name_of, register

Function = Any  # a callable; that of an operation bears it as ``op``


class Declared(dict[str, Any]):
    """What was declared, by name; a name that is not there yet may be one of the rarer ones."""

    def __missing__(self, name: str) -> Any:
        read_rarer()
        if name in self:
            return self[name]
        raise KeyError(name)


FUNCTIONS: dict[str, Function] = Declared()
SAMPLES: dict[str, tuple[str, ...]] = {}
NOT_METHODS: set[str] = set()
# The functions of PyTorch's subpackages, by subpackage.
PACKAGED: dict[str, dict[str, Function]] = Declared()
# Methods whose arguments come in another order than the function's of the same name.
METHODS: dict[str, Function] = {}


def unary(
    name: str,
    symbol: str,
    forward: Function,
    derivative: Formula | None = None,
    *,
    floats: bool = True,
    node: str = "",
    out: OutRule = PLAIN,
    **facts: Any,
) -> Function:
    """An elementwise operation on one tensor; ``derivative`` reads grad, self or result."""
    op = Op(
        name, symbol, forward, {"self": derivative} if derivative else {}, ("self",), {},
        node or node_name_of(name), elementwise=True, true_division=floats, promotes=True,
        **facts,
    )  # fmt: skip
    return _declare(op, unary_call(op), out)


def binary(
    name: str,
    symbol: str,
    forward: Function,
    *derivatives: Formula,
    inputs: tuple[str, str] = ("self", "other"),
    true_division: bool = False,
    node: str = "",
    out: OutRule = PLAIN,
    **facts: Any,
) -> Function:
    """An elementwise operation on two tensors or a tensor and a number."""
    rules = dict(zip(inputs, derivatives, strict=False))
    op = Op(
        name, symbol, forward, rules, inputs, {}, node or node_name_of(name), elementwise=True,
        true_division=true_division, promotes=True, **facts,
    )  # fmt: skip
    return _declare(op, binary_call(op), out)


def operation(
    symbol: str,
    *,
    inputs: tuple[str, ...] = ("self",),
    name: str = "",
    node: str = "",
    variadic: bool = False,
    outputs: tuple[str, ...] = ("result",),
    keeps: tuple[str, ...] = (),
    is_view: bool = False,
    elementwise: bool = False,
    true_division: bool = False,
    promotes: bool | None = None,
    many: bool = False,
    samples: tuple[str, ...] = (),
    about: str = "",
    aliases: tuple[str, ...] = (),
    backward_node: str = "",
    backward_derivatives: Mapping[str, Formula] | None = None,
    conjugates: bool = False,
    in_rows: bool = False,
    as_stored: bool = False,
    all_edges: bool = False,
    saves_all: bool = False,
    scatters: bool = False,
    out: OutRule = PLAIN,
    **derivatives: Formula,
) -> Callable[[Function], Function]:
    """Declare the decorated forward as an operation; its other parameters are its options.

    Elementwise operations bring their inputs to one dtype unless ``promotes`` says that they
    refuse several. Further keywords are derivatives by input name. A ``name`` with a dot is one
    of several overloads ("sum.dim"), which a composite of the plain name chooses between.
    """

    def declare(forward: Function) -> Function:
        own = name or forward.__name__.rstrip("_")
        options = {name: d for name, d in defaults_of(forward).items() if name not in inputs}
        op = Op(
            own, symbol, forward, derivatives, inputs, options, node or node_name_of(own),
            outputs, keeps, variadic, is_view, elementwise, true_division,
            elementwise if promotes is None else promotes, many, samples, aliases=aliases,
            about=about or text_of(forward), backward_node=backward_node,
            backward_derivatives=backward_derivatives or {}, conjugates=conjugates,
            in_rows=in_rows, as_stored=as_stored,
            all_edges=all_edges, saves_all=saves_all, scatters=scatters,
        )  # fmt: skip
        return _declare(op, variadic_call(op) if variadic else spelt_call(op), out)

    return declare


def defaults_of(function: Function) -> dict[str, Any]:
    """A function's parameters and their defaults, as ``inspect.signature`` has them.

    Read off the function itself: every import of the engine asks it hundreds of times.
    """
    code = function.__code__
    count = code.co_argcount
    names = code.co_varnames[: count + code.co_kwonlyargcount]
    found = dict.fromkeys(names, inspect.Parameter.empty)
    given = function.__defaults__ or ()
    found.update(zip(names[count - len(given) : count], given, strict=True))
    found.update(function.__kwdefaults__ or {})
    return found


def text_of(function: Function) -> str:
    """A function's docstring without its indentation."""
    text = function.__doc__ or ""
    return inspect.cleandoc(text) if "\n" in text else text.strip()


def composite(
    *names: str,
    name: str = "",
    method: bool = True,
    samples: tuple[str, ...] = (),
    out: OutRule = PLAIN,
) -> Callable[[Function], Function]:
    """Export a function written in terms of operations under its own and further names.

    ``name`` : what it is called if not by its own name. ``method`` : is it also a method of
    Tensor? ``samples`` : expressions that call it. ``out`` : what it asks of its ``out``.
    """

    def declare(function: Function) -> Function:
        own = function.__name__ = function.__qualname__ = name or function.__name__
        SAMPLES[own] = samples
        for each in (own, *names):
            FUNCTIONS[each] = function
            OUT_RULES[each] = out
            if not method:
                NOT_METHODS.add(each)
        return function

    return declare


def packaged(
    package: str, name: str = "", *, samples: tuple[str, ...] = (), out: OutRule = PLAIN
) -> Callable[[Function], Function]:
    """Export a function in a subpackage of torch under its own or another name."""

    def declare(function: Function) -> Function:
        own = name or function.__name__
        SAMPLES[f"{package}.{own}"] = samples
        PACKAGED.setdefault(package, Declared())[own] = function
        if out is not PLAIN:
            OUT_RULES[f"{package}_{own}"] = out
        return function

    return declare


def overloaded(
    *names: str,
    samples: tuple[str, ...] = (),
    out: OutRule = PLAIN,
    named_in_c: bool = False,
) -> Callable[[Function], Function]:
    """Export a choice between overloads: what the function returns is a call and its arguments.

    Declares ``name`` and its in-place twin ``name_`` at once. ``named_in_c`` : the twin's refusal
    of a tensor that cannot hold the result calls the tensor's dtype by its name in C.
    """

    def declare(choose: Function) -> Function:
        @wraps(choose)
        def call(*args: Any, **options: Any) -> Any:
            chosen, arguments, further = choose(*args, **options)
            found = chosen(*arguments, **further)
            if found is NotImplemented:
                raise operand_error(choose.__name__, arguments)
            return found

        def call_in_place(*args: Any, **options: Any) -> Any:
            try:
                chosen, arguments, further = choose(*args, **options)
            except (RuntimeError, LookupError):
                allow_first(choose.__name__, *args, *options.values())
                raise
            refuse_widened(args, arguments, named_in_c)
            return in_place(chosen.op)(*arguments, **further)

        call_in_place.__name__ = f"{choose.__name__}_"
        vars(call_in_place)["operands"] = len(defaults_of(choose))
        call_in_place.__doc__ = f"In place: {inspect.getdoc(choose)}"

        def operate(self: Any, other: Any) -> Any:
            chosen, arguments, further = choose(self, other)
            return chosen(*arguments, **further)

        SAMPLES[choose.__name__] = samples
        for name in (choose.__name__, *names):
            own = operate if name.startswith("__") else call
            FUNCTIONS[name], FUNCTIONS[f"{name}_"] = own, call_in_place
            OUT_RULES[name] = out.by_elements()
        return call

    return declare


in_place = cache(in_place_call)


def _declare(op: Op, call: Function, out: OutRule) -> Function:
    call.__name__ = call.__qualname__ = op.name
    call.__doc__ = op.about or f"The operation ``{op.name}``."
    call.op = op
    register(op)
    SAMPLES[op.name] = op.samples
    exported = () if "." in op.name else (op.name,)
    for name in (*exported, *op.aliases):
        FUNCTIONS[name] = call
        OUT_RULES[name] = out.by_elements() if op.elementwise else out
    return call
