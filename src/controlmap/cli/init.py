"""`controlmap init`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Make a new map project with one layer in FOLDER, ready to build."""
    from controlmap.store import init_project

    for path in init_project(folder):
        click.echo(path)
    click.echo(f"Now: controlmap build {folder}", err=True)
