"""From a control state to the reports that it rests on: every sentence of its sources about its holders."""

from __future__ import annotations

from collections.abc import Iterable

from controlmap.dates import first_minute
from controlmap.model import ControlState, Report

__all__ = ["reports_behind"]


def reports_behind(reports: Iterable[Report], state: ControlState) -> list[Report]:
    """Return the reports that share a source with a state and speak of one of its holders, in order of time.

    A report speaks of a holder who it says has the place from a day on before the state ends, or had it until
    a day after the state begins. What a state says on the word of what is drawn by hand alone has none.
    """
    cited = set(state.sources)
    found = [one for one in reports if cited & set(one.sources) and _speaks_of(one, state)]
    return sorted(found, key=lambda one: (first_minute(one.date), one.id))


def _speaks_of(report: Report, state: ControlState) -> bool:
    holders, when = {state.controller, *state.others}, first_minute(report.date)
    after = bool(holders & {report.controller, *report.others})
    before = report.from_controller in holders
    ends = state.valid_to is not None and when >= first_minute(state.valid_to)
    return (after and not ends) or (before and bool(when > first_minute(state.valid_from)))
