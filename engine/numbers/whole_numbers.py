"""Operations that are not defined for whole numbers or booleans, and PyTorch's errors.

PyTorch names the kernel that lacks the element type, or has a sentence of its own. Looked up by
an entry's whole name or by what stands before its dot; never on the way of an ordinary call.
"""

from __future__ import annotations

from engine.dtypes import bool_, dtype, int64, uint8, uint16, uint32, uint64
from engine.numbers.kernel_names import (
    FLOATING,
    NOT_BOOLEAN,
    NOT_NARROW,
    NOT_WHOLE,
    NOT_WIDE,
    PICTURES,
)

Refusal = tuple[type[Exception], str]


def _kernels(*tables: dict[str, str]) -> dict[str, Refusal]:
    """Refusals that name a kernel, by operation."""
    return {
        name: (NotImplementedError, f"\"{kernel}\" not implemented for '{{0}}'")
        for names in tables
        for name, kernel in names.items()
    }


def _matrices(**names: str) -> dict[str, Refusal]:
    """Refusals of ``torch.linalg``, by operation."""
    return {
        name: (
            RuntimeError,
            f"{public}: Expected a floating point or complex tensor as input. Got {{0}}",
        )
        for name, public in names.items()
    }


_ONLY_FLOATS = (RuntimeError, "This function doesn't handle types other than float and double")
_NO_DIVISION = (
    "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will "
    "perform a true division of tensor1 and tensor2. The historic addcdiv behavior can be "
    "implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer "
    "inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv "
    "behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all "
    "dtypes."
)
_NO_SUBTRACTION = (
    "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
    "`logical_xor()` operator instead."
)
_OTHERWISE: dict[str, Refusal] = {
    **_matrices(
        linalg_inv_ex="linalg.inv",
        linalg_det="linalg.det",
        linalg_slogdet="linalg.slogdet",
        linalg_solve_ex="linalg.solve",
        linalg_svd="linalg.svd",
        linalg_qr="linalg.qr",
        linalg_cholesky_ex="linalg.cholesky",
        linalg_matrix_exp="linalg.matrix_exp",
        renorm="linalg.vector_norm",
    ),
    "linalg_eig": (RuntimeError, "Unknown Complex ScalarType for {0}"),
    "linalg_lstsq": _ONLY_FLOATS,
    "dist": (
        RuntimeError,
        "norm(): input dtype should be either floating point or complex. Got {0} instead.",
    ),
    "cdist": (RuntimeError, "cdist only supports floating-point dtypes, X1 got: {0}"),
    "pdist": (RuntimeError, "pdist only supports floating-point dtypes"),
    "var_mean": (RuntimeError, "var_mean only support floating point and complex dtypes"),
    "std_mean": (RuntimeError, "std_mean only support floating point and complex dtypes"),
    "addcdiv": (RuntimeError, _NO_DIVISION),
}
_NAMED_OTHERWISE = {
    "lerp.Scalar": "lerp_kernel_scalar", "lerp.Tensor": "lerp_kernel_tensor",
    "cholesky.old": "cholesky_cpu",
}  # fmt: skip
# What has no kernel for bytes, for other whole numbers but the widest, for the widest …
BYTE = _kernels(FLOATING, NOT_WHOLE, NOT_NARROW, _NAMED_OTHERWISE) | _OTHERWISE
NARROW = BYTE | _kernels(PICTURES)
WHOLE = _kernels(FLOATING, NOT_WHOLE, PICTURES, _NAMED_OTHERWISE) | _OTHERWISE
# … for booleans, and for the wider unsigned types.
BOOLEAN = NARROW | _kernels(NOT_BOOLEAN) | {
    "topk": (RuntimeError, "topk does not support bool dtypes on CPU"),
    "relu": (RuntimeError, "Boolean inputs not supported for relu"),
    "hardtanh": (RuntimeError, "Bool inputs not supported for hardtanh"),
    "dist": (RuntimeError, _NO_SUBTRACTION),
}  # fmt: skip
for _name in ("col2im", "im2col"):
    del BOOLEAN[_name]
_UNCHANGED = ("ceil", "floor", "round", "trunc")
WIDE = {name: each for name, each in BOOLEAN.items() if name not in _UNCHANGED}
WIDE |= _kernels(NOT_WIDE)


def refusal(table: dict[str, Refusal], name: str) -> Refusal | None:
    """What is said of an operation, by its whole name or its name without the overload."""
    return table.get(name) or table.get(name.partition(".")[0])


def is_refused(name: str) -> bool:
    """May an operation have no meaning for some whole numbers or booleans?"""
    return refusal(WIDE, name) is not None


def refuse_whole(name: str, kind: dtype) -> None:
    """Raise PyTorch's error where an operation has no meaning for whole numbers or booleans."""
    found = refusal(_TABLES.get(kind, NARROW), name)
    if found is not None:
        raise found[0](found[1].format(kind.kind_name))


_TABLES = {bool_: BOOLEAN, uint8: BYTE, int64: WHOLE, uint16: WIDE, uint32: WIDE, uint64: WIDE}
