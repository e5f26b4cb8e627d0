"""`controlmap redo`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.edit_options import Flow, edit_options
from controlmap.cli.editing import perform_noted
from controlmap.cli.given_once import Command
from controlmap.cli.options import project_argument


@click.command("redo", cls=Command)
@project_argument
@edit_options
def command(project: Path, flow: Flow) -> None:
    """Do the last undone edit again, as long as no other came after."""
    from controlmap.edit import redo

    perform_noted(project, lambda found: redo(found.project, who=flow.who, why=flow.why), flow, mending=True)
