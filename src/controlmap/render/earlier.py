"""What a page is told of the map as it was known earlier: of each edition what was not as in the next one.

The format is described in `src/viewer/PAYLOAD.md`, under `editions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from controlmap.dates import first_minute, format_instant
from controlmap.history import NO_RECORD, Edition, History
from controlmap.model import Project
from controlmap.render.header import dates_in
from controlmap.render.told_records import states_in, verdicts_in

__all__ = ["earlier_in"]

_State = tuple[int, str]
"""A state: the index of its layer, and its id."""
_Spells = tuple[tuple[np.datetime64 | None, _State | None], ...]
"""Spells of a cell: since when, None: from the beginning of the map, and in which state."""


def earlier_in(project: Project, editions: Sequence[Edition]) -> dict[str, Any]:
    """Return the members of the header that tell of earlier editions, given all, the latest first."""
    latest, *earlier = editions
    number = {key: i for i, key in enumerate(_keys(latest.history), 1)}
    superseded = []
    for edition in earlier:
        new = {key: i for i, key in enumerate(_keys(edition.history)) if key not in number}
        number |= {key: len(number) + i for i, key in enumerate(new, 1)}
        superseded.append(states_in(project, edition.history, new.values()))
    told = [(_spells(one.history), verdicts_in(project, one.history)) for one in editions]
    names = {} if latest.name is None else {"view_name": latest.name}
    return {
        **names,
        "known_from": None if names else _known_from(project),
        "superseded": [columns for columns in superseded if columns["count"]],
        "editions": [
            {
                **_last(edition, rank),
                **dates_in(edition.history),
                "spells": [
                    [cell, *_coded(spells[cell], edition.history, number)]
                    for cell in range(len(spells))
                    if spells[cell] != later[cell]
                ],
                "verdicts": {
                    report.id: verdicts.get(report.id)
                    for report in project.reports
                    if verdicts.get(report.id) != later_verdicts.get(report.id)
                },
            }
            for rank, edition, ((later, later_verdicts), (spells, verdicts)) in zip(
                range(len(earlier), 0, -1), earlier, pairwise(told), strict=True
            )
        ],
    }


def _last(edition: Edition, rank: int) -> dict[str, Any]:
    """Return up to which day a map was known so; of a view with a name its rank from the last, as text."""
    if edition.last is not None:
        return {"last": format_instant(edition.last)}
    return {"last": str(rank), "view_name": edition.name}


def _known_from(project: Project) -> str | None:
    """Return the day on which the first record was made; None where some bear no day, and may be older."""
    made = [state.recorded_at for layer in project.layers for state in layer.states]
    known = [first_minute(time) for time in made if time is not None]
    return format_instant(min(known).astype("datetime64[D]")) if len(known) == len(made) else None


def _keys(history: History) -> list[_State]:
    return [(int(layer), s.id) for layer, s in zip(history.state_layer, history.states, strict=True)]


def _spells(history: History) -> list[_Spells]:
    """Return the spells of each cell; none of one that is no part of the map."""
    keys = [*_keys(history), None]
    found: list[list[tuple[np.datetime64 | None, _State | None]]] = [[] for _ in history.cells]
    for cell, start, state in zip(history.spell_cell, history.spell_start, history.spell_state, strict=True):
        if history.cell_layer[cell] != NO_RECORD:
            found[cell].append((start if found[cell] else None, keys[state]))
    return [tuple(spells) for spells in found]


def _coded(spells: _Spells, history: History, number: dict[_State, int]) -> list[int]:
    """Return for each spell the index of its date, and the number of its state."""
    at = {date: i for i, date in enumerate(history.dates.tolist())}
    return [
        value
        for start, state in spells
        for value in (0 if start is None else at[start.item()], 0 if state is None else number[state])
    ]
