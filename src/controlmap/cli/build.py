"""`controlmap build`."""

from __future__ import annotations

import time
from pathlib import Path

import click

from controlmap.cli.options import json_option, print_json, project_argument, quiet_option


@click.command("build")
@project_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; default output/<title>.html.",
)
@click.option("--known-on", metavar="DATE", help="The map as it was on record on that date.")
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@quiet_option
@json_option
def command(
    project: Path, output: Path | None, known_on: str | None, open_page: bool, quiet: bool, as_json: bool
) -> None:
    """Build the page of a map project: one HTML file that needs no network."""
    from controlmap.api import open_map
    from controlmap.check.formats import agreement_line
    from controlmap.cli.progress import steps

    began = time.perf_counter()
    with steps(quiet) as step:
        step("Reading")
        found = open_map(project)
        step("Cutting cells")
        history = found.history(known_on=known_on)
        step("Comparing with the reports")
        agreement = found.agreement(known_on=known_on)
        step("Writing the page")
        path = found.build(output, known_on=known_on)
    summary = {
        "path": str(path),
        "bytes": path.stat().st_size,
        "cells": len(history.topology.cells),
        "arcs": len(history.topology.arc_left),
        "spells": len(history.spell_state),
        "dates": len(history.dates),
        "reports_checked": agreement.checked,
        "reports_agreeing": len(agreement.agreeing),
        "seconds": round(time.perf_counter() - began, 2),
    }
    if as_json:
        print_json(summary)
    elif not quiet:
        click.echo(_in_words(summary), err=True)
        if found.project.reports:
            click.echo(agreement_line(agreement), err=True)
        click.echo(path)
    if open_page:
        click.launch(path.resolve().as_uri())


def _in_words(summary: dict) -> str:
    counts = ", ".join(f"{summary[name]} {name}" for name in ("cells", "arcs", "spells", "dates"))
    return f"{counts}; {summary['bytes'] / 1000:.0f} kB in {summary['seconds']:.1f} s"
