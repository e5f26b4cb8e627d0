"""`controlmap import marks`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.edit_options import note_options
from controlmap.cli.given_once import Command
from controlmap.cli.import_options import (
    grid_of,
    note_of,
    options,
    reading_options,
    reckoning_options,
    sources_argument,
    who_of,
    who_options,
)
from controlmap.cli.options import json_option, map_named, print_json, quiet_option, wait_option
from controlmap.cli.records import tell_next
from controlmap.cli.streams import say
from controlmap.words import counted

if TYPE_CHECKING:
    from controlmap.exchange import BroughtMarks

_target = options(
    click.option("--into", required=True, type=click.Path(file_okay=False, path_type=Path),
                 callback=map_named, help="Map project; made if missing, with a layer to derive."),
    click.option("--layer", metavar="ID",
                 help="Layer that is made if it is not there; a new map has one called as the file."),
    click.option("--extent", metavar="FILE|BOX",
                 help="Ground of a new layer: a file's polygons, or west,south,east,north."),
    click.option("--grid", type=click.Choice(["1e-5", "1e-6", "1e-7"]),
                 help="Grid of a new project; default 1e-5."),
)  # fmt: skip
_marking = options(
    click.option("--date", metavar="DATE", help="The one date of all marks."),
    click.option("--date-from", metavar="FIELD", help="Field that holds the date of each mark."),
    click.option("--date-pattern", metavar="STRPTIME", help="How names read, as in frontline_%d.%m.%Y."),
    click.option("--wide", is_flag=True,
                 help="Each column whose name is a date says who held then; an empty cell is no report."),
    click.option("--place", metavar="FIELD", help="Field with the names of places, as in --place Ort."),
    click.option("--keep", multiple=True, metavar="FIELD", help="Field whose text goes into reports' notes."),
    click.option("--overlaps", default="error", show_default=True,
                 type=click.Choice(["error", "first", "last"]),
                 help="Which of two holders of one place on one date counts."),
)  # fmt: skip


@click.command("marks", cls=Command)
@sources_argument
@_target
@who_options
@_marking
@reading_options
@reckoning_options
@note_options
@quiet_option
@json_option
@wait_option
def command(
    sources_: tuple[Path, ...], into: Path, grid: str | None, quiet: bool, as_json: bool, **said: Any
) -> None:
    """Turn places with holders into places and reports, of which `controlmap derive` makes areas.

    Read are points of any format, CSV with columns of longitude and latitude, also with a column for each
    date (--wide), and the tables of Wikipedia's detailed-map modules (.lua), whose icons say who holds what
    alone, by agreement, under siege or in fighting.
    """
    from controlmap.exchange import import_marks

    own = ("layer", "extent", "place", "wide", "date", "date_from", "date_pattern", "overlaps", "dry_run")
    brought = import_marks(
        sources_,
        into,
        grid=grid_of(grid),
        note=note_of("import marks", said),
        **{name: said[name] for name in own},
        **who_of(said),
    )
    _tell(brought, quiet, as_json, dry_run=said["dry_run"])


def _tell(brought: BroughtMarks, quiet: bool, as_json: bool, *, dry_run: bool) -> None:
    if as_json:
        counts = {"places": brought.places, "reports": brought.reports, "changed": brought.changed}
        rows = [{"controller": actor, "places": n} for actor, n in brought.held.items()]
        layer = {"layer": brought.layer, "folder": str(brought.folder)}
        dates = {"from": brought.first, "through": brought.date}
        print_json({**layer, **counts, **dates, "rows": rows, "told": brought.told})
        return
    if quiet:
        return
    for sentence in brought.told:
        say(sentence, err=True)
    is_of_one_date = brought.first == brought.date
    when = f" on {brought.date}" if is_of_one_date else ", as last reported"
    for actor, places in brought.held.items():
        say(f"{actor}: {counted(places, 'place')}{when}", err=True)
    reports = f"{brought.reports:,} new, {brought.changed:,} changed"
    dates = "" if is_of_one_date else f", from {brought.first} to {brought.date}"
    say(f"places: {brought.places:,} new; reports: {reports}{dates}")
    if brought.has_extent and (brought.reports or brought.changed):
        tell_next(brought.folder, dry_run=dry_run, as_json=False)
