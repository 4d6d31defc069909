"""Forward mode beside reverse mode: the graph swept from a leaf, and what each mode costs."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from inspector.model.looks.marks import Marks
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import called, counted
from inspector.model.procession import forward_legs, reverse_legs
from inspector.model.recordings.arrays import Array
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import number_text
from inspector.model.recordings.recording import Recording
from inspector.model.reports.brief import brief
from inspector.model.session import Session
from inspector.model.trials.forward_mode import Counts, NotSweptError, Pass, Swept
from inspector.model.trials.sweeping import directions, latest_pass, packed, slope
from inspector.panels.panel import Panel
from inspector.panels.sections import Action, Details, Section
from inspector.widgets.chooser import chooser
from inspector.widgets.flow import in_rows
from inspector.widgets.labels import plain
from inspector.widgets.text_table import Line, TextTable

_EMPTY = "Run a program (F5) that calls backward(): its graph is swept here in forward mode."
_NO_PASS = "No backward pass has begun at this step. Step into one."


class ForwardModePanel(Panel):
    """A direction at a leaf, the tangents it gives along the graph, and what both modes cost."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "modesPanel")
        self.leaf = chooser("The leaf that is moved")
        self.direction = chooser("The element that is moved")
        self.told = plain("", "prose")
        self.table = TextTable(
            "Operations, in the order of the sweep", ("", "Value", "Tangent", "Gradient"), spared=1
        )
        self.forward = Action("Tangents →", self._send_forward)
        self.reverse = Action("← Gradients", self._send_back)
        self.sending = plain("", "muted")
        self.result = plain("", "prose")
        self.cost = plain("", "prose")
        self.details = Details("Forward mode")
        self._pass: Pass | None = None
        self._direction: Array | None = None
        self._swept: list[Swept] = []
        self._leaves: tuple[int, ...] = ()
        self._offered: Recording | None = None
        self._build()
        self.leaf.activated.connect(self._pick)
        self.direction.activated.connect(self._aim)
        self.table.chosen.connect(self._light)
        self.watch(session.recording_changed, session.recording_grew, session.step_changed)
        self._links.append(session.marks.changed.connect(self._follow))
        self._links.append(session.selection_changed.connect(self._take_over))
        self.dress()

    def _build(self) -> None:
        sweep, cost = Section("A sweep from a leaf"), Section("What the whole gradient costs")
        for widget in (
            self.leaf, self.direction, self._ways(), self.sending, self.told, self.table,
            self.result,
        ):  # fmt: skip
            sweep.add(widget)
        cost.add(self.cost)
        self.details.add(sweep)
        self.details.add(cost)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.details)
        self.setFocusProxy(self.leaf)

    def _ways(self) -> QWidget:
        """The row with the buttons of both modes."""
        self.forward.setAccessibleName("Send tangents forward")
        self.reverse.setAccessibleName("Send gradients back")
        self.forward.setToolTip("Send the tangents over the graph, operation by operation")
        self.reverse.setToolTip("Send the gradients of the same pass back over it")
        for button in (self.forward, self.reverse):
            button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        return in_rows(self.forward, self.reverse)

    def wear(self) -> None:
        self.table.wear(self.theme)

    def refresh(self) -> None:
        found = self._latest()
        hint = _NO_PASS if len(self.session.recording) else _EMPTY
        self.details.show_hint("" if found is not None else hint)
        if found is not None:
            self._offer(found)
            self._sweep(found)

    def _latest(self) -> Pass | None:
        """The backward pass that has begun last; one that has not ended has no gradients yet."""
        recording = self.session.recording
        number = latest_pass(recording, self.session.step)
        if number is None:
            self._pass = None
        elif self._pass is None or (self._pass.recording, self._pass.backward) != (
            recording,
            number,
        ):
            self._pass = Pass(recording, number)
        return self._pass

    def _offer(self, one: Pass) -> None:
        """List the leaves, and the elements of the one that is chosen."""
        moment = Moment(one.recording, one.step)
        if one.recording is not self._offered or one.leaves != self._leaves:
            self._offered, self._leaves = one.recording, one.leaves
            self.leaf.clear()
            self.leaf.addItems([called(moment, leaf) for leaf in one.leaves])
            aimed, place = self.session.marks.aim
            wanted = [leaf for leaf in (self._selected(), aimed) if leaf in one.leaves]
            self.leaf.setCurrentIndex(one.leaves.index(wanted[0]) if wanted else 0)
            self._choose()
            if wanted[:1] == [aimed]:
                self.direction.setCurrentIndex(min(place, self.direction.count() - 1))

    def _pick(self) -> None:
        """Sweep from the leaf that was picked, and select it in the graph."""
        self._choose()
        self._aim()
        vertex = self.session.graph.by_tensor.get(self._leaves[self.leaf.currentIndex()])
        if vertex is not None:
            self.session.select(vertex.key)

    def _aim(self) -> None:
        """Let the key that sends tangents start from the leaf and element chosen here."""
        leaf = self._leaves[self.leaf.currentIndex()]
        self.session.marks.aim = (leaf, max(0, self.direction.currentIndex()))
        self.refresh_later()

    def _take_over(self, *_: object) -> None:
        """Sweep from the leaf that has been selected in the graph."""
        leaf = self._selected()
        if leaf in self._leaves and self._leaves.index(leaf) != self.leaf.currentIndex():
            self.leaf.setCurrentIndex(self._leaves.index(leaf))
            self._choose()
            self._aim()

    def _selected(self) -> int:
        """The tensor of the selected vertex, 0 where none is."""
        vertex = self.session.graph.by_key.get(self.session.selection or "")
        return 0 if vertex is None or vertex.tensor is None else vertex.tensor

    def _choose(self) -> None:
        value = self._value()
        self.direction.clear()
        if value is not None:
            name = self.leaf.currentText()
            self.direction.addItems([title for title, _ in directions(name, value)])
        self.direction.setVisible(self.direction.count() > 1)
        self.refresh_later()

    def _value(self) -> Value | None:
        place, one = self.leaf.currentIndex(), self._pass
        if one is None or not 0 <= place < len(self._leaves):
            return None
        state = Moment(one.recording, one.step).tensor(self._leaves[place])
        return None if state is None else state.value

    def _sweep(self, one: Pass) -> None:
        value, place = self._value(), self.direction.currentIndex()
        if value is None or place < 0:
            return
        title, direction = directions(self.leaf.currentText(), value)[place]
        self._direction = direction
        try:
            self._swept = one.sweep(self._leaves[self.leaf.currentIndex()], direction)
        except NotSweptError as error:
            self._swept = []
            self.told.setText(f"This graph is not swept. {error}")
        else:
            self.told.setText(
                f"{title} grows at a rate of 1. Each operation passes on how fast its result "
                "grows, at the same time as its value; beside it what reverse mode sent it."
            )
        self.table.setVisible(bool(self._swept))
        self.forward.setEnabled(bool(self._swept))
        self.table.show_lines([_line(each) for each in self._swept])
        self.result.setText(self._compared(one, title, direction))
        self.result.setVisible(bool(self._swept))
        self.cost.setText(_cost(one.counts()))

    def _compared(self, one: Pass, title: str, direction: Array) -> str:
        """The tangent of the root beside what the gradient says."""
        if not self._swept:
            return ""
        root = called(Moment(one.recording, one.step), one.begin.roots[0])
        reached = {each.op.outputs[0].tensor: each.tangent for each in self._swept}
        tangent = reached.get(one.begin.roots[0])
        found = slope(one, self._leaves[self.leaf.currentIndex()], direction)
        if tangent is None or tangent.ndim or found is None:
            return ""
        changes = f"{root} changes {number_text(float(tangent))} times as fast as {title}."
        also = f"Reverse mode's gradient says {number_text(found)}"
        return f"{changes} {also}, and its one sweep tells of all other directions too."

    def _send_forward(self) -> None:
        """Let the tangents travel over the graph, operation by operation."""
        if self._direction is not None and self._swept:
            leaf = self._leaves[self.leaf.currentIndex()]
            self.session.marks.send(forward_legs(self.session, self._swept, leaf, self._direction))

    def _send_back(self) -> None:
        """Let the gradients of the same pass travel back over it."""
        if self._pass is not None:
            self.session.marks.send(reverse_legs(self.session, self._pass))

    def _follow(self) -> None:
        """Count the products shown so far while tangents or gradients travel over the graph."""
        marks = self.session.marks
        self.sending.setVisible(bool(marks.legs))
        found = self._latest() if marks.legs else None
        if found is not None:
            self.sending.setText(_on_the_way(marks, found.counts()))

    def _light(self, row: int) -> None:
        """Select the operation of a row."""
        if row < len(self._swept):
            tensor = self._swept[row].op.outputs[0].tensor
            vertex = self.session.graph.by_tensor.get(tensor)
            if vertex is not None:
                self.session.select(vertex.key)


