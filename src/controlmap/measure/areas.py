"""Areas: who holds how much ground, date by date, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from controlmap.dates import Instants
from controlmap.errors import InputError, Problem
from controlmap.history import History
from controlmap.measure.columns import Columns, frame_of
from controlmap.measure.labels import (
    COLUMNS,
    Labels,
    actors_of,
    checked_columns,
    combined,
    controller_of_states,
    label_of_spells,
    of_states,
)
from controlmap.measure.regions import Shares, shares_of
from controlmap.measure.series import CM2_A_KM2, Ints, Times, area_cm2, moments, spell_ends, summed
from controlmap.model import SHARED, Region, told

if TYPE_CHECKING:
    import pandas as pd

    from controlmap.measure.area_table import AreaTable

__all__ = ["area_columns", "area_range_columns", "area_ranges", "areas"]


def areas(
    history: History,
    dates: Instants | None = None,
    *,
    by: str | Iterable[str] = "controller",
    regions: Sequence[Region] = (),
) -> AreaTable:
    """Return the ground of each controller, or of another label or combination of labels, at each date.

    Without `dates` these are all instants at which the map changes. A day, month or year means the whole of
    it: its row tells the areas at its end, under its first minute as `date`. `by` takes controller, status,
    certainty, layer and, where there are `regions`, region. Columns: `date`, those of `by`, `area_km2`
    (geodesic, WGS 84) and `share`, of the whole map or, where `by` has the layer, of that layer. Each
    combination that occurs at one of the dates has a row for every date. `plot` draws it: see `AreaTable`.

    By region the share is that of the whole region, and a column `uncovered_km2` says how much of the region
    is no part of the map: shares of a region add up to one less that. Ground in several regions counts in
    each, ground in none in none.

    Raises
    ------
    InputError
        When a date is no instant of the map's period, `by` names another column, or none, or has the region
        where there is none.
    """
    from controlmap.measure.area_table import AreaTable

    table = AreaTable(area_columns(history, dates, by=by, regions=regions))
    table.actors, table.until = history.actors, history.end if dates is None else None
    return table


def area_columns(
    history: History,
    dates: Instants | None = None,
    *,
    by: str | Iterable[str] = "controller",
    regions: Sequence[Region] = (),
) -> Columns:
    """Return the columns of `areas`.

    Raises
    ------
    InputError
        As `areas` does.
    """
    columns = checked_columns(by, (*COLUMNS, "region"))
    rows = _rows(history, np.arange(len(history.spell_cell)), columns, regions)
    labels = {c: label_of_spells(history, c).of(rows.spell) for c in columns if c != "region"}
    counted = {"area_km2": np.ones(len(rows.spell), dtype=bool)}
    return _table(history, moments(history, dates), columns, rows, labels, counted)


def area_ranges(
    history: History,
    dates: Instants | None = None,
    *,
    by: str | Iterable[str] = "controller",
    regions: Sequence[Region] = (),
) -> pd.DataFrame:
    """Return the least, best and greatest area that each controller may hold at each date.

    Dates are those of `areas`. Columns: `date`, those of `by` (controller, and layer or region if wanted),
    `area_km2`, `area_min_km2`, `area_max_km2` and `share` (of the best area, as in `areas`; by region
    `uncovered_km2` too).

    - best: ground that the actor controls, as the map shows it. Sums to the whole ground.
    - least: of that, the ground that is confirmed and neither contested nor joint.
    - greatest: besides the best, ground where the state names the actor among `others` (contested or joint),
      and ground that somebody else only claims to have taken: as long as no more than claims speak against
      whoever may have held it before, they may hold it still.

    Raises
    ------
    InputError
        When a date is no instant of the map's period, `by` names another column, or lacks the controller, or
        has the region where there is none.
    """
    return frame_of(area_range_columns(history, dates, by=by, regions=regions))


def area_range_columns(
    history: History,
    dates: Instants | None = None,
    *,
    by: str | Iterable[str] = "controller",
    regions: Sequence[Region] = (),
) -> Columns:
    """Return the columns of `area_ranges`.

    Raises
    ------
    InputError
        As `area_ranges` does.
    """
    columns = checked_columns(by, ("controller", "layer", "region"))
    if "controller" not in columns:
        raise InputError(Problem("a range is a controller's: by must have controller"))
    spell, actor = np.nonzero(_may_hold(history))
    rows = _rows(history, spell, columns, regions)
    spell, actor = rows.spell, actor[rows.given]
    holds = actor == controller_of_states(history)[history.spell_state[spell]]
    labels = {
        "controller": Labels(actors_of(history), actor),
        "layer": Labels(history.layers, history.cell_layer[history.spell_cell[spell]]),
    }
    counted = {
        "area_km2": holds,
        "area_min_km2": holds & _is_sure(history)[history.spell_state[spell]],
        "area_max_km2": np.ones(len(spell), dtype=bool),
    }
    return _table(history, moments(history, dates), columns, rows, labels, counted)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Ground that is summed up: an index of a spell, which of those given it was, and square centimetres.

    With `shares` a spell has a row for each region that its cell lies in; `region` says which.
    """

    spell: Ints
    given: Ints
    area_cm2: Ints
    shares: Shares | None = None
    region: Ints | None = None


