"""Nodes whose ``_saved_…`` attributes differ in PyTorch from what their formulas read here.

By node: the attributes that PyTorch's has besides (or other values of ours), each told from what
the node keeps; those of ours that PyTorch's has not; and what is named or counted otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from engine.calls.axes import AllAsGiven, AsGiven
from engine.calls.compiled import as_result
from engine.errors import absent
from engine.graph.shown_factors import FACTORS
from engine.node import Node
from engine.tensor import Tensor, new_tensor

Facts = dict[str, Any]
"""A node's options and what it saved, by name; ``node`` is the node itself."""
Told = Callable[[Facts], Any]


def _as_given(*names: str) -> dict[str, Told]:
    """Options that ours keeps and does not read."""
    return {name: partial(_option, name=name) for name in names}


def _option(facts: Facts, name: str) -> Any:
    value = facts[name]
    if isinstance(value, AllAsGiven):
        return value.given
    return new_tensor(value) if isinstance(value, np.ndarray) else value


def _scales(*names: str) -> dict[str, Told]:
    """The factors of a resized picture, one attribute each."""
    return {name: partial(_scale, place=place) for place, name in enumerate(names)}


def _scale(facts: Facts, place: int) -> Any:
    return facts["scales"][place]


def _unsigned(name: str) -> dict[str, Told]:
    return {name: lambda facts: tuple(int(each) % 2**64 for each in facts[name])}


def _wrapped(name: str) -> dict[str, Told]:
    """A dimension, or several, kept without a sign."""

    def told(facts: Facts) -> Any:
        given = facts[name]
        if isinstance(given, AsGiven):
            return given.given % 2**64
        return given % 2**64 if isinstance(given, int) else given

    return {name: told}


def _size(facts: Facts, name: str, place: int) -> int:
    return int(facts[name].shape[place])


def _numbers_of_modes() -> dict[str, Told]:
    """What is sampled between elements and beyond the borders, as numbers."""
    between, beyond = ("bilinear", "nearest", "bicubic"), ("zeros", "border", "reflection")
    return {
        "interpolation_mode": lambda facts: between.index(facts["interpolation_mode"]),
        "padding_mode": lambda facts: beyond.index(facts["padding_mode"]),
    }


def _padding(facts: Facts) -> tuple[int, ...]:
    """Borders from the last dimension backwards, up to the first that has any."""
    pairs = list(facts["pad"])
    while len(pairs) > 1 and pairs[0] == (0, 0):
        pairs.pop(0)
    return tuple(int(each) % 2**64 for pair in reversed(pairs) for each in pair)


def _output_padding(facts: Facts) -> tuple[int, ...]:
    """What a transposed convolution adds to the size that it would have."""
    if "size" not in facts:
        return (0,) * len(facts["stride"])
    input, weight = facts["input"].shape[2:], facts["weight"].shape[2:]
    geometry = zip(
        facts["size"], input, weight, facts["stride"], facts["padding"], facts["dilation"],
        strict=True,
    )  # fmt: skip
    return tuple(
        size - ((n - 1) * step - 2 * pad + spread * (k - 1) + 1)
        for size, n, k, step, pad, spread in geometry
    )


def _bias_sizes(facts: Facts) -> tuple[int, ...]:
    expected = facts["node"].expects
    known = expected[2] if expected is not None else None
    return tuple(known[0]) if known is not None else (0,)


def _bias(facts: Facts) -> Tensor | None:
    """The bias of a norm, which its node does not keep but leads on to."""
    edge = facts["node"].next[2]
    if edge is not None and not edge.is_accumulator:
        raise absent("_saved_bias of a bias that was computed")
    return None if edge is None else edge.variable


def _in_groups(facts: Facts) -> tuple[int, int, int, int]:
    """Examples, channels, places and groups."""
    batch, channels, *size = facts["input"].shape
    return batch, channels, math.prod(size), facts["groups"]


def _counted(facts: Facts, place: int) -> int:
    return _in_groups(facts)[place]


def _spread_in_groups(facts: Facts, inverse: bool) -> Tensor:
    """The mean of each group of channels, or one over its deviation."""
    batch, _, _, groups = _in_groups(facts)
    rows = facts["input"]._data.reshape(batch, groups, -1)
    found = 1 / np.sqrt(rows.var(-1) + facts["eps"]) if inverse else rows.mean(-1)
    return as_result(facts["node"], found, 1 + inverse)


RESIZED_IN_2D = (
    "Bicubic2D",
    "Bicubic2DAa",
    "Bilinear2D",
    "Bilinear2DAa",
    "Lanczos2DAa",
    "Nearest2D",
    "NearestExact2D",
)
_OF_MAX_POOL = _as_given("kernel_size", "stride", "padding", "dilation", "ceil_mode")


