"""`controlmap population`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import Dated, json_option, print_json, project_argument
from controlmap.cli.streams import say


@click.command("population", cls=Command)
@click.argument("date", type=Dated())
@project_argument
@click.option(
    "--raster",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A GeoTIFF of people a pixel, as WorldPop's, instead of the gazetteer; needs controlmap[raster].",
)
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
def command(date: str, project: Path, raster: Path | None, as_json: bool, as_csv: bool) -> None:
    """Tell how many people live on the ground of each controller on DATE, at its end.

    The gazetteer's settlements are counted whole, where their point lies. Those whose population is unknown
    are counted apart: the sum is the least that it can be.
    """
    from controlmap.api import open_map
    from controlmap.cli.doubts import doubt_lines, doubts_on
    from controlmap.cli.tables import print_csv, print_table, rows_of

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    found = open_map(project)
    people = found.population(date, raster=raster)
    rows, doubts = rows_of(people), doubts_on(found.history(), [date])
    if as_json:
        print_json({"rows": rows, "doubts": doubts})
        return
    if as_csv:
        print_csv(rows, list(people.columns))
    else:
        print_table(rows)
        if not rows:
            say("no settlement of the gazetteer lies on the map")
    say(*doubt_lines(doubts, on=True), err=True)
