"""Forward and reverse mode as values that travel over the graph: tangents on, gradients back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspector.model.graphs.vertex import Vertex
from inspector.model.looks.look import Move
from inspector.model.looks.marks import Leg
from inspector.model.looks.showing import token_text
from inspector.model.looks.travelling import parts, text_of
from inspector.model.recordings.arrays import Array
from inspector.model.recordings.events import NodeBackward
from inspector.model.session import Session
from inspector.model.trials.forward_mode import NotSweptError, Pass, Swept
from inspector.model.trials.sweeping import directions, latest_pass, packed


def forward_legs(
    session: Session, swept: Sequence[Swept], leaf: int, direction: Array
) -> tuple[Leg, ...]:
    """The tangents of a sweep, operation by operation, as far as the shown graph has them."""
    tangents = {leaf: direction}
    first = session.graph.by_tensor.get(leaf)
    legs = [_leg(session, (), first, token_text(packed(direction)), leaf)]
    for one in swept:
        made = one.op.outputs[0].tensor
        born = session.recording.ops[one.op.op] + 1
        moves = _carried(session, born, tangents)
        tangents[made] = one.tangent
        said = token_text(packed(one.tangent))
        legs.append(_leg(session, moves, session.graph.by_tensor.get(made), said, made))
    return tuple(leg for leg in legs if leg.vertex)


def _carried(session: Session, born: int, tangents: Mapping[int, Array]) -> tuple[Move, ...]:
    """The tangents that travel into an operation."""
    moves = []
    for edge in session.graph.edges_born.get(born, ()):
        own = [tangents[each.tensor] for each in parts(edge) if each.tensor in tangents]
        if own:
            moves.append(Move(edge.key, False, text_of(edge, [*map(packed, own)], "tangent")))
    return tuple(moves)


def _leg(
    session: Session, moves: tuple[Move, ...], vertex: Vertex | None, said: str, tensor: int
) -> Leg:
    """A leg that ends at a vertex, which then says how fast it grows."""
    name = session.moment.name(tensor)
    key = "" if vertex is None else vertex.key
    return Leg(moves, key, f"d{name} = {said}" if name else said)


def reverse_legs(session: Session, one: Pass) -> tuple[Leg, ...]:
    """The gradients of a pass, node by node, as the engine sent them."""
    recording, found = session.recording, []
    for index, event in recording.every(NodeBackward):
        vertex = session.graph.by_node.get(event.node)
        if event.backward == one.backward and vertex:
            came = next((value for value in event.incoming if value is not None), None)
            said = "" if came is None else token_text(came)
            found.append(Leg(session.appearance.moves(index + 1), vertex.key, said, back=True))
    return tuple(found)


def send_forward(session: Session) -> None:
    """Send tangents through the latest pass: from the selected leaf, the aimed one or the first.

    Of several elements the one aimed at moves, else the first. A graph that is not swept says so
    at its leaf.
    """
    number = latest_pass(session.recording, session.step)
    if number is None:
        return
    one = Pass(session.recording, number)
    vertex = session.graph.by_key.get(session.selection or "")
    aimed, place = session.marks.aim
    wanted = (vertex.tensor if vertex is not None else 0, aimed)
    chosen = [leaf for want in wanted for leaf in one.leaves if leaf == want]
    for leaf in (*chosen, *one.leaves)[:1]:
        state = session.moment.tensor(leaf)
        if state is not None:
            ways = directions("", state.value)
            _, direction = ways[place if leaf == aimed and place < len(ways) else 0]
            session.marks.send(_sent(session, one, leaf, direction))


def _sent(session: Session, one: Pass, leaf: int, direction: Array) -> tuple[Leg, ...]:
    """The tangents from a leaf, or why there are none."""
    try:
        return forward_legs(session, one.sweep(leaf, direction), leaf, direction)
    except NotSweptError as error:
        vertex = session.graph.by_tensor.get(leaf)
        return (Leg((), vertex.key, f"not swept: {error}"),) if vertex is not None else ()


def send_back(session: Session) -> None:
    """Send the gradients of the latest pass back over the graph."""
    number = latest_pass(session.recording, session.step)
    if number is not None:
        session.marks.send(reverse_legs(session, Pass(session.recording, number)))
