"""`controlmap reshape`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from controlmap.cli.edit_options import Flow, edit_options, scope_option
from controlmap.cli.editing import perform
from controlmap.cli.given_once import Command
from controlmap.cli.options import project_argument

if TYPE_CHECKING:
    from controlmap.edit import Scope


@click.command("reshape", cls=Command)
@project_argument
@click.option("--between", nargs=2, metavar="ID ID", required=True, help="The two neighbouring states.")
@click.option("--line", metavar="FILE|WKT", required=True, help="Where the border runs.")
@click.option("--on", metavar="DATE", help="From when, with --scope from.")
@scope_option("both states")
@edit_options
def command(
    project: Path, between: tuple[str, str], line: str, on: str | None, scope: Scope, flow: Flow
) -> None:
    """Move the border between two neighbouring states to a line.

    The line cuts the ground of both together; each part goes to the one that has more of it, and all who
    share the border follow.
    """
    perform(project, "reshape", lambda found: found.reshape(*between, line, on=on, scope=scope), flow)
