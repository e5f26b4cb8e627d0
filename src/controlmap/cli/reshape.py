"""`controlmap reshape`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.editing import Flow, edit_options, perform
from controlmap.cli.options import project_argument


@click.command("reshape")
@project_argument
@click.option("--between", nargs=2, metavar="ID ID", required=True, help="The two neighbouring states.")
@click.option("--line", metavar="FILE|WKT", required=True, help="Where the border runs.")
@click.option("--on", metavar="DATE", help="From when; default: as long as both are valid.")
@edit_options
def command(project: Path, between: tuple[str, str], line: str, on: str | None, flow: Flow) -> None:
    """Move the border between two neighbouring states to a line.

    The line cuts the ground of both together; each part goes to the one that has more of it.
    """
    perform(project, "reshape", lambda found: found.reshape(*between, line, on=on), flow)
