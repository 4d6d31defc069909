"""A Function's own rule for batches, its ``vmap``: called once, with the batches as a whole.

The function that is mapped runs for one member after the other; the rule is asked at the first,
and each member takes its part of what the rule gave. As a whole only those batches can be handed
over that are known as such: arguments of the mapped function, and what such a rule has given
before. What was computed in between is handed over member by member, each a batch of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from engine.foundation.tree import flatten, spread, unflatten
from engine.func.batching import Mapping
from engine.graph.layers import push_layer, remove_layer
from engine.modes import MODES
from engine.tensor import Tensor

TWO_RETURNS = (
    "Expected the vmap staticmethod to have two returns, an output and out_dims with pytree "
    "structure compatible with the output. Got a {} instead"
)
INCOMPATIBLE = (
    "The autograd.Function's vmap staticmethod returned an incompatible (output, out_dims) tuple. "
    "Expected out_dims={dims} to be compatible with the structure of `output`. out_dims has "
    "structure {told} but output has structure {tree}. For more details, please see "
    "https://pytorch.org/docs/main/notes/extending.func.html"
)


class VmapInfo(NamedTuple):
    """What a rule is told: how many members there are, and how they draw random numbers."""

    batch_size: int
    randomness: str


def by_own_rule(rule: Any, args: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """The result for the member of a batch that is at work, alone in a tuple.

    None where no such batch is mapped over right here.
    """
    mapping = MODES.scopes[-1] if MODES.scopes else None
    if not isinstance(mapping, Mapping):
        return None
    leaves, tree = flatten(args)
    marked = [mapping.marks(each) for each in leaves]
    batches = [mapping.batch_of(each) if is_one else None
               for each, is_one in zip(leaves, marked, strict=True)]  # fmt: skip
    if not any(marked):
        return None
    if any(b is None for b, one in zip(batches, marked, strict=True) if one):
        return (alone_by_rule(rule, args),)
    if mapping.number == 0:
        whole = [each if b is None else b[0] for each, b in zip(leaves, batches, strict=True)]
        dims = [None if b is None else b[1] for b in batches]
        info = VmapInfo(mapping.size, mapping.randomness)
        with _without(mapping):
            given = rule(info, unflatten(tree, dims), *unflatten(tree, whole))
        mapping.given.append(_checked(given))
    mapping.calls += 1
    return (_part(mapping, *mapping.given[mapping.calls - 1]),)


def alone_by_rule(rule: Any, args: tuple[Any, ...]) -> Any:
    """The result for the member at work of the innermost batch, as a batch of one of its own."""
    leaves, tree = flatten(args)
    mapping = _innermost(leaves)
    with _without(mapping):
        rows = [_row(mapping, each) if mapping.marks(each) else each for each in leaves]
        dims = [0 if one is not two else None for one, two in zip(leaves, rows, strict=True)]
        info = VmapInfo(1, mapping.randomness)
        output, out_dims = _checked(rule(info, unflatten(tree, dims), *unflatten(tree, rows)))
        outputs, shape = flatten(output)
        pairs = list(zip(outputs, spread(out_dims, shape) or (), strict=True))
        found = [
            leaves[known] if (known := _place(each, rows)) is not None
            else each.select(dim, 0) if isinstance(each, Tensor) and dim is not None else each
            for each, dim in pairs
        ]  # fmt: skip
    for each, (_, dim) in zip(found, pairs, strict=True):
        if isinstance(each, Tensor) and dim is not None:
            mapping.mark(each)
    return unflatten(shape, found)


def is_member(args: tuple[Any, ...]) -> bool:
    """Does an argument depend on a batch that is mapped over, here or further out?"""
    return any(isinstance(each, Tensor) and each._mapped for each in flatten(args)[0])


def _innermost(leaves: list[Any]) -> Mapping:
    return next(
        scope
        for scope in reversed(MODES.scopes)
        if isinstance(scope, Mapping) and any(scope.marks(each) for each in leaves)
    )


def _row(mapping: Mapping, member: Tensor) -> Tensor:
    """A member as a batch of one, in its own memory."""
    row: Tensor = member.unsqueeze(0)
    row._mapped = member._mapped - {mapping.level}
    return row


def _place(value: Any, rows: list[Any]) -> int | None:
    """Which of the arguments a rule gave back, if it is one."""
    return next((n for n, each in enumerate(rows) if each is value), None)


@contextmanager
def _without(mapping: Mapping) -> Iterator[None]:
    """In a block, the mapping is not at work: batches are tensors like others."""
    before = MODES.scopes
    MODES.scopes = tuple([each for each in before if each is not mapping])
    MODES.transforms -= 1
    remove_layer(mapping)
    try:
        yield
    finally:
        push_layer(mapping)
        MODES.scopes = before
        MODES.transforms += 1


def _checked(given: Any) -> tuple[Any, Any]:
    """What a rule gave: the outputs, and along which dimensions they are batches.

    Raises:
        RuntimeError: it is something else.
    """
    if not isinstance(given, tuple) or len(given) != 2:
        got = f"tuple with {len(given)} elements" if isinstance(given, tuple) else type(given)
        raise RuntimeError(TWO_RETURNS.format(got))
    tree = flatten(given[0])[1]
    if spread(given[1], tree) is None:
        raise RuntimeError(
            INCOMPATIBLE.format(dims=given[1], told=flatten(given[1])[1].told(), tree=tree.told())
        )
    return given


def _part(mapping: Mapping, output: Any, out_dims: Any) -> Any:
    """The part of a rule's outputs that is for the member at work."""
    leaves, tree = flatten(output)
    pairs = zip(leaves, spread(out_dims, tree) or (), strict=True)
    return unflatten(tree, [
        mapping.result(each, dim) if isinstance(each, Tensor) and dim is not None else each
        for each, dim in pairs
    ])  # fmt: skip
