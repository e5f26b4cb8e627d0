"""`controlmap fronts`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import Dated, Within, json_option, print_json, project_argument
from controlmap.cli.streams import say

if TYPE_CHECKING:
    import numpy as np

    from controlmap.history import History


@click.command("fronts", cls=Command)
@click.argument("date", type=Dated())
@project_argument
@click.option("--ages", is_flag=True, help="Tell stretches apart by the date since which they have stood.")
@click.option(
    "--across-m",
    type=Within(0, 10_000),
    default=0.0,
    metavar="METRES",
    help="Also where no more than this lies between two: what is narrower parts nobody, and is left out. "
    "The width of ground is twice its area over the length of its outline.",
)
@json_option
@click.option("--geojson", "as_geojson", is_flag=True, help="Print the lines as GeoJSON.")
def command(date: str, project: Path, ages: bool, across_m: float, as_json: bool, as_geojson: bool) -> None:
    """Tell how many km of front divide whom on DATE: at its end if it is a day, a month or a year.

    Borders with ground whose controller nobody knows are listed apart; the edge of the map is no front.
    Ground without a record that is thinner than the map's grid can tell parts nobody.
    """
    from controlmap.api import open_map
    from controlmap.cli.doubts import doubt_lines, doubts_on
    from controlmap.cli.tables import print_geojson, print_table, rows_of
    from controlmap.measure import front_columns, front_stretch_columns

    if as_json and as_geojson:
        raise click.UsageError("--json and --geojson exclude each other")
    if ages and across_m:
        raise click.UsageError("--ages and --across-m exclude each other: what is narrow has no age")
    found = open_map(project)
    history = found.history()
    fronts = (
        front_stretch_columns(history, date, with_unknown=True)
        if ages
        else front_columns(history, date, with_unknown=True, across_m=across_m)
    )
    rows = [{"pair": [row.pop("a"), row.pop("b")], **row} for row in rows_of(fronts)]
    if ages:
        rows = [row | since for row, since in zip(rows, _since(fronts["since"], history), strict=True)]
    doubts = doubts_on(history, [date])
    if as_geojson:
        print_geojson(fronts, rows, found.project.grid)
        say(*doubt_lines(doubts, on=True), err=True)
        return
    known = [row for row in rows if "unknown" not in row["pair"]]
    unknown = [row for row in rows if "unknown" in row["pair"]]
    if as_json:
        print_json({"rows": known, "with_unknown": unknown, "doubts": doubts})
        return
    print_table([{**row, "pair": " – ".join(row["pair"])} for row in [*known, *unknown]])
    if not rows:
        say(
            "no front: nobody faces anybody"
            if not across_m or not len(front_columns(history, date, with_unknown=True)["a"])
            else f"no front: ground narrower than {across_m:g} m is left out; nothing as wide faces anybody"
        )
    say(*doubt_lines(doubts, on=True), err=True)


def _since(since: Iterable[np.datetime64], history: History) -> list[dict[str, Any]]:
    """Since when each front has stood, as far as that is known, and how precisely that is."""
    known = history.known
    return [{"since": known.text(date), "precision": known.to(date)} for date in since]
