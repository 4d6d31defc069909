"""What the classic errors of autograd mean, and what usually helps."""

from __future__ import annotations

import re
from collections.abc import Callable

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.wording import at_line, counted
from inspector.model.questions.errors.grad_inputs import bound, meant, without_grad
from inspector.model.questions.errors.mistakes import QUOTED, first_line, mistake
from inspector.model.questions.errors.no_grad_fn import numbers_taken, wall, why_untracked
from inspector.model.questions.errors.particulars import misfit, missing_grad
from inspector.model.questions.errors.subject import changed_leaf, extent, going_back
from inspector.model.questions.errors.unoptimized import no_parameters, not_a_leaf
from inspector.model.questions.gradients.absence import absence, unconnected
from inspector.model.questions.gradients.callers import called_again, told_apart
from inspector.model.questions.gradients.in_place_changes import changer, changing
from inspector.model.questions.gradients.misspelt import lookalike
from inspector.model.questions.gradients.remade import remade
from inspector.model.questions.gradients.second_backward import (
    another_root,
    apart,
    carrier,
    detached,
)
from inspector.model.recordings.events import BackwardBegin, Error, Freed, Update, Warned
from inspector.model.recordings.history import NEVER, latest

Remedy = Callable[[Error, Moment], str]
_GIVEN_GRADS = re.compile(r"^\s*(\w+)\s*=\s*(?:torch\.)?(?:autograd\.)?grad\(", re.MULTILINE)
"""A name that is given what autograd.grad() returns."""
_IN_PLACE = re.compile(r"[-+*/%@&|^]=|\w_\(|\]\s*=(?!=)")
"""How a line looks that changes a tensor in place."""
_COUNTS = re.compile(r"\(expected (\d+)(?:, got (\d+))?\)")
"""How many things an assignment takes, and how many there are."""
_OF_A_NODE = re.compile(r"'\w+Backward' object has no attribute '(\w+)'")
"""What is said where the node of a custom Function lacks something, and what that is."""
_DID_YOU_MEAN = re.compile(r"Did you mean: '(\w+)'\?")
"""What Python adds to a traceback where a name is nearly another."""


CAUTIONS: dict[str, str] = {
    "`lr_scheduler.step()` before `optimizer.step()`": (
        "the scheduler's step comes before the optimizer's, so the first learning rate is never "
        "used. Call step() of the optimizer first, then that of the scheduler."
    ),
    "To copy construct from a tensor": (
        "torch.tensor() copies the numbers alone, and no gradient goes back through it. Use "
        "clone(), or detach().clone() if gradients are to end here."
    ),
    "Implicit dimension choice": (
        "nothing says which dimension is to sum to 1. Give the one of the classes, as dim=-1."
    ),
    "reduction: 'mean' divides the total loss by both": (
        "the mean is taken over classes, too, which is not the divergence. Pass "
        "reduction='batchmean'."
    ),
}
"""What warnings mean that tell of more than they say, by words of their messages."""


def explained(error: Error, moment: Moment) -> str:
    """What happened and the usual remedy; of an unknown error its own words."""
    for words, remedy in REMEDIES:
        if words in error.message:
            return remedy(error, moment)
    return mistake(error.type, error.message, at_line(error.line))


def warned(warning: Warned) -> str:
    """What a warning says, with the remedy of the classic ones."""
    if "that is not a leaf Tensor is being accessed" in warning.message:
        return (
            f"{warning.category}{at_line(warning.line)}: only leaves keep .grad. "
            "Call retain_grad() on this tensor before backward() to keep its gradient too."
        )
    told = (told for words, told in CAUTIONS.items() if words in warning.message)
    first = warning.message.strip().split("\n", 1)[0]
    return f"{warning.category}{at_line(warning.line)}: {next(told, _ended(first))}"


