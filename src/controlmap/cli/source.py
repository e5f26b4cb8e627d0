"""`controlmap source`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from controlmap.cli.edit_options import note_options
from controlmap.cli.given_once import Group
from controlmap.cli.options import Command, all_of, json_option, project_argument
from controlmap.cli.records import change_command, remove_command, tell


def _said(*, new: bool) -> Callable[[Command], Command]:
    """Give a command the options for what is said of a source; of a `new` one some must be."""
    return all_of(
        click.option("--title", metavar="TEXT", required=new),
        click.option("--publisher", metavar="TEXT"),
        click.option("--issued", metavar="DATE", help="When it appeared: a day, month or year."),
        click.option("--accessed", metavar="DATE", help="When it was read."),
        click.option("--url", "URL", metavar="URL", help="http or https."),
        click.option(
            "--type",
            default="webpage" if new else None,
            show_default=new,
            metavar="TYPE",
            help="A type of CSL-JSON.",
        ),
        click.option("--language", metavar="CODE"),
        click.option("--lean", metavar="ACTOR", help="The side that it leans to."),
        click.option(
            "--mirrors",
            metavar="ID",
            multiple=True,
            help="A source that it only repeats, so that both are one voice; several times for several.",
        ),
    )


def _dated(said: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a source with its dates as CSL-JSON has them."""
    from controlmap.edit import csl_date

    return said | {
        name: csl_date(said[name]) if said[name] else said[name] for name in ("issued", "accessed")
    }


@click.group("source", cls=Group)
def command() -> None:
    """Add to the bibliography, sources.json, change what it says, or remove from it."""


@command.command("add")
@project_argument
@click.option(
    "--id",
    metavar="ID",
    help="Default: publisher (or title), date, and letters that are this source's own: afp-2024-12-02-k3fq.",
)
@_said(new=True)
@note_options
@json_option
def add(project: Path, as_json: bool, dry_run: bool, who: str, why: str | None, **said: Any) -> None:
    """Add a source and print its id."""
    from controlmap.edit import add_source
    from controlmap.model import Note
    from controlmap.store import find_folder

    given = {name: value for name, value in _dated(said).items() if value not in (None, ())}
    tell(add_source(find_folder(project), given, Note("source add", who, why), dry_run=dry_run), as_json)


command.add_command(
    change_command(
        "source",
        _said(new=False),
        "Change what is said of a source, and print its id.",
        given=_dated,
    )
)
command.add_command(remove_command("source", "An id in sources.json"))
