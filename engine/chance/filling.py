"""Filling a tensor in place with drawn numbers: ``uniform_``, ``normal_`` and their kin."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import composite
from engine.calls.inplace import check_allowed, original_of, overwrite, refuse_change
from engine.calls.later import later
from engine.chance.generator import stream_of
from engine.formula import nothing
from engine.foundation.mapped import refuse_alike, refuse_same
from engine.graph.record import attach, node_class
from engine.modes import MODES
from engine.numbers.half import converted
from engine.observer import WATCH
from engine.op import Op, node_name_of, register
from engine.storage.views import rebase_history
from engine.tensor import Tensor

FILLS = {
    "uniform": "uniform numbers in [from, to)",
    "normal": "numbers of a normal distribution",
    "bernoulli": "1 with probability p, else 0",
    "random": "whole numbers",
    "geometric": "numbers of trials up to a success",
    "exponential": "exponentially distributed numbers",
    "cauchy": "numbers of a Cauchy distribution",
    "log_normal": "powers of e with normal exponents",
}


# Where PyTorch has several overloads, the node of the one without tensors.
NODES = {"bernoulli": "BernoulliBackward2", "random": "RandomBackward2"}


# Whose first bound is called ``from``, which Python takes by name only together with others.
BOUNDED = ("uniform", "random")


def fill(tensor: Tensor, values: Any) -> Tensor:
    """Write drawn values over a tensor, in its dtype."""
    overwrite(tensor, converted(values, tensor._data.dtype))
    return tensor


def _overload(name: str, args: Any, options: dict[str, Any]) -> str:
    """What PyTorch calls the overload that fits the bounds or the chance given."""
    bounds = len(args) + len(options)
    if name == "random":
        return ("random_", "random_.to", "random_.from")[min(bounds, 2)]
    if name == "bernoulli":
        chance = (*args, *options.values(), 0.5)[0]
        return "bernoulli_.Tensor" if isinstance(chance, Tensor) else "bernoulli_.float"
    return f"{name}_"


def _declare(name: str, about: str, draw: Any) -> None:
    rules = {"self": lambda grad: nothing(grad)}
    node = NODES.get(name) or node_name_of(name)
    op = register(Op(name, name, draw, rules, ("self",), {}, node, about=f"In place: {about}."))

    def fill_(self: Tensor, *args: Any, generator: Any = None, **options: Any) -> Tensor:
        refuse_change(_overload(name, args, options), self)
        refuse_alike(self)
        refuse_same(*args)
        check_allowed(self)
        if options and name in BOUNDED and not options.keys() <= {"from", "to"}:
            raise TypeError(f"{name}_() got an unexpected keyword argument")  # told in full above
        recorded = MODES.grad and self._edge is not None
        before = original_of(self, keep=False)
        fill(self, draw(self, stream_of(generator), *args, **options))
        if recorded:
            attach(op, node_class(op), (before,), {}, (self,), {})
            rebase_history(self, before._edge)
        if WATCH.observer is not None:
            told = [("self", self), *((f"arg{n}", each) for n, each in enumerate(args))]
            WATCH.observer.op(op, told, (self,), True)
        return self

    fill_.__name__, fill_.__doc__ = f"{name}_", op.about
    composite()(fill_)


for _name, _about in FILLS.items():
    _declare(_name, _about, later("engine.chance.drawing", _name))