def _second_backward(error: Error, moment: Moment) -> str:
    who = "The backward pass"
    if error.node is not None:
        who = moment.node(error.node).name or who
    first = freeing(error, moment)
    now, before = _called_from(error, moment, first)
    told = (
        f"{who} fails{at_line(error.line)}{now}: its saved tensors were freed by "
        f"{_freeing_call(error, moment)}{before}."
    )
    found = carrier(moment, first)
    if found is not None:
        line = moment.recording.at(BackwardBegin, first).line
        return f"{told} {apart(found, line)}"
    if another_root(moment, first):
        return f"{told} Give that call retain_graph=True, or go backward once, from their sum."
    return (
        f"{told} Give that call retain_graph=True, or compute {_root(moment)} anew before going "
        "backward again."
    )


def _root(moment: Moment) -> str:
    """What the pass that runs goes back from, and where that was made: "loss (line 4)"."""
    recording = moment.recording
    index = latest(recording.of_kind(BackwardBegin), moment.step)
    roots = recording.at(BackwardBegin, index).roots if index != NEVER else ()
    state = moment.tensor(roots[0]) if len(roots) == 1 else None
    if state is None or not state.name or not state.line:
        return "the result"
    return f"{state.name} (line {state.line})"


def _called_from(error: Error, moment: Moment, first: int) -> tuple[str, str]:
    """What tells a failing pass from the first one where one line began both; else nothing."""
    recording = moment.recording
    second = latest(recording.of_kind(BackwardBegin), moment.step)
    if first == NEVER or recording.at(BackwardBegin, first).line != error.line:
        return "", ""
    before, now = told_apart(recording, first, second)
    again = called_again(recording, first, second)
    if again and not now:
        return f", called{at_line(again)}", " when it was called there before"
    return (now, before) if now else ("", " when that ran before")


def _freeing_call(error: Error, moment: Moment) -> str:
    index = freeing(error, moment)
    if index == NEVER:
        return "the backward() before"
    begun = moment.recording.at(BackwardBegin, index)
    by = "backward" if begun.accumulates else "autograd.grad"
    return f"{by}() on line {begun.line}" if begun.line else f"the {by}() before"


def freeing(error: Error, moment: Moment) -> int:
    """Where the backward pass began that freed what the failing node had saved."""
    recording = moment.recording
    index = recording.nodes.freed.get(error.node, NEVER) if error.node is not None else NEVER
    if index == NEVER:
        index = latest(recording.of_kind(Freed), moment.step)
    if index == NEVER:
        return NEVER
    running = recording.nodes.passes.get(recording.at(Freed, index).backward)
    return running.begin if running else NEVER


def _no_grad_fn(error: Error, moment: Moment) -> str:
    told = f"backward(){at_line(error.line)} has nowhere to go: its tensor has no grad_fn"
    found = remade(moment, wall(moment))
    if found is not None and not found.taken:
        return (
            f"{told}, because {found.made.how}{at_line(found.made.line)} takes only the numbers "
            f"of the tensors in {found.several}. Use torch.stack({found.several}) instead."
        )
    if found is not None:
        return (
            f"{told}, because {found.taken} takes the numbers alone, out of the graph, and "
            f"{found.made.how}{at_line(found.made.line)} makes a new tensor of them. Go on with "
            "the tensor itself; take its number only to print or to keep it."
        )
    return (
        f"{told}{why_untracked(moment)}. Compute it from a tensor with requires_grad=True, while "
        "gradients are being recorded."
    )


def _unpacking(error: Error, moment: Moment) -> str:
    """``x, = ctx.saved_tensors`` where forward() has saved another number of tensors."""
    found = _COUNTS.search(error.message)
    if found is None or ".saved_tensors" not in line_text(moment.recording, error.line):
        return mistake(error.type, error.message, at_line(error.line))
    wanted, got = found.groups()
    saved = "more" if got is None else "nothing" if got == "0" else got
    return (
        f"ctx.saved_tensors{at_line(error.line)} is to give {counted(int(wanted), 'tensor')}, and "
        f"forward() has saved {saved}. Pass all that backward() needs to one call of "
        "ctx.save_for_backward() in forward(), in the order in which they are taken out."
    )


