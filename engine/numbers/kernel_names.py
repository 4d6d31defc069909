"""What PyTorch calls the kernels that it has for some element types only, by operation.

An operation without a kernel for the type of its operands says so by the kernel's name. They are
grouped by what they are there for; looked up by an entry's whole name or by what stands before
its dot.
"""

from __future__ import annotations

# For real numbers with a fraction alone.
FLOATING = {
    "_adaptive_avg_pool2d": "adaptive_avg_pool2d",
    "_adaptive_avg_pool3d": "adaptive_avg_pool3d_cpu", "_prelu_kernel": "prelu_cpu",
    "adaptive_max_pool2d": "adaptive_max_pool2d", "adaptive_max_pool3d": "adaptive_max_pool3d_cpu",
    "binary_cross_entropy": "binary_cross_entropy",
    "binary_cross_entropy_with_logits": "log_sigmoid_cpu", "celu": "elu_cpu", "elu": "elu_cpu",
    "frac": "frac_cpu", "fractional_max_pool2d": "fractional_max_pool2d_out_frame",
    "fractional_max_pool3d": "fractional_max_pool3d_out_frame", "gelu": "GeluKernelImpl",
    "glu": "glu_cpu", "grid_sampler_2d": "grid_sampler_2d_cpu_kernel_impl",
    "grid_sampler_3d": "grid_sampler_3d_cpu", "hardshrink": "hardshrink_cpu",
    "hardsigmoid": "hardsigmoid_cpu", "hardswish": "hardswish_cpu", "huber_loss": "huber_cpu",
    "hypot": "hypot_cpu", "igamma": "igamma_cpu", "igammac": "igammac_cpu",
    "leaky_relu": "leaky_relu_cpu", "log_sigmoid": "log_sigmoid_cpu",
    "max_unpool2d": "max_unpool2d", "max_unpool3d": "max_unpool3d",
    "multi_margin_loss": "multi_margin_loss_cpu_kernel",
    "multilabel_margin_loss": "multilabel_margin_loss_forward_out_frame",
    "native_batch_norm": "batch_norm", "native_group_norm": "GroupNormKernelImpl",
    "native_layer_norm": "LayerNormKernelImpl", "nll_loss": "nll_loss_out_frame",
    "nll_loss2d": "nll_loss2d_forward_out_frame", "rrelu_with_noise": "leaky_relu_cpu",
    "smooth_l1_loss": "smooth_l1_cpu", "softplus": "softplus_cpu",
    "upsample_bicubic2d": "compute_indices_weights_cubic",
    "upsample_bilinear2d": "upsample_bilinear2d_channels_last",
    "upsample_linear1d": "compute_indices_weights_linear",
    "upsample_trilinear3d": "compute_indices_weights_linear",
}  # fmt: skip
# For those and bytes: pictures.
PICTURES = {
    "_upsample_nearest_exact1d": "compute_indices_weights_nearest",
    "_upsample_nearest_exact2d": "upsample_nearest2d_channels_last",
    "_upsample_nearest_exact3d": "compute_indices_weights_nearest",
    "upsample_nearest1d": "compute_indices_weights_nearest",
    "upsample_nearest2d": "upsample_nearest2d_channels_last",
    "upsample_nearest3d": "compute_indices_weights_nearest",
}  # fmt: skip
# For those with a fraction, complex numbers too.
NOT_WHOLE = {
    "cholesky_inverse": "cholesky_inverse_out_cpu", "cholesky_solve": "cholesky_solve_cpu",
    "col2im": "col2im_out_cpu", "geqrf": "geqrf_cpu", "im2col": "im2col_out_cpu",
    "linalg_eigh": "linalg_eigh_cpu", "linalg_householder_product": "orgqr_cpu",
    "linalg_lu": "lu_cpu", "linalg_lu_factor_ex": "lu_cpu",
    "linalg_solve_triangular": "triangular_solve_cpu", "logaddexp": "logaddexp_cpu",
    "logaddexp2": "logaddexp2_cpu", "logcumsumexp": "logcumsumexp_out_cpu", "mish": "mish_cpu",
    "nextafter": "nextafter_cpu", "silu": "silu_cpu", "softshrink": "softshrink_check",
    "triangular_solve": "triangular_solve_cpu",
}  # fmt: skip
# For those and the widest whole numbers, but no narrower ones.
NOT_NARROW = {
    "avg_pool2d": "avg_pool2d", "avg_pool3d": "avg_pool3d_out_frame",
    "convolution.transposed": "slow_conv_transpose2d_out_cpu",
}  # fmt: skip
# For all but booleans.
NOT_BOOLEAN = {
    "_trilinear": "bmm", "abs": "abs_cpu", "addbmm": "addmm_impl_cpu_",
    "addcmul": "addcmul_cpu_out", "addmm": "addmm_impl_cpu_", "addmv": "addmv_impl_cpu",
    "baddbmm": "baddbmm", "bitwise_left_shift": "lshift_cpu", "bitwise_right_shift": "rshift_cpu",
    "bmm": "bmm", "ceil": "ceil_vml_cpu", "convolution": "slow_conv2d_cpu",
    "div.mode": "div_floor_cpu", "dot": "dot", "floor": "floor_vml_cpu",
    "floor_divide": "div_floor_cpu", "fmod": "fmod_cpu", "kthvalue": "kthvalue_cpu",
    "linalg_cross": "cross", "max_pool2d_with_indices": "max_pool2d",
    "max_pool3d_with_indices": "max_pool3d", "median.all": "median_cpu",
    "median.dim": "median_out", "mm": "addmm_impl_cpu_", "mv": "addmv_impl_cpu",
    "nanmedian": "median_cpu", "nanmedian.dim": "median_out", "pow.Tensor_Tensor": "pow",
    "reflection_pad1d": "reflection_pad1d", "reflection_pad2d": "reflection_pad2d",
    "reflection_pad3d": "reflection_pad3d", "remainder": "remainder_cpu",
    "replication_pad1d": "replication_pad1d", "replication_pad2d": "replication_pad2d",
    "replication_pad3d": "replication_pad3d", "round": "round_vml_cpu",
    "searchsorted": "searchsorted_out_cpu", "threshold": "threshold_cpu", "trace": "trace",
    "trunc": "trunc_vml_cpu",
}  # fmt: skip
# For all but the wider unsigned types, which PyTorch has for little but storing.
NOT_WIDE = {
    "add": "add_stub", "addr": "addr_cpu", "amax": "max_values_cpu", "amin": "min_values_cpu",
    "aminmax": "aminmax_cpu", "argmax": "argmax_cpu", "argmin": "argmin_cpu",
    "bincount": "bincount_cpu", "bitwise_not": "bitwise_not_cpu", "clamp": "clamp_scalar_cpu",
    "clamp_max.Tensor": "minimum_cpu", "clamp_min.Tensor": "maximum_cpu",
    "col2im": "col2im_out_cpu", "count_nonzero": "nonzero_count_cpu", "cummax": "cummax_cpu",
    "cummin": "cummin_cpu", "flip": "flip_cpu", "fmax": "maximum_cpu", "fmin": "minimum_cpu",
    "gather": "scatter_gather_tensor_cpu", "gcd": "gcd_cpu", "ge": "ge_cpu",
    "geometric": "geometric_cpu", "gt": "gt_cpu", "hardtanh": "clamp_scalar_cpu",
    "heaviside": "heaviside_cpu", "im2col": "im2col_out_cpu", "index_add": "index_add_",
    "index_copy": "index_copy_cpu", "index_fill": "index_fill_cpu", "isin": "isin_default_cpu",
    "lcm": "lcm_cpu", "le": "le_cpu", "logical_and": "logical_and_cpu",
    "logical_not": "logical_not_cpu", "logical_or": "logical_or_cpu",
    "logical_xor": "logical_xor_cpu", "lt": "lt_cpu", "masked_fill": "masked_fill",
    "masked_scatter": "masked_scatter", "masked_select": "masked_select", "max.all": "max_all",
    "max.dim": "max_cpu", "maximum": "maximum_cpu", "min.all": "min_all", "min.dim": "min_cpu",
    "minimum": "minimum_cpu", "mode": "mode_cpu", "neg": "neg_cpu", "nonzero": "nonzero_count_cpu",
    "pow": "pow", "relu": "clamp_min_scalar_cpu", "rot90": "flip_cpu", "rsub": "add_stub",
    "scatter.src": "scatter_gather_tensor_cpu", "scatter_add": "scatter_gather_tensor_cpu",
    "sign": "sign_cpu", "soft_margin_loss": "neg_cpu", "sub": "add_stub", "topk": "topk_cpu",
    "tril": "tril", "triu": "triu",
}  # fmt: skip
# For all whole numbers and for none with an imaginary part.
NOT_COMPLEX = {
    "_log_softmax": "log_softmax_lastdim_kernel_impl",
    "_safe_softmax": "softmax_lastdim_kernel_impl", "_softmax": "softmax_lastdim_kernel_impl",
    "amax": "max_values_cpu", "amin": "min_values_cpu", "aminmax": "aminmax_cpu",
    "atan2": "atan2_cpu", "avg_pool2d": "avg_pool2d", "avg_pool3d": "avg_pool3d_out_frame",
    "clamp_max.Tensor": "minimum_cpu", "clamp_min.Tensor": "maximum_cpu",
    "copysign": "copysign_cpu", "cummax": "cummax_cpu", "cummin": "cummin_cpu",
    "digamma": "digamma", "div.mode": "div_floor_cpu", "erf": "erf_vml_cpu",
    "erfc": "erfc_vml_cpu", "erfinv": "erfinv_vml_cpu", "floor_divide": "div_floor_cpu",
    "fmod": "fmod_cpu", "gcd": "gcd_cpu", "ge": "ge_cpu", "gt": "gt_cpu", "i0": "i0_vml_cpu",
    "kthvalue": "kthvalue_cpu", "lcm": "lcm_cpu", "le": "le_cpu", "lgamma": "lgamma_vml_cpu",
    "logit": "logit_cpu", "lt": "lt_cpu", "max.all": "max_all",
    "max_pool2d_with_indices": "max_pool2d", "max_pool3d_with_indices": "max_pool3d",
    "median.all": "median_cpu", "median.dim": "median_out", "min.all": "min_all",
    "mode": "mode_cpu", "mse_loss": "mse_cpu", "nanmedian.all": "median_cpu",
    "nanmedian.dim": "median_out", "remainder": "remainder_cpu", "round": "round_vml_cpu",
    "searchsorted": "searchsorted_out_cpu", "softshrink": "softshrink_cpu",
    "special_entr": "entr_cpu", "threshold": "threshold_cpu", "unique": "unique",
    "xlogy": "xlogy_cpu",
}  # fmt: skip
