"""`controlmap split`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from controlmap.cli.edit_options import Flow, edit_options, only_one
from controlmap.cli.editing import perform
from controlmap.cli.given_once import Command
from controlmap.cli.options import project_argument

if TYPE_CHECKING:
    from controlmap.edit import Delta, Editing, NamedArea


@click.command("split", cls=Command)
@project_argument
@click.option("--state", metavar="ID", required=True)
@click.option("--line", metavar="FILE|WKT", help="Along a line.")
@click.option("--area", metavar="FILE|WKT", help="By other ground.")
@click.option("--on", metavar="DATE", help="At a date.")
@edit_options
def command(
    project: Path, state: str, line: str | None, area: str | None, on: str | None, flow: Flow
) -> None:
    """Make several states of one, each saying the same: along a line, by other ground, or at a date."""
    only_one(line=line, area=area, on=on)

    def made(found: Editing) -> Delta | tuple[Delta, NamedArea, tuple[()]]:
        if area is None:
            return found.split(state, line=line, on=on)
        ground = found.ground(area)
        return found.split(state, area=ground), ground, ()

    perform(project, "split", made, flow)
