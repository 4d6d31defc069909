"""Every formula that a card shows, read back as it is written, gives the recorded gradient."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import prod
from typing import Any

import torch

from inspector.model.derivations.derivation import Derivation, Factor, Outcome
from inspector.model.derivations.deriving import derivations
from inspector.model.derivations.evaluation import GRAD
from inspector.model.derivations.notation import incoming_name
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.recording import Recording
from tests.engine.parity import arrays
from tests.engine.samples import samples
from tests.model.derivations.reading import Known, read
from tests.runner.running import record_all

GIVEN = """
def go_back(out):
    found = out if isinstance(out, (tuple, list)) else (out,)
    found = [one for one in found if isinstance(one, torch.Tensor) and one.requires_grad]
    slopes = [
        torch.linspace(0.5, 1.5, one.numel(), dtype=one.dtype).reshape(one.shape) for one in found
    ]
    torch.autograd.backward(found, slopes)

i = torch.tensor([[1, 2, 3], [4, 5, 6]])
j = torch.tensor([[3, 2, 1], [1, 2, 4]])
k = torch.tensor([2, 0, 1])
t = torch.tensor([[True, False, True], [False, True, True]])
f = torch.tensor([[True, True, False], [False, False, True]])
"""
TRIED = """
try:
    {}
    go_back(out)
except Exception:
    pass
