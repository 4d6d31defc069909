"""What nodes of linear algebra keep in PyTorch, and ours not: factors, and how they were made.

Factors that our derivatives do not read are computed when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from engine.calls.declare import PACKAGED
from engine.tensor import Tensor, new_tensor, without_graph

Facts = dict[str, Any]


def _factors(facts: Facts, place: int, turned: bool) -> Tensor:
    """Both triangles of A in one matrix, or its row exchanges.

    ``turned`` : of A's transpose, if its rows lie in a piece, as PyTorch's determinants take it.
    """
    matrix = without_graph(facts["A"])
    if turned and matrix._data.flags.c_contiguous:
        matrix = matrix.mT
    found: Tensor = PACKAGED["linalg"]["lu_factor_ex"](matrix)[place]
    return found


def _of(turned: bool) -> dict[str, Callable[[Facts], Any]]:
    return {
        "LU": partial(_factors, place=0, turned=turned),
        "pivots": partial(_factors, place=1, turned=turned),
    }


def _option(facts: Facts, name: str) -> Any:
    return facts[name]


def _permutation(facts: Facts) -> Tensor:
    return new_tensor(facts["P"])


FACTORS: dict[str, dict[str, Callable[[Facts], Any]]] = {
    "LinalgDetBackward0": _of(True), "LinalgSlogdetBackward0": _of(True),
    "LinalgSolveExBackward0": _of(False),
    "LinalgSvdBackward0": {
        "S_sym_argsize_minus_1": lambda facts: int(np.shape(facts["S"])[-1]),
        "full_matrices": partial(_option, name="full_matrices"),
    },
    "LinalgQrBackward0": {"mode": partial(_option, name="mode")},
    "LinalgLuBackward0": {"P": _permutation, "pivot": lambda facts: True},
    "LinalgLuFactorExBackward0": {"pivot": lambda facts: True},
}  # fmt: skip
