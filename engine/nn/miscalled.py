"""What functions without declarations, mostly of layers, say of an argument that is no tensor.

Those that PyTorch writes in C++ name the argument; those written in Python stumble over the first
attribute that they ask it for. Nothing here is reached by a good call.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from engine.calls.argument_errors import miscalled
from engine.errors import type_name
from engine.tensor import Tensor

Function = Callable[..., Any]
ASKED_FOR: Final = {
    "size": (
        "mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy "
        "binary_cross_entropy_with_logits gaussian_nll_loss instance_norm adaptive_avg_pool2d "
        "adaptive_avg_pool3d adaptive_max_pool2d adaptive_max_pool3d max_unpool1d max_unpool2d "
        "max_unpool3d"
    ),
    "dim": (
        "glu group_norm local_response_norm dropout1d dropout2d dropout3d margin_ranking_loss "
        "interpolate embedding_bag fractional_max_pool2d fractional_max_pool3d "
        "multi_head_attention_forward"
    ),
    "pow": "lp_pool1d lp_pool2d lp_pool3d",
    "tanh": "tanh tanhshrink",
    "sigmoid": "sigmoid",
    "softmax": "softmax",
    "log_softmax": "log_softmax",
    "abs": "softsign",
    "norm": "normalize",
    "ndim": "triplet_margin_with_distance_loss",
    "is_floating_point": "affine_grid",
    "layout": "norm",
    "split": "split",
}
FIRST_ASKED: Final = {name: each for each, names in ASKED_FOR.items() for name in names.split()}
UNDERNEATH: Final = {
    "unfold": "im2col", "fold": "col2im", "logsigmoid": "log_sigmoid",
    "gumbel_softmax": "empty_like", "cross_entropy": "cross_entropy_loss",
    "nll_loss": "nll_loss_nd", "grid_sample": "grid_sampler",
    "multilabel_soft_margin_loss": "log_sigmoid", "unique": "_unique2",
}  # fmt: skip
"""What a function is called where its arguments are read, if not by its own name."""
CALLED: Final = frozenset({"size", "dim", "split"})
"""What is asked for by a call, which numpy's arrays answer otherwise or not at all."""
LISTED: Final = frozenset({"conv1d", "conv2d", "conv3d"})
"""Those with several declarations, all of which are told."""
READ: Final = frozenset(
    {
        "avg_pool1d", "avg_pool2d", "avg_pool3d", "adaptive_avg_pool1d", "one_hot", "pad",
        "pixel_shuffle", "pixel_unshuffle", "conv_transpose1d", "conv_transpose2d",
        "conv_transpose3d",
    }
)  # fmt: skip
"""Those whose own arguments are read in C++."""
WINDOWS = "input kernel_size stride padding dilation ceil_mode"
PASSED_ON: Final = {
    **{f"max_pool{count}d": WINDOWS for count in (1, 2, 3)},
    **{f"adaptive_{kind}_pool{count}d": "input output_size"
       for kind in ("avg", "max") for count in (1, 2, 3)},
    "glu": "self dim", "dropout": "input p training", "alpha_dropout": "input p training",
    "group_norm": "input num_groups", "layer_norm": "input normalized_shape",
}  # fmt: skip
"""Those that pass their arguments on by place, and which."""
RENAMED: Final = {
    ("one_hot", "tensor"): ("input", 1), ("embedding", "input"): ("indices", 2),
    ("embedding", "weight"): ("weight", 1), ("unique", "self"): ("input", 1),
    ("linalg_norm", "A"): ("input", 1),
}  # fmt: skip


def explanation(
    name: str, function: Function, args: Sequence[Any], options: Mapping[str, Any]
) -> Exception | None:
    """PyTorch's error of a call that failed, if it failed because an argument is no tensor.

    Of a function that PyTorch writes in C++ a TypeError, of others mostly an AttributeError.
    """
    if name in FIRST_ASKED and args and not isinstance(args[0], Tensor):
        return _stumbling(args[0], FIRST_ASKED[name])
    signature = inspect.signature(function)
    try:
        given = signature.bind(*args, **options).arguments
    except TypeError:
        return None
    for place, (parameter, declared) in enumerate(signature.parameters.items(), start=1):
        value = given.get(parameter, declared.default)
        if isinstance(value, Tensor) or str(declared.annotation) != "Tensor":
            continue
        if name in FIRST_ASKED:
            return _stumbling(value, FIRST_ASKED[name])
        if name in LISTED:
            return miscalled(f"nn.{name}", args, options)
        own, position = RENAMED.get((name, parameter), (parameter, place))
        return TypeError(
            f"{UNDERNEATH.get(name, name)}(): argument '{own}' (position {position}) must be "
            f"Tensor, not {type_name(value)}"
        )
    return _mistaken(name, given, args, options)


def _mistaken(
    name: str, given: Mapping[str, Any], args: Sequence[Any], options: Mapping[str, Any]
) -> Exception | None:
    """What is wrong with the numbers of a function whose arguments are read in C++."""
    if name in LISTED or name in READ:
        return miscalled(f"nn.{name}", args, options)
    below = "_with_indices" if given.get("return_indices") else ""
    below = "_" if name in ("dropout", "alpha_dropout") and given.get("inplace") else below
    sized = isinstance(given.get("output_size", 0), int | tuple | list)
    if name not in PASSED_ON or not (sized or name.endswith("1d")):
        return None
    names, defaults = PASSED_ON[name].split(), {"training": True, "padding": 0, "dilation": 1}
    unsaid = {**defaults, "stride": [], "ceil_mode": False, "p": 0.5, "dim": -1}
    passed = [given.get(each, unsaid.get(each)) for each in names]
    if "stride" in names and passed[2] is None:
        passed[2] = []
    return miscalled(f"nn.{name}{below}", passed, {})


def _stumbling(value: Any, attribute: str) -> Exception | None:
    """The error of asking something that is no tensor what a tensor would answer."""
    try:
        found = getattr(value, attribute)
        if attribute in CALLED:
            found()
    except (AttributeError, TypeError) as error:
        error.__context__ = None
        return error.with_traceback(None)
    return None
