"""News outside the map's period: it is on record, but no page shows it, so it is said when it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from controlmap.dates import day_of, format_instant, known_text
from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.record_change import Content, Restatement
from controlmap.edit.operations.cut_out import what_it_says
from controlmap.errors import InputError
from controlmap.format import SETTINGS_FILE, key_lines, read_settings, with_period_through
from controlmap.model import ControlState, Period, Project, chosen, on_record, period_of, periods_of
from controlmap.store import read_data
from controlmap.words import listing, phrase

__all__ = ["BeyondPeriod", "beyond_period", "dated_beyond", "ends_of", "period_extended"]

_MINUTE = np.timedelta64(1, "m")


@dataclass(frozen=True, slots=True)
class BeyondPeriod:
    """What begins after the map's period, or is over before it; the page does not show it.

    `names` are ids. `through` is the last day (ISO 8601) that the period needs to show what begins late, None
    where nothing does; `line` is where controlmap.toml says `period`, as far as it is known.
    """

    names: tuple[str, ...]
    period: Period
    through: str | None = None
    line: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as `{"names": […], "period": {"from", "through"}, "through": …}`."""
        start, end = _first_and_last_day(self.period)
        return {"names": list(self.names), "period": {"from": start, "through": end}, "through": self.through}

    def in_words(self, option: str | None = None) -> Iterator[str]:
        """Yield lines that say what is not shown, and how it would be: by `option`, where there is one."""
        start, end = _first_and_last_day(self.period)
        names = listing(self.names)
        yield phrase(
            "{names}: outside the map's period, {start} through {end}; on record, but not on the page",
            names=names,
            start=start,
            end=end,
        )
        told = phrase("{file}, line {line}", file=SETTINGS_FILE, line=self.line)
        where = SETTINGS_FILE if self.line is None else told
        if self.through is not None:
            say = phrase(
                'To show it, say through = "{through}" in {where}', through=self.through, where=where
            )
            yield f"  {say} ({option} does so with the edit)." if option else phrase("  {say}.", say=say)
        else:
            yield phrase("  To show it, let the period begin earlier in {where}.", where=where)


def beyond_period(project: Project, delta: Delta) -> BeyondPeriod | None:
    """Return the states on record that a delta puts outside the map's period; None where there is none.

    Where the delta makes the period another, those are among them that were in it, and are not touched.
    """
    before = {(p.state.id, *period_of(p.state)) for placed in delta.removed.values() for p in placed}
    added = (p.state for placed in delta.added.values() for p in placed)
    fresh = [s for s in added if s.superseded_at is None and (s.id, *period_of(s)) not in before]
    settled = _settled(project, delta)
    left = _left_out(project, delta) if settled.settings.period != project.settings.period else ()
    return dated_beyond(settled, ((state.id, period_of(state)) for state in (*fresh, *left)))


def _left_out(project: Project, delta: Delta) -> Iterator[ControlState]:
    """Yield the states on record that a delta does not touch, and that the map's period reaches before it."""
    shown = project.settings.period
    touched = {p.state.id for placed in delta.removed.values() for p in placed}
    states = (state for layer in project.layers for state in layer.states if state.id not in touched)
    for state in states:
        known = state.superseded_at is None
        if known and (shown is None or Period(shown.start, shown.end).meet(period_of(state)) is not None):
            yield state


def ends_of(project: Project, delta: Delta, on: np.datetime64) -> list[str]:
    """Return the instants (ISO 8601) at which new states that begin at one end, within the map's period."""
    shown = project.settings.period
    before = [p.state for placed in delta.removed.values() for p in placed]
    known = {state.id for state in before}
    added = (p.state for placed in delta.added.values() for p in placed if p.state.id not in known)
    fresh = [state for state in added if state.superseded_at is None and state.valid_from == on]
    new = [state for state in fresh if not any(_is_left_of(one, state) for one in before)]
    ends = {state.valid_to for state in new if state.valid_to is not None}
    return [_as_known(project, end) for end in sorted(ends) if shown is None or end < shown.end]


def _as_known(project: Project, end: np.datetime64) -> str:
    """Return an instant (ISO 8601) as precisely as a record that begins then is dated."""
    for layer in project.layers:
        begins = on_record(layer.states) & (periods_of(layer.states)[0] == end)
        for state in chosen(layer.states, np.flatnonzero(begins)):
            return known_text(end, state.known_to)
    return format_instant(end)


def _is_left_of(before: ControlState, state: ControlState) -> bool:
    """Tell whether an edit left a state of another: the same is said of some of its ground and time."""
    meanwhile = period_of(before).meet(period_of(state)) == period_of(state)
    if not meanwhile or what_it_says(before) != what_it_says(state):
        return False
    return bool(shapely.intersects(before.geometry, shapely.point_on_surface(state.geometry)))


def period_extended(project: Project, through: str) -> Delta:
    """Return what makes the map's period last through a day (ISO 8601); all else of controlmap.toml stays.

    Raises
    ------
    InputError
        When controlmap.toml has no period, or cannot be read.
    """
    before = (project.folder / SETTINGS_FILE).read_bytes()
    after = with_period_through(before.decode(), through).encode()
    return Delta(restated=(Restatement(SETTINGS_FILE, Content.of(before), Content.of(after)),))


def _settled(project: Project, delta: Delta) -> Project:
    """Return a map project with the settings that it has after a delta."""
    told = [one.new.data for one in delta.restated if one.file == SETTINGS_FILE and one.new]
    return replace(project, settings=read_settings(told[-1])) if told and told[-1] else project


def dated_beyond(project: Project, dated: Iterable[tuple[str, Period]]) -> BeyondPeriod | None:
    """Return those of some things, by id, whose time lies outside the map's period; None where none does."""
    shown = project.settings.period
    if shown is None:
        return None
    period = Period(shown.start, shown.end)
    beyond = [(name, when) for name, when in dated if period.meet(when) is None]
    late = [when.start for _, when in beyond if when.start >= period.end]
    if not beyond:
        return None
    through = format_instant(day_of(max(late))[0]) if late else None
    return BeyondPeriod(tuple(name for name, _ in beyond), period, through, _line(project))


def _first_and_last_day(period: Period) -> tuple[str, str]:
    return format_instant(period.start), format_instant(day_of(period.end - _MINUTE)[0])


def _line(project: Project) -> int | None:
    """Return the line of controlmap.toml that says until when the period lasts."""
    try:
        text = read_data(project.folder / SETTINGS_FILE, SETTINGS_FILE).decode()
    except (InputError, UnicodeDecodeError):
        return None
    lines = key_lines(text)
    return lines.get("period.through") or lines.get("period")
