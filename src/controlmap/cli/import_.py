"""`controlmap import`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from controlmap.cli.options import json_option, print_json, quiet_option, wait_option

if TYPE_CHECKING:
    from controlmap.exchange import Brought, Reading, Reckoning
    from controlmap.model import Note


@click.group("import")
def command() -> None:
    """Bring other data into a map project; `look` first shows what is in a file.

    Read are GeoJSON (also .gz, wrapped in another object, TopoJSON, uMap, Esri's answers), KML and KMZ,
    GeoPackage, Shapefile, FlatGeobuf, GeoParquet, CSV with WKT or GeoJSON, and zip archives of these.
    """


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def decorated(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorated


_reading = _options(
    click.option(
        "--encoding", metavar="NAME", help="Encoding of its texts, as in cp1251, where it does not say."
    ),
    click.option(
        "--crs", metavar="NAME", help="What its coordinates are in, as in EPSG:32637, where it does not say."
    ),
    click.option(
        "--table", "table_name", metavar="NAME", help="Table, layer, object or packed file that is meant."
    ),
    click.option("--geometry", metavar="COLUMN", help="Column with WKT or GeoJSON; by default the first."),
    click.option(
        "--zone", metavar="NAME", help="Time zone of instants counted in seconds, as in Asia/Damascus."
    ),
)
_reckoning = _options(
    click.option("--day-first/--month-first", default=None, help="How 01/03/2024 is read."),
    click.option("--bce", type=click.Choice(["iso", "historical"]),
                 help="Years below 1: with a year 0 (iso: -43 is 44 BC) or without (historical)."),
    click.option("--excel-dates", is_flag=True, help="Numbers such as 45352 are Excel's days."),
    click.option("--earliest", "range_", flag_value="earliest", help="Of a range (18xx) take the first."),
    click.option("--latest", "range_", flag_value="latest", help="Of a range (18xx) take the last."),
)  # fmt: skip
_holders = _options(
    click.option("--controller", metavar="ACTOR", help="Who holds ground of which nothing says whose it is."),
    click.option("--controller-from", metavar="FIELD", multiple=True,
                 help="Field that says who holds; of several the first with a value."),
    click.option("--states", "table", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                 help="Table (CSV) of what values mean; `import look --table` writes one to fill in."),
    click.option("--new-values", type=click.Choice(["refuse", "actor"]), default="refuse", show_default=True,
                 help="What values are that the table does not list."),
    click.option("--certainty", type=click.Choice(["confirmed", "reported", "claimed", "inferred"]),
                 default="reported", show_default=True, help="How sure the states are."),
    click.option("--source", "sources", multiple=True, metavar="ID", help="Who says so; may be repeated."),
    click.option("--keep", multiple=True, metavar="FIELD",
                 help="Field whose text is kept: the first as the area's name, the second as a note."),
)  # fmt: skip
_ground = _options(
    click.option("--overlaps", default="error", show_default=True,
                 type=click.Choice(["error", "first", "last", "smallest", "joint", "rank"]),
                 help="Who has ground that several claim at once."),
    click.option("--repair", is_flag=True, help="Mend or leave out broken polygons, told with their km²."),
)  # fmt: skip
_target = _options(
    click.option("--into", required=True, type=click.Path(file_okay=False, path_type=Path),
                 help="Map project; made if missing."),
    click.option("--layer", required=True, metavar="ID", help="Id of the new layer."),
    click.option("--grid", type=click.Choice(["1e-5", "1e-6", "1e-7"]),
                 help="Grid of a new project; default 1e-5."),
)  # fmt: skip
_sources = click.argument(
    "sources_", metavar="FILE|FOLDER...", nargs=-1, required=True,
    type=click.Path(exists=True, path_type=Path),
)  # fmt: skip


@command.command("look")
@click.argument("source", metavar="FILE|FOLDER", type=click.Path(exists=True, path_type=Path))
@_reading
@click.option(
    "--write-table",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a table of values to fill in.",
)
@json_option
def look_(source: Path, write_table: Path | None, as_json: bool, **said: Any) -> None:
    """Tell what is in FILE or FOLDER: fields, dates, what is wrong, and the command that brings it in."""
    from controlmap.cli.look import as_values, lines_of
    from controlmap.exchange import look, starter_table
    from controlmap.store import write_atomically

    found = look(source, _reading_of(said))
    if write_table is not None:
        if write_table.exists():
            raise click.UsageError(f"{write_table} is there already")
        write_atomically(write_table, starter_table(found).encode())
    if as_json:
        print_json(as_values(found))
        return
    for line in lines_of(found):
        click.echo(line)


@command.command("snapshots")
@_sources
@_target
@_holders
@click.option("--date-pattern", metavar="STRPTIME", help="How names read, as in frontline_%d.%m.%Y.")
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
@_ground
@_reading
@_reckoning
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
    quiet: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Turn dated restatements, a file or a field's value a date, into a layer with periods."""
    from controlmap.exchange import dates_by_name, import_snapshots

    dates: Path | None = said["dates"]
    own = {name: said[name] for name in ("date_pattern", "date_from", "date", "empty")}
    own["dates"] = dates_by_name(dates.read_bytes(), file=dates.name) if dates else None
    brought = import_snapshots(
        sources_,
        into,
        layer=layer,
        gaps=gaps,
        append=append,
        grid=_grid(grid),
        note=_note("import snapshots"),
        **own,
        **_shared(said),
    )
    _tell(brought, quiet, as_json)


@command.command("states")
@_sources
@_target
@_holders
@click.option(
    "--from", "begin", metavar="FIELD", help="Field that says since when; formats may have their own."
)
@click.option("--to", "end", metavar="FIELD", help="Field that says until when.")
@click.option(
    "--to-is-inclusive", "inclusive", is_flag=True, help="A period holds through its last day, month or year."
)
@click.option("--open-after", metavar="DATE", help="From this date on, an end is where the data end: none.")
@click.option("--skip-bad", is_flag=True, help="Leave out rows without a sound period, and say so.")
@_ground
@_reading
@_reckoning
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
        sources_, into, layer=layer, grid=_grid(grid), note=_note("import states"), **period, **_shared(said)
    )
    _tell(brought, quiet, as_json)


