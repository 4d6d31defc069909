"""What follows a program: how Python is made to tell what runs, and who hears of names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Protocol, TypeVar

from inspector.model.recordings.facts import Binding

if TYPE_CHECKING:
    from inspector.runner.following.lines import Lines


R = TypeVar("R")


class Listener(Protocol):
    """Who knows the tensors, and wants to know their names."""

    called: dict[int, tuple[int, str]]
    """What a tensor is called: how deep the outermost frame is, and its latest name there."""

    def identify(self, value: object) -> int | None:
        """The id of a tensor, None for anything else."""

    def named(self, bound: Iterable[Binding], depth: int) -> None:
        """Variables of a frame were bound."""


class Follower(Protocol):
    """How one version of Python is made to tell ``lines`` what runs."""

    lines: Lines

    def start(self) -> None:
        """Follow every user's function called from now on."""

    def stop(self) -> None:
        """Follow nothing any more; any thread may ask for it."""

    def pause(self) -> None:
        """Let code of ours run unfollowed in the program's thread, until ``resume``."""

    def resume(self) -> None:
        """Follow on."""

    def unseen(self, function: Callable[..., R]) -> Callable[..., R]:
        """The same function of ours, called by the program and not followed itself."""

    def closes_for(self, observer: object) -> None:
        """While it watches, follow no closed call: ``observer`` says ``go_on`` at its end."""

    def go_on(self) -> None:
        """A closed call is over."""

    def rearm(self, frame: FrameType | None) -> None:
        """Follow ``frame`` and its callers again after the tracer raised."""

    def learn(self, code: CodeType) -> None:
        """Follow what more code of the program is given."""
