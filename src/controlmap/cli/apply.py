"""`controlmap apply`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from controlmap.cli.edit_options import Flow, edit_options
from controlmap.cli.editing import perform_noted
from controlmap.cli.given_once import Command
from controlmap.cli.options import project_argument
from controlmap.cli.proposals import call
from controlmap.errors import InputError, Problem

if TYPE_CHECKING:
    from controlmap.edit import Delta, Editing
    from controlmap.model import Note


@click.command("apply", cls=Command)
@click.argument("patch_file", metavar="PATCH", type=click.Path(path_type=Path))
@project_argument
@edit_options
def command(patch_file: Path, project: Path, flow: Flow) -> None:
    """Apply a patch. Where the map is not what the patch was made for, say which features conflict.

    With --rebase a transfer is then made anew: its ground passes on the map as it is now. Others must fit.
    Who made it, and why, is what the patch says, unless --by and --why say otherwise.
    """
    from controlmap.edit import fitted, parse_patch, refuse_swapped_delta
    from controlmap.store import read_data

    _refuse_swapped(patch_file, project)
    data = read_data(patch_file, str(patch_file))
    given = click.get_current_context().get_parameter_source("who") is ParameterSource.COMMANDLINE
    said = {"who": flow.who if given else None, "why": flow.why}

    def make(found: Editing) -> tuple[Delta, Note]:
        delta, note = parse_patch(found.project, data, file=str(patch_file))
        refuse_swapped_delta(found.project, delta, str(patch_file))
        if flow.rebase:
            delta = fitted(found.project, delta, note.command)
        return delta, replace(note, **{name: text for name, text in said.items() if text is not None})

    perform_noted(project, make, flow)


def _refuse_swapped(patch_file: Path, project: Path) -> None:
    if patch_file.is_dir():
        hint = f"The patch comes first: {call('apply', project, patch_file)}"
        raise InputError(Problem("is a folder, and no patch", str(patch_file), hint=hint))
