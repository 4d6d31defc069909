"""The Mahalanobis distance: how far vectors are from a mean, by a covariance."""

from __future__ import annotations

from typing import Any

from engine import linalg


def squared_distance(root: Any, apart: Any) -> Any:
    """The squared Mahalanobis distance of each vector.

    root : (batch, n, n), triangular; apart : (further, batch, n), where each dimension of the
    batch may also be a multiple of the root's. A root is solved for all its vectors at once.
    """
    size, own = apart.shape[-1], root.ndim - 2
    lead = apart.ndim - 1 - own
    pairs = zip(root.shape[:-2], apart.shape[lead:-1], strict=True)
    split = [part for mine, its in pairs for part in (its // mine, mine)]
    end = lead + 2 * own
    repeated, matched = range(lead, end, 2), range(lead + 1, end, 2)
    parts = apart.reshape((*apart.shape[:lead], *split, size))
    parts = parts.permute((*range(lead), *repeated, *matched, end))
    roots = root.reshape((-1, size, size))
    columns = parts.reshape((-1, roots.shape[0], size)).permute((1, 2, 0))
    squares = linalg.solve_triangular(roots, columns, upper=False).pow(2).sum(-2).t()
    back = [place for n in range(own) for place in (lead + n, lead + own + n)]
    found = squares.reshape(parts.shape[:-1]).permute((*range(lead), *back))
    return found.reshape(apart.shape[:-1])


def squares_in_all(matrix: Any) -> Any:
    """The sum of the squared elements of each matrix."""
    rows, columns = matrix.shape[-2:]
    return matrix.reshape((-1, rows * columns)).pow(2).sum(-1).reshape(matrix.shape[:-2])
