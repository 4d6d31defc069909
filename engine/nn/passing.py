"""How PyTorch's functions of layers pass their arguments on to functions in C++.

The C++ function is the one that refuses an argument, by its own name and place for it. The tables
describe the calls in PyTorch's ``torch/nn/functional.py``; like :mod:`engine.nn.miscalled` the
module is loaded only when a call has failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.calls.argument_errors import miscalled
from engine.calls.signatures import signatures_of

WINDOWS: Final = "input kernel_size stride padding dilation ceil_mode"
PASSED_TO_C: Final = {
    **{f"max_pool{count}d": WINDOWS for count in (1, 2, 3)},
    **{f"adaptive_{kind}_pool{count}d": "input output_size"
       for kind in ("avg", "max") for count in (1, 2, 3)},
    "alpha_dropout": "input p training",
    "batch_norm": "input weight bias running_mean running_var training momentum eps cudnn",
    "binary_cross_entropy": "input target weight reduction",
    "binary_cross_entropy_with_logits": "input target weight pos_weight reduction",
    "celu": "input alpha",
    "cosine_embedding_loss": "input1 input2 target margin reduction",
    "cross_entropy": "input target weight reduction ignore_index label_smoothing",
    "dropout": "input p training",
    "elu": "input alpha",
    "embedding": "weight input padding_idx scale_grad_by_freq sparse",
    "feature_alpha_dropout": "input p training",
    "glu": "input dim",
    "group_norm": "input num_groups weight bias eps cudnn",
    "hinge_embedding_loss": "input target margin reduction",
    "instance_norm": (
        "input weight bias running_mean running_var use_input_stats momentum eps cudnn"
    ),
    "kl_div": "input target reduction *log_target",
    "layer_norm": "input normalized_shape weight bias eps cudnn",
    "leaky_relu": "input negative_slope",
    "margin_ranking_loss": "input1 input2 target margin reduction",
    "multi_margin_loss": "input target p margin weight reduction",
    "multilabel_margin_loss": "input target reduction",
    "nll_loss": "input target weight reduction ignore_index",
    "poisson_nll_loss": "input target log_input full eps reduction",
    "rms_norm": "input normalized_shape weight eps",
    "rrelu": "input lower upper training",
    "soft_margin_loss": "input target reduction",
    "threshold": "input threshold value",
    "triplet_margin_loss": "anchor positive negative margin p eps swap reduction",
}  # fmt: skip
"""The arguments that are passed on by position; those after a star by name."""
DEFAULTS_IN_C: Final[Mapping[str, Any]] = {
    "training": True, "padding": 0, "dilation": 1, "stride": [], "ceil_mode": False, "p": 0.5,
    "dim": -1, "cudnn": True, "reduction": "mean", "alpha": 1.0, "margin": 0.0, "padding_idx": -1,
}  # fmt: skip
"""What is passed on where nothing was given, if our function has no such default."""
NONE_IS_DEFAULT: Final = frozenset({"stride", "padding_idx"})
"""Parameters for which None is passed on as the default."""
PASSED_TO: Final = {"cross_entropy": "cross_entropy_loss", "nll_loss": "nll_loss_nd"}
"""The C++ function, where its name is another."""
REDUCTIONS: Final = ("none", "mean", "sum")


def misread(name: str, given: Mapping[str, Any]) -> TypeError | None:
    """PyTorch's error of arguments that the C++ function refuses.

    ``given`` : what the function of layers was called with, and its defaults, by its own names.
    """
    if given.get("reduction", "mean") not in REDUCTIONS or _is_unsized(name, given):
        return None  # refused before anything is passed on
    names, _, named = PASSED_TO_C[name].partition(" *")
    passed = [_passed(each, given) for each in names.split()]
    further = {each: given[each] for each in named.split() if each in given}
    return miscalled(_place(name, given), passed, further)


def _is_unsized(name: str, given: Mapping[str, Any]) -> bool:
    """Whether an output size is neither number nor list: PyTorch first reads its length."""
    sized = isinstance(given.get("output_size", 0), int | tuple | list)
    return not (sized or name.endswith("1d"))


def _passed(parameter: str, given: Mapping[str, Any]) -> Any:
    unsaid = DEFAULTS_IN_C.get(parameter)
    value = given.get(parameter, unsaid)
    if parameter == "reduction":
        return REDUCTIONS.index(value)
    if parameter == "output_size" and isinstance(value, tuple | list) and len(value) > 1:
        return [1 if each is None else each for each in value]  # the size there is, whatever it is
    return unsaid if value is None and parameter in NONE_IS_DEFAULT else value


def _place(name: str, given: Mapping[str, Any]) -> str:
    """The C++ function that reads the arguments, such as ``nn.max_pool1d_with_indices``."""
    inner = PASSED_TO.get(name, name)
    inner += "_with_indices" if given.get("return_indices") and "max_pool" in name else ""
    inner += "_" if given.get("inplace") else ""
    return read_as(inner)


def read_as(inner: str) -> str:
    """The name that a function is declared by: ``nn.…`` for those of layers, else torch's own."""
    return f"nn.{inner}" if signatures_of(f"nn.{inner}")[0] else inner
