"""Everything about one node of the graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from inspector.model.attempting import leaf_at
from inspector.model.graphs.vertex import Kind, Vertex
from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_words
from inspector.model.moments.states import TensorState
from inspector.model.questions.errors.remedies import explained
from inspector.model.questions.gradients.absence import why_no_grad
from inspector.model.recordings.facts import NextFunction, Value
from inspector.model.recordings.format import true_minus
from inspector.model.reports import inspection
from inspector.model.session import Session
from inspector.panels.focus import focused
from inspector.panels.panel import Panel
from inspector.panels.sections import Chips, Details, Section
from inspector.widgets.array_table import ArrayTable
from inspector.widgets.heading import Heading
from inspector.widgets.labels import Facts, plain
from inspector.widgets.value_editor import ValueEditor

_EMPTY = "Run a program (F5), then click a node of the graph to see all about it."
_NO_NODE = "Click a node of the graph, or step forward (Right) until there is one."
_NO_NODE_AT_ALL = "There is no node by this step."


class NodePanel(Panel):
    """The selected node, or the one this step is about."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "nodePanel")
        self.name = Heading()
        self.kind = plain("", "muted")
        self.essentials = Facts("What autograd knows of it")
        self.facts = Facts("About the node")
        self.place = Chips("Where it was made")
        self.value = ArrayTable("Value")
        self.why = plain("", "prose")
        self.grad = ArrayTable("Gradient")
        self.saved = Facts("Saved tensors")
        self.follows = Chips("Next functions")
        self.attempt = Chips("What to try with it")
        self.editor: ValueEditor | None = None
        self._open: Callable[[str], object] = lambda _: None
        self.details = Details("Node")
        self._build()
        self.watch_node()
        self.dress()

    def set_opener(self, show_panel: Callable[[str], object]) -> None:
        """Bring other panels to the front with this."""
        self._open = show_panel

    def wear(self) -> None:
        self.value.set_theme(self.theme)
        self.grad.set_theme(self.theme)

    def refresh(self) -> None:
        session = self.session
        vertex = focused(session)
        state = None if vertex is None else session.moment.tensor(vertex.tensor)
        if vertex is None or state is None:
            self.details.show_hint(self._instead(vertex) if len(session.recording) else _EMPTY)
            return
        self.details.show_hint("")
        self._show_tensor(session.moment, vertex, state)
        self._show_node(session.moment, vertex)
        self.details.settle()

    def _instead(self, vertex: Vertex | None) -> str:
        """What there is to say where no tensor is to be shown."""
        moment = self.session.moment
        if vertex is not None and vertex.kind is Kind.FAILED and moment.error is not None:
            return explained(moment.error, moment)
        nothing = self.at_end and not self.session.graph.vertices
        return _NO_NODE_AT_ALL if nothing else _NO_NODE

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.details)
        self._value_section = Section("Value")
        self._grad_section = Section(".grad")
        self._facts_section = Section("More")
        self._saved_section = Section("Saved for backward")
        self._next_section = Section("next_functions")
        for section, parts in (
            (self._value_section, (self.value,)),
            (self._grad_section, (self.grad,)),
            (self._facts_section, (self.facts, self.place)),
            (self._saved_section, (self.saved,)),
            (self._next_section, (self.follows,)),
        ):
            for part in parts:
                section.add(part)
        self.attempt.show_chips(
            [
                ("Edit value", "Type another value for this leaf, from this step on", self._edit),
                ("What if …", "Try another value for this leaf", lambda: self._open("whatif")),
            ]
        )
        for widget in (
            self.name,
            self.kind,
            self.essentials,
            self.attempt,
            self.why,
            self._value_section,
            self._grad_section,
            self._saved_section,
            self._next_section,
            self._facts_section,
        ):
            self.details.add(widget)

    def _show_tensor(self, moment: Moment, vertex: Vertex, state: TensorState) -> None:
        shown = self.session.appearance.vertex(vertex.key).title
        self.name.setText(inspection.title(moment, vertex) or shown or "unnamed")
        group = self.session.graph.groups.get(vertex.key)
        if group is None:
            self.kind.setText(inspection.kind(vertex, state))
        else:
            self.name.setText(group.call.title)
            self.kind.setText(inspection.group_kind(group))
        node = vertex.node if vertex.node is not None else state.accumulator
        progress = () if node is None else inspection.node_facts(moment, node)
        self.essentials.show_facts(inspection.essentials(state) + progress)
        self.facts.show_facts(inspection.tensor_facts(moment, vertex, state))
        self.why.setText(why_no_grad(moment, vertex.tensor))
        self.why.setVisible(state.grad is None)
        _show_table(self._value_section, self.value, state.value)
        _show_table(self._grad_section, self.grad, state.grad)
        self.attempt.setVisible(state.is_leaf and group is None)
        self._show_place(vertex.line)

    def _show_place(self, line: int) -> None:
        text = line_words(self.session.recording, line)
        click = partial(self._go_to_line, line)
        self.place.show_chips([(text, f"Made in {text}: go there", click)] if line else [])
        self.place.setVisible(line > 0)

    def _show_node(self, moment: Moment, vertex: Vertex) -> None:
        node = vertex.node
        kept = () if node is None else inspection.saved(moment, node)
        self.saved.show_facts([(one.name, true_minus(one.text)) for one in kept])
        self._saved_section.setVisible(bool(kept))
        functions = () if node is None else moment.node(node).next
        self.follows.show_chips([self._chip(moment, function) for function in functions])
        self._next_section.setVisible(bool(functions))

    def _chip(
        self, moment: Moment, function: NextFunction
    ) -> tuple[str, str, Callable[[], object] | None]:
        text = inspection.next_text(moment, function)
        vertex = None if function.node is None else self.session.graph.by_node.get(function.node)
        if vertex is None:
            return text, text, None
        return text, f"Select {text}", partial(self.session.select, vertex.key)

    def _edit(self) -> None:
        """Let another value be typed where the leaf is described."""
        vertex = focused(self.session)
        leaf = leaf_at(self.session, vertex.key if vertex is not None else None)
        if leaf is not None:
            self.editor = self.editor or ValueEditor(self.session, self)
            place = self.attempt.rect()
            place.moveTopLeft(self.attempt.mapTo(self, place.topLeft()))
            self.editor.edit(leaf, place)

    def choose_described(self) -> bool:
        """Select the node that is described; whether there is one."""
        vertex = focused(self.session)
        if vertex is not None:
            self.session.select(vertex.key)
        return vertex is not None

    def _go_to_line(self, line: int) -> None:
        """Go to the step at which the shown vertex was born: the source marks its line."""
        vertex = focused(self.session)
        if vertex is not None and vertex.line == line:
            self.session.go(vertex.born)


def _show_table(section: Section, table: ArrayTable, value: Value | None) -> None:
    """Show the numbers as a table, where the facts do not list all of them."""
    more = value is not None and not inspection.written_out(value)
    table.show_value(value if more else None)
    section.setVisible(more)
