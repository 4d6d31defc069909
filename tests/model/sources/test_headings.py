"""The few words by which a statement is known."""

from __future__ import annotations

import pytest

from inspector.model.sources.headings import headings


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("penalty = sum(p.pow(2).sum() for p in ps)", "penalty"),
        ("self.loss += term(x)", "self.loss"),
        ("norms, total = measure(ps)", "norms, total"),
        ("(g,) = torch.autograd.grad(y, x)", "g"),
        ("total: Tensor = f(x)", "total"),
        ("nn.utils.clip_grad_norm_(ps, 1.0)", "clip_grad_norm_()"),
    ],
)
def test_a_statement_is_known_by_what_it_binds_or_calls(line: str, heading: str) -> None:
    assert headings(f"\n{line}\n") == {2: heading}


def test_what_a_function_returns_has_a_word_too() -> None:
    assert headings("def f(x):\n    return x * x") == {2: "return"}


def test_what_would_be_too_long_and_what_is_no_program_have_none() -> None:
    assert headings("a_rather_long_name, another_one = f(x)") == {}
    assert headings("penalty = (") == {}
