"""`controlmap init`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json
from controlmap.cli.proposals import call
from controlmap.cli.streams import say

_NEEDED = ("extent", "first", "last", "actors")


@click.command("init", cls=Command)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--extent", metavar="FILE|BOX", help="The map's ground: a file's polygons, or west,south,east,north."
)
@click.option("--from", "first", metavar="DATE", help="When the map begins.")
@click.option("--through", "last", metavar="DATE", help="When it ends.")
@click.option(
    "--actor", "actors", metavar="NAME", multiple=True, help="Who may hold ground; may be repeated."
)
@click.option("--title", metavar="TEXT", help="Title; default: the folder's name.")
@click.option("--layer", metavar="ID", help="Id of the layer; default: made of the folder's name.")
@click.option(
    "--language", "languages", metavar="CODE", multiple=True, help="Language of its texts; default en."
)
@click.option(
    "--time-zone", "zone", metavar="NAME", help="Time zone of its dates, as in Asia/Damascus; default UTC."
)
@click.option("--grid", type=click.Choice(["1e-5", "1e-6", "1e-7"]), help="Grid in degrees; default 1e-5.")
@json_option
def command(folder: Path, grid: str | None, as_json: bool, **said: Any) -> None:
    """Make a new map project in FOLDER: a small invented one, ready to build.

    With --extent, --from, --through and --actor it is a map of your own, whose ground is all unknown so far.
    """
    from controlmap.store import init_project

    if not any((*said.values(), grid)):
        paths, then = init_project(folder), call("build", folder)
    else:
        paths, then = (
            _start(folder, grid, said),
            "controlmap transfer, or controlmap edit, gives its ground to somebody",
        )
    named = [str(path) for path in paths]
    if as_json:
        print_json({"project": str(folder), "files": named})
    else:
        say(*named)
    say(f"Now: {then}", err=True)


def _start(folder: Path, grid: str | None, said: dict[str, Any]) -> list[Path]:
    from controlmap.exchange import start_project
    from controlmap.plane import Grid

    missing = [name for name in _NEEDED if not said[name]]
    if missing:
        options = {"first": "--from", "last": "--through", "actors": "--actor"}
        names = ", ".join(options.get(name, f"--{name}") for name in missing)
        raise click.UsageError(f"a map of your own needs {names} too")
    languages, zone = said.pop("languages") or ("en",), said.pop("zone") or "UTC"
    used = Grid.of_size(float(grid)) if grid else None
    return start_project(folder, languages=languages, zone=zone, grid=used, **said)