def _note(command: str) -> Note:
    from controlmap.cli.editing import user
    from controlmap.model import Note

    return Note(command, user())


def _tell(brought: Brought, quiet: bool, as_json: bool) -> None:
    areas = {actor: round(area, 3) for actor, area in sorted(brought.area_km2.items())}
    if as_json:
        print_json(
            {"file": str(brought.file), "states": brought.states, "area_km2": areas, "told": brought.told}
        )
        return
    if quiet:
        return
    for sentence in brought.told:
        click.echo(sentence, err=True)
    for actor, area in areas.items():
        click.echo(f"{actor}: {area:,.2f} km² at the end", err=True)
    click.echo(brought.file)


def _grid(size: str | None) -> Any:
    from controlmap.plane import Grid

    return Grid.of_size(float(size)) if size else None


def _reading_of(said: dict[str, Any]) -> Reading:
    from controlmap.exchange import Reading

    return Reading(said["encoding"], said["crs"], said["table_name"], said["geometry"], said["zone"])


def _reckoning_of(said: dict[str, Any]) -> Reckoning:
    from controlmap.dates import read_zone
    from controlmap.exchange import Reckoning

    zone = read_zone(said["zone"]) if said["zone"] else None
    return Reckoning(zone, said["day_first"], said["bce"], said["excel_dates"], said["range_"])


def _shared(said: dict[str, Any]) -> dict[str, Any]:
    """Return what both verbs are told of who holds, and how files are to be read."""
    from controlmap.exchange import read_states_table

    path: Path | None = said["table"]
    same = (
        "controller",
        "controller_from",
        "new_values",
        "keep",
        "certainty",
        "sources",
        "overlaps",
        "repair",
    )
    return {
        **{name: said[name] for name in same},
        "states": read_states_table(path.read_bytes(), file=path.name) if path else None,
        "reading": _reading_of(said),
        "reckoning": _reckoning_of(said),
    }
