"""Where PyTorch has a function: among ``torch.*``, on Tensor, on both, or only in a subpackage.

These are lists and no facts of entries, for most names are of in-place twins, which no entry
states: that ``torch.abs_`` is there and ``torch.add_`` is not follows from nothing.
"""

from __future__ import annotations

from typing import Final

# Tensor has these, the module torch has not.
METHODS_ONLY: Final = frozenset(
    """
    absolute_ add_ addbmm_ addcdiv_ addcmul_ addmm_ addr_ apply_ arctan2_ as_subclass atan2_
    backward baddbmm_ bernoulli_ bitwise_and_ bitwise_left_shift_ bitwise_not_ bitwise_or_
    bitwise_right_shift_ bitwise_xor_ byte cauchy_ char const_data_ptr contiguous copy_ copysign_
    cpu cuda cumprod_ cumsum_ data_ptr digamma_ dim dim_order div_ divide_ double element_size eq_
    erfinv_ expand expand_as exponential_ fill_diagonal_ float_power_ floor_divide_ fmod_ ge_
    geometric_ greater_ greater_equal_ gt_ heaviside_ hypot_ igamma_ igammac_ index_add_
    index_copy_ index_fill_ index_reduce_ is_contiguous is_pinned is_set_to is_shared item le_
    lerp_ less_ less_equal_ lgamma_ log_normal_ logical_and_ logical_not_ logical_or_ logical_xor_
    lt_ map2_ map_ masked_fill_ masked_scatter_ mul_ multiply_ mvlgamma_ ndimension ne_ nelement
    new new_empty new_empty_strided new_full new_ones new_tensor new_zeros nextafter_ normal_
    not_equal_ numpy polygamma_ pow_ put_ random_ register_hook register_post_accumulate_grad_hook
    remainder_ renorm_ repeat requires_grad_ reshape_as resize_ retain_grad scatter_ scatter_add_
    scatter_reduce_ set_ sgn_ share_memory_ sign_ size squeeze_ storage storage_offset stride sub_
    subtract_ sum_to_size swapaxes_ swapdims_ t_ to tolist transpose_ tril_ triu_ true_divide_ type
    type_as unfold uniform_ unsqueeze_ untyped_storage view view_as
    """.split()
)
# Steps of other functions, and what only torch.nn.functional offers.
NEITHER: Final = frozenset(
    """
    adaptive_avg_pool alias angle_ avg_pool binary_cross_entropy copy cross_entropy elu elu_ fmax_
    fmin_ gelu gelu_ glu hardshrink_ hardsigmoid hardsigmoid_ hardswish hardswish_ hardtanh
    hardtanh_ huber_loss isfinite_ isinf_ isnan_ isneginf_ isposinf_ l1_loss leaky_relu leaky_relu_
    linalg_vector_norm log_sigmoid log_sigmoid_ logaddexp2_ logaddexp_ max_pool maximum_ minimum_
    mish mish_ mse_loss multi_margin_loss multilabel_margin_loss nll_loss nll_loss2d
    rrelu_with_noise signbit_ silu silu_ smooth_l1_loss soft_margin_loss softplus softplus_
    softshrink special_expit special_softmax special_xlogy zero
    """.split()
)
# The module torch has these, Tensor has not.
FUNCTIONS_ONLY: Final = frozenset(
    {
        "celu", "celu_", "combinations", "complex", "poisson", "polar", "rsub", "threshold",
        "threshold_", "view_as_complex", "view_as_real",
    }
)  # fmt: skip


def is_function(name: str) -> bool:
    """Does the module torch have this?"""
    if name.startswith("special_"):
        return False
    return not name.startswith("_") and name not in METHODS_ONLY and name not in NEITHER


def is_method(name: str) -> bool:
    """May Tensor have this?"""
    if name.startswith("special_"):
        return False
    return name not in NEITHER and name not in FUNCTIONS_ONLY
