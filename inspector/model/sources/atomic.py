"""Writing files so that a crash leaves the old content or the new, never a half."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

PRIVATE_BITS = 0o777
PRIVATE, FRESH = 0o600, 0o666
"""Permissions to begin with; of those of a new file the system takes what the umask denies."""
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def replace_content(path: Path, chunks: Iterable[bytes]) -> None:
    """Give a file new content by way of a temporary file beside it; raises OSError.

    A link stays a link, and a file keeps its permissions.
    """
    target = path.resolve()
    known = target.exists()
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    handle = os.open(temporary, _NEW, PRIVATE if known else FRESH)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        if known:
            with contextlib.suppress(OSError):
                temporary.chmod(target.stat().st_mode & PRIVATE_BITS)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
