"""How far states and reports agree, by brute force: every report against every state, point in polygon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from controlmap.model import UNKNOWN, ControlState, Place, Report

__all__ = ["Verdict", "verdicts"]


@dataclass(frozen=True)
class Verdict:
    """A report and who the states say held its place at its instant."""

    report: Report
    found: str

    @property
    def agrees(self) -> bool:
        return self.found == self.report.controller


def verdicts(
    reports: Iterable[Report], places: Mapping[str, Place], states: Iterable[ControlState]
) -> list[Verdict]:
    """A verdict on each report that names a holder and whose place has a point on the states' ground."""
    known = list(states)
    grounds = [state.geometry for state in known]
    verdicts = []
    for report in reports:
        place = places[report.place]
        if report.controller != UNKNOWN and place.lon is not None:
            over = [known[n] for n in np.flatnonzero(shapely.intersects_xy(grounds, place.lon, place.lat))]
            found = [
                s.controller for s in over if s.valid_from <= report.date and not _is_over(s, report.date)
            ]
            verdicts += [Verdict(report, found[0])] if found else []
    return verdicts


def _is_over(state: ControlState, date: np.datetime64) -> bool:
    return state.valid_to is not None and state.valid_to <= date
