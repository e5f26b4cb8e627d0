"""`controlmap areas`."""

from __future__ import annotations

from pathlib import Path

import click

from controlmap.cli.options import json_option, print_json, project_argument

_LABELS = ("controller", "status", "certainty", "layer")
_WHOLE = {"date": None, "layer": None, "controller": None}


@click.command("areas")
@project_argument
@click.option(
    "--at",
    "dates",
    multiple=True,
    metavar="DATE",
    help="At the end of this day, month or year, or at this instant; can be repeated.",
)
@click.option("--every", metavar="STEP", help="From the start on, as in 1d, 6h or 2w; at the ends of days.")
@click.option(
    "--by", multiple=True, type=click.Choice(_LABELS), default=("layer", "controller"),
    help="Tell apart by this; can be repeated. By default by layer and controller.",
)  # fmt: skip
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
def command(
    project: Path, dates: tuple[str, ...], every: str | None, by: tuple[str, ...], as_json: bool, as_csv: bool
) -> None:
    """Tell who holds how many km², at each date of change or at given dates.

    By controller the least and greatest area stand beside the best: only what is confirmed and undisputed;
    and all that the actor shares, contests, or has lost by no more than the winner's claim. Shares are of the
    layer, or of the whole map where layers are not told apart.
    """
    from controlmap.api import open_map
    from controlmap.cli.tables import print_csv, print_table, rows_of
    from controlmap.dates import exact_text
    from controlmap.measure import every as every_step
    from controlmap.measure import in_order

    if sum((bool(dates), every is not None)) > 1 or (as_json and as_csv):
        raise click.UsageError("--at and --every exclude each other, and so do --json and --csv")
    found = open_map(project)
    ranged = "controller" in by and set(by) <= {"controller", "layer"}
    areas = (found.area_ranges if ranged else found.areas)(dates or None, every=every, by=by)
    rows = rows_of(areas)
    asked = every_step(found.history(), every) if every else dates or None
    if asked is not None:
        labels = [exact_text(date) for date in in_order(found.history(), asked)]
        rows = [{**row, "date": labels[i * len(labels) // len(rows)]} for i, row in enumerate(rows)]
    if as_json:
        print_json({"rows": [{**_WHOLE, **row} for row in rows]})
    elif as_csv:
        print_csv(rows, list(areas.columns))
    else:
        print_table([row for row in rows if any(row[name] for name in row if name.startswith("area_"))])
