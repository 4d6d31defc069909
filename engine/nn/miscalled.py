"""What functions of layers raise, as PyTorch's do, for an argument that is not a tensor.

Functions that PyTorch writes in C++ name the argument; those written in Python fail at the first
attribute that they read of it. The tables say what ``torch/nn/functional.py`` does, not what our
functions do, and half of these are made in families (``max_pool1d`` to ``3d``); so they stand here
together. The module is loaded when a call has failed: a good call never needs it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from engine.calls.argument_errors import miscalled
from engine.errors import type_name
from engine.nn.passing import PASSED_TO_C, misread, read_as
from engine.tensor import Tensor

Function = Callable[..., Any]
ATTRIBUTES: Final = {
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
FIRST_ATTRIBUTE: Final = {
    name: each for each, names in ATTRIBUTES.items() for name in names.split()
}
OPTION_ATTRIBUTES: Final = {
    ("binary_cross_entropy", "weight"): "size",
}
"""The attribute that is read first of an argument which may be None."""
NAMES_IN_C: Final = {
    "unfold": "im2col", "fold": "col2im", "logsigmoid": "log_sigmoid",
    "gumbel_softmax": "empty_like", "grid_sample": "grid_sampler",
    "multilabel_soft_margin_loss": "log_sigmoid", "unique": "_unique2",
}  # fmt: skip
"""The C++ function that reads the arguments, where its name is another."""
METHODS: Final = frozenset({"size", "dim", "split"})
"""Attributes that are called: numpy's arrays have them too, but not as methods like these."""
OVERLOADED: Final = frozenset({"conv1d", "conv2d", "conv3d"})
"""Functions with several overloads, all of which the error lists."""
READ_IN_C: Final = frozenset(
    {
        "avg_pool1d", "avg_pool2d", "avg_pool3d", "adaptive_avg_pool1d", "one_hot", "pad",
        "pixel_shuffle", "pixel_unshuffle", "conv_transpose1d", "conv_transpose2d",
        "conv_transpose3d", "softshrink", "hardshrink", "softplus", "gelu", "prelu", "linear",
        "bilinear", "cosine_similarity", "pairwise_distance", "channel_shuffle",
    }
)  # fmt: skip
"""Functions whose own arguments are read in C++."""
WARNS_FIRST: Final = frozenset({"kl_div"})
"""Functions that warn before their arguments are read."""
PARAMETERS_IN_C: Final = {
    ("one_hot", "tensor"): ("input", 1), ("unique", "self"): ("input", 1),
    ("linalg_norm", "A"): ("input", 1),
}  # fmt: skip
"""Name and place of a parameter where it is read in C++, where these differ."""


def explanation(
    name: str, function: Function, args: Sequence[Any], options: Mapping[str, Any]
) -> Exception | None:
    """PyTorch's error of a call that failed, if it failed because an argument is not a tensor.

    Of a function that PyTorch writes in C++ a TypeError, of others mostly an AttributeError.
    """
    if name in FIRST_ATTRIBUTE and args and not isinstance(args[0], Tensor):
        return _attribute_error(args[0], FIRST_ATTRIBUTE[name])
    signature = inspect.signature(function)
    try:
        given = signature.bind(*args, **options).arguments
    except TypeError:
        return miscalled(read_as(name), args, options) if name in OVERLOADED | READ_IN_C else None
    if name in FIRST_ATTRIBUTE or name not in PASSED_TO_C:
        for place, parameter in enumerate(signature.parameters.values(), start=1):
            value = given.get(parameter.name, parameter.default)
            if _should_be_tensor(name, parameter, value):
                return _no_tensor(name, parameter.name, place, value) or miscalled(
                    f"nn.{name}", args, options
                )
    if name in PASSED_TO_C:
        return misread(name, {**_defaults(signature), **given})
    if name in OVERLOADED | READ_IN_C:
        return miscalled(read_as(name), args, options)
    return None


def _should_be_tensor(name: str, parameter: inspect.Parameter, value: Any) -> bool:
    """Whether an argument must be a tensor and is none."""
    if isinstance(value, Tensor):
        return False
    needed = (name, parameter.name) in OPTION_ATTRIBUTES and value is not None
    return needed or str(parameter.annotation) == "Tensor"


def _no_tensor(name: str, parameter: str, place: int, value: Any) -> Exception | None:
    """The error of such an argument; None where the error lists all overloads instead."""
    asked = OPTION_ATTRIBUTES.get((name, parameter), FIRST_ATTRIBUTE.get(name))
    if asked is not None:
        return _attribute_error(value, asked)
    if name in OVERLOADED:
        return None
    own, position = PARAMETERS_IN_C.get((name, parameter), (parameter, place))
    return TypeError(
        f"{NAMES_IN_C.get(name, name)}(): argument '{own}' (position {position}) must be "
        f"Tensor, not {type_name(value)}"
    )


def _defaults(signature: inspect.Signature) -> dict[str, Any]:
    """The defaults of the parameters that have one."""
    defaults = {each.name: each.default for each in signature.parameters.values()}
    return {name: value for name, value in defaults.items() if value is not inspect._empty}


def misplaced(
    name: str, function: Function, args: Sequence[Any], options: Mapping[str, Any]
) -> Exception | None:
    """PyTorch's error of arguments that its parser refuses, though we could compute with them."""
    if name in WARNS_FIRST:
        return None
    looked_at = name in READ_IN_C or name in PASSED_TO_C
    if not looked_at or not all(hasattr(each, "__torch_function__") for each in args[:1]):
        return None
    return explanation(name, function, args, options)


def _attribute_error(value: Any, attribute: str) -> Exception | None:
    """Python's error of reading an attribute that tensors have, of something else."""
    try:
        found = getattr(value, attribute)
        if attribute in METHODS:
            found()
    except (AttributeError, TypeError) as error:
        error.__context__ = None
        return error.with_traceback(None)
    return None
