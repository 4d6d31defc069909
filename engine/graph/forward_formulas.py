"""Forward-mode derivatives that have a formula of their own in PyTorch, by operation.

For the numbers none is needed: ``engine.graph.tangents`` gets them from the reverse derivative.
But a tangent that requires grad shows in its ``grad_fn`` by which formula it was computed.
Operations on single elements need none for that either: a diagonal Jacobian is its own transpose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.calls.declare import FUNCTIONS
from engine.calls.general import apply
from engine.graph.record import node_class

if TYPE_CHECKING:
    from engine.op import Op

Term = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Dual:
    """An operand and its tangent; ``is_still`` : it has none, and zeros stand in for it."""

    primal: Any
    tangent: Any
    is_still: bool = False

    def through(self, linear: Term) -> Any:
        """What ``linear`` makes of the tangent; zeros stay zeros, even times an infinity."""
        found = linear(self.tangent)
        if self.is_still:
            # Negative zeros, as to add these changes nothing, not even the sign of a zero.
            found._data = np.full_like(found._data, -0.0)[()]
        return found


@dataclass(frozen=True, slots=True)
class Ran:
    """An operation that has run, with which options, and to what result."""

    op: Op
    options: dict[str, Any]
    result: Any

    def again(self, *operands: Any) -> Any:
        """The result for other operands."""
        return apply(self.op, node_class(self.op), operands, self.options)


Formula = Callable[..., Any]
"""From what ran and its operands as duals to the result's tangent."""

LINEAR = frozenset({
    "add.Tensor", "add.alpha", "avg_pool2d.default", "cat.dim", "cumsum.dim", "embedding.default",
    "index_select.dim", "lerp.Scalar", "masked_select.mask", "mean.all", "mean.dim", "nll_loss",
    "repeat.times", "reshape.copy", "stack.dim", "sub.Tensor", "sub.alpha", "sum.all", "sum.dim",
    "take.flat", "trace", "upsample_nearest2d.default", "where.self",
})  # fmt: skip
"""Operations that are linear: run on the tangents, they give the tangent of their result."""
BY_ELEMENTS = frozenset({
    "gelu", "hardshrink", "hypot", "logaddexp", "pow.Tensor_Tensor", "softshrink", "xlogy.Tensor",
})  # fmt: skip
"""Operations on single elements besides those of one operand that have a twin in place."""
FORMULAS: dict[str, Formula] = {}
UNDERIVED = {
    "floor_divide": "aten::floor_divide", "floor_divide.number": "aten::floor_divide",
    "heaviside": "aten::heaviside",
    "cdist.rows": "_cdist_forward", "pdist.rows": "_pdist_forward",
    "mkldnn_rnn_layer.default": "mkldnn_rnn_layer",
}  # fmt: skip
"""Operations that have no forward derivative, by PyTorch's names."""
NO_FORWARD = "Trying to use forward AD with {name} that does not support it"
NOT_YET = (
    " because it has not been implemented yet.\nPlease file an issue to PyTorch at "
    "https://github.com/pytorch/pytorch/issues/new?template=feature-request.yml so that we can "
    "prioritize its implementation or submit a PR adding the implementation to derivatives.yaml"
)


def refuse_underived(op: Op) -> None:
    """Raise NotImplementedError for an operation that has no forward derivative."""
    name = UNDERIVED.get(op.name)
    if name is not None:
        rest = "." if name.startswith("aten::") else NOT_YET
        raise NotImplementedError(NO_FORWARD.format(name=name) + rest)


def forward_formula(*names: str) -> Callable[[Formula], Formula]:
    """Declare the forward formula of operations."""

    def declare(formula: Formula) -> Formula:
        FORMULAS.update(dict.fromkeys(names, formula))
        return formula

    return declare


@forward_formula("mul")
def _mul(ran: Ran, one: Dual, other: Dual) -> Any:
    return other.through(lambda t: t * one.primal) + one.through(lambda t: t * other.primal)


@forward_formula("div.Tensor")
def _div(ran: Ran, one: Dual, other: Dual) -> Any:
    return (one.tangent - other.through(lambda t: t * ran.result)) / other.primal


@forward_formula("mm", "bmm", "mv", "dot", "linalg_cross.vectors")
def _product(ran: Ran, one: Dual, other: Dual) -> Any:
    left = one.through(lambda t: ran.again(t, other.primal))
    return left + other.through(lambda t: ran.again(one.primal, t))


@forward_formula("addmm", "addmv", "addbmm", "baddbmm", "addr")
def _added(ran: Ran, one: Dual, left: Dual, right: Dual) -> Any:
    product, after = PRODUCTS[ran.op.name]
    multiply, alpha = FUNCTIONS[product], ran.options["alpha"]
    sides = (
        left.through(lambda t: scaled(after(multiply(t, right.primal)), alpha)),
        right.through(lambda t: scaled(after(multiply(left.primal, t)), alpha)),
    )
    return scaled(one.tangent, ran.options["beta"]) + sides[0] + sides[1]


PRODUCTS: dict[str, tuple[str, Term]] = {
    "addmm": ("mm", lambda found: found), "addmv": ("mv", lambda found: found),
    "addr": ("outer", lambda found: found), "baddbmm": ("bmm", lambda found: found),
    "addbmm": ("bmm", lambda found: found.sum(0)),
}  # fmt: skip


def scaled(tensor: Any, number: Any) -> Any:
    """The tensor times a number, itself if that is one."""
    return tensor if number == 1 else tensor * number


