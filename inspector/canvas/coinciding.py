"""Lines that lie on one another made one: drawn over each other they look thick and dark."""

from __future__ import annotations

import numpy as np

from inspector.canvas.spatial import Floats, Indices

NEAR = 0.01
"""Scene units within which two ends are the same."""


def joined(pieces: Floats) -> Floats:
    """Straight pieces, (m, 4), each once; level or plumb ones that overlap become one."""
    if len(pieces) < 2:
        return pieces
    cells = np.rint(pieces / NEAR).astype(np.int64)
    level, plumb = cells[:, 1] == cells[:, 3], cells[:, 0] == cells[:, 2]
    slanted = ~(level | plumb)
    alone = pieces[slanted][_firsts(cells[slanted])]
    turned = [1, 0, 3, 2]
    upright = _as_one(pieces[plumb & ~level][:, turned], cells[plumb & ~level, 0])[:, turned]
    return np.vstack([alone, _as_one(pieces[level], cells[level, 1]), upright])


def _firsts(cells: Indices) -> Indices:
    """The first of each kind of rows, in ascending order."""
    order = np.lexsort(cells.T)
    new = np.ones(len(order), dtype=bool)
    new[1:] = (cells[order[1:]] != cells[order[:-1]]).any(axis=1)
    return np.sort(order[new])


def _as_one(pieces: Floats, line: Indices) -> Floats:
    """Level pieces, those that overlap made one; ``line`` : on which line each lies."""
    if not len(pieces):
        return pieces
    first, last = np.sort(pieces[:, [0, 2]], axis=1).T
    order = np.lexsort((first, line))
    first, last, line = first[order], last[order], line[order]
    # One running maximum serves all lines: each line's own begins far behind the one before.
    number = np.cumsum(np.append(0, np.diff(line) != 0))
    shift = number * (last.max() - first.min() + 1.0)
    reach = np.maximum.accumulate(last + shift)
    new = np.append(True, first[1:] + shift[1:] > reach[:-1] + NEAR)
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], len(new)) - 1
    across = pieces[order[starts], 1]
    return np.column_stack([first[starts], across, (reach - shift)[ends], across])
