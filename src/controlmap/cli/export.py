"""`controlmap export`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import (
    Undated,
    default_project,
    json_option,
    now_option,
    print_json,
    wait_option,
)
from controlmap.cli.streams import say

_EXAMPLE = """\b
controlmap export geodata aleppo.gpkg --states --layer aleppo
controlmap export geodata dates --each day
controlmap export geodata km2.csv --areas --each day --by controller --wide
controlmap export geodata governorates.csv --areas --each day --by region --by controller
controlmap export geodata week.kml --changes 2024-11-27 2024-12-03

\b
--states, --at, --each, --changes, --cells, --fronts and --reports go out as
  .geojson .topojson .gpkg .kml .csv .tsv .parquet .fgb .shp .pmtiles
--areas as .csv .tsv .parquet .html; --at and --each also as a folder, --package as one.
"""


@click.command("export", cls=Command, epilog=_EXAMPLE)
@click.argument("paths", metavar="[PROJECT] FILE", nargs=-1, required=True, type=Undated(path_type=Path))
@click.option("--states", is_flag=True, help="States with their periods; `import layer` brings them back.")
@click.option(
    "--at", "--on", multiple=True, metavar="DATE", help="The ground at the end of a date; can be repeated."
)
@click.option("--each", type=click.Choice(("change", "day")), help="The ground at each change, or each day.")
@click.option("--changes", nargs=2, metavar="A B", help="What changed hands from one day to another.")
@click.option("--fronts", metavar="DATE", help="The fronts at the end of a date.")
@click.option("--cells", is_flag=True, help="The smallest pieces of ground, each with its stretches of time.")
@click.option(
    "--areas", is_flag=True, help="Figures: km² and share at --at or --each, by default each change."
)
@click.option("--reports", is_flag=True, help="The sourced reports, on their places.")
@click.option(
    "--package", is_flag=True, help="All as a data package: tables, ground, schemas, checksums, a citation."
)
@click.option("--layer", metavar="L", help="That layer only, of states, ground and cells.")
@click.option(
    "--by", multiple=True, type=click.Choice(("layer", "controller", "status", "certainty", "region")),
    help="Tell areas apart by this; can be repeated. By default by layer and controller.",
)  # fmt: skip
@click.option("--wide", is_flag=True, help="Areas with a row a date, and a column of km² for each of those.")
@click.option("--geometry", type=click.Choice(("wkt", "geojson")), help="What a table has ground in.")
@click.option("--in-full", is_flag=True, help="With what [publish] holds back: for your own use.")
@now_option
@json_option
@wait_option
def command(
    paths: tuple[Path, ...],
    at: tuple[str, ...],
    each: Literal["change", "day"] | None,
    by: tuple[str, ...],
    as_json: bool,
    **wanted: Any,
) -> None:
    """Write what the map says to FILE, in the format that its ending says, or to a folder.

    Rows have names in the map's languages, sources with titles and addresses, and what is not known is empty.
    What an export has left there is written over; nothing that the map is made of is.
    """
    from controlmap.api import open_map

    *folders, target = paths
    if len(folders) > 1:
        raise click.UsageError("takes a map project and a file")
    found = open_map(folders[0] if folders else default_project())
    done = found.export(target, at=at or None, each=each, by=by or None, **wanted)
    if as_json:
        files = [str(path) for path in done.files]
        print_json(
            {"file": str(done.file), "files": files, "what": done.what, "rows": done.rows, "told": done.told}
        )
        return
    for sentence in done.told:
        say(f"{done.file}: {sentence}", err=True)
    say(done.file)
