"""CM3xx: when control states hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from controlmap.check.check_input import Subject
from controlmap.check.coverage import Claims, in_words, without_record
from controlmap.check.finding import Finding, Measure
from controlmap.check.registry import rule
from controlmap.dates import as_known, end_of, format_instant
from controlmap.format import STORY_FILE, of_period
from controlmap.model import MapPeriod, StoryStep, known_in

__all__ = ["days"]


@rule("CM304", "note", "A control state, or a step of the story, lies in the map's period, at least in part.")
def outside_the_period(subject: Subject) -> Iterator[Finding]:
    period = subject.project.settings.period
    if period is None:
        return
    yield from _steps_outside(subject.project.story, period)
    known = known_in(subject.project)
    for layer in subject.project.layers:
        for state in layer.states:
            if state.valid_to is not None and state.valid_to <= period.start:
                end = as_known(state.valid_to, known.end_to(state.valid_to))
                apart, which = period.start - end, "valid_to"
            elif state.valid_from >= period.end:
                apart, which = as_known(state.valid_from, state.known_to) - period.end, "valid_from"
            else:
                continue
            yield Finding(
                f"holds {'before' if which == 'valid_to' else 'after'} the map's period, "
                f"{format_instant(period.start)} until {format_instant(period.end)}",
                layer.file,
                feature=state.id,
                property=which,
                measure=days(apart),
            )


def _steps_outside(story: Sequence[StoryStep], period: MapPeriod) -> Iterator[Finding]:
    """Yield the dates of a story that no slider reaches."""
    for step in story:
        for which, date in (("date", step.date), ("compare", step.compare)):
            if date is None or (date < period.end and end_of(date) > period.start):
                continue
            apart = max(date - period.end, period.start - end_of(date))
            message = (
                f"a step of the story lies outside the map's period, "
                f"{format_instant(period.start)} until {format_instant(period.end)}"
            )
            yield Finding(message, STORY_FILE, feature=step.id, property=which, measure=days(apart))


@rule("CM305", "error", "Ground that is on record once is on record throughout the map's period.", alone=True)
def gaps_in_time(subject: Subject) -> Iterator[Finding]:
    for gap in without_record(subject, always=False):
        yield replace(_gap(gap, subject), marks=partial(_period_marks, subject, gap))


def _period_marks(subject: Subject, gap: Claims) -> list[set[str]]:
    named = [subject.states_by_name.get((gap.file, name)) for name in gap.names]
    return [{of_period(state)} for state in named if state is not None]


def _gap(gap: Claims, subject: Subject) -> Finding:
    return Finding(
        f"no state speaks of ground {in_words(gap, subject)}",
        gap.file,
        feature=gap.names[0] if gap.names else None,
        related=gap.names[1:],
        lonlat=gap.lonlat,
        measure=gap.area,
        severity=gap.severity,
    )


def days(span: np.timedelta64) -> Measure:
    """Return a stretch of time in days."""
    return Measure(round(float(span / np.timedelta64(1, "D")), 3), "days")
