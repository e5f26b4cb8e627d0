"""CM4xx: one controller for each piece of ground at each instant, in the whole extent and not beyond."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from controlmap.check.check_input import Subject
from controlmap.check.finding import Finding, Measure
from controlmap.check.geometry import anchor
from controlmap.check.registry import rule
from controlmap.dates import format_instant
from controlmap.format import Severity
from controlmap.history import NO_RECORD, History, timeline
from controlmap.plane import Ints

__all__ = ["Claims", "in_words", "overlaps", "without_record"]

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Claims:
    """Ground of one layer that the states called `names` (or none) claim from `start` until `end`."""

    file: str
    names: tuple[str, ...]
    start: np.datetime64
    end: np.datetime64
    area: Measure
    lonlat: tuple[float, float]
    cells: tuple[int, ...]
    severity: Severity = "error"


@rule("CM401", "error", "Ground has one controller at each instant.", alone=True)
def two_controllers(subject: Subject) -> Iterator[Finding]:
    severity = "error" if subject.project.settings.overlaps == "error" else "note"
    for claims, controllers in overlaps(subject):
        if len(set(controllers)) > 1:
            named = " and ".join(f"{n} ({c})" for n, c in zip(claims.names, controllers, strict=True))
            yield _overlap(claims, subject, f"{named} claim the same ground", severity)


@rule("CM402", "warning", "Ground is in one control state at each instant.", alone=True)
def one_controller_twice(subject: Subject) -> Iterator[Finding]:
    for claims, controllers in overlaps(subject):
        if len(set(controllers)) == 1:
            named = " and ".join(claims.names)
            yield _overlap(claims, subject, f"{named}, both {controllers[0]}, overlap", "warning")


@rule(
    "CM403",
    "error",
    "Each layer's extent is covered by control states; `unknown` where nobody knows.",
    alone=True,
)
def holes(subject: Subject) -> Iterator[Finding]:
    for hole in without_record(subject, always=True):
        message = f"no state covers this ground of the extent {in_words(hole, subject)}"
        yield Finding(message, hole.file, lonlat=hole.lonlat, measure=hole.area, severity=hole.severity)


@rule("CM404", "warning", "Ground lies inside its layer's extent.")
def beyond_the_extent(subject: Subject) -> Iterator[Finding]:
    history = subject.history
    if history is None:
        return
    number = _extent_numbers(subject, history)
    thick = ~history.topology.is_rounding
    for i, state in enumerate(history.recorded):
        layer = int(history.state_layer[i])
        outside = _cells_with(subject, history, i, without=number[layer]) if layer in number else _NONE
        if (outside := outside[thick[outside]]).size:
            yield Finding(
                "ground lies outside the layer's extent",
                subject.file_of(i),
                feature=state.id,
                lonlat=_anchor(history, outside),
                measure=_area(history, outside),
            )


def without_record(subject: Subject, *, always: bool) -> Iterator[Claims]:
    """Yield the ground without record, each gap by itself: what never has one, or what has one at times.

    Nothing where a layer's file has an error: the state that seems to be missing may stand there.
    """
    history = subject.history
    if history is None:
        return
    ends = _spell_ends(history)
    missing = history.spell_state == NO_RECORD
    recorded = np.bincount(history.spell_cell[~missing], minlength=len(history.cells)) > 0
    wanted = (recorded != always) & _inside_extent(subject, history) & ~history.topology.is_rounding
    spells = np.flatnonzero(missing & wanted[history.spell_cell])
    groups: dict[tuple[int, np.datetime64, np.datetime64], list[int]] = {}
    for s in spells:
        cell = int(history.spell_cell[s])
        groups.setdefault((int(history.cell_layer[cell]), history.spell_start[s], ends[s]), []).append(cell)
    beside = _beside(history, history.spell_cell[spells])
    for (layer, start, end), all_cells in sorted(groups.items()):
        entry = subject.project.layers[layer]
        between = history.start < start and end < history.end
        severity = "error" if entry.extent_lonlat is not None else "warning" if between else "note"
        for cells in _gaps(history, all_cells, beside) if entry.file not in subject.broken else ():
            names = () if always else _covering(subject, history, cells)
            area, place = _area(history, np.array(cells)), _anchor(history, np.array(cells))
            yield Claims(entry.file, names, start, end, area, place, tuple(cells), severity)


def _beside(history: History, cells: Ints) -> dict[int, list[int]]:
    """Return for each of some cells those of them with which it has a border."""
    wanted = np.zeros(len(history.cells) + 1, dtype=bool)
    wanted[cells] = True
    sides = np.column_stack([history.topology.arc_left, history.topology.arc_right])
    beside: dict[int, list[int]] = {}
    for one, two in sides[wanted[sides].all(axis=1)].tolist():
        beside.setdefault(one, []).append(two)
        beside.setdefault(two, []).append(one)
    return beside


def _gaps(history: History, cells: Sequence[int], beside: Mapping[int, Sequence[int]]) -> list[list[int]]:
    """Return cells by the ground that they make together, where a border parts them: the largest first."""
    found, left = [], dict.fromkeys(cells)
    while left:
        gap, reached = [], [next(iter(left))]
        while reached:
            cell = reached.pop()
            if cell in left:
                del left[cell]
                gap.append(cell)
                reached += beside.get(cell, ())
        found.append(sorted(gap))
    return sorted(found, key=lambda gap: -float(history.cell_area_km2[gap].sum()))


def _extent_numbers(subject: Subject, history: History) -> dict[int, int]:
    """Return for each layer with an extent the index of that extent among the areas."""
    given = [i for i, layer in enumerate(subject.project.layers) if layer.extent_lonlat is not None]
    return {layer: len(history.recorded) + k for k, layer in enumerate(given)}


def in_words(claims: Claims, subject: Subject) -> str:
    """Return from when until when claims meet, or are missing, in words."""
    start, end = claims.start, claims.end
    if subject.history is None:
        return f"from {format_instant(start)} until {format_instant(end)}"
    known = subject.history.known
    return f"from {known.text(start)} until {known.text(end)}"


def _overlap(claims: Claims, subject: Subject, message: str, severity: Severity) -> Finding:
    return Finding(
        f"{message} {in_words(claims, subject)}",
        claims.file,
        feature=claims.names[0],
        related=claims.names[1:],
        lonlat=claims.lonlat,
        measure=claims.area,
        severity=severity,
    )


def overlaps(subject: Subject) -> Iterator[tuple[Claims, tuple[str, ...]]]:
    """Yield each set of states that claim the same ground at one time, with their controllers."""
    history = subject.history
    if history is None:
        return
    states, ground = history.recorded, _overlapping_cells(subject, history)
    for (claiming, start, end), cells in ground.items():
        claims = Claims(
            subject.file_of(claiming[0]),
            tuple(states[i].id for i in claiming),
            start,
            end,
            _area(history, np.array(cells)),
            _anchor(history, np.array(cells)),
            tuple(cells),
        )
        yield claims, tuple(states[i].controller for i in claiming)


def _overlapping_cells(
    subject: Subject, history: History
) -> dict[tuple[tuple[int, ...], np.datetime64, np.datetime64], list[int]]:
    topology, states = history.topology, history.recorded
    found: dict[tuple[tuple[int, ...], np.datetime64, np.datetime64], list[int]] = {}
    thick = ~topology.is_rounding
    among = {state for overlap in history.overlaps for state in overlap.states}
    for number, cover in enumerate(subject.covers):
        claiming = [i for i in cover if i < len(states)]
        if len(among.intersection(claiming)) < 2:
            continue
        # Who claims ground is asked here, not who holds it: whichever state is picked will do.
        line = timeline(claiming, states, start=history.start, end=history.end, resolve=min)
        cells = np.flatnonzero((topology.covers == number) & thick).tolist() if line.overlaps else []
        for overlap in line.overlaps:
            if cells:
                found.setdefault((overlap.states, overlap.start, overlap.end), []).extend(cells)
    return found


def _cells_with(subject: Subject, history: History, state: int, *, without: int) -> np.ndarray:
    wanted = np.array([state in cover and without not in cover for cover in subject.covers], dtype=bool)
    return np.flatnonzero(wanted[history.topology.covers])


def _inside_extent(subject: Subject, history: History) -> np.ndarray:
    """Tell of each cell whether it lies in its layer's extent, or its layer has none."""
    numbers = _extent_numbers(subject, history)
    extent = [numbers.get(layer) for layer in history.cell_layer.tolist()]
    return np.array([e is None or e in subject.areas_over(cell) for cell, e in enumerate(extent)], dtype=bool)


def _covering(subject: Subject, history: History, cells: Sequence[int]) -> tuple[str, ...]:
    """Return the ids of the states that cover the largest of some cells at one time or another."""
    largest = max(cells, key=lambda cell: history.cell_area_km2[cell])
    recorded = history.recorded
    return tuple(recorded[i].id for i in sorted(subject.areas_over(largest)) if i < len(recorded))


def _spell_ends(history: History) -> np.ndarray:
    last = np.append(history.spell_cell[1:] != history.spell_cell[:-1], True)
    return np.where(last, history.end, np.append(history.spell_start[1:], history.end))


def _area(history: History, cells: np.ndarray) -> Measure:
    return Measure(round(float(history.cell_area_km2[cells].sum()) * 1e6, 3), "m²")


def _anchor(history: History, cells: np.ndarray) -> tuple[float, float]:
    """Return a point in the largest of some cells."""
    largest = int(cells[np.argmax(history.cell_area_km2[cells])])
    return anchor(history.cells[largest])
