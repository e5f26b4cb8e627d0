"""`controlmap actor`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from controlmap.cli.edit_options import note_options
from controlmap.cli.given_once import Group
from controlmap.cli.options import Command, all_of, json_option, project_argument, text_option
from controlmap.cli.records import change_command, remove_command, tell

_PATTERNS = ("none", "lines", "cross", "dots")


def _said(*, new: bool) -> Callable[[Command], Command]:
    """Give a command the options for what is said of an actor; of a `new` one some must be."""
    apart = " Default: one that is apart from the others'." if new else ""
    return all_of(
        text_option("--name", "What it is called.", required=new),
        text_option("--short", "What it is called where there is little room."),
        text_option("--in-text", "What it is called inside a sentence, with its article."),
        click.option("--colour", metavar="#RRGGBB", help=f"What its ground is drawn in.{apart}"),
        click.option("--pattern", type=click.Choice(_PATTERNS), help="Drawn over the colour."),
        click.option("--parent", metavar="ACTOR", help="The alliance that it belongs to."),
    )


@click.group("actor", cls=Group)
def command() -> None:
    """Add to the actors that controlmap.toml lists, change what it says of one, or remove from them."""


@command.command("add")
@project_argument
@click.option("--id", metavar="ID", help="Default: made of the name.")
@_said(new=True)
@note_options
@json_option
def add(project: Path, as_json: bool, dry_run: bool, who: str, why: str | None, **said: Any) -> None:
    """Add an actor and print its id."""
    from controlmap.edit import add_actor
    from controlmap.model import Note
    from controlmap.store import find_folder

    given = {name: value for name, value in said.items() if value not in (None, {})}
    tell(add_actor(find_folder(project), given, Note("actor add", who, why), dry_run=dry_run), as_json)


command.add_command(
    change_command(
        "actor",
        _said(new=False),
        "Change what is said of an actor, and print its id.",
        metavar="ACTOR",
        named="Its id, or a name.",
    )
)
command.add_command(remove_command("actor", "An id or a name in controlmap.toml"))
