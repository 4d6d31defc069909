"""Recordings that every Python must make alike: `python3 -m tests.golden` writes them anew.

Python 3.11 is followed by other means than 3.12 and later, and each version compiles programs in
its own way. What a person sees of a run must not depend on it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inspector.model.recordings.open_form import plain
from tests.runner.running import record

FOLDER = Path(__file__).parent / "runner" / "golden"
PROGRAMS = {
    "gradients": """\
x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor([1.0, -2.0, 4.0], requires_grad=True)
for turn in range(2):
    y = (x * w + w.detach() * turn).sum()
    y.backward()
    with torch.no_grad():
        w -= 0.5 * w.grad
    w.grad = None
print(x.grad, w)
""",
    "functions": """\
def outer(a, *rest, scale=2):
    def inner(b):
        return b * scale
    total = inner(a)
    for each in rest:
        total = total + inner(each)
    return total

def numbers(n):
    for k in range(n):
        yield k * 0.5

x = torch.ones(2, requires_grad=True)
y = outer(x, x + 1, scale=3)
z = [y * k for k in numbers(3)]
total = sum(
    part
    for part in z
)
total.sum().backward()
""",
    "statements": """\
import contextlib
class Point:
    kind = "point"
    def __init__(self, x, y=0):
        self.x, self.y = x, y
    @property
    def both(self):
        return self.x + self.y

@contextlib.contextmanager
def entered(what):
    yield what

a, (b, *c) = 1, (2, 3, 4)
p = Point(a, y=b)
try:
    q = p.both / (a - 1)
except ZeroDivisionError as error:
    q = None
else:
    q = 1
finally:
    done = True
with entered(5) as five:
    d = five if a else b
while d > 3: d -= 1
match c:
    case [first, *others]:
        e = first
    case _:
        e = 0
del a
f = lambda n: n + 1
g = f(
    d
)
if (h := g) > 3 and e: pass
x = torch.tensor(
    [1.0, 2.0],
    requires_grad=True,
); y = x * \\
    3
""",
}


def made(name: str) -> list[dict[str, Any]]:
    """What is recorded of a program now, as plain data."""
    return [json.loads(json.dumps(plain(event))) for event in record(PROGRAMS[name])]


def stored(name: str) -> list[dict[str, Any]]:
    """What shall be recorded of it."""
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    return [dict(event) for event in json.loads(text)]


def main() -> None:
    """Store what is recorded now."""
    FOLDER.mkdir(exist_ok=True)
    for name in PROGRAMS:
        lines = ",\n".join(json.dumps(event) for event in made(name))
        (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
