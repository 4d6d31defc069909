"""The functions behind the layers and losses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import drawing, dtypes
from engine.absent import module_getattr
from engine.declare import FUNCTIONS, composite
from engine.generator import stream_of
from engine.half import converted
from engine.nn.affine import linear
from engine.nn.attention import multi_head_attention_forward, scaled_dot_product_attention
from engine.nn.distances import (
    cosine_embedding_loss,
    cosine_similarity,
    gaussian_nll_loss,
    hinge_embedding_loss,
    kl_div,
    margin_ranking_loss,
    pairwise_distance,
    poisson_nll_loss,
    soft_margin_loss,
    triplet_margin_loss,
)
from engine.nn.spatial import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    avg_pool1d,
    avg_pool2d,
    batch_norm,
    conv1d,
    conv2d,
    conv3d,
    conv_transpose1d,
    conv_transpose2d,
    group_norm,
    instance_norm,
    layer_norm,
    max_pool1d,
    max_pool2d,
    pad,
)
from engine.ops import activation
from engine.ops.activation import implicit_dim
from engine.ops.lookup import embedding as lookup
from engine.tensor import Tensor, new_tensor

EXPORTED = (
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "huber_loss",
    "l1_loss", "mse_loss", "nll_loss", "prelu", "sigmoid", "smooth_l1_loss", "tanh", "celu",
    "selu", "glu", "gelu", "softplus", "softshrink", "hardshrink",
)  # fmt: skip
__all__ = [
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "avg_pool1d", "avg_pool2d", "batch_norm",
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
    "cosine_embedding_loss", "cosine_similarity", "gaussian_nll_loss", "group_norm",
    "hinge_embedding_loss", "instance_norm", "kl_div", "layer_norm", "linear",
    "margin_ranking_loss", "max_pool1d", "max_pool2d", "multi_head_attention_forward", "pad", "pairwise_distance", "poisson_nll_loss",
    "scaled_dot_product_attention", "soft_margin_loss", "triplet_margin_loss",
]  # fmt: skip


def refuse(name: str, **asked: Any) -> None:
    """Raise NotImplementedError for options of PyTorch's that are not here."""
    for option, wanted in asked.items():
        if wanted:
            raise NotImplementedError(f"{name}({option}=…) exists in PyTorch but not here")


def _in_place(name: str, call: Any) -> Any:
    """A nonlinearity that may also overwrite its input."""

    def function(input: Tensor, *args: Any, inplace: bool = False, **options: Any) -> Any:
        if args and isinstance(args[-1], bool):
            *args, inplace = args  # type: ignore[assignment]
        result = call(input, *args, **options)
        return input.copy_(result) if inplace else result

    function.__name__ = name
    function.__doc__ = call.__doc__
    return function


def relu(input: Tensor, inplace: bool = False) -> Any:
    """The positive part."""
    return input.relu_() if inplace else input.relu()


def _relu6(input: Tensor) -> Any:
    """The positive part, at most 6."""
    return activation.hardtanh(input, 0.0, 6.0)


relu6 = _in_place("relu6", _relu6)
leaky_relu = _in_place("leaky_relu", activation.leaky_relu)
elu = _in_place("elu", activation.elu)
selu = _in_place("selu", activation.selu)
celu = _in_place("celu", activation.celu)
silu = _in_place("silu", FUNCTIONS["silu"])
mish = _in_place("mish", FUNCTIONS["mish"])
hardtanh = _in_place("hardtanh", activation.hardtanh)
hardswish = _in_place("hardswish", FUNCTIONS["hardswish"])
hardsigmoid = _in_place("hardsigmoid", FUNCTIONS["hardsigmoid"])
threshold = _in_place("threshold", activation.threshold)
logsigmoid = FUNCTIONS["log_sigmoid"]


def softsign(input: Tensor) -> Any:
    """X / (1 + |x|)."""
    return input / (input.abs() + 1)


def tanhshrink(input: Tensor) -> Any:
    """X − tanh x."""
    return input - input.tanh()


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """Softmax along ``dim``."""
    return input.softmax(implicit_dim("softmax", dim, input.ndim), dtype)


def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Any:
    """The logarithm of softmax along ``dim``."""
    return input.log_softmax(implicit_dim("log_softmax", dim, input.ndim), dtype)


def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """Softmax of the negated input."""
    return (-input).softmax(implicit_dim("softmin", dim, input.ndim), dtype)


@composite(method=False)
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each element zeroed with probability ``p``, the rest scaled up by 1 / (1 − p)."""
    return _dropped(input, p, training, inplace, input.shape)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel zeroed with probability ``p``."""
    return _dropped(input, p, training, inplace, (*input.shape[:2], 1))


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel zeroed with probability ``p``."""
    return _dropped(input, p, training, inplace, (*input.shape[:2], *(1,) * (input.ndim - 2)))


def channel_mask(input: Tensor, shape: Sequence[int]) -> Tensor:
    """Memory for a mask: laid out as the input where it is as large, else in rows."""
    kind = input._data.dtype
    if tuple(shape) == input._data.shape:
        return new_tensor(np.empty_like(np.asarray(input._data)))
    return new_tensor(np.empty(tuple(shape), kind))


def _dropped(input: Tensor, p: float, training: bool, inplace: bool, shape: Any) -> Any:
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0 or not input.numel():
        return input
    own = input.dtype
    if own.category < dtypes.FLOAT:
        raise RuntimeError(
            f"result type Float can't be cast to the desired output type {own.kind_name}"
        )
    mask = channel_mask(input, shape)
    if p == 1:
        mask._data[...] = 0
    else:
        mask._data[...] = drawing.bernoulli(mask, stream_of(None), 1 - p)
        wide = mask._data.astype(np.float32) if own.itemsize == 2 else mask._data
        mask._data[...] = converted(wide / wide.dtype.type(1 - p), own.numpy)
    return input.mul_(mask) if inplace else input * mask


def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Any:  # fmt: skip
    """The rows of ``weight`` that ``input`` names."""
    refuse("embedding", max_norm=max_norm is not None, scale_grad_by_freq=scale_grad_by_freq,
           sparse=sparse)  # fmt: skip
    if input.dtype.name not in ("int64", "int32"):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: "
            f"Long, Int; but got torch.{input.dtype.kind_name}Tensor instead (while checking "
            "arguments for embedding)"
        )
    place = -1 if padding_idx is None else padding_idx % weight.shape[0]
    return lookup(weight, input, place)


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """1 in each class's own place, 0 elsewhere; shape : the input's and the classes."""
    numbers = np.asarray(tensor._data)
    if tensor.dtype is not dtypes.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if (numbers < 0).any():
        raise RuntimeError("Class values must be non-negative.")
    count = int(numbers.max()) + 1 if num_classes == -1 else num_classes
    if numbers.size and numbers.max() >= count:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return new_tensor(np.eye(count, dtype=np.int64)[numbers])


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Any:
    """The input with norm 1 along ``dim``."""
    return input / input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)


globals().update({name: FUNCTIONS[name] for name in EXPORTED if name not in globals()})
__getattr__ = module_getattr("torch.nn.functional")
