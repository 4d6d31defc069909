"""What a transform's function makes itself, and what it only captured from outside.

PyTorch wraps all that is made while a transform is at work, be it differentiated by or not. A
tensor from outside is not wrapped, and so may not be changed there: it would be by a transform
that nobody sees from outside. Not everything says that it was made; where it is not known whether
a tensor was, it is captured only if the function can reach it by a name of its own.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.foundation.tree import flatten
from engine.func.reach import reached
from engine.graph.layers import Layer
from engine.modes import MODES
from engine.op import Op
from engine.storage.memory import owner
from engine.tensor import Tensor

CAPTURED = (
    "During a grad (vjp, jvp, grad, etc) transform, the function provided attempted to call "
    "in-place operation ({name}) that would mutate a captured Tensor. This is not supported; "
    "please rewrite the function being transformed to explicitly accept the mutated Tensor(s) as "
    "inputs."
)
# The operand by which PyTorch tells overloads apart, and what it calls them: with a tensor there,
# and with a number.
ALWAYS, EITHER = (1, ".Tensor", ".Tensor"), (1, ".Tensor", ".Scalar")
OVERLOADS = {
    **dict.fromkeys(("add", "div", "floor_divide", "mul", "sub"), ALWAYS),
    **dict.fromkeys(("bitwise_and", "bitwise_or", "bitwise_xor", "fill", "fmod", "pow",
                     "remainder", "eq", "ge", "gt", "le", "lt", "ne"), EITHER),
    **dict.fromkeys(("lerp", "masked_fill"), (2, ".Tensor", ".Scalar")),
    "index_fill": (2, ".int_Tensor", ".int_Scalar"), "scatter": (2, ".src", ".value"),
}  # fmt: skip


class Repeating(Layer):
    """Calls a function several times where PyTorch calls it once."""

    def before_change(self, tensor: Tensor) -> None:
        """A tensor is about to be changed."""
        raise NotImplementedError


class Within(Layer):
    """Knows the tensors that were made since it was put on, as far as they are told of.

    ``function`` : what is transformed. ``handed`` : all that it is called with.
    """

    def __init__(self, function: Any = None, handed: Sequence[Any] = ()) -> None:
        super().__init__()
        self._function, self._handed = function, handed
        self._made: dict[int, weakref.ref[Tensor]] = {}
        self._given: list[tuple[Tensor, Tensor]] = []
        self.allowed: list[Tensor] = []

    def created(self, tensor: Tensor, how: str) -> None:
        """A tensor was made by no operation."""
        if self.inner is not None:
            self.inner.created(tensor, how)
        self.note(tensor)

    def seen(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """Note what an operation made: ``.data`` of what is from outside is from there too."""
        if in_place or (op.name == "data" and not self.made(root(inputs[0][1]))):
            return
        for each in outputs:
            self.note(each)

    def computed(self, tensor: Tensor, inputs: Sequence[Any]) -> None:
        """A tensor was made of others by what is no operation."""
        self.note(tensor)

    def note(self, tensor: Tensor) -> None:
        """A tensor was made here."""
        self._made[id(tensor)] = weakref.ref(tensor)

    def take(self, tensor: Tensor, origin: Tensor) -> None:
        """An input of the function's own, and what the surroundings know it as."""
        self.note(tensor)
        self._given.append((tensor, origin))

    def origin(self, tensor: Tensor) -> Tensor:
        """What the surroundings know an input as; any other tensor itself."""
        return next((origin for given, origin in self._given if given is tensor), tensor)

    def made(self, tensor: Tensor) -> bool:
        """Was it made here?"""
        found = self._made.get(id(tensor))
        return found is not None and found() is tensor

    def text(self, tensor: Tensor, level: int, inner: Callable[[Tensor], str]) -> str:
        """How a tensor is printed: within a wrapper, if it was made here."""
        if not self.made(tensor):
            return inner(tensor)
        seen = self.origin(tensor)
        if seen is tensor:
            seen = self.outside(tensor)
            for scope in MODES.scopes:
                if isinstance(scope, Within) and scope.made(tensor):
                    scope.note(seen)
        value = inner(seen).replace("\n", "\n    ")
        return f"GradTrackingTensor(lvl={level}, value=\n    {value}\n)"

    def outside(self, tensor: Tensor) -> Tensor:
        """A tensor as the surroundings see it."""
        raise NotImplementedError

    def owns(self, tensor: Tensor) -> bool:
        """May the memory that it looks at be changed here: was it made here, or handed over?"""
        base = root(tensor)
        return self.made(base) or self._was_handed(base) or not self._captured(base)

    def _was_handed(self, base: Tensor) -> bool:
        given = (each for each, _ in self._given)
        handed = (*given, *_tensors(self._handed), *self.allowed)
        return any(base is root(each) for each in handed)

    def _captured(self, base: Tensor) -> bool:
        """Is it surely from outside: of an outer transform, or behind a name of the function?"""
        outer = (each for each in MODES.scopes if isinstance(each, Within) and each is not self)
        if any(scope.made(base) for scope in outer):
            return True
        memory = memory_of(base)
        own = [memory_of(each) for each, _ in self._given]
        shared = memory is not None and not any(memory is each for each in own)
        return any(
            each is base or (shared and memory_of(each) is memory)
            for each in reached(self._function)
        )

    def refuse_change(self, name: str, inputs: Sequence[Any]) -> None:
        """Raise RuntimeError where an operation is to change what was only captured."""
        if not self.owns(inputs[0]):
            raise RuntimeError(CAPTURED.format(name=_overload(name, inputs)))


def root(tensor: Tensor) -> Tensor:
    """The tensor whose memory it looks at, as a view or detached."""
    while True:
        origin = tensor._origin() if tensor._origin is not None else None
        behind = tensor._base if tensor._base is not None else origin
        if behind is None:
            return tensor
        tensor = behind


def memory_of(tensor: Tensor) -> Any:
    """The array that owns its numbers; None where it shares them with nobody."""
    return owner(tensor._data) if isinstance(tensor._data, np.ndarray) else None


def _tensors(nested: Any) -> list[Tensor]:
    return [each for each in flatten(nested)[0] if isinstance(each, Tensor)]


def refuse_captured(name: str, inputs: Sequence[Any]) -> None:
    """Raise RuntimeError where an operation in place is to change what a transform captured.

    What a mapping captured may be changed, and is for each member of its batch as for the first.
    """
    within = next((each for each in reversed(MODES.scopes) if isinstance(each, Within)), None)
    if within is not None:
        within.refuse_change(name, inputs)
    for scope in MODES.scopes:
        if isinstance(scope, Repeating):
            scope.before_change(inputs[0])


def admit(tensor: Tensor) -> None:
    """Let the transforms at work take a tensor for one that may be changed."""
    for each in MODES.scopes:
        if isinstance(each, Within):
            each.allowed.append(tensor)


def _overload(name: str, inputs: Sequence[Any]) -> str:
    """PyTorch's full name of an operation in place, by what it was called with, if not given."""
    plain = name.partition(".")[0]
    if plain.endswith("_"):
        return f"aten::{name}"
    place, by_tensor, by_number = OVERLOADS.get(plain, (0, "", ""))
    by = inputs[place] if place < len(inputs) else None
    return f"aten::{plain}_" + (by_tensor if isinstance(by, Tensor) else by_number)
