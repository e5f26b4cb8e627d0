"""`controlmap revert`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.edit_options import Flow, edit_options
from controlmap.cli.editing import perform_noted
from controlmap.cli.given_once import Command
from controlmap.cli.options import project_argument, refuse_swapped


@click.command("revert", cls=Command)
@click.argument("entry")
@project_argument
@edit_options
def command(entry: str, project: Path, flow: Flow) -> None:
    """Take an entry of the journal back, by its rank or its id (see `controlmap log`).

    Others may have come after it, as long as what it changed is still as it left it; else nothing is written,
    and what has changed since is named.
    """
    from controlmap.edit import revert

    refuse_swapped(entry, project, "an entry")
    perform_noted(
        project, lambda found: revert(found.project, entry, who=flow.who, why=flow.why), flow, mending=True
    )
