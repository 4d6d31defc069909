"""``GradientEdge``: one output of one node."""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.node import Node


class GradientEdge(NamedTuple):
    """Where a tensor's gradient enters the graph."""

    node: Node
    output_nr: int
    ownership_token: Any = None


GradientEdge.__module__ = "torch.autograd.graph"
