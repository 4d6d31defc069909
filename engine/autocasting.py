"""Autocast on the CPU: what computes in the lower precision, and what in single precision.

PyTorch casts below the functions, at its dispatcher; here functions are put behind a cast of their
arguments when a program first enters autocast, so that nobody else pays for it. The lists are
those of ``aten/src/ATen/autocast_mode.cpp`` for the CPU.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, Final

from engine import dtypes
from engine.calls.later import read_rarer
from engine.foundation.warn import warn
from engine.tensor import Tensor

Function = Callable[..., Any]
LOWER: Final = frozenset(
    {"conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
     "bmm", "mm", "vecdot", "baddbmm", "addmm", "addbmm", "linear", "matmul", "__matmul__",
     "__rmatmul__", "tensordot", "inner", "einsum", "chain_matmul", "multi_dot", "prelu",
     "scaled_dot_product_attention", "multi_head_attention_forward"}
)  # fmt: skip
SINGLE: Final = frozenset(
    {"avg_pool3d", "max_pool3d", "adaptive_avg_pool3d", "adaptive_max_pool3d", "max_unpool2d",
     "max_unpool3d", "fractional_max_pool2d", "fractional_max_pool3d", "grid_sample", "polar",
     "prod", "quantile", "nanquantile", "stft", "cdist", "trace", "view_as_complex", "cholesky",
     "cholesky_inverse", "cholesky_solve", "inverse", "lu_solve", "orgqr", "ormqr", "geqrf", "qr",
     "svd", "triangular_solve", "pinverse", "pad", "binary_cross_entropy", "mse_loss",
     "binary_cross_entropy_with_logits", "cosine_embedding_loss", "nll_loss", "cross_entropy",
     "hinge_embedding_loss", "poisson_nll_loss", "smooth_l1_loss", "l1_loss", "huber_loss",
     "margin_ranking_loss", "soft_margin_loss", "triplet_margin_loss", "multi_margin_loss",
     "multilabel_margin_loss", "ctc_loss", "kl_div",
     "cond", "matrix_rank", "solve", "svdvals", "eigvals", "eigvalsh", "inv", "tensorinv",
     "householder_product", "tensorsolve", "cholesky_ex", "eig", "eigh", "lstsq", "inv_ex",
     "fft", "ifft", "fft2", "ifft2", "fftn", "ifftn", "rfft", "irfft", "rfft2", "irfft2",
     "rfftn", "irfftn", "hfft", "ihfft"}
)  # fmt: skip
MODULES: Final = ("engine", "engine.nn.functional", "engine.linalg", "engine.fft")
RECURRENT: Final = (
    "torch.autocast leaves LSTM layers in the precision they have in the Autograd Inspector: "
    "PyTorch would compute their products in {dtype} here"
)


def _contracts(equation: Any = "", *_: Any, **_options: Any) -> bool:
    """Does an einsum sum over a letter of two operands, which is a product of matrices?"""
    if not isinstance(equation, str):
        return False
    given, arrow, result = equation.replace(" ", "").partition("->")
    operands = given.split(",")
    summed = set(given) - set(result) if arrow else set(given)
    return any(
        letter.isalpha() and sum(letter in each for each in operands) > 1 for letter in summed
    )


def _of_matrices(self: Any, other: Any) -> bool:
    """Is an inner product one of matrices?"""
    return bool(self.dim() > 1 or other.dim() > 1)


def _everywhere(*_: Any, **_options: Any) -> bool:
    return True


def _from_within(input: Any, pad: Any, mode: str = "constant", *_: Any, **_options: Any) -> bool:
    """Is what is padded with read from the tensor?"""
    return mode in ("reflect", "replicate")


CASTS_WHERE: Final[Mapping[str, Callable[..., bool]]] = {
    "einsum": _contracts, "inner": _of_matrices, "pad": _from_within,
}  # fmt: skip


class Autocasting(threading.local):
    """The lower precision in force in this thread, and the copies made for it.

    ``dtype`` : None where autocast is off, or a function that casts is at work. ``depth`` : how
    many blocks are entered; the copies of leaves live until the outermost ends, so that a weight
    that is used twice is copied once.
    """

    def __init__(self) -> None:
        self.dtype: dtypes.dtype | None = None
        self.chosen = dtypes.bfloat16
        self.depth = 0
        self.caching = True
        self.copies: dict[int, tuple[Tensor, Tensor]] = {}


STATE = Autocasting()


def enter(dtype: dtypes.dtype | None, caching: bool) -> tuple[Any, ...]:
    """Autocast to ``dtype`` from here on, or not at all; gives what to ``leave`` to."""
    before = STATE.dtype, STATE.chosen, STATE.caching
    if dtype is not None:
        _cast_everywhere()
        STATE.chosen = dtype
    STATE.dtype, STATE.caching = dtype, caching
    STATE.depth += 1
    return before


def leave(before: tuple[Any, ...]) -> None:
    """The end of a block, before which it was like this."""
    STATE.dtype, STATE.chosen, STATE.caching = before
    STATE.depth -= 1
    if not STATE.depth:
        STATE.copies.clear()


def switch(enabled: bool) -> None:
    """Autocast from here on, or no more."""
    if enabled:
        _cast_everywhere()
    STATE.dtype = STATE.chosen if enabled else None


def is_casting() -> bool:
    """Is autocast on in this thread?"""
    return STATE.dtype is not None


def as_weights_are(weight: Tensor, *values: Any) -> Sequence[Any]:
    """What an LSTM is given; where autocast is on, in its weights' precision.

    There it warns that the layer runs as it would without autocast.
    """
    if STATE.dtype is None:
        return values
    warn(RECURRENT.format(dtype=STATE.dtype), once=True)
    return _cast_each(values, weight.dtype)


@contextmanager
def not_within() -> Iterator[dtypes.dtype | None]:
    """What a cast function calls casts no more."""
    before, STATE.dtype = STATE.dtype, None
    try:
        yield before
    finally:
        STATE.dtype = before


def _cast_everywhere() -> None:
    """Put the functions of the lists behind a cast, once."""
    if "_casts" in vars(vars(Tensor)["__matmul__"]):
        return
    read_rarer()
    owners = [*(sys.modules[name] for name in MODULES if name in sys.modules), Tensor]
    casts: dict[int, Function] = {}
    for owner in owners:
        casts.update(_cast_in(owner, vars(owner)))
    for name, module in tuple(sys.modules.items()):
        if not name.startswith("engine"):
            _cast_named(getattr(module, "__dict__", {}), casts)


def _cast_in(owner: Any, functions: Mapping[str, Any]) -> Iterator[tuple[int, Function]]:
    """Put an owner's functions behind a cast; gives these, by which functions they cast for."""
    for name in (LOWER | SINGLE).intersection(functions):
        plain = functions[name]
        if callable(plain):
            setattr(owner, name, cast := casting(plain, name))
            yield id(plain), cast