def _of_batch(facts: Facts, name: str) -> Tensor:
    """The mean or the scale of this batch; nothing where known statistics were used."""
    return new_tensor(facts.get(name, np.empty(0, facts["input"]._data.dtype)))


def _attended(facts: Facts, name: str) -> Tensor:
    """What attention gave, or the logarithm of each query's sum over its scores."""
    saved = {name: facts[name]._data for name in ("query", "key", "value")}
    found = facts["attended"].known(**saved, scale=facts["scale"])[name]
    return as_result(facts["node"], found, 0) if name == "output" else new_tensor(found)


def _is_target(facts: Facts) -> Tensor:
    """1 where a class is named before the first −1 of its row, else 0."""
    target, like = np.asarray(_option(facts, "target")._data), facts["self"]._data
    found = np.zeros_like(np.atleast_2d(like))
    for row, named in zip(found, np.atleast_2d(target), strict=True):
        row[named[: [*named, -1].index(-1)]] = 1
    return new_tensor(found.reshape(like.shape))


_OF_BATCH_NORM: dict[str, Told] = {
    "training": lambda facts: "dims" in facts, **_as_given("running_mean", "running_var"),
    "result1": partial(_of_batch, name="result1"), "result2": partial(_of_batch, name="result2"),
}  # fmt: skip
MORE: dict[str, dict[str, Told]] = {
    **FACTORS,
    "AvgPool2DBackward0": _as_given("ceil_mode"), "AvgPool3DBackward0": _as_given("ceil_mode"),
    "ConstantPadNdBackward0": {"pad": _padding},
    "ConvolutionBackward0": {
        "bias_sym_sizes_opt": _bias_sizes, "output_padding": _output_padding,
        "transposed": lambda facts: "size" in facts,
    },
    "DivBackward2": _as_given("rounding_mode"),
    "EmbeddingBagBackward0": {
        "mode": lambda facts: ("sum", "mean", "max").index(facts["mode"]),
        "scale_grad_by_freq": lambda facts: False, "sparse": lambda facts: False,
        "weight_sym_argsize_0": lambda facts: facts["weight_shape"][0],
    },
    "EmbeddingBackward0": {
        "sparse": lambda facts: False,
        "weight_sym_argsize_0": lambda facts: facts["node"].expects[0][0][0],
    },
    "FractionalMaxPool2DBackward0": _as_given("kernel_size", "output_size"),
    "FractionalMaxPool3DBackward0": _as_given("kernel_size", "output_size"),
    "GatherBackward0": {"sparse_grad": lambda facts: False},
    "MaxPool2DWithIndicesBackward0": _OF_MAX_POOL, "MaxPool3DWithIndicesBackward0": _OF_MAX_POOL,
    "NativeBatchNormBackward0": _OF_BATCH_NORM,
    "NativeGroupNormBackward0": {
        **{name: partial(_counted, place=place)
           for place, name in enumerate(("N", "C", "HxW", "group"))},
        "result1": lambda facts: _spread_in_groups(facts, False),
        "result2": lambda facts: _spread_in_groups(facts, True),
    },
    "NativeLayerNormBackward0": {
        "bias": _bias,
        "normalized_shape": lambda facts: tuple(facts["input"].shape)[facts["dims"][0]:],
    },
    **{
        f"{kind}Pad{count}DBackward0": _unsigned("padding")
        for kind in ("Reflection", "Replication") for count in (1, 2, 3)
    },
    **{
        f"Upsample{kind}Backward0": _scales(*names)
        for kind, names in {
            "Linear1D": ("scales",), "Nearest1D": ("scales",), "NearestExact1D": ("scales",),
            **dict.fromkeys(RESIZED_IN_2D, ("scales_h", "scales_w")),
            **dict.fromkeys(
                ("Nearest3D", "NearestExact3D", "Trilinear3D"),
                ("scales_d", "scales_h", "scales_w"),
            ),
        }.items()
    },
    "AddbmmBackward0": {
        "batch1_sym_argsize_0": partial(_size, name="batch1", place=0),
        "batch1_sym_argsize_1": partial(_size, name="batch1", place=1),
        "batch2_sym_argsize_2": partial(_size, name="batch2", place=2),
    },
    "GridSampler2DBackward0": _numbers_of_modes(), "GridSampler3DBackward0": _numbers_of_modes(),
    "ScaledDotProductFlashAttentionForCpuBackward0": {
        **_as_given("attn_mask", "is_causal"), "dropout_p": lambda facts: 0.0,
        "logsumexp": partial(_attended, name="logsumexp"),
        "output": partial(_attended, name="output"),
    },
    **{
        f"Index{kind}Backward0": {"source_dim": lambda facts: len(facts["source_shape"])}
        for kind in ("Add", "Copy")
    },
    "Im2ColBackward0": {
        "self_sym_argsize_minus_1": lambda facts: facts["self_shape"][-1],
        "self_sym_argsize_minus_2": lambda facts: facts["self_shape"][-2],
    },
    "LogSigmoidBackward0": {
        "buffer": lambda facts: new_tensor(np.exp(-np.abs(facts["self"]._data))),
    },
    "MultilabelMarginLossBackward0": {"is_target": _is_target},
    "RreluWithNoiseBackward0": _as_given("lower", "upper", "training"),
    "RreluWithNoiseBackward1": _as_given("lower", "upper", "training"),
    "RsubBackward1": {"alpha": lambda facts: 1},
    "SqueezeBackward1": _wrapped("dim"), "SqueezeBackward4": _wrapped("dim"),
}  # fmt: skip
HIDDEN: dict[str, tuple[str, ...]] = {
    "AdaptiveAvgPool2DBackward0": ("output_size",), "AdaptiveAvgPool3DBackward0": ("output_size",),
    "AsStridedBackward0": ("self_sym_sizes", "self_sym_strides", "start"),
    "AsStridedScatterBackward0": ("self_sym_sizes",),
    "DiagonalScatterBackward0": ("self_sym_sizes",),
    "IndexAddBackward0": ("self",), "IndexCopyBackward0": ("self",),
    "PutBackward0": ("self", "self_sym_sizes"),
    "ConvolutionBackward0": ("size",), "CopysignBackward0": ("other",),
    "EmbeddingBackward0": ("weight",),
    "GeluBackward0": ("known",),
    "LdexpBackward0": ("self",), "LinalgQrBackward0": ("A",),
    "LinalgSolveExBackward0": ("B",), "LinalgSolveTriangularBackward0": ("B",),
    "MaskedFillBackward0": ("self",), "PixelShuffleBackward0": ("self_sym_sizes",),
    "ScaledDotProductFlashAttentionForCpuBackward0": ("attended",),
    "ScatterAddBackward0": ("src_sym_sizes",), "ScatterBackward0": ("src_sym_sizes",),
    "Im2ColBackward0": ("self_sym_sizes",), "UnbindBackward0": ("self_sym_sizes",),
    "ChannelShuffleBackward0": ("self_sym_sizes",),
    "PixelUnshuffleBackward0": ("self_sym_sizes",),
    "MaxUnpool2DBackward0": ("output_size", "self"),
    "MaxUnpool3DBackward0": ("output_size", "self"),
    "NativeBatchNormBackward0": ("along", "bias_sym_sizes", "dims"),
    "NativeGroupNormBackward0": ("bias_sym_sizes", "groups"),
    "NativeLayerNormBackward0": ("along", "bias_sym_sizes", "dims", "eps"),
    **{
        f"Upsample{kind}Backward0": ("scales",)
        for kind in (*RESIZED_IN_2D, "Nearest3D", "NearestExact3D", "Trilinear3D")
    },
}  # fmt: skip
# What PyTorch's formulas read and ours need not.
READ_THERE = {
    "AddBackward0": ("alpha",), "SubBackward0": ("alpha",),
    "MeanBackward0": ("self_sym_numel",), "MeanBackward1": ("self_sym_numel",),
}  # fmt: skip
# What PyTorch calls what we call otherwise.
CALLED = {"IndexBackward0": {"index": "indices"}, "IndexPutBackward0": {"index": "indices"}}
# Nodes that keep one dimension as a list of them, as those of overloads with ``dim`` do.
LISTS_DIMS = frozenset(
    ("AmaxBackward0", "AminBackward0", "LinalgVectorNormBackward0", "LogsumexpBackward0",
     "NansumBackward0", "StdBackward0", "StdMeanBackward0", "VarBackward0", "VarMeanBackward0")
)  # fmt: skip
# Nodes of second overloads that keep it as it is.
KEEPS_DIM = frozenset(
    ("IndexFillBackward1", "MedianBackward1", "NanmedianBackward1", "ScatterBackward1",
     "ProdBackward1", "SortBackward1", "SqueezeBackward1", "UnsqueezeBackward1")
)  # fmt: skip


def facts_of(node: Node) -> Facts:
    """What there is to tell from."""
    op = node.op
    saved = dict(zip(op.saves, node.saved or (), strict=False)) if op is not None else {}
    return {**saved, **(node.params or {}), "node": node}
