"""`controlmap compare`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import click

from controlmap.cli.dated import of_day, to_what_is_known
from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, now_option, print_json, project_argument
from controlmap.cli.sides import is_map, side
from controlmap.cli.streams import say

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from controlmap.dates import Instant, KnownTo
    from controlmap.history import History
    from controlmap.measure import Comparison

    _Labels = Mapping[np.datetime64, Mapping[str, str]]
    """What is said of dates, by their first minutes: `date` as people read it, and `precision`."""

_TABLES = ("agreement", "matrix", "fronts")


@click.command("compare", cls=Command)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B", required=False)
@project_argument
@click.option(
    "--at", "--on", "dates", multiple=True, metavar="DATE", help="At the end of this date; can be repeated."
)
@click.option("--every", metavar="STEP", help="Through the time that both speak of, as in 7d.")
@click.option("--by", type=click.Choice(("region",)), help="Tell the ground of each region apart.")
@click.option(
    "--states", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A table of who is who: columns a, b or actor with an actor's id, and controller.",
)  # fmt: skip
@json_option
@click.option("--csv", "as_csv", type=click.Choice(_TABLES), help="Print one of the tables as CSV.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page that shows one map, the other, and where they differ.",
)  # fmt: skip
@now_option
def command(
    first: str,
    second: str | None,
    project: Path,
    dates: tuple[str, ...],
    every: str | None,
    by: Literal["region"] | None,
    states: Path | None,
    as_json: bool,
    as_csv: str | None,
    output: Path | None,
    now: Instant | None,
) -> None:
    """Tell on how much ground two maps agree, who says what, and how far apart their fronts are.

    A and B are folders of map projects, or git revisions of PROJECT; without B, A is held against what is in
    PROJECT now. Without --at or --every all dates are looked at on which one of the maps changes.

    The share is of the ground where both name a holder. Told apart is ground where one or both say that
    nobody knows, and ground that only one of them covers. Fronts count as far as both name a holder on both
    sides; mean is the average distance from each front's points to the other front, greatest the Hausdorff
    distance.
    """
    if (dates and every) or (as_json and as_csv):
        raise click.UsageError("--at and --every exclude each other, and so do --json and --csv")
    with ExitStack() as stack:
        if second is None:
            second = str(project)
        elif not is_map(first) and is_map(second):
            project = Path(second)
        a, b = (side(text, project, stack) for text in (first, second))
        found = a.compare(b, dates or None, every=every, by=by, states=states)
        if output:
            a.build_comparison(b, output, states=states, names=_called(first, second), now=now)
            say(output, err=True)
        zones = {one.project.settings.time_zone for one in (a, b)}
        is_asked = bool(dates or every)
        labels = _asked_for(dates, a.history()) if is_asked else _changed_on(a.history(), b.history())
    if len(zones) > 1:
        say(f"dates are compared as each map writes them: in {' and in '.join(sorted(zones))}", err=True)
    _print(found, labels, as_json, as_csv)


def _asked_for(dates: Sequence[str], history: History) -> _Labels:
    """Each date that was asked for, as exactly as it was, but for those that begin alike (1908, 1908-01)."""
    from controlmap.dates import exact_text, first_minute
    from controlmap.measure import in_order

    asked = in_order(history, dates) if dates else []
    begun = Counter(map(first_minute, asked))
    return {
        first_minute(date): {"date": exact_text(date)} for date in asked if begun[first_minute(date)] == 1
    }


def _changed_on(*histories: History) -> _Labels:
    """Each date on which one of the maps changes, as precisely as the more precise of them knows it.

    Of dates that are told alike it is said which of them each one is.
    """
    from controlmap.dates import KnownTo

    rank = get_args(KnownTo).index
    known: dict[np.datetime64, KnownTo] = {}
    for history in histories:
        for date, precision in zip(history.dates, history.dates_known_to, strict=True):
            known[date] = max([precision, known.get(date, precision)], key=rank)
    told = {date: to_what_is_known(date, known[date]) for date in sorted(known)}
    parts = of_day([*told.values()])
    return {
        date: {"date": text, "precision": known[date], "of_day": part}
        for (date, text), part in zip(told.items(), parts, strict=True)
    }


def _called(*sides: str) -> tuple[str, str]:
    """Return what two sides are called: a folder by its name, or with so much of its path that two differ."""
    one, other = (Path(text).resolve().parts if is_map(text) else (text,) for text in sides)
    lengths = range(1, max(len(one), len(other)) + 1)
    shown = next((n for n in lengths if one[-n:] != other[-n:]), 1)
    return "/".join(one[-shown:]), "/".join(other[-shown:])


def _print(found: Comparison, labels: _Labels, as_json: bool, as_csv: str | None) -> None:
    from controlmap.cli.tables import print_csv

    if as_csv:
        table = getattr(found, as_csv)
        parts = ["of_day"] if any(label.get("of_day") for label in labels.values()) else []
        rows = _labelled(table, labels, "date", *parts)
        print_csv([_without_nan(row, "") for row in rows], [*table.columns, *parts])
    elif as_json:
        tables = {name: getattr(found, name) for name in _TABLES}
        print_json({name: _documents(table, labels) for name, table in tables.items()})
    else:
        _tell(found, labels)


def _documents(table: pd.DataFrame, labels: _Labels) -> list[dict[str, Any]]:
    """The rows of a table for programs: with how precisely a date is known that nobody asked for."""
    rows = _labelled(table, labels, "date", "precision", "of_day")
    return [_without_nan(row, None) for row in rows]


def _labelled(table: pd.DataFrame, labels: _Labels, *parts: str) -> list[dict[str, Any]]:
    """The rows of a table, with some of what is told of their dates: none more precisely than it is known."""
    from controlmap.cli.tables import rows_of

    dates = table["date"].to_numpy("datetime64[m]")
    told = (labels.get(date, {}) for date in dates)
    return [
        row | {name: text for name, text in label.items() if name in parts}
        for row, label in zip(rows_of(table), told, strict=True)
    ]


def _without_nan(row: dict[str, Any], instead: str | None) -> dict[str, Any]:
    return {name: instead if value != value else value for name, value in row.items()}


def _tell(found: Comparison, labels: _Labels) -> None:
    """Print the agreement on all dates, and who says what, and the fronts, on the last one."""
    from controlmap.cli.tables import print_table

    print_table([_short(row) for row in _labelled(found.agreement, labels, "date")])
    last = found.agreement["date"].max()
    for title, table in (("who says what, km²", found.matrix), ("fronts, km", found.fronts)):
        rows = _labelled(table.loc[table["date"] == last], labels, "date")
        if rows:
            say("", f"{title}, {rows[0]['date']}")
        print_table([_short(row) for row in rows] if "one" not in table else [_front(row) for row in rows])


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as people read it: what a map does not cover is said, and what is not there is a dash."""
    said = {name: "(not covered)" if value == "" else value for name, value in row.items()}
    if "share" in said and said["share"] != said["share"]:
        said["share"] = "–"
    return said if "share" in said else {k: v for k, v in said.items() if k != "date"}


def _front(row: dict[str, Any]) -> dict[str, Any]:
    pair = f"{row['one']} – {row['two']}" if row["one"] else "all"
    figures = {
        name: f"{row[f'{name}_km']:,.1f}" if row[f"{name}_km"] == row[f"{name}_km"] else "–"
        for name in _FIGURES
    }
    return {"front": pair, **figures}


_FIGURES = ("length_a", "length_b", "mean", "greatest")
