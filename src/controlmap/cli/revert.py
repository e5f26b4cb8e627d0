"""`controlmap revert`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.editing import Flow, edit_options, perform_noted
from controlmap.cli.options import project_argument


@click.command("revert")
@click.argument("entry", type=int)
@project_argument
@edit_options
def command(entry: int, project: Path, flow: Flow) -> None:
    """Take an entry of the journal back (see `controlmap log`), whatever came after."""
    from controlmap.edit import revert

    perform_noted(
        project, lambda found: revert(found.project, entry, who=flow.who, why=flow.why), flow, mending=True
    )
