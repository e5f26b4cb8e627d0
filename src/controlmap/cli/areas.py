"""`controlmap areas`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json, project_argument
from controlmap.cli.streams import say

_LABELS = ("controller", "status", "certainty", "layer", "region")
_Label = TypeVar("_Label")
_WHOLE = {"date": None, "layer": None, "controller": None}


@click.command("areas", cls=Command)
@project_argument
@click.option(
    "--at",
    "--on",
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
    layer, or of the whole map where layers are not told apart; by region of the whole region, and it is told
    how much of that is not on the map.
    """
    from controlmap.api import open_map
    from controlmap.cli.dated import of_day, to_what_is_known
    from controlmap.cli.doubts import doubt_lines, doubts_on
    from controlmap.cli.regions import region_documents, uncovered_lines
    from controlmap.cli.tables import print_csv, print_table, rows_of
    from controlmap.dates import exact_text
    from controlmap.measure import area_columns, area_range_columns, in_order
    from controlmap.measure import every as every_step

    if sum((bool(dates), every is not None)) > 1 or (as_json and as_csv):
        raise click.UsageError("--at and --every exclude each other, and so do --json and --csv")
    found = open_map(project)
    ranged = "controller" in by and set(by) <= {"controller", "layer", "region"}
    history = found.history()
    asked = every_step(history, every) if every else dates or None
    columns_of = area_range_columns if ranged else area_columns
    areas = columns_of(history, asked, by=by, regions=found.project.regions)
    rows = rows_of(areas)
    if asked is None:
        precisions = [{"precision": known_to} for known_to in history.dates_known_to]
        shown = [*map(to_what_is_known, history.dates, history.dates_known_to)]
    else:
        shown = [exact_text(date) for date in in_order(history, asked)]
        precisions = [{} for _ in shown]
    dates_told = [{"date": date, "of_day": part} for date, part in zip(shown, of_day(shown), strict=True)]
    doubts = [] if asked is None else doubts_on(history, in_order(history, asked))
    if as_json:
        regions = {"regions": region_documents(found)} if "region" in by else {}
        known = [{**date, **precision} for date, precision in zip(dates_told, precisions, strict=True)]
        labelled = [{**_WHOLE, **row, **label} for row, label in _labelled(rows, known)]
        print_json({"rows": labelled, **regions, "doubts": doubts})
        return
    if as_csv:
        print_csv([{**row, **label} for row, label in _labelled(rows, dates_told)], [*areas, "of_day"])
    else:
        dated = [{**row, "date": date} for row, date in _labelled(rows, shown)]
        for row in dated:
            row.pop("uncovered_km2", None)
        print_table([row for row in dated if any(row[name] for name in row if name.startswith("area_"))])
        if ranged and rows and not any(row["area_min_km2"] for row in rows):
            say("area_min_km2 is ground that is confirmed: none is on this map", err=True)
        for line in uncovered_lines(found) if "region" in by else ():
            say(line)
    say(*doubt_lines(doubts, on=True), err=True)


def _labelled(
    rows: list[dict[str, Any]], labels: Sequence[_Label]
) -> Iterator[tuple[dict[str, Any], _Label]]:
    """Yield each row with the label of its date: all dates have as many rows, one date after the other."""
    return ((row, labels[i * len(labels) // len(rows)]) for i, row in enumerate(rows))
