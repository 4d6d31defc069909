"""Reading the engine's data files, which list PyTorch's names.

As plain strings: ``pathlib`` takes as long to import as a twentieth of numpy.
"""

from __future__ import annotations

from functools import cache

HERE = __file__.rpartition("calls")[0].rstrip("/\\")
NAMES = __file__.removesuffix("lists.py") + "pytorch_names.txt"
SIGNATURES = __file__.removesuffix("lists.py") + "pytorch_signatures.txt"


def lines_of(path: str) -> list[str]:
    """The lines of a list."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123  (see above)
        return file.read().splitlines()


@cache
def written_into() -> frozenset[str]:
    """The functions that take an ``out``, by place: ``add``, ``linalg.inv``."""
    return frozenset(
        [line[: line.index(":")] for line in lines_of(SIGNATURES) if " out = " in line]
    )