def _rows(history: History, spell: Ints, columns: Sequence[str], regions: Sequence[Region]) -> _Rows:
    cell = history.spell_cell[spell]
    if "region" not in columns:
        return _Rows(spell, np.arange(len(spell)), area_cm2(history)[cell])
    shares = shares_of(history, regions)
    given, share = shares.of_cells(cell)
    return _Rows(spell[given], given, shares.area_cm2[share], shares, shares.region[share])


def _table(
    history: History,
    dates: tuple[Times, Times],
    columns: Sequence[str],
    rows: _Rows,
    labels: Mapping[str, Labels],
    counted: Mapping[str, NDArray[np.bool_]],
) -> Columns:
    """Sum the areas of spells by their labels, in one column for each mask in `counted`."""
    asked, at = dates
    shares = rows.shares
    if shares is not None and rows.region is not None:
        labels = {**labels, "region": Labels(shares.ids, rows.region)}
    labels = {c: labels[c] for c in columns}
    keys, group = combined(labels)
    count = int(group.max(initial=-1)) + 1
    start, end = history.spell_start[rows.spell], spell_ends(history)[rows.spell]
    sums = [summed(at, start, end, group, rows.area_cm2 * mask, count) for mask in counted.values()]
    shown = np.any(sums, axis=(0, 1))
    names = {c: np.array(labels[c].names, dtype=object)[keys[c][shown]] for c in labels}
    uncovered = {} if shares is None else {"uncovered_km2": shares.uncovered_cm2[keys["region"]] / CM2_A_KM2}
    return {
        "date": np.repeat(asked.astype("datetime64[s]"), shown.sum()),
        **{column: np.tile(values, len(at)) for column, values in names.items()},
        **{column: total[:, shown].ravel() / CM2_A_KM2 for column, total in zip(counted, sums, strict=True)},
        "share": (sums[0] / _whole_cm2(history, keys, count, shares))[:, shown].ravel(),
        **{column: np.tile(values[shown], len(at)) for column, values in uncovered.items()},
    }


def _whole_cm2(
    history: History, keys: Mapping[str, Ints], count: int, shares: Shares | None
) -> NDArray[np.float64]:
    """Return for each group what its shares are of: the region, else the layer, else the map."""
    if shares is not None:
        return shares.whole_cm2[keys["region"]].astype(float)
    area = area_cm2(history)
    if "layer" in keys:
        whole = np.bincount(history.cell_layer, weights=area, minlength=len(history.layers))
        return whole.astype(float)[keys["layer"]]
    return np.full(count, float(area.sum()))


def _may_hold(history: History) -> NDArray[np.bool_]:
    """Tell which actors (columns) may hold the ground of each spell (rows)."""
    numbers = {actor: i for i, actor in enumerate(actors_of(history))}
    named, several = told(history.states, "others")
    among = np.zeros((len(named) + 1, len(numbers)), dtype=bool)
    for row, others in zip(among, named, strict=False):
        row[[numbers[actor] for actor in others]] = True
    on_ground = among[np.append(several, len(named))]
    on_ground &= of_states(history, "status", SHARED.__contains__, "held")[:, np.newaxis]
    on_ground[np.arange(len(on_ground)), controller_of_states(history)] = True
    may = on_ground[history.spell_state]
    claimed = of_states(history, "certainty", "claimed".__eq__, "inferred")[history.spell_state]
    claimed[1:] &= history.spell_cell[1:] == history.spell_cell[:-1]
    for spell in np.flatnonzero(claimed[1:]) + 1:
        may[spell] |= may[spell - 1]
    return may


def _is_sure(history: History) -> NDArray[np.bool_]:
    """Tell which states are confirmed, and hold their ground alone; no record, found at -1, is not."""
    shared = of_states(history, "status", SHARED.__contains__, "held")
    return of_states(history, "certainty", "confirmed".__eq__, "inferred") & ~shared
