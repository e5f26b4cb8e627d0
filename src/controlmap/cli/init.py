"""`controlmap init`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.options import json_option, print_json


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
def command(folder: Path, as_json: bool) -> None:
    """Make a new map project with one layer in FOLDER, ready to build."""
    from controlmap.store import init_project

    paths = [str(path) for path in init_project(folder)]
    if as_json:
        print_json({"project": str(folder), "files": paths})
    else:
        click.echo("\n".join(paths))
    click.echo(f"Now: controlmap build {folder}", err=True)
