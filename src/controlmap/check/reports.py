"""Reports are the map's unit tests: whether the map says what each report says.

A report is checked when it names a holder, its place has a point inside the map and its date lies in the
map's period. It agrees when some spell of the ground under the point has the reported controller between the
report's instant and the end of that civil day: a date alone means any instant of the day, a month or a year
any of it. Where ground is contested or joint, its further actors count as well as its controller, on the
map's side and on the report's. It agrees in part only where the map never has that controller in that status
there, or never had there before whom the report says that it was taken from.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely

from controlmap.check.disputes import opponents
from controlmap.check.holders import compatible, holders
from controlmap.dates import day_of, end_of, first_minute
from controlmap.history import History, Spell
from controlmap.model import UNKNOWN, ControlState, Place, Project, Report, Voices
from controlmap.plane import METRES_A_DEGREE, OUTSIDE

__all__ = [
    "Agreement",
    "Disagreement",
    "InPart",
    "Unchecked",
    "agreement",
    "window_of",
]

Differing = Literal["status", "before"]
Reason = Literal["conflict", "several_changes", "shared_point", "precision", "label", "contradiction"]
_Opponents = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A report that the map contradicts.

    `found` are the controllers on the map in the report's window, in order of time. `reason` says what
    explains it, `others` names the reports that say otherwise (of a conflict its `opponents`), and
    `distance_m` is how far the nearest ground of the reported holder is, where that lies within the accuracy
    of the place's point.
    """

    report: Report
    found: tuple[str, ...]
    reason: Reason
    others: tuple[str, ...] = ()
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A report that the map cannot be held against, and why."""

    report: Report
    reason: Literal["no holder named", "no point", "outside the map", "outside the period"]


@dataclass(frozen=True, slots=True)
class InPart:
    """A report with which the map agrees on the holder only; it differs in how, or in who was before."""

    report: Report
    differs: Differing


@dataclass(frozen=True, slots=True, repr=False)
class Agreement:
    """How far the map and its reports agree; `in_part` are those of the agreeing that do so in part only."""

    agreeing: tuple[Report, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    in_part: tuple[InPart, ...] = ()

    def __repr__(self) -> str:
        return f"Agreement({len(self.agreeing)} of {self.checked} reports, {len(self.unchecked)} unchecked)"

    @property
    def checked(self) -> int:
        """Number of reports that could be held against the map."""
        return len(self.agreeing) + len(self.disagreements)

    @property
    def rate(self) -> float | None:
        """Share of the checked reports that agree; None where none could be checked."""
        return len(self.agreeing) / self.checked if self.checked else None


def agreement(project: Project, history: History) -> Agreement:
    """Return how far a history and the reports of its map project agree, report by report."""
    agreeing, disagreements, unchecked = [], [], []
    against = opponents(project.reports, Voices.of(project.sources, project.settings.actors))
    for report in project.reports:
        place = project.places.get(report.place)
        verdict = _verdict(report, place, project, history, against)
        target = {Report: agreeing, Disagreement: disagreements, Unchecked: unchecked}[type(verdict)]
        target.append(verdict)
    in_part = tuple(_in_part(agreeing, project, history))
    return Agreement(tuple(agreeing), tuple(disagreements), tuple(unchecked), in_part)


def _in_part(agreeing: Iterable[Report], project: Project, history: History) -> Iterator[InPart]:
    for report in agreeing:
        differs = _differing(report, project.places[report.place], history)
        if differs is not None:
            yield InPart(report, differs)


def _differing(report: Report, place: Place, history: History) -> Differing | None:
    """Return what the map says otherwise than a report on whose holder it agrees.

    The latter cannot be told where the map begins with it, or knows of nobody at some time before.
    """
    if place.lon is None or place.lat is None:
        return None
    spells = history.spells_of(history.cell_under(place.lon, place.lat))
    window = _in_window(report, spells)
    if (report.controller, report.status) not in {(s.controller, s.state.status) for s in window if s.state}:
        return "status"
    loser, until = report.from_controller, [s for s in spells if s.start < window_of(report)[1]]
    if loser in (None, UNKNOWN, report.controller) or until[0] is window[0]:
        return None
    before = [holders(spell.state) if spell.state else frozenset[str]() for spell in until]
    return "before" if all(before) and not any(loser in held for held in before) else None


def _verdict(
    report: Report, place: Place | None, project: Project, history: History, against: _Opponents
) -> Report | Disagreement | Unchecked:
    if report.controller == UNKNOWN or report.named == "not_named":
        return Unchecked(report, "no holder named")
    if place is None or place.lon is None or place.lat is None:
        return Unchecked(report, "no point")
    cell = history.cell_under(place.lon, place.lat)
    if cell == OUTSIDE:
        return Unchecked(report, "outside the map")
    spells = _in_window(report, history.spells_of(cell))
    if not spells:
        return Unchecked(report, "outside the period")
    if any(_says_the_same(report, spell.state) for spell in spells):
        return report
    return _disagreement(report, place, spells, project, history, against)


def _disagreement(
    report: Report,
    place: Place,
    spells: list[Spell],
    project: Project,
    history: History,
    against: _Opponents,
) -> Disagreement:
    """Return a disagreement with the first reason that explains it."""
    found = tuple(dict.fromkeys(spell.controller for spell in spells))
    if report.id in against:
        return Disagreement(report, found, "conflict", against[report.id])
    for reason, names in _explaining(report, place, project):
        if others := _others_of_the_day(report, names, project):
            return Disagreement(report, found, reason, others)
    distance = _distance_m(report, place, history)
    if distance is not None:
        return Disagreement(report, found, "precision", distance_m=distance)
    return Disagreement(report, found, "label" if place.cell == "no" else "contradiction")


def _explaining(report: Report, place: Place, project: Project) -> Iterator[tuple[Reason, set[str]]]:
    """Yield the places of which other reports may explain it: a map says one thing of a point at a time."""
    yield "several_changes", {report.place}
    there = {name for name, p in project.places.items() if (p.lon, p.lat) == (place.lon, place.lat)}
    yield "shared_point", there - {report.place}


def _others_of_the_day(report: Report, places: Container[str], project: Project) -> tuple[str, ...]:
    """Return the reports on some places that name other holders on a report's day."""
    that_day = [r for r in project.reports if r.place in places and day_of(r.date) == day_of(report.date)]
    return tuple(r.id for r in that_day if r is not report and not compatible(r, report))


