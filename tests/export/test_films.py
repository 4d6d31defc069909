"""Films of a run: the steps asked for, a graph that stands still, and files others can play."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImageReader

from inspector.cli import main
from inspector.drawing.fontmetrics import text_width
from inspector.drawing.legend import NOTE
from inspector.drawing.primitives import Box, Text
from inspector.export import moving
from inspector.export.film import Cut, NoFilmError, film
from inspector.export.films import Look, MissingExtraError, UnknownFilmError, shoot
from inspector.export.gif import gif
from inspector.export.handout import handout
from inspector.export.moving import pixels_of
from inspector.export.raster import application
from inspector.export.sheet import PAGE
from inspector.model.recordings.events import BackwardBegin, NodeBackward
from inspector.model.recordings.files import save
from inspector.model.recordings.recording import Recording
from inspector.theme.tokens import DARK, LIGHT
from tests.runner.running import record_all
from tests.support.recordings import cubic, second_backward, untracked

SMALL = Look(640, 360)
TURNS = """\
w = torch.tensor(1.0, requires_grad=True)
for turn in range(2):
    loss = (w * w * 3 + w.exp().sin() + w.tanh() * w.cos()).sqrt()
    for again in range(3):
        loss = loss * w + 1
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
"""


def opened(data):
    """A reader of a GIF's bytes, which Qt decodes by code of its own."""
    application()
    held = QBuffer()
    held.setData(QByteArray(data))
    held.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(held, QByteArray(b"gif"))
    reader.held = held
    return reader


def decoded(data):
    reader = opened(data)
    while reader.canRead():
        yield pixels_of(reader.read())


# Which steps


def test_a_film_has_every_stop_between_its_ends_and_both_ends():
    recording = cubic()
    for by, kinds in (("backward", (NodeBackward,)), ("op", (NodeBackward, BackwardBegin))):
        steps = film(recording, Cut(by=by), LIGHT).steps
        assert steps[0] == 0
        assert steps[-1] == len(recording)
        assert list(steps) == sorted(set(steps))
        stops = {i + 1 for kind in kinds for i in recording.of_kind(kind)}
        assert stops <= set(steps)
    few = film(recording, Cut(first=4, last=9), LIGHT).steps
    assert (few[0], few[-1]) == (4, 9)


def test_what_cannot_be_filmed_is_refused_with_the_reason(monkeypatch):
    with pytest.raises(NoFilmError, match="Nothing was recorded"):
        film(Recording(), Cut(), LIGHT)
    with pytest.raises(NoFilmError, match="nothing from step 9 to step 4"):
        film(cubic(), Cut(first=9, last=4), LIGHT)
    monkeypatch.setattr("inspector.export.cut.MOST", 5)
    with pytest.raises(NoFilmError, match="more than the 5"):
        film(cubic(), Cut(), LIGHT)


# The camera


@pytest.mark.parametrize("source", [True, False])
def test_nothing_moves_while_a_film_goes_on(source):
    frames = list(film(second_backward(), Cut(source=source), LIGHT).frames())
    assert len({(f.picture.width, f.picture.height) for f in frames}) == 1
    for words in ("MulBackward0", NOTE):
        places = {
            (part.x, part.y)
            for frame in frames
            for part in frame.picture.primitives
            if isinstance(part, Text) and part.text == words
        }
        assert len(places) == 1, words


def test_every_turn_of_a_loop_stands_where_the_last_one_stood():
    recording = Recording(TURNS, "loop.py")
    recording.extend(record_all(TURNS))
    made = film(recording, Cut(by="backward", source=False), LIGHT)
    places = [
        {
            (part.text, part.x, part.y)
            for part in frame.picture.primitives
            if isinstance(part, Text) and part.text.endswith("Backward0")
        }
        for frame in made.frames()
    ]
    assert len(places) > 20
    assert places[3] == places[-3]


def test_what_has_no_name_of_its_own_has_room_for_the_one_it_is_given():
    recording = Recording(TURNS, "loop.py")
    recording.extend(record_all(TURNS))
    (last,) = film(recording, Cut(first=len(recording), source=False), LIGHT).frames()
    texts = [part for part in last.picture.primitives if isinstance(part, Text)]
    title = next(part for part in texts if part.text == "w.grad" and part.anchor == "start")
    facts = [part for part in texts if part.anchor == "end" and part.y == title.y]
    beside = min((part for part in facts if part.x > title.x), key=lambda part: part.x)
    end = title.x + text_width(title.text, title.size, bold=True, mono=True)
    assert end < beside.x - text_width(beside.text, beside.size)


