"""Corrections: the world did not change, our record did. The old record stays, closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from controlmap.dates import OPEN_START, as_known, first_minute, format_instant, precision_of
from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.cut_out import Piece, Window, at_instant, carve
from controlmap.edit.operations.lookup import added, chosen, copied, refuse_meaningless, refuse_unknown
from controlmap.edit.operations.near_part import edited_near, near_part
from controlmap.edit.operations.new_ids import Naming
from controlmap.edit.operations.settled import settled
from controlmap.errors import InputError, Problem
from controlmap.model import (
    UNKNOWN,
    ControlState,
    Period,
    Project,
    language_of,
    period_of,
    states_of,
    with_states,
)
from controlmap.words import listing, phrase, word

__all__ = ["correct", "retract"]

_HOLDING = {"controller", "status", "others"}
_EVIDENCE = (("sources", word("a source (--source)")), ("certainty", word("how sure it is (--certainty)")))
_UNSAID = {"evidence_distance_km": None, "probability": None, "note": None}
"""What a record that names another holder says of its evidence unless it is told."""
_HELD = {"status": "held", "others": ()}
"""How another controller holds ground unless it is told."""
_NOBODY = {"controller": UNKNOWN, "status": "held", "others": (), "certainty": "inferred", "sources": ()}
_NOBODY |= {"note": None}


def correct(
    project: Project,
    ground_lonlat: shapely.Geometry | None,
    changes: Mapping[str, Any],
    *,
    on: np.datetime64 | None = None,
    until: np.datetime64 | None = None,
    from_controller: str | None = None,
    layer: str | None = None,
    states: Collection[str] = (),
    now: np.datetime64 | None = None,
) -> Delta:
    """Return what makes records say something else of ground (lon, lat; None: all there is).

    `changes` are properties of control states with their right values, texts in further languages as
    `translations` by property. Those that name another holder (controller or others) take sources and
    certainty along, since nothing of these is inherited. With `states` only the records of those ids are
    corrected; without `on` for all their period, else from then on. Otherwise `on`, `until`,
    `from_controller`, `layer` and `now` mean what they mean for `transfer`. Each record that says something
    wrong is superseded, and what is right of it is recorded anew.

    Raises
    ------
    InputError
        When there is nothing to correct, a state, layer or actor is not there, or it is not said what is
        right, or of what (neither `on` nor `states` is given), or who says so and how sure it is where
        another holder is named.
    """
    if on is None and not states:
        raise InputError(Problem("say which states are wrong, or since when"))
    if not changes:
        raise InputError(Problem("say what is right: who held it, how sure that is, who says so, …"))
    named = [from_controller, changes.get("controller"), *changes.get("others", ())]
    refuse_unknown(project, layer=layer, actors=named)
    wrong = chosen(project, states)
    _refuse_empty(wrong, on, until)
    said = {"on": on, "until": until, "from_controller": from_controller, "layer": layer, "states": states}

    def corrected(part: Project) -> Delta:
        return _corrected(part, ground_lonlat, changes, **said, now=now)

    grounds = [state.geometry for _, state in wrong] if ground_lonlat is None else [ground_lonlat]
    part = near_part(project, grounds) if grounds else project
    return edited_near(project, part, corrected)


def _corrected(
    project: Project,
    ground_lonlat: shapely.Geometry | None,
    changes: Mapping[str, Any],
    *,
    on: np.datetime64 | None,
    until: np.datetime64 | None,
    from_controller: str | None,
    layer: str | None,
    states: Collection[str],
    now: np.datetime64 | None,
) -> Delta:
    """Return what corrects records, as `correct` does, once it is known that all that is named is there."""
    carving = carve(
        project,
        ground_lonlat,
        naming=Naming.of(project, now),
        wanted=lambda home, state: (
            layer in (None, home.id)
            and from_controller in (None, state.controller)
            and (not states or state.id in states)
            and state.saying(changes) != state
        ),
        window=_throughout(until) if on is None else at_instant(on, until),
        supersede=True,
    )
    if not carving.pieces:
        raise InputError(Problem("no record here says anything else"))
    new = carving.naming.new
    fresh = [
        (piece.layer, copied(piece.source, piece, {**_right(piece.source, changes), **new(piece.layer)}))
        for piece in carving.pieces
        if piece.source
    ]
    if changes.keys() & _HOLDING:
        for _, state in fresh:
            refuse_meaningless(state.controller, state.status, state.others)
    dates = [on] if on is not None else _bounds([piece.source for piece in carving.pieces])
    return settled(project, added(carving.layers, fresh)).about(*dates, until)


def _right(wrong: ControlState, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a record is to say instead: of another holder it says nothing that it said of the first.

    Sources, certainty and notes of a record speak for who is in it. Whoever is put there instead needs a word
    of their own.

    Raises
    ------
    InputError
        When somebody else is said to hold ground, and it is not said by whom, or how sure that is.
    """
    right = {"controller": wrong.controller, "others": wrong.others, **changes}
    same_controller = right["controller"] == wrong.controller
    if same_controller and set(right["others"]) == set(wrong.others):
        return {**changes, "translations": wrong.saying(changes).translations}
    lacking = [words for name, words in _EVIDENCE if not changes.get(name)]
    if lacking:
        rests = listing(wrong.sources) or word("no source")
        raise InputError(
            Problem(
                phrase(
                    "who held the ground of {id} is corrected without {lacking}",
                    id=wrong.id,
                    lacking=listing(lacking, " and "),
                ),
                hint=phrase(
                    "What is on record ({certainty}, {rests}) speaks for {controller}.",
                    certainty=word(str(wrong.certainty)),
                    rests=rests,
                    controller=wrong.controller,
                ),
            )
        )
    texts = {"translations": {**_names(wrong), **changes.get("translations", {})}}
    return {**_UNSAID, **({} if same_controller else _HELD), **changes, **texts}


