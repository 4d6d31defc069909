"""Python's "Did you mean …?", which Python 3.11 adds only where it prints an error by itself."""

from __future__ import annotations

import sys
from contextlib import redirect_stderr
from io import StringIO

_MAY_BE_MISSPELT = (AttributeError, NameError)


def suggestion(error: BaseException) -> str:
    """What Python says behind a misspelt name; "" where the module traceback says it itself."""
    if sys.version_info >= (3, 12) or not isinstance(error, _MAY_BE_MISSPELT):
        return ""
    printed = StringIO()
    with redirect_stderr(printed):
        sys.__excepthook__(type(error), error, error.__traceback__)
    last = printed.getvalue().rstrip("\n").rpartition("\n")[2]
    _, asks, name = last.partition(". Did you mean: ")
    return f"{asks}{name}" if name.endswith("?") else ""
