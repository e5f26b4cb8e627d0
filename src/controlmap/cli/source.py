"""`controlmap source`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from controlmap.cli.editing import note_options
from controlmap.cli.options import json_option, print_json, project_argument
from controlmap.errors import InputError, Problem


@click.group("source")
def command() -> None:
    """Add to the bibliography, sources.json."""


@command.command("add")
@project_argument
@click.option(
    "--id", metavar="ID", help="Default: made of publisher (or title) and date, like afp-2024-12-02."
)
@click.option("--title", metavar="TEXT", required=True)
@click.option("--publisher", metavar="TEXT")
@click.option("--issued", metavar="DATE", help="When it appeared: a day, month or year.")
@click.option("--accessed", metavar="DATE", help="When it was read.")
@click.option("--url", "URL", metavar="URL", help="http or https.")
@click.option("--type", default="webpage", show_default=True, metavar="TYPE", help="A type of CSL-JSON.")
@click.option("--language", metavar="CODE")
@click.option("--lean", metavar="ACTOR", help="The side that it leans to.")
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
    from controlmap.edit import add_source
    from controlmap.model import Note
    from controlmap.store import find_folder

    dates = {"issued": _date_parts(issued), "accessed": _date_parts(accessed)}
    given = {name: value for name, value in {**said, **dates}.items() if value is not None}
    note = Note("source add", who, why)
    source = add_source(find_folder(project), given, note, dry_run=dry_run)
    if as_json:
        print_json(source.model_dump(exclude_unset=True))
    else:
        click.echo(source.id)


def _date_parts(text: str | None) -> dict[str, Any] | None:
    """Return a day, month or year as CSL-JSON has it."""
    if text is None:
        return None
    try:
        parts = [int(part) for part in text.split("-")]
    except ValueError:
        parts = []
    limits = ((1, 9999), (1, 12), (1, 31))
    if not 1 <= len(parts) <= 3 or any(not a <= p <= b for p, (a, b) in zip(parts, limits, strict=False)):
        raise InputError(Problem(f"{text!r} is not a date like 2024-12-02, 2024-12 or 2024"))
    return {"date-parts": [parts]}