def _names(state: ControlState) -> dict[str, str | None]:
    """Return what the ground of a state is called in further languages, without its notes."""
    return {key: text for key, text in state.translations.items() if language_of(key, ("area",))}


def retract(project: Project, states: Collection[str], *, now: np.datetime64 | None = None) -> Delta:
    """Return what takes records back: their ground goes on as it was before them, or is unknown.

    The records stay, superseded. What held the ground just before each, if anything is on record, holds it
    for its period too.

    Raises
    ------
    InputError
        When a state is not there.
    """
    found = [state for _, state in chosen(project, states)]
    if not found:
        raise InputError(Problem("say which states to retract"))
    near = near_part(project, [state.geometry for state in found])
    # Ground goes back to whoever had it before, along the borders that theirs had.
    before = [
        other
        for layer in near.layers
        for other in layer.states
        if any(_was_there(other, one.geometry, period_of(one).start) for one in found)
    ]
    part = near_part(project, [state.geometry for state in (*found, *before)])
    return edited_near(project, part, lambda part: _retracted(part, states, now).about(*_bounds(found)))


def _retracted(project: Project, states: Collection[str], now: np.datetime64 | None) -> Delta:
    """Return what takes records back, as `retract` does, once it is known that they are there."""
    carving = carve(
        project,
        None,
        naming=Naming.of(project, now),
        wanted=lambda layer, state: state.id in states,
        window=period_of,
        supersede=True,
    )
    naming = carving.naming
    current = with_states(project, carving.layers)
    for piece in carving.pieces:
        current = _restored(current, piece, naming)
    return settled(project, states_of(current))


def _bounds(states: Iterable[ControlState | None]) -> list[np.datetime64]:
    """Return from when and until when states are valid."""
    return [instant for state in states if state for instant in period_of(state)]


def _restored(project: Project, piece: Piece, naming: Naming) -> Project:
    """Return the map with a retracted piece given to whom it belonged before, where that is on record."""
    if piece.source is None:
        return project
    before = [
        state
        for layer in project.layers
        for state in layer.states
        if layer.id == piece.layer and _was_there(state, piece.ground_lonlat, piece.period.start)
    ]
    texts = {"translations": _names(piece.source)}
    nobody = copied(piece.source, piece, {**_NOBODY, **texts, **naming.new(piece.layer)})
    current = with_states(project, added(states_of(project), [(piece.layer, nobody)]))
    for state in before:
        carving = carve(
            current,
            state.geometry,
            naming=naming,
            wanted=lambda layer, other: other.id == nobody.id,
            window=period_of,
        )
        fresh = [(p.layer, copied(state, p, naming.new(p.layer))) for p in carving.pieces]
        current = with_states(current, added(carving.layers, fresh))
    return current


def _was_there(state: ControlState, ground_lonlat: shapely.Geometry, begins: np.datetime64) -> bool:
    """Tell whether a state held some of the ground up to an instant."""
    start, end = period_of(state)
    live = state.superseded_at is None and bool(start < begins <= end)
    return live and bool(shapely.relate_pattern(state.geometry, ground_lonlat, "T********"))


def _refuse_empty(
    wrong: Sequence[tuple[str, ControlState]], on: np.datetime64 | None, until: np.datetime64 | None
) -> None:
    """Refuse an end that comes before the beginning, or before that of each record that is wrong."""
    begins = {state.id: (state.valid_from, state.known_to) for _, state in wrong}
    if on is not None:
        begins = {"": (on, precision_of(on))}
    if until is None or not begins:
        return
    which, (first, known_to) = min(begins.items(), key=lambda one: first_minute(one[1][0]))
    if first_minute(until) <= first_minute(first):
        words = "{until} is not after {on}, when {id} begins" if which else "{until} is not after {on}"
        told = phrase(
            words, until=format_instant(until), on=format_instant(as_known(first, known_to)), id=which
        )
        raise InputError(Problem(told))


def _throughout(until: np.datetime64 | None) -> Window:
    if until is None:
        return period_of
    return lambda state: period_of(state).meet(Period(OPEN_START, until))
