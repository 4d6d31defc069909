"""Saving and loading values: tensors, state dicts and plain containers, in PyTorch's files."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from engine.device import usable
from engine.serialization.archive import read, write
from engine.surface.absent import module_getattr

MAX_BYTES = 4 * 2**30


def save(
    obj: Any, f: Any, pickle_module: Any = None, pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True, _disable_byteorder_record: bool = False,
) -> None:  # fmt: skip
    """Write a value to a file or buffer ``f``.

    Raises:
        NotImplementedError: there is something in it that files do not hold here.
        RuntimeError: the file's directory does not exist.
    """
    if hasattr(f, "write"):
        f.write(write(obj, "archive"))
        return
    if not isinstance(f, str | Path) and not hasattr(f, "__fspath__"):
        raise AttributeError(
            "expected 'f' to be string, path, or a file-like object with a 'write' attribute"
        )
    path = Path(f)
    if not path.parent.is_dir():
        raise RuntimeError(f"Parent directory {path.parent} does not exist.")
    path.write_bytes(write(obj, path.stem or "archive"))


def load(
    f: Any, map_location: Any = None, pickle_module: Any = None, *,
    weights_only: bool | None = None, mmap: bool | None = None, **pickle_load_args: Any,
) -> Any:  # fmt: skip
    """The value in a file or buffer ``f``; always read safely, whatever ``weights_only`` says.

    Raises:
        pickle.UnpicklingError: it asks for more than tensors and plain containers.
        RuntimeError: it is damaged, or too large.
    """
    if isinstance(map_location, str) or hasattr(map_location, "type"):
        usable(map_location)
    if hasattr(f, "read"):
        return read(f.read(MAX_BYTES), map_location)
    path = Path(f)
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise RuntimeError(f"{path} is larger than the {MAX_BYTES >> 30} GiB that are read here")
    with path.open("rb") as file:
        return read(file.read(), map_location)


def add_safe_globals(safe_globals: list[Any]) -> None:
    """Accepted, without effect: nothing that a file asks for is ever called here."""


def get_safe_globals() -> list[Any]:
    """None: nothing that a file asks for is ever called here."""
    return []


def clear_safe_globals() -> None:
    """Accepted, without effect."""


class safe_globals(nullcontext[None]):
    """A context without effect, for the same reason."""

    def __init__(self, safe_globals: list[Any]) -> None:
        super().__init__()


__getattr__ = module_getattr("torch.serialization")
