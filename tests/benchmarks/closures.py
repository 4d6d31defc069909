"""The smallest scalar autograd there can be, as a peer: Python floats and a closure a node."""

from __future__ import annotations

from collections.abc import Callable


def nothing(gradient: float) -> None:
    """Pass nothing on."""


class Number:
    """A number that knows what it was made of."""

    __slots__ = ("give", "grad", "parents", "value")

    def __init__(self, value: float, *parents: Number) -> None:
        self.value = value
        self.grad = 0.0
        self.parents = parents
        self.give: Callable[[float], None] = nothing

    def __mul__(self, other: Number) -> Number:
        made = Number(self.value * other.value, self, other)

        def give(gradient: float) -> None:
            self.grad += gradient * other.value
            other.grad += gradient * self.value

        made.give = give
        return made

    def __add__(self, other: Number) -> Number:
        made = Number(self.value + other.value, self, other)

        def give(gradient: float) -> None:
            self.grad += gradient
            other.grad += gradient

        made.give = give
        return made

    def backward(self) -> None:
        """Give every number that this one was made of its gradient."""
        self.grad = 1.0
        for number in reversed(in_order(self)):
            number.give(number.grad)


def in_order(root: Number) -> list[Number]:
    """All a number was made of, parents first; without recursion, for chains may be long."""
    found: list[Number] = []
    seen: set[Number] = set()
    waiting = [(root, False)]
    while waiting:
        number, complete = waiting.pop()
        if complete:
            found.append(number)
        elif number not in seen:
            seen.add(number)
            waiting.append((number, True))
            waiting.extend((parent, False) for parent in number.parents)
    return found
