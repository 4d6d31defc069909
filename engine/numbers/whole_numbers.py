"""Operations that have no meaning for whole numbers or booleans, and what PyTorch says then.

PyTorch names the kernel that lacks the element type, or has a sentence of its own. Looked up by
an entry's whole name or by what stands before its dot; never on the way of an ordinary call.
"""

from __future__ import annotations

from engine.dtypes import dtype, uint16, uint32, uint64

Refusal = tuple[type[Exception], str]


def _kernels(**names: str) -> dict[str, Refusal]:
    """Refusals that name a kernel, by operation."""
    return {
        name: (NotImplementedError, f"\"{kernel}\" not implemented for '{{0}}'")
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
WHOLE: dict[str, Refusal] = {
    **_kernels(
        gelu="GeluKernelImpl", silu="silu_cpu", mish="mish_cpu", softplus="softplus_cpu",
        leaky_relu="leaky_relu_cpu", elu="elu_cpu", celu="elu_cpu", hardswish="hardswish_cpu",
        hardsigmoid="hardsigmoid_cpu", log_sigmoid="log_sigmoid_cpu", glu="glu_cpu",
        softshrink="softshrink_check", hardshrink="hardshrink_cpu", hypot="hypot_cpu",
        logaddexp="logaddexp_cpu", logaddexp2="logaddexp2_cpu", nextafter="nextafter_cpu",
        frac="frac_cpu", native_layer_norm="LayerNormKernelImpl",
        native_group_norm="GroupNormKernelImpl", native_batch_norm="batch_norm",
        linalg_eigh="linalg_eigh_cpu", linalg_lu="lu_cpu", linalg_lu_factor_ex="lu_cpu",
        linalg_solve_triangular="triangular_solve_cpu", cholesky_solve="cholesky_solve_cpu",
        adaptive_max_pool2d="adaptive_max_pool2d", logcumsumexp="logcumsumexp_out_cpu",
        upsample_nearest1d="compute_indices_weights_nearest",
        upsample_bilinear2d="upsample_bilinear2d_channels_last", im2col="im2col_out_cpu",
        smooth_l1_loss="smooth_l1_cpu", huber_loss="huber_cpu",
        binary_cross_entropy="binary_cross_entropy",
        binary_cross_entropy_with_logits="log_sigmoid_cpu",
        grid_sampler_2d="grid_sampler_2d_cpu_kernel_impl", _prelu_kernel="prelu_cpu",
        cholesky_inverse="cholesky_inverse_out_cpu", triangular_solve="triangular_solve_cpu",
        linalg_householder_product="orgqr_cpu", nll_loss="nll_loss_out_frame",
        nll_loss2d="nll_loss2d_forward_out_frame",
        multi_margin_loss="multi_margin_loss_cpu_kernel",
        multilabel_margin_loss="multilabel_margin_loss_forward_out_frame",
    ),
    **_kernels(**{
        "lerp.Scalar": "lerp_kernel_scalar", "lerp.Tensor": "lerp_kernel_tensor",
        "cholesky.old": "cholesky_cpu",
    }),
    **_matrices(
        linalg_inv_ex="linalg.inv", linalg_det="linalg.det", linalg_slogdet="linalg.slogdet",
        linalg_solve_ex="linalg.solve", linalg_svd="linalg.svd", linalg_qr="linalg.qr",
        linalg_cholesky_ex="linalg.cholesky", linalg_matrix_exp="linalg.matrix_exp",
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
}  # fmt: skip
BOOLEAN: dict[str, Refusal] = {
    **WHOLE,
    **_kernels(
        abs="abs_cpu", floor="floor_vml_cpu", ceil="ceil_vml_cpu", trunc="trunc_vml_cpu",
        round="round_vml_cpu", addcmul="addcmul_cpu_out", floor_divide="div_floor_cpu",
        remainder="remainder_cpu", fmod="fmod_cpu", mm="addmm_impl_cpu_", addmm="addmm_impl_cpu_",
        addbmm="addmm_impl_cpu_", bmm="bmm", baddbmm="baddbmm", mv="addmv_impl_cpu",
        addmv="addmv_impl_cpu", dot="dot", nanmedian="median_cpu", kthvalue="kthvalue_cpu",
        trace="trace", max_pool2d_with_indices="max_pool2d", avg_pool2d="avg_pool2d",
        convolution="slow_conv2d_cpu", threshold="threshold_cpu",
    ),
    **_kernels(**{
        "pow.Tensor_Tensor": "pow", "div.mode": "div_floor_cpu", "median.all": "median_cpu",
        "median.dim": "median_out",
    }),
    "topk": (RuntimeError, "topk does not support bool dtypes on CPU"),
    "relu": (RuntimeError, "Boolean inputs not supported for relu"),
    "hardtanh": (RuntimeError, "Bool inputs not supported for hardtanh"),
    "dist": (RuntimeError, _NO_SUBTRACTION),
}  # fmt: skip

# What has no kernel for the wider unsigned types, which PyTorch has for little but storing.
WIDE: dict[str, Refusal] = {
    **BOOLEAN,
    **_kernels(
        add="add_stub", sub="add_stub", neg="neg_cpu", lt="lt_cpu", le="le_cpu", gt="gt_cpu",
        ge="ge_cpu", pow="pow", bitwise_not="bitwise_not_cpu", sign="sign_cpu", gcd="gcd_cpu",
        bitwise_left_shift="lshift_cpu", bitwise_right_shift="rshift_cpu",
        relu="clamp_min_scalar_cpu", logical_not="logical_not_cpu", maximum="maximum_cpu",
        minimum="minimum_cpu", clamp="clamp_scalar_cpu", topk="topk_cpu",
    ),
}  # fmt: skip


def refusal(table: dict[str, Refusal], name: str) -> Refusal | None:
    """What is said of an operation, by its whole name or its name without the overload."""
    return table.get(name) or table.get(name.partition(".")[0])


def is_refused(name: str) -> bool:
    """May an operation have no meaning for whole numbers or booleans?"""
    return refusal(BOOLEAN, name) is not None


def refuse_whole(name: str, kind: dtype) -> None:
    """Raise PyTorch's error where an operation has no meaning for whole numbers or booleans."""
    if kind in (uint16, uint32, uint64):
        found = refusal(WIDE, name)
    else:
        found = refusal(WHOLE if kind.category else BOOLEAN, name)
    if found is not None:
        raise found[0](found[1].format(kind.kind_name))
