"""`controlmap log`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json, project_argument
from controlmap.cli.streams import say
from controlmap.cli.tables import moved_in_brief, record_lines
from controlmap.words import first_of

if TYPE_CHECKING:
    from controlmap.model import Entry

_DATES, _STATES = 3, 4


@click.command("log", cls=Command)
@project_argument
@json_option
@click.option("-n", "--last", type=click.IntRange(1), metavar="N", help="Only the last N.")
def command(project: Path, as_json: bool, last: int | None) -> None:
    """List the edits, the newest first: rank and id, when, who, what moved, why."""
    from controlmap.edit import read_journal
    from controlmap.store import map_folder

    folder = map_folder(project)
    entries = read_journal(folder)[::-1][:last]
    if as_json:
        print_json({"rows": [{**entry.summary(), "records": entry.records} for entry in entries]})
        return
    if entries:
        say(f"times are those of the map, {_zone(folder)}", err=True)
    ranks = {entry.id: entry.number for entry in entries}
    for entry in entries:
        say(_line(entry))
        if entry.same_as:
            other = _named(entry.same_as, ranks)
            say(f"      the same change as {other}, on another branch: the map has it once")
        for line in moved_in_brief(entry.moved):
            say(f"      {line}")
        for line in (*_feature_lines(entry), *record_lines(entry)):
            say(f"      {line}")
        if entry.note.why:
            say(f"      {' '.join(entry.note.why.split())}")


def _named(entry: str, ranks: Mapping[str, int | None]) -> str:
    """Return an entry's rank and id, or its id alone where it is not among those shown."""
    return " ".join(str(one) for one in (ranks.get(entry), entry) if one is not None)


def _feature_lines(entry: Entry) -> Iterator[str]:
    """Yield from when on ground passes, or which states become what where none does; of many the first."""
    if entry.moved and entry.dates:
        yield f"from {first_of(entry.dates, _DATES)} on"
    if not entry.moved:
        named = (f"{what} {first_of(ids, _STATES)}" for what, ids in entry.features.items() if ids)
        yield from filter(None, ["; ".join(named)])


def _zone(folder: Path) -> str:
    """Return the time zone of a map; it is told of one whose settings cannot be read too."""
    from controlmap.errors import InputError
    from controlmap.format import SETTINGS_FILE, read_settings

    try:
        return read_settings((folder / SETTINGS_FILE).read_bytes()).time_zone
    except (InputError, OSError):
        return f"as {SETTINGS_FILE} has it"


def _line(entry: Entry) -> str:
    note = entry.note
    of = f" of entry {note.of}" if note.of is not None else ""
    sources = f"  [{', '.join(note.sources)}]" if note.sources else ""
    return f"{entry.number:5}  {entry.id}  {entry.when}  {note.command}{of}  {note.who}{sources}".rstrip()