def _of_a_number(error: Error, moment: Moment) -> str:
    taken = numbers_taken(moment)
    why = f": {taken.text} took it out of its graph" if taken is not None else ""
    return (
        f"backward(){at_line(error.line)} is called on a number, not on a tensor{why}. Call it on "
        "the tensor; take the number of that only to print or to keep it."
    )


def _of_a_tuple(error: Error, moment: Moment) -> str:
    """``g = torch.autograd.grad(y, x)`` is a tuple of one, which is taken for a tensor."""
    found = _GIVEN_GRADS.findall(moment.recording.source)
    line = line_text(moment.recording, error.line)
    name = next((each for each in found if re.search(rf"\b{each}\b\s*\.", line)), "")
    if not name:
        return mistake(error.type, error.message, at_line(error.line))
    return (
        f"{name} is a tuple{at_line(error.line)}: autograd.grad() gives one gradient for every "
        f"input. Unpack it: {name}, = torch.autograd.grad(…), or take {name}[0]."
    )


def _cast(error: Error, moment: Moment) -> str:
    if _IN_PLACE.search(line_text(moment.recording, error.line)):
        return mistake(error.type, error.message, at_line(error.line))
    return (
        f"This loss compares numbers with a point{at_line(error.line)}, and its target holds "
        "whole numbers. Give it target.float()."
    )


def _not_scalar(error: Error, moment: Moment) -> str:
    call, root = going_back(error, moment)
    whole = extent(moment, root)
    given = "grad_outputs" if call == "grad" else "a gradient"
    return (
        f"{call}(){at_line(error.line)} needs a single number to start from, and "
        f"{f'{root} {whole}' if whole else 'this tensor has several'}. Reduce it first, with "
        f"sum() or mean(), or pass {call}() {given} of the tensor's shape."
    )


def _changed_in_place(error: Error, moment: Moment) -> str:
    who, by = "A node", changer(error, moment)
    if error.node is not None:
        who = moment.node(error.node).name or who
    return (
        f"{who} fails{at_line(error.line)}: a tensor it saved for backward was changed in place "
        f"afterwards{f' ({by})' if by else ''}, so its version no longer fits. "
        f"{_instead(error, moment)}"
    )


def _instead(error: Error, moment: Moment) -> str:
    """What to do where a saved tensor was changed: by an operation, or by an optimizer's step."""
    index = changing(error, moment)
    if index == NEVER or not isinstance(moment.recording.events[index], Update):
        return "Use the operation that makes a new tensor, or change a clone()."
    found = carrier(moment, index)
    if found is not None:
        return (
            f"This pass goes back through {found.name} into the graph from before the step. Let "
            f"only its value go on: {detached(found.name)}. retain_graph=True does not help."
        )
    return "Call step() only when every backward() through this graph is done."


def _leaf_in_place(error: Error, moment: Moment) -> str:
    leaf, helps = changed_leaf(error, moment)
    whole = bound(moment, leaf)
    state = None if whole is None else moment.tensor(whole)
    if "a view of" in error.message and state is not None and state.is_leaf:
        return (
            f"{leaf} is a leaf that requires grad, and no part of it may be changed in "
            f"place{at_line(error.line)}: autograd would lose the value its gradient belongs to. "
            f"{helps}."
        )
    what = "view of a leaf" if "a view of" in error.message else "leaf"
    who = f"{leaf} is a {what} that requires grad, and" if leaf else f"A {what} that requires grad"
    return (
        f"{who} may not be changed in place{at_line(error.line)}: autograd would lose the value "
        f"its gradient belongs to. {helps}."
    )


def _needs_detach(error: Error, moment: Moment) -> str:
    return (
        f"NumPy cannot carry gradients along{at_line(error.line)}: call detach() on the tensor "
        "before numpy()."
    )


def _unused(error: Error, moment: Moment) -> str:
    text, tensor = meant(error, moment)
    whom = text or "one of the tensors asked for"
    why = "" if tensor is None else unconnected(moment, tensor).text
    told = f": {why}" if why else ". Check that it was used."
    return (
        f"No path leads from the output back to {whom}{at_line(error.line)}{told} Or pass "
        "allow_unused=True to get None."
    )


