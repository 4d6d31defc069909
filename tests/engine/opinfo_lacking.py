"""The entries of PyTorch's catalogue that the engine lacks or does not match, and why."""

from __future__ import annotations

_GROUPS = {
    "stretches along other dimensions than the first": """
    _segment_reduce.lengths _segment_reduce.offsets
    """,
    "sparse tensors": """
    sparse.sampled_addmm sparse.mm.reduce to_sparse
    """,
    "a kernel of PyTorch's own that programs do not call": """
    _softmax_backward_data native_group_norm _native_batch_norm_legit _batch_norm_with_update
    _upsample_bilinear2d_aa max_pool2d_with_indices_backward torch._scaled_mm_v2 torch._scaled_mm
    torch.ops.aten._safe_softmax.default torch.ops.aten._flash_attention_forward
    torch.ops.aten._efficient_attention_forward _unsafe_masked_index
    _unsafe_masked_index_put_accumulate _chunk_cat native_dropout_backward hash_tensor slice
    """,
    "compiled for CUDA only": """
    jiterator_unary jiterator_binary jiterator_4inputs_with_extra_args
    jiterator_binary_return_by_ref jiterator_2inputs_2outputs
    """,
    "differs in the sixth digit": """
    special.bessel_j0 special.bessel_y1
    """,
    "computed in pieces, so that the scores of a large vocabulary never exist at once": """
    nn.functional.linear_cross_entropy.chunked nn.functional.linear_cross_entropy.chunked_none
    """,
}
_SINGLE = {
    "nn.functional.triplet_margin_with_distance_loss": "it is given a module of PyTorch's own",
    "as_strided_scatter": "PyTorch's gradient of self is wrong",
    "chalf": "complex numbers of half precision",
}
LACKING = {name: reason for reason, names in _GROUPS.items() for name in names.split()} | _SINGLE
