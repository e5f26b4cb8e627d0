"""What passed from one controller to another between two dates, and the fronts on one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from controlmap.dates import Instant
from controlmap.exchange.sheets.readable import Reader, about_map
from controlmap.exchange.sheets.sheet import Item, Sheet
from controlmap.exchange.sheets.snapshots import dated
from controlmap.history import History
from controlmap.model import Look, Project

__all__ = ["changes_sheet", "fronts_sheet"]

_FRONT = Look("#333333", "Front")


def changes_sheet(project: Project, history: History, start: Instant, end: Instant) -> Sheet:
    """Return the ground that changed hands from one day to another, both included, a row a pair.

    Raises
    ------
    InputError
        When a date lies outside the map's period, or the first after the second.
    """
    from controlmap import measure  # pandas is loaded for tables only

    reader, (since, until) = Reader(project), history.window(start, end)
    items = []
    for row in measure.changes(history, start, end).to_dict("records"):
        before, after = row["from"], row["to"]
        fields = {
            "from": before,
            **reader.named("from_name", before),
            "to": after,
            **reader.named("to_name", after),
            "area_km2": round(row["area_km2"], 6),
            "first_day": dated(history, start).date,
            "last_day": dated(history, end).date,
            "precision": row["precision"],
            "states": list(row["states"]),
            "sources": list(row["sources"]),
            **reader.cited(row["sources"]),
        }
        names = f"{reader.called(before)} → {reader.called(after)}"
        look = Look(reader.actor(after).colour, names, None, "lost", reader.actor(before).colour)
        items.append(Item(row["geometry"], fields, since, until, look))
    about = about_map(project, dated(history, end).date)
    told = tuple(_doubts(reader, measure.doubtful_changes(history, start, end).to_dict("records")))
    return Sheet("changes", "ground", tuple(items), about, project.grid, about.name, told)


def _doubts(reader: Reader, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what may have changed hands in the days asked for as well as out of them."""
    for row in rows:
        names = f"{reader.called(row['from'])} → {reader.called(row['to'])}"
        counted, not_counted = "is in it, but may have passed before or after", "may have passed then too"
        where = counted if row["is_counted"] else not_counted
        yield f"{names}, {row['area_km2']:,.3f} km², {where}: all that is known of when is {row['within']}"


def fronts_sheet(project: Project, history: History, instant: Instant) -> Sheet:
    """Return the fronts on a date, a row a pair of controllers and date since which a stretch has stood.

    Raises
    ------
    InputError
        When the date lies outside the map's period.
    """
    from controlmap import measure  # pandas is loaded for tables only

    reader, date = Reader(project), dated(history, instant)
    found, items = measure.front_stretches(history, instant), []
    starts = found["since"].to_numpy("datetime64[m]")
    for since, row in zip(starts, found.to_dict("records"), strict=True):
        fields = {
            "date": date.date,
            "a": row["a"],
            **reader.named("a_name", row["a"]),
            "b": row["b"],
            **reader.named("b_name", row["b"]),
            "length_km": round(row["length_km"], 6),
            "since": history.known.text(since),
            "days": round(row["days"], 6),
        }
        items.append(Item(row["geometry"], fields, date.start, date.end, _FRONT))
    about = about_map(project, date.date)
    return Sheet("fronts", "lines", tuple(items), about, project.grid, about.name)
