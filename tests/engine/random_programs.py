"""A vocabulary of steps for random programs, and what a program leaves behind on either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

LEAVES = ((), (3,), (2, 3), (1, 3), (2, 1), (3, 3))
LARGEST, GREATEST = 64, 1e6
PLAIN = (
    "torch.sin({a})", "{a}.tanh()", "{a}.sigmoid()", "-{a}", "{a} * 2", "3 - {a}", "{a} / 2",
    "{a} ** 2", "{a}.relu()", "{a}.abs()", "torch.exp({a} * 0.1)", "{a}.clamp(-1, 1)",
    "1 / ({a} * {a} + 1)", "{a} + 1", "{a}.cos()", "{a}.clone()", "{a} % 0.7", "{a}.sqrt()",
    "2 ** ({a} * 0.3)", "torch.log({a} * {a} + 1)", "{a}.exp()", "{a}.softmax(-1)",
    "{a}.log_softmax(0)", "{a}.cumsum(0)", "{a}.neg().sign()", "{a}.contiguous()",
)  # fmt: skip
REDUCED = (
    "{a}.sum()", "{a}.mean()", "{a}.sum(0)", "{a}.mean(-1, keepdim=True)", "{a}.max()",
    "{a}.max(0).values", "{a}.amax(-1)", "{a}.prod()", "{a}.std()", "{a}.norm()", "{a}.var(0)",
    "{a}.logsumexp(0)", "{a}.min(-1)[0]", "{a}.argmax()",
)  # fmt: skip
VIEWED = (
    "{a}.reshape(-1)", "{a}.unsqueeze(0)", "{a}.squeeze()", "{a}[..., None]", "{a}.flatten()",
    "{a}.expand(2, *{a}.shape)", "{a}[0]", "{a}[..., -1]", "{a}[1:]", "{a}[:, 0]", "{a}.t()",
    "{a}.transpose(0, -1)", "{a}.view(-1)", "{a}.detach()", "{a}.chunk(2)[0]", "{a}.unbind()[-1]",
    "{a}.split(1)[0]", "{a}[[0, 0]]", "{a}[{a} > 0]", "{a}.diagonal()", "{a}.narrow(0, 0, 1)",
    "{a}.select(0, -1)", "{a}.permute(1, 0)", "{a}.mT", "{a}.view_as({a})", "{a}.data",
)  # fmt: skip
PAIRED = (
    "{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} / ({b} * {b} + 1)", "torch.maximum({a}, {b})",
    "torch.where({a} > {b}, {a}, {b})", "torch.add({a}, {b}, alpha=2)", "{a} @ {b}",
    "torch.stack([{a}, {b}])", "torch.cat([{a}, {b}])", "{a}.addcmul({b}, {b})",
    "{a}.lerp({b}, 0.3)", "torch.outer({a}, {b})", "{a}.expand_as({b})", "torch.atan2({a}, {b})",
    "{a}.masked_fill({b} > 0, 0.5)",
)  # fmt: skip
IN_PLACE = (
    "{a}.mul_(2)", "{a}.add_({b})", "{a}.tanh_()", "{a}.sub_(1)", "{a}[0] += 1", "{a}[0] = 2.",
    "{a}[-1] *= {b}.mean()", "{a}[..., 0] = {b}.sum()", "{a}.copy_({b})", "{a}.zero_()",
    "{a}.mul_({b})", "{a}.fill_(0.5)", "{a}.relu_()", "{a}[1:].mul_(3)", "{a} += {b}",
    "{a}.t_()", "{a}.unsqueeze_(0)", "{a}.squeeze_()", "{a}.detach_()", "{a}.clamp_(min=0)",
    "{a}[{a} > 0] = 0.1", "{a}.data.mul_(2)", "{a}.exp_()", "{a}.masked_fill_({b} > 0, 1.)",
)  # fmt: skip
SECOND_ORDER = (
    "g = torch.autograd.grad({a}.sum(), {b}, create_graph=True, allow_unused=True)[0]; "
    "r = g if g is None else g.detach().clone()"
)
AROUND = (
    "with torch.no_grad(): r = {a} * {b}", "with torch.no_grad(): r = {a}.view(-1)",
    "with torch.no_grad(): {a}.add_(1)", "with torch.no_grad(): {a}[0] = 0.5",
    "{a}.retain_grad()", "{a}.requires_grad_()", "{a}.requires_grad_(False)",
    "{a}.register_hook(lambda g: g * 2)",
    "{a}.register_hook(lambda g: log.append(tuple(g.shape)))",
    "{a}.sum().backward()", "{a}.sum().backward(retain_graph=True)", "{a}.backward()",
    "{a}.mean().backward(retain_graph=True)", "{a}.grad = None",
    "r = torch.autograd.grad({a}.sum(), {b}, retain_graph=True)[0].clone()",
    SECOND_ORDER,
    "{a}.sum().backward(inputs=[{b}], retain_graph=True)",
    "torch.autograd.backward([{a}, {b}], [torch.ones_like({a}), torch.ones_like({b})], True)",
)  # fmt: skip
# How often each kind of step is drawn.
STEPS = PLAIN * 2 + REDUCED + VIEWED * 2 + PAIRED * 3 + IN_PLACE * 2 + AROUND
STATEMENTS = (" = ", " += ", " *= ", " **= ", " /= ", " -= ", "with ", "; ", "hook(")
Step = tuple[str, int, int]


@dataclass
class Remains:
    """What a program left: its values, its leaves, its errors, what its hooks noted."""

    values: list[Any]
    leaves: list[Any]
    errors: list[str] = field(default_factory=list)
    log: list[Any] = field(default_factory=list)


def leaf(module: Any, number: int, shape: tuple[int, ...], seed: int) -> Any:
    """One of the tensors that a program begins with."""
    count = int(np.prod(shape))
    data = [((n * 7 + number * 3 + seed) % 11 - 5) * 0.23 + 0.01 * n for n in range(count)]
    made = module.tensor(data, dtype=module.float64).reshape(shape).clone()
    return made.requires_grad_(number != 3)


def run(module: Any, steps: Sequence[Step], seed: int) -> Remains:
    """Run a program: each step takes earlier values, and its result is a value for later ones."""
    values = [leaf(module, number, shape, seed) for number, shape in enumerate(LEAVES)]
    remains = Remains(values, list(values))
    for text, one, two in steps:
        a, b = values[-1 - one % len(values)], values[-1 - two % len(values)]
        try:
            result = step(module, text, a, b, remains.log)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            remains.errors.append(said(error))
            continue
        remains.errors.append("")
        if result is not None and is_tame(result):
            values.append(result)
    return remains


def is_tame(result: Any) -> bool:
    """Is it small, and are its elements not so large that what follows is only rounding?"""
    if result.numel() > LARGEST or result.ndim > 5:
        return False
    with np.errstate(all="ignore"):
        largest = np.abs(np.array(result.detach().tolist(), complex))
    return not bool((largest[np.isfinite(largest)] > GREATEST).any())


def step(module: Any, text: str, a: Any, b: Any, log: list[Any]) -> Any:
    """The result of one step, or None if it has none of its own."""
    names: dict[str, Any] = {"torch": module, "a": a, "b": b, "log": log}
    code = text.format(a="a", b="b")
    if "register_hook" in text and a._is_view() and a.requires_grad and a.is_leaf:
        return None  # PyTorch itself crashes where a view requires grad only through its base
    statement = text in AROUND or any(sign in code for sign in STATEMENTS)
    exec(code if statement else f"r = {code}", names)
    return names.get("r")


def said(error: Exception) -> str:
    """An error's type and text; of those that numpy or Python word, only the type."""
    text = str(error).partition("\n")[0].partition(" (Triggered")[0]
    return f"{type(error).__name__}: {text}"


