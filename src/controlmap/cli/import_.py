"""`controlmap import`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.options import json_option, print_json, quiet_option, wait_option


@click.group("import")
def command() -> None:
    """Bring other data into a map project."""


@command.command("snapshots")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--into",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Map project; made if missing.",
)
@click.option("--layer", required=True, metavar="ID", help="Id of the new layer.")
@click.option(
    "--controller", required=True, metavar="ACTOR", help="Who holds the ground that the files show."
)
@click.option("--controller-from", metavar="PROPERTY", help="Property that names the controller, if any.")
@click.option(
    "--date-pattern", metavar="STRPTIME", help="How the files' names read, as in frontline_%d.%m.%Y."
)
@click.option(
    "--gaps", type=click.Choice(["carry", "unknown"]), default="carry", show_default=True,
    help="What a missing day means: as the day before, or unknown.",
)  # fmt: skip
@click.option(
    "--grid", type=click.Choice(["1e-5", "1e-6", "1e-7"]), help="Grid of a new project; default 1e-5."
)
@quiet_option
@json_option
@wait_option
def snapshots(
    folder: Path,
    into: Path,
    layer: str,
    controller: str,
    controller_from: str | None,
    date_pattern: str | None,
    gaps: str,
    grid: str | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Turn dated GeoJSON files in FOLDER, one restatement a date, into a layer with periods."""
    from controlmap.cli.editing import user
    from controlmap.exchange import import_snapshots
    from controlmap.model import Note
    from controlmap.plane import Grid

    path = import_snapshots(
        folder,
        into,
        layer=layer,
        controller=controller,
        controller_from=controller_from,
        date_pattern=date_pattern,
        gaps=gaps,
        grid=Grid.of_size(float(grid)) if grid else None,
        note=Note("import snapshots", user()),
    )
    if as_json:
        print_json({"project": str(into), "layer": layer, "file": str(path)})
    elif not quiet:
        click.echo(path)