"""
ROLES = {"self": "input", "result": "output"}
SHAPED = (
    "spread over the input's shape",
    "summed over what was repeated",
    "in the input's shape",
    "without the added dimension",
)
"""What formulas say of shapes: the reading is brought to the shape of the gradient anyway."""
TOLD = (
    "put where", "the part of it", "zero where", "zero in its", "exchanged back", "back in order",
    "reversed back", "rolled back", "turned back", "moved back", "added up", "cut into",
    "shared out", "as many as share it", "past a 0", "taken from", "mirror image",
    "on the diagonal",
    "upper right block", "for the square part", "real numbers", "complex numbers",
    "the normalised input", "of time", "step that ran", "[part]",
)  # fmt: skip
"""Words that tell where elements go or come from, and are no formula: they cannot be read."""
UNREAD = {
    "cdist": "one sum over the pairs of rows, and another over what they share",
    "renorm": "norm is that of each slice along the dimension that was given",
    "renorm_": "norm is that of each slice along the dimension that was given",
    "linalg_cross": "cross is along the dimension that was given",
    "linalg_svd": "of full matrices only the columns and rows that have a singular value count",
    "affine_grid_generator": "the grid is made on the way",
    "repeat": "what was repeated lies side by side, in no dimension of its own",
}
"""Operations whose formulas leave to words or to the eye what a reader would have to know."""
TOGETHER = 40
"""So many expressions are one program: a short recording is asked quicker than a long one."""
OF_EACH = 2
"""So many expressions of an operation are tried; more of them seldom have another formula."""
LEAST = 300
"""So many formulas are read, or the reader passes over what it should read."""


def program(texts: list[str]) -> str:
    leaves = "".join(
        f"{name} = torch.tensor({each.tolist()}, dtype=torch.float64)"
        f".reshape({each.shape}).requires_grad_()\n"
        for name, each in arrays("float64").items()
    )
    return leaves + GIVEN + "".join(TRIED.format(_named(text)) for text in texts)


def _named(text: str) -> str:
    *statements, last = text.split("; ")
    return "; ".join([*statements, f"out = {last}"])


def recorded(
    texts: list[str], seen: set[object]
) -> Iterator[tuple[str, Derivation, NodeBackward]]:
    """Each kind of gradient that was not seen yet, with the name of its operation."""
    recording = Recording(source := program(texts))
    recording.extend(record_all(source))
    for index in recording.of_kind(NodeBackward):
        event = recording.events[index]
        assert isinstance(event, NodeBackward)
        moment = Moment(recording, index + 1)
        op = moment.node(event.node).op
        if op is None or (kind := _kind(op)) in seen:
            continue
        seen.add(kind)
        for one in derivations(moment, event.node):
            if one.outcome is Outcome.AGREES and one.formula.text:
                yield op.name, one, event


def _kind(op: Op) -> object:
    given = tuple((one.name, one.text, one.tensor is None) for one in op.inputs)
    return op.name, given, tuple(one.value.dtype for one in op.outputs)


def names(found: Derivation, event: NodeBackward) -> dict[str, torch.Tensor]:
    """The recorded numbers by what the formula calls them."""
    values = {_called(one): tensor_of(one.value) for one in found.factors if one.value is not None}
    arrived = {
        number: came for number, came in enumerate(event.incoming, 1) if came and came.whole
    }
    for number, came in arrived.items():
        values[incoming_name(number)[0]] = tensor_of(array(came))
        if len(arrived) == 1:
            values.setdefault("incoming", tensor_of(array(came)))
    return values


def _called(factor: Factor) -> str:
    if factor.name != GRAD:
        return factor.variable or ROLES.get(factor.name, factor.name)
    root, _, of = factor.variable.partition("/")
    return f"∂{root}/∂{of}" if root and of and root != of else "incoming"


def tensor_of(value: Any) -> torch.Tensor:
    found = torch.tensor(value)
    return found.double() if found.dtype in (torch.float32, torch.float16) else found


def readings(
    text: str, values: dict[str, torch.Tensor], shape: tuple[int, ...]
) -> Iterator[torch.Tensor]:
    """What a formula stands for, for each choice of the axes that its sums leave unsaid."""
    for number in range(len(shape) + 1):
        for axes in combinations(range(len(shape)), number):
            reduced = tuple(length for axis, length in enumerate(shape) if axis not in axes)
            kept = tuple(1 if axis in axes else length for axis, length in enumerate(shape))
            spread = {
                name: value.reshape(kept) if value.shape == reduced else value
                for name, value in values.items()
            }
            try:
                yield read(text, Known(spread, axes, prod(shape[axis] for axis in axes)))
            except RuntimeError:  # shapes that do not meet: other axes are meant
                continue


def is_right(found: Derivation, event: NodeBackward) -> bool:
    """Whether a formula, read as it is written, gives the gradient that was recorded."""
    assert found.sent is not None
    text = found.formula.text.partition(" = ")[2]
    for words in SHAPED:
        text = text.removesuffix(f", {words}")
    sent = tensor_of(array(found.sent))
    return any(_agree(each, sent) for each in readings(text, names(found, event), sent.shape))


def _agree(found: torch.Tensor, sent: torch.Tensor) -> bool:
    if found.numel() == sent.numel():
        found = found.reshape(sent.shape)
    while found.ndim > sent.ndim:
        found = found.sum(0)
    for axis, length in enumerate(reversed(sent.shape), 1):
        if axis <= found.ndim and length == 1 != found.shape[-axis]:
            found = found.sum(-axis, keepdim=True)
    if found.is_complex() and not sent.is_complex():
        found = found.real
    lengths = zip(reversed(found.shape), reversed(sent.shape), strict=False)
    if any(own not in (1, wanted) for own, wanted in lengths):
        return False
    spread = found.expand(sent.shape).to(sent.dtype)
    return torch.allclose(spread, sent, 1e-4, 1e-6, equal_nan=True)


def test_every_formula_read_back_gives_the_recorded_gradient() -> None:
    tried: dict[str, list[str]] = {}
    for name, text in samples():
        tried.setdefault(name, []).append(text)
    texts = [text for of_one in tried.values() for text in of_one[:OF_EACH]]
    seen: set[object] = set()
    wrong, read_at_all = {}, 0
    for place in range(0, len(texts), TOGETHER):
        for name, found, event in recorded(texts[place : place + TOGETHER], seen):
            written = found.formula.text
            if name in UNREAD or any(words in written for words in TOLD):
                continue
            read_at_all += 1
            if not is_right(found, event):
                wrong[name] = written
    assert wrong == {}
    assert read_at_all > LEAST, read_at_all
