"""``torch.ops``: the operators of programs, by namespace and name."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from engine.library.custom_op import CustomOpDef

NAMESPACES: Final[dict[str, OpNamespace]] = {}
"""The namespaces that programs have asked for; one per process, as operators are PyTorch's."""


class OpNamespace(ModuleType):
    """What ``torch.ops.name`` is: its attributes are its operators."""

    def __init__(self, name: str) -> None:
        super().__init__(f"torch.ops.{name}")
        self._known: dict[str, CustomOpDef] = {}
        self._short = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._known:
            raise AttributeError(f"'_OpNamespace' '{self._short}' object has no attribute "
                                 f"'{name}'")  # fmt: skip
        return OpOverloadPacket(self._known[name])

    def __repr__(self) -> str:
        return f"<module '{self.__name__}' from 'torch.ops'>"


class OpOverload:
    """An operator with its arguments' types: the only one that a program's own has."""

    def __init__(self, op: CustomOpDef) -> None:
        self._op = op
        self._schema = op._schema

    def name(self) -> str:
        """Its whole name, ``namespace::name``."""
        return self._schema.name

    def __call__(self, *args: Any, **options: Any) -> Any:
        """The operator's results."""
        return self._op(*args, **options)

    def __str__(self) -> str:
        return f"{self._op._namespace}.{self._op._name}.default"

    def __repr__(self) -> str:
        return f"<OpOverload(op='{self._op._namespace}.{self._op._name}', overload='default')>"


class OpOverloadPacket:
    """An operator by its name alone."""

    def __init__(self, op: CustomOpDef) -> None:
        self.default = op._opoverload
        self._op = op

    def __call__(self, *args: Any, **options: Any) -> Any:
        """The operator's results."""
        return self._op(*args, **options)

    def overloads(self) -> list[str]:
        """The names of what can be asked of it."""
        return ["default"]

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"The underlying op of '{self}' has no overload name '{name}'")

    def __str__(self) -> str:
        return f"{self._op._namespace}.{self._op._name}"

    def __repr__(self) -> str:
        return f"<OpOverloadPacket(op='{self}')>"


def define(op: CustomOpDef) -> None:
    """Let ``torch.ops`` have an operator, instead of an older one of its name."""
    namespace_of(op._namespace)._known[op._name] = op


def namespace_of(name: str) -> OpNamespace:
    """A namespace by its name; made when first asked for."""
    return NAMESPACES.setdefault(name, OpNamespace(name))


def found(name: str | OpOverload | CustomOpDef) -> CustomOpDef:
    """The operator that is meant, by ``namespace::name`` or itself.

    Raises:
        ValueError: there is none.
    """
    if isinstance(name, OpOverload):
        return name._op
    if not isinstance(name, str):
        return name
    namespace, _, own = name.partition("::")
    known = namespace_of(namespace)._known
    if own not in known:
        raise ValueError(f"No operator {name} found")
    return known[own]
