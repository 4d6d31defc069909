"""What functions without declarations, mostly of layers, say of an argument that is not a tensor.

Those that PyTorch writes in C++ name the argument; those written in Python stumble over the first
attribute that they ask it for. Nothing here is reached by a good call.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from engine.calls.argument_errors import miscalled
from engine.errors import type_name
from engine.nn.passing import PASSED_ON, misread, read_as
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
OPTIONS_ASKED: Final = {
    ("binary_cross_entropy", "weight"): "size",
}
"""What an argument that may be None is asked for, if it is not."""
UNDERNEATH: Final = {
    "unfold": "im2col", "fold": "col2im", "logsigmoid": "log_sigmoid",
    "gumbel_softmax": "empty_like", "grid_sample": "grid_sampler",
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
        "conv_transpose3d", "softshrink", "hardshrink", "softplus", "gelu", "prelu", "linear",
        "bilinear", "cosine_similarity", "pairwise_distance", "channel_shuffle",
    }
)  # fmt: skip
"""Those whose own arguments are read in C++."""
SPEAKING: Final = frozenset({"kl_div"})
"""Those that warn before their arguments are read."""
RENAMED: Final = {
    ("one_hot", "tensor"): ("input", 1), ("unique", "self"): ("input", 1),
    ("linalg_norm", "A"): ("input", 1),
}  # fmt: skip


def explanation(
    name: str, function: Function, args: Sequence[Any], options: Mapping[str, Any]
) -> Exception | None:
    """PyTorch's error of a call that failed, if it failed because an argument is not a tensor.

    Of a function that PyTorch writes in C++ a TypeError, of others mostly an AttributeError.
    """
    if name in FIRST_ASKED and args and not isinstance(args[0], Tensor):
        return _stumbling(args[0], FIRST_ASKED[name])
    signature = inspect.signature(function)
    try:
        given = signature.bind(*args, **options).arguments
    except TypeError:
        return miscalled(read_as(name), args, options) if name in LISTED | READ else None
    if name in FIRST_ASKED or name not in PASSED_ON:
        for place, parameter in enumerate(signature.parameters.values(), start=1):
            value = given.get(parameter.name, parameter.default)
            if _should_be_tensor(name, parameter, value):
                return _no_tensor(name, parameter.name, place, value) or miscalled(
                    f"nn.{name}", args, options
                )
    if name in PASSED_ON:
        return misread(name, {**_unsaid(signature), **given})
    if name in LISTED | READ:
        return miscalled(read_as(name), args, options)
    return None


def _should_be_tensor(name: str, parameter: inspect.Parameter, value: Any) -> bool:
    """Is this no tensor, where one must be given?"""
    if isinstance(value, Tensor):
        return False
    needed = (name, parameter.name) in OPTIONS_ASKED and value is not None
    return needed or str(parameter.annotation) == "Tensor"


def _no_tensor(name: str, parameter: str, place: int, value: Any) -> Exception | None:
    """What is said of it; nothing where all declarations are told."""
    asked = OPTIONS_ASKED.get((name, parameter), FIRST_ASKED.get(name))
    if asked is not None:
        return _stumbling(value, asked)
    if name in LISTED:
        return None
    own, position = RENAMED.get((name, parameter), (parameter, place))
    return TypeError(
        f"{UNDERNEATH.get(name, name)}(): argument '{own}' (position {position}) must be "
        f"Tensor, not {type_name(value)}"
    )


def _unsaid(signature: inspect.Signature) -> dict[str, Any]:
    """The defaults of those parameters that have one."""
    defaults = {each.name: each.default for each in signature.parameters.values()}
    return {name: value for name, value in defaults.items() if value is not inspect._empty}


def misplaced(
    name: str, function: Function, args: Sequence[Any], options: Mapping[str, Any]
) -> Exception | None:
    """PyTorch's error of arguments that its parser would not take, though we could."""
    if name in SPEAKING:
        return None
    looked_at = name in READ or name in PASSED_ON
    if not looked_at or not all(hasattr(each, "__torch_function__") for each in args[:1]):
        return None
    return explanation(name, function, args, options)


def _stumbling(value: Any, attribute: str) -> Exception | None:
    """The error of asking something that is not a tensor what a tensor would answer."""
    try:
        found = getattr(value, attribute)
        if attribute in CALLED:
            found()
    except (AttributeError, TypeError) as error:
        error.__context__ = None
        return error.with_traceback(None)
    return None