def _line(one: Swept) -> Line:
    gradient = "" if one.gradient is None else brief(one.gradient, 3)
    made = one.op.outputs[0].value
    tangent = brief(packed(one.tangent), 3)
    return Line((one.op.symbol or one.op.name, brief(made, 3), tangent, gradient))


def _on_the_way(marks: Marks, counts: Counts) -> str:
    """How many products have been shown so far, and how many sweeps the whole gradient takes."""
    done = sum(len(leg.moves) for leg in marks.said)
    every = sum(len(leg.moves) for leg in marks.legs)
    back = marks.legs[0].back
    sweeps = counts.outputs if back else counts.elements
    what = "gradients of every leaf" if back else "this one direction"
    return (
        f"{'Reverse' if back else 'Forward'}: {done} of {counted(every, 'product')}, for {what}. "
        f"The whole gradient takes {counted(sweeps, 'such sweep')}."
    )


def _cost(counts: Counts) -> str:
    """How many products each mode needs, and so which one is used."""
    forward = f"{counted(counts.elements, 'sweep')}, one for each element of every leaf"
    reverse = f"{counted(counts.outputs, 'sweep')}, one for each element of the root"
    text = (
        f"Forward mode needs {forward}: {counts.forward:,} products with an operation's "
        f"Jacobian. Reverse mode needs {reverse}: {counts.reverse:,} products."
    )
    if counts.forward > counts.reverse:
        times = counts.forward / max(1, counts.reverse)
        return f"{text} That is {times:.3g} times less: a loss is one number, leaves hold many."
    if counts.forward == counts.reverse:
        return f"{text} Here both cost the same."
    return f"{text} Here, with few inputs and many outputs, forward mode is cheaper."
