"""PyTorch's own catalogue of layers and losses (ModuleInfo), each built and called here and there.

An entry brings what its class is built from and called with. All that a person can see of the
layer is told on both sides with the same seeds: its line, its state, its result with every node
behind it, its gradients, and its state once it has run.

``python -m tests.engine.module_catalogue --all NAME …`` runs every input of the named entries (of
all entries without a name) and says in what they differ.
"""

from __future__ import annotations

import itertools
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch

import engine
from tests.engine.opinfo import _cotangent, converted, entries, tensors
from tests.engine.opinfo_values import first_difference
from tests.engine.random_programs import whole_graph

Fact = tuple[str, Any]
INSIDE = {"NonDynamicallyQuantizableLinear": engine.nn.modules.linear}
SETTINGS = ((torch.float64, True), (torch.float64, False), (torch.float32, True))


@dataclass(frozen=True)
class Call:
    """A class or function with the arguments of a call, all of one side."""

    made: Any
    positional: tuple[Any, ...]
    named: dict[str, Any]

    def __call__(self) -> Any:
        return self.made(*self.positional, **self.named)


@cache
def catalogue() -> dict[str, Any]:
    """Every entry of the catalogue by the name of its class."""
    entries()  # what is found there must be told first that no test asks for it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = __import__("torch.testing._internal.common_modules", fromlist=["module_db"])
    return {each.name.removeprefix("nn."): each for each in found.module_db}


def inputs(name: str, dtype: torch.dtype, training: bool) -> list[Any]:
    """What an entry's class is built from and called with."""
    torch.manual_seed(0)
    entry = catalogue()[name]
    made: list[Any] = entry.module_inputs_func(
        entry, device="cpu", dtype=dtype, requires_grad=dtype.is_floating_point, training=training
    )
    return made


def wrong_inputs(name: str) -> list[Any]:
    """What an entry's class, or a layer of it, is to refuse."""
    torch.manual_seed(0)
    entry = catalogue()[name]
    if entry.module_error_inputs_func is None:
        return []
    made: list[Any] = entry.module_error_inputs_func(
        entry, device="cpu", dtype=torch.float32, requires_grad=False, training=True
    )
    return made


def difference(name: str, case: Any, dtype: torch.dtype, training: bool) -> str:
    """In what a layer differs from PyTorch's for one of its entry's inputs.

    Raises:
        NotImplementedError: the engine lacks what the input asks for.
    """
    made = catalogue()[name].module_cls
    given = _given(case.constructor_input)
    called = _given(case.forward_input)
    own = Call(_here(made), *_converted(given)), _converted(called)
    expected = _outcome(torch, Call(made, *given), called, dtype, training)
    found = _outcome(engine, own[0], own[1], dtype, training)
    return _first(found, expected)


