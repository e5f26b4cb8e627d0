"""`controlmap derive`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from controlmap.cli.editing import user
from controlmap.cli.options import json_option, print_json, project_argument, quiet_option
from controlmap.errors import InputError

if TYPE_CHECKING:
    from controlmap.model import ControlState, Entry, Project
    from controlmap.store import Lock


@click.command("derive")
@project_argument
@click.option("--layer", "layer_id", metavar="ID", help="Write this layer only.")
@click.option("--dry-run", is_flag=True, help="Count, but write nothing.")
@quiet_option
@json_option
def command(project: Path, layer_id: str | None, dry_run: bool, quiet: bool, as_json: bool) -> None:
    """Draw areas of control from places.csv, reports.csv and hand/<layer>.geojson.

    What the layers held before is written over: corrections belong in those three. It is one edit, which
    `controlmap undo` takes back.
    """
    from controlmap.store import find_folder, locked

    folder = find_folder(project)
    with locked(folder, exclusive=not dry_run) if folder.is_dir() else nullcontext() as lock:
        states, entry = _derive(project, layer_id, dry_run, quiet, lock)
    rows = [{"layer": layer, "states": len(drawn)} for layer, drawn in states.items()]
    if as_json:
        print_json({"rows": rows, "written": not dry_run})
    elif not quiet:
        for row in rows:
            click.echo(f"{row['layer']}: {row['states']} states{' (not written)' if dry_run else ''}")
        if entry is not None:
            click.echo(f"entry {entry.number} of the journal", err=True)


def _derive(
    project: Path, layer_id: str | None, dry_run: bool, quiet: bool, lock: Lock | None
) -> tuple[dict[str, list[ControlState]], Entry | None]:
    """Return the derived states by layer, and the entry of the journal if files are others for them."""
    from controlmap.cli.progress import steps
    from controlmap.derive import derive_project, open_to_derive

    with steps(quiet) as step:
        step("Reading")
        found = open_to_derive(project, held=lock)
        step("Sharing out the ground")
        states = derive_project(found, layer_id)
        if dry_run:
            return states, None
        step("Writing")
        return states, _write(found, states, lock)


def _write(project: Project, states: dict[str, list[ControlState]], lock: Lock | None) -> Entry | None:
    """Write the layers as one edit; a file that is missing or no text is an empty layer before."""
    from controlmap.derive import derived_files
    from controlmap.edit import rewrite_files
    from controlmap.model import Note
    from controlmap.store import commit, encoded_for

    empty = derived_files(project, dict.fromkeys(states, ()))
    missing = {file: data for file, data in empty.items() if _text(project, file) is None}
    if missing:
        commit(project.folder, {file: encoded_for(Path(file), data) for file, data in missing.items()})
    return rewrite_files(project, derived_files(project, states), Note("derive", user()), held=lock)


def _text(project: Project, file: str) -> str | None:
    from controlmap.store import read_data

    try:
        return read_data(project.folder / file, file).decode()
    except (InputError, UnicodeDecodeError):
        return None
