"""Writing files so that a crash leaves the old content or the new, never a half."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

PRIVATE_BITS = 0o777
FRESH = 0o644


def replace_content(path: Path, chunks: Iterable[bytes]) -> None:
    """Give a file new content by way of a temporary file beside it; raises OSError.

    A link stays a link, and a file keeps its permissions.
    """
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):
            temporary.chmod(target.stat().st_mode & PRIVATE_BITS if target.exists() else FRESH)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
