"""Where going on holds: the places that were set, and conditions to hold at anywhere."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from inspector.model.moments.breakpoints import KINDS, Breakpoint
from inspector.model.session import Session
from inspector.panels.panel import Panel
from inspector.widgets.labels import plain
from inspector.widgets.switch_row import SwitchRow

_HOW = "F9: the cursor's line. Shift+F9: the selected node. Ctrl+F9: its .grad."


class BreakpointsPanel(Panel):
    """A switch for each breakpoint and each condition, with how often it holds in this run."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "breakpointsPanel")
        self.switches: dict[Breakpoint, SwitchRow] = {}
        self.conditions: dict[str, SwitchRow] = {}
        self._places = QVBoxLayout()
        self._places.setSpacing(2)
        self._hint = plain(_HOW, "note")
        self._build()
        self.watch_run(session.breakpoints_changed)
        self.dress()

    def _build(self) -> None:
        inner, outer = QWidget(), QVBoxLayout(self)
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(12, 8, 12, 8)
        rows.setSpacing(2)
        rows.addWidget(plain("Hold at", "section"))
        rows.addLayout(self._places)
        rows.addWidget(self._hint)
        rows.addSpacing(8)
        rows.addWidget(plain("Hold where", "section"))
        for name, kind in KINDS.items():
            if kind.condition:
                rows.addWidget(self._condition(name))
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName("Breakpoints")
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _condition(self, name: str) -> SwitchRow:
        kind = KINDS[name]
        before, _, after = kind.title.partition("{self.amount:g}")
        switch = self.conditions[name] = SwitchRow(before, after)
        if kind.amount is not None:
            switch.ask_amount(kind.amount, kind.least, kind.most)
        switch.changed.connect(lambda: self._set_condition(name))
        return switch

    def refresh(self) -> None:
        placed = [one for one in self.session.breakpoints if not KINDS[one.kind].condition]
        for one in [one for one in self.switches if one not in placed]:
            switch = self.switches.pop(one)
            self._places.removeWidget(switch)
            switch.hide()
            switch.deleteLater()
        for one in placed:
            if one not in self.switches:
                self.switches[one] = self._place(one)
            self.switches[one].tell(one.enabled, self._found(one))
        self._hint.setVisible(not placed)
        for name, switch in self.conditions.items():
            held = self._held(name)
            amount = None if held is None else held.amount
            switch.tell(held is not None, self._found(held), amount)

    def _place(self, one: Breakpoint) -> SwitchRow:
        switch = SwitchRow(one.title, removable=True)
        switch.changed.connect(lambda: self._turn(one))
        switch.removed.connect(lambda: self.session.toggle_breakpoint(replace(one, enabled=True)))
        self._places.addWidget(switch)
        return switch

    def _turn(self, one: Breakpoint) -> None:
        """Switch a breakpoint on or off; it keeps its place in the list."""
        other = replace(one, enabled=not one.enabled)
        self.switches[other] = self.switches.pop(one)
        switch = self.switches[other]
        switch.changed.disconnect()
        switch.changed.connect(lambda: self._turn(other))
        self.session.set_breakpoints(
            [other if each == one else each for each in self.session.breakpoints]
        )

    def _held(self, kind: str) -> Breakpoint | None:
        return next((one for one in self.session.breakpoints if one.kind == kind), None)

    def _set_condition(self, kind: str) -> None:
        switch = self.conditions[kind]
        others = [one for one in self.session.breakpoints if one.kind != kind]
        wanted = [Breakpoint(kind, amount=switch.amount)] if switch.checked else []
        self.session.set_breakpoints([*others, *wanted])

    def _found(self, one: Breakpoint | None) -> str:
        if one is None or not one.enabled or not len(self.session.recording):
            return ""
        found = self.session.hits.of(one)
        here = self.session.step - 1
        if here in found:
            return f"holds here, {found.index(here) + 1} of {len(found):,}"
        return {0: "never in this run", 1: "once"}.get(len(found), f"{len(found):,} times")