@forward_formula("addcmul")
def _addcmul(ran: Ran, one: Dual, left: Dual, right: Dual) -> Any:
    first = left.through(lambda t: scaled(t * right.primal, ran.options["value"]))
    second = right.through(lambda t: scaled(t * left.primal, ran.options["value"]))
    return one.tangent + first + second


@forward_formula("addcdiv")
def _addcdiv(ran: Ran, one: Dual, above: Dual, below: Dual) -> Any:
    first = above.through(lambda t: scaled(t / below.primal, ran.options["value"]))
    second = below.through(
        lambda t: scaled(t * above.primal / below.primal / below.primal, ran.options["value"])
    )
    return one.tangent + first - second


@forward_formula("atan2")
def _atan2(ran: Ran, one: Dual, other: Dual) -> Any:
    turned = other.through(lambda t: -one.primal * t) + one.through(lambda t: other.primal * t)
    return turned / (one.primal.pow(2) + other.primal.pow(2))


@forward_formula("fmod.Tensor", "remainder.Tensor")
def _rest(ran: Ran, one: Dual, other: Dual) -> Any:
    towards = "trunc" if ran.op.name.startswith("fmod") else "floor"
    times = one.primal.div(other.primal, rounding_mode=towards)
    return one.tangent - other.through(lambda t: t * times)


def _weighted(one: Dual, dim: Any, keepdim: bool) -> Any:
    """The tangent of ``logsumexp``: the mean of the tangents, weighted by the exponentials."""
    shift = one.primal.detach().amax(dim, True)
    powers = (one.primal - shift).exp()
    return (powers * one.tangent).sum(dim, keepdim) / powers.sum(dim, keepdim)


@forward_formula("logsumexp.dim")
def _logsumexp(ran: Ran, one: Dual) -> Any:
    return _weighted(one, ran.options["dim"], ran.options["keepdim"])


@forward_formula("_softmax")
def _softmax(ran: Ran, one: Dual) -> Any:
    return ran.result * (one.tangent - _weighted(one, ran.options["dim"], True))


@forward_formula("_log_softmax")
def _log_softmax(ran: Ran, one: Dual) -> Any:
    return one.tangent - _weighted(one, ran.options["dim"], True)


@forward_formula("var.correction", "std.correction")
def _spread(ran: Ran, one: Dual) -> Any:
    dim, keepdim, correction = (ran.options[key] for key in ("dim", "keepdim", "correction"))
    count = one.primal.numel() // max(ran.result.numel(), 1) - (
        1 if correction is None else correction
    )
    apart = one.primal - (one.primal.mean() if dim is None else one.primal.mean(dim, True))
    slopes = 2.0 / count * one.tangent * apart
    found = slopes.sum(() if dim is None else dim, bool(keepdim))
    if ran.op.name.startswith("var"):
        return found
    return (found / (2.0 * ran.result)).masked_fill(ran.result == 0, 0)


@forward_formula("convolution.default", "convolution.transposed")
def _convolved(ran: Ran, one: Dual, weight: Dual, bias: Dual) -> Any:
    left = one.through(lambda t: ran.again(t, weight.primal, None))
    both = left + weight.through(lambda t: ran.again(one.primal, t, None))
    if not isinstance(bias, Dual) or bias.is_still:
        return both
    return both + bias.tangent.reshape(-1, *[1] * (both.ndim - 2))


@forward_formula("mse_loss")
def _mean_square(ran: Ran, one: Dual, target: Dual) -> Any:
    apart = one.primal - target.primal
    found = one.through(lambda t: 2.0 * apart * t) - target.through(lambda t: 2.0 * apart * t)
    if ran.options["reduction"] == "none":
        return found
    reduced = found.mean() if ran.options["reduction"] == "mean" else found.sum()
    return FUNCTIONS["empty_like"](reduced.detach()).copy_(reduced)  # as PyTorch lays it out


@forward_formula("linalg_vector_norm")
def _norm(ran: Ran, one: Dual) -> Any:
    order, dim, keepdim = (ran.options[key] for key in ("ord", "dim", "keepdim"))
    axes = () if dim is None else dim
    if order == 1:
        return (one.primal.sgn() * one.tangent).sum(axes, keepdim)
    if order != 2:
        return None
    along = (one.primal * one.tangent).sum(axes, keepdim)
    return (along / ran.result).masked_fill(ran.result == 0, 0)


@forward_formula("max.all", "min.all", "median.all")
def _evenly(ran: Ran, one: Dual) -> Any:
    chosen = one.primal == ran.result
    return (chosen / chosen.sum() * one.tangent).sum()


@forward_formula("amax", "amin")
def _largest(ran: Ran, one: Dual) -> Any:
    dim, keepdim = ran.options["dim"], ran.options["keepdim"]
    whole = ran.result if keepdim else one.primal.amax(dim, True)
    if not keepdim and ran.op.name == "amin":
        whole = one.primal.amin(dim, True)
    chosen = one.primal == whole
    return one.tangent.where(chosen, 0.0).sum(dim, keepdim) / chosen.sum(dim, keepdim)


def by_elements(op: Op) -> bool:
    """Is the Jacobian of an operation diagonal, by each of its operands?"""
    alone = op.elementwise and len(op.inputs) == 1 and op.name != "renorm.dim"
    return alone or op.name in BY_ELEMENTS


def formula_of(op: Op) -> Formula | None:
    """The forward formula of an operation, if it has one of its own."""
    return linear if op.name in LINEAR else FORMULAS.get(op.name)


def linear(ran: Ran, *operands: Any) -> Any:
    """The tangent of an operation that is its own derivative: itself, of the tangents."""
    return ran.again(*(each.tangent if isinstance(each, Dual) else each for each in operands))
