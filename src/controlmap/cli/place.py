"""`controlmap place`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from controlmap.cli.edit_options import note_options
from controlmap.cli.given_once import Group
from controlmap.cli.options import Command, Within, all_of, json_option, project_argument, text_option
from controlmap.cli.records import change_command, remove_command, tell, tell_next, tell_odd

_KINDS = ("city", "town", "village", "neighbourhood", "airport", "base", "site", "district", "road")
_AT = {
    True: "Its point, in degrees on WGS 84; without one it is a name only.",
    False: "Its point, in degrees on WGS 84; an empty text takes it away.",
}


def _said(*, new: bool) -> Callable[[Command], Command]:
    """Give a command the options for what is said of a place; of a `new` one some must be."""
    return all_of(
        text_option("--name", "What it is called.", required=new),
        click.option("--kind", type=click.Choice(_KINDS), default="town" if new else None, show_default=new),
        click.option("--at", metavar="LON,LAT", help=_AT[new]),
        click.option(
            "--accuracy-m",
            "coord_accuracy_m",
            type=Within(0),
            metavar="METRES",
            help="How exactly the point is known.",
        ),
        click.option("--point-from", "coord_source", metavar="TEXT", help="Who gives the point."),
        click.option("--admin1", metavar="TEXT", help="Governorate, province or state that it lies in."),
        click.option("--population", type=click.IntRange(0), metavar="N"),
        click.option(
            "--alias",
            "aliases",
            metavar="TEXT",
            multiple=True,
            callback=_listed,
            help="What else it is called; repeatable.",
        ),
        text_option("--note", "What else there is to say."),
    )


def _listed(ctx: click.Context, param: click.Parameter, aliases: tuple[str, ...]) -> str | None:
    """Return aliases as a place has them, each once; None where none is given."""
    for alias in aliases:
        if ";" in alias:
            raise click.BadParameter(f"{alias!r} has a semicolon: give each by an --alias of its own")
    return "; ".join(dict.fromkeys(aliases)) if aliases else None


@click.group("place", cls=Group)
def command() -> None:
    """Add to the gazetteer, places.csv, change what it says, or remove from it."""


@command.command("add")
@project_argument
@click.option("--id", metavar="ID", help="Default: made of the name.")
@_said(new=True)
@note_options
@json_option
def add(
    project: Path,
    as_json: bool,
    at: str | None,
    aliases: str | None,
    dry_run: bool,
    who: str,
    why: str | None,
    **said: Any,
) -> None:
    """Add a place and print its id."""
    from controlmap.edit import add_place
    from controlmap.model import Note
    from controlmap.store import find_folder

    given = {name: value for name, value in said.items() if value is not None} | _point(at)
    given |= {"aliases": aliases} if aliases else {}
    folder = find_folder(project)
    place = add_place(folder, given, Note("place add", who, why), dry_run=dry_run)
    tell_odd(place, project)
    tell(place, as_json)
    tell_next(project, dry_run=dry_run, as_json=as_json)


def _given(said: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a place by the columns of places.csv."""
    return {**said, **_point(said["at"]), "at": None}


command.add_command(
    change_command(
        "place",
        _said(new=False),
        "Change what is said of a place, and print its id.",
        metavar="PLACE",
        named="Its id, or its name.",
        given=_given,
    )
)
command.add_command(remove_command("place", "An id or a name in places.csv"))


def _point(text: str | None) -> dict[str, Any]:
    """Return longitude and latitude, both empty where the point is taken away; nothing where none is said."""
    if text is None:
        return {}
    if not text:
        return {"lon": "", "lat": ""}
    parts = text.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no LON,LAT", param_hint="--at") from None
    return {"lon": lon, "lat": lat}
