"""The engine's table of operations, with the rarer ones, which the engine reads only when used."""

from __future__ import annotations

from engine.calls.later import read_rarer
from engine.op import OPS

__all__ = ["OPS"]

read_rarer()
