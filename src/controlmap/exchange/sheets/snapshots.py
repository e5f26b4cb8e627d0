"""The map on a date, on each of several, and in its smallest pieces: ground by the state that it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import shapely

from controlmap.dates import Instant, KnownTo, as_known, exact_text, format_instant, instant_of, known_text
from controlmap.exchange.sheets.readable import Reader, about_map, last_day
from controlmap.exchange.sheets.sheet import Item, Sheet
from controlmap.exchange.sheets.states import chosen_layers
from controlmap.history import NO_RECORD, History
from controlmap.model import UNKNOWN, ControlState, Look, Project

__all__ = ["Dated", "cells_sheet", "dated", "snapshot_sheet", "stretches"]

_ONE_MINUTE = np.timedelta64(1, "m")
_ONE_DAY = np.timedelta64(1, "D")
_OF_RECORDS = ("status", "certainty", "since", "until", "area", "note", "evidence_distance_km", "state")


class Dated(NamedTuple):
    """A stretch of time for which the map is shown: its date as people read it, the minute that answers."""

    date: str
    known_to: str
    moment: np.datetime64
    start: np.datetime64
    end: np.datetime64


def dated(history: History, instant: Instant) -> Dated:
    """Return what a date that is asked for stands for: of a day, the map at its end.

    Raises
    ------
    InputError
        When it lies outside the map's period.
    """
    asked, moment = instant_of(instant, history.zone), history.moment(instant)
    start = max(asked.astype("datetime64[m]"), history.start)
    return Dated(exact_text(asked), "", moment, start, moment + _ONE_MINUTE)


def stretches(history: History, each: str) -> list[Dated]:
    """Return the days of the map's period, or the stretches between its changes, in order of time."""
    if each == "day":
        first, last = (t.astype("datetime64[D]") for t in (history.start, history.end - _ONE_MINUTE))
        return [dated(history, day) for day in np.arange(first, last + _ONE_DAY, _ONE_DAY)]
    bounds = pairwise([*history.dates, history.end])
    return [
        Dated(known_text(start, known_to), known_to, start, start, end)
        for (start, end), known_to in zip(bounds, history.dates_known_to, strict=True)
    ]


def snapshot_sheet(
    project: Project, history: History, dates: Sequence[Dated], layer: str | None = None
) -> Sheet:
    """Return the ground of each state at each date, as it is shown then.

    Raises
    ------
    InputError
        When there is no such layer.
    """
    reader, wanted = Reader(project), [one.id for one in chosen_layers(project, layer)]
    # From date to date most ground stays in its state, and most of that as it lies.
    said = cache(lambda layer, index: said_of(reader, history, layer, index))
    outline = cache(lambda cells: history.outline_lonlat(np.frombuffer(cells, dtype=np.int64)))
    items = [item for date in dates for item in _ground(history, date, wanted, said, outline)]
    about = about_map(project, dates[-1].date)
    return Sheet("ground", "ground", tuple(items), about, project.grid, about.name)


def _ground(
    history: History,
    date: Dated,
    wanted: Sequence[str],
    said: Callable[[str, int], tuple[dict[str, Any], Look]],
    outline: Callable[[bytes], shapely.Geometry],
) -> Iterator[Item]:
    state = history.state_at(date.moment)
    shown = np.isin(np.array(history.layers)[history.cell_layer], wanted)
    groups = np.unique(np.column_stack([history.cell_layer, state])[shown], axis=0)
    for layer, index in groups.tolist():
        cells = np.flatnonzero((history.cell_layer == layer) & (state == index))
        fields, look = said(history.layers[layer], index)
        area = round(float(history.cell_area_km2[cells].sum()), 6)
        yield Item(
            outline(cells.astype(np.int64).tobytes()),
            {"date": date.date, **fields, "area_km2": area},
            date.start,
            date.end,
            look,
        )


