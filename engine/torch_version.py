"""``torch.__version__``: a text that is compared as a version is, not letter by letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

# A version as PEP 440 spells it: epoch, release, before it, after it, under way, local.
_SPELT = r"""\s*v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)
    (?:[-_.]?(?P<stage>alpha|a|beta|b|preview|pre|rc|c)[-_.]?(?P<early>\d*))?
    (?P<late>-(?P<implied>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?P<post>\d*))?
    (?P<dev>[-_.]?dev[-_.]?(?P<build>\d*))?
    (?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*"""
_STAGES = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}
_FIRST, _LAST = (-1,), (1,)


def _rank(version: Any) -> tuple[Any, ...] | None:
    """What orders versions, by PEP 440: None if ``version`` is none."""
    if not isinstance(version, str):
        if not isinstance(version, Iterable):
            return None
        version = ".".join(str(part) for part in version)
    found = re.fullmatch(_SPELT, version, re.VERBOSE | re.IGNORECASE)
    if found is None:
        return None
    release = [int(part) for part in found["release"].split(".")]
    while release and not release[-1]:
        release.pop()
    post: tuple[Any, ...] = _FIRST
    if found["late"]:
        post = (0, int(found["post"] or found["implied"] or 0))
    dev = (0, int(found["build"] or 0)) if found["dev"] else _LAST
    return int(found["epoch"] or 0), release, _early(found, post, dev), post, dev, _local(found)


def _early(found: re.Match[str], post: tuple[Any, ...], dev: tuple[Any, ...]) -> tuple[Any, ...]:
    """Where among those of its release: before them all what is only under way."""
    if found["stage"]:
        stage = found["stage"].lower()
        return 0, _STAGES.get(stage, stage), int(found["early"] or 0)
    return _FIRST if post == _FIRST and dev != _LAST else _LAST


def _local(found: re.Match[str]) -> list[tuple[int, Any]]:
    """The local part: numbers come after words."""
    parts = re.split(r"[-_.]", (found["local"] or "").lower())
    return [(1, int(part)) if part.isdigit() else (0, part) for part in parts if part]


class TorchVersion(str):
    """A version that compares with texts and with tuples of numbers: ``(1, 10) > (1, 9)``."""

    __slots__ = ()
    __hash__: ClassVar[Callable[[TorchVersion], int]] = str.__hash__

    def _compared(self, other: Any, method: str) -> Any:
        """By rank, or letter by letter where one of the two is not a version."""
        own, others = _rank(str(self)), _rank(other)
        if own is None or others is None:
            return getattr(str, method)(self, other)
        return getattr(tuple, method)(own, others)

    def __lt__(self, other: Any) -> Any:
        return self._compared(other, "__lt__")

    def __le__(self, other: Any) -> Any:
        return self._compared(other, "__le__")

    def __gt__(self, other: Any) -> Any:
        return self._compared(other, "__gt__")

    def __ge__(self, other: Any) -> Any:
        return self._compared(other, "__ge__")

    def __eq__(self, other: object) -> Any:
        return self._compared(other, "__eq__")


__version__ = TorchVersion("2.13.0+cpu")
"""That of the PyTorch whose language this is."""
