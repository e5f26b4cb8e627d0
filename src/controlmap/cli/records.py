"""What the commands for records have in common: how they change, remove and tell."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.edit_options import note_options
from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json, project_argument
from controlmap.cli.proposals import call
from controlmap.cli.streams import say

if TYPE_CHECKING:
    from controlmap.edit import Kind, Record


def change_command(
    kind: Kind,
    said: Callable[[Callable[..., None]], Callable[..., None]],
    told: str,
    *,
    metavar: str = "ID",
    named: str | None = None,
    given: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> click.Command:
    """Return the command that changes a record of a kind.

    `said` gives it its options, `given` makes of them what is said by the fields of the record; `metavar`
    and `named` are how the option for its id is shown.
    """

    @click.command("change", cls=Command, help=f"{told} What is not given stays; an empty text takes away.")
    @project_argument
    @click.option("--id", "changed", metavar=metavar, required=True, help=named)
    @said
    @note_options
    @json_option
    def command(
        project: Path, changed: str, dry_run: bool, who: str, why: str | None, as_json: bool, **words: Any
    ) -> None:
        from controlmap.edit import change_record
        from controlmap.model import Note
        from controlmap.store import find_folder

        new = {key: value for key, value in given(words).items() if value not in (None, (), {})}
        if not new:
            raise click.UsageError("Say what is to be said instead.")
        note = Note(f"{kind} change", who, why)
        record = change_record(find_folder(project), kind, changed, new, note, dry_run=dry_run)
        tell_odd(record, project)
        tell(record, as_json)
        tell_next(project, dry_run=dry_run, as_json=as_json)

    return command


def remove_command(kind: Kind, what: str) -> click.Command:
    """Return the command that removes records of a kind."""

    @click.command("remove", cls=Command, help=f"Remove {kind}s that nothing else names.")
    @project_argument
    @click.option("--id", "names", metavar="ID", multiple=True, required=True, help=f"{what}; repeatable.")
    @note_options
    @json_option
    def command(
        project: Path, names: tuple[str, ...], dry_run: bool, who: str, why: str | None, as_json: bool
    ) -> None:
        from controlmap.edit import remove_records
        from controlmap.model import Note
        from controlmap.store import find_folder

        note = Note(f"{kind} remove", who, why)
        gone = remove_records(find_folder(project), kind, names, note, dry_run=dry_run)
        if as_json:
            print_json({"removed": [document_of(one) for one in gone]})
        for one in () if as_json else gone:
            say(one.id)
        tell_next(project, dry_run=dry_run, as_json=as_json)

    return command


def tell(record: Record, as_json: bool) -> None:
    """Print a record: its id, or all that it says."""
    if as_json:
        print_json(document_of(record))
    else:
        say(record.id)


def tell_odd(record: Record, project: Path) -> None:
    """Say of a place what may be a slip; all is done, and no failure matters."""
    from controlmap.edit import odd_about
    from controlmap.errors import ControlmapError
    from controlmap.model import Place
    from controlmap.store import open_project

    with suppress(OSError, ControlmapError):
        for sentence in odd_about(record, open_project(project)) if isinstance(record, Place) else ():
            say(sentence, err=True)


def tell_next(project: Path, *, dry_run: bool, as_json: bool) -> None:
    """Say that the layers are to be derived anew, where they are; all is done, and no failure matters."""
    from controlmap.errors import ControlmapError
    from controlmap.store import open_project, underived

    with suppress(OSError, ControlmapError):
        waiting = {} if dry_run or as_json else underived(open_project(project))
        if any(layer.edited for layer in waiting.values()):
            say(f"Next: {call('derive', project, '--dry-run', '--discard-edits')}", err=True)
            say(f"  {_EDITED}", err=True)
        elif waiting:
            say(f"Next: {call('derive', project)}", err=True)


_EDITED = (
    "It shows what would change: what was edited since the last derivation, and shall last, belongs in "
    "reports.csv or hand/."
)


def document_of(record: Record) -> dict[str, Any]:
    """Return what a record says, as JSON has it."""
    from controlmap.model import Actor, Source

    if isinstance(record, Actor):
        return record.model_dump(exclude_none=True)
    if isinstance(record, Source):
        return record.model_dump(exclude_unset=True)
    return {**record.model_dump(mode="json"), **record.translations}
