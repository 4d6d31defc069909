"""PyTorch's own catalogue of optimizers (OptimizerInfo), each stepped here and there.

An entry brings the settings its class is made with, the schedules that change its rate, and what
it refuses. Two parameters are optimised on both sides from the same numbers; after every step
they, the rates and all that the optimizer keeps are compared, and once more after its state was
taken up by a new one.

``python -m tests.engine.optimizer_catalogue NAME …`` says of the named entries (of all without a
name) in what they differ.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any

import numpy as np
import torch

import engine
from tests.engine.opinfo import converted, here
from tests.engine.opinfo_values import first_difference

Fact = tuple[str, Any]
STEPS, SEARCHES = 5, 2
# Ways to compute that a setting asks for: each is to come to the same.
WAYS = ("foreach", "fused", "differentiable", "capturable")


@cache
def catalogue() -> dict[str, Any]:
    """Every entry of the catalogue by the name of its class."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = __import__("torch.testing._internal.common_optimizers", fromlist=["optim_db"])
    return {each.name: each for each in found.optim_db}


def settings(name: str) -> list[tuple[str, dict[str, Any]]]:
    """What an entry's class is made with, each by its description."""
    entry = catalogue()[name]
    given = [(each.desc, each.kwargs) for each in entry.optim_inputs_func(device="cpu")]
    ways = [
        (f"{way}={value}", {way: value})
        for way in WAYS
        for value in (True, False)
        if way in entry.supported_impls or (way == "capturable" and entry.has_capturable_arg)
    ]
    return given + ways


def kinds(name: str) -> Sequence[torch.dtype]:
    """What an entry's optimizer is run in."""
    found = [torch.float64, torch.float32, torch.complex128]
    if not catalogue()[name].supports_complex:
        found.remove(torch.complex128)
    if name == "LBFGS":  # what it keeps is the small rest of large sums
        found.remove(torch.float32)
    return found


def parameters(side: Any, dtype: torch.dtype, flat: bool) -> list[Any]:
    """Two parameters of one of the sides with the same numbers on both."""
    whole = torch.arange(1, 7, dtype=torch.float64).reshape(2, 3).sin().to(dtype)
    if dtype.is_complex:
        whole = whole + 1j * whole.cos()
    second = whole[1:] / 2 if flat else whole[1] / 2
    made = [whole, second] if side is torch else [converted(whole), converted(second)]
    return [side.nn.Parameter(each.clone()) for each in made]


def loss(parts: Sequence[Any]) -> Any:
    """A bowl that is not round, with a slope that no parameter starts without."""
    return sum(((each.abs() ** 2) ** 1.5).sum() + each.real.sum() / 4 for each in parts)


def difference(
    name: str, options: dict[str, Any], dtype: torch.dtype, schedules: Sequence[Any] = ()
) -> str:
    """In what an optimizer with these settings differs from PyTorch's first.

    Raises:
        NotImplementedError: the engine lacks what the settings ask for.
    """
    made, flat = catalogue()[name].optim_cls, name == "Muon"
    expected = _told(torch, made, options, parameters(torch, dtype, flat), schedules)
    own = [here(each) for each in schedules]
    start = parameters(engine, dtype, flat)
    found = _told(engine, getattr(engine.optim, name), converted(options), start, own)
    return first_unlike(found, expected)


def first_unlike(found: Sequence[Fact], expected: Sequence[Fact]) -> str:
    """In what the first facts that differ do so; empty where all are the same."""
    for (label, one), (name, two) in zip_longest(found, expected, fillvalue=("nothing", "")):
        if label != name:
            return f"{label} {one} instead of {name} {two}"
        unlike = first_difference(one, two) if _is_plain(two) else ""
        if unlike or (not _is_plain(two) and one != two):
            return f"{name}: " + (unlike or f"{one}\n  instead of {two}")
    return ""


def _is_plain(value: Any) -> bool:
    return isinstance(value, torch.Tensor | float | int) and not isinstance(value, bool)


def _told(
    side: Any, made: Any, options: dict[str, Any], parts: list[Any], schedules: Sequence[Any]
) -> list[Fact]:
    facts: list[Fact] = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            for fact in _run(made, options, parts, schedules):
                facts.append(fact)  # noqa: PERF402  (those before an error are kept)
        except Exception as error:
            if side is engine and isinstance(error, NotImplementedError):
                raise
            facts.append(("raised", f"{type(error).__name__}: {error}"))
    return facts


def _run(made: Any, options: Any, parts: list[Any], schedules: Sequence[Any]) -> Iterator[Fact]:
    """The facts of an optimizer, and of one that goes on from its state."""
    first = made(parts, **options)
    yield from _steps(first, parts, [each(first) for each in schedules])
    second = made(parts, **options)
    second.load_state_dict(first.state_dict())
    yield from _steps(second, parts, [])


