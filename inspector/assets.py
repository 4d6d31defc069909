"""Where the files that travel with the program are: lessons, fonts, icons, pages."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
RESOURCES = next(
    folder for folder in (_HERE / "resources", _HERE.parent / "resources") if folder.is_dir()
)
LESSONS = RESOURCES / "lessons"
FONTS = RESOURCES / "fonts"
ICONS = RESOURCES / "icons"
TEMPLATE = RESOURCES / "templates" / "lesson.py"
PAGE = RESOURCES / "page"
