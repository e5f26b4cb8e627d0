"""`controlmap build`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.extras import extra
from controlmap.cli.options import json_option, now_option, print_json, project_argument, quiet_option
from controlmap.words import counted

if TYPE_CHECKING:
    from controlmap.dates import Instant


@click.command("build")
@project_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; default output/<title>.html.",
)
@click.option("--known-on", metavar="DATE", help="The map as it was on record at the end of that day.")
@now_option
@click.option(
    "--watch", is_flag=True, help="Rebuild when a file changes, and reload the page in the browser."
)
@click.option(
    "--embed", is_flag=True, help="Write the code that shows it in another page too, as PAGE-embed.html."
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@quiet_option
@json_option
def command(
    project: Path,
    output: Path | None,
    known_on: str | None,
    now: Instant | None,
    watch: bool,
    embed: bool,
    open_page: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Build the page of a map project: one HTML file that needs no network."""
    if watch:
        with extra("edit"):
            import controlmap.serve  # noqa: F401
    summary = _build(project, output, known_on, now, quiet, embed)
    if as_json:
        print_json(summary)
    elif not quiet:
        _tell(summary)
        click.echo("\n".join(summary[name] for name in ("path", "embed") if name in summary))
    path = Path(summary["path"])
    if watch:
        _watch(project, path, known_on, now, quiet, open_page)
    elif open_page:
        click.launch(path.resolve().as_uri())


def _build(
    project: Path,
    output: Path | None,
    known_on: str | None,
    now: Instant | None,
    quiet: bool,
    embed: bool = False,
) -> dict[str, Any]:
    from controlmap.api import open_map
    from controlmap.check import agreement_line, left_out_line
    from controlmap.cli.progress import steps

    began = time.perf_counter()
    with steps(quiet) as step:
        step("Reading")
        found = open_map(project).published(now=now)
        step("Cutting cells")
        history = found.history(known_on=known_on)
        step("Comparing with the reports")
        agreement = found.agreement(known_on=known_on)
        step("Writing the page")
        path = found.build(output, known_on=known_on)
        embedding = {"embed": str(found.embed(path))} if embed else {}
    return {
        "path": str(path),
        **embedding,
        "bytes": path.stat().st_size,
        "cells": len(history.topology.cells),
        "arcs": len(history.topology.arc_left),
        "spells": len(history.spell_state),
        "dates": len(history.dates),
        "reports_checked": agreement.checked,
        "reports_agreeing": len(agreement.agreeing),
        "reports": agreement_line(agreement) if found.project.reports else None,
        "left_out": None if known_on else left_out_line(found.project),
        "seconds": round(time.perf_counter() - began, 2),
    }


def _tell(summary: dict[str, Any]) -> None:
    counts = ", ".join(counted(summary[f"{noun}s"], noun) for noun in ("cell", "arc", "spell", "date"))
    click.echo(f"{counts}; {summary['bytes'] / 1000:.0f} kB in {summary['seconds']:.1f} s", err=True)
    for line in filter(None, (summary["reports"], summary["left_out"])):
        click.echo(line, err=True)


def _watch(
    project: Path, path: Path, known_on: str | None, now: Instant | None, quiet: bool, open_page: bool
) -> None:
    """Rebuild until interrupted; what cannot be read or written is told and leaves the page as it was."""
    from controlmap.errors import ControlmapError
    from controlmap.serve import show_rebuilt

    def ready(address: str) -> None:
        click.echo(f"{address} shows the page and reloads it; stop with Ctrl-C.", err=True)
        if open_page:
            click.launch(address)

    def rebuilt() -> bool:
        try:
            summary = _build(project, path, known_on, now, quiet)
        except (ControlmapError, OSError) as error:
            click.echo(f"error: {error}", err=True)
            return False
        if not quiet:
            _tell(summary)
        return True

    show_rebuilt(project, path, rebuilt, ready=ready)
