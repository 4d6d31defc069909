"""Random programs whose last values are summed, for tests of gradients and of paths."""

from __future__ import annotations

from random import Random

import numpy as np

from tests.engine.random_programs import PAIRED, PLAIN, REDUCED, VIEWED

SHAPES = ((), (3,), (2, 3), (2, 1))
VOCABULARY = PLAIN * 2 + REDUCED + VIEWED + PAIRED * 3
STEPS, RECENT, SUMMED = 6, 6, 3
_STEP = """\
try:
    v{n} = {text}
    assert v{n}.numel() <= 64 and v{n}.is_floating_point()
except Exception:
    v{n} = l{spare} * 2
"""


def program(seed: int) -> str:
    """A program of ``STEPS`` operations on four leaves, and the backward pass of the sum."""
    random = Random(seed)
    names = [f"l{number}" for number in range(len(SHAPES))]
    lines = [""] + [_leaf(number, seed) for number in range(len(SHAPES))]
    for number in range(STEPS):
        one, two = random.choice(names[-RECENT:]), random.choice(names[-RECENT:])
        text = random.choice(VOCABULARY).format(a=one, b=two)
        lines.append(_STEP.format(n=number, text=text, spare=number % len(SHAPES)))
        names.append(f"v{number}")
    total = " + ".join(f"{name}.sum()" for name in names[-SUMMED:])
    return "\n".join([*lines, f"total = {total}", "total.backward()", ""])


def _leaf(number: int, seed: int) -> str:
    shape = SHAPES[number]
    count = int(np.prod(shape))
    data = [((n * 7 + number * 3 + seed) % 11 - 5) * 0.23 + 0.01 * n for n in range(count)]
    made = f"torch.tensor({data}, dtype=torch.float64).reshape({shape})"
    return f"l{number} = {made}.requires_grad_()"
