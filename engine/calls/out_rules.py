"""What an ``out`` must be: of which element type, and of which memory.

PyTorch's functions say so in their own words; each is listed here with those of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from engine.dtypes import BOOL, dtype, int64, uint8
from engine.errors import not_cast
from engine.op import OPS
from engine.storage.overlap import refuse_partly_shared, refuse_shared
from engine.tensor import Tensor

# They write into an ``out`` of any dtype.
ANY_DTYPE: Final = frozenset(
    """
    any arange bartlett_window bernoulli blackman_window cumprod cumsum empty eq eye full ge gt
    hamming_window hann_window le linspace logical_and logical_not logical_or logical_xor logspace
    lt ne normal ones prod rand randint randn randperm range sum zeros
    """.split()
)
# They want an ``out`` of the result's own dtype, and say so in one of these ways.
_PLAINLY: Final = "Expected out tensor to have dtype {wanted_c}, but got {own_c} instead"
_SAYINGS: Final = {
    _PLAINLY: """
        addbmm addmm addmv aminmax argmax argmin baddbmm bmm cross dot gather index_add index_copy
        linalg_inv linalg_solve log_softmax matmul max min mm mv norm renorm scatter scatter_add
        softmax sort take_along_dim topk tril triu
    """,
    "Found dtype {own} but expected {wanted}": """
        abs absolute ceil clamp clamp_max clamp_min clip fix floor frac neg negative round sgn sign
        trunc
    """,
    "Expected out type to be {wanted} but got {own}": "where",
    "{name} does not support non-boolean outputs.": "isneginf isposinf signbit",
    "{name} only supports bool tensor for result, got: {own}": "all",
    "{name}: dtype of out: {own} should be same as input: {wanted}": "nan_to_num",
    "{name}(): self and out expected to have the same dtype, but got self.dtype = {wanted} and "
    "out.dtype = {own}": "take",
    "{name}(): self and result must have the same scalar type": "index_select masked_select",
    "expected scalar_type {wanted} but found {own}": "cummax cummin logcumsumexp",
    "expected scalar type '{wanted}' but got '{own}' for values output": "mode",
    "output values must be of same type as input": "kthvalue",
    "Expected the dtype for input and out to match, but got {wanted} for input's dtype and {own} "
    "for out's dtype.": "amax amin",
    "Expected tensor for 'values' to have the same type as tensor for argument #2 'self'; but "
    "type {own_t} does not equal {wanted_t} (while checking arguments for {name})": """
        median nanmedian
    """,
    "{name}() out tensor must be same dtype as the input tensor": "nanquantile quantile",
    "{name} expects {wanted} tensor out, got: {own}": "multinomial",
    "Expected object of scalar type {wanted} but got scalar type {own} for argument 'out'": """
        complex polar
    """,
}  # fmt: skip
SAME_DTYPE: Final[Mapping[str, str]] = {
    name: text for text, names in _SAYINGS.items() for name in names.split()
}
# They say this of an ``out`` of a narrower kind.
NARROWED: Final = {
    **dict.fromkeys(
        ("cat", "concat", "concatenate", "stack", "hstack", "vstack", "dstack"),
        (TypeError, "torch.cat(): input types can't be cast to the desired output type {own}"),
    ),
    "logsumexp": (
        RuntimeError,
        "logsumexp(): Expected floating point type for result tensor, but got: {own}",
    ),
    "diag": (
        RuntimeError, "diag: result type {wanted} can't be cast to the desired out= type {own}"
    ),
}  # fmt: skip
# They look at an ``out`` before all else, since they know what they will find.
KNOWN: Final = {"multinomial": int64}
# They have no kernel that writes truth values.
NOT_FOR_TRUTHS: Final = {
    **{name: f"{name}_cpu" for name in ("arange", "linspace", "logspace")},
    "cumsum": "cumsum_out_cpu", "cumprod": "cumprod_out_cpu",
}  # fmt: skip
# They read while they write, so no part of what they read may be written to.
APART: Final = frozenset(
    """
    cat concat concatenate cross dstack gather hstack index_add index_copy index_select kron
    kthvalue masked_select scatter scatter_add stack take take_along_dim vstack
    """.split()
)
# They write each element where it was read, or else somewhere apart.
IN_STEP: Final = frozenset(
    """
    addmm addcdiv addcmul baddbmm cumprod cumsum divide lerp logcumsumexp multiply nan_to_num
    renorm sort subtract topk true_divide where
    """.split()
)


def check_dtype(result: dtype, own: dtype, name: str, first: bool = True) -> None:
    """Raise what PyTorch says where an ``out`` of dtype ``own`` cannot hold the result.

    ``first`` : whether it is a function's first result, of which alone it speaks in its own words.
    """
    if result is own or (name == "all" and own is uint8):
        return
    if own.category == BOOL and name in NOT_FOR_TRUTHS:
        raise NotImplementedError(f"\"{NOT_FOR_TRUTHS[name]}\" not implemented for 'Bool'")
    if name in ANY_DTYPE:
        return
    narrowed = result.category > own.category
    found = SAME_DTYPE.get(name)
    if not first and found != _PLAINLY:
        found = None
    kind: type[Exception] = RuntimeError
    if found is None and narrowed:
        kind, found = NARROWED.get(name, (RuntimeError, None))
    if found is not None:
        raise kind(found.format(
            name=name, wanted=result.kind_name, own=own.kind_name, wanted_c=result.c_name,
            own_c=own.c_name, wanted_t=result.tensor_name, own_t=own.tensor_name,
        ))  # fmt: skip
    if narrowed:
        raise not_cast(result.kind_name, own.kind_name)


def check_memory(name: str, written: Sequence[Tensor], read: Sequence[Any]) -> None:
    """Raise RuntimeError where what is written to shares memory with itself or what is read."""
    check = refuse_shared if name in APART else refuse_partly_shared if _in_step(name) else None
    if check is not None:
        for each in written:
            check(each, *read)


@cache
def _in_step(name: str) -> bool:
    if name in IN_STEP:
        return True
    if name in ("tril", "triu"):  # of whose memory PyTorch does not ask
        return False
    return any(op.elementwise for key, op in OPS.items() if key.partition(".")[0] == name)