def _not_required(error: Error, moment: Moment) -> str:
    text, tensor = without_grad(error, moment)
    whom = text or "one of the tensors asked for"
    why = "" if tensor is None else absence(moment, tensor).text
    told = f"A gradient of {whom} is asked for{at_line(error.line)}."
    return f"{told} {why or 'It does not require grad.'} Set requires_grad before it is used."


def _none_grad(error: Error, moment: Moment) -> str:
    return missing_grad(error, moment).text or (
        f"Something is None here{at_line(error.line)}. A .grad is None until a backward pass has "
        "reached its tensor, and again after it was cleared."
    )


def _none_operand(error: Error, moment: Moment) -> str:
    """``w - lr * w.grad`` fails otherwise than a call of what is None, and for the same reason."""
    told = missing_grad(error, moment).text
    return told or mistake(error.type, error.message, at_line(error.line))


def _unnamed(error: Error, moment: Moment) -> str:
    told = mistake(error.type, error.message, at_line(error.line))
    near = next((lookalike(moment, name) for name in QUOTED.findall(error.message)), "")
    return f"{told} Perhaps {near} is meant." if near else told


def _no_attribute(error: Error, moment: Moment) -> str:
    kept = _OF_A_NODE.match(error.message)
    if kept is not None and f"ctx.{kept[1]}" in line_text(moment.recording, error.line):
        return (
            f"backward() reads ctx.{kept[1]}{at_line(error.line)}, and forward() has not set it. "
            f"Write ctx.{kept[1]} = … there; what is a tensor goes into ctx.save_for_backward()."
        )
    told = mistake(error.type, error.message, at_line(error.line))
    near = _DID_YOU_MEAN.search(error.traceback)
    return f"{told} Perhaps {near[1]} is meant." if near else told


def _shapes(error: Error, moment: Moment) -> str:
    first = first_line(error.message)
    return f"The shapes do not fit{at_line(error.line)}: {_ended(first)}{misfit(error, moment)}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _other_shapes(error: Error, moment: Moment) -> str:
    """What a state_dict holds that does not go into the module, one line of the message each."""
    told = [line.strip() for line in error.message.split("\n")[1:] if line.strip()]
    where = at_line(error.line)
    if not told:
        return mistake(error.type, error.message, where)
    more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
    return (
        f"The state_dict does not fit the module{where}: {told[0].rstrip('. ')}{more}. Load it "
        "into a module that is made as the one was that it was saved from."
    )


REMEDIES: tuple[tuple[str, Remedy], ...] = (
    ("object has no attribute 'backward'", _of_a_number),
    ("'tuple' object has no attribute", _of_a_tuple),
    ("Float can't be cast to the desired output type Long", _cast),
    ("can't optimize a non-leaf Tensor", not_a_leaf),
    ("optimizer got an empty parameter list", no_parameters),
    ("backward through the graph a second time", _second_backward),
    ("does not require grad and does not have a grad_fn", _no_grad_fn),
    ("grad can be implicitly created only for", _not_scalar),
    ("has been modified by an inplace operation", _changed_in_place),
    ("leaf Variable that requires grad is being used in an in-place operation", _leaf_in_place),
    ("Can't call numpy() on Tensor that requires grad", _needs_detach),
    ("appears to not have been used in the graph", _unused),
    ("of the differentiated Tensors does not require grad", _not_required),
    ("'NoneType' object", _none_grad),
    ("'NoneType'", _none_operand),
    ("values to unpack (expected ", _unpacking),
    ("' is not defined", _unnamed),
    ("has no attribute '", _no_attribute),
    ("must match the size of tensor", _shapes),
    ("shapes cannot be multiplied", _shapes),
    ("in loading state_dict", _other_shapes),
    ("inconsistent tensor size", _shapes),
    ("size mismatch", _shapes),
)
"""By words of the message, the first that fits."""
