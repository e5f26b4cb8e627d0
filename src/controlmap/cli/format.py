"""`controlmap format`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from controlmap.cli.edit_options import user
from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json, project_argument
from controlmap.cli.streams import say


@click.command("format", cls=Command)
@project_argument
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit 1 if a layer is not canonical."
)
@json_option
def command(project: Path, only_check: bool, as_json: bool) -> None:
    """Write the layers in canonical form, one feature a line, and print the files that were not.

    It is one edit, which `controlmap undo` takes back to the byte.
    """
    from controlmap.edit import format_layers
    from controlmap.model import Note
    from controlmap.store import find_folder

    changed = format_layers(find_folder(project), Note("format", user()), dry_run=only_check)
    if as_json:
        print_json({"files": changed, "written": not only_check})
    elif changed:
        say(*changed)
    if only_check and changed:
        sys.exit(1)
