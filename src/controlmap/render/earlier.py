"""What a page is told of the map as it was known earlier: of each edition what was not as in the next one.

The format is described in `src/viewer/PAYLOAD.md`, under `editions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from controlmap.dates import first_minute, format_instant
from controlmap.history import NO_RECORD, Edition, History
from controlmap.model import Project, told
from controlmap.plane import Ints, places_of
from controlmap.render.header import dates_in
from controlmap.render.told_records import states_in, verdicts_in

__all__ = ["earlier_in"]

_State = tuple[int, str]
"""A state: the index of its layer, and its id."""
_FROM_THE_BEGINNING = np.iinfo(np.int64).min


class _Shown(NamedTuple):
    """Spells of cell i from `first[i]` to `first[i + 1]`: since when, and the number of their state.

    Dates are minutes since 1970, states are counted from 1, and 0 is none. A cell that is no part of the map
    has no spell.
    """

    first: Ints
    since: Ints
    state: Ints

    def unlike(self, other: _Shown) -> Ints:
        """Return which cells differ."""
        counts = np.diff(self.first)
        alike = counts == np.diff(other.first)
        rows = np.flatnonzero(alike & (counts > 0))
        at, start = places_of(self.first, rows)
        beside, _ = places_of(other.first, rows)
        differ = (self.since[at] != other.since[beside]) | (self.state[at] != other.state[beside])
        found = np.append(0, np.cumsum(differ))[start]
        return np.sort(np.concatenate([np.flatnonzero(~alike), rows[found[1:] > found[:-1]]]))


def earlier_in(project: Project, latest: Edition, earlier: Iterable[Edition]) -> tuple[dict[str, Any], Ints]:
    """Return the members of the header that tell of earlier editions, the latest first.

    With them comes each cell's layer, of a cell that is no part of the map now the one that it was part of.
    """
    number = {key: i for i, key in enumerate(_keys(latest.history), 1)}
    shown, verdicts = _shown(latest.history, number), verdicts_in(project, latest.history)
    superseded, editions = list[dict[str, Any]](), list[dict[str, Any]]()
    layer = latest.history.cell_layer
    for edition in earlier:  # one at a time: there may be one of each day
        history = edition.history
        new = {key: i for i, key in enumerate(_keys(history)) if key not in number}
        number |= {key: len(number) + i for i, key in enumerate(new, 1)}
        superseded.append(states_in(project, history, new.values()))
        now, now_verdicts = _shown(history, number), verdicts_in(project, history)
        edition_told = {
            "last": None if edition.last is None else format_instant(edition.last),
            **({} if edition.name is None else {"view_name": edition.name}),
            **dates_in(history),
            "spells": [*_coded(now, now.unlike(shown), history)],
            "verdicts": {
                report.id: now_verdicts.get(report.id)
                for report in project.reports
                if now_verdicts.get(report.id) != verdicts.get(report.id)
            },
        }
        editions.append(edition_told)
        shown, verdicts, layer = now, now_verdicts, np.maximum(layer, history.cell_layer)
    names = {} if latest.name is None else {"view_name": latest.name}
    members = {
        **names,
        "known_from": None if names else _known_from(project),
        "superseded": [columns for columns in superseded if columns["count"]],
        "editions": [
            # A view with a name has for a day its rank from the last, as text.
            one if one["last"] else {**one, "last": str(rank)}
            for rank, one in zip(range(len(editions), 0, -1), editions, strict=True)
        ],
    }
    return members, layer


def _known_from(project: Project) -> str | None:
    """Return the day on which the first record was made; None where some bear no day, and may be older."""
    made = [state.recorded_at for layer in project.layers for state in layer.states]
    known = [first_minute(time) for time in made if time is not None]
    return format_instant(min(known).astype("datetime64[D]")) if len(known) == len(made) else None


def _keys(history: History) -> list[_State]:
    ids = told(history.states, "id").each()
    return [*zip(history.state_layer.tolist(), ids, strict=True)]


def _shown(history: History, number: Mapping[_State, int]) -> _Shown:
    """Return the spells of each cell, from the beginning of the map on."""
    numbers = np.array([*(number[key] for key in _keys(history)), 0], dtype=np.int64)
    kept = history.cell_layer[history.spell_cell] != NO_RECORD
    first = np.searchsorted(history.spell_cell[kept], np.arange(len(history.topology.cells) + 1))
    since = history.spell_start[kept].astype("datetime64[m]").astype(np.int64)
    since[first[:-1][np.diff(first) > 0]] = _FROM_THE_BEGINNING
    return _Shown(first, since, numbers[history.spell_state[kept]])


def _coded(shown: _Shown, cells: Ints, history: History) -> Iterator[list[int]]:
    """Yield cells with the index of the date and the number of the state of each of their spells."""
    dates = history.dates.astype("datetime64[m]").astype(np.int64)
    at, first = places_of(shown.first, cells)
    coded = np.column_stack([np.searchsorted(dates, shown.since[at]), shown.state[at]]).ravel().tolist()
    for cell, begin, end in zip(cells.tolist(), first[:-1].tolist(), first[1:].tolist(), strict=True):
        yield [cell, *coded[2 * begin : 2 * end]]
