"""`controlmap import layer`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from controlmap.cli.edit_options import note_options
from controlmap.cli.given_once import Command
from controlmap.cli.import_options import reading_of, reading_options
from controlmap.cli.options import json_option, map_named, print_json, wait_option
from controlmap.cli.streams import say
from controlmap.cli.tables import moved_in_brief, unrecorded_lines
from controlmap.words import first_of

if TYPE_CHECKING:
    from controlmap.exchange import Came

_SHOWN = 8


@click.command("layer", cls=Command)
@click.argument("source", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--into",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    callback=map_named,
    help="Map project.",
)
@click.option("--layer", required=True, metavar="L", help="Layer that the file was copied or exported from.")
@click.option(
    "--rebase",
    is_flag=True,
    help="Where the map has changed since, bring both together; what both changed otherwise is named.",
)
@click.option(
    "--missing",
    type=click.Choice(["keep", "remove"]),
    help="What becomes of features that the file lacks; by default removed, if not most of the layer.",
)
@click.option("--keep", multiple=True, metavar="FIELD", help="Field to take in that the layer has not had.")
@reading_options
@note_options
@json_option
@wait_option
def command(
    source: Path,
    into: Path,
    layer: str,
    rebase: bool,
    missing: Literal["keep", "remove"] | None,
    keep: tuple[str, ...],
    dry_run: bool,
    who: str,
    why: str | None,
    as_json: bool,
    **said: Any,
) -> None:
    """Bring back a layer that was copied or exported and changed in QGIS, by ogr2ogr or geopandas.

    What differs becomes one edit: features changed, added and removed, found by their ids.
    """
    from controlmap.exchange import import_layer
    from controlmap.model import Note

    came = import_layer(
        source,
        into,
        layer=layer,
        rebase=rebase,
        missing=missing,
        keep=keep,
        dry_run=dry_run,
        reading=reading_of(said),
        note=Note("import layer", who, why),
    )
    if as_json:
        print_json(came.to_json())
    else:
        _tell(came)


def _tell(came: Came) -> None:
    for sentence in came.told:
        say(sentence, err=True)
    for line in (*moved_in_brief(came.moved), *unrecorded_lines(came.unrecorded)):
        say(line)
    for kind, ids in (("changed", came.changed), ("added", came.added), ("removed", came.removed)):
        if ids:
            say(f"{kind:>12}  {first_of(ids, _SHOWN)}")
    say(f"{'unchanged':>12}  {came.unchanged}")
    say(f"entry {came.entry} of the journal" if came.entry else "nothing written", err=True)
