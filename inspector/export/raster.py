"""Pictures painted by Qt: PNG at any scale, and PDF whose text stays text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from inspector.drawing.scene import Picture
from inspector.export.painting import paint
from inspector.export.paper import pages
from inspector.export.subject import Subject
from inspector.theme.roles import Theme

POINTS = 0.75
"""Points (1/72 inch) of a scene unit: the size of a CSS pixel."""
RESOLUTION = 288
LARGEST = 24_000
"""The widest or highest image in pixels; larger pictures are scaled down to it."""


def write_png(path: Path, subject: Subject, scale: float = 1.0) -> None:
    """Write a PNG of ``scale`` pixels a scene unit. Raises OSError."""
    path.write_bytes(png(subject.picture(), subject.theme, scale))


def write_pdf(path: Path, subject: Subject, scale: float = 1.0) -> None:
    """Write a PDF, its page as large as the picture; a long one has several. Raises OSError."""
    path.write_bytes(pdf_pages(pages(subject), subject.theme, subject.title, scale))


def png(picture: Picture, theme: Theme, scale: float = 1.0) -> bytes:
    """The bytes of a PNG file."""
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(held, QByteArray(b"png")).write(image(picture, theme, scale))
    return bytes(held.data().data())


def image(picture: Picture, theme: Theme, scale: float = 1.0) -> QImage:
    """The picture as an image."""
    application()
    scale = min(scale, LARGEST / max(picture.width, picture.height))
    made = QImage(
        max(1, round(picture.width * scale)),
        max(1, round(picture.height * scale)),
        QImage.Format.Format_RGB32,
    )
    made.fill(QColor(theme.canvas))
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        paint(painter, picture.primitives, theme)
    return made


def fitted_image(picture: Picture, theme: Theme, size: tuple[int, int]) -> QImage:
    """The picture as large as it can be in the middle of an image of so many pixels."""
    application()
    width, height = size
    scale = min(width / picture.width, height / picture.height)
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor(theme.canvas))
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(
            (width - scale * picture.width) / 2, (height - scale * picture.height) / 2
        )
        painter.scale(scale, scale)
        paint(painter, picture.primitives, theme)
    return made


def pdf(picture: Picture, theme: Theme, title: str = "", scale: float = 1.0) -> bytes:
    """The bytes of a PDF file of one page."""
    return pdf_pages((picture,), theme, title, scale)


def pdf_pages(
    pictures: Iterable[Picture], theme: Theme, title: str = "", scale: float = 1.0
) -> bytes:
    """The bytes of a PDF file, a page for each picture and as large as it."""
    application()
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(held)
    writer.setResolution(RESOLUTION)
    writer.setCreator("Autograd Inspector")
    writer.setTitle(title)
    with QPainter() as painter:
        for picture in pictures:
            writer.setPageLayout(_page(picture, scale))
            if painter.isActive():
                writer.newPage()
                painter.resetTransform()
            else:
                painter.begin(writer)
            factor = POINTS * scale * RESOLUTION / 72
            painter.scale(factor, factor)
            paint(painter, picture.primitives, theme)
    return bytes(held.data().data())


def _page(picture: Picture, scale: float) -> QPageLayout:
    size = QSizeF(picture.width, picture.height) * (POINTS * scale)
    page = QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    return QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF())


@cache
def application() -> QCoreApplication:
    """The running application, or one without a screen: Qt needs one before it loads fonts."""
    running = QGuiApplication.instance()
    return running or QGuiApplication(["autograd-inspector", "-platform", "offscreen"])