def _cast_named(names: dict[str, Any], casts: Mapping[int, Function]) -> None:
    """The same for names that a program's module gave to some of the functions itself."""
    for name, value in tuple(names.items()):
        if id(value) in casts:
            names[name] = casts[id(value)]


def casting(function: Function, name: str) -> Function:
    """``function``, its floating arguments cast first while autocast is on."""
    single = dtypes.float32 if name in SINGLE else None
    where = CASTS_WHERE.get(name, _everywhere)

    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        if STATE.dtype is None or not where(*args, **options):
            return function(*args, **options)
        with not_within() as lower:
            dtype = single or lower
            return function(
                *_cast_each(args, dtype), **{key: _cast(v, dtype) for key, v in options.items()}
            )

    vars(call)["_casts"] = True
    return call


def _cast_each(values: Iterable[Any], dtype: Any) -> list[Any]:
    return [_cast(each, dtype) for each in values]


def _cast(value: Any, dtype: Any) -> Any:
    """A floating tensor, or those in a list, in ``dtype``; double precision stays as it is."""
    if isinstance(value, list | tuple):
        return type(value)(_cast_each(value, dtype)) if type(value) in (list, tuple) else value
    if not isinstance(value, Tensor) or not value.is_floating_point():
        return value
    if value.dtype is dtype or value.dtype is dtypes.float64:
        return value
    kept = dtype is not dtypes.float32 and STATE.caching and _is_weight(value)
    if not kept:
        return value.to(dtype)
    if id(value) not in STATE.copies:
        STATE.copies[id(value)] = value, value.to(dtype)
    return STATE.copies[id(value)][1]


def _is_weight(value: Tensor) -> bool:
    return value.dtype is dtypes.float32 and value.requires_grad and value.is_leaf
