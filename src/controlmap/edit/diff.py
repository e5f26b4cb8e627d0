"""How two maps differ, or one map on two dates: which ground, from whom to whom, and from when until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import shapely

from controlmap.dates import OPEN_END, format_instant
from controlmap.edit.apply import features_of
from controlmap.edit.delta import Delta
from controlmap.edit.divide import slivers
from controlmap.edit.periods import Period, closing, period_of
from controlmap.edit.versions import states_of
from controlmap.edit.weave import to_lonlat
from controlmap.errors import InputError, Problem
from controlmap.grid import Grid
from controlmap.history import Ground, History, build_history
from controlmap.history.area import areas_km2
from controlmap.history.topology import areas_of, cut_ground
from controlmap.model import UNKNOWN, ControlState
from controlmap.project import Project, geometry_text, json_text

__all__ = ["Difference", "Piece", "diff_dates", "diff_maps"]


class Piece(NamedTuple):
    """Ground (lon, lat) that one map, or date, gives to one actor and the other to another, and when."""

    before: str
    after: str
    period: Period | None
    ground_lonlat: shapely.Geometry
    area_km2: float

    def told(self) -> dict[str, Any]:
        """Return all but the ground, for JSON."""
        when = {} if self.period is None else _when(self.period)
        return {"from": self.before, "to": self.after, **when, "area_km2": round(self.area_km2, 6)}


@dataclass(frozen=True, slots=True)
class Difference:
    """The pieces, the largest first, the ids of features that differ by kind, and where to look.

    That is, on either side, a map, its history, and an instant.
    """

    pieces: tuple[Piece, ...]
    features: Mapping[str, Sequence[str]]
    before: tuple[Project, History, np.datetime64]
    after: tuple[Project, History, np.datetime64]

    def to_json(self) -> dict[str, Any]:
        """Return the pieces without their ground, and the features."""
        return {"rows": [piece.told() for piece in self.pieces], "features": dict(self.features)}

    def to_geojson(self) -> str:
        """Return the pieces as a FeatureCollection."""
        grid = self.after[0].grid
        lines = [
            f'{{"type": "Feature", "geometry": {geometry_text(piece.ground_lonlat, grid=grid)}, '
            f'"properties": {json_text(piece.told())}}}'
            for piece in self.pieces
        ]
        return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def diff_dates(project: Project, one: np.datetime64, two: np.datetime64) -> Difference:
    """Return how a map differs between two instants.

    Raises
    ------
    InputError
        When an instant lies outside the map's period.
    OverlapError
        When two controllers hold the same ground.
    """
    history = _history(project)
    old, new = (_controllers(history, instant) for instant in (one, two))
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for cell in np.flatnonzero(old != new).tolist():
        groups[old[cell], new[cell]].append(cell)
    pieces = (
        Piece(*pair, None, history.outline_lonlat(np.array(cells)), float(history.cell_area_km2[cells].sum()))
        for pair, cells in groups.items()
    )
    return Difference(_ordered(pieces), {}, (project, history, one), (project, history, two))


def diff_maps(one: Project, two: Project) -> Difference:
    """Return how one map differs from another over all their time.

    Raises
    ------
    InputError
        When their grids differ.
    OverlapError
        When two controllers hold the same ground in one of them.
    """
    if one.grid != two.grid:
        raise InputError(Problem("maps on different grids cannot be compared"))
    delta = Delta.between(states_of(one), states_of(two))
    out, put = ([p.state for group in side.values() for p in group] for side in (delta.removed, delta.added))
    pieces = _ordered(_pieces(_live(out), _live(put), one.grid))
    histories = _history(one), _history(two)
    when = _most_changed(pieces, histories)
    return Difference(pieces, features_of(delta), (one, histories[0], when), (two, histories[1], when))


def _pieces(old: Sequence[ControlState], new: Sequence[ControlState], grid: Grid) -> Iterator[Piece]:
    """Yield the ground on which old and new states say different things, by what they say and when."""
    states = [*old, *new]
    if not states:
        return
    topology = cut_ground([state.geometry for state in states], grid)
    wide = ~slivers(topology.cells)
    groups: dict[tuple[str, str, Period], list[int]] = defaultdict(list)
    for cell in np.flatnonzero(wide).tolist():
        cover = areas_of(topology.cover_runs[topology.covers[cell]])
        before = [states[i] for i in cover if i < len(old)]
        after = [states[i] for i in cover if i >= len(old)]
        for key in _stretches(before, after):
            groups[key].append(cell)
    for (before, after, period), cells in groups.items():
        ground = to_lonlat(shapely.coverage_union_all(topology.cells[cells]), grid)
        yield Piece(before, after, period, ground, float(areas_km2([ground])[0]))


def _stretches(old: Sequence[ControlState], new: Sequence[ControlState]) -> Iterator[tuple[str, str, Period]]:
    """Yield in which stretches of time two sets of states on one ground name different controllers."""
    instants = sorted({t for state in (*old, *new) for t in period_of(state)})
    found: list[tuple[str, str, Period]] = []
    for start, end in pairwise(instants):
        before, after = _holder(old, start), _holder(new, start)
        if before == after:
            continue
        if found and found[-1][:2] == (before, after) and found[-1][2].end == start:
            start = found.pop()[2].start
        found.append((before, after, Period(start, end)))
    yield from found


def _holder(states: Iterable[ControlState], on: np.datetime64) -> str:
    return next((s.controller for s in states if s.valid_from <= on < period_of(s).end), UNKNOWN)


def _live(states: Iterable[ControlState]) -> list[ControlState]:
    return [state for state in states if state.superseded_at is None]


def _history(project: Project) -> History:
    period = project.settings.period
    return build_history(
        [Ground(layer.id, layer.states, layer.extent_lonlat) for layer in project.layers],
        grid=project.grid,
        start=period.start if period else None,
        end=period.end if period else None,
        overlaps=project.settings.overlaps,
    )


def _controllers(history: History, instant: np.datetime64) -> np.ndarray:
    return history.labels(history.state_at(instant))["controller"].to_numpy(str)


def _ordered(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(sorted(pieces, key=lambda piece: (-piece.area_km2, piece.before, piece.after)))


def _most_changed(pieces: Sequence[Piece], histories: tuple[History, History]) -> np.datetime64:
    """Return an instant inside both maps' periods: if it can be, where the largest difference begins."""
    start = max(history.start for history in histories)
    end = min(history.end for history in histories)
    if start >= end:
        raise InputError(Problem("the maps have no time in common"))
    begins = [max(piece.period.start, start) for piece in pieces if piece.period]
    return next((instant for instant in begins if instant < end), start)


def _when(period: Period) -> dict[str, str | None]:
    end = closing(period.end)
    return {
        "since": format_instant(period.start),
        "until": None if end is None or period.end == OPEN_END else format_instant(end),
    }
