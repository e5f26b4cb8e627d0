"""What an edit would do, told before it is done: ground, places that change hands, reports, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import shapely

from controlmap.check import agreement
from controlmap.dates import KnownTo, as_known, format_instant, known_together
from controlmap.edit import Act, Delta, Editing, Preview, beyond_period
from controlmap.errors import ConflictError, InputError, OverlapError, Problem
from controlmap.history import History, Spell, history_of
from controlmap.model import ControlState, Place, Project, states_of
from controlmap.plane import Topology
from controlmap.serve.made_of import made_of, with_made_of

__all__ = ["NOTHING", "effect_of_act", "problem_json", "problems_of"]

States = Mapping[str, Sequence[ControlState]]

_HALF = 0.4
"""Grid units from a place to the side of its cell: those of two places do not touch."""

NOTHING: Mapping[str, Any] = {
    "moved": [],
    "by_date": [],
    "unrecorded": [],
    "features": {"added": [], "closed": [], "removed": [], "changed": [], "reopened": []},
    "places": [],
    "reports": {"agree": [], "contradict": []},
    "words": [],
    "made_of": {"words": []},
    "beyond_period": None,
    "asked_km2": None,
    "outside_km2": 0.0,
    "problems": [],
}
"""What is told of an edit that cannot be made, besides why."""


def effect_of_act(project: Project, act: Act) -> dict[str, Any]:
    """Return what an act would do to a map as JSON, or why it cannot be done."""
    editing = Editing(project)
    try:
        made = act.made(editing)
        shown = editing.preview(made.delta)
    except (InputError, OverlapError, ConflictError) as error:
        return {**NOTHING, "problems": problems_of(error)}
    beyond, ground = beyond_period(project, made.delta), made.ground
    words = [*(ground.in_words() if ground else ()), *(beyond.in_words() if beyond else ())]
    told = {
        **NOTHING,
        **{name: value for name, value in shown.to_json().items() if name in NOTHING},
        **_at_places(project, made.delta, shown),
        "words": words,
        "made_of": {"words": [made_of(text) for text in words]},
        "beyond_period": beyond and beyond.to_json(),
        "problems": [problem_json(problem) for problem in act.unsaid()],
    }
    if ground is not None:
        told |= {name: ground.to_json()[name] for name in ("asked_km2", "outside_km2")}
    return told


def problems_of(error: Exception) -> list[dict[str, Any]]:
    """Return what an error says, problem by problem."""
    if isinstance(error, InputError):
        return [problem_json(problem) for problem in error.problems]
    return [problem_json(Problem(str(error)))]


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON has it, without what it does not say."""
    names = ("message", "file", "feature", "property", "hint", "code")
    return with_made_of({name: value for name in names if (value := getattr(problem, name)) is not None})


def _at_places(project: Project, delta: Delta, shown: Preview) -> dict[str, Any]:
    """Return which places change hands, and which reports come to agree with the map, or to contradict it."""
    places = _places_on(project, delta)
    if not places:
        return {}
    names = {place.id for place in places}
    there = replace(project, reports=tuple(report for report in project.reports if report.place in names))
    states = (states_of(project), shown.states)
    before, after = (_history_at(places, there, group) for group in states)
    old, new = (_agreeing(there, history) for history in (before, after))
    passing = [row for place in places for row in _passing(place, before, after)]
    return {"places": passing, "reports": {"agree": sorted(new - old), "contradict": sorted(old - new)}}


def _places_on(project: Project, delta: Delta) -> list[Place]:
    """Return the places of whose ground other states are on record after an edit."""
    places = [place for place in project.places.values() if place.lon is not None]
    points = np.array([(place.lon, place.lat) for place in places], dtype=float).reshape(-1, 2)
    claims: list[set[tuple]] = [set() for _ in places]
    for group in (*delta.removed.values(), *delta.added.values()):
        for state in (placed.state for placed in group if placed.state.superseded_at is None):
            claim = (state.valid_from, state.valid_to, state.controller, state.status, state.others)
            for index in np.flatnonzero(shapely.intersects_xy(state.geometry, points)).tolist():
                # What is taken out and put back alike is gone again.
                claims[index] ^= {claim}
    return [place for place, differing in zip(places, claims, strict=True) if differing]


def _history_at(places: Sequence[Place], project: Project, states: States) -> History | None:
    """Return the history of some places by states; nothing is cut: each has a cell of its own.

    On a border the states on both sides have a place, and the first of them by `precedence` shows.
    """
    lonlat = np.array([(place.lon, place.lat) for place in places], dtype=float)
    live = [(layer, s) for layer in project.layers for s in states[layer.id] if s.superseded_at is None]
    tree = shapely.STRtree([state.geometry for _, state in live])
    point, near = tree.query(shapely.points(lonlat), predicate="intersects")
    if not len(near):
        return None
    found, number = np.unique(near, return_inverse=True)
    covers = [sorted(number[point == i].tolist()) for i in range(len(places))]
    kept = [live[i] for i in found.tolist()]
    layers = tuple(
        replace(layer, states=tuple(s for home, s in kept if home is layer), extent_lonlat=None)
        for layer in project.layers
    )
    units, none = project.grid.to_units(lonlat), np.empty(0, dtype=np.int64)
    topology = Topology(
        cells=shapely.box(*(units - _HALF).T, *(units + _HALF).T),
        covers=np.arange(len(places)),
        cover_runs=tuple(tuple(end for i in cover for end in (i, i + 1)) for cover in covers),
        arc_xy=np.empty((0, 2), dtype=np.int64),
        arc_start=np.zeros(1, dtype=np.int64),
        arc_left=none,
        arc_right=none,
    )
    return history_of(replace(project, layers=layers), refuse_overlaps=False, topology=topology)


def _agreeing(part: Project, history: History | None) -> set[str]:
    return set() if history is None else {report.id for report in agreement(part, history).agreeing}


def _passing(place: Place, before: History | None, after: History | None) -> Iterator[dict[str, Any]]:
    """Yield from when until when a place is held by another than before."""
    old, new = (_spells(place, history) for history in (before, after))
    instants = sorted({instant for spell in (*old, *new) for instant in (spell.start, spell.end)})
    known: dict[np.datetime64, KnownTo] = {}
    for spell in (*old, *new):
        said: dict[np.datetime64, KnownTo] = {
            spell.start: spell.start_known_to,
            spell.end: spell.end_known_to,
        }
        known |= {at: known_together((to, known.get(at, to))) for at, to in said.items()}
    stretches = [(a, b, *(_controller(spells, a) for spells in (old, new))) for a, b in pairwise(instants)]
    for (loser, winner), group in groupby(stretches, key=lambda stretch: stretch[2:]):
        if loser != winner:
            during = [*group]
            bounds = {"on": during[0][0], "until": during[-1][1]}
            when = {name: format_instant(as_known(at, known[at])) for name, at in bounds.items()}
            yield {"id": place.id, "name": place.name, **when, "from": loser, "to": winner}


def _spells(place: Place, history: History | None) -> list[Spell]:
    if history is None or place.lon is None or place.lat is None:
        return []
    return history.spells(place.lon, place.lat)


def _controller(spells: Sequence[Spell], instant: np.datetime64) -> str:
    return next((s.controller for s in spells if s.start <= instant < s.end), "unknown")
