"""The panels around the canvas, each a widget that watches the session and nobody else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Declared:
    """One panel: ``factory`` is "module:Class", a QWidget made from the session."""

    id: str
    title: str
    area: str
    factory: str


PANELS: tuple[Declared, ...] = (
    Declared("source", "Source", "left", "inspector.panels.source:SourcePanel"),
    Declared("output", "Output", "left", "inspector.panels.output:OutputPanel"),
    Declared("console", "Console", "left", "inspector.panels.console:ConsolePanel"),
    Declared("lesson", "Lesson", "left", "inspector.panels.course:LessonPanel"),
    Declared("predict", "Predict", "left", "inspector.panels.predict:PredictPanel"),
    Declared("node", "Node", "right", "inspector.panels.node:NodePanel"),
    Declared("explain", "Explain", "right", "inspector.panels.explain:ExplainPanel"),
    Declared("why", "Why?", "right", "inspector.panels.why:WhyPanel"),
    Declared("whatif", "What if?", "right", "inspector.panels.whatif:WhatIfPanel"),
    Declared("modes", "Forward mode", "right", "inspector.panels.modes:ModesPanel"),
    Declared("backward", "Backward", "right", "inspector.panels.backward:BackwardPanel"),
    Declared("ledger", "Ledger", "right", "inspector.panels.ledger:LedgerPanel"),
    Declared("variables", "Variables", "right", "inspector.panels.variables:VariablesPanel"),
    Declared("picture", "Picture", "right", "inspector.panels.picture:PicturePanel"),
    Declared("plots", "Plots", "right", "inspector.panels.plots:PlotsPanel"),
    Declared(
        "breakpoints", "Breakpoints", "right", "inspector.panels.breakpoints:BreakpointsPanel"
    ),
    Declared("timeline", "Timeline", "bottom", "inspector.panels.timeline:TimelinePanel"),
)