def _given(arguments: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Positional and named arguments, every tensor a leaf."""
    if arguments is None:
        return (), {}
    positional, named = _leaves((arguments.args, arguments.kwargs))
    return positional, named


def _leaves(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().requires_grad_(value.requires_grad)
    if isinstance(value, torch.Size) or not isinstance(value, list | tuple | dict):
        return value
    if isinstance(value, dict):
        return {name: _leaves(each) for name, each in value.items()}
    return type(value)(_leaves(each) for each in value)


def _here(made: type) -> Any:
    try:
        return getattr(INSIDE.get(made.__name__, engine.nn), made.__name__)
    except AttributeError:
        raise NotImplementedError(f"nn.{made.__name__}") from None


def _converted(value: Any) -> Any:
    """The engine's own of arguments, layers among them."""
    if isinstance(value, torch.nn.Module):
        return _layer(value)
    if isinstance(value, dict):
        return {name: _converted(each) for name, each in value.items()}
    if isinstance(value, tuple) and not isinstance(value, torch.Size):
        return tuple(_converted(each) for each in value)
    return converted(value)


def _layer(layer: torch.nn.Module) -> Any:
    """A layer of the engine's with what a layer of PyTorch's holds."""
    made = _here(type(layer))
    own = made.__new__(made)
    engine.nn.Module.__init__(own)
    for name, each in vars(layer).items():
        if name not in ("_parameters", "_buffers", "_modules") and not name.endswith("hooks"):
            own.__dict__[name] = _converted(each)
    for name, part in layer._modules.items():
        own._modules[name] = None if part is None else _layer(part)
    for name, tensor in layer._parameters.items():
        own._parameters[name] = None if tensor is None else engine.nn.Parameter(converted(tensor))
    for name, tensor in layer._buffers.items():
        own._buffers[name] = converted(tensor)
    return own


def _outcome(
    side: Any, build: Call, called: Any, dtype: torch.dtype, training: bool
) -> list[Fact]:
    """All facts of a layer, up to the error that ends them."""
    facts: list[Fact] = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            for fact in _facts(side, build, called, getattr(side, str(dtype)[6:]), training):
                facts.append(fact)  # noqa: PERF402  (those before an error are kept)
        except NotImplementedError as error:
            if side is engine:
                raise
            facts.append(("raised", f"{type(error).__name__}: {error}"))
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            facts.append(("raised", f"{type(error).__name__}: {error}"))
    return facts


def _facts(side: Any, build: Call, called: Any, dtype: Any, training: bool) -> Iterator[Fact]:
    side.manual_seed(1)
    layer = build().train(training)
    yield "line", repr(layer)
    yield from _state("new", layer.state_dict())
    layer.to(dtype)
    side.manual_seed(2)
    positional, named = called
    result = layer(*positional, **named)
    yield "result", result
    roots = [each for each in tensors(result) if each.requires_grad]
    yield "nodes", str([whole_graph(each.grad_fn) for each in roots])
    yield from _state("used", layer.state_dict())
    leaves = [*layer.parameters(), *(each for each in tensors(called) if each.requires_grad)]
    if roots and leaves:
        sent = [_sent(side, each) for each in roots]
        yield "gradients", side.autograd.grad(roots, leaves, sent, allow_unused=True)


def _state(when: str, state: dict[str, Any]) -> Iterator[Fact]:
    for name, each in state.items():
        lazy = type(each).__name__.startswith("Uninitialized")
        yield f"{when} {name}", repr(each) if lazy else each


def _sent(side: Any, like: Any) -> Any:
    shape = torch.empty(tuple(like.shape), dtype=getattr(torch, str(like.dtype)[6:]))
    sent = _cotangent(shape)
    return sent if side is torch else converted(sent)


def _first(found: Sequence[Fact], expected: Sequence[Fact]) -> str:
    """In what the first facts that differ do so; empty where all are the same."""
    for (label, one), (name, two) in zip(found, expected, strict=False):
        if label != name:
            return f"{label} {one} instead of {name} {two}"
        if isinstance(two, str) and one != two:
            return f"{name}: {_apart(one, two)}"
        unlike = "" if isinstance(two, str) else first_difference(one, two)
        if unlike:
            return f"{name}: {unlike}"
    if len(found) != len(expected):
        return f"{[name for name, _ in found]} instead of {[name for name, _ in expected]}"
    return ""


def _apart(one: str, two: str) -> str:
    """Two texts from a little before where they part."""
    alike = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False))
    begin = max(len(list(alike)) - 60, 0)
    return f"…{one[begin : begin + 160]}\n  instead of …{two[begin : begin + 160]}"


def refusal_difference(name: str, wrong: Any) -> str:
    """In what the words with which a class or a layer refuses an input differ."""
    made, case = catalogue()[name].module_cls, wrong.module_error_input
    given, called = _given(case.constructor_input), _given(case.forward_input)
    to_run = wrong.error_on.name == "FORWARD_ERROR"
    expected = _refusal(Call(made, *given), called, to_run)
    found = _refusal(Call(_here(made), *_converted(given)), _converted(called), to_run)
    return "" if found == expected else f"{found}\n  instead of {expected}"


def _refusal(build: Call, called: Any, to_run: bool) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            layer = build()
            if to_run:
                positional, named = called
                layer(*positional, **named)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            return f"{type(error).__name__}: {error}"
    return "nothing raised"


def spread(found: Sequence[Any], cap: int | None, first: int) -> list[tuple[int, Any]]:
    """At most ``cap`` of them with their places, evenly from the ``first`` on."""
    step = 1 if cap is None else max(-(-len(found) // cap), 1)
    return list(enumerate(found))[min(first, step - 1) :: step]


def differences(name: str, cap: int | None) -> tuple[list[str], list[str], int]:
    """Of an entry's inputs: in what they differ, what is lacking, and how many are the same."""
    differing, lacking, same = [], [], 0
    for first, (dtype, training) in enumerate(SETTINGS):
        for place, case in spread(inputs(name, dtype, training), cap, first):
            label = f"{name} {place} {case.desc} {dtype} {'train' if training else 'eval'}"
            try:
                told = difference(name, case, dtype, training)
            except NotImplementedError as error:
                lacking.append(f"{label}: {error}")
                continue
            same += not told
            if told:
                differing.append(f"{label}: {told}")
    for place, wrong in enumerate(wrong_inputs(name)):
        told = refusal_difference(name, wrong)
        same += not told
        if told:
            differing.append(f"{name} wrong {place}: {told}")
    return differing, lacking, same


def report(names: Sequence[str], cap: int | None) -> None:
    """Print of each entry how many inputs are the same, and in what the first others differ."""
    for name in names or catalogue():
        unlike, absent, alike = differences(name, cap)
        print(name, alike, "same", len(unlike), "differ", len(absent), "lacking", flush=True)
        for each in [*unlike[:12], *sorted({text.partition(": ")[2] for text in absent})]:
            print("  ", each)


if __name__ == "__main__":
    every = "--all" in sys.argv
    report([each for each in sys.argv[1:] if each != "--all"], None if every else 4)
