"""What an operation is, and the table that holds every one of them.

An entry states each fact once. Its *forward* is ordinary numpy code. Its *derivatives* are
formulas, one per differentiable input, whose parameters name what they read: ``grad``, an input,
an option, ``result``, or an input's ``_shape``. What they name is what the node saves, by
PyTorch's names. The same formula runs on arrays (the backward pass), on tensors (a backward pass
that is itself recorded) and on symbols (the text of the explanation), after the manner of
PyTorch's ``derivatives.yaml`` and HIPS/autograd's vjp tables.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

Formula = Callable[..., Any]
TENSORS = ("index", "mask", "noise")
"""Options that are tensors where PyTorch has them."""
NO_GRADIENT = (
    "counts", "exponent", "indices", "info", "inverse", "pivots", "rank", "result1",
    "singular_values",
)  # fmt: skip
"""Last results that no gradient can come back from: whole numbers, or cut off by PyTorch."""
NOT_IMPLEMENTED = "NotImplemented"
"""The node of an operation whose derivative PyTorch has not implemented."""

OPS: dict[str, Op] = {}


class Entry(NamedTuple):
    """What an operation states of itself.

    Four more columns are read by few and late, and stand apart so that they cost an import of
    the engine nothing: how it is written in a formula (``calls.formulaic``), what PyTorch calls
    its kernel (``numbers.kernel_names``), what its node shows beside what it keeps
    (``graph.shown``), and its forward derivative where PyTorch's has a formula of its own
    (``graph.forward_formulas``). A test sees to it that every name there is that of an entry.
    """

    name: str
    """PyTorch's name, with that of the overload: ``sum.dim``."""
    symbol: str
    """How cards and formulas write it: ``+``, ``max pool``."""
    forward: Callable[..., Any]
    derivatives: Mapping[str, Formula]
    """The formula of each input's gradient, by the input's name."""
    inputs: tuple[str, ...]
    """The names of the tensors that it takes, in order."""
    options: Mapping[str, Any]
    """Its other parameters and their defaults."""
    node_name: str
    """PyTorch's name of its node: ``MulBackward0``."""
    outputs: tuple[str, ...] = ("result",)
    """The names of its results."""
    keeps: tuple[str, ...] = ()
    """The names of further values that its forward computes for the derivatives only."""
    variadic: bool = False
    """Its one input is a sequence of tensors."""
    is_view: bool = False
    """Its result shares its input's storage."""
    elementwise: bool = False
    """It works element by element, and has an in-place twin."""
    true_division: bool = False
    """It computes whole numbers as floats."""
    promotes: bool = False
    """Its inputs are first brought to one dtype."""
    many: bool = False
    """How many results it has depends on its options."""
    samples: tuple[str, ...] = ()
    """Expressions that call it, to try it out (their operands: ``tests/engine/parity.py``)."""
    check: Callable[..., None] | None = None
    """Raises where PyTorch refuses operands that numpy would take."""
    about: str = ""
    """What it computes, in a sentence."""
    aliases: tuple[str, ...] = ()
    """Its further names."""
    backward_node: str = ""
    """PyTorch's name of the node of its derivatives, where each is one operation, not several."""
    backward_derivatives: Mapping[str, Formula] = MappingProxyType({})
    """The derivatives of that operation by what it reads, where PyTorch writes them down.

    They read ``grad_output`` and ``output`` besides.
    """
    conjugates: bool = False
    """Its formulas are conjugate Wirtinger derivatives, not derivatives of calculus."""
    in_rows: bool = False
    """Its result is contiguous, however its operands lie in memory."""
    as_stored: bool = False
    """It takes numbers of half precision as they are stored, not widened."""
    numbered: bool = False
    """With a number for its second operand it is another overload, whose node ends with 1."""
    takes_arrays: bool = False
    """Its second operand may be an array of numpy's."""
    all_edges: bool = False
    """Its node shows inputs that want no gradient too, though its derivative is missing."""
    saves_all: bool = False
    """Its node keeps what any derivative reads, as PyTorch computes them all in one call."""
    scatters: bool = False
    """In place it writes here and there, so that it must read from other memory altogether."""


