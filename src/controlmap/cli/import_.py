"""`controlmap import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from controlmap.cli.edit_options import note_options
from controlmap.cli.given_once import Group
from controlmap.cli.import_layer import command as layer_
from controlmap.cli.import_marks import command as marks
from controlmap.cli.import_options import (
    grid_of,
    ground_options,
    holder_options,
    note_of,
    reading_of,
    reading_options,
    reckoning_of,
    reckoning_options,
    shared,
    sources_argument,
    target_options,
)
from controlmap.cli.options import json_option, print_json, quiet_option, wait_option
from controlmap.cli.spreading import cutting, memory_option, refuse_both, scheduler_option, workers_option
from controlmap.cli.streams import say
from controlmap.words import first_lines

if TYPE_CHECKING:
    from controlmap.exchange import Brought

_HOLDERS = 12
"""Of whom people are told how much they hold at the end; `--json` tells of all."""


@click.group("import", cls=Group)
def command() -> None:
    """Bring other data into a map project; `look` first shows what is in a file.

    Read are GeoJSON (also .gz, wrapped in another object, TopoJSON, uMap, Esri's answers), KML and KMZ,
    GeoPackage, Shapefile, FlatGeobuf, GeoParquet, CSV with WKT, GeoJSON or columns of
    longitude and latitude, modules of Wikipedia's detailed maps, and zip archives of these.
    """


@command.command("look")
@click.argument("source", metavar="FILE|FOLDER", type=click.Path(exists=True, path_type=Path))
@reading_options
@reckoning_options
@click.option("--date-pattern", metavar="STRPTIME", help="How names read, as in frontline_%d.%m.%Y.")
@click.option("--controller-from", metavar="FIELD", help="Field that says who holds; else the likeliest one.")
@click.option(
    "--write-table",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a table of values to fill in.",
)
@json_option
def look_(
    source: Path,
    write_table: Path | None,
    date_pattern: str | None,
    controller_from: str | None,
    as_json: bool,
    **said: Any,
) -> None:
    """Tell what is in FILE or FOLDER: fields, dates, what is wrong, and the command that brings it in."""
    from controlmap.cli.look import as_values, lines_of, table_line
    from controlmap.exchange import look, starter_table
    from controlmap.store import write_atomically

    how = {"date_pattern": date_pattern, "controller_from": controller_from}
    found = look(source, reading_of(said), reckoning_of(said), **how)
    if write_table is not None:
        if write_table.exists():
            raise click.UsageError(f"{write_table} is there already")
        write_atomically(write_table, starter_table(found).encode())
    if as_json:
        if write_table is not None:
            say(table_line(found, str(write_table)), err=True)
        print_json(as_values(found))
        return
    for line in lines_of(found):
        say(line)


@command.command("snapshots")
@sources_argument
@target_options
@holder_options
@click.option(
    "--date-pattern",
    metavar="STRPTIME",
    help="How names read, as in frontline_%d.%m.%Y, or the texts of --date-from; * is any letters.",
)
@click.option("--date-from", metavar="FIELD", help="Field that holds the date.")
@click.option(
    "--dates",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Table (CSV) with the columns name and date, for names that hold none.",
)
@click.option("--date", metavar="DATE", help="The one date of all files.")
@click.option(
    "--empty",
    type=click.Choice(["error", "skip", "nothing"]),
    default="error",
    show_default=True,
    help="What a file without ground means: skip, as the one before; or nothing was held.",
)
@click.option(
    "--gaps",
    type=click.Choice(["carry", "unknown"]),
    default="carry",
    show_default=True,
    help="What a missing day means: as the day before, or unknown.",
)
@click.option("--append", is_flag=True, help="Let a layer that is there go on with these dates.")
@workers_option("Let so many processes read the dates, and cut the ground (extra dask); default 1.")
@memory_option
@scheduler_option("Let the workers of a Dask cluster do that; they have to see the files, at the same paths.")
@ground_options
@reading_options
@reckoning_options
@note_options
@quiet_option
@json_option
@wait_option
def snapshots(
    sources_: tuple[Path, ...],
    into: Path,
    layer: str,
    grid: str | None,
    append: bool,
    gaps: Literal["carry", "unknown"],
    workers: int,
    memory_per_worker: int | None,
    scheduler: str | None,
    quiet: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Turn dated restatements, a file or a field's value a date, into a layer with periods.

    However many processes read and cut, what comes of it is the same.
    """
    from controlmap.exchange import dates_by_name, import_snapshots

    refuse_both(scheduler, workers)
    if append and (scheduler is not None or workers > 1):
        raise click.UsageError("--append is done by one process: leave out --workers and --scheduler.")
    if memory_per_worker is not None and workers == 1:
        raise click.UsageError("--memory-per-worker goes with --workers 2 or more.")

    dates: Path | None = said["dates"]
    own = {name: said[name] for name in ("date_pattern", "date_from", "date", "empty")}
    own["dates"] = dates_by_name(dates.read_bytes(), file=dates.name) if dates else None
    with cutting(scheduler, workers, memory_per_worker) as how:
        brought = import_snapshots(
            sources_,
            into,
            layer=layer,
            gaps=gaps,
            append=append,
            grid=grid_of(grid),
            note=note_of("import snapshots", said),
            dry_run=said["dry_run"],
            cutting=how,
            **own,
            **shared(said),
        )
    _tell(brought, quiet, as_json, dry_run=said["dry_run"])


@command.command("states")
@sources_argument
@target_options
@holder_options
@click.option(
    "--from", "begin", metavar="FIELD", help="Field that says since when; formats may have their own."
)
@click.option("--to", "end", metavar="FIELD", help="Field that says until when.")
@click.option(
    "--to-is-inclusive", "inclusive", is_flag=True, help="A period holds through its last day, month or year."
)
@click.option(
    "--open-after",
    metavar="DATE",
    help="From this date on, an end is where the data end: none. The map goes on through it.",
)
@click.option("--skip-bad", is_flag=True, help="Leave out rows without a sound period, and say so.")
@ground_options
@reading_options
@reckoning_options
@note_options
@quiet_option
@json_option
@wait_option
def states(
    sources_: tuple[Path, ...],
    into: Path,
    layer: str,
    grid: str | None,
    begin: str | None,
    end: str | None,
    inclusive: bool,
    open_after: str | None,
    skip_bad: bool,
    quiet: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Turn features with a period each into a layer."""
    from controlmap.exchange import import_states

    period = {
        "begin": begin,
        "end": end,
        "inclusive": inclusive,
        "open_after": open_after,
        "skip_bad": skip_bad,
    }
    brought = import_states(
        sources_,
        into,
        layer=layer,
        grid=grid_of(grid),
        note=note_of("import states", said),
        dry_run=said["dry_run"],
        **period,
        **shared(said),
    )
    _tell(brought, quiet, as_json, dry_run=said["dry_run"])


def _tell(brought: Brought, quiet: bool, as_json: bool, *, dry_run: bool) -> None:
    areas = {actor: round(area, 3) for actor, area in sorted(brought.area_km2.items())}
    if as_json:
        print_json(
            {
                "file": str(brought.file),
                "states": brought.states,
                "area_km2": areas,
                "area_on": brought.area_on,
                "told": brought.told,
            }
        )
        return
    if quiet:
        return
    for sentence in brought.told:
        say(sentence, err=True)
    widest = sorted(areas.items(), key=lambda item: -item[1])
    ends = [f"{actor}: {area:,.2f} km² at the end" for actor, area in widest]
    say(*first_lines(ends, _HOLDERS, ": `controlmap areas` tells of all"), err=True)
    say(f"{brought.file}: nothing written" if dry_run else brought.file)


command.add_command(marks)
command.add_command(layer_)
