"""A style that draws vector tiles in the map's colours (https://maplibre.org/maplibre-style-spec/)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import log2
from typing import Any

import numpy as np
import orjson

from controlmap.exchange.sheets import Sheet

__all__ = ["ENDS", "STARTS", "style_text"]

STARTS, ENDS = "starts", "ends"
"""Attributes of the half-open period for which a row is shown."""
_OPACITY, _PAPER = 0.84, "#f4f1ea"
"""The page's opacity of ground, so that colours are as far apart as the check says."""
_WIDE = 360
"""Degrees that are 512 pixels wide at zoom 0."""
_NEVER = 8.64e15
"""Later than any date of JavaScript."""
Layer = dict[str, Any]


def style_text(tiles: str, sheets: Sequence[Sheet], box: Sequence[float]) -> str:
    """Return the style of tiles in a file beside it; it shows the last date, and lists the others."""
    about, dates = sheets[0].about, _dates(sheets)
    west, south, east, north = box
    credit = " · ".join(filter(None, [*about.attribution, about.licence, about.as_of]))
    style = {
        "version": 8,
        "name": about.name,
        "metadata": {"controlmap:dates": dates},
        "center": [((west + east) / 2 + 180) % 360 - 180, (south + north) / 2],
        "zoom": max(0.0, min(9.0, round(log2(_WIDE / max(east - west, 1e-3)), 2))),
        "sources": {
            "control": {"type": "vector", "url": f"pmtiles://{tiles}", "attribution": escape(credit)}
        },
        "layers": [
            {"id": "paper", "type": "background", "paint": {"background-color": _PAPER}},
            *(layer for sheet in sheets for layer in _layers(sheet, dates)),
        ],
    }
    return orjson.dumps(style, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _dates(sheets: Sequence[Sheet]) -> list[int]:
    """Return the instants at which something begins to be shown, in milliseconds since 1970."""
    starts = {item.start for sheet in sheets for item in sheet.items if item.start is not None}
    return sorted(int(start.astype("datetime64[ms]").astype(np.int64)) for start in starts)


def _layers(sheet: Sheet, dates: Sequence[int]) -> Iterator[Layer]:
    common = {"source": "control", "source-layer": sheet.name, **_on(dates)}
    colour = ["get", "colour"]
    if sheet.kind == "ground":
        paint = {"fill-color": colour, "fill-opacity": _OPACITY}
        yield {"id": sheet.name, "type": "fill", **common, "paint": paint}
    elif sheet.kind == "lines":
        yield {"id": sheet.name, "type": "line", **common, "paint": {"line-color": colour, "line-width": 2}}
    else:
        paint = {
            "circle-color": colour,
            "circle-radius": 4,
            "circle-stroke-color": _PAPER,
            "circle-stroke-width": 1,
        }
        yield {"id": sheet.name, "type": "circle", **common, "paint": paint}


def _on(dates: Sequence[int]) -> Layer:
    """Return what shows the rows of the last date; another number in it shows another date."""
    if not dates:
        return {}
    since = ["<=", ["number", ["get", STARTS], -_NEVER], dates[-1]]
    until = [">", ["number", ["get", ENDS], _NEVER], dates[-1]]
    return {"filter": ["all", since, until]}
