"""The numbers of sites and operations within one run."""

from __future__ import annotations


class Counter:
    """Numbers the operations and sites of one run, and holds the backward pass that runs."""

    __slots__ = ("ops", "running", "sites")

    def __init__(self) -> None:
        self.ops = 0
        self.sites = 0
        self.running = 0
