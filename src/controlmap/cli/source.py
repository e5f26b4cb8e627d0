"""`controlmap source`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from controlmap.cli.editing import note_options
from controlmap.cli.options import json_option, print_json, project_argument


@click.group("source")
def command() -> None:
    """Add to the bibliography, sources.json."""


@command.command("add")
@project_argument
@click.option(
    "--id",
    metavar="ID",
    help="Default: publisher (or title), date, and letters that are this source's own: afp-2024-12-02-k3fq.",
)
@click.option("--title", metavar="TEXT", required=True)
@click.option("--publisher", metavar="TEXT")
@click.option("--issued", metavar="DATE", help="When it appeared: a day, month or year.")
@click.option("--accessed", metavar="DATE", help="When it was read.")
@click.option("--url", "URL", metavar="URL", help="http or https.")
@click.option("--type", default="webpage", show_default=True, metavar="TYPE", help="A type of CSL-JSON.")
@click.option("--language", metavar="CODE")
@click.option("--lean", metavar="ACTOR", help="The side that it leans to.")
@click.option(
    "--mirrors",
    metavar="ID",
    multiple=True,
    help="A source that it only repeats, so that both are one voice; several times for several.",
)
@note_options
@json_option
def add(
    project: Path,
    as_json: bool,
    issued: str | None,
    accessed: str | None,
    dry_run: bool,
    who: str,
    why: str | None,
    **said: Any,
) -> None:
    """Add a source and print its id."""
    from controlmap.edit import add_source, csl_date
    from controlmap.model import Note
    from controlmap.store import find_folder

    dates = {"issued": csl_date(issued), "accessed": csl_date(accessed)}
    given = {name: value for name, value in {**said, **dates}.items() if value not in (None, ())}
    note = Note("source add", who, why)
    source = add_source(find_folder(project), given, note, dry_run=dry_run)
    if as_json:
        print_json(source.model_dump(exclude_unset=True))
    else:
        click.echo(source.id)
