"""Guards around functions: a wrong call raises PyTorch's own error about its arguments.

Most guards look at the arguments once the call has failed, so a good call costs nothing. Where we
would accept what PyTorch's parser refuses, the types of arguments are looked at before the call,
once for each combination of types (``kind_checked``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.calls.inplace import written
from engine.calls.later import later
from engine.dtypes import dtype
from engine.errors import MISSING
from engine.foundation.absent import LackingError
from engine.modes import DEFAULTS, MODES, runs_alone
from engine.observer import WATCH, quiet
from engine.storage.stale import ask
from engine.tensor import Tensor

Function = Callable[..., Any]
# Read on first use: a good call needs none of them.
claimed = later("engine.overriding", "claimed")
normalised = later("engine.calls.alternative_calls", "normalised")
with_numbers = later("engine.calls.alternative_calls", "with_numbers")
# Composites in PyTorch, whose own checks come before those on stale views.
CHECKED_FIRST = frozenset({"backward", "expand_as", "narrow", "numpy", "outer"})
# Functions that PyTorch writes in Python, without a declaration for its parser.
WRITTEN_IN_PYTHON = frozenset({"cdist", "norm", "split", "unique"})
# Functions of layers whose first parameter is ``input`` in PyTorch, but has no name here.
INPUT_UNNAMED = frozenset({"logsigmoid", "sigmoid", "tanh"})
# Parameters whose names differ between an alias and the operation behind it.
RENAMED: Mapping[str, Mapping[str, str]] = {
    "swapaxes": {"axis0": "dim0", "axis1": "dim1"}, "heaviside": {"values": "other"},
    "swapaxes_": {"axis0": "dim0", "axis1": "dim1"}, "heaviside_": {"values": "other"},
}  # fmt: skip
# Of all functions that are given nothing but numbers these alone come to lines of the program's.
RUNS_HOOKS = frozenset({"Tensor.backward"})
NUMBERS = frozenset({Tensor, bool, int, float, complex, str, type(None), dtype})
NESTED = 3
# Functions whose arguments are not looked at before the call, but only when it fails: a training
# step calls these so often that looking at types would cost a noticeable part of it. That is a
# choice of this module's, which benchmarks decide, and no fact about the operations.
UNCHECKED = frozenset(
    """
    __getitem__ __setitem__
    abs add add_ addmm arange argmax baddbmm bmm cat chunk clamp clone contiguous conv1d conv2d
    copy_ cumsum detach dim div div_ dot dropout embedding empty empty_like eq exp expand
    expand_as flatten flip full full_like gather gelu index_select item linear log log_softmax
    masked_fill matmul max max_pool2d mean min mm mse_loss mul mul_ mv narrow nll_loss norm
    numel ones ones_like permute pow prod rand randn relu reshape scaled_dot_product_attention
    select sigmoid silu size softmax split squeeze stack std sub sub_ sum t tanh tensor to
    transpose tril triu unbind unsqueeze var view view_as where zero_ zeros zeros_like
    """.split()
)
miscalled = later("engine.calls.argument_errors", "miscalled")
explanation = later("engine.nn.miscalled", "explanation")
misplaced = later("engine.nn.miscalled", "misplaced")


def guarded(function: Function, place: str) -> Function:
    """``function``, which raises PyTorch's error about its arguments where a call fails by them.

    ``place`` : where PyTorch has it: ``sum``, or ``Tensor.sum`` for the method.
    """
    plain = vars(function).get("without_out", function)  # ``out`` is never given by place
    # An operation is a closed call anyway.
    quietly = None if "op" in vars(function) or place in RUNS_HOOKS else quiet(function)

    def call(*args: Any, **options: Any) -> Any:
        try:
            if WATCH.observer is not None and quietly is not None and is_alone(args, options):
                found = quietly(*args, **options)
            else:
                found = function(*args, **options) if options else plain(*args)
        except Exception as error:
            if _is_plain(error, options):
                raise
            claim = claimed(place, args, options)
            if claim is not NotImplemented:
                return claim
            normal = normalised(place, args, options)
            if normal is not None:
                return _called_as(call, normal, lambda: _told(place, function, args, options))
            wrong = _told(place, function, args, options)
            if wrong is None:
                _ask_views(place, args)
                raise
        else:
            if found is not NotImplemented or place.startswith("Tensor.__"):
                return found  # of an operator Python itself says what does not go together
            wrong = miscalled(place, args, options)
        raise wrong or TypeError(f"{place}(): arguments of these types do not go together")

    return named_after(function, call)


def _ask_views(place: str, args: tuple[Any, ...]) -> None:
    """Let a stale view among the arguments say what is wrong, where PyTorch's says so first."""
    if not place.endswith("_") and place.removeprefix("Tensor.") not in CHECKED_FIRST:
        ask(args)