class Op(Entry):
    """One operation of the engine: its entry, and what follows from it.

    No dataclass: writing one of so many fields takes a tenth of the engine's own import.
    """

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @cached_property
    def reads(self) -> Mapping[str, tuple[str, ...]]:
        """The parameters of each derivative's formula, by the input it is for."""
        return {name: parameters(rule) for name, rule in self.derivatives.items()}

    @cached_property
    def differentiable(self) -> tuple[int, ...]:
        """The places of the inputs that have a derivative: those a node leads on to."""
        return tuple(n for n, name in enumerate(self.inputs) if name in self.derivatives)

    @cached_property
    def single(self) -> int | None:
        """The place of the one input that has a derivative, if there is just one."""
        alone = len(self.differentiable) == 1 and not self.variadic
        return self.differentiable[0] if alone else None

    @cached_property
    def gradient_outputs(self) -> int:
        """How many of its results, the first ones, may send gradients back."""
        count = len(self.outputs)
        while count > 1 and self.outputs[count - 1] in NO_GRADIENT:
            count -= 1
        return count

    @cached_property
    def by_elements(self) -> bool:
        """Does its one result lie in memory as its operands do?"""
        return self.promotes and not self.variadic and not self.in_rows

    @cached_property
    def saves(self) -> tuple[str, ...]:
        """The values that a node keeps, in order: inputs, then results, then what was kept.

        One- and two-operand entries keep a place for every input as soon as one is read.
        """
        read = {name for names in self.reads.values() for name in names}
        whole = len(self.inputs) <= 2 and not read.isdisjoint(self.inputs)
        inputs = self.inputs if whole else tuple(n for n in self.inputs if n in read)
        return (*inputs, *(n for n in (*self.outputs, *self.keeps) if n in read))

    @cached_property
    def shapes(self) -> tuple[tuple[str, int], ...]:
        """The shapes that derivatives read: by which name, and of which input."""
        return self._facts_read("_shape")

    @cached_property
    def strides(self) -> tuple[tuple[str, int], ...]:
        """The strides (in elements) that derivatives read: by which name, and of which input."""
        return self._facts_read("_strides")

    def _facts_read(self, ending: str) -> tuple[tuple[str, int], ...]:
        read = {name for names in self.reads.values() for name in names}
        known = [(name + ending, place) for place, name in enumerate(self.inputs)]
        return tuple((name, place) for name, place in known if name in read)

    @cached_property
    def is_simple(self) -> bool:
        """Does it give one new tensor, and keep nothing else?"""
        return len(self.outputs) == 1 and not (self.keeps or self.many or self.is_view)

    @cached_property
    def holds(self) -> frozenset[str]:
        """Options of a node that saves nothing else which are tensors: freed as what is saved."""
        if self.saves or self.is_view:
            return frozenset()
        read = {name for names in self.reads.values() for name in names}
        return frozenset(read.intersection(self.options, TENSORS))

    @cached_property
    def saves_result(self) -> bool:
        """Does any derivative read a result?"""
        return any(name in self.outputs for name in self.saves)


def parameters(formula: Formula) -> tuple[str, ...]:
    """The names of a formula's parameters."""
    code = formula.__code__ if hasattr(formula, "__code__") else None
    if code is not None:
        return code.co_varnames[: code.co_argcount]
    return tuple(inspect.signature(formula).parameters)


def node_name_of(name: str) -> str:
    """PyTorch's name for an operation's node: ``log_softmax`` makes ``LogSoftmaxBackward0``."""
    plain = name.partition(".")[0]
    return "".join(part[:1].upper() + part[1:] for part in plain.split("_") if part) + "Backward0"


def register(op: Op) -> Op:
    """Put an operation into the table."""
    if op.name in OPS:
        raise ValueError(f"the operation {op.name} is declared twice")
    OPS[op.name] = op
    return op
