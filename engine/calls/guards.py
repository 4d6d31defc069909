"""Functions as PyTorch's surface has them: a call that fails says first that it was miscalled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.calls.inplace import written
from engine.calls.later import later
from engine.errors import MISSING
from engine.foundation.absent import LackingError
from engine.storage.stale import ask
from engine.tensor import Tensor

Function = Callable[..., Any]
# A good call never comes to these.
claimed = later("engine.overriding", "claimed")
older = later("engine.calls.older_calls", "older")
with_numbers = later("engine.calls.older_calls", "with_numbers")
# Which PyTorch puts together of other operations, after checks of its own.
ASKED_LATER = frozenset({"backward", "expand_as", "narrow", "numpy", "outer"})
# Which PyTorch writes in Python, without a declaration.
UNDECLARED = frozenset({"cdist", "norm", "split", "unique"})
# Of layers: what calls its first tensor ``input``, but the function behind it does not.
BY_PLACE = frozenset({"logsigmoid", "sigmoid", "tanh"})
# What some call their other arguments, where an operation behind them has another word.
RENAMED: Mapping[str, Mapping[str, str]] = {
    "swapaxes": {"axis0": "dim0", "axis1": "dim1"}, "heaviside": {"values": "other"},
    "swapaxes_": {"axis0": "dim0", "axis1": "dim1"}, "heaviside_": {"values": "other"},
}  # fmt: skip
# Which every step of a training calls: a look at the kinds of what they are given would be felt.
HURRIED = frozenset(
    """
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
    """``function``, which when it fails says first what PyTorch would: that it was miscalled.

    ``place`` : where PyTorch has it: ``sum``, or ``Tensor.sum`` for the method.
    """
    plain = vars(function).get("without_out", function)  # ``out`` is never given by place

    def call(*args: Any, **options: Any) -> Any:
        try:
            found = function(*args, **options) if options else plain(*args)
        except Exception as error:
            if _is_plain(error, options):
                raise
            claim = claimed(place, args, options)
            if claim is not NotImplemented:
                return claim
            today = older(place, args, options)
            if today is not None:
                return _as_today(call, today, lambda: _told(place, function, args, options))
            wrong = _told(place, function, args, options)
            if wrong is None:
                if not place.endswith("_") and place.removeprefix("Tensor.") not in ASKED_LATER:
                    ask(args)
                raise
        else:
            if found is not NotImplemented or place.startswith("Tensor.__"):
                return found  # of an operator Python itself says what does not go together
            wrong = miscalled(place, args, options)
        raise wrong or TypeError(f"{place}(): arguments of these types do not go together")

    return named_after(function, call)


def _is_plain(error: Exception, options: Any) -> bool:
    """Does the error say all: that something is not here, or what an ``out`` must be?"""
    if isinstance(error, LackingError):
        return True
    return "out" in options and not isinstance(error, TypeError)


def _as_today(call: Function, today: Any, told: Callable[[], Exception | None]) -> Any:
    """A call in today's words; if that fails too, what is wrong with it as it was written."""
    try:
        return call(*today[0], **today[1])
    except TypeError:
        wrong = told()
        if wrong is None:
            raise
    raise wrong


def _told(place: str, function: Function, args: Any, options: Any) -> Exception | None:
    """What is wrong with the arguments, if anything is."""
    if place in UNDECLARED:
        return explanation(place, function, args, options)
    return miscalled(place, args, options)


def attentive(function: Function, place: str) -> Function:
    """``function``, which takes no kinds of arguments that PyTorch's parser would not let through.

    Kinds that fitted once are not looked at again, and those of hurried functions never.
    """
    name = place.removeprefix("Tensor.")
    if name in HURRIED or name in RENAMED:
        return function
    fitting: set[tuple[Any, ...]] = set()
    plain = vars(function).get("without_out", function)

    def checked(*args: Any, **options: Any) -> Any:
        if not options and tuple(map(type, args)) in fitting:
            return plain(*args)
        kinds = kinds_of(args, options)
        if kinds not in fitting:
            today = with_numbers(place, args, options)
            if today is not None:
                return checked(*today[0], **today[1])
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


def unspread(function: Function, place: str) -> Function:
    """A function of the module that takes its list as one argument only, unlike the method."""

    def call(*args: Any, **options: Any) -> Any:
        if len(args) > 2 or (len(args) == 2 and isinstance(args[1], int)):
            wrong = miscalled(place, args, options)
            if wrong is not None:
                raise wrong
        return function(*args, **options)

    return named_after(function, call)


def explained(function: Function, name: str) -> Function:
    """A function of ``torch.nn.functional``, which says what is wrong with its arguments.

    Of kinds that have not fitted yet at once, of all when it fails.
    """
    fitting: set[tuple[Any, ...]] = set()
    looked_at = name not in HURRIED

    def call(*args: Any, **options: Any) -> Any:
        if looked_at and (kinds := kinds_of(args, options)) not in fitting:
            wrong = misplaced(name, function, args, options)
            if wrong is not None:
                raise wrong
            fitting.add(kinds)
        try:
            return function(*args, **options)
        except LackingError:
            raise
        except Exception:
            if not args and "input" in options and name in BY_PLACE:
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
    checked = attentive(function, place)

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


def well_called(call: Function, place: str) -> Function:
    """A two-operand call that first says what PyTorch would of an operand that is not a tensor."""
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
            today = older(place, (self, other), {})
            wrong = miscalled(place, (self, other), {}) if today is None else None
            if today is None and wrong is None:
                raise
        if wrong is not None:
            raise wrong
        return call(*today[0])

    return checked


def overwriting(call: Function, place: str) -> Function:
    """An in-place call that takes no number where PyTorch takes only a tensor."""
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


def at_once(call: Function, within: Function) -> Function:
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
