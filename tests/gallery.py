"""Pictures of the graphs that must look well: ``python3 -m tests.gallery [FOLDER [NAME …]]``.

Each is what the canvas shows first of a finished run, in every theme and both directions. They are
for a person's eyes: look at all of them after a change to layout, drawing or camera.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from PySide6.QtWidgets import QApplication

import engine
from inspector.app import make_application
from inspector.assets import LESSONS
from inspector.canvas.view import GraphCanvas
from inspector.drawing.sizes import card_sizes
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.theme.tokens import THEMES
from tests.runner.running import record_all
from tests.support.canvases import grabbed
from tests.support.webs import web

SIZE = {"light": (746, 713), "dark": (746, 713), "projector": (1900, 940)}
"""Of the canvas: in a window of 1440 by 900 pixels, and presenting in one of 1920 by 1080."""
NODES = 10_000

THREE = """\
import torch
x = torch.tensor(2.0, requires_grad=True)
y = x * 3
y.backward()
"""
LOOP = """\
import torch
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 2), torch.randn(8, 1)
for step in range(20):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
"""
RECURRENT = """\
import torch
from torch import nn
torch.manual_seed(0)
cell = nn.LSTMCell(3, 4)
h, c = torch.zeros(2, 4), torch.zeros(2, 4)
for x in torch.randn(50, 2, 3):
    h, c = cell(x, (h, c))
h.sum().backward()
"""
FUSED = """\
import torch
from torch import nn
torch.manual_seed(0)
lstm = nn.LSTM(3, 4)
out, (h, c) = lstm(torch.randn(50, 2, 3))
out.sum().backward()
"""
BLOCK = """\
import torch
from torch import nn
torch.manual_seed(0)
block = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
block(torch.randn(2, 3, 8)).sum().backward()
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """One graph of the gallery, and how its recording is made."""

    name: str
    make: Callable[[], Recording]


def run(source: str) -> Recording:
    """The recording of a program, its error and its end among it."""
    made = Recording(source, "gallery.py")
    made.extend(record_all(source))
    return made


def lesson(number: str) -> Piece:
    """A lesson's program; those of the first chapters mirror what the program was made for."""
    path = next(LESSONS.glob(f"{number}_*.py"))
    return Piece(path.stem, lambda: run(path.read_text(encoding="utf-8")))


GALLERY = (
    Piece("three-nodes", partial(run, THREE)),
    *map(lesson, ("03", "12", "13", "18", "31")),
    Piece("training-loop", partial(run, LOOP)),
    Piece("lstm-cell", partial(run, RECURRENT)),
    Piece("lstm", partial(run, FUSED)),
    Piece("transformer-block", partial(run, BLOCK)),
    lesson("34"),
    Piece("random", partial(web, NODES)),
)


def pictures(recording: Recording) -> Iterator[tuple[str, GraphCanvas]]:
    """A canvas at the end of a recording in every theme and both directions."""
    for theme, direction in product(THEMES, Direction):
        session = Session(Settings({"theme": theme, "direction": direction.value}))
        session.settings["reduced_motion"] = True
        session.open_recording(recording)
        session.go(len(recording))
        canvas = GraphCanvas(session, THEMES[theme])
        canvas.resize(*SIZE[theme])
        canvas.show()
        sizes = card_sizes(session.graph, recording, THEMES[theme])
        geometry = layout(digraph(session.graph), sizes, direction, page=canvas.page)
        canvas.set_geometry(session.graph, geometry)
        QApplication.processEvents()
        yield f"{theme}-{direction.value}", canvas
        canvas.close()
        canvas.deleteLater()


def main(folder: Path, names: list[str]) -> None:
    """Write the pictures of these names, or of all."""
    folder.mkdir(parents=True, exist_ok=True)
    for piece in GALLERY:
        if names and piece.name not in names:
            continue
        for how, canvas in pictures(piece.make()):
            path = folder / f"{piece.name}-{how}.png"
            grabbed(canvas).save(str(path))
            print(path)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    engine.install_as_torch()
    application = make_application()
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "gallery"), sys.argv[2:])
