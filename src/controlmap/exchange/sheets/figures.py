"""Figures: km² and share by date and controller, layer, region, certainty or status, long or wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from controlmap.exchange.sheets.readable import Reader, about_map, last_day
from controlmap.exchange.sheets.sheet import Item, Sheet
from controlmap.exchange.sheets.snapshots import Dated
from controlmap.history import History
from controlmap.model import Project

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BY", "areas_sheet"]

BY = ("layer", "controller")
"""By what areas are told apart where nothing else is asked for."""
_DECIMALS = 6
_FIGURES = ("area_km2", "share", "uncovered_km2")


def areas_sheet(
    project: Project, history: History, dates: Sequence[Dated], by: Sequence[str] = BY, *, wide: bool = False
) -> Sheet:
    """Return km² and share at each date; `wide` has a row a date, and a column of km² for each combination.

    Shares are of the layer, or of the whole map where layers are not told apart; by region of the region,
    with how much of that is not on the map.
    """
    from controlmap import measure  # pandas is loaded for tables only

    found = measure.areas(history, [date.moment for date in dates], by=by, regions=project.regions)
    each = len(found) // len(dates)
    items = (_wide if wide else _long)(Reader(project), found, dates, by, each)
    about = about_map(project, last_day(history))
    told = _not_on_map(project, history) if wide and "region" in by else ()
    return Sheet("areas", "figures", tuple(items), about, project.grid, about.name, tuple(told))


def _not_on_map(project: Project, history: History) -> Iterator[str]:
    """Yield what a table with a column for each region and a row a date has no room for."""
    from controlmap import measure

    found = measure.region_grounds(history, project.regions)
    for region, whole, uncovered in zip(
        found["region"], found["area_km2"], found["uncovered_km2"], strict=True
    ):
        if uncovered > 0:
            yield f"{region}: {uncovered:,.1f} of {whole:,.1f} km² are not on the map"


def _long(
    reader: Reader, found: pd.DataFrame, dates: Sequence[Dated], by: Sequence[str], each: int
) -> Iterator[Item]:
    for i, row in enumerate(found.to_dict("records")):
        date = dates[i // each]
        said: dict[str, Any] = _dated(dates, date)
        for column in by:
            said[column] = row[column]
            said |= reader.layer(row[column]) if column == "layer" else {}
            said |= reader.named("controller_name", row[column]) if column == "controller" else {}
            said |= reader.region(row[column]) if column == "region" else {}
        figures = {name: round(float(row[name]), _DECIMALS) for name in _FIGURES if name in row}
        yield Item(None, {**said, **figures}, date.start, date.end)


def _wide(
    reader: Reader, found: pd.DataFrame, dates: Sequence[Dated], by: Sequence[str], each: int
) -> Iterator[Item]:
    keys = [dict(zip(by, row, strict=True)) for row in found[list(by)].head(each).itertuples(index=False)]
    names = [" / ".join(_called(reader, *said) for said in key.items()) for key in keys]
    if len(set(names)) < len(names):
        names = [" / ".join(key.values()) for key in keys]
    for date, km2 in zip(dates, found["area_km2"].to_numpy().reshape(len(dates), each), strict=True):
        figures = dict(zip(names, np.round(km2, _DECIMALS).tolist(), strict=True))
        yield Item(None, {**_dated(dates, date), **figures}, date.start, date.end)


def _called(reader: Reader, column: str, name: str) -> str:
    """Return what people call a controller, layer or region, in the map's first language; else the word."""
    if column == "layer":
        return reader.layer_called(name)
    if column == "region":
        return reader.region_called(name)
    return reader.called(name) if column == "controller" else name


def _dated(dates: Sequence[Dated], date: Dated) -> dict[str, str | None]:
    """Return the date; and `of_day` if of some only the order in their day is known: `1/2`, or None."""
    if len({one.date for one in dates}) == len(dates):
        return {"date": date.date}
    same = [one for one in dates if one.date == date.date]
    return {"date": date.date, "of_day": f"{same.index(date) + 1}/{len(same)}" if len(same) > 1 else None}
