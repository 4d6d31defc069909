"""Parameters computed from others by modules, each time they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from typing import Any

from engine.foundation.absent import module_getattr
from engine.nn.modules.container import ModuleDict, ModuleList
from engine.nn.modules.module import Module
from engine.nn.parameter import Parameter
from engine.nn.utils.right_inverses import (
    check_first,
    check_further,
    check_one,
    check_originals,
    check_several,
)
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor

UNSAVED = (
    "Serialization of parametrized modules is only supported through state_dict(). See:\n"
    "https://pytorch.org/tutorials/beginner/saving_loading_models.html"
    "#saving-loading-a-general-checkpoint-for-inference-and-or-resuming-training"
)


class Cache:
    """Values that are kept while a block of ``cached()`` lasts."""

    def __init__(self) -> None:
        self.depth = 0
        self.values: dict[tuple[int, str], Any] = {}


CACHE = Cache()


@contextmanager
def cached() -> Iterator[None]:
    """Inside, every parametrized tensor is computed once only."""
    CACHE.depth += 1
    try:
        yield
    finally:
        CACHE.depth -= 1
        if not CACHE.depth:
            CACHE.values.clear()


def _keep(module: Module, name: str, value: Any) -> None:
    if isinstance(value, Parameter):
        module.register_parameter(name, value)
    else:
        module.register_buffer(name, value)


class ParametrizationList(ModuleList):
    """The modules that compute one tensor, and what they compute it from."""

    original: Any

    def __init__(self, modules: Sequence[Module], original: Any, unsafe: bool = False) -> None:
        if not modules:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        shape, dtype = original.shape, original.dtype
        new: Any = self._inverted(original, must=False)
        check_originals(new, original)
        self.is_tensor = isinstance(new, Tensor)
        self.ntensors = 1 if self.is_tensor else len(new)
        if isinstance(new, Tensor):
            with no_grad.quietly():
                original.set_(new)
            _keep(self, "original", original)
        else:
            for number, each in enumerate(new):
                own = Parameter(each, original.requires_grad) if (
                    isinstance(original, Parameter)
                ) else each  # fmt: skip
                _keep(self, f"original{number}", own)
        if not unsafe:
            check_first(self(), shape, dtype)

    def _inverted(self, value: Any, must: bool) -> Any:
        with no_grad.quietly():
            for module in reversed(list(self)):
                if hasattr(module, "right_inverse"):
                    with suppress(*() if must else (NotImplementedError,)):
                        value = module.right_inverse(value)
                elif must:
                    raise RuntimeError(
                        f"parametrization {type(module).__name__} does not implement "
                        "right_inverse."
                    )
        return value

    def right_inverse(self, value: Any) -> None:
        """Take over a value for the tensor, by what it can be computed from."""
        found = self._inverted(value, must=True)
        owns = self._originals()
        if self.is_tensor:
            check_one(found, *owns)
            found = [found]
        else:
            check_several(found, owns)
        with no_grad.quietly():
            for own, each in zip(owns, found, strict=True):
                own.set_(each)

    def _originals(self) -> list[Any]:
        if self.is_tensor:
            return [self.original]
        return [getattr(self, f"original{number}") for number in range(self.ntensors)]

    def forward(self) -> Any:
        """The tensor."""
        first, *rest = self
        value = first(*self._originals())
        for module in rest:
            value = module(value)
        return value


def _property(name: str) -> property:
    def read(self: Any) -> Any:
        if not CACHE.depth:
            return self.parametrizations[name]()
        key = id(self), name
        if key not in CACHE.values:
            CACHE.values[key] = self.parametrizations[name]()
        return CACHE.values[key]

    def write(self: Any, value: Any) -> None:
        self.parametrizations[name].right_inverse(value)

    return property(read, write)


def _own_class(module: Any) -> None:
    """Give the module a class of its own, which can have properties."""
    kind = type(module)
    own = {"__module__": "torch.nn.utils.parametrize", "__getstate__": _unsaved}
    if not hasattr(kind, "__deepcopy__"):
        own["__deepcopy__"] = _deepcopied
    module.__class__ = type(f"Parametrized{kind.__name__}", (kind,), own)


def _unsaved(self: Any) -> Any:
    raise RuntimeError(UNSAVED)


def _deepcopied(self: Any, memo: dict[int, Any]) -> Any:
    copied = object.__new__(type(self))
    memo[id(self)] = copied
    copied.__dict__ = deepcopy(self.__dict__, memo)
    return copied


def register_parametrization(
    module: Any, tensor_name: str, parametrization: Module, *, unsafe: bool = False
) -> Any:
    """Let ``parametrization`` compute a parameter or buffer of ``module``.

    Raises:
        ValueError: there is no such tensor, or its shape or dtype would change.
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        if not unsafe:
            check_further(parametrization, getattr(module, tensor_name), tensor_name)
        module.parametrizations[tensor_name].append(parametrization)
        module.parametrizations[tensor_name].unsafe |= unsafe
        return module
    if tensor_name not in module._buffers and tensor_name not in module._parameters:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element "
            f"with name '{tensor_name}'"
        )
    made = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        _own_class(module)
        module.parametrizations = ModuleDict()
    setattr(type(module), tensor_name, _property(tensor_name))
    module.parametrizations[tensor_name] = made
    return module


def is_parametrized(module: Any, tensor_name: str | None = None) -> bool:
    """Has the module a parametrization (of this tensor)?"""
    found = module._modules.get("parametrizations")
    if not isinstance(found, ModuleDict):
        return False
    return tensor_name in found if tensor_name is not None else len(found) > 0


def remove_parametrizations(module: Any, tensor_name: str, leave_parametrized: bool = True) -> Any:
    """Make a parametrized tensor an ordinary one again.

    Raises:
        ValueError: it is not parametrized, or was computed from several tensors.
    """
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    made = module.parametrizations[tensor_name]
    with no_grad.quietly():
        value = getattr(module, tensor_name)
    if made.is_tensor:
        original = made.original
        if leave_parametrized:
            with no_grad.quietly():
                original.set_(value)
    elif leave_parametrized:
        trained = made.original0.requires_grad
        original = Parameter(value, trained) if trained else value
    else:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is "
            "parametrized in terms of a sequence of tensors."
        )
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    _keep(module, tensor_name, original)
    if not is_parametrized(module):
        delattr(module, "parametrizations")
        module.__class__ = type(module).__bases__[0]
    return module


def type_before_parametrizations(module: Any) -> type:
    """The class of a module, without the one that its parametrizations gave it."""
    kind: type = type(module)
    return kind.__bases__[0] if is_parametrized(module) else kind


__getattr__ = module_getattr("torch.nn.utils.parametrize")
