"""Forward-mode differentiation as a user writes it: dual tensors within a level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from engine.calls.declare import FUNCTIONS, operation
from engine.errors import type_name
from engine.foundation.absent import module_getattr
from engine.graph.layers import push_layer, remove_layer
from engine.graph.tangents import Tangents, without_tangent
from engine.modes import MODES
from engine.switches.grad_modes import enable_grad
from engine.tensor import Tensor

FIRST = 0
NO_LEVEL = (
    "Trying to create a dual Tensor for forward AD but no level exists, make sure to "
    "enter_dual_level() first."
)
ALREADY_DUAL = (
    "Making a dual Tensor based on a Tensor that already has a forward gradient at the same level "
    "{level} is not supported."
)
ITSELF_DUAL = (
    "Setting a forward grad that itself has a forward gradient at the same level{level} is not "
    "supported."
)
OTHER_SIZE = (
    "Trying to set a forward gradient that has a different size than that of the original Tensor, "
    "this is not supported. Tensor is of size {own} while the given forward gradient is of size "
    "{given}."
)


class UnpackedDualTensor(NamedTuple):
    """A tensor without its tangent, and the tangent, None if it has none."""

    primal: Tensor
    tangent: Tensor | None


def _user_level() -> Tangents | None:
    return next((each for each in MODES.levels if each.level == FIRST), None)


def enter_dual_level() -> int:
    """Begin a level, in which tensors may have tangents; give back its number.

    Raises:
        RuntimeError: there is one already.
    """
    if _user_level() is not None:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    begin(Tangents(FIRST))
    return FIRST


def exit_dual_level(*, level: int | None = None) -> None:
    """End a level: all its tangents are gone.

    Raises:
        RuntimeError: it is not the level entered last.
    """
    own = _user_level()
    if own is None and level is None:
        raise RuntimeError("Dual level must be a positive number.")
    if own is None or (level is not None and level != FIRST):
        raise RuntimeError(
            "Trying to exit a forward AD level that was not the last one that was created. This "
            "is not supported."
        )
    end(own)


def begin(level: Tangents) -> None:
    """Let results have tangents at this level."""
    MODES.levels = (*MODES.levels, level)
    push_layer(level)


def end(level: Tangents) -> None:
    """Let no result have tangents at this level any more, and forget them."""
    MODES.levels = tuple(each for each in MODES.levels if each is not level)
    remove_layer(level)
    level.forget()


class dual_level:
    """A level for a block."""

    def __enter__(self) -> int:
        return enter_dual_level()

    def __exit__(self, *_: object) -> None:
        exit_dual_level()


def make_dual(tensor: Tensor, tangent: Tensor, *, level: int | None = None) -> Tensor:
    """The same values with ``tangent`` as their derivative; shape : that of ``tensor``.

    Raises:
        RuntimeError: no level was entered, or it has a tangent, or of another size.
        ValueError: its numbers, or the tangent's, are whole.
    """
    own = _user_level()
    if own is None:
        raise RuntimeError(NO_LEVEL)
    _check_kinds(tensor, tangent)
    if level is not None and level != FIRST:
        raise RuntimeError("Invalid level given to _make_dual")
    return dual(own, tensor, tangent)


def _check_kinds(tensor: Tensor, tangent: Tensor) -> None:
    for name, each in (("primal", tensor), ("tangent", tangent)):
        if not (each.is_floating_point() or each.is_complex()):
            raise ValueError(
                f"Expected {name} to be floating point or complex, but got: {each.dtype}"
            )


def dual(
    level: Tangents, tensor: Tensor, tangent: Tensor, seen_by: Callable[..., Tensor] | None = None
) -> Tensor:
    """``tensor`` seen anew (by ``view_as``, or otherwise), with a tangent at ``level``."""
    _check_kinds(tensor, tangent)
    if level.of(tensor) is not None:
        raise RuntimeError(ALREADY_DUAL.format(level=level.level))
    if tensor.shape != tangent.shape:
        raise RuntimeError(OTHER_SIZE.format(own=list(tensor.shape), given=list(tangent.shape)))
    if level.of(tangent) is not None:
        raise RuntimeError(ITSELF_DUAL.format(level=level.level))
    with enable_grad.quietly() if tensor._edge is not None and MODES.grad else _as_before():
        seen: Tensor = seen_by(tensor) if seen_by else FUNCTIONS["view_as"](tensor, tensor)
    level.set(seen, tangent)
    return seen


@contextmanager
def _as_before() -> Iterator[None]:
    yield


def unpack_dual(tensor: Tensor, *, level: int | None = None) -> UnpackedDualTensor:
    """The tensor without its tangent, and the tangent."""
    own = _user_level()
    if own is None:
        return UnpackedDualTensor(tensor, None)
    if not isinstance(tensor, Tensor):
        raise TypeError(
            f"_unpack_dual(): argument 'dual' (position 1) must be Tensor, not {type_name(tensor)}"
        )
    if level is not None and level != FIRST:
        raise RuntimeError("Invalid level given to _fw_primal")
    tangent, primal = own.of(tensor), primal_of(own, tensor)
    return UnpackedDualTensor(seen_without(primal), tangent)


@operation("primal", name="_fw_primal.view", node="Identity", is_view=True, self=lambda grad: grad)
def seen_without(self: Any) -> Any:
    """The same elements, without their tangent."""
    return self[...]


def primal_of(level: Tangents, tensor: Tensor) -> Tensor:
    """The tensor without its tangent, which that of its base may have given it."""
    level.of(tensor)
    return without_tangent(level.level, tensor)


class _set_fwd_grad_enabled:
    """Whether results get tangents, from now on and for a block."""

    def __init__(self, mode: bool) -> None:
        self.before, MODES.forward = MODES.forward, mode

    def __enter__(self) -> None:
        """It is set already."""

    def __exit__(self, *_: object) -> None:
        MODES.forward = self.before


def _is_fwd_grad_enabled() -> bool:
    return bool(MODES.forward)


__all__: list[Any] = [
    "UnpackedDualTensor", "dual_level", "enter_dual_level", "exit_dual_level", "make_dual",
    "unpack_dual",
]  # fmt: skip

__getattr__ = module_getattr("torch.autograd.forward_ad")