def _in_window(report: Report, spells: Iterable[Spell]) -> list[Spell]:
    """Return the spells between a report's instant and the end of that day."""
    start, end = window_of(report)
    return [spell for spell in spells if spell.start < end and spell.end > start]


def window_of(report: Report) -> tuple[np.datetime64, np.datetime64]:
    """Return from when until when what a report says may have been: to the end of its day, month or year."""
    return first_minute(report.date), max(end_of(report.date), day_of(report.date)[1])


def _says_the_same(report: Report, state: ControlState | None) -> bool:
    return state is not None and bool(holders(report) & holders(state))


def _distance_m(report: Report, place: Place, history: History) -> float | None:
    """Return how far the nearest ground of the reported holder is, if within the accuracy of the point."""
    if not place.coord_accuracy_m or place.lon is None or place.lat is None:
        return None
    metres = METRES_A_DEGREE * np.array([np.cos(np.radians(place.lat)), 1.0])
    point = np.array([place.lon, place.lat])
    reach = place.coord_accuracy_m / metres
    around = shapely.box(*(point - reach), *(point + reach))
    near = [
        shapely.transform(history.cells[cell], lambda xy: (xy - point) * metres)
        for cell in np.flatnonzero(shapely.intersects(history.cells, around)).tolist()
        if any(_says_the_same(report, s.state) for s in _in_window(report, history.spells_of(cell)))
    ]
    distances = shapely.distance(np.array(near, dtype=object), shapely.Point(0, 0))
    nearest = float(distances.min(initial=np.inf))
    return round(nearest, 1) if nearest <= place.coord_accuracy_m else None
