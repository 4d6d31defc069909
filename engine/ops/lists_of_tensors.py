"""Operations on many tensors at once, ``torch._foreach_add_`` and its like.

PyTorch has them for its optimisers. Here each is the public operation, tensor after tensor. Nodes
of their own they have not, and so refuse tensors that would be recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.calls.inplace import allow_change, check_allowed
from engine.errors import absent, type_name
from engine.modes import MODES
from engine.tensor import Tensor

START = "_foreach_"
# Of one list of tensors, with an in-place twin each.
ALONE = (
    "abs", "acos", "asin", "atan", "ceil", "cos", "cosh", "erf", "erfc", "exp", "expm1", "floor",
    "frac", "lgamma", "log", "log10", "log1p", "log2", "neg", "reciprocal", "round", "rsqrt",
    "sigmoid", "sign", "sin", "sinh", "sqrt", "tan", "tanh", "trunc",
)  # fmt: skip
# Of further lists, each of tensors or numbers, or one number for all.
TOGETHER = (
    "add", "sub", "mul", "div", "pow", "maximum", "minimum", "clamp_min", "clamp_max", "lerp",
    "addcmul", "addcdiv",
)  # fmt: skip
WITH_VALUE = frozenset({"addcmul", "addcdiv"})
# How many operands each needs besides the first list.
NEEDED = {
    **dict.fromkeys((*ALONE, "zero", "clone", "max"), 0),
    **dict.fromkeys((*TOGETHER, "mm"), 1),
    **dict.fromkeys(("lerp", "addcmul", "addcdiv"), 2),
}  # fmt: skip
# Whose twins Tensor has not: they are written back.
WITHOUT_TWIN = frozenset({"maximum", "minimum"})


def _each(name: str) -> Callable[..., Any]:
    """What an operation does to one tensor, its operands given one after the other."""
    plain = name.removesuffix("_")
    if plain in WITHOUT_TWIN and name != plain:
        return lambda tensor, other: tensor.copy_(FUNCTIONS[plain](tensor, _tensor(other, tensor)))
    if plain in WITHOUT_TWIN:
        return lambda tensor, other: FUNCTIONS[plain](tensor, _tensor(other, tensor))
    if plain in WITH_VALUE:
        return lambda tensor, one, two, value=1: getattr(tensor, name)(one, two, value=value)
    return lambda tensor, *others, **options: getattr(tensor, name)(*others, **options)


def _tensor(value: Any, like: Tensor) -> Any:
    return value if isinstance(value, Tensor) else like.new_tensor(value)


def _for_each(name: str) -> Callable[..., Any]:
    """The function ``torch._foreach_name``: a tuple of results, or the list that it changed."""
    run, own = _each(name), START + name
    in_place, plain = name.endswith("_"), name.removesuffix("_")

    def call(self: Any, *others: Any, alpha: Any = None, **named: Any) -> Any:
        if len(others) + len(named) < NEEDED[plain]:
            raise TypeError(f"{own}() received an invalid combination of arguments")
        tensors = self
        if name == "pow" and not isinstance(self, list | tuple):  # of one number to many powers
            tensors, others = others[0], ()
        _check(own, tensors, in_place)
        columns = [_column(tensors, each, own) for each in (*others, *named.values())]
        options = {} if alpha is None else {"alpha": alpha}
        rows = zip(tensors, *columns, strict=False)
        if tensors is not self:
            return tuple([self**power for power in tensors])
        results = [run(*row, **options) for row in rows]
        return self if in_place else tuple(results)

    call.__name__ = call.__qualname__ = own
    call.__doc__ = f"``{name}`` of every tensor of a list."
    return call


def _check(own: str, tensors: Any, in_place: bool) -> None:
    """Raise what PyTorch does of a list that holds no tensors, or some that are recorded."""
    if not isinstance(tensors, list | tuple):
        raise TypeError(
            f"{own}(): argument 'self' (position 1) must be tuple of Tensors, not "
            f"{type_name(tensors)}"
        )
    for place, tensor in enumerate(tensors):
        if not isinstance(tensor, Tensor):
            raise TypeError(
                f"expected Tensor as element {place} in argument 0, but got {type_name(tensor)}"
            )
    if not tensors:
        raise RuntimeError("Tensor list must have at least one tensor.")
    for tensor in tensors:
        if in_place:
            check_allowed(tensor)
            allow_change(tensor)
        if MODES.grad and tensor.requires_grad:
            raise absent(f"torch.{own} of tensors that require grad")


def _column(tensors: Sequence[Tensor], given: Any, own: str) -> Iterable[Any]:
    """One operand for each tensor.

    Raises:
        RuntimeError: there are too many or too few.
    """
    if not isinstance(given, list | tuple):
        return _scalars(tensors, given, own) if isinstance(given, Tensor) else repeat(given)
    if len(given) != len(tensors) and given and isinstance(given[0], Tensor):
        raise RuntimeError(
            "Tensor lists must have the same number of tensors, got "
            f"{len(tensors)} and {len(given)}"
        )
    if len(given) != len(tensors):
        raise RuntimeError("Tensor list must have same number of elements as scalar list.")
    if MODES.grad and any(isinstance(each, Tensor) and each.requires_grad for each in given):
        raise absent(f"torch.{own} of tensors that require grad")
    return given


def _scalars(tensors: Sequence[Tensor], given: Tensor, own: str) -> Iterable[Any]:
    """The numbers of one tensor: one for all, or of factors one for each."""
    if own.removeprefix(START).removesuffix("_") not in WITH_VALUE:
        if given.ndim:
            raise RuntimeError(
                f"scalar tensor expected to be 0 dim but it has {given.ndim} dimensions and "
                f"{given.numel()} elements."
            )
        return repeat(given)
    if len(given) != len(tensors):
        raise RuntimeError(
            f"Expected length of scalars to match input of length {len(tensors)} but got "
            f"{len(given)} instead."
        )
    return given.tolist()


def _foreach_norm(self: Any, ord: Any = 2, dtype: Any = None) -> tuple[Any, ...]:
    """The norm of every tensor of a list."""
    _check("_foreach_norm", self, in_place=False)
    return tuple([FUNCTIONS["norm"](tensor, ord, dtype=dtype) for tensor in self])


def _foreach_copy_(self: Any, src: Any, non_blocking: bool = False) -> Any:
    """Copy every tensor of one list into that of another."""
    _check("_foreach_copy_", self, in_place=True)
    for tensor, source in zip(self, _column(self, src, "_foreach_copy_"), strict=False):
        tensor.copy_(source)
    return self


def _foreach_powsum(self: Any, ord: Any = 2, dtype: Any = None) -> tuple[Any, ...]:
    """The sum of the powers of every tensor of a list."""
    _check("_foreach_powsum", self, in_place=False)
    return tuple([tensor.abs().pow(ord).sum(dtype=dtype) for tensor in self])


_MADE = (*(plain + end for plain in (*ALONE, *TOGETHER) for end in ("", "_")), "zero_", "clone",
         "max", "mm")  # fmt: skip
NAMES: dict[str, Callable[..., Any]] = {
    **{START + name: _for_each(name) for name in _MADE},
    "_foreach_norm": _foreach_norm, "_foreach_copy_": _foreach_copy_,
    "_foreach_powsum": _foreach_powsum,
}  # fmt: skip
