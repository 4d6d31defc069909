"""Checkpoints: parts of the forward pass that are computed again when backward needs them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from engine.autograd.function import Function
from engine.foundation.absent import module_getattr
from engine.graph.starting import backward
from engine.modes import MODES
from engine.random import get_rng_state
from engine.switches.grad_modes import enable_grad
from engine.tensor import Tensor
from engine.utils.recomputation import CheckpointError, checkpointed, rewound

UNSAID = (
    "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in "
    "PyTorch 2.9, calling checkpoint without use_reentrant will raise an exception. "
    "use_reentrant=False is recommended, but if you need to preserve the current default "
    "behavior, you can pass use_reentrant=True. Refer to docs for more details on the differences "
    "between the two variants."
)
UNSAID_SEQUENTIAL = (
    "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be passed "
    "explicitly. In version 2.9 we will raise an exception if use_reentrant is not passed. "
    "use_reentrant=False is recommended, but if you need to preserve the current default "
    "behavior, you can pass use_reentrant=True. Refer to docs for more details on the differences "
    "between the two variants."
)
NOT_BY_GRAD = (
    "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an "
    "`inputs` parameter to .backward(). To resolve this error, you can either set "
    "use_reentrant=False, or call .backward() without passing the `inputs` argument."
)
NOT_NECESSARY = "none of output has requires_grad=True, this checkpoint() is not necessary"


class CheckpointFunction(Function):
    """Runs a function without recording; backward runs it again, recorded, and through it."""

    @staticmethod
    def forward(ctx: Any, run_function: Any, preserve_rng_state: bool, *args: Any) -> Any:
        """The function's outputs."""
        check_backward_validity(args)
        ctx.run_function = run_function
        ctx.random = get_rng_state() if preserve_rng_state else None
        ctx.others = [None if isinstance(a, Tensor) else a for a in args]
        ctx.tensor_indices = [n for n, a in enumerate(args) if isinstance(a, Tensor)]
        ctx.save_for_backward(*(args[n] for n in ctx.tensor_indices))
        return run_function(*args)

    @staticmethod
    def backward(ctx: Any, *args: Any) -> Any:
        """The gradients, through a second forward.

        Raises:
            RuntimeError: only some gradients are asked for, or nothing requires grad.
        """
        if not MODES.accumulating:
            raise RuntimeError(NOT_BY_GRAD)
        inputs = list(ctx.others)
        for place, tensor in zip(ctx.tensor_indices, ctx.saved_tensors, strict=True):
            inputs[place] = _detached(tensor)
        with enable_grad.quietly(), rewound(ctx.random):
            outputs = ctx.run_function(*inputs)
        several = outputs if isinstance(outputs, tuple) else (outputs,)
        pairs = [
            (output, sent)
            for output, sent in zip(several, args, strict=True)
            if isinstance(output, Tensor) and output.requires_grad
        ]
        if not pairs:
            raise RuntimeError(NOT_NECESSARY)
        backward([output for output, _ in pairs], [sent for _, sent in pairs])
        return (None, None, *(i._grad if isinstance(i, Tensor) else None for i in inputs))


def detach_variable(inputs: Any) -> tuple[Any, ...]:
    """Tensors out of their graph, but requiring grad as they did; all else as it is.

    Raises:
        RuntimeError: ``inputs`` is not a tuple.
    """
    if not isinstance(inputs, tuple):
        raise RuntimeError(
            "Only tuple of tensors is supported. Got Unsupported input type: "
            f"{type(inputs).__name__}"
        )
    return tuple([_detached(each) if isinstance(each, Tensor) else each for each in inputs])


def _detached(tensor: Tensor) -> Tensor:
    alone: Tensor = tensor.detach()
    alone.requires_grad = tensor.requires_grad
    return alone


def check_backward_validity(inputs: Iterable[Any]) -> None:
    """Warn where none of ``inputs`` is a tensor that requires grad."""
    if not any(isinstance(each, Tensor) and each.requires_grad for each in inputs):
        warnings.warn(
            "None of the inputs have requires_grad=True. Gradients will be None", stacklevel=3
        )


class EarlyStop:
    """Whether a function computed again stops as soon as everything wanted is there."""

    __slots__ = ("enabled",)

    def __init__(self) -> None:
        self.enabled = True


EARLY = EarlyStop()


@contextmanager
def set_checkpoint_early_stop(enable: bool) -> Iterator[None]:
    """In a block, let functions that are computed again run to their end, or not."""
    before, EARLY.enabled = EARLY.enabled, enable
    try:
        yield
    finally:
        EARLY.enabled = before


@contextmanager
def set_checkpoint_debug_enabled(enabled: bool | None) -> Iterator[None]:
    """Longer error messages, which are not here: the messages stay as they are."""
    yield


def noop_context_fn() -> tuple[Any, Any]:
    """Nothing around the forward pass, nothing around its repetition."""
    return nullcontext(), nullcontext()


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], Any] = noop_context_fn,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **kwargs: Any,
) -> Any:
    """Call ``function``, whose saved tensors are computed again when backward needs them.

    Raises:
        ValueError: an option is given that does not go with ``use_reentrant``.
    """
    if use_reentrant is None:
        warnings.warn(UNSAID, stacklevel=2)
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if use_reentrant:
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(arg for arg in kwargs))
        if context_fn is not noop_context_fn or debug:
            raise ValueError(
                "Passing `context_fn` or `debug` is only supported when use_reentrant=False."
            )
        return CheckpointFunction.apply(function, preserve, *args)
    if not MODES.grad:
        return function(*args, **kwargs)
    return checkpointed(
        function,
        args,
        kwargs,
        context_fn=None if context_fn is noop_context_fn else context_fn,
        keep_random=preserve,
        check=determinism_check,
        early=early_stop and EARLY.enabled,
    )


def checkpoint_sequential(
    functions: Any,
    segments: int,
    input: Any,
    use_reentrant: bool | None = None,
    **kwargs: Any,
) -> Any:
    """Call functions one after another, in ``segments``, all but the last of them checkpointed."""
    if use_reentrant is None:
        warnings.warn(UNSAID_SEQUENTIAL, stacklevel=2)
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(arg for arg in kwargs))
    chain = list(functions.children()) if hasattr(functions, "children") else list(functions)
    size = len(chain) // segments
    end = size * (segments - 1)
    for start in range(0, end, size):
        input = checkpoint(
            _one_after_another(chain[start : start + size]),
            input,
            use_reentrant=use_reentrant,
            preserve_rng_state=preserve,
        )
    return _one_after_another(chain[end:])(input)


def _one_after_another(functions: Sequence[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def run(value: Any) -> Any:
        for each in functions:
            value = each(value)
        return value

    return run


__all__ = [
    "CheckpointError", "CheckpointFunction", "check_backward_validity", "checkpoint",
    "checkpoint_sequential", "detach_variable", "noop_context_fn", "set_checkpoint_debug_enabled",
    "set_checkpoint_early_stop",
]  # fmt: skip

__getattr__ = module_getattr("torch.utils.checkpoint")
