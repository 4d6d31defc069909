"""Every way of drawing gives PyTorch's numbers to the last bit, and leaves its stream as far on.

The sizes lie on both sides of those at which PyTorch's kernels change their way (16 normal
numbers make a block).
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import torch

import engine

SIZES = (0, 1, 2, 7, 15, 16, 17, 40)
DTYPES = ("float32", "float64", "float16", "bfloat16", "complex64", "int64", "uint8", "bool")
FILLS = (
    "uniform_()", "uniform_(-3, 2.5)", "normal_()", "normal_(2, .3)", "bernoulli_(.3)",
    "bernoulli_(torch.tensor(.3))", "exponential_()", "exponential_(2.5)", "geometric_(.3)",
    "cauchy_(1, 3)", "log_normal_(.5, .25)", "random_()", "random_(10)", "random_(-3, 100)",
)  # fmt: skip
MADE = (
    "torch.rand({n}, dtype={t})",
    "torch.randn({n}, dtype={t})",
    "torch.randn_like(torch.ones(2, {n}, dtype={t}).t())",
    "torch.ones({n}, 2, dtype={t}).t().uniform_()",
    "torch.ones({n}, 2, dtype={t})[:, 0].bernoulli_(.4)",
    "torch.randint(-5, 50, ({n},), dtype={t})",
    "torch.randint(0, 2**34, ({n},), dtype={t})",
    "torch.randint_like(torch.ones({n}, dtype={t}), 2)",
    "torch.randperm({n}, dtype={t})",
    "torch.poisson(torch.linspace(0, 40, {n}).to({t}))",
    "torch.normal(torch.zeros({n}, dtype={t}), 2.)",
    "torch.normal(1., torch.full(({n},), 2., dtype={t}))",
    "torch.normal(1., 2., ({n},), dtype={t})",
    "torch.nn.functional.dropout(torch.ones({n}, dtype={t}), .3)",
    "torch.nn.functional.dropout(torch.ones({n}, 2, dtype={t}).t(), .3)",
)
DRAWS = (
    "torch.multinomial(torch.arange(1., 8), 5)",
    "torch.multinomial(torch.arange(1., 8).double(), 20, True)",
    "torch.multinomial(torch.ones(3, 4), 2)",
    "torch.bernoulli(torch.linspace(0, 1, 30))",
    "torch.bernoulli(torch.linspace(0, 1, 30).double())",
    "torch.binomial(torch.tensor([10., 100, 3]), torch.tensor([.3, .6, .9]))",
    "torch.normal(torch.arange(20.), torch.linspace(.1, 2, 20))",
    "torch.nn.Dropout2d(.4)(torch.ones(3, 5, 2, 2))",
    "torch.nn.init.xavier_normal_(torch.empty(5, 7))",
    "torch.nn.init.xavier_uniform_(torch.empty(5, 7), gain=2.)",
    "torch.nn.init.kaiming_normal_(torch.empty(4, 3, 2, 2), mode='fan_out')",
    "torch.nn.init.kaiming_uniform_(torch.empty(4, 3), a=5 ** .5)",
    "torch.nn.init.trunc_normal_(torch.empty(60), std=2.)",
    "torch.nn.init.trunc_normal_(torch.empty(40), 5., 1.)",
    "torch.nn.init.trunc_normal_(torch.empty(9, 2, dtype=torch.bfloat16), -9., .5)",
    "torch.nn.init.trunc_normal_(torch.empty(3, dtype=torch.float16), 0., 3., -.1, .1)",
    "torch.empty(500, dtype=torch.bfloat16).uniform_(1000, 1003)",
    "torch.nn.init.sparse_(torch.empty(10, 4), .3)",
    "torch.nn.Linear(7, 9).weight",
    "torch.nn.Linear(7, 9).bias",
    "torch.nn.Embedding(6, 5).weight",
    "torch.nn.Conv2d(2, 3, 3).weight",
    "torch.nn.LSTM(3, 4).weight_hh_l0",
    "torch.get_rng_state()",
    "torch.Generator().get_state()",
    "torch.randn(5, generator=torch.Generator().manual_seed(2**40 + 3))",
)


def drawn(module: Any, text: str) -> tuple[tuple[str, Any], list[float]]:
    """What a call gives (or the text of its error), and what the stream gives next."""
    module.manual_seed(11)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = eval(text, {"torch": module})
        except (RuntimeError, NotImplementedError, ValueError) as error:
            return (f"{type(error).__name__}: {str(error).partition(chr(10))[0]}", []), []
    return (str(found.dtype), found.tolist()), module.randn(3).tolist()


def differing(texts: list[str]) -> list[str]:
    """The calls that draw anything else than PyTorch's."""
    found = []
    for text in texts:
        own, theirs = drawn(engine, text), drawn(torch, text)
        (kind, values), after = own
        alike = np.array_equal(np.array(values), np.array(theirs[0][1]), equal_nan=True)
        if not alike or (kind, after) != (theirs[0][0], theirs[1]):
            found.append(f"{text}: {own} instead of {theirs}")
    return found


@pytest.mark.parametrize("dtype", DTYPES)
def test_filling_a_tensor_draws_pytorchs_numbers(dtype: str) -> None:
    texts = [f"torch.empty({n}, dtype=torch.{dtype}).{fill}" for n in SIZES for fill in FILLS]
    assert not differing(texts)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_new_tensor_holds_pytorchs_numbers(dtype: str) -> None:
    assert not differing([text.format(n=n, t=f"torch.{dtype}") for n in SIZES for text in MADE])


@pytest.mark.parametrize("text", DRAWS)
def test_a_draw_is_pytorchs(text: str) -> None:
    assert not differing([text])


def test_two_streams_go_on_alike_from_a_saved_state() -> None:
    for count in (1, 3, 700):
        states = []
        for module in (engine, torch):
            stream = module.Generator().manual_seed(5)
            module.randn(count, generator=stream)
            states.append(stream.get_state().tolist())
            again = module.Generator().set_state(stream.get_state())
            assert module.equal(
                module.randn(40, generator=again), module.randn(40, generator=stream)
            )
        assert states[0] == states[1]
