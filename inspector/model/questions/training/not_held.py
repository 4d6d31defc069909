"""Why an optimizer does not hold a parameter: it came too late, or stands in a plain list."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.trained_leaves import is_given
from inspector.model.recordings.events import Created, Names


def not_held(moment: Moment, state: TensorState) -> str:
    """What makes a tensor unknown to an optimizer, as the end of a sentence; "" for none."""
    return _replacing(moment, state) or _listed(moment, state)


def _replacing(moment: Moment, state: TensorState) -> str:
    """That a variable named a leaf that an optimizer holds before it named this one."""
    recording, name = moment.recording, state.name or ""
    for index in recording.scopes.variables.get((0, "<module>"), {}).get(name, ()):
        event = recording.events[index]
        bound = event.bound if isinstance(event, Names) else ()
        for one in bound:
            before = moment.tensor(one.tensor) if one.tensor is not None else None
            if one.name != name or before is None:
                continue
            if before.id == state.id:
                return ""
            if is_given(moment, before.id):
                made = at_line(recording.line_at(recording.tensors.born[state.id]))
                return (
                    f", but the one that {name} was before it was made anew{made}. Make the "
                    "optimizer after that"
                )
    return ""


def _listed(moment: Moment, state: TensorState) -> str:
    """That a module uses a parameter which it does not own."""
    scopes = moment.recording.scopes
    made = moment.recording.events[moment.recording.tensors.born[state.id]]
    if not isinstance(made, Created) or made.how != "Parameter":
        return ""
    if scopes.outer_names.get(state.id) or (state.name or "").startswith("self."):
        return ""
    if not state.name:
        return (
            f". It is an nn.Parameter made{at_line(made.line)}, and no attribute of a module: "
            "in a plain list parameters() does not see it. Put it into an nn.ParameterList"
        )
    for index in scopes.inner_names.get(state.id, ())[:1]:
        event = moment.recording.events[index]
        if isinstance(event, Names) and event.function.endswith(".forward"):
            module = event.function.removesuffix(".forward")
            return (
                f". It is not a parameter of {module}, which uses it: layers in a plain list or "
                "dict are not seen by parameters(). Put them into an nn.ModuleList or "
                "nn.ModuleDict"
            )
    return ""
