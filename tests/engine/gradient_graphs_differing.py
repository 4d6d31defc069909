"""The entries of PyTorch's catalogue whose recorded gradients have other nodes here, and why."""

from __future__ import annotations

_GROUPS = {
    "all gradients come from one operation in PyTorch, which has them as its several results": """
    native_group_norm native_layer_norm native_batch_norm nn.functional.conv_transpose1d
    nn.functional.conv_transpose2d nn.functional.conv_transpose3d nn.functional.conv1d
    nn.functional.conv2d nn.functional.conv3d nn.functional.group_norm nn.functional.instance_norm
    nn.functional.layer_norm nn.functional.batch_norm nn.functional.scaled_dot_product_attention
    nn.functional.multi_head_attention_forward linalg.solve linalg.solve_ex linalg.solve_triangular
    triangular_solve linalg.tensorsolve
    """,
    "the gradient is written into a blank in PyTorch, part by part": """
    stft matrix_exp as_strided as_strided.partial_views as_strided_copy as_strided_scatter
    nn.functional.pad.circular fft.fft2 fft.fftn fft.hfft fft.hfft2 fft.hfftn fft.rfft fft.rfft2
    fft.rfftn fft.ifft2 fft.ifftn fft.ihfft fft.ihfft2 fft.ihfftn fft.irfft fft.irfft2 fft.irfftn
    """,
    "the gradient is one operation of its own in PyTorch": """
    cdist diagonal_scatter masked_scatter nn.functional.multilabel_margin_loss
    nn.functional.max_unpool1d nn.functional.max_unpool1d.grad nn.functional.max_unpool2d
    nn.functional.max_unpool2d.grad nn.functional.max_unpool3d nn.functional.max_unpool3d.grad
    nn.functional.bilinear nn.functional.rrelu select_scatter slice_scatter
    nn.functional.embedding nn.functional.embedding_bag nn.functional.ctc_loss
    nn.functional.pdist nn.functional.pixel_shuffle nn.functional.pixel_unshuffle
    nn.functional.channel_shuffle put index_reduce.mean index_reduce.prod index_reduce.amin
    index_reduce.amax
    """,
    "the derivative of the decomposition is written in other, equal steps": """
    cholesky cholesky_inverse cholesky_solve lu_unpack lu lu_solve ormqr qr svd svd_lowrank
    pca_lowrank pinverse logdet norm.nuc linalg.det linalg.cholesky linalg.cholesky_ex linalg.cond
    linalg.eig linalg.eigvals linalg.eigh linalg.eigvalsh linalg.householder_product linalg.lstsq
    linalg.lstsq.grad_oriented linalg.multi_dot linalg.qr linalg.slogdet linalg.lu_factor
    linalg.lu_factor_ex linalg.lu linalg.lu_solve linalg.pinv linalg.pinv.singular
    linalg.pinv.hermitian linalg.svd linalg.svdvals
    """,
    "of tensors without dimensions, or of zeros, PyTorch has other steps": """
    gather index_fill index_copy index_select index_add aminmax amax amin repeat
    masked.prod
    """,
    "tangents are sent through the same formula here, and what is not finite must not spread": """
    nanmean nanmedian nansum pow float_power __rpow__
    """,
    "the same numbers by other operations": """
    block_diag cov gradient matmul quantile nanquantile nn.functional.linear_cross_entropy
    nn.functional.binary_cross_entropy_with_logits nn.functional.rms_norm
    nn.functional.margin_ranking_loss nn.functional.prelu nn.functional.triplet_margin_loss
    nn.functional.binary_cross_entropy mvlgamma.mvlgamma_p_1 mvlgamma.mvlgamma_p_3
    mvlgamma.mvlgamma_p_5 sinc __rmatmul__ polar cdouble cfloat renorm trapz trapezoid
    cumulative_trapezoid inner tensordot logcumsumexp nn.functional.cosine_embedding_loss
    nn.functional.poisson_nll_loss nn.functional.pairwise_distance scatter_reduce.prod
    scatter_reduce.mean scatter_reduce.amin scatter_reduce.amax special.i1 special.i1e
    special.ndtr special.entr special.ndtri special.log_ndtr
    """,
}
DIFFERING = {name: reason for reason, names in _GROUPS.items() for name in names.split()}
