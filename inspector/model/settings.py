"""Every setting of the program, declared once, and the store that holds their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from inspector.model.graphs.vertex import View
from inspector.model.looks.look import Colouring
from inspector.model.signal import Signal

Scalar: TypeAlias = bool | int | float | str

EVERYTHING, VALUES, GRADIENTS = "both", "values", "gradients"
"""What predictions are asked of."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value of a setting and what people call it."""

    value: Scalar
    title: str


@dataclass(frozen=True, slots=True)
class Range:
    """Allowed numbers, both ends included; ``step`` is what one click changes."""

    low: float
    high: float
    step: float


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: how it is stored, named, explained and checked.

    Without ``choices`` and ``range`` a value is allowed when it has the default's type.
    """

    key: str
    title: str
    help: str
    default: Scalar
    choices: tuple[Choice, ...] = ()
    range: Range | None = None

    def fitted(self, value: object) -> Scalar:
        """``value`` as it may be stored; ValueError, which says why, where it may not."""
        if self.range is not None and type(value) in {int, float}:
            if self.range.low <= (number := float(str(value))) <= self.range.high:
                return number
            bounds = f"it takes {self.range.low:,.12g} to {self.range.high:,.12g}"
            raise ValueError(f"{value!r} is not allowed for {self.title!r}: {bounds}.")
        for choice in self.choices:
            if type(value) is type(choice.value) and value == choice.value:
                return choice.value
        if not self.choices and self.range is None and isinstance(value, type(self.default)):
            return value
        raise ValueError(f"{value!r} is not allowed for {self.title!r}.")

    def nearest(self, value: object) -> Scalar:
        """``value`` brought into the range; ValueError where that cannot be."""
        if self.range is not None and type(value) in {int, float} and value == value:
            value = min(max(float(str(value)), self.range.low), self.range.high)
        return self.fitted(value)


SETTINGS: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting(
            "theme",
            "Theme",
            "Colours and type sizes of the whole window.",
            "light",
            (Choice("light", "Light"), Choice("dark", "Dark"), Choice("projector", "Projector")),
        ),
        Setting(
            "direction",
            "Direction",
            "Which way execution runs on the canvas.",
            "LR",
            (Choice("LR", "Left to right"), Choice("TB", "Top to bottom")),
        ),
        Setting(
            "view",
            "Nodes are",
            "Whether operations or tensors are drawn as the nodes of the graph.",
            View.OPERATIONS.value,
            (
                Choice(View.OPERATIONS.value, "Operations"),
                Choice(View.TENSORS.value, "Tensors"),
            ),
        ),
        Setting(
            "colour",
            "Colour by",
            "What the fills of nodes show.",
            Colouring.KIND.value,
            (
                Choice(Colouring.KIND.value, "Kind"),
                Choice(Colouring.GRADIENT.value, "Norm of the gradient"),
                Choice(Colouring.VALUE.value, "Norm of the value"),
                Choice(Colouring.PLACE.value, "Function or line"),
                Choice(Colouring.MODULE.value, "Module"),
                Choice(Colouring.SAVED.value, "Bytes saved for backward"),
                Choice(Colouring.DEFECT.value, "NaN and Inf"),
                Choice(Colouring.ORDER.value, "Order of derivative"),
            ),
        ),
        Setting(
            "minimap",
            "Minimap",
            "Show the whole graph small where it is larger than the view.",
            True,
        ),
        Setting(
            "speed",
            "Speed",
            "How fast playing goes; at 1 a hop takes 180 milliseconds.",
            1.0,
            range=Range(0.25, 8.0, 0.25),
        ),
        Setting(
            "reduced_motion",
            "Reduced motion",
            "Jump from step to step without moving anything across the canvas; at first as the "
            "system asks.",
            False,
        ),
        Setting(
            "font_scale",
            "Text size",
            "Scales the text of all panes at once.",
            1.0,
            range=Range(0.6, 3.0, 0.1),
        ),
        Setting(
            "wrap",
            "Wrap long lines",
            "Break lines of the source that are wider than their panel.",
            True,
        ),
        Setting(
            "legend",
            "Legend",
            "Show on the canvas what shapes and colours mean.",
            "auto",
            (
                Choice("auto", "Where there is room"),
                Choice("open", "Always"),
                Choice("folded", "Only when asked"),
            ),
        ),
        Setting(
            "predicted",
            "Predict",
            "What is asked for before it is shown, while predicting.",
            EVERYTHING,
            (
                Choice(EVERYTHING, "Values and gradients"),
                Choice(VALUES, "Values"),
                Choice(GRADIENTS, "Gradients"),
            ),
        ),
        Setting(
            "recorded_steps",
            "Recorded steps",
            "From half of it on a run keeps samples of its loops, beyond it only what is printed.",
            500_000.0,
            range=Range(10_000, 5_000_000, 10_000),
        ),
        Setting(
            "recorded_megabytes",
            "Recorded megabytes",
            "The same limit for the size of a recording.",
            256.0,
            range=Range(16, 4_096, 16),
        ),
        Setting(
            "program_gigabytes",
            "Memory of a program",
            "How many gigabytes a program may hold before it gets a MemoryError (on Linux).",
            2.0,
            range=Range(0.5, 256, 0.5),
        ),
        Setting(
            "printed_characters",
            "Printed characters",
            "Of what a program prints beyond this, only the beginning and the end are kept.",
            1_000_000.0,
            range=Range(10_000, 100_000_000, 10_000),
        ),
        Setting(
            "printed_width",
            "Printed line",
            "Of a printed line longer than this many characters, only the beginning is kept.",
            4_000.0,
            range=Range(100, 1_000_000, 100),
        ),
        Setting(
            "fenced",
            "Fence programs in",
            "Let a program write only beside its own file and in a temporary folder, and keep it "
            "off the network (on Linux).",
            True,
        ),
        Setting(
            "live_breakpoints",
            "Wait at breakpoints",
            "A running program waits at the breakpoints of lines. Without this they hold only "
            "what is shown of it, and the program runs on.",
            False,
        ),
        Setting(
            "kept_minutes",
            "Keep a program that has ended",
            "Minutes for which the console can go on with its names; 0 lets it go at once.",
            30.0,
            range=Range(0, 600, 1),
        ),
        Setting(
            "run_as_typed",
            "Run as you type",
            "Run the program again whenever it is changed and is whole Python, as long as its "
            "last run took less than a second.",
            False,
        ),
        Setting(
            "trusted_folders",
            "Trusted folders",
            "Programs in these folders run without asking; separated as PATH is.",
            "",
        ),
        Setting(
            "patience",
            "Patience",
            "Seconds after which a program that still runs is offered to be stopped.",
            10.0,
            range=Range(1, 3_600, 1),
        ),
    )
}


class Settings:
    """The values of all settings; what was never set has its default."""

    def __init__(self, values: Mapping[str, object] | None = None) -> None:
        self.changed: Signal[str] = Signal()
        self._values = {key: one.default for key, one in SETTINGS.items()}
        self._values.update(_sound(values or {}))

    def __getitem__(self, key: str) -> Any:  # Any: each caller knows its setting's type
        return self._values[key]

    def __setitem__(self, key: str, value: Scalar) -> None:
        """Store a value and tell listeners; KeyError or ValueError where it is not allowed."""
        value = SETTINGS[key].fitted(value)
        if self._values[key] != value:
            self._values[key] = value
            self.changed.emit(key)

    def as_dict(self) -> dict[str, Scalar]:
        """All values, to be stored."""
        return dict(self._values)


def _sound(values: Mapping[str, object]) -> Iterator[tuple[str, Scalar]]:
    """What can be used of stored values; a damaged settings file must not stop the program.

    A number that an earlier range allowed becomes the nearest that is allowed now.
    """
    for key in values.keys() & SETTINGS.keys():
        with suppress(ValueError):
            yield key, SETTINGS[key].nearest(values[key])
