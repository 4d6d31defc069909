"""Further kinds of steps for random programs: shared storage, mixed dtypes, second looks.

``wider_steps.txt`` holds one a line.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.engine.random_programs import AROUND, IN_PLACE, PAIRED, PLAIN, REDUCED, VIEWED, Step

LINES = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
WIDER = tuple(line for line in LINES if not line.startswith("#"))
EVERY = PLAIN + REDUCED + VIEWED * 2 + PAIRED * 2 + IN_PLACE * 2 + AROUND + WIDER * 2


def wider_program(seed: int) -> list[Step]:
    """5 to 40 steps of every kind that there is."""
    draw = Random(seed)
    return [
        (draw.choice(EVERY), int(draw.expovariate(0.3)), int(draw.expovariate(0.15)))
        for _ in range(draw.randint(5, 40))
    ]
