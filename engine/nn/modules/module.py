"""Module: what owns parameters and other modules, and is called like a function."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

from engine.hooks import RemovableHandle
from engine.nn.modules import state
from engine.nn.modules.hooks import BackwardHook
from engine.nn.parameter import Parameter
from engine.tensor import Tensor

TABLES = ("_parameters", "_buffers", "_modules")
HOOKS = (
    "_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks",
    "_state_dict_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks",
)  # fmt: skip
KINDS = {"_parameters": "parameter", "_buffers": "buffer", "_modules": "child module"}
EXPECTED = {
    "_parameters": "torch.nn.Parameter or None",
    "_buffers": "torch.nn.Buffer, torch.Tensor or None",
    "_modules": "torch.nn.Module or None",
}  # fmt: skip


class Module:
    """Base of every network: assignments of parameters, buffers and modules are registered."""

    training: bool
    _parameters: dict[str, Parameter | None]
    _modules: dict[str, Module | None]
    _buffers: dict[str, Tensor | None]
    _non_persistent_buffers_set: set[str]

    def __init__(self, *args: Any, **options: Any) -> None:
        own = type(self)
        if args or options:
            given = next(iter(options), None)
            raise TypeError(
                f"{own.__name__}.__init__() got an unexpected keyword argument '{given}'"
                if given is not None
                else f"{own.__name__}.__init__() takes 1 positional argument but {len(args) + 1} "
                f"were given"
            )
        object.__setattr__(self, "training", True)
        for name in (*TABLES, *HOOKS):
            object.__setattr__(self, name, {})
        object.__setattr__(self, "_non_persistent_buffers_set", set())

    def forward(self, *inputs: Any) -> Any:
        """What the module computes; every subclass has its own."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """What ``forward`` gives, with the hooks around it."""
        tables = self.__dict__
        if not (tables["_forward_hooks"] or tables["_forward_pre_hooks"]
                or tables["_backward_hooks"] or tables["_backward_pre_hooks"]):  # fmt: skip
            return self.forward(*inputs, **options)
        return self._hooked(inputs, options)

    def _hooked(self, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
        for hook, with_options in tuple(self.__dict__["_forward_pre_hooks"].values()):
            changed = hook(self, inputs, options) if with_options else hook(self, inputs)
            if changed is not None and with_options:
                inputs, options = changed
            elif changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        watcher = None
        after, before = self.__dict__["_backward_hooks"], self.__dict__["_backward_pre_hooks"]
        if after or before:
            watcher = BackwardHook(self, after.values(), before.values())
            inputs = watcher.inputs(inputs)
        result = self.forward(*inputs, **options)
        for hook, with_options in tuple(self.__dict__["_forward_hooks"].values()):
            changed = (
                hook(self, inputs, options, result) if with_options else hook(self, inputs, result)
            )
            result = result if changed is None else changed
        if watcher is not None:
            tracked = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
            result = watcher.outputs(result, tracked)
        return result

    def __setattr__(self, name: str, value: Any) -> None:
        tables = self.__dict__
        if isinstance(value, Parameter | Module):
            table = "_parameters" if isinstance(value, Parameter) else "_modules"
            if table not in tables:
                what = "parameters" if table == "_parameters" else "module"
                raise AttributeError(f"cannot assign {what} before Module.__init__() call")
            self._forget(name)
            tables[table][name] = value
            return
        for table in TABLES:
            if name in tables.get(table, ()):
                if value is not None and not (table == "_buffers" and isinstance(value, Tensor)):
                    raise TypeError(
                        f"cannot assign '{_type_name(value)}' as {KINDS[table]} '{name}' "
                        f"({EXPECTED[table]} expected)"
                    )
                tables[table][name] = value
                return
        object.__setattr__(self, name, value)

    def _forget(self, name: str) -> None:
        for table in (self.__dict__, self._parameters, self._buffers, self._modules):
            table.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def __getattr__(self, name: str) -> Any:
        tables = self.__dict__
        for table in TABLES:
            if table in tables and name in tables[table]:
                return tables[table][name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for table in (self._parameters, self._buffers, self._modules):
            if name in table:
                del table[name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        own = [*super().__dir__(), *self._parameters, *self._buffers, *self._modules]
        return sorted(name for name in set(own) if not name[0].isdigit())

    def _check_name(self, name: Any, what: str) -> None:
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {_type_name(name)}")
        if "." in name:
            raise KeyError(f'{what} name can\'t contain "."')
        if name == "":
            raise KeyError(f'{what} name can\'t be empty string ""')
        if hasattr(self, name) and not any(name in getattr(self, table) for table in TABLES):
            raise KeyError(f"attribute '{name}' already exists")

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Count ``param`` among the parameters."""
        self._check_name(name, "parameter")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{_type_name(param)}' object to parameter '{name}' "
                "(torch.nn.Parameter or None required)"
            )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Keep a tensor that is part of the state but is not trained."""
        self._check_name(name, "buffer")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{_type_name(tensor)}' object to buffer '{name}' "
                "(torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        if not persistent:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Count ``module`` among the children."""
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{_type_name(module)} is not a Module subclass")
        self._check_name(name, "module")
        self._modules[name] = module

    register_module = add_module

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:  # fmt: skip
        """Call ``hook(module, inputs, result)`` after each forward."""
        return _hang(self, "_forward_hooks", (hook, with_kwargs), prepend)

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, inputs)`` before each forward."""
        return _hang(self, "_forward_pre_hooks", (hook, with_kwargs), prepend)

    def register_full_backward_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, grad_input, grad_output)`` when the module's gradients are there."""
        return _hang(self, "_backward_hooks", hook, prepend)

    register_backward_hook = register_full_backward_hook

    def register_full_backward_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, grad_output)`` before the module's backward."""
        return _hang(self, "_backward_pre_hooks", hook, prepend)

    def get_submodule(self, target: str) -> Module:
        """The module at a dotted path."""
        found: Any = self
        for part in target.split(".") if target else ():
            if part not in found._modules:
                raise AttributeError(f"{type(found).__name__} has no attribute `{part}`")
            found = found._modules[part]
        return found  # type: ignore[no-any-return]

    def get_parameter(self, target: str) -> Any:
        """The parameter at a dotted path."""
        owner, _, name = target.rpartition(".")
        return getattr(self.get_submodule(owner), name)

    get_buffer = get_parameter

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

    def modules(self) -> Iterator[Module]:
        """This module and all below it."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly in this one."""
        seen: set[int] = set()
        for name, module in self._modules.items():
            if module is not None and id(module) not in seen:
                seen.add(id(module))
                yield name, module

    def children(self) -> Iterator[Module]:
        """The modules directly in this one."""
        return (module for _, module in self.named_children())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Every parameter once, with its dotted name."""
        return state.named(self, "_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Every parameter once."""
        return (value for _, value in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Every buffer once, with its dotted name."""
        return state.named(self, "_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Every buffer once."""
        return (value for _, value in self.named_buffers(recurse=recurse))

    def train(self, mode: bool = True) -> Module:
        """Switch to training (dropout drops, batch norm measures)."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        """Switch to evaluation."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Module:
        """Switch recording for every parameter."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradient of every parameter."""
        state.clear_gradients(self.parameters(), set_to_none, "Module.zero_grad")

    def apply(self, fn: Callable[[Module], None]) -> Module:
        """Call ``fn`` on this module and all below it, children first."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def to(self, *args: Any, **options: Any) -> Module:
        """Convert parameters and buffers to another dtype."""
        state.convert(self, lambda tensor: tensor.to(*args, **options))
        return self

    def float(self) -> Module:
        """Every floating parameter and buffer as float32."""
        return self.to(state.FLOAT32)

    def double(self) -> Module:
        """Every floating parameter and buffer as float64."""
        return self.to(state.FLOAT64)

    def half(self) -> Module:
        """Every floating parameter and buffer as float16."""
        return self.to(state.FLOAT16)

    def type(self, dst_type: Any) -> Module:
        """Every parameter and buffer as another dtype."""
        return self.to(dst_type)

    def cpu(self) -> Module:
        """On the CPU, where it is."""
        return self

    def cuda(self, device: Any = None) -> Module:
        """Refused: there is no graphics card here."""
        return self.to("cuda")

    def share_memory(self) -> Module:
        """Accepted; there is one process."""
        return self

    def state_dict(
        self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> OrderedDict[str, Any]:
        """Every parameter and persistent buffer by its dotted name, detached."""
        found = OrderedDict() if destination is None else destination
        for path, module in self.named_modules(remove_duplicate=False):
            for name, value in state.lasting(module):
                if value is not None:
                    own = value if keep_vars else value.detach()
                    found[prefix + (f"{path}.{name}" if path else name)] = own
        return found

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> Any:
        """Copy what ``state_dict`` gave back into the parameters and buffers.

        Raises:
            RuntimeError: names or shapes do not match.
        """
        return state.load(self, state_dict, strict, assign)

    def extra_repr(self) -> str:
        """What the module's line says between its brackets."""
        return ""

    def _get_name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        own = self.extra_repr()
        children = [
            f"({name}): " + repr(module).replace("\n", "\n  ")
            for name, module in self._modules.items()
        ]
        lines = (own.split("\n") if own else []) + children
        if not lines:
            return f"{self._get_name()}()"
        if own and not children and len(lines) == 1:
            return f"{self._get_name()}({own})"
        return f"{self._get_name()}(\n  " + "\n  ".join(lines) + "\n)"


def _hang(module: Module, table: str, hook: Any, prepend: bool) -> RemovableHandle:
    hooks = module.__dict__[table]
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    if prepend:
        rest = {key: value for key, value in hooks.items() if key != handle.id}
        hooks.clear()
        hooks.update({handle.id: hook, **rest})
    return handle


def _type_name(value: Any) -> str:
    if isinstance(value, Tensor):
        return f"torch.{value.dtype.kind_name}Tensor"
    kind = type(value)
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
