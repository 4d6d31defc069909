"""The vocabulary of a theme: every colour by what it means, every size by what it is for.

A colour that must be legible says on which fills: ``Ink`` is read as text, ``Mark`` is a line or
a shape that carries meaning. A colour that must not be taken for another says so with ``Apart``.
The tests of contrast and of colour blindness follow from these declarations alone.

Named tuples, as a data class of so many fields takes Python six times as long to make, and the
window waits for it.
"""

from typing import Annotated, NamedTuple


class Ink(NamedTuple):
    """Read as text on these fills: a contrast of at least 4.5."""

    on: tuple[str, ...]


class Mark(NamedTuple):
    """Seen as a line or shape on these fills: a contrast of at least 3."""

    on: tuple[str, ...]


class Apart(NamedTuple):
    """Told from these by its colour, also by eyes that lack one kind of cone."""

    others: tuple[str, ...]


class Theme(NamedTuple):
    """One complete look; colours are ``#rrggbb``, sizes are pixels at a scale of 1."""

    name: str
    title: str
    dark: bool

    # The window's chrome, from the back to the front.
    window: str
    panel: str
    raised: str
    sunken: str
    hover: str
    pressed: str
    border: str
    outline: Annotated[str, Mark(("window", "panel", "sunken", "raised"))]
    text: Annotated[str, Ink(("window", "panel", "raised", "sunken", "hover", "pressed"))]
    muted: Annotated[str, Ink(("window", "panel", "raised", "sunken", "canvas"))]
    disabled: str
    accent: Annotated[str, Ink(("window", "panel", "raised"))]
    accent_hover: str
    on_accent: Annotated[str, Ink(("accent", "accent_hover"))]
    accent_soft: str
    on_accent_soft: Annotated[str, Ink(("accent_soft",))]
    focus: Annotated[str, Mark(("window", "panel", "sunken", "canvas"))]
    scrollbar: str
    scrollbar_hover: str
    stripe: str
    table_header: str
    tooltip: str
    on_tooltip: Annotated[str, Ink(("tooltip",))]

    # Messages.
    error: Annotated[
        str, Ink(("window", "panel", "error_soft", "canvas")), Apart(("warning", "success"))
    ]
    error_soft: str
    warning: Annotated[str, Ink(("window", "panel", "warning_soft"))]
    warning_soft: str
    success: Annotated[str, Ink(("window", "panel"))]

    # The two accents of motion: lines, then the same hue dark (or light) enough for text.
    forward: Annotated[
        str, Mark(("canvas", "panel", "operation")), Apart(("gradient", "wall", "edge"))
    ]
    forward_text: Annotated[str, Ink(("canvas", "panel", "forward_soft", "operation"))]
    forward_soft: str
    on_forward: Annotated[str, Ink(("forward",))]
    gradient: Annotated[
        str, Mark(("canvas", "panel", "operation", "tray")), Apart(("wall", "edge"))
    ]
    gradient_text: Annotated[str, Ink(("canvas", "panel", "gradient_soft", "tray"))]
    gradient_soft: str
    on_gradient: Annotated[str, Ink(("gradient",))]

    # The canvas and what is neither node nor motion.
    canvas: str
    canvas_grid: str
    canvas_text: Annotated[str, Ink(("canvas",))]
    edge: Annotated[str, Mark(("canvas",))]
    edge_text: Annotated[str, Ink(("canvas",))]
    wall: Annotated[str, Mark(("canvas",))]
    wall_text: Annotated[str, Ink(("canvas",))]
    selection: Annotated[str, Mark(("canvas",)), Apart(("forward", "gradient", "edge"))]
    shadow: str
    legend: str
    legend_border: str
    on_legend: Annotated[str, Ink(("legend",))]
    on_legend_muted: Annotated[str, Ink(("legend",))]

    # Nodes: fill, outline, text on the fill, quieter text on the fill.
    leaf: Annotated[str, Apart(("constant", "operation", "root", "alarm", "saved"))]
    leaf_stroke: Annotated[str, Mark(("canvas",))]
    on_leaf: Annotated[str, Ink(("leaf",))]
    on_leaf_muted: Annotated[str, Ink(("leaf",))]
    constant: str
    constant_stroke: Annotated[str, Mark(("canvas",))]
    on_constant: Annotated[str, Ink(("constant",))]
    on_constant_muted: Annotated[str, Ink(("constant",))]
    operation: str
    operation_stroke: Annotated[str, Mark(("canvas",))]
    on_operation: Annotated[str, Ink(("operation",))]
    on_operation_muted: Annotated[str, Ink(("operation",))]
    root: Annotated[str, Apart(("constant", "operation", "saved"))]
    root_stroke: Annotated[str, Mark(("canvas",))]
    on_root: Annotated[str, Ink(("root",))]
    on_root_muted: Annotated[str, Ink(("root",))]
    base: str
    base_stroke: Annotated[str, Mark(("canvas",))]
    on_base: Annotated[str, Ink(("base",))]
    on_base_muted: Annotated[str, Ink(("base",))]
    saved: str
    saved_stroke: Annotated[str, Mark(("canvas",))]
    on_saved: Annotated[str, Ink(("saved",))]
    alarm: Annotated[str, Apart(("constant", "operation", "root", "saved"))]
    alarm_stroke: Annotated[str, Mark(("canvas",))]
    on_alarm: Annotated[str, Ink(("alarm",))]
    tray: str
    tray_stroke: Annotated[str, Mark(("tray",))]
    on_tray: Annotated[str, Ink(("tray",))]
    on_tray_muted: Annotated[str, Ink(("tray",))]

    # Heat maps: the ends and the middle of one diverging scale.
    heat_negative: Annotated[str, Apart(("heat_zero", "heat_positive", "heat_nan"))]
    heat_zero: str
    heat_positive: Annotated[str, Apart(("heat_zero", "heat_nan"))]
    heat_nan: str

    # Colouring by a measure: steps from little to much, groups, and the text on each.
    scale: tuple[str, ...]
    on_scale: tuple[str, ...]
    group: tuple[str, ...]
    on_group: tuple[str, ...]
    unmeasured: str
    on_unmeasured: Annotated[str, Ink(("unmeasured",))]

    # The source editor.
    editor: str
    editor_text: Annotated[str, Ink(("editor", "editor_current_line", "editor_current_span"))]
    editor_keyword: Annotated[str, Ink(("editor", "editor_current_line"))]
    editor_string: Annotated[str, Ink(("editor", "editor_current_line"))]
    editor_number: Annotated[str, Ink(("editor", "editor_current_line"))]
    editor_comment: Annotated[str, Ink(("editor", "editor_current_line"))]
    editor_function: Annotated[str, Ink(("editor", "editor_current_line"))]
    editor_builtin: Annotated[str, Ink(("editor", "editor_current_line"))]
    editor_operator: Annotated[str, Ink(("editor", "editor_current_line"))]
    editor_decorator: Annotated[str, Ink(("editor", "editor_current_line"))]
    editor_line_number: Annotated[str, Ink(("editor",))]
    editor_current_line: str
    editor_current_span: Annotated[str, Apart(("editor", "editor_current_line"))]
    editor_selection: str
    editor_error: Annotated[str, Mark(("editor",))]

    # The timeline's bands and what stands on them.
    band_forward: Annotated[str, Apart(("band_backward", "band_zero", "band_update"))]
    band_backward: Annotated[str, Apart(("band_zero", "band_update"))]
    band_zero: Annotated[str, Apart(("band_update",))]
    band_update: str
    on_band: Annotated[str, Ink(("band_forward", "band_backward", "band_zero", "band_update"))]
    playhead: Annotated[
        str, Mark(("panel", "band_forward", "band_backward", "band_zero", "band_update"))
    ]

    # Type, in pixels; weights as in CSS.
    ui: float = 13.0
    small: float = 12.0
    code: float = 13.0
    heading: float = 15.0
    caption: float = 16.0
    node_symbol: float = 24.0
    node_title: float = 16.0
    node_value: float = 14.0
    node_small: float = 12.0
    edge_value: float = 13.0
    weight: int = 400
    strong: int = 600
    line: float = 1.0
    """How many times thicker than at a desk lines are drawn."""

    def colour(self, role: str) -> str:
        """The colour of a role; a colour itself (``#rrggbb``) stays as it is.

        ``scale.3`` is one of several: the fourth of the scale.
        """
        if role.startswith("#"):
            return role
        name, _, place = role.partition(".")
        found = getattr(self, name)
        return str(found[int(place)] if place else found)
