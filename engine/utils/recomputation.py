"""Non-reentrant checkpoints: saved tensors are computed again when backward needs them.

The forward saves nothing but a place for each tensor that its nodes would keep. When the first of
them is wanted, the function runs again, and what its nodes would save now fills the places in the
same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

from engine.autograd.saved_hooks import saved_tensors_hooks
from engine.calls.compiled import modified
from engine.graph.packing import Pack, packed
from engine.modes import MODES
from engine.random import get_rng_state, set_rng_state
from engine.switches.grad_modes import enable_grad
from engine.tensor import Tensor

TIP = """
Tip: To see a more detailed error message, either pass `debug=True` to
`torch.utils.checkpoint.checkpoint(...)` or wrap the code block
with `with torch.utils.checkpoint.set_checkpoint_debug_enabled(True):` to
enable checkpoint‑debug mode globally.

If this error occurs under torch.compile with automatic_dynamic_shapes enabled,
it may be because the recomputation selected a different compiled graph than the
forward pass (e.g., a dynamic graph instead of the original static graph).
To fix this, either:
  - Use torch._dynamo.mark_dynamic() to explicitly mark varying dimensions as
    dynamic upfront, avoiding the static-to-dynamic transition.
  - Call torch._C._dynamo.eval_frame._set_lru_cache(False) to disable LRU cache
    reordering, which can change which graph is checked first between forward
    and recompute.
See https://github.com/pytorch/pytorch/issues/166926 for more details and
workaround examples.
"""
OTHER_COUNT = (
    "torch.utils.checkpoint: A different number of tensors was saved during the original forward "
    "and recomputation.\nNumber of tensors saved during forward: {then}\nNumber of tensors saved "
    "during recomputation: {now}.\n{tip}"
)
MORE = (
    "torch.utils.checkpoint: trying to save more tensors during recomputation than during the "
    "original forward pass.\n{tip}"
)
OTHER_TENSORS = (
    "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata "
    "than during the forward pass.\n{lines}.\n{tip}"
)


class CheckpointError(RuntimeError):
    """The function did not do the second time what it did the first time."""

    __module__ = "torch.utils.checkpoint"


class _StopRecomputationError(Exception):
    """All that was wanted has been computed again; the rest of the function need not run."""

    __module__ = "torch.utils.checkpoint"


class Place:
    """Where a saved tensor will stand: what it was like, and its value once computed again."""

    __slots__ = ("facts", "value")

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts
        self.value: Tensor | None = None


class Checkpoint:
    """One call of a function whose saved tensors are computed again when they are wanted."""

    def __init__(
        self,
        run: Callable[[Sequence[Any]], Any],
        around: AbstractContextManager[Any],
        inputs: Given,
        *,
        keep_random: bool,
        check: bool,
        early: bool,
    ) -> None:
        self.run, self.around, self.check, self.early = run, around, check, early
        self.random = get_rng_state() if keep_random else None
        self.places: list[Place] = []
        self.inputs = inputs
        self.given = [(each, each._edge, each._version) for each in inputs.kept]

    def pack(self, tensor: Tensor) -> Place:
        """Keep a place instead of the tensor."""
        self.places.append(Place(facts_of(tensor)))
        return self.places[-1]

    def unpack(self, place: Place) -> Tensor:
        """The tensor, computed again unless it has been already."""
        if place.value is None:
            self._again()
        value, place.value = place.value, None
        if value is None:
            raise CheckpointError(OTHER_COUNT.format(then=len(self.places), now=0, tip=TIP))
        return value

    def _check_given(self) -> None:
        """Are the function's arguments what they were?"""
        for tensor, maker, then in self.given:
            if tensor._version != then:
                node = maker if maker is not None and not maker.is_accumulator else None
                raise modified(tensor._data, node, tensor._number, tensor._version, then)

    def _again(self) -> None:
        self._check_given()
        args = self.inputs.again()
        found: list[Tensor] = []

        def collect(tensor: Tensor) -> Tensor:
            if len(found) == len(self.places):
                raise CheckpointError(MORE.format(tip=TIP))
            found.append(tensor.detach())
            if self.early and len(found) == len(self.places):
                raise _StopRecomputationError
            return tensor

        with (
            suppress(_StopRecomputationError),
            rewound(self.random),
            enable_grad.quietly(),
            self.around,
            saved_tensors_hooks(collect, _itself),
        ):
            self.run(args)
        self._fill(found)

    def _fill(self, found: list[Tensor]) -> None:
        if len(found) != len(self.places):
            raise CheckpointError(
                OTHER_COUNT.format(then=len(self.places), now=len(found), tip=TIP)
            )
        lines = [
            f"tensor at position {n}:\nsaved metadata: {place.facts}\n"
            f"recomputed metadata: {facts_of(tensor)}"
            for n, (place, tensor) in enumerate(zip(self.places, found, strict=True))
            if self.check and place.facts != facts_of(tensor)
        ]
        if lines:
            raise CheckpointError(OTHER_TENSORS.format(lines="\n".join(lines) + "\n", tip=TIP))
        for place, tensor in zip(self.places, found, strict=True):
            place.value = tensor


class Given:
    """The arguments of a function that will run again.

    Within hooks on saved tensors, such as those of an outer checkpoint, they are kept as these
    say; ``kept`` : the tensors that are kept as they are.
    """

    def __init__(self, args: tuple[Any, ...]) -> None:
        tensors = [each for each in args if isinstance(each, Tensor)]
        self.args, self.kept, self._packs = args, tensors, list[Pack]()
        if MODES.saved_hooks:
            hooks, self.kept = MODES.saved_hooks[-1], []
            self._packs = [packed(t, hooks, t._edge, t._number) for t in tensors]
            self.args = tuple([None if isinstance(each, Tensor) else each for each in args])
            self._places = [n for n, each in enumerate(args) if isinstance(each, Tensor)]

    def again(self) -> Sequence[Any]:
        """The arguments, unpacked if they were packed."""
        if not self._packs:
            return self.args
        found = list(self.args)
        for place, each in zip(self._places, self._packs, strict=True):
            found[place] = each.unpacked()
        return found


def _itself(tensor: Tensor) -> Tensor:
    return tensor


DETERMINISM = {"default": True, "none": False}
"""Whether what is computed again is compared with what it was, by the name of the check."""


def facts_of(tensor: Tensor) -> dict[str, Any]:
    """What must be the same of a tensor that is computed again."""
    return {"shape": tensor.shape, "dtype": tensor.dtype, "device": tensor.device}


@contextmanager
def rewound(state: Tensor | None) -> Iterator[None]:
    """In a block, the random stream goes on from ``state``; afterwards from where it was."""
    if state is None:
        yield
        return
    before = get_rng_state()
    set_rng_state(state)
    try:
        yield
    finally:
        set_rng_state(before)


def checkpointed(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    options: dict[str, Any],
    *,
    context_fn: Callable[[], Any] | None,
    keep_random: bool,
    check: str,
    early: bool,
) -> Any:
    """The function's outputs, on a graph that computes again what it needs of them.

    Raises:
        ValueError: there is no such ``check``.
    """
    if check not in DETERMINISM:
        raise ValueError(f"determinism_check should be one of {[*DETERMINISM]}, but got {check}")
    first, second = context_fn() if context_fn is not None else (nullcontext(), nullcontext())
    given = Given(args)
    again = Checkpoint(
        lambda args: function(*args, **options),
        second,
        given,
        keep_random=keep_random,
        check=DETERMINISM[check],
        early=early,
    )
    with saved_tensors_hooks(again.pack, again.unpack), first:
        return function(*args, **options)
