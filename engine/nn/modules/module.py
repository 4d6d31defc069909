"""``Module``: owns parameters and other modules, and is called like a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Self

from engine.foundation.typename import typename
from engine.foundation.written_in import own_methods, written_in
from engine.nn.modules.conversion import Convertible
from engine.nn.modules.everywhere import (
    EVERYWHERE,
    register_module_backward_hook,
    register_module_buffer_registration_hook,
    register_module_forward_hook,
    register_module_forward_pre_hook,
    register_module_full_backward_hook,
    register_module_full_backward_pre_hook,
    register_module_module_registration_hook,
    register_module_parameter_registration_hook,
)
from engine.nn.modules.hooks import Hooked
from engine.nn.modules.state import Stateful, _IncompatibleKeys, clear_gradients
from engine.nn.modules.tables import MEMBERS, begin
from engine.nn.parameter import Buffer, Parameter
from engine.tensor import Tensor

__all__ = [
    "Module",
    "_IncompatibleKeys",
    "register_module_backward_hook",
    "register_module_buffer_registration_hook",
    "register_module_forward_hook",
    "register_module_forward_pre_hook",
    "register_module_full_backward_hook",
    "register_module_full_backward_pre_hook",
    "register_module_module_registration_hook",
    "register_module_parameter_registration_hook",
]
KINDS = {"_parameters": "parameter", "_buffers": "buffer", "_modules": "child module"}
EXPECTED = {
    "_parameters": "torch.nn.Parameter or None",
    "_buffers": "torch.nn.Buffer, torch.Tensor or None",
    "_modules": "torch.nn.Module or None",
}


SHARED = frozenset(
    """
    _ConvNd _ConvTransposeNd _MaxPoolNd _AvgPoolNd _LPPoolNd _AdaptiveAvgPoolNd _AdaptiveMaxPoolNd
    _FractionalMaxPool _MaxUnpoolNd _DropoutNd RNNBase RNNCellBase Softmax
    """.split()
)
"""Classes whose ``forward`` PyTorch writes anew in those below them."""


class Module(Hooked, Stateful, Convertible):
    """Base of every network: assignments of parameters, buffers and modules are registered."""

    dump_patches: bool = False
    training: bool
    call_super_init: bool = False
    __constants__: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        own = type(self).__name__
        if not self.call_super_init and options:
            given = next(iter(options))
            raise TypeError(f"{own}.__init__() got an unexpected keyword argument '{given}'")
        if not self.call_super_init and args:
            raise TypeError(
                f"{own}.__init__() takes 1 positional argument but {len(args) + 1} were given"
            )
        begin(self)
        if self.call_super_init:
            super().__init__(*args, **options)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.__module__.startswith("engine."):
            above = next(each for each in cls.__mro__ if "forward" in vars(each))
            if above is not cls and above.__name__ in SHARED:
                own_methods(cls, "forward")

    def forward(self, *inputs: Any) -> Any:
        """What the module computes; every subclass has its own."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __setattr__(self, name: str, value: Any) -> None:
        tables = self.__dict__
        if isinstance(value, Parameter):
            if "_parameters" not in tables:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            self._forget(name, "_parameters")
            self.register_parameter(name, value)
            return
        if isinstance(value, Module) and name not in tables.get("_parameters", ()):
            if "_modules" not in tables:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name, "_modules")
            tables["_modules"][name] = EVERYWHERE.taken("_modules", self, name, value)
            return
        for table in MEMBERS:
            if name in tables.get(table, ()):
                self._replace(table, name, value)
                return
        if isinstance(value, Buffer):
            self.register_buffer(name, value, value.persistent)  # type: ignore[arg-type]
        else:
            object.__setattr__(self, name, value)

    def _replace(self, table: str, name: str, value: Any) -> None:
        """Assign to a name that a table knows already."""
        if value is not None and not (table == "_buffers" and isinstance(value, Tensor)):
            raise TypeError(
                f"cannot assign '{typename(value)}' as {KINDS[table]} '{name}' "
                f"({EXPECTED[table]} expected)"
            )
        if table == "_buffers":
            lasts = name not in self._non_persistent_buffers_set
            self.register_buffer(
                name, value, value.persistent if isinstance(value, Buffer) else lasts
            )
        else:
            self.__dict__[table][name] = value

    def _forget(self, name: str, besides: str) -> None:
        """Drop what else bears a name."""
        for table in (
            self.__dict__,
            *(self.__dict__[each] for each in MEMBERS if each != besides),
        ):
            table.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def __getattr__(self, name: str) -> Any:
        tables = self.__dict__
        for table in MEMBERS:
            members = tables.get(table)
            if members and name in members:
                return members[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for table in MEMBERS:
            if name in self.__dict__[table]:
                del self.__dict__[table][name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        own = [*super().__dir__(), *self._parameters, *self._buffers, *self._modules]
        return sorted(name for name in set(own) if not name[0].isdigit())

    def _check_name(self, table: str, name: Any) -> None:
        what = {"_modules": "module"}.get(table, KINDS[table])
        if table not in self.__dict__:
            raise AttributeError(f"cannot assign {what} before Module.__init__() call")
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {typename(name)}")
        if "." in name:
            got = f", got: {name}" if table == "_modules" else ""
            raise KeyError(f'{what} name can\'t contain "."{got}')
        if name == "":
            raise KeyError(f'{what} name can\'t be empty string ""')
        if hasattr(self, name) and name not in self.__dict__[table]:
            raise KeyError(f"attribute '{name}' already exists")

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Register ``param`` as a parameter."""
        self._check_name("_parameters", name)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{typename(param)}' object to parameter '{name}' "
                "(torch.nn.Parameter or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be "
                f"created explicitly. To express '{name}' as a function of another Tensor, "
                "compute the value in the forward() method."
            )
        self._parameters[name] = EVERYWHERE.taken("_parameters", self, name, param)

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Register a tensor that is part of the state but is not trained."""
        self._check_name("_buffers", name)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{typename(tensor)}' object to buffer '{name}' "
                "(torch Tensor or None required)"
            )
        self._buffers[name] = EVERYWHERE.taken("_buffers", self, name, tensor)
        self._non_persistent_buffers_set.discard(name)
        if not persistent:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Register ``module`` as a child."""
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{typename(module)} is not a Module subclass")
        self._check_name("_modules", name)
        self._modules[name] = EVERYWHERE.taken("_modules", self, name, module)

    def register_module(self, name: str, module: Module | None) -> None:
        """Register ``module`` as a child: ``add_module`` under another name."""
        self.add_module(name, module)

    def get_submodule(self, target: str) -> Module:
        """The module at a dotted path."""
        found: Any = self
        for part in target.split(".") if target else ():
            found = _member(found, part)
            if not isinstance(found, Module):
                raise AttributeError(f"`{part}` is not an nn.Module")
        return found

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put another module at a dotted path."""
        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        there = hasattr(parent, name)
        if (strict or there) and not isinstance(_member(parent, name), Module):
            raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def get_parameter(self, target: str) -> Any:
        """The parameter at a dotted path."""
        path, _, name = target.rpartition(".")
        found = _member(self.get_submodule(path), name)
        if not isinstance(found, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return found

    def get_buffer(self, target: str) -> Any:
        """The buffer at a dotted path."""
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        found = _member(owner, name)
        if name not in owner._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return found

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module and all below it, each once, with dotted names."""
        seen: set[Module] = set() if memo is None else memo
        todo: list[tuple[str, Module]] = [(prefix, self)]
        while todo:
            name, module = todo.pop()
            if module in seen:
                continue
            if remove_duplicate:
                seen.add(module)
            yield name, module
            children = [(c, m) for c, m in module._modules.items() if m is not None]
            todo.extend((f"{name}.{c}" if name else c, m) for c, m in reversed(children))

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """This module and all below it."""
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly in this one."""
        seen: set[Module] = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self) -> Iterator[Module]:
        """The modules directly in this one."""
        for _, module in self.named_children():
            yield module

    def _named_members(
        self, get_members_fn: Callable[[Module], Any], prefix: str = "", recurse: bool = True,
        remove_duplicate: bool = True,
    ) -> Iterator[tuple[str, Any]]:  # fmt: skip
        seen: set[int] = set()
        again = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        for path, owner in again if recurse else [(prefix, self)]:
            for name, value in get_members_fn(owner):
                if value is None or id(value) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(value))
                yield (f"{path}.{name}" if path else name), value

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Every parameter once, with its dotted name."""
        yield from self._named_members(
            lambda module: module._parameters.items(), prefix, recurse, remove_duplicate
        )

    def parameters(self, recurse: bool = True) -> Iterator[Any]:
        """Every parameter once."""
        for _, value in self.named_parameters(recurse=recurse):
            yield value

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Every buffer once, with its dotted name."""
        yield from self._named_members(
            lambda module: module._buffers.items(), prefix, recurse, remove_duplicate
        )

    def buffers(self, recurse: bool = True) -> Iterator[Any]:
        """Every buffer once."""
        for _, value in self.named_buffers(recurse=recurse):
            yield value

    def train(self, mode: bool = True) -> Self:
        """Switch to training mode: dropout drops, batch norm uses the batch's statistics."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Self:
        """Switch to evaluation mode."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Switch recording for every parameter."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradient of every parameter."""
        clear_gradients([*self.parameters()], set_to_none, "Module.zero_grad")

    def apply(self, fn: Callable[[Module], None]) -> Self:
        """Call ``fn`` on this module and all below it, children first."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def compile(self, *_: Any, **__: Any) -> None:
        """Accepted, and does nothing."""

    def extra_repr(self) -> str:
        """What the module's line says between its brackets."""
        return ""

    def _get_name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        own = self.extra_repr()
        extra = own.split("\n") if own else []
        children = [
            f"({name}): " + repr(module).replace("\n", "\n  ")
            for name, module in self._modules.items()
        ]
        if len(extra) == 1 and not children:
            return f"{self._get_name()}({own})"
        lines = "\n  ".join([*extra, *children])
        return f"{self._get_name()}(\n  {lines}\n)" if lines else f"{self._get_name()}()"


def _member(module: Any, name: str) -> Any:
    if not hasattr(module, name):
        raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
    return getattr(module, name)


written_in("Module", (Hooked, Stateful, Convertible))
