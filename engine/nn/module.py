"""Module: what owns parameters and other modules, and is called like a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.hooks import RemovableHandle as Handle
from engine.hooks import add
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


class Module:
    """Base of every network: assignments of parameters, buffers and modules are registered."""

    training: bool
    _parameters: dict[str, Parameter | None]
    _modules: dict[str, Module | None]
    _buffers: dict[str, Tensor | None]

    def __init__(self) -> None:
        for name, value in (
            ("training", True),
            ("_parameters", {}),
            ("_buffers", {}),
            ("_modules", {}),
            ("_forward_hooks", {}),
            ("_forward_pre_hooks", {}),
        ):
            object.__setattr__(self, name, value)

    def forward(self, *inputs: Any) -> Any:
        """What the module computes; every subclass has its own."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        for hook in tuple(self._forward_pre_hooks.values()):
            changed = hook(self, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        result = self.forward(*inputs, **options)
        for hook in tuple(self._forward_hooks.values()):
            changed = hook(self, inputs, result)
            result = result if changed is None else changed
        return result

    def __setattr__(self, name: str, value: Any) -> None:
        tables = self.__dict__
        if "_parameters" not in tables and isinstance(value, Parameter | Module):
            kind = "parameters" if isinstance(value, Parameter) else "module"
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
        for table, kind in (("_parameters", Parameter), ("_modules", Module)):
            if isinstance(value, kind):
                self._forget(name)
                tables[table][name] = value
                return
            if name in tables.get(table, ()):
                if value is not None:
                    raise TypeError(
                        f"cannot assign '{_type_name(value)}' as "
                        f"{'parameter' if kind is Parameter else 'child module'} '{name}' "
                        f"(torch.nn.{kind.__name__} or None expected)"
                    )
                tables[table][name] = None
                return
        if name in tables.get("_buffers", ()):
            tables["_buffers"][name] = value
            return
        object.__setattr__(self, name, value)

    def _forget(self, name: str) -> None:
        for table in (self.__dict__, self._parameters, self._buffers, self._modules):
            table.pop(name, None)

    def __getattr__(self, name: str) -> Any:
        for table in ("_parameters", "_buffers", "_modules"):
            found = self.__dict__.get(table, {})
            if name in found:
                return found[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for table in (self._parameters, self._buffers, self._modules):
            if name in table:
                del table[name]
                return
        object.__delattr__(self, name)

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Count ``param`` among the parameters."""
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Keep a tensor that is part of the state but is not trained."""
        self._buffers[name] = tensor

    def add_module(self, name: str, module: Module | None) -> None:
        """Count ``module`` among the children."""
        self._modules[name] = module

    register_module = add_module

    def register_forward_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call ``hook(module, inputs, result)`` after each forward."""
        return add(self._forward_hooks, hook)

    def register_forward_pre_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call ``hook(module, inputs)`` before each forward."""
        return add(self._forward_pre_hooks, hook)

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """This module and all below it, each once, with dotted names."""
        seen: set[Module] = set()
        todo = [(prefix, self)]
        while todo:
            name, module = todo.pop()
            if module in seen:
                continue
            seen.add(module)
            yield name, module
            children = [(c, m) for c, m in module._modules.items() if m is not None]
            todo.extend((f"{name}.{c}" if name else c, m) for c, m in reversed(children))

    def modules(self) -> Iterator[Module]:
        """This module and all below it."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly in this one."""
        return ((name, module) for name, module in self._modules.items() if module is not None)

    def children(self) -> Iterator[Module]:
        """The modules directly in this one."""
        return (module for _, module in self.named_children())

    def _named(self, table: str, prefix: str, recurse: bool) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        owners = self.named_modules(prefix) if recurse else iter([(prefix, self)])
        for path, module in owners:
            for name, value in getattr(module, table).items():
                if value is not None and id(value) not in seen:
                    seen.add(id(value))
                    yield (f"{path}.{name}" if path else name), value

    def named_parameters(
        self, prefix: str = "", recurse: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Every parameter once, with its dotted name."""
        return self._named("_parameters", prefix, recurse)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Every parameter once."""
        return (value for _, value in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Tensor]]:
        """Every buffer once, with its dotted name."""
        return self._named("_buffers", prefix, recurse)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Every buffer once."""
        return (value for _, value in self.named_buffers(recurse=recurse))

    def train(self, mode: bool = True) -> Module:
        """Switch to training (dropout drops, batch norm measures)."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Module:  # noqa: A003
        """Switch to evaluation."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Module:
        """Switch recording for every parameter."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradient of every parameter."""
        clear_gradients(self.parameters(), set_to_none, "Module.zero_grad")

    def apply(self, fn: Callable[[Module], None]) -> Module:
        """Call ``fn`` on this module and all below it, children first."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def to(self, *args: Any, **options: Any) -> Module:
        """Convert parameters and buffers to another dtype."""
        for _, tensor in [*self.named_parameters(), *self.named_buffers()]:
            converted = tensor.detach().to(*args, **options)
            if converted.is_floating_point():
                tensor._data = converted._data
        return self

    def state_dict(self, prefix: str = "") -> dict[str, Tensor]:
        """Every parameter and buffer by its dotted name, detached."""
        found = {}
        for path, module in self.named_modules():
            for name, value in [*module._parameters.items(), *module._buffers.items()]:
                if value is not None:
                    found[prefix + (f"{path}.{name}" if path else name)] = value.detach()
        return found

    def extra_repr(self) -> str:
        """What the module's line says between its brackets."""
        return ""

    def __repr__(self) -> str:
        own = self.extra_repr()
        children = [
            f"({name}): " + repr(module).replace("\n", "\n  ")
            for name, module in self._modules.items()
        ]
        if not children:
            return f"{type(self).__name__}({own})"
        lines = ([own] if own else []) + children
        return f"{type(self).__name__}(\n  " + "\n  ".join(lines) + "\n)"


def clear_gradients(parameters: Any, set_to_none: bool, how: str) -> None:
    """Set every ``.grad`` to None, or to zeros where it is there."""
    for parameter in parameters:
        if parameter._grad is None:
            continue
        if set_to_none:
            parameter.clear_grad_(how)
        else:
            parameter._grad.detach_()
            parameter._grad.zero_()


def _type_name(value: Any) -> str:
    kind = type(value)
    module = "torch" if isinstance(value, Tensor) else kind.__module__
    name = "FloatTensor" if isinstance(value, Tensor) else kind.__qualname__
    return f"{module}.{name}"
