"""Where PyTorch has a function: among ``torch.*``, on Tensor, on both, or only in a subpackage."""

from __future__ import annotations

from typing import Final

# Tensor has these, the module torch has not.
METHODS_ONLY: Final = frozenset(
    """
    add_ addbmm_ addcdiv_ addcmul_ addmm_ addr_ atan2_ backward baddbmm_ bernoulli_ bitwise_and_
    bitwise_left_shift_ bitwise_not_ bitwise_or_ bitwise_right_shift_ bitwise_xor_ byte char
    clear_grad_ contiguous copy_ copysign_ cpu cuda data_ptr dim div_ divide_ double element_size eq_ expand
    expand_as exponential_ floor_divide_ fmod_ ge_ geometric_ gt_ heaviside_ hypot_ index_add_
    index_copy_ index_fill_ is_contiguous is_pinned item le_ lerp_ log_normal_ logical_and_
    logical_not_ logical_or_ logical_xor_ lt_ masked_fill_ masked_scatter_ mul_ ndimension ne_
    nelement new_empty new_full new_ones new_tensor new_zeros normal_ numpy pow_ put_ random_
    register_hook register_post_accumulate_grad_hook remainder_ repeat requires_grad_ reshape_as
    retain_grad scatter_ scatter_add_ sgn_ sign_ size storage_offset stride sub_ subtract_
    sum_to_size to tolist tril_ triu_ true_divide_ type type_as unfold uniform_ view view_as
    """.split()
)
# Steps of other functions, and what only torch.nn.functional offers.
NEITHER: Final = frozenset(
    """
    alias binary_cross_entropy copy cross_entropy elu elu_ fmax_ fmin_ gelu gelu_ glu hardshrink_
    hardsigmoid hardsigmoid_ huber_loss l1_loss nll_loss2d smooth_l1_loss softplus_ hardswish hardswish_ hardtanh hardtanh_ isfinite_ isinf_ isnan_
    isneginf_ isposinf_ leaky_relu leaky_relu_ linalg_vector_norm log_sigmoid log_sigmoid_
    logaddexp_ maximum_ minimum_ mish mish_ mse_loss nll_loss signbit_ silu silu_ softplus
    softshrink special_expit special_softmax special_xlogy zero
    """.split()
)
# The module torch has these, Tensor has not.
FUNCTIONS_ONLY: Final = frozenset({"celu", "celu_", "rsub", "threshold", "threshold_"})


def is_function(name: str) -> bool:
    """Does the module torch have this?"""
    return not name.startswith("_") and name not in METHODS_ONLY and name not in NEITHER


def is_method(name: str) -> bool:
    """May Tensor have this?"""
    return name not in NEITHER and name not in FUNCTIONS_ONLY
