"""Options that the commands under `controlmap import` share, and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.options import Undated, Within, map_named

if TYPE_CHECKING:
    from controlmap.exchange import Reading, Reckoning
    from controlmap.model import Note

__all__ = [
    "grid_of",
    "ground_options",
    "holder_options",
    "note_of",
    "options",
    "reading_of",
    "reading_options",
]
__all__ += [
    "reckoning_of",
    "reckoning_options",
    "shared",
    "sources_argument",
    "target_options",
    "who_of",
    "who_options",
]


def options(*several: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return several options as one decorator, in their order."""

    def decorated(function: Any) -> Any:
        """Give a command these options."""
        for option in reversed(several):
            function = option(function)
        return function

    return decorated


reading_options = options(
    click.option(
        "--encoding", metavar="NAME", help="Encoding of its texts, as in cp1251, where it does not say."
    ),
    click.option(
        "--crs", metavar="NAME", help="What its coordinates are in, as in EPSG:32637, where it does not say."
    ),
    click.option(
        "--table", "table_name", metavar="NAME", help="Table, layer, object or packed file that is meant."
    ),
    click.option(
        "--geometry",
        metavar="COLUMN[,COLUMN]",
        help="Column with WKT or GeoJSON, or those with longitude and latitude, where names do not tell.",
    ),
    click.option(
        "--zone", metavar="NAME", help="Time zone of instants counted in seconds, as in Asia/Damascus."
    ),
)
reckoning_options = options(
    click.option("--day-first/--month-first", default=None, help="How 01/03/2024 is read."),
    click.option("--bce", type=click.Choice(["iso", "historical"]),
                 help="Years below 1: with a year 0 (iso: -43 is 44 BC) or without (historical)."),
    click.option("--excel-dates", is_flag=True, help="Numbers such as 45352 are Excel's days."),
    click.option("--earliest", "range_", flag_value="earliest", help="Of a range (18xx) take the first."),
    click.option("--latest", "range_", flag_value="latest", help="Of a range (18xx) take the last."),
)  # fmt: skip
who_options = options(
    click.option("--controller", metavar="ACTOR", help="Who holds ground of which nothing says whose it is."),
    click.option("--controller-from", metavar="FIELD", multiple=True,
                 help="Field that says who holds; of several the first with a value."),
    click.option("--states", "table", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                 help="Table (CSV) of what values mean; `import look --write-table` writes one to fill in."),
    click.option("--new-values", type=click.Choice(["refuse", "actor"]), default="refuse", show_default=True,
                 help="What values are that the table does not list."),
    click.option("--certainty", type=click.Choice(["confirmed", "reported", "claimed", "inferred"]),
                 help="How sure the states are, where neither the table nor the file's own columns say it; "
                 "reported where nobody does, and that is told."),
    click.option("--source", "sources", multiple=True, metavar="ID", help="Who says so; may be repeated."),
)  # fmt: skip
holder_options = options(
    who_options,
    click.option("--keep", multiple=True, metavar="FIELD",
                 help="Field whose text is kept: the first as the area's name, the second as a note."),
)  # fmt: skip
ground_options = options(
    click.option("--overlaps", default="error", show_default=True,
                 type=click.Choice(["error", "first", "last", "smallest", "joint", "rank"]),
                 help="Who has ground that several claim at once."),
    click.option("--snap-m", type=Within(0, 10_000), default=0.0, metavar="METRES",
                 help="Make one of borders within so many metres of each other, or of the date before."),
    click.option(
        "--repair", is_flag=True, help="Mend or leave out broken polygons, join strips to what lies beside."
    ),
)  # fmt: skip
target_options = options(
    click.option("--into", required=True, type=click.Path(file_okay=False, path_type=Path),
                 callback=map_named, help="Map project; made if missing."),
    click.option("--layer", required=True, metavar="ID", help="Id of the new layer."),
    click.option("--grid", type=click.Choice(["1e-5", "1e-6", "1e-7"]),
                 help="Grid of a new project; default 1e-5."),
)  # fmt: skip
sources_argument = click.argument(
    "sources_", metavar="FILE|FOLDER...", nargs=-1, required=True,
    type=Undated(exists=True, path_type=Path),
)  # fmt: skip


def note_of(command: str, said: dict[str, Any]) -> Note:
    """Return what the journal says of a command."""
    from controlmap.model import Note

    return Note(command, said["who"], said["why"])


def grid_of(size: str | None) -> Any:
    """Return the grid of a size in degrees, None where none is said."""
    from controlmap.plane import Grid

    return Grid.of_size(float(size)) if size else None


def reading_of(said: dict[str, Any]) -> Reading:
    """Return how files are to be read."""
    from controlmap.exchange import Reading

    return Reading(said["encoding"], said["crs"], said["table_name"], said["geometry"], said["zone"])


def reckoning_of(said: dict[str, Any]) -> Reckoning:
    """Return how dates are to be read."""
    from controlmap.dates import read_zone
    from controlmap.exchange import Reckoning

    zone = read_zone(said["zone"]) if said["zone"] else None
    return Reckoning(zone, said["day_first"], said["bce"], said["excel_dates"], said["range_"])


def who_of(said: dict[str, Any]) -> dict[str, Any]:
    """Return what each verb is told of who holds, and how files are to be read."""
    from controlmap.exchange import read_states_table

    path: Path | None = said["table"]
    same = ("controller", "controller_from", "new_values", "keep", "certainty", "sources")
    return {
        **{name: said[name] for name in same},
        "states": read_states_table(path.read_bytes(), file=path.name) if path else None,
        "reading": reading_of(said),
        "reckoning": reckoning_of(said),
    }


def shared(said: dict[str, Any]) -> dict[str, Any]:
    """Return what the verbs that bring ground are told: who holds it, and how it is to be read."""
    return {**who_of(said), **{name: said[name] for name in ("overlaps", "repair", "snap_m")}}
