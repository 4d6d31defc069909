"""The checks on operands and masks of attention, with PyTorch's errors."""

from __future__ import annotations

from typing import Any

from engine.tensor import Tensor


def is_batched(
    query: Tensor, key: Tensor, value: Tensor, padding: Any, mask: Any, heads: int
) -> bool:
    """Whether the query has a batch dimension; AssertionError where the ranks do not fit."""
    rank = query.dim()
    if rank not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {rank}-D query tensor"
        )
    where = f"For {'batched' if rank == 3 else 'unbatched'} ({rank}-D) `query`, expected"
    if key.dim() != rank or value.dim() != rank:
        raise AssertionError(
            f"{where} `key` and `value` to be {rank}-D but found {key.dim()}-D and "
            f"{value.dim()}-D tensors respectively"
        )
    if padding is not None and padding.dim() != rank - 1:
        raise AssertionError(
            f"{where} `key_padding_mask` to be `None` or {rank - 1}-D but found "
            f"{padding.dim()}-D tensor instead"
        )
    if mask is not None and mask.dim() not in (2, 3):
        raise AssertionError(
            f"{where} `attn_mask` to be `None`, 2-D or 3-D but found {mask.dim()}-D tensor instead"
        )
    if mask is not None and rank == 2 and mask.dim() == 3:
        wanted = (heads, query.shape[0], key.shape[0])
        if tuple(mask.shape) != wanted:
            raise AssertionError(f"Expected `attn_mask` shape to be {wanted} but got {mask.shape}")
    return bool(rank == 3)


def check_sizes(
    query: Tensor, key: Tensor, value: Tensor, features: int, heads: int, separate: bool
) -> None:
    """Raise AssertionError if the features do not fit the heads, or the values the keys."""
    own = query.shape[2]
    if own != features:
        raise AssertionError(f"was expecting embedding dimension of {features}, but got {own}")
    if own % heads:
        raise AssertionError(f"embed_dim {own} not divisible by num_heads {heads}")
    if separate and key.shape[:2] != value.shape[:2]:
        raise AssertionError(
            f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}"
        )
    if not separate and key.shape != value.shape:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")


def fitting(mask: Any, rows: int, queries: int, keys: int) -> Any:
    """A mask with a dimension for batch and heads; RuntimeError if its shape is wrong."""
    if mask is None:
        return None
    if mask.dim() not in (2, 3):
        raise RuntimeError(f"attn_mask's dimension {mask.dim()} is not supported")
    wanted = (rows, queries, keys)[3 - mask.dim() :]
    if tuple(mask.shape) != wanted:
        raise RuntimeError(
            f"The shape of the {mask.dim()}D attn_mask is {mask.shape}, but should be {wanted}."
        )
    return mask.unsqueeze(0) if mask.dim() == 2 else mask


def merged(mask: Any, padding: Any, batch: int, heads: int, keys: int) -> Any:
    """The attention mask and the padding mask as one."""
    if padding is None:
        return mask
    for axis, wanted in ((0, batch), (1, keys)):
        if padding.shape[axis] != wanted:
            raise AssertionError(
                f"Expected key_padded_mask.shape[{axis}] to be {wanted}, but got "
                f"{padding.shape[axis]}"
            )
    spread = padding.view(batch, 1, 1, keys).expand(-1, heads, -1, -1)
    rows = spread.reshape(batch * heads, 1, keys)
    return rows if mask is None else mask + rows
