"""A difference as a page: before and after side by side, what changed hatched, and a table. No script."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape

import numpy as np
import shapely

from controlmap.dates import format_instant
from controlmap.edit.diff import Difference
from controlmap.history import History
from controlmap.project import Project

__all__ = ["diff_page"]

_WIDTH = 560
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_NO_COLOUR = "#b8b2a6"
_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 76rem; padding: 0 1rem; }
figure { display: inline-block; margin: 0 1rem 1rem 0; vertical-align: top; }
svg { background: #f4f3ef; border: 1px solid #999; max-width: 100%; height: auto; }
svg path { stroke: #fff; stroke-width: .5; fill-rule: evenodd; }
svg .changed { fill: url(#stripes); stroke: #000; stroke-width: 1; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid #ccc; padding: .2rem .8rem .2rem 0; text-align: start; }
td.number { text-align: end; font-variant-numeric: tabular-nums; }
"""
_STRIPES = (
    '<defs><pattern id="stripes" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0V5" style="stroke:#000;stroke-width:1.4"/></pattern></defs>'
)


def diff_page(difference: Difference, one: str, two: str) -> str:
    """Return a page, self-contained, that shows how `one` (a date or a map's name) differs from `two`."""
    title = f"{one} → {two}"
    figures = "".join(
        _figure(project, history, when, difference, name)
        for name, (project, history, when) in ((one, difference.before), (two, difference.after))
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n{figures}\n{_table(difference)}\n{_features(difference)}</body></html>\n"
    )


def _figure(
    project: Project, history: History, when: np.datetime64, difference: Difference, name: str
) -> str:
    colours = {actor.id: actor.colour for actor in project.settings.actors}
    snapshot = history.at(when)
    box = shapely.total_bounds(np.asarray(snapshot.geometry.array, dtype=object))
    areas = "".join(
        f'<path fill="{escape(colours.get(actor, _NO_COLOUR))}" d="{_path(ground, box)}">'
        f"<title>{escape(actor)}</title></path>"
        for actor, ground in zip(snapshot["controller"], snapshot.geometry, strict=True)
    )
    changed = "".join(
        f'<path class="changed" d="{_path(piece.ground_lonlat, box)}">'
        f"<title>{escape(f'{piece.before} → {piece.after}, {piece.area_km2:,.2f} km²')}</title></path>"
        for piece in difference.pieces
    )
    height = round(_WIDTH * (box[3] - box[1]) / ((box[2] - box[0]) * _narrowing(box)))
    return (
        f'<figure><svg role="img" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}">'
        f"{_STRIPES}{areas}{changed}</svg>"
        f"<figcaption>{escape(name)}, {escape(format_instant(when))}</figcaption></figure>"
    )


def _narrowing(box: np.ndarray) -> float:
    """Return how much shorter a degree of longitude is than one of latitude, in the middle of a box."""
    return math.cos(math.radians((box[1] + box[3]) / 2))


def _path(ground: shapely.Geometry, box: np.ndarray) -> str:
    scale = _WIDTH / (box[2] - box[0])
    rings = shapely.get_rings(shapely.get_parts(ground))
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in _on_page(ring, box, scale)) + "Z" for ring in rings
    )


def _on_page(ring: shapely.Geometry, box: np.ndarray, scale: float) -> Iterable[tuple[float, float]]:
    lonlat = shapely.get_coordinates(ring)
    x = (lonlat[:, 0] - box[0]) * scale
    y = (box[3] - lonlat[:, 1]) * scale / _narrowing(box)
    return zip(x.tolist(), y.tolist(), strict=True)


def _table(difference: Difference) -> str:
    rows = [piece.told() for piece in difference.pieces]
    if not rows:
        return "<p>No ground is held by anybody else.</p>"
    names = [name for name in rows[0] if name != "area_km2"]
    head = "".join(f"<th>{escape(name)}</th>" for name in (*names, "km²"))
    body = "".join(
        "<tr>"
        + "".join(f"<td>{escape(str(row[name] or 'open'))}</td>" for name in names)
        + f'<td class="number">{row["area_km2"]:,.3f}</td></tr>'
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _features(difference: Difference) -> str:
    told = {kind: ids for kind, ids in difference.features.items() if ids}
    return "".join(f"<p><b>{escape(kind)}</b> {escape(', '.join(ids))}</p>" for kind, ids in told.items())