def test_the_legend_of_a_film_explains_every_frame_from_the_first_on():
    frames = list(film(untracked(), Cut(source=False), LIGHT).frames())
    said = [{p.text for p in f.picture.primitives if isinstance(p, Text)} for f in frames]
    assert len(said) > 1
    for words in ("no gradient passes", "leaf that requires grad", "not reached yet"):
        assert all(words in texts for texts in said)


def test_the_program_stands_beside_the_graph_with_the_line_that_runs_marked():
    recording = cubic()
    made = film(recording, Cut(), LIGHT)
    for line, role in ((4, "editor_current_span"), (5, "gradient_soft")):
        frame = next(f for f in made.frames() if f.line == line)
        rows = [p for p in frame.picture.primitives if isinstance(p, Text)]
        row = next(p for p in rows if p.text == recording.source.split("\n")[line - 1])
        marks = [
            part
            for part in frame.picture.primitives
            if isinstance(part, Box)
            and part.fill == role
            and part.y < row.y < part.y + part.height
        ]
        assert len(marks) == 1


# GIF


def test_a_gif_gives_back_every_pixel_of_its_frames():
    random = np.random.default_rng(3)
    colours = random.integers(0, 1 << 24, 200, dtype=np.uint32) | np.uint32(0xFF000000)
    first = colours[random.integers(0, 200, (120, 170))]  # more codes than one table holds
    second = first.copy()
    second[30:50, 60:90] = colours[7]
    images = [first, second, second, colours[random.integers(0, 3, (120, 170))]]
    data = b"".join(gif((image, 20) for image in images))
    found = list(decoded(data))
    assert len(found) == 4
    for image, back in zip(images, found, strict=True):
        assert (image == back).all()


def test_a_small_mark_keeps_its_colour_among_many_greys():
    greys = np.arange(256, dtype=np.uint32)
    image = np.tile(0xFF000000 | greys << 16 | greys << 8 | greys, (64, 4)).astype(np.uint32)
    image[:8, :8] = 0xFF009E73
    (back,) = decoded(b"".join(gif([(image, 10)])))
    assert back[4, 4] == 0xFF009E73
    drawn, held = (image.view(np.uint8), back.copy().view(np.uint8))
    assert np.abs(drawn.astype(int) - held.astype(int)).max() <= 2


def test_a_gif_has_a_frame_a_step_and_stays_longest_at_the_end(tmp_path):
    told = []
    made = film(cubic(), Cut(by="statement"), DARK)
    shoot(tmp_path / "f.gif", made, SMALL, told.append)
    reader = opened((tmp_path / "f.gif").read_bytes())
    assert reader.imageCount() == len(made.steps) == told[-1]
    assert reader.loopCount() == -1
    shown = []
    while reader.canRead():
        picture = reader.read()
        shown.append(reader.nextImageDelay())
        assert (picture.width(), picture.height()) == (640, 360)
        assert picture.pixelColor(1, 1).name() in (DARK.canvas, DARK.editor)
    assert set(shown[:-1]) == {1500}
    assert shown[-1] == 3000


# MP4


def test_without_its_extra_a_video_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(moving, "FFMPEG", "no_such_module")
    with pytest.raises(MissingExtraError, match=r"pip install 'autograd-inspector\[video\]'"):
        shoot(tmp_path / "f.mp4", film(cubic(), Cut(), LIGHT), SMALL)
    assert not (tmp_path / "f.mp4").exists()


class FakeFfmpeg:
    """Takes the frames as imageio-ffmpeg does, and writes down what it was given."""

    def write_frames(self, path, size, **options):
        taken = []
        try:
            while True:
                taken.append(len((yield)))
        except GeneratorExit:
            Path(path).write_text(json.dumps([size, options["fps"], taken]), encoding="utf-8")


