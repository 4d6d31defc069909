"""How many threads numpy's matrix products use: one, unless the program asks for more.

numpy gives a product to OpenBLAS, which shares it out among all cores as soon as it has a few
thousand elements. For the matrices that programs here are made of, handing out the shares takes
longer than the product, and on a busy machine the threads wait for each other. PyTorch has
``set_num_threads`` for it; numpy has nothing, so OpenBLAS is told itself, as ``threadpoolctl``
does it. Where numpy has another BLAS (Accelerate, MKL), its threads are left as they are.
"""

from __future__ import annotations

import ctypes
import os
from typing import Any

import numpy as np

WISHES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
"""Variables by which a user has already said how many."""
PLACES = ("../numpy.libs", ".dylibs", ".libs")
"""Where wheels of numpy keep their libraries, seen from the package."""
SETTERS = ("scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads")


class Threads:
    """The number of threads, and the function of OpenBLAS that sets it, once it was found."""

    __slots__ = ("_setter", "number")

    def __init__(self) -> None:
        self.number = 1
        self._setter: Any = None

    def set(self, number: int) -> None:
        """Let matrix products use ``number`` threads from now on."""
        self._setter = self._setter or find_setter()
        if self._setter is not None:
            self._setter(number)
        self.number = number


def find_setter() -> Any:
    """The function of the OpenBLAS in use that takes a number of threads, or None."""
    for path in libraries():
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        for name in SETTERS:
            if hasattr(library, name):
                return getattr(library, name)
    return None


def libraries() -> list[str]:
    """Every OpenBLAS that numpy may have brought along."""
    package = np.__file__.removesuffix("__init__.py")
    folders = [package + place for place in PLACES]
    return sorted(
        entry.path
        for folder in folders
        if os.access(folder, os.R_OK)
        for entry in os.scandir(folder)
        if "openblas" in entry.name
    )


THREADS = Threads()


def start_with_one() -> None:
    """Use one thread, unless the user's environment says how many."""
    wished = next((os.environ[name] for name in WISHES if name in os.environ), "")
    if wished.isdigit():
        THREADS.number = int(wished)
    else:
        THREADS.set(1)


def set_num_threads(int: int, /) -> None:
    """Let matrix products use this many threads; everything else is computed in one.

    Raises:
        RuntimeError: the number is not positive.
    """
    if int <= 0:
        raise RuntimeError("set_num_threads expects a positive integer")
    THREADS.set(int)


def get_num_threads() -> int:
    """How many threads matrix products use."""
    return THREADS.number
