"""`controlmap durations`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json, project_argument

if TYPE_CHECKING:
    from controlmap.api import MapProject

_SHOWN = 20
"""Rows of text, unless told otherwise."""


@click.command("durations", cls=Command)
@project_argument
@click.option("--contested", is_flag=True, help="The ground that changed hands most often, instead.")
@click.option(
    "--limit", type=click.IntRange(min=1), help=f"So many rows; by default {_SHOWN}, as JSON and CSV all."
)
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
def command(project: Path, contested: bool, limit: int | None, as_json: bool, as_csv: bool) -> None:
    """Tell which ground was held longest, and by whom.

    One row for each cell (a piece of ground with one history) and controller, with a point inside it and the
    gazetteer's places in it.
    """
    from controlmap.api import open_map
    from controlmap.cli.tables import print_csv, print_table, rows_of

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    found = open_map(project)
    measured = found.turnover() if contested else found.durations()
    limit = limit or (len(measured) if as_json or as_csv else _SHOWN)
    held = _places_by_cell(found)
    rows = [_located(row, found, held) for row in rows_of(measured.head(limit))]
    if as_json:
        print_json({"rows": rows})
    elif as_csv:
        flat = [{**row, "places": " ".join(row["places"])} for row in rows]
        print_csv(flat, list(flat[0]) if flat else [])
    else:
        print_table([{**row, "places": ", ".join(row["places"][:3])} for row in rows])


def _located(row: dict[str, Any], found: MapProject, held: Mapping[int, list[str]]) -> dict[str, Any]:
    """A row with a point of its cell and the places there, instead of the cell's number."""
    import shapely

    cell = row.pop("cell")
    lon, lat = shapely.get_coordinates(shapely.point_on_surface(found.history().cells[cell]))[0].tolist()
    return {**row, "lon": round(lon, 4), "lat": round(lat, 4), "places": held.get(cell, [])}


def _places_by_cell(found: MapProject) -> dict[int, list[str]]:
    from controlmap.measure import cell_of

    held: dict[int, list[str]] = defaultdict(list)
    for place in found.project.places.values():
        held[cell_of(found.history(), place)].append(place.id)
    return held
