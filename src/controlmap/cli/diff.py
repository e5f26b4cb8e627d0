"""`controlmap diff`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from operator import is_
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, now_option, print_json, print_json_text, project_argument
from controlmap.cli.other_records import SHOWN, differing_records, record_lines
from controlmap.cli.sides import is_map, side
from controlmap.cli.streams import say
from controlmap.words import first_of

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

    from controlmap.api import MapProject
    from controlmap.cli.other_records import Differing
    from controlmap.dates import Instant
    from controlmap.edit import Delta, Effect
    from controlmap.history import History


ROUNDING_KM2 = 1e-4
"""Less ground than this moves when the same borders are written with other vertices."""


@dataclass(frozen=True)
class _Difference:
    """What lies between two sides: ground that moved or lost its state, features by what became of them.

    `records` are the other records, by kind, and by what became of them.
    """

    moved: list[dict[str, Any]]
    unrecorded: list[dict[str, Any]]
    features: dict[str, list[str]]
    records: Differing
    geojson: Callable[[], str]
    html: Callable[[], str]


@click.command("diff", cls=Command)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B", required=False)
@project_argument
@json_option
@click.option("--geojson", "as_geojson", is_flag=True, help="Print the ground or the features that differ.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with both maps beside each other.",
)
@click.option("--in-full", is_flag=True, help="The page with what [publish] holds back: for your own use.")
@now_option
def command(
    before: str,
    after: str | None,
    project: Path,
    as_json: bool,
    as_geojson: bool,
    html: Path | None,
    in_full: bool,
    now: Instant | None,
) -> None:
    """Compare two dates, two folders or two git revisions of a map project.

    With a git revision alone, or one and the map project: that revision with what is there now.
    Dates: the ground that changed hands in those days, both included. Folders and revisions: features added,
    removed and changed, the ground that they now give to somebody else, and other records and settings that
    differ. What is printed is of the whole maps, the page of what may go out.
    """
    from controlmap.api import open_map
    from controlmap.store import refuse_own_file, write_atomically

    if html:
        refuse_own_file(html)
    with ExitStack() as stack:
        if after is not None and _are_dates(before, after):
            sides, compared = [open_map(project)], partial(_between_dates, before, after)
        else:
            after, project = _now(before, after, project)
            sides, compared = _sides(before, after, project, stack), partial(_between_records, before, after)
        found = compared(*sides)
        page = ""
        if html:
            shown = [side if in_full else side.published(now=now) for side in sides]
            page = (found if all(map(is_, shown, sides)) else compared(*shown)).html()
    if html:
        write_atomically(html, page.encode())
        say(html, err=True)
    if as_geojson:
        print_json_text(found.geojson())
    elif as_json:
        kept = ("moved", "unrecorded", "features", "records")
        print_json({name: getattr(found, name) for name in kept})
    else:
        _tell(found)


def _now(before: str, after: str | None, project: Path) -> tuple[str, Path]:
    """Return the later side, and the map project that a revision before it is one of."""
    from controlmap.errors import InputError, Problem

    if after is None:
        if _are_dates(before):
            raise InputError(Problem(f"say a second date: {before} is compared with nothing"))
        return str(project), project
    return after, Path(after) if not is_map(before) and is_map(after) else project


def _tell(found: _Difference) -> None:
    from controlmap.cli.tables import moved_lines, unrecorded_lines

    for line in (*moved_lines(found.moved), *unrecorded_lines(found.unrecorded)):
        say(line)
    for what, names in found.features.items():
        if names:
            say(f"{what}: {first_of(names, SHOWN)}")
    for line in record_lines(found.records):
        say(line)
    if not found.moved and not any(found.features.values()) and not found.records:
        say("no difference")


def _are_dates(*texts: str) -> bool:
    from zoneinfo import ZoneInfo

    from controlmap.dates import parse_instant
    from controlmap.errors import InputError

    if any(Path(text).exists() for text in texts):
        return False
    try:
        for text in texts:
            parse_instant(text, ZoneInfo("UTC"))
    except InputError:
        return False
    return True


def _between_dates(before: str, after: str, found: MapProject) -> _Difference:
    """Return what changed hands between two dates."""
    from controlmap.cli.tables import geojson_text, rows_of
    from controlmap.render import compare_html, held_back_lines

    changes = found.changes(before, after)
    rows = rows_of(changes)
    moved = [{name: row[name] for name in ("from", "to", "area_km2")} for row in rows]

    def page() -> str:
        shown = found.history()
        first, last = shown.window(before, after)
        snapshots = shown.at(first), shown.at(last)
        held = held_back_lines(found.project)
        labels = _before(before, first, shown), after
        return compare_html(found.project.settings, labels, snapshots, moved, held)

    return _Difference(moved, [], {}, {}, lambda: geojson_text(changes, rows, found.project.grid), page)


def _before(date: str, first: np.datetime64, shown: History) -> str:
    """Return what a map is called that is there until a day, month or year begins, or at an instant."""
    from controlmap.dates import instant_of, precision_of

    if precision_of(instant_of(date, shown.zone)) == "minute":
        return date
    return f"{date}, as the map begins" if first == shown.start else f"before {date}"


def _between_records(before: str, after: str, old: MapProject, new: MapProject) -> _Difference:
    """Return how the records of two folders or revisions differ."""
    from controlmap.edit import Delta, effect_of
    from controlmap.history import precedence_in
    from controlmap.model import states_of
    from controlmap.render import compare_html, held_back_lines

    was, now = states_of(old.project), states_of(new.project)
    delta = Delta.between(was, now)
    effect = effect_of(was, now, delta, new.project.grid, precedence_in(new.project))
    moved, unrecorded = (
        [row for row in rows if row["area_km2"] >= ROUNDING_KM2]
        for rows in (effect.rows(), [stretch.to_json() for stretch in effect.unrecorded])
    )
    features = _features(delta)
    notes = [f"{what}: {', '.join(names)}" for what, names in features.items() if names]
    notes += [*dict.fromkeys(line for side in (old, new) for line in held_back_lines(side.project))]

    def page() -> str:
        labels, snapshots = _snapshots(delta, effect, old, new, (before, after))
        return compare_html(new.project.settings, labels, snapshots, moved, notes)

    records = differing_records(old.project, new.project)
    return _Difference(moved, unrecorded, features, records, lambda: _feature_collection(delta, new), page)


def _sides(before: str, after: str, project: Path, stack: ExitStack) -> list[MapProject]:
    """Return both sides; where one is a date and no side by itself, the other one was to be a date too."""
    from controlmap.errors import InputError, Problem

    try:
        return [side(text, project, stack) for text in (before, after)]
    except InputError:
        odd = [text for text in (before, after) if not _are_dates(text)]
        if len(odd) != 1:
            raise
        hint = "A date is compared with a date, a folder or git revision with another."
        raise InputError(
            Problem(f"{odd[0]!r} is no date, as {_other(odd[0], before, after)!r} is", hint=hint)
        ) from None


def _other(one: str, *both: str) -> str:
    return next(text for text in both if text != one)


def _features(delta: Delta) -> dict[str, list[str]]:
    removed, added = delta.ids()
    return {
        "added": sorted(added - removed),
        "changed": sorted(added & removed),
        "removed": sorted(removed - added),
    }


def _snapshots(
    delta: Delta, effect: Effect, old: MapProject, new: MapProject, names: tuple[str, str]
) -> tuple[tuple[str, str], tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]]:
    """Both maps on the first date on which they name other holders, or a feature that differs is in force."""
    from controlmap.dates import as_known, first_minute, format_instant
    from controlmap.errors import InputError, Problem
    from controlmap.model import known_in

    histories = old.history(), new.history()
    begun = max(history.start for history in histories)
    ended = min(history.end for history in histories)
    if begun >= ended:
        raise InputError(Problem("the periods of the two maps have no instant in common to show both at"))
    passed = (as_known(row.date, row.known_to) for row in effect.by_date if abs(row.area_km2) >= ROUNDING_KM2)
    differ = next((date for date in passed if begun <= first_minute(date) < ended), None)
    if differ is not None:
        earlier, later = (f"{name}, {format_instant(differ)}" for name in names)
        return (earlier, later), (histories[0].at(differ), histories[1].at(differ))
    starts = [
        placed.state.valid_from
        for side in (delta.removed, delta.added)
        for features in side.values()
        for placed in features
        if placed.state.superseded_at is None and begun < placed.state.valid_from < ended
    ]
    instant = min(starts, default=begun)
    whens = (known_in(one.project).text(instant) for one in (old, new))
    earlier, later = (f"{name}, {when}" for name, when in zip(names, whens, strict=True))
    return (earlier, later), (histories[0].at(instant), histories[1].at(instant))


def _feature_collection(delta: Delta, project: MapProject) -> str:
    from controlmap.format import feature_text

    lines = [
        feature_text(placed.state.model_copy(update={"diff": what}), grid=project.project.grid)
        for what, side in (("removed", delta.removed), ("added", delta.added))
        for features in side.values()
        for placed in features
    ]
    body = ",\n".join(lines)
    return f'{{"type": "FeatureCollection", "features": [\n{body}\n]}}'