def is_alone(args: tuple[Any, ...], options: Mapping[str, Any]) -> bool:
    """Can nothing of the program's come to run by a call's arguments?"""
    if MODES.saved_hooks or DEFAULTS.overridden:
        return False
    return _are_numbers(args, NESTED) and (not options or _are_numbers(options.values(), NESTED))


def _are_numbers(values: Iterable[Any], nested: int) -> bool:
    """Are all of them tensors, numbers or the like, or lists of such, nested so often at most?"""
    if NUMBERS.issuperset(map(type, values)):
        return True
    return nested > 0 and all(
        [
            type(each) in NUMBERS
            or (type(each) in (list, tuple) and _are_numbers(each, nested - 1))
            for each in values
        ]
    )


def _is_plain(error: Exception, options: Any) -> bool:
    """Whether an error stands as it is: something is not here, or an ``out`` does not fit."""
    if isinstance(error, LackingError):
        return True
    return "out" in options and not isinstance(error, TypeError)


def _called_as(call: Function, normal: Any, told: Callable[[], Exception | None]) -> Any:
    """Make the call as the function is declared; if that fails too, say what was wrong with it."""
    try:
        return call(*normal[0], **normal[1])
    except TypeError:
        wrong = told()
        if wrong is None:
            raise
    raise wrong


def _told(place: str, function: Function, args: Any, options: Any) -> Exception | None:
    """What is wrong with the arguments, if anything is."""
    if place in WRITTEN_IN_PYTHON:
        return explanation(place, function, args, options)
    return miscalled(place, args, options)


def kind_checked(function: Function, place: str) -> Function:
    """``function``, which first refuses the types of arguments that PyTorch's parser refuses.

    Types that fitted once are not looked at again, and those of ``UNCHECKED`` functions never.
    """
    name = place.removeprefix("Tensor.")
    if name in UNCHECKED or name in RENAMED:
        return function
    fitting: set[tuple[Any, ...]] = set()
    plain = vars(function).get("without_out", function)

    def checked(*args: Any, **options: Any) -> Any:
        if not options and tuple(map(type, args)) in fitting:
            return plain(*args)
        kinds = kinds_of(args, options)
        if kinds not in fitting:
            normal = with_numbers(place, args, options)
            if normal is not None:
                return checked(*normal[0], **normal[1])
            wrong = miscalled(place, args, options)
            if wrong is not None:
                raise wrong
            fitting.add(kinds)
        return function(*args, **options) if options else plain(*args)

    call = named_after(function, checked)
    vars(call).pop("without_out", None)
    return call


def kinds_of(args: Any, options: Any) -> tuple[Any, ...]:
    """The types of arguments, of lists those of their first elements too."""
    found: list[Any] = [*map(type, args)]
    if options:
        found += [*options, *map(type, options.values())]
    if list in found or tuple in found:
        found += [
            type(each[0])
            for each in (*args, *options.values())
            if isinstance(each, list | tuple) and each
        ]
    return tuple(found)


def list_checked(function: Function, place: str) -> Function:
    """A function that takes a list as one argument only, where the method also takes its items."""

    def call(*args: Any, **options: Any) -> Any:
        if len(args) > 2 or (len(args) == 2 and isinstance(args[1], int)):
            wrong = miscalled(place, args, options)
            if wrong is not None:
                raise wrong
        return function(*args, **options)

    return named_after(function, call)


