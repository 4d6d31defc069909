"""A scalar autograd after micrograd's manner, as a peer: Python floats and a closure a node.

It does what micrograd does for every operation, no more and no less: the other operand is made a
number if it is none, the operands go into a set, the operation's sign is noted, and a closure
over operands and result adds to the operands' gradients. Backward sorts all numbers
topologically and calls their closures in reverse. Only the sorting is not recursive, which
10,000 operations in a row would not survive.
"""

from __future__ import annotations

from collections.abc import Callable, Collection


def nothing() -> None:
    """Pass nothing on: there are no operands."""


class Number:
    """A number that knows what it was made of."""

    def __init__(self, value: float, parents: Collection[Number] = (), sign: str = "") -> None:
        self.value = value
        self.grad = 0.0
        self.give: Callable[[], None] = nothing
        self.parents = set(parents)
        self.sign = sign

    def __mul__(self, other: Number | float) -> Number:
        factor = other if isinstance(other, Number) else Number(other)
        made = Number(self.value * factor.value, (self, factor), "*")

        def give() -> None:
            self.grad += factor.value * made.grad
            factor.grad += self.value * made.grad

        made.give = give
        return made

    def __add__(self, other: Number | float) -> Number:
        term = other if isinstance(other, Number) else Number(other)
        made = Number(self.value + term.value, (self, term), "+")

        def give() -> None:
            self.grad += made.grad
            term.grad += made.grad

        made.give = give
        return made

    def backward(self) -> None:
        """Give every number that this one was made of its gradient."""
        self.grad = 1.0
        for number in reversed(in_order(self)):
            number.give()


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