def said_of(reader: Reader, history: History, layer: str, index: int) -> tuple[dict[str, Any], Look]:
    """Return what is said of ground in a state (its index in the history), and how it is drawn.

    Where no record speaks, the controller is `unknown`, and nothing else is said.
    """
    if index == NO_RECORD:
        held = reader.holding(UNKNOWN, "held", ())
        nothing = dict.fromkeys(_OF_RECORDS)
        empty: dict[str, list[str]] = {"others": [], "sources": [], "source_titles": [], "source_urls": []}
        order = {**reader.layer(layer), "controller": UNKNOWN, **held, **nothing, **empty}
        return order, reader.look(UNKNOWN, "held", None)
    state = history.states[index]
    return {
        **reader.layer(layer),
        "controller": state.controller,
        **reader.holding(state.controller, state.status, state.others),
        "status": state.status,
        "others": list(state.others),
        "certainty": state.certainty,
        "since": known_text(state.valid_from, state.known_to),
        "until": _until(history, state),
        "area": None,
        **reader.texts(state, "area"),
        "note": None,
        **reader.texts(state, "note"),
        "evidence_distance_km": state.evidence_distance_km,
        "sources": list(state.sources),
        **reader.cited(state.sources),
        "state": state.id,
    }, reader.look(state.controller, state.status, state.certainty, state.others)


def _until(history: History, state: ControlState) -> str | None:
    """Return until when a state holds, as precisely as the change is known that ends it; None: to the end."""
    if state.valid_to is None:
        return None
    return history.known.end_text(state.valid_to)


def cells_sheet(project: Project, history: History, layer: str | None = None) -> Sheet:
    """Return the map's smallest pieces of ground, a row for each stretch of time that one is in one state.

    Raises
    ------
    InputError
        When there is no such layer.
    """
    reader, wanted = Reader(project), {one.id for one in chosen_layers(project, layer)}
    about = about_map(project, last_day(history))
    items = [item for item in _spells(reader, history) if item.fields["layer"] in wanted]
    return Sheet("cells", "ground", tuple(items), about, project.grid, about.name)


def _known_between(
    history: History, instant: np.datetime64, before: ControlState | None, after: ControlState | None
) -> KnownTo:
    """Return how exactly it is known when one state followed another: as the new one says, else the old."""
    if after is not None and after.valid_from == instant:
        return after.known_to
    if before is not None and before.valid_to is not None and before.valid_to == instant:
        return history.known.end_to(before.valid_to)
    return history.known.to(instant)


def _spells(reader: Reader, history: History) -> Iterator[Item]:
    told: dict[tuple[str, int], tuple[dict[str, Any], Look]] = {}
    cells = history.cells.tolist()
    spells = zip(history.spell_cell.tolist(), history.spell_start, history.spell_state.tolist(), strict=True)
    for cell, of_cell in groupby(spells, key=itemgetter(0)):
        rows = [(start, index) for _, start, index in of_cell]
        states = [None, *(None if i == NO_RECORD else history.states[i] for _, i in rows)]
        bounds = [*(start for start, _ in rows), history.end]
        pairs = pairwise([*states, None])
        known = [_known_between(history, t, *pair) for t, pair in zip(bounds, pairs, strict=True)]
        texts = [format_instant(as_known(t, to)) for t, to in zip(bounds, known, strict=True)]
        texts[-1], known[-1] = history.period_told[1], history.end_known_to
        area = round(float(history.cell_area_km2[cell]), 6)
        for i, (start, index) in enumerate(rows):
            key = history.layers[history.cell_layer[cell]], index
            if key not in told:
                told[key] = said_of(reader, history, *key)
            fields, look = told[key]
            spell = {
                "cell": cell,
                **fields,
                "area_km2": area,
                "from": texts[i],
                "from_precision": known[i],
                "to": texts[i + 1],
                "to_precision": known[i + 1],
            }
            yield Item(cells[cell], spell, start, bounds[i + 1], look)
