"""`controlmap export`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.options import default_project, json_option, print_json, wait_option

_EXAMPLE = """\b
controlmap export geodata aleppo.gpkg --states --layer aleppo
controlmap import layer aleppo.gpkg --into geodata --layer aleppo
"""


@click.command("export", epilog=_EXAMPLE)
@click.argument("paths", metavar="[PROJECT] FILE", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--states",
    "what",
    flag_value="states",
    required=True,
    help="The control states of a layer, to be changed elsewhere; `import layer` brings them back.",
)
@click.option("--layer", metavar="L", help="Which layer, where there are several.")
@json_option
@wait_option
def command(paths: tuple[Path, ...], what: str, layer: str | None, as_json: bool) -> None:
    """Write what the map says to FILE: .geojson, .gpkg, .fgb, .shp or .parquet.

    A field map_digest says which version of the layer it is, so that nobody's later edits are lost.
    """
    from controlmap.exchange import export_states
    from controlmap.store import open_project

    *folders, target = paths
    if len(folders) > 1:
        raise click.UsageError("takes a map project and a file")
    project = open_project(folders[0] if folders else default_project())
    done = export_states(project, target, layer=layer)
    if as_json:
        print_json({"file": str(done.file), "layer": done.layer, "states": done.states, "told": done.told})
        return
    for sentence in done.told:
        click.echo(sentence, err=True)
    click.echo(done.file)
