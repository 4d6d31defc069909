"""A Function's own rule for batches, its ``vmap``: called once, with the batches as a whole.

The function that is mapped runs for one member after the other; the rule is asked at the first,
and each member takes its part of what the rule gave. Only batches that are known as a whole can
be handed over: arguments of the mapped function, and what such a rule has given before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from engine.func.batching import Mapping
from engine.graph.layers import put_on, take_off
from engine.modes import MODES
from engine.surface.tree import flatten, spread, unflatten
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

    None where there is no such batch, or it is not known as a whole.
    """
    mapping = MODES.scopes[-1] if MODES.scopes else None
    if not isinstance(mapping, Mapping):
        return None
    leaves, tree = flatten(args)
    marked = [mapping.marks(each) for each in leaves]
    batches = [mapping.batch_of(each) if is_one else None
               for each, is_one in zip(leaves, marked, strict=True)]  # fmt: skip
    if not any(marked) or any(b is None for b, one in zip(batches, marked, strict=True) if one):
        return None
    if mapping.number == 0:
        whole = [each if b is None else b[0] for each, b in zip(leaves, batches, strict=True)]
        dims = [None if b is None else b[1] for b in batches]
        info = VmapInfo(mapping.size, mapping.randomness)
        with _above(mapping):
            given = rule(info, unflatten(tree, dims), *unflatten(tree, whole))
        mapping.given.append(_checked(given))
    mapping.calls += 1
    return (_part(mapping, *mapping.given[mapping.calls - 1]),)


@contextmanager
def _above(mapping: Mapping) -> Iterator[None]:
    """In a block, the mapping is not at work: batches are tensors like others."""
    before = MODES.scopes
    MODES.scopes, MODES.transforms = before[:-1], MODES.transforms - 1
    take_off(mapping)
    try:
        yield
    finally:
        put_on(mapping)
        MODES.scopes, MODES.transforms = before, MODES.transforms + 1


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
