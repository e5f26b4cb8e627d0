"""`controlmap undo`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.edit_options import Flow, edit_options
from controlmap.cli.editing import perform_noted
from controlmap.cli.given_once import Command
from controlmap.cli.options import project_argument


@click.command("undo", cls=Command)
@project_argument
@edit_options
def command(project: Path, flow: Flow) -> None:
    """Take your last edit back that stands, or the last of all where none is yours.

    It says which entry that is, and whose. The journal keeps both. `controlmap revert` takes back any other.
    """
    from controlmap.edit import undo

    perform_noted(project, lambda found: undo(found.project, who=flow.who, why=flow.why), flow, mending=True)
