"""The checks on parametrisations and their inverses."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from engine.tensor import Tensor

UNLESS = "unless the `unsafe` flag is enabled."


def check_first(value: Any, shape: Any, dtype: Any) -> None:
    """Refuse a first parametrization that changes shape or dtype."""
    _tensor(value)
    for what, before, after in (("dtype", dtype, value.dtype), ("shape", shape, value.shape)):
        if before != after:
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, unless "
                f"`unsafe` flag is enabled.\nunparametrized {what}: {before}\n"
                f"parametrized {what}: {after}"
            )


def check_further(parametrization: Any, now: Any, name: str) -> None:
    """Refuse a further parametrization that changes shape or dtype, or whose inverse does."""
    value = parametrization(now)
    _tensor(value)
    for what in ("dtype", "shape"):
        before, after = getattr(now, what), getattr(value, what)
        if before != after:
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, {UNLESS}"
                f"\nmodule.{name}.{what}: {before}\n"
                f"parametrization(module.{name}).{what}: {after}"
            )
    if hasattr(parametrization, "right_inverse"):
        with suppress(NotImplementedError):
            _check_inverted(parametrization.right_inverse(value), now, name)


def _tensor(value: Any) -> None:
    if not isinstance(value, Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(value).__name__}.")


def _check_inverted(back: Any, now: Any, name: str) -> None:
    if not isinstance(back, Tensor):
        kind = type(back).__name__
        raise ValueError(f"parametrization.right_inverse must return a tensor. Got: {kind}")
    for what in ("dtype", "shape"):
        before, after = getattr(now, what), getattr(back, what)
        if before != after:
            raise ValueError(
                "The tensor returned by parametrization.right_inverse must have the same "
                f"{what} as module.{name}, {UNLESS}\nmodule.{name}.{what}: {before}\n"
                f"returned {what}: {after}"
            )


def check_originals(new: Any, original: Any) -> None:
    """Refuse what a tensor cannot be computed from."""
    many = "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got "
    if isinstance(new, Tensor):
        if new.dtype != original.dtype:
            raise ValueError(
                "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
                f"original.dtype: {original.dtype}\nright_inverse(original).dtype: {new.dtype}"
            )
        return
    if not isinstance(new, Sequence):
        raise ValueError(many + type(new).__name__)
    for number, each in enumerate(new):
        if not isinstance(each, Tensor):
            kind = type(each).__name__
            raise ValueError(f"{many}element {number} of the sequence with type {kind}.")


def check_one(new: Any, original: Any) -> None:
    """Refuse what cannot take the place of the one original."""
    if not isinstance(new, Tensor):
        raise ValueError(f"`right_inverse` should return a tensor. Got {type(new).__name__}")
    if new.dtype != original.dtype:
        raise ValueError(
            f"The tensor returned by `right_inverse` has dtype {new.dtype} "
            f"while `original` has dtype {original.dtype}"
        )


def check_several(new: Any, originals: Sequence[Any]) -> None:
    """Refuse what cannot take the places of several originals."""
    must, count = "'right_inverse' must return a sequence of tensors", len(originals)
    if not isinstance(new, Sequence):
        raise ValueError(f"{must}. Got {type(new).__name__}.")
    if len(new) != count:
        raise ValueError(f"{must} of length {count}. Got a sequence of length {len(new)}.")
    for number, (each, own) in enumerate(zip(new, originals, strict=True)):
        if not isinstance(each, Tensor):
            kind = type(each).__name__
            raise ValueError(
                f"{must} or reference-type opaques. Got element {number} of type {kind}."
            )
        if each.dtype != own.dtype:
            raise ValueError(
                f"Tensor {number} returned by `right_inverse` has dtype {each.dtype} "
                f"while `original{number}` has dtype {own.dtype}"
            )
