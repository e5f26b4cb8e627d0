"""A folder with a GeoJSON file for each date, and an index that says what is in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import shapely

from controlmap.exchange.readers import INDEX_FORMAT
from controlmap.exchange.sheets import Item, Sheet
from controlmap.exchange.writers.geojson import GroundText, about_members, ground_text, write_geojson
from controlmap.format import json_text
from controlmap.plane import Grid

__all__ = ["INDEX", "write_folder"]

INDEX = "index.json"


def write_folder(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write `DATE.geojson` for each date of a sheet, and `index.json`: dates, files, and km² by controller.

    Where only the order of a day's changes is known, their files are numbered.
    """
    (sheet,) = sheets
    dates = [list(items) for _, items in groupby(sheet.items, key=lambda item: (item.start, item.end))]
    names = _names([str(items[0].fields["date"]) for items in dates])
    rows, ground = [], _written_once()
    for items, name in zip(dates, names, strict=True):
        about = replace(sheet.about, as_of=str(items[0].fields["date"]))
        write_geojson(path / name, [replace(sheet, items=tuple(items), about=about)], ground)
        rows.append(_row(items, name))
    (path / INDEX).write_text(_index(sheet, rows), encoding="utf-8", newline="\n")
    return []


def _written_once() -> GroundText:
    """Return what writes ground, and the same object once: from date to date most ground lies as it did."""
    known: dict[int, str] = {}

    def text(geometry: shapely.Geometry, grid: Grid) -> str:
        if id(geometry) not in known:
            known[id(geometry)] = ground_text(geometry, grid)
        return known[id(geometry)]

    return text


def _names(dates: Sequence[str]) -> list[str]:
    """Return a file's name for each date; several of one date are numbered, and no name has a colon."""
    seen: defaultdict[str, int] = defaultdict(int)
    names = []
    for date in dates:
        seen[date] += 1
        number = f"-{seen[date]}" if dates.count(date) > 1 else ""
        names.append(f"{date.replace(':', '')}{number}.geojson")
    return names


def _row(items: Sequence[Item], name: str) -> dict[str, Any]:
    km2: defaultdict[str, float] = defaultdict(float)
    for item in items:
        km2[item.fields["controller"]] += item.fields["area_km2"]
    return {
        "date": items[0].fields["date"],
        "file": name,
        "features": len(items),
        "area_km2": {controller: round(area, 6) for controller, area in sorted(km2.items())},
    }


def _index(sheet: Sheet, rows: Sequence[Any]) -> str:
    """Return what the folder holds; all that is said of a controller stands there once."""
    actors = {
        item.fields["controller"]: {
            name.replace("controller_", ""): value
            for name, value in item.fields.items()
            if name == "colour" or name.startswith("controller_name")
        }
        for item in sheet.items
    }
    head = {**about_members(sheet.about), "controllers": {name: actors[name] for name in sorted(actors)}}
    members = "".join(f" {json_text(name)}: {json_text(value)},\n" for name, value in head.items())
    lines = ",\n".join(f"  {json_text(row)}" for row in rows)
    return f'{{\n {INDEX_FORMAT},\n{members} "dates": [\n{lines}\n ]\n}}\n'