def whole_graph(node: Any) -> list[str]:
    """Every node that can be reached, numbered as met, with where it leads."""
    if node is None:
        return []
    order, places = [node], {node: 0}
    for each in order:
        for target, _ in each.next_functions:
            if target is not None and target not in places:
                places[target] = len(order)
                order.append(target)
    return [
        f"{type(each).__name__.rpartition('.')[2]}"
        + str([(places.get(t, -1), number) for t, number in each.next_functions])
        for each in order
    ]


def facts(value: Any) -> str:
    """All about a value but its elements."""
    try:
        return known(value)
    except RuntimeError as error:  # nobody may ask for the history of some views
        return said(error)


def known(value: Any) -> str:
    """All about a value but its elements.

    Raises:
        RuntimeError: it is a view that has no history any more.
    """
    kind = f"{value.dtype} {tuple(value.shape)} {value.requires_grad} leaf={value.is_leaf}"
    view = value._is_view() if value.requires_grad else "?"  # a gradient may be one of its seed
    return f"{kind} version={value._version} view={view} nr={value.output_nr}"


def close(one: Any, two: Any) -> bool:
    """Have two tensors (or Nones) the same elements, up to rounding?"""
    if one is None or two is None:
        return one is two
    if tuple(one.shape) != tuple(two.shape):
        return False
    a, b = (np.array(each.detach().tolist(), complex) for each in (one, two))
    with np.errstate(all="ignore"):
        near = 1e-8 if "64" in str(one.dtype) else 1e-5
        return bool(np.allclose(a, b, near, near / 100, equal_nan=True))


def differences(own: Remains, theirs: Remains) -> list[str]:
    """In what two remains differ, as sentences."""
    if own.errors != theirs.errors:
        pairs = enumerate(zip(own.errors, theirs.errors, strict=True))
        return [f"step {n}: {a!r} instead of {b!r}" for n, (a, b) in pairs if a != b][:1]
    if own.log != theirs.log or len(own.values) != len(theirs.values):
        return [f"hooks noted {own.log} instead of {theirs.log}"]
    found = []
    for n, (one, two) in enumerate(zip(own.values, theirs.values, strict=True)):
        if facts(one) != facts(two):
            found.append(f"value {n}: {facts(one)} instead of {facts(two)}")
        elif not close(*(each.detach() for each in (one, two))):
            found.append(f"value {n}: {one} instead of {two}")
        elif not facts(one).startswith("torch."):
            continue
        elif whole_graph(one.grad_fn) != whole_graph(two.grad_fn):
            found.append(
                f"graph {n}: {whole_graph(one.grad_fn)}\n  not {whole_graph(two.grad_fn)}"
            )
        elif (one.is_leaf or one.retains_grad) and not close(one.grad, two.grad):
            found.append(f"gradient {n}: {one.grad} instead of {two.grad}")
    return found
