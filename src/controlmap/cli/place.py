"""`controlmap place`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from controlmap.cli.editing import note_options
from controlmap.cli.options import Within, json_option, print_json, project_argument, text_option

_KINDS = ("city", "town", "village", "neighbourhood", "airport", "base", "site", "district", "road")


@click.group("place")
def command() -> None:
    """Add to the gazetteer, places.csv."""


@command.command("add")
@project_argument
@click.option("--id", metavar="ID", help="Default: made of the name.")
@text_option("--name", "What it is called.", required=True)
@click.option("--kind", type=click.Choice(_KINDS), default="town", show_default=True)
@click.option(
    "--at", metavar="LON,LAT", help="Its point, in degrees on WGS 84; without one it is a name only."
)
@click.option(
    "--accuracy-m",
    "coord_accuracy_m",
    type=Within(0),
    metavar="METRES",
    help="How exactly the point is known.",
)
@click.option("--point-from", "coord_source", metavar="TEXT", help="Who gives the point.")
@click.option("--admin1", metavar="TEXT", help="Governorate, province or state that it lies in.")
@click.option("--population", type=click.IntRange(0), metavar="N")
@click.option("--alias", "aliases", metavar="TEXT", multiple=True, help="What else it is called; repeatable.")
@text_option("--note", "What else there is to say.")
@note_options
@json_option
def add(
    project: Path,
    as_json: bool,
    at: str | None,
    aliases: tuple[str, ...],
    dry_run: bool,
    who: str,
    why: str | None,
    **said: Any,
) -> None:
    """Add a place and print its id."""
    from controlmap.edit import add_place
    from controlmap.model import Note, places_named
    from controlmap.store import find_folder, open_project

    given = {name: value for name, value in said.items() if value is not None}
    if at is not None:
        given["lon"], given["lat"] = _point(at)
    given["aliases"] = "; ".join(aliases)
    folder = find_folder(project)
    known = open_project(folder).places
    place = add_place(folder, given, Note("place add", who, why), dry_run=dry_run)
    for other in places_named(place.name, known):
        click.echo(
            f"{other.name} (id {other.id}) is another place of that name: name each by its id", err=True
        )
    if as_json:
        print_json({**place.model_dump(mode="json"), **place.translations})
    else:
        click.echo(place.id)


def _point(text: str) -> tuple[float, float]:
    parts = text.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no LON,LAT", param_hint="--at") from None
    return lon, lat
