"""Draw a snapshot with matplotlib: the page's colours, hatches and textures on axes of degrees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import cos, radians
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import Instant, exact_text, instant_of
from controlmap.extras import extra
from controlmap.history.timeline import NO_RECORD
from controlmap.model import INKS, UNKNOWN, Look, hatch_contrast, ink_on, look_of
from controlmap.plane import OUTSIDE, Ints

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

    from controlmap.history.history import History

__all__ = ["BESIDE", "draw"]


class _Theme(NamedTuple):
    """Colours beside those of actors, as the page's `scene/theme.ts` has them."""

    paper: str
    unknown: str
    line: str
    keys: str
    """Under the black lines of a texture, where it is explained."""


class _Stroke(NamedTuple):
    """A hatch of matplotlib's: its letters, and its width in points."""

    letters: str
    width: float


_THEMES = {
    "light": _Theme("#faf8f3", "#b9bcbd", "#2b2f31", "#7d8386"),
    "dark": _Theme("#20262a", "#4a5154", "#eceae4", "#8c9498"),
}
_FILL, _UNKNOWN_FILL = 0.84, 0.5
"""Opacities, as in the page's `scene/filling.ts`."""
_UNKNOWN_HATCH = _Stroke("//", 1)
_HATCHES = {
    "contested": _Stroke("//", 2.2),
    "joint": _Stroke("||", 1.5),
    "besieged": _Stroke("xx", 1.08),
    "lines": _Stroke("\\\\", 1),
    "cross": _Stroke("xx", 0.77),
    "dots": _Stroke("..", 0.47),
}
"""What is drawn over a colour, as much of it as in the page's `scene/patterns.ts`, in smaller tiles."""
_TEXTURES = {
    "dots": ("reported", "....", (0.48, 0.11)),
    "stripes": ("claimed", "\\\\", (2.8, 1.4)),
    "rings": ("inferred", "oo", (0.41, 0.08)),
}
"""What a texture says, and its lines: white ones of a width, and black ones in their middle."""
_LINE_POINTS = 0.9
BESIDE = {"loc": "center left", "bbox_to_anchor": (1, 0.5), "frameon": False, "fontsize": "small"}
"""Where a legend stands: beside the axes, so that it hides no ground."""
_STATUSES = ("contested", "joint", "besieged")


def draw(
    history: History,
    instant: Instant,
    ax: Axes | None,
    language: str | None,
    scheme: Literal["light", "dark"],
    *,
    legend: bool,
) -> Axes:
    """Draw the map at an instant: see `History.plot`.

    Raises
    ------
    InputError
        When the instant lies outside the map's period, or matplotlib is not installed.
    """
    state, theme = history.state_at(instant), _THEMES[scheme]
    with extra("plot"):
        from matplotlib import pyplot
        from matplotlib.collections import LineCollection
        from matplotlib.patches import Patch, PathPatch
    axes = pyplot.subplots()[1] if ax is None else ax
    keys: list[Patch] = []
    for styles, key_looks in ((_fills, {}), (_whites, None), (_blacks, {"facecolor": theme.keys})):
        for said, style, ground in _styled(history, state, styles(_looks(history, language), theme)):
            axes.add_patch(PathPatch(_path(ground), **style))
            if key_looks is not None:
                keys.append(Patch(label=said, **{**style, **key_looks}))
    axes.add_collection(LineCollection(_borders(history, state), colors=theme.line, linewidths=_LINE_POINTS))
    axes.set_facecolor(theme.paper)
    axes.autoscale_view()
    axes.set_aspect(1 / cos(radians(sum(axes.get_ylim()) / 2)))
    axes.set_title(exact_text(instant_of(instant, history.zone)))
    if legend:
        axes.legend(handles=keys, **BESIDE)
    return axes


