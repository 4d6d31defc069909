"""``vmap``: a function over a batch.

The function is called once for every member of the batch, and the results are stacked: the same
values and gradients as PyTorch's rules for whole batches give, in as many steps as there are
members. What depends on the batch is marked, so that what PyTorch refuses to batch (a number
taken out of a tensor, a branch on one) is refused here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout
from functools import wraps
from io import StringIO
from itertools import count
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.foundation.mapped import TEXT, refuse_mapped
from engine.foundation.tree import Tree, flatten, spread, unflatten
from engine.func.captured import Repeating
from engine.func.differentiation import Function, transforming
from engine.func.once import Outside
from engine.graph.layers import with_layer
from engine.modes import MODES
from engine.op import Op
from engine.random import get_rng_state, set_rng_state
from engine.tensor import Tensor

RANDOM = (
    "vmap: called random operation while in randomness error mode. Please either use the 'same' "
    "or 'different' randomness flags on vmap or perform the randomness operation out of vmap"
)
IN_PLACE = (
    "vmap: {name}(self, *extra_args) is not possible because there exists a Tensor "
    "`other` in extra_args that has more elements than `self`. This happened due to `other` being "
    "vmapped over but `self` not being vmapped over {where}. Please try to use out-of-place "
    "operators instead of {name}. If said operator is being called inside the PyTorch "
    "framework, please file a bug report instead."
)
# What PyTorch batches in place as plain tensors, by a rule for arithmetic, or by its own rule;
# all else falls back on a loop.
AS_SHAPES = frozenset({"add", "atan2", "copysign"})
ARITHMETIC = frozenset(
    {"clamp_max", "clamp_min", "copy", "div", "logical_and", "logical_or", "logical_xor",
     "masked_fill", "mul", "sub"}
)  # fmt: skip
BY_RULE = frozenset({"fill", "index_add", "index_copy", "index_fill", "scatter", "zero"})
_levels = count(1)


class Mapping(Repeating):
    """One ``vmap`` that is running: it marks every result that depends on its batch.

    ``size`` : how many members it has, ``number`` : which of them is at work. ``given`` : what
    rules of Functions' own gave for the batch as a whole, ``calls`` : how many of these the
    member has taken its part of. ``chunk`` : how many members PyTorch calls the function for at
    once, ``outside`` : what that may change besides the batch.
    """

    def __init__(self, size: int, randomness: str, chunk: int, outside: Outside) -> None:
        super().__init__()
        self.level = next(_levels)
        self.size, self.randomness = size, randomness
        self.number = self.calls = 0
        self.chunk, self.outside = chunk, outside
        self.given: list[tuple[Any, Any]] = []
        self._arguments: list[tuple[Tensor, Tensor, int]] = []
        self._results: list[Tensor] = []

    def begin(self, number: int) -> None:
        """Begin with the next member of the batch."""
        self.number, self.calls = number, 0
        if self.leads():
            self.outside.forget()
        else:
            self.outside.restore()

    def leads(self) -> bool:
        """Is the member at work the first of those for whom PyTorch calls the function at once?"""
        return self.number % self.chunk == 0

    def before_change(self, tensor: Tensor) -> None:
        """A tensor is about to be changed: the next member is to find it as it is now."""
        if self.leads() and not self.marks(tensor):
            self.outside.keep(tensor)

    def result(self, batch: Tensor, dim: int) -> Tensor:
        """The part for the member at work of what a rule gave for the whole batch."""
        self._results.append(batch)
        return self.member(batch, dim, self.number)

    def whole_result(self, column: Sequence[Any]) -> tuple[Tensor, int] | None:
        """What a rule gave, if the results of all members are their parts of it."""
        found = [self.batch_of(each) if isinstance(each, Tensor) else None for each in column]
        first = found[0]
        if first is None or not any(each is first[0] for each in self._results):
            return None
        same = all(each is not None and each[0] is first[0] and each[1] == first[1]
                   for each in found)  # fmt: skip
        return first if same else None

    def seen(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """Mark the results of an operation on anything marked."""
        if not any(self.marks(value) for _, value in inputs):
            return
        if in_place and not self.marks(outputs[0]):
            raise RuntimeError(self._unbatched(op.name.partition(".")[0], outputs[0]))
        for each in outputs:
            self.mark(each)

    def computed(self, tensor: Tensor, inputs: Sequence[Any]) -> None:
        """Mark what was made of anything marked by what is no operation."""
        if any(self.marks(each) for each in inputs):
            self.mark(tensor)

    def _unbatched(self, name: str, written: Tensor) -> str:
        """What is wrong with writing what depends on the batch into what does not."""
        if name in AS_SHAPES:
            own = list(written.shape)
            return f"output with shape {own} doesn't match the broadcast shape {[self.size, *own]}"
        if name in ARITHMETIC or name in BY_RULE:
            told = "inplace arithmetic" if name in ARITHMETIC else f"{name}_"
            return IN_PLACE.format(name=told, where="in a vmap")
        level = MODES.scopes.index(self) + 1
        return IN_PLACE.format(name=f"aten::{name}_", where=f"at level {level}")

    def member(self, batch: Tensor, dim: int, number: int) -> Tensor:
        """One member of a batch, which the function is called with."""
        found = self.mark(batch.select(dim, number))
        self._arguments.append((found, batch, dim))
        return found

    def text(self, tensor: Tensor, level: int, inner: Callable[[Tensor], str]) -> str:
        """How a tensor is printed: a member of an argument as the whole batch.

        Raises:
            NotImplementedError: it is the member's alone.
        """
        found = self.batch_of(tensor)
        if found is None:
            if self.marks(tensor):
                refuse_mapped(tensor, TEXT, NotImplementedError)
            return inner(tensor)
        value = inner(found[0]).replace("\n", "\n    ")
        return f"BatchedTensor(lvl={level}, bdim={found[1]}, value=\n    {value}\n)"

    def batch_of(self, tensor: Tensor) -> tuple[Tensor, int] | None:
        """The batch that an argument is a member of, and along which dimension it is one."""
        for member, batch, dim in self._arguments:
            if member is tensor:
                return batch, dim
        return None

    def marks(self, value: Any) -> bool:
        """Does it depend on the batch?"""
        if not isinstance(value, Tensor):
            return False
        return self.level in value._mapped or (
            value._base is not None and self.level in value._base._mapped
        )

    def mark(self, tensor: Tensor) -> Tensor:
        """Note that a tensor depends on the batch."""
        tensor._mapped = tensor._mapped | {self.level}
        return tensor

    def unmark(self, tensor: Tensor) -> Tensor:
        """Stand for the whole batch again."""
        tensor._mapped = tensor._mapped - {self.level}
        return tensor


class Batch:
    """The arguments of a mapped call: its leaves, and along which dimension each is a batch.

    Raises:
        ValueError: ``in_dims`` does not suit the arguments, or their batches differ in size.
    """

    def __init__(self, name: str, in_dims: Any, args: tuple[Any, ...]) -> None:
        self.head = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): "
        if not isinstance(in_dims, int | tuple):
            raise ValueError(
                f"{self.head}expected `in_dims` to be int or a (potentially nested) tuple "
                f"matching the structure of inputs, got: {type(in_dims)}."
            )
        if not args:
            raise ValueError(
                f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you "
                "are trying to vmap over a function with no inputs. The latter is unsupported."
            )
        self.leaves, self.tree = flatten(args)
        dims = spread(in_dims, self.tree)
        if dims is None:
            told = flatten(in_dims)[1].told()
            raise ValueError(
                f"{self.head}in_dims is not compatible with the structure of `inputs`. in_dims "
                f"has structure {told} but inputs has structure {self.tree.told()}."
            )
        self.dims = [self._checked(*pair) for pair in zip(self.leaves, dims, strict=True)]
        self.size = self._common_size()

    def _checked(self, leaf: Any, dim: Any) -> int | None:
        if dim is None:
            return None
        if not isinstance(dim, int):
            raise ValueError(
                f"{self.head}Got in_dim={dim} for an input but in_dim must be either an integer "
                "dimension or None."
            )
        if not isinstance(leaf, Tensor):
            raise ValueError(
                f"{self.head}Got in_dim={dim} for an input but the input is of type "
                f"{type(leaf)}. We cannot vmap over non-Tensor arguments, please use None as the "
                "respective in_dim"
            )
        rank = leaf._data.ndim
        if not -rank <= dim < rank:
            raise ValueError(
                f"{self.head}Got in_dim={dim} for some input, but that input is a Tensor of "
                f"dimensionality {rank} so expected in_dim to satisfy -{rank} <= in_dim < {rank}."
            )
        return int(dim % rank)

    def _common_size(self) -> int:
        sizes = [
            leaf._data.shape[dim]
            for leaf, dim in zip(self.leaves, self.dims, strict=True)
            if dim is not None
        ]
        if not sizes:
            raise ValueError("vmap: Expected at least one Tensor to vmap over")
        if len(set(sizes)) > 1:
            raise ValueError(
                "vmap: Expected all tensors to have the same size in the mapped dimension, got "
                f"sizes {sizes} for the mapped dimension"
            )
        return int(sizes[0])

    def unmapped(self) -> list[Any]:
        """The leaves that are alike for all members."""
        return [leaf for leaf, dim in zip(self.leaves, self.dims, strict=True) if dim is None]

    def member(self, number: int, mapping: Mapping) -> Any:
        """The arguments for one member of the batch."""
        return unflatten(
            self.tree,
            [
                leaf if dim is None else mapping.member(leaf, dim, number)
                for leaf, dim in zip(self.leaves, self.dims, strict=True)
            ],
        )


def vmap(
    func: Function,
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Function:
    """A function that maps ``func`` over the dimensions ``in_dims`` of its arguments.

    ``out_dims`` : where in the results the batch is. ``randomness`` : whether random numbers are
    refused ("error"), the same for all members, or different.

    Raises:
        RuntimeError: ``randomness`` is none of these.
        ValueError: ``chunk_size`` is not positive.
    """
    check_randomness(randomness)
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")
    name = getattr(func, "__name__", repr(func))

    @wraps(func)
    def wrapper(*args: Any, **options: Any) -> Any:
        batch = Batch(name, in_dims, args)
        outside = Outside(func, (batch.unmapped(), options))
        mapping = Mapping(batch.size, randomness, chunk_size or batch.size, outside)
        rows = []
        with with_layer(mapping), transforming(mapping):
            rewind = get_rng_state()
            for number in range(batch.size):
                mapping.begin(number)
                if randomness == "same":
                    set_rng_state(rewind)
                quiet = nullcontext() if mapping.leads() else _silence()
                again = _repeating(number < batch.size - 1)
                with quiet, again, refusing_random(randomness):
                    rows.append(flatten(func(*batch.member(number, mapping), **options)))
        return _joined(name, out_dims, rows, mapping)

    return wrapper


@contextmanager
def _repeating(again: bool) -> Iterator[None]:
    """In a block, a backward pass frees no graph that a further member of the batch needs."""
    before = MODES.repeats
    MODES.repeats = before or again
    try:
        yield
    finally:
        MODES.repeats = before


def check_randomness(randomness: str) -> None:
    """Raise RuntimeError unless ``randomness`` is one of "error", "different" and "same"."""
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(
            "Only allowed values for randomness are 'error', 'different', or 'same'. Got "
            f"{randomness}"
        )


def _silence() -> redirect_stdout[StringIO]:
    """What the function prints is printed once, as if it were called for all members at once."""
    return redirect_stdout(StringIO())


@contextmanager
def refusing_random(randomness: str) -> Iterator[None]:
    """In a block, no random number may be drawn if ``randomness`` is "error".

    Raises:
        RuntimeError: one was.
    """
    if randomness != "error":
        yield
        return
    before = get_rng_state()
    yield
    if (get_rng_state()._data != before._data).any():
        set_rng_state(before)
        raise RuntimeError(RANDOM)


def _joined(
    name: str, out_dims: Any, rows: Sequence[tuple[list[Any], Tree]], mapping: Mapping
) -> Any:
    tree = rows[0][1]
    for each in flatten(out_dims)[0]:
        if each is not None and not isinstance(each, int):
            raise ValueError(
                f"vmap({name}, ..., out_dims={out_dims}): `out_dims` must be an int, None or a "
                "python collection of ints representing where in the outputs the vmapped "
                "dimension should appear."
            )
    dims = spread(out_dims, tree)
    if dims is None:
        told = flatten(out_dims)[1].told()
        raise ValueError(
            f"vmap({name}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with "
            f"the structure of `outputs`. out_dims has structure {told} but outputs has structure "
            f"{tree.told()}."
        )
    columns = zip(*(row for row, _ in rows), strict=True)
    joined = [
        _stacked(name, list(column), dim, mapping)
        for column, dim in zip(columns, dims, strict=True)
    ]
    return unflatten(tree, joined)


def _stacked(name: str, column: list[Any], dim: int | None, mapping: Mapping) -> Any:
    first = column[0]
    if dim is None:
        if mapping.marks(first):
            raise ValueError(
                f"vmap({name}, ...): `{name}` can not return a BatchedTensor when out_dim is None"
            )
        return first
    if not isinstance(first, Tensor):
        raise ValueError(
            f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(first)}. Did "
            "you mean to set out_dims= to None for output?"
        )
    whole = mapping.whole_result(column)
    if whole is not None:
        batch, own = whole
        return batch if own == dim else batch.movedim(own, dim)
    if len(column) > 1 and not mapping.marks(first) and all(each is first for each in column):
        sizes = list(first.shape)
        sizes.insert(dim, len(column))
        return first.expand(sizes)
    return mapping.unmark(FUNCTIONS["stack"](column, dim))
