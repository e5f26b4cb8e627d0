"""`controlmap edit`."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json, project_argument
from controlmap.cli.streams import say


@click.command("edit", cls=Command)
@project_argument
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="PORT", help="Default: a free one.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@json_option
def command(project: Path, port: int, no_browser: bool, as_json: bool) -> None:
    """Draw on the map in the browser: edits go to the map project's own files.

    Prints the address, with a token that is good until the server stops. It listens on this machine alone;
    Ctrl-C stops it.
    """
    from controlmap.serve import edit_map

    def ready(address: str) -> None:
        if as_json:
            print_json({"address": address})
        else:
            say(address)
        if not no_browser:
            click.launch(address)

    gc.enable()
    edit_map(project, port=port, ready=ready, warn=lambda text: say(text, err=True))
