"""The functions behind the layers and losses."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.calls.declare import FUNCTIONS
from engine.calls.guards import guarded_layer
from engine.calls.untracked import untracked
from engine.foundation.absent import LackingError, module_getattr
from engine.nn import (  # noqa: F401  (some declare what is torch's own or are found here)
    bags,
    borders,
    convolutions,
    distances,
    dropping,
    folding,
    fractions,
    grad,
    losses,
    nonlinearities,
    norms,
    numbered,
    pools,
    projected,
    resizing,
    underneath,
)
from engine.nn.affine import bilinear, linear
from engine.nn.attention import multi_head_attention_forward
from engine.nn.dot_product import scaled_dot_product_attention
from engine.ops.lookup import embedding as lookup
from engine.ops.lookup import shorten_rows
from engine.ops.loss import binary_cross_entropy_with_logits
from engine.tensor import Tensor

EXPORTED = (
    "binary_cross_entropy", "cross_entropy", "huber_loss",
    "l1_loss", "mse_loss", "nll_loss", "prelu", "sigmoid", "smooth_l1_loss", "tanh",
    "gelu", "softplus", "softshrink", "hardshrink", "pixel_shuffle", "pixel_unshuffle",
    "channel_shuffle", "native_channel_shuffle", "pdist",
)  # fmt: skip
__all__ = [
    "bilinear",
    "binary_cross_entropy_with_logits",
    "linear",
    "multi_head_attention_forward",
    "scaled_dot_product_attention",
]


def refuse(name: str, **asked: Any) -> None:
    """Raise NotImplementedError for options of PyTorch's that are not here."""
    for option, wanted in asked.items():
        if wanted:
            raise LackingError(f"{name}({option}=…) exists in PyTorch but not here")


def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Any:  # fmt: skip
    """The rows of ``weight`` at the indices ``input``."""
    refuse("embedding", sparse=sparse)
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    if isinstance(padding_idx, bool | float):
        own = type(padding_idx).__name__
        raise TypeError(f"embedding(): argument 'padding_idx' (position 3) must be int, not {own}")
    if input.dtype.name not in ("int64", "int32"):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: "
            f"Long, Int; but got {input.dtype.tensor_name} instead (while checking "
            "arguments for embedding)"
        )
    place = -1 if padding_idx is None else padding_row(padding_idx, weight.shape[0])
    if max_norm is not None:
        shorten_rows(weight, input, max_norm, norm_type)
    return lookup(weight, input, place, scale_grad_by_freq)


def padding_row(padding_idx: int, rows: int) -> int:
    """The index of the padding row, counted from the table's beginning."""
    if not -rows <= padding_idx < rows:
        raise AssertionError("Padding_idx must be within num_embeddings")
    return padding_idx % rows


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """One-hot vectors of class numbers; shape : the input's and (classes,)."""
    numbers = np.asarray(tensor._data)
    if tensor.dtype is not dtypes.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if (numbers < 0).any():
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1 and not numbers.size:
        raise RuntimeError("Can not infer total number of classes from empty tensor.")
    count = int(numbers.max()) + 1 if num_classes == -1 else num_classes
    if numbers.size and numbers.max() >= count:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return untracked(np.eye(count, dtype=np.int64)[numbers], tensor)


TABLES = ("embedding", "one_hot")
FAMILIES = (
    bags, borders, convolutions, distances, dropping, folding, fractions, losses, nonlinearities,
    norms, pools, projected, resizing,
)  # fmt: skip
globals().update({name: getattr(each, name) for each in FAMILIES for name in each.__all__})
globals().update({name: FUNCTIONS[name] for name in EXPORTED if name not in globals()})
OWN = (*(name for each in FAMILIES for name in each.__all__), *EXPORTED, *__all__, *TABLES)
globals().update({name: guarded_layer(globals()[name], name) for name in OWN})
__getattr__ = module_getattr("torch.nn.functional")
