"""`controlmap log`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from controlmap.cli.options import json_option, print_json, project_argument
from controlmap.cli.tables import moved_lines

if TYPE_CHECKING:
    from controlmap.model import Entry


@click.command("log")
@project_argument
@json_option
@click.option("-n", "--last", type=click.IntRange(1), metavar="N", help="Only the last N.")
def command(project: Path, as_json: bool, last: int | None) -> None:
    """List the edits, the newest first: rank and id, when, who, what moved, why."""
    from controlmap.edit import read_journal
    from controlmap.store import map_folder

    entries = read_journal(map_folder(project))[::-1][:last]
    if as_json:
        print_json({"rows": [entry.summary() for entry in entries]})
        return
    for entry in entries:
        click.echo(_line(entry))
        for line in moved_lines(entry.moved):
            click.echo(f"      {line}")
        if entry.files:
            click.echo(f"      rewrites {', '.join(entry.files)}")
        if entry.note.why:
            click.echo(f"      {' '.join(entry.note.why.split())}")


def _line(entry: Entry) -> str:
    note = entry.note
    of = f" of entry {note.of}" if note.of is not None else ""
    sources = f"  [{', '.join(note.sources)}]" if note.sources else ""
    return f"{entry.number:5}  {entry.id}  {entry.when}  {note.command}{of}  {note.who}{sources}".rstrip()
