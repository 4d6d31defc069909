"""Types that PyTorch writes in C, which Python's errors call by their module too."""

from __future__ import annotations

from typing import Any


class BuiltIn(type):
    """The kind of a type that Python's errors call ``'torch.Size'``, though its name is ``Size``.

    Of a class written in Python they say its name alone, of one written in C what it was
    declared as. So the name is declared in full, and who asks for ``__name__`` hears its end.
    """

    __module__, __qualname__ = "builtins", "type"  # what PyTorch's are made by

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> None:
        super().__init__(name, bases, body)
        type.__dict__["__name__"].__set__(cls, f"{cls.__module__}.{cls.__qualname__}")

    @property
    def __name__(cls) -> str:  # type: ignore[override]
        return cls.__qualname__


type.__setattr__(BuiltIn, "__name__", "type")
