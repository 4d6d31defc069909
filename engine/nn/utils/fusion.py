"""A batch norm worked into the layer before it, for evaluation."""

from __future__ import annotations

import copy
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


def fuse_conv_bn_eval(conv: Any, bn: Any, transpose: bool = False) -> Any:
    """A copy of a convolution that does the work of the batch norm behind it too.

    Raises:
        AssertionError: one of them is training, or the norm keeps no statistics.
    """
    fused = _copied(conv, bn)
    fused.weight, fused.bias = fuse_conv_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias,
        transpose,
    )  # fmt: skip
    return fused


def fuse_conv_bn_weights(
    conv_w: Tensor, conv_b: Tensor | None, bn_rm: Tensor, bn_rv: Tensor, bn_eps: float,
    bn_w: Tensor | None, bn_b: Tensor | None, transpose: bool = False,
) -> tuple[Parameter, Parameter]:  # fmt: skip
    """The weight and bias of a convolution and the batch norm behind it as one."""
    kind = conv_w.dtype
    own = kind if conv_b is None else conv_b.dtype
    bias = FUNCTIONS["zeros_like"](bn_rm) if conv_b is None else conv_b
    weight = FUNCTIONS["ones_like"](bn_rm) if bn_w is None else bn_w
    shift = FUNCTIONS["zeros_like"](bn_rm) if bn_b is None else bn_b
    narrowing = (bn_rv + bn_eps).rsqrt()
    channels = (1, -1) if transpose else (-1, 1)
    scale = (weight * narrowing).reshape((*channels, *(1,) * (conv_w.dim() - 2)))
    return (
        Parameter((conv_w * scale).to(dtype=kind), conv_w.requires_grad),
        Parameter(((bias - bn_rm) * narrowing * weight + shift).to(dtype=own), bias.requires_grad),
    )


def fuse_linear_bn_eval(linear: Any, bn: Any) -> Any:
    """A copy of a linear layer that does the work of the batch norm behind it too.

    Raises:
        AssertionError: they do not fit, one of them is training, or the norm keeps no statistics.
    """
    fused = _copied(linear, bn)
    if linear.out_features != bn.num_features and bn.num_features != 1:
        raise AssertionError(
            "To fuse, linear.out_features == bn.num_features or bn.num_features == 1, "
            f"got linear.out_features={linear.out_features} and bn.num_features={bn.num_features}"
        )
    fused.weight, fused.bias = fuse_linear_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    )
    return fused


def fuse_linear_bn_weights(
    linear_w: Tensor, linear_b: Tensor | None, bn_rm: Tensor, bn_rv: Tensor, bn_eps: float,
    bn_w: Tensor, bn_b: Tensor,
) -> tuple[Parameter, Parameter]:  # fmt: skip
    """The weight and bias of a linear layer and the batch norm behind it as one."""
    kind = linear_w.dtype
    own = kind if linear_b is None else linear_b.dtype
    bias = FUNCTIONS["zeros_like"](bn_rm) if linear_b is None else linear_b
    scale = bn_w * (bn_rv + bn_eps).rsqrt()
    weight = linear_w * scale.unsqueeze(-1).to(dtype=kind)
    shift = ((bias - bn_rm) * scale + bn_b).to(dtype=own)
    return Parameter(weight, linear_w.requires_grad), Parameter(shift, bias.requires_grad)


def _copied(layer: Any, bn: Any) -> Any:
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    if bn.running_mean is None or bn.running_var is None:
        raise AssertionError("bn.running_mean and bn.running_var must not be None")
    return copy.deepcopy(layer)
