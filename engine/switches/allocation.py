"""How much memory of freed arrays is kept for the next ones.

glibc asks the system for every block above a threshold, gives it back when it is freed, and as
soon as twice as much lies free at the end of the heap, gives that back as well. Whatever is asked
for anew is cleared page by page when it is first written to. A training step of a small
convolutional network had a thousand pages cleared each time, which took 40 % of it.
"""

from __future__ import annotations

import numpy as np

LARGEST = 32 * 2**20  # bytes; of larger blocks glibc learns nothing
PAGE = 2**16  # bytes; what the block's head takes is rounded up to the largest there are


def keep_freed_memory() -> None:
    """Free a large block that nobody wrote to: the threshold rises to its size.

    Source: "dynamic mmap threshold" in glibc's ``malloc/malloc.c``. Where the user has set a
    threshold, or memory comes from another library, nothing changes.
    """
    np.empty(LARGEST - PAGE, np.uint8)
