"""`controlmap verify`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from controlmap.cli.options import json_option, print_json, wait_option
from controlmap.words import one_line

if TYPE_CHECKING:
    from controlmap.api import Verified

_MATCHES = {
    "same page": "builds this very page, byte for byte",
    "same layers": "has the layers of this page; what else it says, or what builds it, is another",
    "earlier layers": "had the layers of this page after entry {entry} of its journal",
    "other layers": "never had the layers of this page, as far as its journal goes",
}


@click.command("verify")
@click.argument("page", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--project",
    type=click.Path(exists=True, path_type=Path),
    help="Map project that the page is said to be made of.",
)
@json_option
@wait_option
def command(page: Path, project: Path | None, as_json: bool) -> None:
    """Tell which data and which version made a page, and whether it was altered since.

    PAGE is a file, or the folder of a tiled page, whose tiles are looked at too; what else lies there is
    told. The exit code is 1 where it was altered, or where it is no page of the map project that it is held
    against.
    """
    from controlmap.api import verify

    found = verify(page, project)
    if as_json:
        print_json(found.to_json())
    else:
        click.echo("\n".join(_lines(found, page, project)))
    if not found.is_sound:
        raise SystemExit(1)


def _lines(found: Verified, page: Path, project: Path | None) -> Iterator[str]:
    yield str(page)
    yield f"  shows     {found.title}, {found.period[0]} until {found.period[1]}"
    if found.known_on:
        yield f"            as known on {found.known_on}"
    yield f"  layers    SHA-256 {found.layers_sha256}"
    yield f"  all data  SHA-256 {found.payload_sha256}"
    yield f"  made by   {found.generator}"
    yield from (f"  altered   {what}" for what in found.altered)
    if found.is_as_made:
        yield f"  as made   {found.installed} makes the same of these data, byte for byte"
    elif not found.altered:
        yield f"  as made   by its own policy; {found.installed} makes another page of these data"
    if found.beside:
        yield f"  beside it {', '.join(map(one_line, found.beside))}: no part of this page"
    if found.match:
        yield f"  project   {project} {_MATCHES[found.match].format(entry=found.entry)}"
