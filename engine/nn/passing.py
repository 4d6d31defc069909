"""How functions of layers pass their arguments on to what PyTorch reads in C++.

So that what is wrong with one of them can be said as it is said there: by its name and place
below. After the calls in PyTorch's ``torch/nn/functional.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.calls.argument_errors import miscalled
from engine.calls.signatures import signatures_of

WINDOWS: Final = "input kernel_size stride padding dilation ceil_mode"
PASSED_ON: Final = {
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
"""Which arguments are passed on by place; those after a star by name."""
UNSAID: Final[Mapping[str, Any]] = {
    "training": True, "padding": 0, "dilation": 1, "stride": [], "ceil_mode": False, "p": 0.5,
    "dim": -1, "cudnn": True, "reduction": "mean", "alpha": 1.0, "margin": 0.0, "padding_idx": -1,
}  # fmt: skip
"""What is passed on where nothing was given, if the function itself does not tell."""
NONE_STANDS_FOR_IT: Final = frozenset({"stride", "padding_idx"})
BELOW: Final = {"cross_entropy": "cross_entropy_loss", "nll_loss": "nll_loss_nd"}
REDUCTIONS: Final = ("none", "mean", "sum")


def misread(name: str, given: Mapping[str, Any]) -> TypeError | None:
    """PyTorch's error of arguments that cannot be read where they are passed on to.

    ``given`` : what the function of layers was called with, and its defaults, by its own names.
    """
    if given.get("reduction", "mean") not in REDUCTIONS or _is_unsized(name, given):
        return None  # said before anything is passed on
    names, _, named = PASSED_ON[name].partition(" *")
    passed = [_passed(each, given) for each in names.split()]
    further = {each: given[each] for each in named.split() if each in given}
    return miscalled(_place(name, given), passed, further)


def _is_unsized(name: str, given: Mapping[str, Any]) -> bool:
    """Is an output size neither number nor list, whose length PyTorch would first ask for?"""
    sized = isinstance(given.get("output_size", 0), int | tuple | list)
    return not (sized or name.endswith("1d"))


def _passed(parameter: str, given: Mapping[str, Any]) -> Any:
    unsaid = UNSAID.get(parameter)
    value = given.get(parameter, unsaid)
    if parameter == "reduction":
        return REDUCTIONS.index(value)
    if parameter == "output_size" and isinstance(value, tuple | list) and len(value) > 1:
        return [1 if each is None else each for each in value]  # the size there is, whatever it is
    return unsaid if value is None and parameter in NONE_STANDS_FOR_IT else value


def _place(name: str, given: Mapping[str, Any]) -> str:
    """Where the arguments are read: ``nn.max_pool1d_with_indices`` or ``batch_norm``."""
    below = BELOW.get(name, name)
    below += "_with_indices" if given.get("return_indices") and "max_pool" in name else ""
    below += "_" if given.get("inplace") else ""
    return read_as(below)


def read_as(below: str) -> str:
    """Where a function is declared: among those of layers, else among torch's own."""
    return f"nn.{below}" if signatures_of(f"nn.{below}")[0] else below
