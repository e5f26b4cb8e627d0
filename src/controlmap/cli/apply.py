"""`controlmap apply`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.editing import Flow, edit_options, perform_noted
from controlmap.cli.options import project_argument


@click.command("apply")
@click.argument("patch_file", metavar="PATCH", type=click.Path(path_type=Path))
@project_argument
@edit_options
def command(patch_file: Path, project: Path, flow: Flow) -> None:
    """Apply a patch. Where the map is not what the patch was made for, say which features conflict."""
    from controlmap.edit import parse_patch
    from controlmap.project import read_data

    data = read_data(patch_file, str(patch_file))
    perform_noted(project, lambda found: parse_patch(found.project, data, file=str(patch_file)), flow)
