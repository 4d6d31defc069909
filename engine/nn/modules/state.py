"""The state of a module as a dictionary: ``state_dict`` and ``load_state_dict``."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from engine.foundation.warn import warn
from engine.graph.hooks import RemovableHandle
from engine.nn.modules.tables import hang
from engine.nn.parameter import Parameter
from engine.observer import quiet
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor, set_grad

EXTRA = "_extra_state"
POSITIONAL = (
    "Positional args are being deprecated, use kwargs instead. Refer to "
    "https://pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.state_dict for "
    "details."
)
NEVER = (
    "Reached a code path in Module.{}() that should never be called. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug."
)


class _IncompatibleKeys(NamedTuple):
    """Which names ``load_state_dict`` missed, and which it did not expect."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return (
            f"_IncompatibleKeys(missing_keys={self.missing_keys}, "
            f"unexpected_keys={self.unexpected_keys})"
        )


class Stateful:
    """The methods that save and load a module; ``_version`` : of its format."""

    _version = 1
    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]
    _non_persistent_buffers_set: set[str]
    _state_dict_hooks: OrderedDict[int, Any]
    _state_dict_pre_hooks: OrderedDict[int, Any]
    _load_state_dict_pre_hooks: OrderedDict[int, Any]
    _load_state_dict_post_hooks: OrderedDict[int, Any]

    def _lasting(self) -> dict[str, Any]:
        """The parameters and buffers of this module alone that are saved."""
        passing = self._non_persistent_buffers_set
        lasting = ((name, each) for name, each in self._buffers.items() if name not in passing)
        pairs = itertools.chain(self._parameters.items(), lasting)
        return {name: value for name, value in pairs if value is not None}

    def get_extra_state(self) -> Any:
        """What else is to be saved; only classes that save more have it."""
        raise RuntimeError(NEVER.format("get_extra_state"))

    def set_extra_state(self, state: Any) -> None:
        """Take back what else was saved."""
        raise RuntimeError(NEVER.format("set_extra_state"))

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        for name, value in self._lasting().items():
            destination[prefix + name] = value if keep_vars else value.detach()
        if type(self).get_extra_state is not Stateful.get_extra_state:
            destination[prefix + EXTRA] = self.get_extra_state()

    def state_dict(
        self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> Any:
        """Every parameter and persistent buffer by its dotted name, detached."""
        if args:
            warn(POSITIONAL, FutureWarning)
            given = dict(zip(("destination", "prefix", "keep_vars"), args, strict=False))
            destination = given.get("destination") if destination is None else destination
            prefix, keep_vars = (
                prefix or given.get("prefix", ""),
                given.get("keep_vars", keep_vars),
            )
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        facts = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = facts
        for hook in tuple(self._state_dict_pre_hooks.values()):
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(
                    destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars
                )
        return self._after_saving(destination, prefix, facts)

    def _after_saving(self, destination: Any, prefix: str, facts: dict[str, Any]) -> Any:
        for hook in tuple(self._state_dict_hooks.values()):
            changed = hook(self, destination, prefix, facts)
            if changed is None:
                continue
            if getattr(hook, "_from_public_api", False):
                raise RuntimeError("state_dict post-hook must return None")
            destination = changed
        return destination

    def _register_state_dict_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        return hang(self._state_dict_hooks, hook)

    def register_state_dict_post_hook(self, hook: Any) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, local_metadata)`` after saving."""
        hook._from_public_api = True
        return hang(self._state_dict_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(module, prefix, keep_vars)`` before saving."""
        return hang(self._state_dict_pre_hooks, hook)

    def _register_load_state_dict_pre_hook(
        self, hook: Callable[..., Any], with_module: bool = False
    ) -> RemovableHandle:
        own = (lambda *args: hook(self, *args)) if with_module else hook
        return hang(self._load_state_dict_pre_hooks, own)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, …)`` before this module is loaded."""
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(module, incompatible_keys)`` after this module is loaded."""
        return hang(self._load_state_dict_post_hooks, hook)

    def _load_from_state_dict(
        self, state_dict: Any, prefix: str, local_metadata: dict[str, Any], strict: bool,
        missing_keys: list[str], unexpected_keys: list[str], error_msgs: list[str],
    ) -> None:  # fmt: skip
        """Load what this module alone keeps."""
        found = missing_keys, unexpected_keys, error_msgs
        for hook in tuple(self._load_state_dict_pre_hooks.values()):
            hook(state_dict, prefix, local_metadata, strict, *found)
        own = self._lasting()
        for name, value in own.items():
            if prefix + name in state_dict:
                assign = local_metadata.get("assign_to_params_buffers", False)
                error_msgs += _put(self, name, value, prefix, state_dict[prefix + name], assign)
            elif strict:
                missing_keys.append(prefix + name)
        extra, takes = prefix + EXTRA, type(self).set_extra_state is not Stateful.set_extra_state
        if takes and extra in state_dict:
            self.set_extra_state(state_dict[extra])
        elif strict and takes != (extra in state_dict):
            (missing_keys if takes else unexpected_keys).append(extra)
        if strict:
            unexpected_keys += self._strange(state_dict, prefix, own)

    def _strange(self, state_dict: Any, prefix: str, own: dict[str, Any]) -> list[str]:
        """The names that nobody here knows."""
        found = []
        for key in state_dict:
            if key.startswith(prefix) and key != prefix + EXTRA:
                first, dot, _ = key[len(prefix) :].partition(".")
                if first not in (self._modules if dot else own):
                    found.append(key)
        return found

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> Any:
        """Copy what ``state_dict`` gave back into the parameters and buffers.

        Raises:
            TypeError: it is not a dictionary.
            RuntimeError: names (if ``strict``) or shapes do not match.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        metadata = getattr(state_dict, "_metadata", None)
        given: Any = OrderedDict(state_dict)
        if metadata is not None:
            given._metadata = metadata
        missing: list[str] = []
        unexpected: list[str] = []
        errors: list[str] = []
        _load(self, given, "", metadata, assign, (missing, unexpected, errors))
        if strict:
            errors = _wrong("Missing", missing) + _wrong("Unexpected", unexpected) + errors
        if errors:
            text = "\n\t".join(errors)
            name = type(self).__name__
            raise RuntimeError(f"Error(s) in loading state_dict for {name}:\n\t{text}")
        return _IncompatibleKeys(missing, unexpected)


def _load(
    module: Any, given: Any, prefix: str, metadata: Any, assign: bool,
    found: tuple[list[str], list[str], list[str]],
) -> None:  # fmt: skip
    """Load a module and all below it."""
    facts = {} if metadata is None else metadata.get(prefix[:-1], {})
    if assign:
        facts["assign_to_params_buffers"] = assign
    module._load_from_state_dict(given, prefix, facts, True, *found)
    for name, child in module._modules.items():
        if child is not None:
            below = f"{prefix}{name}."
            part = {key: value for key, value in given.items() if key.startswith(below)}
            _load(child, part, below, metadata, assign, found)
    for hook in tuple(module._load_state_dict_post_hooks.values()):
        if hook(module, _IncompatibleKeys(*found[:2])) is not None:
            raise AssertionError(
                "Hooks registered with ``register_load_state_dict_post_hook`` are not expected "
                "to return new values, if incompatible_keys need to be modified, it should be "
                "done inplace."
            )


def _wrong(kind: str, names: list[str]) -> list[str]:
    quoted = ", ".join(f'"{name}"' for name in names)
    return [f"{kind} key(s) in state_dict: {quoted}. "] if names else []


def _put(owner: Any, name: str, target: Any, prefix: str, value: Any, assign: bool) -> list[str]:
    """Copy one value in (or, with ``assign``, put it in its place); gives what went wrong."""
    key, grows = prefix + name, hasattr(target, "materialize")
    if not isinstance(value, Tensor):
        return [
            (
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like '
                f"object from checkpoint but received {type(value)}"
            )
        ]
    if not grows and target.ndim == 0 and value.ndim == 1 and value.shape[0] == 1:
        value = value[0]
    if not grows and value.shape != target.shape:
        return [
            (
                f"size mismatch for {key}: copying a param with shape {value.shape} from "
                f"checkpoint, the shape in current model is {target.shape}."
            )
        ]
    try:
        with no_grad.quietly():
            if assign:
                setattr(owner, name, _assigned(target, value))
            else:
                target.copy_(value)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is told)
        return [
            (
                f'While copying the parameter named "{key}", whose dimensions in the model are '
                f"{target.size()} and whose dimensions in the checkpoint are {value.size()}, an "
                f"exception occurred : {error.args}."
            )
        ]
    return []


def _assigned(target: Any, value: Any) -> Any:
    if not isinstance(target, Parameter):
        return value
    if isinstance(value, Parameter):
        return value.requires_grad_(target.requires_grad)
    return Parameter(value, target.requires_grad)


@quiet
def clear_gradients(parameters: Iterable[Any], set_to_none: bool, how: str) -> None:
    """Set every ``.grad`` to None, or to zeros where it is there."""
    for parameter in parameters:
        grad = parameter._grad
        if grad is None:
            continue
        if set_to_none:
            set_grad(parameter, None, how)
            continue
        if grad.grad_fn is not None:
            grad.detach_()
        else:
            grad.requires_grad_(False)
        grad.zero_()
