"""`controlmap reshape`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from controlmap.cli.editing import SCOPES, Flow, edit_options, perform
from controlmap.cli.options import project_argument

if TYPE_CHECKING:
    from controlmap.edit import Scope


@click.command("reshape")
@project_argument
@click.option("--between", nargs=2, metavar="ID ID", required=True, help="The two neighbouring states.")
@click.option("--line", metavar="FILE|WKT", required=True, help="Where the border runs.")
@click.option("--on", metavar="DATE", help="From when, with --scope from.")
@click.option(
    "--scope",
    type=click.Choice(SCOPES),
    default="everywhere",
    show_default=True,
    help="Wherever the border exists, on all dates; from --on; or while both states stand.",
)
@edit_options
def command(
    project: Path, between: tuple[str, str], line: str, on: str | None, scope: Scope, flow: Flow
) -> None:
    """Move the border between two neighbouring states to a line.

    The line cuts the ground of both together; each part goes to the one that has more of it, and all who
    share the border follow.
    """
    perform(project, "reshape", lambda found: found.reshape(*between, line, on=on, scope=scope), flow)
