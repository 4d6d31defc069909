"""The docstrings of PyTorch's whose examples come out otherwise here, or are not run, and why."""

from __future__ import annotations

_DIFFERING = {
    "sparse tensors": """
    Tensor.col_indices Tensor.crow_indices Tensor.sparse_mask Tensor.to_dense Tensor.to_sparse
    Tensor.to_sparse_bsc Tensor.to_sparse_bsr Tensor.to_sparse_coo Tensor.to_sparse_csc
    Tensor.to_sparse_csr narrow_copy sparse_bsc_tensor sparse_bsr_tensor sparse_compressed_tensor
    sparse_coo_tensor sparse_csc_tensor sparse_csr_tensor
    """,
    "quantized tensors": """
    quantize_per_channel quantize_per_tensor quantize_per_tensor_dynamic quantized_batch_norm
    quantized_max_pool1d quantized_max_pool2d
    """,
    "other devices and their streams": """
    Event.elapsed_time Event.query Event.record Event.synchronize Event.wait
    Stream.is_capturing Stream.query Stream.record_event Stream.synchronize Stream.wait_event
    Stream.wait_stream autograd.profiler.emit_nvtx autograd.profiler.emit_itt set_default_device
    """,
    "several processes": """
    nn.SyncBatchNorm.convert_sync_batchnorm autograd.profiler.Future.then
    autograd.profiler.Future.add_done_callback autograd.profiler.Future.set_exception
    autograd.profiler.Future.set_result
    """,
    "programs changed or observed as a whole": """
    func.functionalize autograd.graph.region_activation_memory_budget
    autograd.profiler.record_function
    """,
    "memory shared with others, and how it is laid out": """
    from_dlpack from_file is_storage Tensor.dim_order
    nn.utils.convert_conv2d_weight_memory_format nn.utils.convert_conv3d_weight_memory_format
    autograd.enforce_grad_layout_policy
    """,
    "a function of its own that programs do not call": """
    hash_tensor func.rearrange set_flush_denormal utils.data.MapDataPipe
    """,
}
_SINGLE = {
    "resolve_neg": "a negative view by conj().imag",
    "set_default_dtype": "complex numbers of half precision",
    "vmap": "the text of a built-in function",
}
_NOT_RUN = {
    "memory as it happens to be, a number of chance, or what rounding leaves": """
    Tensor.new_empty Tensor.new_empty_strided empty empty_strided Generator.seed
    nn.utils.skip_init cholesky_inverse
    """,
    "tensors of many millions": """
    nn.functional.fractional_max_pool3d nn.functional.fractional_max_pool2d nn.ConvTranspose3d
    nn.FractionalMaxPool3d nn.FractionalMaxPool2d nn.CircularPad3d nn.ReplicationPad3d nn.Conv3d
    nn.Transformer nn.BatchNorm3d nn.InstanceNorm3d nn.LPPool3d nn.MaxPool3d conv_transpose3d
    nn.AvgPool3d nn.TransformerDecoder conv3d nn.MaxUnpool3d nn.TransformerEncoder
    nn.TransformerDecoderLayer nn.ConvTranspose2d func.jacfwd
    """,
    "they change the process, or the network and other processes are in them": """
    hub.list hub.help hub.load hub.download_url_to_file hub.load_state_dict_from_url
    use_deterministic_algorithms utils.data.IterableDataset Event
    set_num_threads compile save load nn.SyncBatchNorm
    """,
}


def _by_name(groups: dict[str, str]) -> dict[str, str]:
    return {f"torch.{each}": why for why, names in groups.items() for each in names.split()}


DIFFERING = _by_name(_DIFFERING) | {f"torch.{name}": why for name, why in _SINGLE.items()}
NOT_RUN = _by_name(_NOT_RUN)
