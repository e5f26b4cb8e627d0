"""`controlmap retract`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.edit_options import Flow, edit_options
from controlmap.cli.editing import perform
from controlmap.cli.given_once import Command
from controlmap.cli.options import project_argument


@click.command("retract", cls=Command)
@project_argument
@click.option("--state", "states", metavar="ID", multiple=True, required=True, help="A record; repeatable.")
@edit_options
def command(project: Path, states: tuple[str, ...], flow: Flow) -> None:
    """Take records back: their ground goes on as it was before them, or is unknown.

    The records stay, closed.
    """
    perform(project, "retract", lambda found: found.retract(*states), flow)