def test_a_video_gets_every_frame_for_its_time_in_even_pixels(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fake_ffmpeg", FakeFfmpeg())
    monkeypatch.setattr(moving, "FFMPEG", "fake_ffmpeg")
    made = film(cubic(), Cut(by="backward"), LIGHT)
    shoot(tmp_path / "f.mp4", made, Look(641, 361, 0.5))
    size, rate, taken = json.loads((tmp_path / "f.mp4").read_text(encoding="utf-8"))
    assert size == [640, 360]
    assert len(taken) == (len(made.steps) + 1) * 0.5 * rate
    assert set(taken) == {640 * 360 * 3}


# Paper


def test_a_pdf_has_a_page_a_step_and_svg_a_file_a_step(tmp_path):
    made = film(cubic(), Cut(by="statement"), LIGHT)
    shoot(tmp_path / "f.pdf", made, SMALL)
    data = (tmp_path / "f.pdf").read_bytes()
    assert data.count(b"/Type /Page\n") == len(made.steps)
    shoot(tmp_path / "f.svg", made, SMALL)
    names = sorted(path.name for path in tmp_path.glob("*.svg"))
    assert names[0] == "f-001.svg"
    assert len(names) == len(made.steps)
    told = [frame.sentence for frame in made.frames()]
    assert told[2] in (tmp_path / "f-003.svg").read_text(encoding="utf-8")


def test_a_handout_is_one_page_with_program_ledger_and_three_steps(tmp_path):
    recording = cubic()
    made = film(recording, Cut(), LIGHT)
    texts = [part for part in handout(made).primitives if isinstance(part, Text)]
    said = [part.text for part in texts]
    assert recording.source.split("\n")[3] in said
    assert "x.grad" in said
    assert sum(text.startswith("step ") for text in said) == 3
    assert said.count("leaf that requires grad") == 1
    assert any(text.endswith("AccumulateGrad") for text in said)
    assert not any("…" in text for text in said)
    assert all(0 <= part.x <= PAGE[0] and 0 <= part.y <= PAGE[1] for part in texts)
    shoot(tmp_path / "h.pdf", made, Look(handout=True))
    assert (tmp_path / "h.pdf").read_bytes().count(b"/Type /Page\n") == 1
    shoot(tmp_path / "h.svg", made, Look(handout=True))
    page = (tmp_path / "h.svg").read_text(encoding="utf-8")
    assert page.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="794" height="1123"')
    assert "x.grad" in page
    with pytest.raises(UnknownFilmError, match=r"should end in \.pdf or \.svg"):
        shoot(tmp_path / "h.gif", made, Look(handout=True))


# The command


def test_the_command_films_a_recording_and_says_how_far_it_is(tmp_path, capsys):
    save(cubic(), tmp_path / "run.trace")
    given = [str(tmp_path / "run.trace"), "-o", str(tmp_path / "f.html"), "--progress"]
    assert main(["film", *given, "--from", "3", "--to", "8", "--by", "backward"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split("/")[0] >= "1"
    assert '"step":3' in (tmp_path / "f.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-o", "f.avi"], "a film's name ends in .gif, .mp4, .html, .pdf, .svg"),
        (["-o", "f.html", "--by", "week"], "invalid choice"),
        (["-o", "f.gif", "--size", "9x9"], "is not a size"),
        (["-o", "f.gif", "--seconds", "0"], "greater than 0"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(options, words, tmp_path, capsys):
    save(cubic(), tmp_path / "run.trace")
    with pytest.raises(SystemExit) as left:
        main(["film", str(tmp_path / "run.trace"), *options])
    assert left.value.code == 2
    assert words in capsys.readouterr().err


def test_the_command_names_the_steps_there_are(tmp_path, capsys):
    save(cubic(), tmp_path / "run.trace")
    given = [str(tmp_path / "run.trace"), "-o", str(tmp_path / "f.html")]
    assert main(["film", *given, "--from", "900"]) == 2
    assert "nothing from step 900" in capsys.readouterr().err
    assert main(["film", given[0], "-o", str(tmp_path / "no" / "f.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_an_unknown_ending_is_named(tmp_path):
    with pytest.raises(UnknownFilmError, match=r"\.gif"):
        shoot(tmp_path / "f.bmp", film(cubic(), Cut(), LIGHT), SMALL)


def test_the_sentences_of_a_film_have_the_numbers_of_each_product():
    run = Recording("x = torch.tensor(2.0, requires_grad=True)\n(x * 3).backward()\n")
    run.extend(record_all(run.source))
    said = [frame.sentence for frame in film(run, Cut(), LIGHT).frames()]
    assert "MulBackward0 receives the gradient 1 and sends 1 · 3 = 3 to x." in said
