"""``out=`` : results written into tensors that the caller brings, for all of torch's functions.

Only the functions of modules take it, not Tensor's methods and operators, which so never look
for it. What is computed is copied into the given tensors, resized if need be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from engine.calls.guards import named_after
from engine.calls.inplace import allow_change
from engine.calls.later import later
from engine.calls.lists import written_into
from engine.calls.out_rules import OUT_RULES, PLAIN, OutRule
from engine.errors import MISSING
from engine.foundation.warn import warn
from engine.modes import MODES, set_recording
from engine.return_types import Named
from engine.tensor import Tensor, bump_version

miscalled = later("engine.calls.argument_errors", "miscalled")
RESIZED = (
    "An output with one or more elements was resized since it had shape {own}, which does not "
    "match the required output shape {needed}. This behavior is deprecated, and in a future "
    "PyTorch release outputs will not be resized unless they have zero elements. You can "
    "explicitly reuse an out tensor t by resizing it, inplace, to zero elements with "
    "t.resize_(0)."
)
NO_GRADIENT = (
    "{name}(): functions with out=... arguments don't support automatic differentiation, but one "
    "of the arguments requires grad."
)
NO_TANGENT = (
    "Trying to use forward AD with {name}_out that does not support it because it is an out= "
    "function"
)
# They are written in Python there, so the list of what is written in C++ does not tell.
IN_PYTHON: Final = frozenset({"chain_matmul", "norm", "tensordot"})


def with_out(function: Callable[..., Any], name: str, package: str = "torch") -> Any:
    """``function``, able to take ``out=`` if PyTorch's can."""
    place = name if package == "torch" else f"{package}.{name}"
    if place not in IN_PYTHON and place not in written_into():
        return function
    shown = place.replace(".", "_")
    rule = OUT_RULES.get(shown) or OUT_RULES.get(function.__name__, PLAIN)
    inputs = getattr(getattr(function, "op", None), "inputs", ())
    plain = not getattr(getattr(function, "op", None), "options", True)
    if plain and inputs == ("self",):

        def one(input: Any = MISSING, *more: Any, out: Any = None) -> Any:
            if out is None and not more:
                return function(input)
            _refuse_more(place, input, *more)
            return into(function, shown, rule, (input,), {}, out)

        return named_after(function, one)
    if plain and inputs == ("self", "other"):

        def two(input: Any = MISSING, other: Any = MISSING, *more: Any, out: Any = None) -> Any:
            if out is None and not more:
                return function(input, other)
            _refuse_more(place, input, other, *more)
            return into(function, shown, rule, (input, other), {}, out)

        return named_after(function, two)

    def call(*args: Any, out: Any = None, **options: Any) -> Any:
        if out is None:
            return function(*args, **options)
        return into(function, shown, rule, args, options, out)

    found = named_after(function, call)
    found.without_out = function  # type: ignore[attr-defined]
    return found


def _refuse_more(place: str, *args: Any) -> None:
    wrong = miscalled(place, args, {})
    if wrong is not None:
        raise wrong


def into(
    function: Callable[..., Any],
    name: str,
    rule: OutRule,
    args: tuple[Any, ...],
    options: Any,
    out: Any,
) -> Any:
    """Call ``function`` and write its results into ``out``.

    Raises:
        NotImplementedError: a tangent would be wanted.
        RuntimeError: a gradient would be wanted, or ``out`` cannot hold the results.
        TypeError: ``out`` is not a tensor.
    """
    given = tuple(out) if isinstance(out, tuple | list) else (out,)
    for each in given:
        if not isinstance(each, Tensor):
            raise TypeError(f"{name}(): argument 'out' must be Tensor, not {type(each).__name__}")
    _refuse_gradients(name, (args, options, given))
    if rule.known is not None:
        rule.check_dtype(rule.known, given[0].dtype, name)
    if rule.counts:
        options = {"dtype": given[0].dtype, **options}
    before = MODES.grad
    set_recording(False)
    try:
        found = function(*args, **options)
        results = found if isinstance(found, tuple) else (found,)
        for place, (result, target) in enumerate(zip(results, given, strict=True)):
            rule.check_dtype(result.dtype, target.dtype, name, first=not place)
        if rule.memory is not None:
            read = [*_tensors((args, options))]
            for target in given:
                rule.memory(target, *read)
        for result, target in zip(results, given, strict=True):
            write(result, target, quietly=rule.makes)
    finally:
        set_recording(before)
    return _as_found(found, given) if isinstance(found, tuple) else out


def _refuse_gradients(name: str, given: tuple[Any, ...]) -> None:
    """Raise where a gradient would be wanted, of either mode."""
    if MODES.grad and any(t.requires_grad for t in _tensors(given)):
        raise RuntimeError(NO_GRADIENT.format(name=name))
    if MODES.levels and any(t._duals for t in _tensors(given)):
        raise NotImplementedError(NO_TANGENT.format(name=name))


def _as_found(found: tuple[Any, ...], given: tuple[Any, ...]) -> Any:
    """The given tensors, named as the results are."""
    if not isinstance(found, Named):
        return given
    kind = type(found)
    return type(f"{kind.__name__}_out", (kind,), {"__slots__": ()})(*given)


def _tensors(values: Any) -> Iterator[Tensor]:
    for each in values.values() if isinstance(values, dict) else values:
        if isinstance(each, Tensor):
            yield each
        elif isinstance(each, tuple | list | dict):
            yield from _tensors(each)


def write(result: Tensor, target: Tensor, quietly: bool) -> None:
    """Copy a result into ``target``, resized to its shape."""
    if target._data.shape != result._data.shape:
        if target._data.size and not quietly:
            warn(RESIZED.format(own=list(target.shape), needed=list(result.shape)))
        target._data = result.to(target.dtype)._data.copy()
        bump_version(target)
        return
    allow_change(target)
    target.copy_(result)
