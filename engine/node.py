"""The nodes of the backward graph: what an operation leaves behind to be reversed.

Every operation has a subclass of its own, named as PyTorch names it, made from its table entry.
A node owns the values its derivative reads (``saved``) and points at the nodes its gradients go
to (``next``): the nodes of its inputs, in order, or None where no gradient is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

from engine.calls.later import later
from engine.graph.hooks import LEAF_HOOKS, Hooks, RemovableHandle, add

if TYPE_CHECKING:
    from engine.op import Op
    from engine.tensor import Tensor

accumulate = later("engine.graph.accumulate", "accumulate")
next_sequence_number: Callable[[], int] = count().__next__


SECOND_BACKWARD = (
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    "they have already been freed). Saved intermediate values of the graph are freed when you "
    "call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward "
    "through the graph a second time or if you need to access saved tensors after calling "
    "backward."
)


PUBLIC = (
    "_input_metadata", "_register_hook_dict", "_sequence_nr", "_set_sequence_nr", "metadata",
    "name", "next_functions", "register_hook", "register_prehook", "requires_grad",
)  # fmt: skip


class Extras:
    """What few nodes have, and each of them little of: what is not set is read from the class.

    ``numbers`` : which output of each next node the input was, None where all are the first.
    ``versions`` : the saved inputs' version counters when saved, None where all were 0.
    ``duals`` : by output number, the tangents of a saved result. ``maker`` : of an operation that
    changed a view in place, whose output errors call what it saved, as long as that node is there.
    ``metadata`` : a dictionary of the user's own, None until it is asked for.
    """

    numbers: tuple[int, ...] | None = None
    versions: tuple[int, ...] | None = None
    hooks: Hooks | None = None
    metadata: dict[str, Any] | None = None
    duals: dict[int, Any] | None = None
    maker: Callable[[], Node | None] | None = None


class Node:
    """One step of the backward pass.

    ``next`` : nodes (or None), one per input. ``saved`` : what the derivative reads, in the order
    of the entry's ``saves``, None once freed; a saved result is followed, at the end, by its
    version counter and the version then. ``expects`` : (shape, dtype) an input's gradient must
    have, None where it is right as it comes. ``extras`` : what few nodes have, None for others.
    """

    __slots__ = ("__weakref__", "expects", "extras", "next", "params", "saved", "sequence_nr")
    __module__ = "torch.autograd.graph"  # where PyTorch has it

    op: ClassVar[Op | None] = None
    namespace: ClassVar[str] = ""
    outputs: ClassVar[int] = 1
    is_accumulator: ClassVar[bool] = False
    is_plain: ClassVar[bool] = True
    runs_on_nothing: ClassVar[bool] = False

    next: tuple[Node | None, ...]
    saved: Any
    expects: Sequence[Any] | None
    params: dict[str, Any] | None
    sequence_nr: int
    extras: Extras | None

    def name(self) -> str:
        """The node's name, as PyTorch gives it: built-in ones carry their C++ namespace."""
        return self.namespace + type(self).__name__

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """Each node that receives a gradient from this one, with its output's number."""
        return ways_on(self)

    @property
    def gradient_outputs(self) -> int:
        """How many gradients the node is sent, in the eyes of hooks."""
        op = self.op
        return self.outputs if op is None or op.many else op.gradient_outputs

    @property
    def metadata(self) -> dict[str, Any]:
        """A dictionary of the user's own."""
        extras = extras_of(self)
        if extras.metadata is None:
            extras.metadata = {}
        return extras.metadata

    def backward(self, grad: Any) -> tuple[Any, ...]:
        """The gradients of the inputs, from that of the output, on arrays."""
        raise NotImplementedError

    def backward_tensors(self, grad: Any) -> tuple[Any, ...]:
        """The same on tensors, so that the backward pass is itself recorded."""
        raise NotImplementedError

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(grad_inputs, grad_outputs)`` after the node; it may change the former."""
        return add(hooks_of(self).after, hook)

    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(grad_outputs)`` before the node; it may give other grad_outputs."""
        return add(hooks_of(self).before, hook)

    @property
    def requires_grad(self) -> bool:
        """Whether any gradient leaves the node: always, as else there would be no node."""
        return True

    def _sequence_nr(self) -> int:
        return self.sequence_nr

    def _set_sequence_nr(self, sequence_nr: int) -> None:
        self.sequence_nr = sequence_nr

    def saved_values(self) -> list[tuple[str, Any]]:
        """What the node keeps, by PyTorch's names without ``_saved_``; empty once freed."""
        if self.op is None or self.saved is None:
            return []
        options = [(name, self.params[name]) for name in self.op.options if self.params]
        return [*zip(self.op.saves, self.saved, strict=False), *options]

    def __dir__(self) -> list[str]:
        return [*object.__dir__(object()), *PUBLIC]

    def release(self) -> bool:
        """Free the saved tensors; whether there were any."""
        if self.saved:
            self.saved = None
            return True
        return False

    def __call__(self, *gradients: Any, **options: Any) -> Any:
        """The gradients of the inputs, from those of the outputs (tensors).

        Raises:
            TypeError: there are more or fewer than outputs, or options, or what is no tensor.
        """
        self._check_call(gradients, options)
        if gradients == (None,) and self.op is not None and not self.runs_on_nothing:
            return None if len(self.next) == 1 else (None,) * len(self.next)
        results = self.backward_tensors(gradients[0] if self.outputs == 1 else list(gradients))
        return results[0] if len(results) == 1 else tuple(results)

    def _check_call(self, gradients: Sequence[Any], options: dict[str, Any]) -> None:
        if options:
            raise TypeError("keyword arguments are not supported")
        if len(gradients) != self.outputs:
            raise TypeError(f"expected {self.outputs} arguments, got {len(gradients)} instead")
        for place, each in enumerate(gradients):
            if each is not None and not hasattr(each, "_data"):
                raise TypeError(f"argument {place} is not a Variable")

    def __reduce_ex__(self, protocol: Any) -> Any:
        """A node can be neither copied nor written to a file."""
        raise TypeError(f"cannot pickle '{type(self).__name__}' object")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {hex(id(self))}>"


