"""A small page with two maps beside each other, before and after, and who gained what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from controlmap.model import UNKNOWN, Project, Publish, Settings
from controlmap.render.safe_html import language_code

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["compare_html", "held_back_lines"]

_UNKNOWN_COLOUR = "#d8d8d3"
_WIDTH = 600
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem }
body { color: #222; background: #fff }
h1 { font-size: 1.4rem }
ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem }
.maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem }
figure { margin: 0 } svg { width: 100%; height: auto; background: #f4f3ef }
path { stroke: #fff; stroke-width: .4 } table { border-collapse: collapse; margin: 1rem 0 }
td, th { padding: .2rem .8rem .2rem 0; text-align: start }
.number { text-align: end; font-variant-numeric: tabular-nums }
.key { display: inline-block; width: 1em; height: 1em; vertical-align: -.1em; margin-inline-end: .4em }
"""


def compare_html(
    settings: Settings,
    labels: tuple[str, str],
    snapshots: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
    moved: Sequence[Mapping[str, Any]],
    notes: Sequence[str] = (),
) -> str:
    """Return the page as HTML: no script, nothing from elsewhere, all text escaped.

    `snapshots` are what `History.at` gives for each side (controller and geometry, EPSG:4326); `moved` has
    rows of from, to and area_km2; `notes` are further lines.
    """
    language = settings.languages[0]
    names = {actor.id: str(actor.name.get(language, actor.id)) for actor in settings.actors}
    colours = {UNKNOWN: _UNKNOWN_COLOUR, **{actor.id: actor.colour for actor in settings.actors}}
    shown = sorted({c for frame in snapshots for c in frame["controller"]})
    keys = "".join(f"<li>{_key(colours[c])}{escape(names.get(c) or c)}</li>" for c in shown)
    rows = "".join(_row(row, names) for row in moved) or "<tr><td>Nothing changed hands.</td></tr>"
    figures = "".join(
        f"<figure><figcaption>{escape(label)}</figcaption>{_map(frame, snapshots, colours)}</figure>"
        for label, frame in zip(labels, snapshots, strict=True)
    )
    title = f"{settings.title[language]}: {labels[0]} – {labels[1]}"
    return (
        f'<!DOCTYPE html>\n<html lang="{language_code(language)}"><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>\n<h1>{escape(title)}</h1>\n"
        f'<div class="maps">{figures}</div>\n<ul>{keys}</ul>\n'
        f'<table><tr><th>From<th>To<th class="number">km²</tr>{rows}</table>\n'
        f"{''.join(f'<p>{escape(note)}</p>' for note in notes)}</html>\n"
    )


def held_back_lines(project: Project) -> list[str]:
    """Return what a map does not show of what its files have, a line each."""
    rules = project.held_back.rules if project.held_back else Publish()
    coarse = (f"{layer} ({km:g} km)" for layer, km in rules.coarsen_km.items())
    said = {
        f"Held back: what happened in the last {rules.delay_hours:g} hours.": rules.delay_hours,
        f"Held back: exact borders. Drawn in squares: {', '.join(coarse)}.": rules.coarsen_km,
    }
    return [line for line, holds in said.items() if holds]


def _key(colour: str) -> str:
    return f'<span class="key" style="background:{colour}"></span>'


def _row(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    cells = "".join(f"<td>{escape(names.get(row[side], row[side]))}</td>" for side in ("from", "to"))
    return f'<tr>{cells}<td class="number">{row["area_km2"]:,.1f}</td></tr>'


def _map(frame: gpd.GeoDataFrame, both: Sequence[gpd.GeoDataFrame], colours: Mapping[str, str]) -> str:
    """Draw a snapshot in the frame of both, in plate carrée at the middle latitude."""
    bounds = np.vstack([part.total_bounds for part in both])
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    wide = np.cos(np.radians((south + north) / 2))
    scale = _WIDTH / max((east - west) * wide, 1e-9)
    height = (north - south) * scale

    def to_pixels(xy: np.ndarray) -> np.ndarray:
        return np.column_stack([(xy[:, 0] - west) * wide, north - xy[:, 1]]) * scale

    outlines = [_outline(shapely.transform(ground, to_pixels)) for ground in frame.geometry]
    paths = "".join(
        f'<path fill="{colours[controller]}" fill-rule="evenodd" d="{outline}"/>'
        for controller, outline in zip(frame["controller"], outlines, strict=True)
    )
    return f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img">{paths}</svg>'


def _outline(ground: shapely.Geometry) -> str:
    rings = shapely.get_rings(shapely.get_parts(ground))
    return "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in shapely.get_coordinates(r))}Z" for r in rings)
