"""`controlmap changes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from controlmap.cli.doubts import doubt_document, doubt_lines, place_doubt_lines
from controlmap.cli.given_once import Command
from controlmap.cli.handovers import handover_document, handover_lines
from controlmap.cli.options import Dated, json_option, names_by_language, print_json, project_argument
from controlmap.cli.streams import say
from controlmap.cli.tables import moved_lines, print_geojson, rows_of

if TYPE_CHECKING:
    from controlmap.measure import ChangedPlace, Doubt
    from controlmap.model import Place


@click.command("changes", cls=Command)
@click.argument("start", metavar="FROM", type=Dated())
@click.argument("end", metavar="TO", type=Dated())
@project_argument
@click.option("--by", type=click.Choice(("region",)), help="Tell the ground of each region apart.")
@json_option
@click.option("--geojson", "as_geojson", is_flag=True, help="Print the ground that changed hands as GeoJSON.")
def command(
    start: str, end: str, project: Path, by: Literal["region"] | None, as_json: bool, as_geojson: bool
) -> None:
    """Tell who took how many km² from whom between two dates, and which places changed hands when.

    Both days are included: what happened from the beginning of FROM to the end of TO. A month or a year means
    the whole of it, and a date-time such as 2024-11-30T14:00 that instant. What passes from `unknown` was
    taken from nobody: its holder is known from then on. What passes to it has no known holder any more.

    A change of which the sources know the month alone, or that lies between two reports, may lie in these
    days or out of them: such are told apart (doubts).
    """
    from controlmap.api import open_map
    from controlmap.cli.regions import region_documents, uncovered_lines
    from controlmap.measure import change_columns, doubt_columns, region_columns

    if as_json and as_geojson:
        raise click.UsageError("--json and --geojson exclude each other")
    found = open_map(project)
    regions = found.project.regions if by else ()
    if by:
        region_columns(found.history(), regions)  # there have to be some
    changes = change_columns(found.history(), start, end, regions=regions)
    rows, doubts = rows_of(changes), rows_of(doubt_columns(found.history(), start, end))
    if as_geojson:
        print_geojson(changes, rows, found.project.grid)
        say(*doubt_lines(doubts), err=True)
        return
    places = found.changed_places(start, end)
    perhaps = found.doubtful_places(start, end)
    if as_json:
        languages = found.project.settings.languages
        told = {
            "matrix": rows,
            "places": [_place(changed, languages) for changed in places],
            "doubts": doubts,
            "doubtful_places": [
                {"place": id, **doubt_document(doubt)} for id, several in perhaps.items() for doubt in several
            ],
        }
        print_json({**told, "regions": region_documents(found)} if by else told)
        return
    if not rows and not places:
        say("nothing is known to have changed hands" if doubts or perhaps else "nothing changed hands")
    say(*_passing_lines(rows), *(uncovered_lines(found) if by else ()), *doubt_lines(doubts))
    say(*_place_lines(places, perhaps), *_doubtful_lines(places, perhaps, found.project.places))


def _passing_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield who took how much from whom, under the names of regions where they are told apart."""
    for region, passed in groupby(rows, key=lambda row: row.get("region")):
        if region is not None:
            yield f"{region}"
        yield from moved_lines(passed)


def _place_lines(places: Iterable[ChangedPlace], perhaps: Mapping[str, Sequence[Doubt]]) -> Iterator[str]:
    for changed in places:
        yield from ("", f"{changed.place.name} ({changed.place.id})")
        yield from (f"  {line}" for handover in changed.handovers for line in handover_lines(handover))
        yield from place_doubt_lines(perhaps.get(changed.place.id, ()))


def _doubtful_lines(
    places: Iterable[ChangedPlace], perhaps: Mapping[str, Sequence[Doubt]], known: Mapping[str, Place]
) -> Iterator[str]:
    """Yield the places that are not known to have changed hands, but may have."""
    told = {changed.place.id for changed in places}
    for id, doubts in perhaps.items():
        if id not in told:
            yield from ("", f"{known[id].name} ({id})", *place_doubt_lines(doubts))


def _place(changed: ChangedPlace, languages: Sequence[str]) -> dict[str, Any]:
    place, handovers = changed.place, changed.handovers
    return {
        "place": place.id,
        **names_by_language(place, languages),
        "from": handovers[0].before,
        "to": handovers[-1].after,
        "changes": [handover_document(handover) for handover in handovers],
    }
