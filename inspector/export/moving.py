"""Films as files that play: GIF, written here, and MP4, through ffmpeg."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PySide6.QtGui import QImage

from inspector.export.film import Film
from inspector.export.films import Look, MissingExtraError, Told
from inspector.export.gif import Image, gif
from inspector.export.raster import fitted_image
from inspector.model.sources.atomic import replace_content

RATE = 10
"""Pictures a second in a video; players dislike fewer."""
HELD = (50, 40, 25, 20, 10, 8, 5, 4, 2)
"""For so many pictures a frame may be handed over once: what is said a second has two decimals."""
FAST = ("-r", str(RATE), "-preset", "veryfast")
"""Still frames become no smaller by a longer search for what moves in them."""
FFMPEG = "imageio_ffmpeg"
WITHOUT_FFMPEG = (
    "MP4 is written by imageio-ffmpeg, which is not installed: "
    "python3 -m pip install 'autograd-inspector[video]'"
)
LAST = 2.0
"""How many times longer the last frame stays."""


def write_gif(path: Path, film: Film, look: Look, told: Told) -> None:
    """Write an animated GIF that repeats. Raises OSError."""
    hundredths = [round(100 * time) for time in _times(film, look)]
    replace_content(path, gif(zip(_images(film, look, told), hundredths, strict=True)))


def write_mp4(path: Path, film: Film, look: Look, told: Told) -> None:
    """Write a video (H.264).

    Raises:
        MissingExtraError: where imageio-ffmpeg is not installed.
        OSError: where the file cannot be written.
    """
    try:
        ffmpeg = import_module(FFMPEG)
    except ImportError as error:
        raise MissingExtraError(WITHOUT_FFMPEG) from error
    size = look.width // 2 * 2, look.height // 2 * 2
    with TemporaryDirectory() as folder:
        made = Path(folder) / "film.mp4"
        held = _held(look)
        options = {
            "fps": RATE / held,
            "macro_block_size": 2,
            "quality": 8,
            "ffmpeg_log_level": "error",
            "output_params": list(FAST),
        }
        with closing(ffmpeg.write_frames(str(made), size, **options)) as video:
            video.send(None)
            for image, time in zip(_images(film, look, told), _times(film, look), strict=True):
                pixels = _channels(image[: size[1], : size[0]])
                for _ in range(max(1, round(RATE * time / held))):
                    video.send(pixels)
        replace_content(path, (made.read_bytes(),))


def _held(look: Look) -> int:
    """For how many pictures of the video at once a frame is handed over."""
    pictures = round(RATE * look.seconds)
    return next((many for many in HELD if pictures and pictures % many == 0), 1)


def _times(film: Film, look: Look) -> list[float]:
    """How many seconds each frame stays."""
    return [look.seconds] * (len(film.steps) - 1) + [look.seconds * LAST]


def _images(film: Film, look: Look, told: Told) -> Iterator[Image]:
    """Every frame in the middle of an image of the size asked for."""
    for number, frame in enumerate(film.frames(level=None), 1):
        yield pixels_of(fitted_image(frame.picture, film.theme, (look.width, look.height)))
        told(number)


def pixels_of(image: QImage) -> Image:
    """Rows of 0xffRRGGBB."""
    held = image.convertToFormat(QImage.Format.Format_RGB32)
    stride = held.bytesPerLine() // 4
    pixels = np.frombuffer(held.constBits(), np.uint32).reshape(held.height(), stride)
    return pixels[:, : held.width()].copy()


def _channels(image: Image) -> bytes:
    """Red, green and blue of every pixel, a byte each."""
    return np.stack([image >> shift & 255 for shift in (16, 8, 0)], 2).astype(np.uint8).tobytes()
