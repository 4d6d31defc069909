"""What a function requires of its ``out``: which dtype, and which memory.

Each entry says with ``out=`` what its kind does not say already: one that works element by element
reads and writes in step, and any other writes into whatever its results can be cast to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from engine.calls.later import later
from engine.dtypes import BOOL, dtype
from engine.errors import not_cast

refuse_partly_shared = later("engine.storage.overlap", "refuse_partly_shared")
refuse_shared = later("engine.storage.overlap", "refuse_shared")


def anywhere(written: Any, *read: Any) -> None:
    """For functions of whose memory PyTorch does not ask."""


class OutRule(NamedTuple):
    """What a function asks of an ``out``.

    ``says`` : the refusal of any dtype but the result's own, where it wants that one. ``memory`` :
    raises where what is written to lies so that it may not be; None leaves it to the kind.
    ``too_narrow`` : what it raises where the result cannot be cast to the ``out``'s dtype.
    ``any_dtype`` : it writes into every dtype, but for truth values if it has ``no_truths`` (the
    name of its kernel). ``besides`` : a dtype that it takes beside the result's. ``known`` : the
    dtype of its result, which it looks for before all else. ``makes`` : it makes a new tensor of
    any size without a word; ``counts`` : in the dtype of the ``out``.
    """

    says: str = ""
    memory: Callable[..., None] | None = None
    too_narrow: tuple[type[Exception], str] | None = None
    any_dtype: bool = False
    no_truths: str = ""
    besides: dtype | None = None
    known: dtype | None = None
    makes: bool = False
    counts: bool = False

    def apart(self) -> OutRule:
        """It reads while it writes, so no part of what it reads may be written to."""
        return self._replace(memory=refuse_shared)

    def in_step(self) -> OutRule:
        """It writes each element where it was read, or else somewhere apart."""
        return self._replace(memory=refuse_partly_shared)

    def by_elements(self) -> OutRule:
        """The rule of a function that works element by element: in step, unless it says more."""
        return self.in_step() if self.memory is None else self

    def check_dtype(self, result: dtype, own: dtype, name: str, first: bool = True) -> None:
        """Raise what PyTorch says where an ``out`` of dtype ``own`` cannot hold the result.

        ``first`` : whether it is a function's first result, of which alone it speaks in its own
        words.
        """
        if own in (result, self.besides):
            return
        if own.category == BOOL and self.no_truths:
            raise NotImplementedError(f"\"{self.no_truths}\" not implemented for 'Bool'")
        if self.any_dtype:
            return
        narrowed = result.category > own.category
        if self.says and (first or self.says == OWN_DTYPE.says):
            raise RuntimeError(_told(self.says, result, own, name))
        if narrowed and self.too_narrow is not None:
            kind, text = self.too_narrow
            raise kind(_told(text, result, own, name))
        if narrowed:
            raise not_cast(result.kind_name, own.kind_name)


def _told(text: str, result: dtype, own: dtype, name: str) -> str:
    return text.format(
        name=name, wanted=result.kind_name, own=own.kind_name, wanted_c=result.c_name,
        own_c=own.c_name, wanted_t=result.tensor_name, own_t=own.tensor_name,
    )  # fmt: skip


PLAIN: Final = OutRule()
OUT_RULES: Final[dict[str, OutRule]] = {}
"""What each function asks of an ``out``; those of a package have its name before their own."""
ANY_DTYPE: Final = OutRule(any_dtype=True)
MADE: Final = OutRule(any_dtype=True, makes=True)
OWN_DTYPE: Final = OutRule("Expected out tensor to have dtype {wanted_c}, but got {own_c} instead")
FOUND_DTYPE: Final = OutRule("Found dtype {own} but expected {wanted}")
EXPECTED_TYPE: Final = OutRule("expected scalar_type {wanted} but found {own}")
SAME_TYPE: Final = OutRule("{name}(): self and result must have the same scalar type")
ONLY_TRUTHS: Final = OutRule("{name} does not support non-boolean outputs.")
ELEMENTWISE: Final = PLAIN.in_step()
JOINED: Final = OutRule(
    too_narrow=(
        TypeError,
        "torch.cat(): input types can't be cast to the desired output type {own}",
    ),
).apart()