class AccumulateGrad(Node):
    """Where a gradient ends: it is added to the ``.grad`` of a leaf."""

    __slots__ = ("variable",)
    __module__ = "builtins"  # as of all nodes that PyTorch has
    is_accumulator = True
    is_plain = False
    namespace = "torch::autograd::"

    def __init__(self, variable: Tensor) -> None:
        self.variable = variable
        self.next = ()
        self.saved = ()
        self.expects = self.params = self.extras = None
        self.sequence_nr = 2**64 - 1

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), "variable"]

    def __call__(self, *gradients: Any, **options: Any) -> Any:
        """Add a gradient to the leaf's by hand, as a backward pass would."""
        self._check_call(gradients, options)
        accumulate(self.variable, gradients[0]._data, create_graph=False, fresh=False)
        return ()


class Nowhere(AccumulateGrad):
    """Where gradients of a view are lost that requires grad only because its base does.

    PyTorch has no node there at all.
    """

    __slots__ = ()


def ways_on(node: Node) -> tuple[tuple[Node | None, int], ...]:
    """The next nodes with the numbers of their outputs, in the order of the inputs."""
    numbers = (node.extras and node.extras.numbers) or (0,) * len(node.next)
    return tuple(
        (None, 0) if each is None or type(each) is Nowhere else (each, number)
        for each, number in zip(node.next, numbers, strict=True)
    )


def operation_of(node: Node) -> str:
    """A node's name in errors: ``SumBackward1`` is ``Sum1``, ``SumBackward0`` is ``Sum``."""
    return re.sub(r"Backward0?(\d*)$", r"\1", node.name())


def hooks_of(node: Node) -> Hooks:
    """The hooks of a node, made when first asked for."""
    extras = extras_of(node)
    if extras.hooks is None:
        extras.hooks = Hooks()
        if node.is_accumulator:
            LEAF_HOOKS.watch(extras.hooks)
    return extras.hooks


def carry_hooks(tensor: Tensor, former: Node | None, number: int = 0) -> None:
    """Let a tensor that leaves its node keep its own hooks, and a new leaf have those kept.

    ``former`` : the node it had, ``number`` : which of its outputs it was.
    """
    hooks = None if former is None or former.extras is None else former.extras.hooks
    if hooks is not None:
        mine = {n: (0, hook) for n, (at, hook) in hooks.tensor.items() if at == number}
        kept = tensor.__dict__["_hooks"] = Hooks()
        kept.accumulated = hooks.accumulated
        # That from which handles remove them.
        kept.tensor = hooks.tensor if mine == hooks.tensor else mine
    elif tensor._edge is not None and (own := getattr(tensor, "_hooks", None)) is not None:
        new = hooks_of(tensor._edge)
        new.tensor, new.accumulated = own.tensor, own.accumulated


def extras_of(node: Node) -> Extras:
    """The node's extras, made when first needed."""
    if node.extras is None:
        node.extras = Extras()
    return node.extras
