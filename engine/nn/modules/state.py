"""What a module keeps: gone through, converted, saved and loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from engine import dtypes
from engine.grad_modes import no_grad
from engine.tensor import Tensor, set_grad

if TYPE_CHECKING:
    from engine.nn.modules.module import Module

FLOAT16, FLOAT32, FLOAT64 = dtypes.float16, dtypes.float32, dtypes.float64


class IncompatibleKeys(NamedTuple):
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


def named(
    module: Module, table: str, prefix: str, recurse: bool, once: bool = True
) -> Iterator[tuple[str, Any]]:
    """The entries of a table of this module and those below, with dotted names."""
    seen: set[int] = set()
    owners = module.named_modules(prefix=prefix) if recurse else iter([(prefix, module)])
    for path, owner in owners:
        for name, value in getattr(owner, table).items():
            if value is None or (once and id(value) in seen):
                continue
            seen.add(id(value))
            yield (f"{path}.{name}" if path else name), value


def lasting(module: Module) -> list[tuple[str, Any]]:
    """The parameters and buffers of one module that a state dict holds."""
    passing = module._non_persistent_buffers_set
    buffers = [(name, value) for name, value in module._buffers.items() if name not in passing]
    return [*module._parameters.items(), *buffers]


def convert(module: Module, change: Callable[[Tensor], Tensor]) -> None:
    """Replace the numbers of every floating parameter and buffer."""
    with no_grad.quietly():
        for _, tensor in [*module.named_parameters(), *module.named_buffers()]:
            changed = change(tensor)
            if tensor.is_floating_point() or not changed.is_floating_point():
                tensor._data = changed._data
                if tensor._grad is not None:
                    tensor._grad._data = change(tensor._grad)._data


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


def load(module: Module, given: Any, strict: bool, assign: bool) -> IncompatibleKeys:
    """Copy a state dict into a module.

    Raises:
        RuntimeError: names (if ``strict``) or shapes do not match.
    """
    if not hasattr(given, "items"):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(given)}.")
    expected: dict[str, tuple[Any, str]] = {}
    for path, owner in module.named_modules(remove_duplicate=False):
        for name, value in lasting(owner):
            if value is not None:
                expected[f"{path}.{name}" if path else name] = owner, name
    missing = [name for name in expected if name not in given]
    unexpected = [name for name in given if name not in expected]
    errors = _names_wrong(missing, unexpected) if strict else []
    for name, (owner, own) in expected.items():
        if name in given:
            errors += _copy(owner, own, given[name], name, assign)
    if errors:
        text = "\n\t".join(errors)
        raise RuntimeError(
            f"Error(s) in loading state_dict for {type(module).__name__}:\n\t{text}"
        )
    return IncompatibleKeys(missing, unexpected)


def _names_wrong(missing: list[str], unexpected: list[str]) -> list[str]:
    found = []
    for kind, names in (("Missing", missing), ("Unexpected", unexpected)):
        if names:
            quoted = ", ".join(f'"{name}"' for name in names)
            found.append(f"{kind} key(s) in state_dict: {quoted}. ")
    return found


def _copy(owner: Any, name: str, value: Any, path: str, assign: bool) -> list[str]:
    target = getattr(owner, name)
    if not isinstance(value, Tensor):
        wrong = (
            f'While copying the parameter named "{path}", expected torch.Tensor or Tensor-like '
            f"object from checkpoint but received {type(value)}"
        )
        return [wrong]
    if value.shape != target.shape:
        wrong = (
            f"size mismatch for {path}: copying a param with shape {value.shape} from checkpoint, "
            f"the shape in current model is {target.shape}."
        )
        return [wrong]
    with no_grad.quietly():
        if assign:
            target._data = value._data
        else:
            target.copy_(value)
    return []
