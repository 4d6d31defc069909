"""Operators of a program's own: a function that PyTorch treats as one operation."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import Any

from engine.foundation.tree import flatten
from engine.func.own_rules import by_own_rule
from engine.library.autograd import Call, function_of
from engine.library.calling import bound
from engine.library.namespaces import OpOverload, define
from engine.library.reading import read
from engine.library.schemas import Schema, schema_of
from engine.modes import MODES
from engine.storage.memory import owner
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor, bump_version

ALIASED = (
    "{name} (with implementation in {module}): The output of this custom operator (1) must not "
    "also be an input to this custom operator and (2) may not alias any inputs to this custom "
    "operator or other returns. The most common way to trigger this error is if we have y = "
    "custom_op(x) and y and x are the same Tensor. Please instead return a clone of the offending "
    "output tensor(s) (e.g. return x.clone()) or refactor the custom operator to not return y."
)
NOT_FUNCTIONAL = (
    "Cannot register autograd formula for non-functional operator {op} with schema {schema}. "
    "Please create a functional operator and register an autograd formula for that."
)
KEYWORD_TENSORS = (
    "custom_op with kwarg-only Tensor args. Please make your tensors not kwarg-only. Got: {schema}"
)
Deed = Callable[..., Any]


def custom_op(
    name: str,
    fn: Deed | None = None,
    /,
    *,
    mutates_args: str | Iterable[str],
    device_types: str | Sequence[str] | None = None,
    schema: str | None = None,
    tags: Any = None,
) -> Any:
    """A decorator (or its result) that makes an operator of a function.

    name : ``namespace::name``; ``mutates_args`` : what it changes in place. ``device_types`` and
    ``tags`` change nothing here.
    """

    def made(function: Deed) -> CustomOpDef:
        namespace, own = name.split("::")
        read_schema = (
            schema_of(name, function, mutates_args) if schema is None else read(name, schema)
        )
        return CustomOpDef(namespace, own, read_schema, function)

    return made if fn is None else made(fn)


class CustomOpDef:
    """An operator: what computes it, and what has been registered for it since.

    ``kernels`` : what computes it, by the kind of device (None is any). ``backward`` and
    ``context`` : its gradients, and what is kept for them. ``rule`` : what it does for batches.
    """

    def __init__(self, namespace: str, name: str, schema: Schema, function: Deed) -> None:
        if any(each.keyword_only and each.plain.startswith("Tensor") for each in schema.arguments):
            written = str(schema).partition("::")[2]
            raise NotImplementedError(KEYWORD_TENSORS.format(schema=written))
        self._namespace, self._name, self._schema = namespace, name, schema
        self._init_fn = function
        self.kernels: dict[str | None, Deed] = {None: function}
        self.backward: Deed | None = None
        self.context: Deed | None = None
        self.rule: Deed | None = None
        self._opoverload = OpOverload(self)
        self._function = function_of(self)
        define(self)

    @property
    def _qualname(self) -> str:
        return f"{self._namespace}::{self._name}"

    def __repr__(self) -> str:
        return f"<CustomOpDef({self._qualname})>"

    def register_fake(self, fn: Deed, /) -> Deed:
        """What a compiler would trace it with; nothing is compiled here, so it is not called."""
        return fn

    def register_kernel(
        self, device_types: str | Sequence[str] | None, fn: Deed | None = None, /
    ) -> Any:
        """Let another function compute it on some kinds of devices."""
        kinds = [device_types] if device_types is None or isinstance(device_types, str) else (
            device_types)  # fmt: skip

        def registered(function: Deed) -> Deed:
            self.kernels.update(dict.fromkeys(kinds, function))
            return function

        return registered if fn is None else registered(fn)

    def register_autograd(self, backward: Deed, /, *, setup_context: Deed | None = None) -> None:
        """Say what its gradients are.

        Raises:
            RuntimeError: it changes what it is given.
        """
        if any(each.mutated for each in self._schema.arguments):
            raise RuntimeError(NOT_FUNCTIONAL.format(op=self, schema=self._schema))
        self.backward, self.context = backward, setup_context

    def register_vmap(self, func: Deed | None = None) -> Any:
        """Say what it does for a batch as a whole."""

        def registered(function: Deed) -> None:
            self.rule = function

        return registered if func is None else registered(func)

    def __call__(self, *args: Any, **options: Any) -> Any:
        """The results for some arguments, as one operation of the graph."""
        given, by_name = bound(self._schema, args, options)
        if MODES.transforms and self.rule is not None:
            found = by_own_rule(self.rule, given)
            if found is not None:
                return found[0]
        call = Call(self, given, by_name)
        return call.result(self._function.apply(*call.leaves, call))

    def compute(self, args: Sequence[Any], options: dict[str, Any]) -> Any:
        """What its function returns, with nothing recorded.

        Raises:
            RuntimeError: a result shares its memory with an argument or another result.
        """
        kernel = self.kernels.get("cpu") or self.kernels[None]
        with no_grad.quietly():
            result = kernel(*args, **options)
        self._refuse_aliases(args, result, inspect.getmodule(kernel))
        for value, argument in zip(args, self._schema.arguments, strict=False):
            if argument.mutated:
                for tensor in flatten(value)[0]:
                    bump_version(tensor)
        return result

    def _refuse_aliases(self, args: Sequence[Any], result: Any, module: ModuleType | None) -> None:
        taken = {id(owner(each._data)) for each in args if isinstance(each, Tensor)}
        for each in flatten(result)[0]:
            if isinstance(each, Tensor):
                if id(owner(each._data)) in taken:
                    raise RuntimeError(ALIASED.format(name=self._name, module=_told(module)))
                taken.add(id(owner(each._data)))


def _told(module: ModuleType | None) -> str:
    """A module as Python writes it, without asking its loader, which may warn."""
    name, file = getattr(module, "__name__", None), getattr(module, "__file__", None)
    return f"<module '{name}' from '{file}'>" if file else f"<module '{name}'>"