def guarded_layer(function: Function, name: str) -> Function:
    """A function of ``torch.nn.functional``, whose wrong calls raise PyTorch's error.

    Types that have not fitted yet are looked at before the call, all arguments when it fails.
    """
    fitting: set[tuple[Any, ...]] = set()
    looked_at, quietly = name not in UNCHECKED, quiet(function)

    def call(*args: Any, **options: Any) -> Any:
        if looked_at and (kinds := kinds_of(args, options)) not in fitting:
            wrong = misplaced(name, function, args, options)
            if wrong is not None:
                raise wrong
            fitting.add(kinds)
        try:
            if WATCH.observer is not None and runs_alone((*args, *options.values())):
                return quietly(*args, **options)
            return function(*args, **options)
        except LackingError:
            raise
        except Exception:
            if not args and "input" in options and name in INPUT_UNNAMED:
                return call(options.pop("input"), **options)
            wrong = explanation(name, function, args, options)
            if wrong is None:
                raise
        raise wrong

    return named_after(function, call)


def of_package(function: Function, package: str, name: str) -> Function:
    """A function of a package such as ``torch.linalg``, guarded in the same way.

    ``name`` : what it is called in its package.
    """
    place = f"{package}.{name}"
    checked = kind_checked(function, place)

    def call(*args: Any, **options: Any) -> Any:
        try:
            found = checked(*args, **options)
        except LackingError:
            raise
        except Exception:
            if not args and "input" in options:
                return call(options.pop("input"), **options)
            wrong = miscalled(place, args, options)
            wrong = wrong or explanation(f"{package}_{name}", function, args, options)
            if wrong is None:
                raise
        else:
            if found is not NotImplemented:
                return found
            wrong = miscalled(place, args, options)
        raise wrong or TypeError(f"{place}(): arguments of these types do not go together")

    return named_after(function, call)


def operand_checked(call: Function, place: str) -> Function:
    """A two-operand call that refuses an operand which PyTorch's parser refuses."""
    fitting: set[type] = {Tensor}

    def checked(self: Any, other: Any) -> Any:
        if type(other) not in fitting:
            given = tuple(each for each in (self, other) if each is not MISSING)
            claim = claimed(place, given, {})
            if claim is not NotImplemented:
                return claim
            wrong = miscalled(place, given, {})
            if wrong is not None:
                raise wrong
            fitting.add(type(other))
        try:
            return call(self, other)
        except TypeError:
            normal = normalised(place, (self, other), {})
            wrong = miscalled(place, (self, other), {}) if normal is None else None
            if normal is None and wrong is None:
                raise
        if wrong is not None:
            raise wrong
        return call(*normal[0])

    return checked


def kind_checked_in_place(call: Function, place: str) -> Function:
    """An in-place call that refuses a number where PyTorch takes only a tensor."""
    fitting: set[tuple[Any, ...]] = {(Tensor,)}

    def checked(*args: Any, **options: Any) -> Any:
        kinds: tuple[Any, ...] = tuple([type(each) for each in args[1:]])
        if options:
            kinds += (*options, *map(type, options.values()))
        if kinds not in fitting:
            wrong = miscalled(place, args, options)
            if wrong is not None:
                raise wrong
            fitting.add(kinds)
        return call(*args, **options)

    return named_after(call, checked)


def everyday_first(call: Function, within: Function) -> Function:
    """An in-place call that tries the everyday case before it looks at what it was given."""

    def operate(*args: Any, **options: Any) -> Any:
        plain = len(args) == 2 and not options and isinstance(args[0], Tensor)
        if plain and type(args[1]) is not int and written(within, *args):  # it may be too large
            return args[0]
        return call(*args, **options)

    return named_after(call, operate)


def named_after(function: Function, call: Function) -> Function:
    """``call`` under the name, text and attributes of ``function``.

    What ``functools.wraps`` does, in a fourth of its time: every import does it a thousand times.
    """
    call.__module__, call.__doc__ = function.__module__, function.__doc__
    call.__name__, call.__qualname__ = function.__name__, function.__qualname__
    call.__dict__.update(function.__dict__)
    call.__wrapped__ = function  # type: ignore[attr-defined]
    return call