def _looks(history: History, language: str | None) -> list[tuple[str, Look]]:
    """Return who holds the ground of each state, and how it is drawn; last that of no record."""
    actors = {actor.id: actor for actor in history.actors}
    said = [(s.controller, s.status, s.certainty, s.others) for s in history.states]
    return [
        (holding[0], look_of(actors, *holding, language=language))
        for holding in [*said, (UNKNOWN, "held", None, ())]
    ]


_Style = tuple[str, Mapping[str, Any]]
"""What the legend says, and what matplotlib is told of a patch."""


def _fills(looks: Sequence[tuple[str, Look]], theme: _Theme) -> list[_Style | None]:
    return [_fill(controller, look, theme) for controller, look in looks]


def _fill(controller: str, look: Look, theme: _Theme) -> _Style:
    if controller == UNKNOWN:
        ink = ink_on(theme.unknown, hatch_contrast("none"), paper=theme.paper, opacity=_UNKNOWN_FILL)
        hatched = _hatched(_UNKNOWN_HATCH, ink)
        return look.legend, {**hatched, "facecolor": (theme.unknown, _UNKNOWN_FILL)}
    said = f"{look.legend} · {look.hatch}" if look.hatch in _STATUSES else look.legend
    stroke = _HATCHES.get(look.hatch)
    ink = ink_on(look.colour, hatch_contrast(look.hatch), paper=theme.paper)
    other = look.other and (look.other, 1.0)
    hatched = {"linewidth": 0} if stroke is None else _hatched(stroke, other or ink)
    return said, {**hatched, "facecolor": (look.colour, _FILL)}


def _whites(looks: Sequence[tuple[str, Look]], _: _Theme) -> list[_Style | None]:
    return [None if look.texture is None else _inked(look.texture, 0) for _, look in looks]


def _blacks(looks: Sequence[tuple[str, Look]], _: _Theme) -> list[_Style | None]:
    return [None if look.texture is None else _inked(look.texture, 1) for _, look in looks]


def _inked(texture: str, ink: int) -> _Style:
    said, letters, widths = _TEXTURES[texture]
    stroke = _Stroke(letters, widths[ink])
    return said, {**_hatched(stroke, (("#ffffff", "#000000")[ink], INKS[ink])), "facecolor": "none"}


def _hatched(stroke: _Stroke, ink: tuple[str, float]) -> dict[str, Any]:
    return {
        "linewidth": 0,
        "hatch": stroke.letters,
        "hatch_linewidth": stroke.width,
        "edgecolor": ink,
    }


def _styled(
    history: History, state: Ints, styles: Sequence[_Style | None]
) -> Iterator[tuple[str, Mapping[str, Any], shapely.Geometry]]:
    """Yield each style that occurs, in the order of the words, with all ground that has it."""
    found = sorted({str(style): style for style in styles if style is not None}.values(), key=_in_order)
    number = {str(style): i for i, style in enumerate(found)} | {str(None): OUTSIDE}
    of_state = np.array([number[str(style)] for style in styles])
    of_cell = np.where(history.cell_layer == NO_RECORD, OUTSIDE, of_state[state])
    for i in np.unique(of_cell[of_cell != OUTSIDE]).tolist():
        yield *found[i], history.outline_lonlat(np.flatnonzero(of_cell == i))


def _in_order(style: _Style) -> tuple[str, str]:
    return style[0], str(style[1])


def _path(ground: shapely.Geometry) -> Path:
    from matplotlib.path import Path

    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(ground)))
    return Path.make_compound_path(*(Path(shapely.get_coordinates(ring)) for ring in rings))


def _borders(history: History, state: Ints) -> list[NDArray[np.float64]]:
    """Return the arcs between two controllers, in degrees."""
    cut = history.topology
    holder = history.labels(state)["controller"].to_numpy(str)
    inside = (cut.arc_left != OUTSIDE) & (cut.arc_right != OUTSIDE)
    parting = np.flatnonzero(inside & (holder[cut.arc_left] != holder[cut.arc_right]))
    lonlat = history.grid.to_degrees(cut.arc_xy)
    return [lonlat[cut.arc_start[i] : cut.arc_start[i + 1]] for i in parting]
