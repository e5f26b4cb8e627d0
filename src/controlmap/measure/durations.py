"""Durations: for how long ground was held, by whom, and how often it changed hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from controlmap.history import History
from controlmap.measure.labels import actors_of, controller_of_states, of_states
from controlmap.measure.series import CM2_A_KM2, area_cm2, runs, spell_ends, without_hours

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["durations", "turnover"]

_ONE_DAY = np.timedelta64(1, "D")


def durations(history: History) -> pd.DataFrame:
    """Return for how long each controller held each cell, the longest unbroken hold first.

    Columns: `cell` (its index in the history), `layer`, `controller`, `days` (in all), `longest_days`
    (without a break), `times` (how often it came to hold it) and `area_km2`. Only the map's period is
    counted, and where no source gave the hour of a change, from the beginning of its day.
    """
    holds = _holds(history)
    found = holds.groupby(["cell", "controller"], as_index=False).agg(
        days=("days", "sum"), longest_days=("days", "max"), times=("days", "size")
    )
    cell, actor = found["cell"].to_numpy(), found["controller"].to_numpy()
    found["controller"] = _name(actors_of(history), actor)
    found.insert(1, "layer", _name(history.layers, history.cell_layer[cell]))
    found["area_km2"] = area_cm2(history)[cell] / CM2_A_KM2
    order = ["longest_days", "area_km2", "cell", "controller"]
    return found.sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def turnover(history: History) -> gpd.GeoDataFrame:
    """Return how often each cell changed hands, the most contested first.

    Columns: `cell`, `layer`, `changes` of controller in the map's period (falling to nobody known counts),
    `contested_days` (in a state whose status is contested), `controller` (at the end), `area_km2` and
    `geometry` (EPSG:4326). Among cells with as many changes those contested for longer come first, then the
    larger ones.
    """
    import geopandas as gpd

    holds, cells = _holds(history), np.arange(len(history.cells))
    last = holds.groupby("cell")["controller"].last().to_numpy()
    found = gpd.GeoDataFrame(
        {
            "cell": cells,
            "layer": _name(history.layers, history.cell_layer),
            "changes": np.bincount(holds["cell"], minlength=len(cells)) - 1,
            "contested_days": _contested_days(history),
            "controller": _name(actors_of(history), last),
            "area_km2": area_cm2(history) / CM2_A_KM2,
        },
        geometry=history.cells,
        crs=4326,
    )
    order = ["changes", "contested_days", "area_km2", "cell"]
    first = found.sort_values(order, ascending=[False, False, False, True], ignore_index=True)
    return gpd.GeoDataFrame(first)


def _holds(history: History) -> pd.DataFrame:
    """One row for each stretch of time of a cell in the same hands: cell, controller (number) and days."""
    import pandas as pd

    actor = controller_of_states(history)[history.spell_state]
    begins, end = runs(history.spell_cell, actor, history.spell_start, history.end)
    start, end = (without_hours(history, instants) for instants in (history.spell_start[begins], end))
    days = (end - start) / _ONE_DAY
    return pd.DataFrame({"cell": history.spell_cell[begins], "controller": actor[begins], "days": days})


def _contested_days(history: History) -> np.ndarray:
    spell = of_states(history, "status", "contested".__eq__, "held")[history.spell_state]
    start, end = (without_hours(history, times) for times in (history.spell_start, spell_ends(history)))
    days = (end - start) / _ONE_DAY
    return np.bincount(history.spell_cell[spell], weights=days[spell], minlength=len(history.cells))


def _name(names: tuple[str, ...], code: np.ndarray) -> np.ndarray:
    return np.array(names, dtype=object)[code]
