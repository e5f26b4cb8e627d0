"""`controlmap derive`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.options import json_option, print_json, project_argument, quiet_option


@click.command("derive")
@project_argument
@click.option("--layer", "layer_id", metavar="ID", help="Write this layer only.")
@click.option("--dry-run", is_flag=True, help="Count, but write nothing.")
@quiet_option
@json_option
def command(project: Path, layer_id: str | None, dry_run: bool, quiet: bool, as_json: bool) -> None:
    """Draw areas of control from places.csv, reports.csv and hand/<layer>.geojson.

    What the layers held before is written over: corrections belong in those three.
    """
    from controlmap.cli.progress import steps
    from controlmap.derive import derive_project, open_to_derive, write_derived

    with steps(quiet) as step:
        step("Reading")
        found = open_to_derive(project)
        step("Sharing out the ground")
        states = derive_project(found, layer_id)
        if not dry_run:
            step("Writing")
            write_derived(found, states)
    rows = [{"layer": layer, "states": len(drawn)} for layer, drawn in states.items()]
    if as_json:
        print_json({"rows": rows, "written": not dry_run})
    elif not quiet:
        for row in rows:
            click.echo(f"{row['layer']}: {row['states']} states{' (not written)' if dry_run else ''}")
