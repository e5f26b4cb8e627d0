"""`controlmap diff`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from controlmap.cli.options import json_option, print_json, project_argument

if TYPE_CHECKING:
    from controlmap.edit import Difference
    from controlmap.project import Project


@click.command("diff")
@click.argument("one", metavar="A")
@click.argument("two", metavar="B")
@project_argument
@json_option
@click.option("--geojson", "as_geojson", is_flag=True, help="Print the ground that differs as GeoJSON.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with before and after.",
)
def command(one: str, two: str, project: Path, as_json: bool, as_geojson: bool, html: Path | None) -> None:
    """Tell how A differs from B: two dates of PROJECT, two map projects, or two git revisions of PROJECT.

    A map project is compared with a revision too: `controlmap diff HEAD geodata`.
    """
    if as_json and as_geojson:
        raise click.UsageError("--json and --geojson exclude each other")
    found = _difference(one, two, project)
    if html:
        from controlmap.edit.diff_page import diff_page
        from controlmap.project import write_atomically

        write_atomically(html, diff_page(found, one, two).encode())
    if as_json:
        print_json({"from": one, "to": two, **found.to_json()})
    elif as_geojson:
        click.echo(found.to_geojson(), nl=False)
    else:
        _print(found)


def _difference(one: str, two: str, project: Path) -> Difference:
    from controlmap.edit import diff_dates, diff_maps
    from controlmap.project import open_project

    if _is_date(one) and _is_date(two):
        from controlmap.edit.editing import instant_of

        found = open_project(project)
        return diff_dates(found, instant_of(found, one), instant_of(found, two))
    with ExitStack() as stack:
        return diff_maps(*(_opened(name, project, stack) for name in (one, two)))


def _opened(name: str, project: Path, stack: ExitStack) -> Project:
    """Return the map project in a folder, or in a git revision."""
    from controlmap.project import find_folder, open_project
    from controlmap.project.revision import at_revision

    if (find_folder(name) / "controlmap.toml").is_file():
        return open_project(name)
    return open_project(stack.enter_context(at_revision(find_folder(project), name)))


def _is_date(text: str) -> bool:
    from controlmap.dates import parse_instant
    from controlmap.errors import InputError

    try:
        parse_instant(text)
    except InputError:
        return False
    return True


def _print(found: Difference) -> None:
    for piece in found.pieces:
        told = piece.told()
        when = f"  {told['since']} until {told['until'] or 'now'}" if "since" in told else ""
        click.echo(f"{piece.area_km2:12,.3f} km²  {piece.before} → {piece.after}{when}")
    if not found.pieces:
        click.echo("no ground is held by anybody else")
    for kind, ids in found.features.items():
        if ids:
            click.echo(f"{kind:>12}  {', '.join(ids)}")
