"""`controlmap merge`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.edit_options import Flow, edit_options
from controlmap.cli.editing import perform
from controlmap.cli.given_once import Command
from controlmap.cli.options import project_argument


@click.command("merge", cls=Command)
@project_argument
@click.option("--state", "states", metavar="ID", multiple=True, required=True, help="Repeat for each state.")
@edit_options
def command(project: Path, states: tuple[str, ...], flow: Flow) -> None:
    """Make one state of several that say the same and touch, in space or in time. The first keeps its id."""
    perform(project, "merge", lambda found: found.merge(*states), flow)
