"""Repairs that change what the map says: overlaps cut for the later state, gaps filled with unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from controlmap.check.check_input import Subject
from controlmap.check.coverage import in_words, overlaps, without_record
from controlmap.dates import OPEN_END, day_or_minute
from controlmap.history import History, latest
from controlmap.model import UNKNOWN, ControlState, Layer, Period, lasting

__all__ = ["cut_overlaps", "fill_gaps", "fresh_id", "ids_in"]

Span = tuple[np.datetime64, np.datetime64 | None]
Lost = dict[int, list[tuple[np.datetime64, np.datetime64]]]
"""What a state loses: by cell, from when until when."""


def fill_gaps(subject: Subject, layer: Layer, *, always: bool) -> tuple[Layer, list[str]]:
    """Return a layer with a state `unknown` where it is without record, and what was done.

    `always` picks ground that never has a record, else ground that has one at times.
    """
    history = subject.history
    if history is None:
        return layer, []
    taken = ids_in(subject, layer)
    gaps = [gap for gap in without_record(subject, always=always) if gap.file == layer.file]
    added = [
        ControlState(
            id=fresh_id(f"{layer.id}-unknown", taken),
            geometry=history.outline_lonlat(np.array(gap.cells)),
            controller=UNKNOWN,
            **history.known.beginning(gap.start),
            valid_to=None if gap.end == history.end else day_or_minute(gap.end),
            certainty="inferred",
        )
        for gap in gaps
    ]
    done = [f"adds {state.id}: {gap.area} {UNKNOWN}" for state, gap in zip(added, gaps, strict=True)]
    return replace(layer, states=(*layer.states, *added)), done


def cut_overlaps(subject: Subject, layer: Layer, *, same_controller: bool) -> tuple[Layer, list[str]]:
    """Return a layer whose earlier states give way to later ones that overlap them, and what was done.

    With `same_controller`, overlaps of one controller with itself are cut, else those of several.
    """
    history = subject.history
    if history is None:
        return layer, []
    lost, told = _losses(subject, history, same_controller)
    numbers = {state.id: i for i, state in enumerate(history.recorded)}
    taken, kept, done = ids_in(subject, layer), [], []
    for state in layer.states:
        number = numbers.get(state.id) if state.superseded_at is None else None
        if number is None or number not in lost:
            kept.append(state)
            continue
        cells = [cell for cell in range(len(history.cells)) if number in subject.areas_over(cell)]
        parts = list(_what_remains(state, cells, lost[number], history, taken))
        kept += parts
        done += told[number]
        if len(parts) != 1:
            left = f"goes on as {', '.join(part.id for part in parts)}" if parts else "has no ground left"
            done.append(f"{state.id} {left}")
    return replace(layer, states=tuple(kept)), done


def _losses(
    subject: Subject, history: History, same_controller: bool
) -> tuple[dict[int, Lost], dict[int, list[str]]]:
    """Return what each state loses to the one that holds the ground, and in words how much, where, when."""
    pick = latest(history.recorded, subject.project.settings.actor_ids)
    numbers = {state.id: i for i, state in enumerate(history.recorded)}
    lost: dict[int, Lost] = {}
    told: dict[int, list[str]] = {}
    for claims, controllers in overlaps(subject):
        if (len(set(controllers)) == 1) == same_controller:
            claiming = [numbers[name] for name in claims.names]
            # What overlaps to the end of the map is taken to go on overlapping.
            until = OPEN_END if claims.end == history.end else claims.end
            winner = pick(claiming)
            for state in sorted(set(claiming) - {winner}):
                lon, lat = claims.lonlat
                where = f"at {lon:g}, {lat:g}, {in_words(claims, subject)},"
                name, to = history.recorded[state].id, history.recorded[winner].id
                told.setdefault(state, []).append(f"{claims.area} {where} pass from {name} to {to}")
                for cell in claims.cells:
                    lost.setdefault(state, {}).setdefault(cell, []).append((claims.start, until))
    return lost, told


def _what_remains(
    state: ControlState, cells: Iterable[int], lost: Lost, history: History, taken: set[str]
) -> Iterator[ControlState]:
    """Yield what is left of a state as states, one a period; the first keeps the id."""
    ground: dict[Span, list[int]] = {}
    for cell in cells:
        for span in _minus((state.valid_from, state.valid_to), lost.get(cell, ())):
            ground.setdefault(span, []).append(cell)
    by_start = sorted(ground, key=lambda span: (span[0], span[1] is None, span[1] or span[0]))
    for i, (start, end) in enumerate(by_start):
        update = {
            "id": state.id if i == 0 else fresh_id(state.id, taken),
            "geometry": history.outline_lonlat(np.array(ground[start, end])),
            **lasting(state, Period(start, OPEN_END if end is None else end)),
            "numeric_id": state.numeric_id and i == 0,
        }
        yield state.model_copy(update=update)


def _minus(span: Span, lost: Iterable[tuple[np.datetime64, np.datetime64]]) -> Iterator[Span]:
    """Yield the stretches of a period that are left when others are taken out of it."""
    since, end = span
    for start, until in sorted(lost):
        if start > since:
            yield since, start
        since = max(since, until)
    if since < (OPEN_END if end is None else end):
        yield since, end


def ids_in(subject: Subject, layer: Layer) -> set[str]:
    """Return the ids of all states of a map project, and of a layer as it is by now."""
    layers = [layer, *subject.project.layers]
    return {state.id for one in layers for state in one.states}


def fresh_id(name: str, taken: set[str]) -> str:
    """Return an id made from a name that is not taken, and take it."""
    number = 2
    while (found := f"{name}-{number}") in taken:
        number += 1
    taken.add(found)
    return found
