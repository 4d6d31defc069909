"""The panels around the canvas, each a widget that watches the session and nobody else."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Declared:
    """One panel: ``factory`` is "module:Class" in this package, a QWidget made from the session.

    ``behind`` : the panel whose place it shares, and which stays in front. ``share`` : its part of
    its column's height, beside those of the others that are shown. ``occasional`` : it is shown
    only while there is something in it, and then above all others. ``titled`` : not so where it
    says itself what it is, and stays where it is.
    """

    id: str
    title: str
    area: str
    factory: str
    behind: str = ""
    share: int = 0
    occasional: bool = False
    titled: bool = True

    @property
    def module(self) -> str:
        """The full name of the module to load for it."""
        return f"{__name__}.{self.factory.partition(':')[0]}"

    def widget(self) -> Any:
        """Its class; the module is loaded if it is not there yet."""
        return getattr(importlib.import_module(self.module), self.factory.partition(":")[2])


# The source is what is read longest: nine of its lines are seen in a window of 720 pixels too.
# What is printed is short, or scrolls.
PANELS: tuple[Declared, ...] = (
    Declared("source", "Source", "left", "source:SourcePanel", share=38),
    Declared("output", "Output", "left", "output:OutputPanel", share=18),
    Declared("console", "Console", "left", "console:ConsolePanel", behind="output"),
    Declared("lesson", "Lesson", "left", "course:LessonPanel", share=44, occasional=True),
    Declared("predict", "Predict", "left", "predict:PredictPanel", behind="lesson",
             occasional=True),
    Declared("node", "Node", "right", "node:NodePanel", share=54),
    Declared("explain", "Explain", "right", "explain:ExplainPanel", behind="node"),
    Declared("why", "Why?", "right", "why:WhyPanel", behind="node"),
    Declared("whatif", "What if?", "right", "whatif:WhatIfPanel", behind="node"),
    Declared("modes", "Forward mode", "right", "forward_mode:ForwardModePanel", behind="node"),
    Declared("backward", "Backward", "right", "backward:BackwardPanel", behind="node"),
    Declared("ledger", "Ledger", "right", "ledger:LedgerPanel", share=46),
    Declared("variables", "Variables", "right", "variables:VariablesPanel", behind="ledger"),
    Declared("picture", "Picture", "right", "picture:PicturePanel", behind="ledger"),
    Declared("plots", "Plots", "right", "plots:PlotsPanel", behind="ledger"),
    Declared("breakpoints", "Breakpoints", "right", "breakpoints:BreakpointsPanel",
             behind="ledger"),
    Declared("timeline", "Timeline", "bottom", "timeline:TimelinePanel", titled=False),
)  # fmt: skip
