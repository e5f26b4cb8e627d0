"""The table of areas, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.plotting import PlotAccessor

from controlmap.errors import InputError, Problem
from controlmap.extras import extra
from controlmap.history import BESIDE
from controlmap.model import Actor, Look, look_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["AreaTable"]

_FIGURES = ("date", "area_km2", "area_min_km2", "area_max_km2", "share", "uncovered_km2")


class AreaTable(pd.DataFrame):
    """A frame of areas by date, as `areas` returns it, whose `plot` draws who held how much.

    `plot(ax=…, y="area_km2", language=…)` stacks the areas of all rows of a date in the map's colours, each
    up to the next date of the table, and returns the axes; `y="share"` stacks shares. With a `kind`, and
    where the frame is no such table any more, it is that of pandas. `actors` say how controllers are drawn;
    `until` is when the last date's areas end, where they are those of all changes.
    """

    _metadata = ["actors", "until"]  # noqa: RUF012 - pandas' own way to keep them
    actors: tuple[Actor, ...] = ()
    until: np.datetime64 | None = None

    @property
    def _constructor(self) -> type[AreaTable]:
        return AreaTable

    @property
    def plot(self) -> AreaPlot:
        """Draw who held how much over time."""
        return AreaPlot(self)


class AreaPlot(PlotAccessor):
    """What `AreaTable.plot` does when it is called."""

    def __init__(self, table: AreaTable) -> None:
        super().__init__(table)
        self._table = table

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Stack areas by date, or draw as pandas does where a kind is named."""
        with extra("plot"):
            if args or "kind" in kwargs or not {"date", "area_km2"} <= {*self._table.columns}:
                return super().__call__(*args, **kwargs)
            return _stacked(self._table, **kwargs)


def _stacked(
    table: AreaTable,
    ax: Axes | None = None,
    y: str = "area_km2",
    language: str | None = None,
    legend: bool = True,
    **options: Any,
) -> Axes:
    from matplotlib import pyplot

    if y not in table.columns or y not in _FIGURES[1:]:
        known = ", ".join(name for name in _FIGURES[1:] if name in table.columns)
        raise InputError(Problem(f"y takes {known}; found {y!r}"))
    axes = pyplot.subplots()[1] if ax is None else ax
    by = [column for column in table.columns if column not in _FIGURES]
    wide = pd.DataFrame(table).pivot(index="date", columns=by, values=y)
    if table.until is not None:  # the last date's areas are no point, either
        wide.loc[pd.Timestamp(table.until.item())] = wide.iloc[-1]
    keys = wide.columns.to_frame().to_dict("records")
    looks = [_look(table, key.get("controller", ""), language) for key in keys]
    told = len({key.get("controller") for key in keys}) == len(keys)
    own = {"colors": [look.colour for look in looks]} if told else {}
    labels = [_called(key, look) for key, look in zip(keys, looks, strict=True)]
    axes.stackplot(wide.index, wide.to_numpy().T, **{"step": "post", "labels": labels, **own, **options})
    axes.set_ylabel("km²" if y.endswith("km2") else y)
    axes.margins(0)
    axes.tick_params(axis="x", labelrotation=30)
    if legend:
        axes.legend(**BESIDE)
    return axes


def _look(table: AreaTable, controller: str, language: str | None) -> Look:
    return look_of({actor.id: actor for actor in table.actors}, controller, "held", None, (), language)


def _called(key: Mapping[str, str], look: Look) -> str:
    return ", ".join(look.legend if column == "controller" else word for column, word in key.items())