def _steps(optimizer: Any, parts: list[Any], schedules: list[Any]) -> Iterator[Fact]:
    def closure() -> Any:
        optimizer.zero_grad()
        found = loss(parts)
        found.backward()
        return found.detach()

    yield "line", repr(optimizer)
    for step in range(SEARCHES if "max_iter" in optimizer.defaults else STEPS):
        yield f"loss {step}", optimizer.step(closure)
        for schedule in schedules:
            measured = type(schedule).__name__ == "ReduceLROnPlateau"
            schedule.step(*([3.0] if measured else []))
            yield from flattened(f"rate {step}", schedule.get_last_lr())
            yield from flattened(f"schedule {step}", _without_functions(schedule.state_dict()))
        for each in parts:
            yield f"parameter {step}", each.detach().clone()
    yield from flattened("state", optimizer.state_dict())
    yield "line", repr(optimizer)


def _without_functions(state: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in state.items() if not callable(each)}


def flattened(path: str, value: Any) -> Iterator[Fact]:
    """Everything in nested containers by where it is."""
    if isinstance(value, dict):
        yield f"{path} keys", [str(each) for each in value]
        for name, each in value.items():
            yield from flattened(f"{path}.{name}", each)
    elif isinstance(value, list | tuple):
        yield f"{path} length", len(value)
        for place, each in enumerate(value):
            yield from flattened(f"{path}.{place}", each)
    else:
        tensor = isinstance(value, torch.Tensor | engine.Tensor)
        yield path, value.detach().clone() if tensor else value


def refusal_difference(name: str, wrong: Any) -> str:
    """In what the words with which an optimizer refuses settings differ."""
    case, at_a_step = wrong.optimizer_error_input, wrong.error_on.name == "STEP_ERROR"
    given = case.params or list(parameters(torch, torch.float32, name == "Muon"))
    expected = _refusal(catalogue()[name].optim_cls, given, case.kwargs, at_a_step)
    own = _own(given)
    found = _refusal(getattr(engine.optim, name), own, converted(case.kwargs), at_a_step)
    return "" if found == expected else f"{found}\n  instead of {expected}"


def _own(value: Any, known: dict[int, Any] | None = None) -> Any:
    """The engine's own of parameters, one for each that there is, with their gradients."""
    known = {} if known is None else known
    if isinstance(value, torch.Tensor):
        if id(value) not in known:
            made = converted(value)
            known[id(value)] = (
                engine.nn.Parameter(made) if isinstance(value, torch.nn.Parameter) else made
            )
            if value.grad is not None:
                known[id(value)].grad = converted(value.grad)
        return known[id(value)]
    if isinstance(value, dict):
        return {name: _own(each, known) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_own(each, known) for each in value)
    return value


def _refusal(made: Any, given: Any, options: Any, at_a_step: bool) -> str:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            optimizer = made(given, **options)
            if at_a_step:
                optimizer.step()
        except NotImplementedError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            return f"{type(error).__name__}: {error}"
    return f"nothing raised, {[str(each.message) for each in said]}"


Case = tuple[str, dict[str, Any], torch.dtype, tuple[Any, ...]]


def cases(name: str, every: bool) -> Iterator[Case]:
    """An entry's settings in each of its dtypes, or each in one of them, and its schedules."""
    found = kinds(name)
    for number, (desc, options) in enumerate(settings(name)):
        for dtype in found if every or not number else [found[number % len(found)]]:
            yield f"{desc} {dtype}", options, dtype, ()
    for number, schedules in enumerate(catalogue()[name].scheduler_inputs):
        yield f"schedules {number}", {}, torch.float64, tuple(schedules)


def differences(name: str, every: bool) -> tuple[list[str], list[str], int]:
    """Of an entry's settings: in what they differ, what is lacking, and how many are the same."""
    differing, lacking, same = [], [], 0
    for label, options, dtype, schedules in cases(name, every):
        try:
            told = difference(name, options, dtype, schedules)
        except NotImplementedError as error:
            lacking.append(f"{label}: {error}")
            continue
        same += not told
        differing += [f"{name} {label}: {told}"] if told else []
    for wrong in catalogue()[name].optim_error_inputs_func(device="cpu", dtype=torch.float32):
        label = f"wrong {wrong.optimizer_error_input.desc}"
        try:
            told = refusal_difference(name, wrong)
        except NotImplementedError as error:
            lacking.append(f"{label}: {error}")
            continue
        same += not told
        differing += [f"{name} {label}: {told}"] if told else []
    return differing, lacking, same


if __name__ == "__main__":
    for each in sys.argv[1:] or catalogue():
        unlike, absent, alike = differences(each, every=True)
        print(each, alike, "same", len(unlike), "differ", len(absent), "lacking", flush=True)
        for text in [*unlike[:12], *absent[:4]]:
            print("  ", text)
