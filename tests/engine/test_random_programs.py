"""Random programs of elementwise, view, reduction and in-place steps, run here and on PyTorch."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from tests.engine.parity import close, graph

LEAVES = ((), (3,), (2, 3), (1, 3), (2, 1))
UNARY = (
    "torch.sin({a})",
    "{a}.tanh()",
    "{a}.sigmoid()",
    "-{a}",
    "{a} * 2",
    "3 - {a}",
    "{a} / 2",
    "{a} ** 2",
    "{a}.relu()",
    "{a}.abs()",
    "torch.exp({a} * 0.1)",
    "{a}.clamp(-1, 1)",
    "1 / ({a} * {a} + 1)",
    "{a}.detach()",
    "{a} + 1",
    "{a}.sum()",
    "{a}.mean()",
    "{a}.reshape(-1)",
    "{a}.unsqueeze(0)",
    "{a}.squeeze()",
    "{a}[..., None]",
    "{a}.cos()",
    "{a}.clone()",
    "{a} % 0.7",
    "2 ** ({a} * 0.3)",
    "{a}.expand(2, *{a}.shape)",
    "{a}.flatten()",
    "{a}.max()",
    "torch.log({a} * {a} + 1)",
)
BINARY = (
    "{a} + {b}",
    "{a} - {b}",
    "{a} * {b}",
    "{a} / ({b} * {b} + 1)",
    "torch.where({a} > {b}, {a}, {b})",
    "torch.maximum({a}, {b})",
    "torch.add({a}, {b}, alpha=2)",
)
IN_PLACE = (
    "{a}.mul_(2)",
    "{a}.add_({b})",
    "{a}.tanh_()",
    "{a}.sub_(1)",
    "{a}[0] += 1",
    "{a}[0] = 2.",
    "{a}[-1] *= {b}.mean()",
)
step = st.tuples(
    st.sampled_from(UNARY + BINARY + BINARY + IN_PLACE), st.integers(0, 80), st.integers(0, 80)
)


def run(module: Any, steps: list[Any], seed: int) -> tuple[list[Any], list[Any], list[str]]:
    """The leaves, every value, and the text of every error."""
    values, errors = [], []
    for number, shape in enumerate(LEAVES):
        count = int(torch.Size(shape).numel())
        data = [((n * 7 + number * 3 + seed) % 11 - 5) * 0.23 for n in range(count)]
        values.append(
            module.tensor(data, dtype=module.float64).reshape(shape).clone().requires_grad_()
        )
    leaves = list(values)
    for text, one, two in steps:
        names = {"torch": module, "a": values[one % len(values)], "b": values[two % len(values)]}
        code = text.format(a="a", b="b")
        try:
            exec(f"r = {code}" if _is_expression(code) else f"{code}\nr = a", names)
        except RuntimeError as error:
            errors.append(str(error).partition("\n")[0])
            continue
        except (IndexError, TypeError) as error:
            errors.append(type(error).__name__)
            continue
        if names["r"].numel() <= 64 and names["r"].ndim <= 5:
            values.append(names["r"])
    return leaves, values, errors


def _is_expression(code: str) -> bool:
    return not any(sign in code for sign in (" = ", " += ", " *= "))


@settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(st.lists(step, min_size=5, max_size=60), st.integers(0, 10))
def test_a_random_program_does_what_it_does_on_pytorch(steps: list[Any], seed: int) -> None:
    own_leaves, own, own_errors = run(engine, steps, seed)
    leaves, theirs, errors = run(torch, steps, seed)
    assert own_errors == errors
    assert len(own) == len(theirs)
    for one, two in zip(own, theirs, strict=True):
        assert close(one, two, "float64")
        assert graph(one.grad_fn, 6) == graph(two.grad_fn, 6)
    assert _text(own[-1]) == _text(theirs[-1])
    ends = [n for n, each in enumerate(theirs) if each.requires_grad][-3:]
    one_error = _backward(engine, [own[n] for n in ends])
    two_error = _backward(torch, [theirs[n] for n in ends])
    assert one_error == two_error
    if not two_error:
        for one, two in zip(own_leaves, leaves, strict=True):
            assert close(one.grad, two.grad, "float64")


def _backward(module: Any, ends: list[Any]) -> str:
    if not ends:
        return ""
    try:
        sum(each.sum() for each in ends).backward()
    except RuntimeError as error:
        return str(error).partition(":")[0]
    return ""


def _text(value: Any) -> str:
    return repr(value)


@pytest.mark.parametrize("text", ["x * 2", "x.sum()", "x[0]", "(x * 1).add_(1)", "x.detach()"])
def test_a_result_prints_as_on_pytorch(text: str) -> None:
    shown = [
        repr(eval(text, {"x": module.ones(2, 3, requires_grad=True)}))
        for module in (engine, torch)
    ]
    assert shown[0] == shown[1]
