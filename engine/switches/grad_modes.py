"""``no_grad`` and its kin: as context managers and as decorators."""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeVar

from engine.graph.layers import push_layer, remove_layer
from engine.modes import MODES, is_grad_enabled, set_recording
from engine.observer import WATCH
from engine.switches.inference import INFERENCE

CLASSES = (
    "Decorating classes is deprecated and will be disabled in future versions. You should only "
    "decorate functions or methods. To preserve the current behavior of class decoration, you can "
    "directly decorate the `__init__` method and nothing else."
)
Wrapped = TypeVar("Wrapped", bound=Callable[..., Any])


def switch(enabled: bool, cause: str, function: Callable[..., Any] | None = None) -> None:
    """Turn recording on or off, and say so if it changed."""
    MODES.wished = enabled
    enabled = enabled and not MODES.inference
    changed = MODES.grad != enabled
    set_recording(enabled)
    if changed and WATCH.observer is not None:
        WATCH.observer.grad_mode(enabled, cause, function)


class GradMode:
    """Sets whether operations are recorded, for a block or for every call of a function."""

    enabled = False
    decorated: Callable[..., Any] | None = None

    def __init__(self) -> None:
        self.prev = False

    def __enter__(self) -> None:
        self.prev = is_grad_enabled()
        switch(self.enabled, type(self).__name__, self.decorated)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        switch(self.prev, f"end of {type(self).__name__}", self.decorated)

    @classmethod
    @contextmanager
    def quietly(cls) -> Iterator[None]:
        """The same for the engine's own needs, which no observer is told of."""
        before = MODES.grad
        set_recording(cls.enabled)
        try:
            yield
        finally:
            set_recording(before)

    def __call__(self, function: Wrapped) -> Wrapped:
        """``function`` with the switch set for each of its calls."""
        if inspect.isclass(function):
            warnings.warn(CLASSES, FutureWarning, stacklevel=2)
        if inspect.isgeneratorfunction(function):
            return self._around_generator(function)

        @functools.wraps(function)
        def wrapper(*args: Any, **options: Any) -> Any:
            with self._around(function):
                return function(*args, **options)

        return wrapper  # type: ignore[return-value]

    def clone(self) -> GradMode:
        """Another that does the same."""
        return self._copy()

    def _around(self, function: Callable[..., Any]) -> GradMode:
        made = self._copy()
        made.decorated = function
        return made

    def _copy(self) -> GradMode:
        return type(self)()

    def _around_generator(self, function: Wrapped) -> Wrapped:
        @functools.wraps(function)
        def wrapper(*args: Any, **options: Any) -> Any:
            generator = function(*args, **options)
            resume, given = generator.send, None
            while True:
                try:
                    with self._around(function):
                        item = resume(given)
                except StopIteration as end:
                    return end.value
                try:
                    given = yield item
                    resume = generator.send
                except GeneratorExit:
                    with self._around(function):
                        generator.close()
                    raise
                except BaseException as error:  # noqa: BLE001  (it is the generator's to take)
                    resume, given = generator.throw, error

        return wrapper  # type: ignore[return-value]


class no_grad(GradMode):
    """Operations inside are not recorded; their results do not require grad."""

    def __new__(cls, orig_func: Callable[..., Any] | None = None) -> Any:
        """Used bare as a decorator (``@torch.no_grad``), wraps the function at once."""
        made = super().__new__(cls)
        if orig_func is None:
            return made
        made.__init__()  # type: ignore[misc]
        return made(orig_func)


class enable_grad(no_grad):
    """Operations inside are recorded, even within ``no_grad``."""

    enabled = True


class inference_mode(GradMode):
    """Operations inside are not recorded, and the tensors they make never will be."""

    def __new__(cls, mode: Any = True) -> Any:
        """Used bare as a decorator (``@torch.inference_mode``), wraps the function at once."""
        made = super().__new__(cls)
        if isinstance(mode, bool):
            return made
        made.__init__()  # type: ignore[misc]
        return made(mode)

    def __init__(self, mode: bool = True) -> None:
        super().__init__()
        self.mode, self.enabled = mode, not mode
        self._outer: list[tuple[bool, bool]] = []

    def __enter__(self) -> None:
        self._outer.append((MODES.inference, is_grad_enabled()))
        self._switch(self.mode)
        switch(self.enabled, type(self).__name__, self.decorated)

    def __exit__(self, *error: object) -> None:
        inference, self.prev = self._outer.pop()
        self._switch(inference)
        super().__exit__(*error)  # type: ignore[arg-type]

    def _switch(self, mode: bool) -> None:
        if mode and not MODES.inference:
            push_layer(INFERENCE)
        elif MODES.inference and not mode:
            remove_layer(INFERENCE)
        MODES.inference = mode

    def _copy(self) -> GradMode:
        return type(self)(self.mode)


class set_grad_enabled(GradMode):
    """Sets recording to ``mode`` at once, and back again at the end of a block."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        if not isinstance(mode, bool):
            raise TypeError(
                "set_grad_enabled(): argument 'enabled' (position 1) must be bool, not "
                f"{type(mode).__name__}"
            )
        self.enabled = mode
        self.prev = is_grad_enabled()
        switch(self.enabled, f"set_grad_enabled({self.enabled})")

    def __enter__(self) -> None:
        switch(self.enabled, f"set_grad_enabled({self.enabled})", self.decorated)

    @property
    def mode(self) -> bool:
        """What it sets."""
        return self.enabled

    def __str__(self) -> str:
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self.enabled})"

    __repr__ = __str__

    def _copy(self) -> GradMode:
        return type(self)(self.enabled)

    def __call__(self, function: Wrapped) -> Wrapped:
        """``function`` with the switch set for each of its calls, and put back until then."""
        switch(self.prev, f"end of set_grad_enabled({self.enabled})")
        return super().__call__(function)


for _each in (no_grad, enable_grad, inference_mode, set_grad_enabled):
    _each.__module__ = "torch.autograd.grad_mode"


class set_multithreading_enabled:
    """Whether backward passes may use several threads, which they never do here."""

    __module__ = "torch.autograd.grad_mode"

    def __init__(self, mode: bool) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        """There is nothing to set."""

    def __exit__(self, *_: object) -> None:
        """There is nothing to set back."""


def is_multithreading_enabled() -> bool:
    """May backward passes use several threads? As PyTorch answers unless told otherwise."""
    return True


def is_view_replay_enabled() -> bool:
    """Are views of what was changed in place computed anew as views? Not unless asked for."""
    return False
