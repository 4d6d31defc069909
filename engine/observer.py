"""How a run is watched: the one protocol between the engine and whoever records it.

Nobody watching costs one comparison with None an operation. The watcher is called in the
thread that runs the program, right after each thing happened, and must not keep the arrays
it is shown without copying them: arrays mutate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from types import CodeType

    from engine.nn.modules.module import Module
    from engine.node import Node
    from engine.op import Op
    from engine.tensor import Tensor


Step: TypeAlias = "tuple[Node, Any, Sequence[Any]]"
"""A node that ran, the gradient that arrived, and those that it sent on."""


class Observer:
    """What may be told about a run, after the fact: who watches overrides what it is to hear."""

    def created(self, tensor: Tensor, how: str) -> None:
        """A tensor was made by no operation (``torch.tensor``, ``rand``, ``detach`` excluded)."""

    def op(
        self,
        op: Op,
        inputs: Sequence[tuple[str, Any]],
        outputs: Sequence[Tensor],
        in_place: bool,
    ) -> None:
        """An operation ran on named ``inputs`` (tensors, numbers, options).

        Its node is ``outputs[0].grad_fn``; in place, ``outputs[0]`` is the changed input.
        """

    def elementwise(self, op: Op, first: Any, second: Any, out: Tensor) -> None:
        """An operation ran on two operands and made ``out``, which nobody has seen before."""

    def left(self) -> None:
        """A closed call was left without an operation to tell of: by an error, or undecided."""

    def quiet_begin(self) -> None:
        """Nothing of the program's runs until ``quiet_end``: nobody need look for its lines."""

    def quiet_end(self) -> None:
        """The program's own lines may run again."""

    def grad_mode(
        self, enabled: bool, cause: str, function: Callable[..., Any] | None = None
    ) -> None:
        """Gradient recording was switched on or off, for ``function`` where it is decorated."""

    def requires_grad(self, tensor: Tensor) -> None:
        """``requires_grad`` of a tensor was set."""

    def retain_grad(self, tensor: Tensor) -> None:
        """``retain_grad()`` was called on a non-leaf."""

    def module_entered(self, module: Module) -> None:
        """A module's ``forward`` is about to run; what follows is part of it until it is left."""

    def module_left(self, module: Module) -> None:
        """A module's ``forward`` has returned or raised."""

    def backward_begin(
        self,
        roots: Sequence[Tensor],
        gradients: Sequence[Any],
        dependencies: Mapping[Node, int],
        retain_graph: bool,
        create_graph: bool,
        accumulates: bool,
    ) -> None:
        """A backward pass will run ``dependencies``' nodes, each after that many gradients."""

    def node_ran(self, node: Node, incoming: Sequence[Any], outgoing: Sequence[Any]) -> None:
        """A node turned the gradients of its outputs into those of its inputs (arrays)."""

    def nodes_ran(self, steps: Sequence[Step]) -> None:
        """Several nodes ran one after the other, each on one gradient."""

    def accumulated(self, tensor: Tensor, before: Any, incoming: Any, after: Any) -> None:
        """``incoming`` was added to ``tensor.grad`` (arrays; ``before`` None at first)."""

    def freed(self, nodes: Sequence[Node]) -> None:
        """Nodes let go of their saved tensors."""

    def backward_end(self, error: BaseException | None, node: Node | None) -> None:
        """The backward pass ended; ``node`` is the one that raised ``error``."""

    def grad_set(self, tensor: Tensor, before: Any, after: Any, how: str) -> None:
        """``tensor.grad`` was cleared, zeroed or assigned (arrays or None)."""

    def holds(self, optimizer: str, tensors: Sequence[Tensor]) -> None:
        """An optimiser, called by its class, was given ``tensors`` to change at its steps."""

    def knows(self, tensor: Tensor) -> bool:
        """Whether ``updated`` need not be given what ``tensor`` holds before it changes."""
        return True

    def updated(
        self, tensor: Tensor, before: Any, how: str, state: Mapping[str, Any] | None = None
    ) -> None:
        """An optimiser changed ``tensor`` in place; ``before`` copies its old array, if unknown.

        ``state`` : its learning rate, and what it keeps for the tensor from step to step.
        """

    def replaced(self, tensor: Tensor, source: Tensor | None, how: str) -> None:
        """A tensor was given other values outside the graph, in memory of its own or another.

        ``how`` : "resize_" and "set_" (the memory of ``source``, where there is one) give it other
        memory, "nn.init", "batch_norm" and "embedding_renorm_" only values.
        """


if TYPE_CHECKING:
    _Whole = Observer
else:
    _Whole = object


class InFront(_Whole):
    """An observer that passes all it does not hear itself on to ``inner``, who watched before it.

    It is a whole observer, though it has only the methods of what it hears.
    """

    inner: Observer | None = None

    def __getattr__(self, name: str) -> Any:
        return _nothing if self.inner is None else getattr(self.inner, name)


def _nothing(*_: object, **__: object) -> None:
    """Nobody else watches."""


class Slot:
    """Holds the one observer of this process, or None; and whether it was told to be quiet."""

    __slots__ = ("observer", "quiet")

    def __init__(self) -> None:
        self.observer: Observer | None = None
        self.quiet = False


WATCH = Slot()
CLOSED: dict[int, CodeType] = {}
"""The code of all closed calls by its id, kept alive so that no other code ever goes by that."""

C = TypeVar("C", bound=Callable[..., Any])


def leave() -> None:
    """Let the observer know that a closed call has nothing to tell of."""
    if WATCH.observer is not None:
        WATCH.observer.left()


def closed(call: C) -> C:
    """Declare that nothing of the program's runs in a call, which always tells of its end.

    It ends by an operation, a pass or ``left``: whoever watches need not look on in between.
    """
    CLOSED[id(call.__code__)] = call.__code__
    return call


def quiet(call: C) -> C:
    """Declare that nothing of the program's runs in a call, however much it tells of."""

    @wraps(call)
    def told(*args: Any, **options: Any) -> Any:
        observer = WATCH.observer
        if observer is None or WATCH.quiet:
            return call(*args, **options)
        observer.quiet_begin()
        WATCH.quiet = True
        try:
            return call(*args, **options)
        finally:
            WATCH.quiet = False
            observer.quiet_end()

    return told  # type: ignore[return-value]


@contextmanager
def watching(observer: Observer | None) -> Iterator[None]:
    """Tell ``observer``, and nobody else, about everything that happens inside the block."""
    before = WATCH.observer
    WATCH.observer = observer
    try:
        yield
    finally:
        WATCH.observer = before
