"""`controlmap verify`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json, wait_option
from controlmap.cli.streams import say

if TYPE_CHECKING:
    from controlmap.api import Verified

_MATCHES = {
    "same page": "builds this very page, byte for byte",
    "same ground": "makes the ground that is in it; another in the page: {differs}",
    "other ground": "makes another map; another in the page: {differs}",
    "earlier layers": "made the ground that is in it after entry {entry} of its journal",
    "earlier name": "after entry {entry}, which it names, had other ground, or what it had is not known",
    "other layers": "never had the layers that it names, as far as its journal goes",
}
_ALONE = (
    "  data      whether they are those that were published, the page cannot say of itself:",
    "            hold them against the map with --project, or their sum against one that was kept",
)


@click.command("verify", cls=Command)
@click.argument("page", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--project",
    type=click.Path(exists=True, path_type=Path),
    help="Map project that the page is said to be made of.",
)
@json_option
@wait_option
def command(page: Path, project: Path | None, as_json: bool) -> None:
    """Tell what a page says of itself, and what of it is so.

    PAGE is a file, or the folder of a tiled page, whose tiles are looked at too; what else lies there is
    told. Data that were changed together with what the page says of them are found with --project, or by the
    sum of all data, where it was kept when the page was published. The exit code is 1 where the code was
    altered, or where it is no page of the map project that it is held against.
    """
    from controlmap.api import verify

    found = verify(page, project)
    if as_json:
        print_json(found.to_json())
    else:
        say(*_lines(found, page, project))
    if not found.is_sound:
        raise SystemExit(1)


def _lines(found: Verified, page: Path, project: Path | None) -> Iterator[str]:
    yield str(page)
    yield f"  shows     {found.title}, {found.period[0]} until {found.period[1]}"
    if found.known_on:
        yield f"            as known on {found.known_on}"
    yield f"  made by   {found.generator}, as the page says"
    yield f"  layers    SHA-256 {found.layers_sha256}, as the page says"
    yield f"  all data  SHA-256 {found.payload_sha256}"
    yield from (f"  altered   {what}" for what in found.altered)
    if found.is_as_made:
        yield f"  code      {found.installed} puts just this page around these data, byte for byte"
    elif not found.altered:
        yield f"  code      by its own policy; {found.installed} puts another page around these data"
    if found.beside:
        yield f"  beside it {', '.join(found.beside)}: no part of this page"
    if found.match is None:
        yield from _ALONE
    else:
        differs = ", ".join(name.replace("_", " ") for name in found.differs) or "the page around the data"
        yield f"  project   {project} {_MATCHES[found.match].format(entry=found.entry, differs=differs)}"
