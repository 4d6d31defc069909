"""Saving and loading values: tensors, state dicts and plain containers, in PyTorch's files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.device import device
from engine.foundation.absent import module_getattr
from engine.foundation.warn import warn
from engine.serialization.archive import read, write
from engine.serialization.whole import TRUST

MAX_BYTES = 4 * 2**30
NOT_SEEKABLE = (
    "'{}' object has no attribute 'seek'. You can only torch.load from a file that is seekable. "
    "Please pre-load the data into a buffer like io.BytesIO and try to load from it instead."
)


def save(
    obj: Any, f: Any, pickle_module: Any = None, pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True, _disable_byteorder_record: bool = False,
) -> None:  # fmt: skip
    """Write a value to a file or buffer ``f``.

    Raises:
        pickle.PicklingError: there is something in it that no file holds, such as a lambda.
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
    """The value in a file or buffer ``f``.

    What this process has not written is read safely, whatever ``weights_only`` says.

    Raises:
        AttributeError: ``f`` is neither a path nor such a buffer.
        pickle.UnpicklingError: it asks for more than tensors and plain containers.
        RuntimeError: it is damaged, or too large, or goes to a device that is not here.
    """
    if pickle_load_args and weights_only is not False:
        warn("pickle_load_args only works if `weights_only=False`.")
    _check_arguments(map_location, pickle_load_args)
    if hasattr(f, "seek") and hasattr(f, "read"):
        return read(f.read(MAX_BYTES), map_location, weights_only is not False)
    if not isinstance(f, str | Path) and not hasattr(f, "__fspath__"):
        raise AttributeError(NOT_SEEKABLE.format(type(f).__name__))
    path = Path(f)
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise RuntimeError(f"{path} is larger than the {MAX_BYTES >> 30} GiB that are read here")
    with path.open("rb") as file:
        return read(file.read(), map_location, weights_only is not False)


def _check_arguments(map_location: Any, pickle_load_args: Mapping[str, Any]) -> None:
    """Raise TypeError for what says no place, and for what no reader of pickles takes."""
    says_where = map_location is None or isinstance(map_location, str | Mapping | device)
    if not says_where and not callable(map_location):
        raise TypeError(f"'{type(map_location).__name__}' object is not callable")
    for name in pickle_load_args:
        if name not in ("encoding", "errors", "fix_imports"):
            raise TypeError(f"Unpickler.__init__() got an unexpected keyword argument '{name}'")


def add_safe_globals(safe_globals: list[Any]) -> None:
    """Let files of this process name these classes and functions under ``weights_only``."""
    TRUST.named += [each for each in safe_globals if each not in TRUST.named]


def get_safe_globals() -> list[Any]:
    """These classes and functions."""
    return list(TRUST.named)


def clear_safe_globals() -> None:
    """Let none be named any more."""
    TRUST.named.clear()


class safe_globals:
    """A context in which these too may be named."""

    def __init__(self, safe_globals: list[Any]) -> None:
        self._added, self._before = safe_globals, get_safe_globals()

    def __enter__(self) -> None:
        self._before = get_safe_globals()
        add_safe_globals(self._added)

    def __exit__(self, *_: object) -> None:
        TRUST.named[:] = self._before


__getattr__ = module_getattr("torch.serialization")
