"""Transfer: this ground passes to this actor from this date."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely

from controlmap.dates import Said, format_instant, precision_of
from controlmap.edit.delta.delta import Delta
from controlmap.edit.operations.continuation import ahead_of, groups_ending, joined
from controlmap.edit.operations.cut_out import AtOnce, Carving, Piece, at_instant, carve
from controlmap.edit.operations.lookup import refuse_meaningless, refuse_unknown
from controlmap.edit.operations.near_part import worked_near
from controlmap.edit.operations.new_ids import Naming
from controlmap.edit.operations.settled import settled_states
from controlmap.edit.operations.unrecorded import Gap, gaps_of
from controlmap.errors import InputError, Problem
from controlmap.model import (
    UNKNOWN,
    Certainty,
    ControlState,
    Layer,
    LocalizedText,
    Period,
    Project,
    Status,
    closing,
    period_of,
    states_of,
    with_states,
)
from controlmap.plane import Grid, union
from controlmap.words import phrase, word

__all__ = ["Control", "says", "transfer", "transferred", "with_pieces"]


@dataclass(frozen=True, slots=True)
class Control:
    """What a new control state says besides where and when; without `area`: the name that the ground had."""

    controller: str
    status: Status = "held"
    others: tuple[str, ...] = ()
    certainty: Certainty = "reported"
    sources: tuple[str, ...] = ()
    area: LocalizedText = field(default_factory=LocalizedText)
    note: LocalizedText = field(default_factory=LocalizedText)
    precision: Said | None = None


def transfer(
    project: Project,
    ground_lonlat: shapely.Geometry | None,
    control: Control,
    *,
    on: np.datetime64,
    until: np.datetime64 | None = None,
    from_controller: str | None = None,
    layer: str | None = None,
    now: np.datetime64 | None = None,
) -> Delta:
    """Return what gives ground (lon, lat; None: all there is) to an actor from an instant.

    Without `until` each piece passes up to the end of the state that it is cut out of, as far as the next one
    does not say the same; with it, everything recorded from `on` until then is cut. `from_controller` takes
    only what one actor holds, `layer` only from one layer. Ground inside a layer's extent of which no record
    speaks is taken from `unknown`. What `control` says already, ground and all, stays as it is. `now` is the
    civil instant of the edit.

    Raises
    ------
    InputError
        When nothing is there to pass, a layer or actor is not listed, `until` is not after `on`, or
        controller, status and further actors mean nothing together.
    """
    said: dict[str, Any] = {"on": on, "until": until, "from_controller": from_controller, "layer": layer}

    def passed(part: Project) -> Project | None:
        there = transferred(part, ground_lonlat, control, **said, now=now)
        return None if there is None else with_states(part, there)

    after = worked_near(project, None if ground_lonlat is None else [ground_lonlat], passed)
    if after is None:
        raise InputError(Problem(_nothing(control, on, from_controller)))
    return Delta.between(states_of(project), after).about(on, until)


def transferred(
    project: Project,
    ground_lonlat: shapely.Geometry | None,
    control: Control,
    *,
    on: np.datetime64,
    until: np.datetime64 | None = None,
    from_controller: str | None = None,
    layer: str | None = None,
    now: np.datetime64 | None = None,
    at_once: AtOnce | None = None,
) -> dict[str, tuple[ControlState, ...]] | None:
    """Return the layers, by id, that `transfer` leads to; None where nothing is there to pass.

    `at_once` is what the ground makes of the states together with other ground that passes with it.

    Raises
    ------
    InputError
        As `transfer` does, but for that.
    """
    refuse_unknown(project, layer=layer, actors=[from_controller, control.controller, *control.others])
    refuse_meaningless(control.controller, control.status, control.others)
    if control.precision is not None and precision_of(on) != "minute":
        hint = "Give the date-time by which the changes of that day are in order."
        raise InputError(
            Problem(phrase("{on} has no hour to be precise to", on=format_instant(on)), hint=hint)
        )
    if until is not None and until <= on:
        raise InputError(
            Problem(phrase("{until} is not after {on}", until=format_instant(until), on=format_instant(on)))
        )
    carving = carve(
        project,
        ground_lonlat,
        naming=Naming.of(project, now),
        wanted=lambda home, state: (
            layer in (None, home.id)
            and from_controller in (None, state.controller)
            and not says(state, control)
        ),
        window=at_instant(on, until),
        precision=control.precision,
        at_once=at_once,
        gaps=_gaps(project, ground_lonlat, control, on, until, from_controller, layer),
    )
    if not carving.pieces:
        return None
    given = _given(project, carving, control, follow=until is None)
    return settled_states(project, states_of(joined(given, known=project)))


def says(state: ControlState, control: Control) -> bool:
    """Tell whether a state says of its ground what a control would."""
    said = (state.controller, state.status, frozenset(state.others))
    return said == (control.controller, control.status, frozenset(control.others))


def _gaps(
    project: Project,
    ground: shapely.Geometry | None,
    control: Control,
    on: np.datetime64,
    until: np.datetime64 | None,
    from_controller: str | None,
    only: str | None,
) -> list[Gap]:
    if from_controller not in (None, UNKNOWN) or (control.controller, control.status) == (UNKNOWN, "held"):
        return []
    chosen: list[Layer] = [layer for layer in project.layers if only in (None, layer.id)]
    return [gap for layer in chosen for gap in gaps_of(layer, ground, on, until, project.grid)]


def _given(project: Project, carving: Carving, control: Control, *, follow: bool) -> Project:
    """Return the map project with the pieces given away, and, to `follow`, those that they go on in too."""
    given = with_pieces(project, carving, control)
    groups = deque(groups_ending(carving.pieces) if follow else ())
    while groups:
        ahead = ahead_of(groups.popleft(), given)
        if ahead.states:
            further = carve(
                given,
                ahead.ground_lonlat,
                naming=carving.naming,
                wanted=lambda layer, state, ids=ahead.states: state.id in ids,
                window=period_of,
            )
            given = with_pieces(given, further, replace(control, precision=None))
            ends = (piece for piece in further.pieces if piece.source and piece.source.id in ahead.last)
            groups.extend(groups_ending(ends))
    return given


def with_pieces(project: Project, carving: Carving, control: Control) -> Project:
    """Return the map project with the pieces of one layer and period as one new state each."""
    groups: dict[str, dict[Period, list[Piece]]] = defaultdict(lambda: defaultdict(list))
    for piece in carving.pieces:
        groups[piece.layer][piece.period].append(piece)
    layers = dict(carving.layers)
    for layer, periods in groups.items():
        named = ((carving.naming.new(layer), period, pieces) for period, pieces in periods.items())
        fresh = [_state(name, pieces, period, control, project.grid) for name, period, pieces in named]
        layers[layer] = (*layers[layer], *fresh)
    return with_states(project, layers)


def _state(
    name: dict[str, Any], pieces: Sequence[Piece], period: Period, control: Control, grid: Grid
) -> ControlState:
    grounds = [piece.ground_lonlat for piece in pieces]
    area = control.area if any(control.area) else _named(pieces)
    texts: dict[str, Any] = {"area": None, "note": None}
    texts |= area.properties("area") | control.note.properties("note")
    state = ControlState(
        **name,
        **texts,
        geometry=grounds[0] if len(grounds) == 1 else union(grounds, grid),
        controller=control.controller,
        status=control.status,
        others=control.others,
        valid_from=period.start,
        valid_to=closing(period.end),
        certainty=control.certainty,
        sources=control.sources,
    )
    exactly = precision_of(period.start) == "minute"
    precision = control.precision if control.precision and exactly else _precision_of(pieces, period)
    return state.model_copy(update={"precision": precision}) if precision else state


def _precision_of(pieces: Sequence[Piece], period: Period) -> Said | None:
    """Return what is said of the beginning of the states that pieces are cut out of, where that is theirs."""
    said: set[Said | None] = {
        p.source.precision for p in pieces if p.source and p.source.valid_from == period.start
    }
    return said.pop() if len(said) == 1 else None


def _named(pieces: Sequence[Piece]) -> LocalizedText:
    """Return the names of the ground, where the pieces are one whole state's."""
    source = pieces[0].source
    whole = len(pieces) == 1 and pieces[0].is_whole and source is not None
    return source.text("area") if whole and source else LocalizedText()


def _nothing(control: Control, on: np.datetime64, from_controller: str | None) -> str:
    nothing, nobody = (
        "there is nothing that {loser} holds here on {on} that is not {controller}'s ({status}) already",
        "there is no ground of the map here on {on} that is not {controller}'s ({status}) already",
    )
    return phrase(
        nothing if from_controller else nobody,
        loser=from_controller,
        on=format_instant(on),
        controller=control.controller,
        status=word(control.status),
    )
