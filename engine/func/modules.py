"""Modules as functions of their parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.foundation.absent import LackingError
from engine.tensor import Tensor


def functional_call(
    module: Any,
    parameter_and_buffer_dicts: Any,
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """Call a module with other tensors in the place of its parameters and buffers.

    Raises:
        RuntimeError: ``strict``, and some are missing or unexpected.
        ValueError: two dictionaries name the same one.
    """
    given = merged(parameter_and_buffer_dicts)
    for each in given.values():
        if not isinstance(each, Tensor):
            raise TypeError(f"{each} is not an instance of torch.Tensor")
    own = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    if strict:
        _check_names(module, given, own)
    arguments = args if isinstance(args, tuple) else () if args is None else (args,)
    with ExitStack() as stack:
        for path, tensor in with_ties(module, given, tie_weights).items():
            _replace(stack, module, path, tensor)
        return module(*arguments, **(kwargs or {}))


def merged(dicts: Any) -> dict[str, Tensor]:
    """One dictionary from one or several that have no name in common."""
    if isinstance(dicts, Mapping):
        return dict(dicts)
    if not isinstance(dicts, Sequence):
        raise ValueError(
            "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got "
            f"{type(dicts)}"
        )
    names = [name for each in dicts for name in each]
    repeated = list(dict.fromkeys(name for name in names if names.count(name) > 1))
    if repeated:
        raise ValueError(
            f"{repeated} appeared in multiple dictionaries; behavior of functional call is "
            "ambiguous"
        )
    return {name: tensor for each in dicts for name, tensor in each.items()}


def _check_names(module: Any, given: Iterable[str], own: Iterable[str]) -> None:
    unexpected = [name for name in given if name not in set(own)]
    missing = [name for name in own if name not in set(given)]
    lines = []
    if unexpected:
        lines.append("Unexpected key(s): " + ", ".join(map(repr, sorted(unexpected))) + ".")
    if missing:
        lines.append("Missing key(s): " + ", ".join(map(repr, sorted(missing))) + ".")
    if lines:
        raise RuntimeError(
            f"Error(s) in reparametrizing for {type(module).__name__}:\n\t" + "\n\t".join(lines)
        )


def with_ties(module: Any, given: dict[str, Tensor], tie: bool) -> dict[str, Tensor]:
    """The replacements, and the same ones for further names of the same parameter."""
    if not tie:
        return given
    everywhere = [
        *module.named_parameters(remove_duplicate=False),
        *module.named_buffers(remove_duplicate=False),
    ]
    found = dict(everywhere)
    names: dict[int, list[str]] = {}
    for name in given:
        if name in found:
            names.setdefault(id(found[name]), []).append(name)
    for tied in names.values():
        if len({id(given[name]) for name in tied}) > 1:
            raise ValueError(
                f"functional_call got multiple values for keys {sorted(tied)}, which are tied. "
                "Consider using tie_weights=False"
            )
    by_identity = {each: given[tied[0]] for each, tied in names.items()}
    ties = {name: by_identity[id(each)] for name, each in everywhere if id(each) in by_identity}
    return {**ties, **given}


def _replace(stack: ExitStack, module: Any, path: str, tensor: Tensor) -> None:
    owner, _, name = path.rpartition(".")
    try:
        target = module.get_submodule(owner)
    except AttributeError:
        return
    for table in (target._parameters, target._buffers):
        if name in table:
            stack.callback(table.__setitem__, name, table[name])
            table[name] = tensor


def stack_module_state(models: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameters and the buffers of several modules of one kind, each stacked into one.

    Raises:
        RuntimeError: there are none, or they differ in kind or in training mode.
    """
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if not (all(m.training for m in models) or all(not m.training for m in models)):
        raise RuntimeError(
            "stack_module_state: Expected all models to have the same training/eval mode."
        )
    if any(type(each) is not type(models[0]) for each in models):
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    tables = [dict(each.named_parameters()) for each in models]
    parameters = {name: _leaf([table[name] for table in tables]) for name in tables[0]}
    kept = [dict(each.named_buffers()) for each in models]
    return parameters, {name: _joined([table[name] for table in kept]) for name in kept[0]}


def _joined(tensors: list[Tensor]) -> Any:
    return FUNCTIONS["stack"]([each.detach() for each in tensors])


def _leaf(tensors: list[Tensor]) -> Any:
    return _joined(tensors).requires_grad_(tensors[0].requires_grad)


def replace_all_batch_norm_modules_(root: Any) -> Any:
    """Let no batch norm of a module keep running statistics, which ``vmap`` could not update."""
    for each in root.modules():
        if hasattr(each, "running_mean") and hasattr(each, "num_batches_tracked"):
            each.running_mean = each.running_var = each.num_batches_tracked = None
            each.track_running_stats = False
    return root


def functionalize(func: Any, *, remove: str = "mutations") -> Any:
    """Not here.

    Raises:
        NotImplementedError: always.
    """
    raise LackingError(
        "torch.func.functionalize exists in PyTorch but not here: a program's in-place operations "
        "are shown as they are"
    )
