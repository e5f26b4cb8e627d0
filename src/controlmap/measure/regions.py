"""Regions: how much of which cell lies in which region, and what of a region no map covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from controlmap.errors import InputError, Problem
from controlmap.history import NO_RECORD, History
from controlmap.measure.columns import Columns, frame_of
from controlmap.measure.series import CM2_A_KM2, Ints, area_cm2
from controlmap.model import Region
from controlmap.plane import OUTSIDE, Pieces, common_pieces

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Shares", "region_columns", "region_grounds", "shares_of"]


@dataclass(frozen=True, slots=True)
class Shares:
    """Cells by region, in order of region and cell: `area_cm2[i]` of `cell[i]` lies in region `region[i]`.

    Of a cell that lies in a region as a whole that is all of its area. `uncovered_cm2` is by region the
    ground that is no part of the map; `ids` are those of the regions.
    """

    ids: tuple[str, ...]
    cell: Ints
    region: Ints
    area_cm2: Ints
    uncovered_cm2: Ints

    @property
    def covered_cm2(self) -> Ints:
        """By region the ground that is part of the map."""
        total = np.zeros(len(self.ids), dtype=np.int64)
        np.add.at(total, self.region, self.area_cm2)
        return total

    def of_cells(self, cell: Ints) -> tuple[Ints, Ints]:
        """Return each pair of one of some cells, by its place among them, and a row that is about it."""
        order = np.argsort(self.cell, kind="stable")
        first = np.searchsorted(self.cell[order], cell)
        count = np.searchsorted(self.cell[order], cell, side="right") - first
        given = np.repeat(np.arange(len(cell)), count)
        within = np.arange(len(given)) - np.repeat(np.cumsum(count) - count, count)
        return given, order[np.repeat(first, count) + within]

    @property
    def whole_cm2(self) -> Ints:
        """By region all of its ground."""
        return self.covered_cm2 + self.uncovered_cm2


def shares_of(history: History, regions: Sequence[Region]) -> Shares:
    """Return how much of which cell lies in which region.

    Regions and cells are cut by each other once, on the map's grid. What is inside and what is outside of a
    region add up to the cell, to the square centimetre, and where all that is on one side is thinner than the
    grid it belongs to the other: a border that a region and a layer share may be rounded differently.

    Raises
    ------
    InputError
        When there is no region.
    """
    if not regions:
        hint = "List some in controlmap.toml: [[regions]] with id, name and extent."
        raise InputError(Problem("the map has no regions", hint=hint))
    on_map = np.flatnonzero(history.cell_layer != NO_RECORD)
    pieces = common_pieces(
        [history.cells[on_map].tolist(), *([region.ground_lonlat] for region in regions)], history.grid
    )
    cell, area = pieces.part[0], pieces.area_km2
    inside = cell != OUTSIDE
    cut_km2 = np.bincount(cell[inside], area[inside], minlength=len(on_map))
    whole = area_cm2(history)[on_map]
    rows = []
    for number in range(len(regions)):
        within = inside & (pieces.part[number + 1] != OUTSIDE)
        within_km2 = np.bincount(cell[within], area[within], minlength=len(on_map))
        share = np.divide(within_km2, cut_km2, out=np.zeros(len(on_map)), where=cut_km2 > 0)
        found = np.flatnonzero(share)
        part = np.rint(whole[found] * share[found]).astype(np.int64)
        rows.append(np.column_stack([on_map[found], np.full(len(found), number), part]))
    table = np.concatenate(rows)
    cell_of, region_of, area_of = table.T
    ids = tuple(region.id for region in regions)
    return Shares(ids, cell_of, region_of, area_of, _uncovered(pieces, len(regions)))


def _uncovered(pieces: Pieces, count: int) -> Ints:
    off = pieces.part[0] == OUTSIDE
    km2 = [pieces.area_km2[off & (pieces.part[i + 1] != OUTSIDE)].sum() for i in range(count)]
    return np.rint(np.array(km2) * CM2_A_KM2).astype(np.int64)


def region_grounds(history: History, regions: Sequence[Region]) -> pd.DataFrame:
    """Return how large each region is, and how much of it the map covers and does not.

    Columns: `region`, `area_km2`, `covered_km2` and `uncovered_km2` (geodesic, WGS 84).

    Raises
    ------
    InputError
        When there is no region.
    """
    return frame_of(region_columns(history, regions))


def region_columns(history: History, regions: Sequence[Region]) -> Columns:
    """Return the columns of `region_grounds`.

    Raises
    ------
    InputError
        As `region_grounds` does.
    """
    shares = shares_of(history, regions)
    columns = {"area": shares.whole_cm2, "covered": shares.covered_cm2, "uncovered": shares.uncovered_cm2}
    found = {f"{name}_km2": total / CM2_A_KM2 for name, total in columns.items()}
    return {"region": list(shares.ids), **found}
