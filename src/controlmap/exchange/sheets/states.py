"""The states on record of a layer or of all, each with its period, so that they can come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from controlmap.dates import exact_text, first_minute, format_instant, known_text, last_minute
from controlmap.edit import digest_of_states
from controlmap.exchange.own_columns import DIGEST
from controlmap.exchange.sheets.readable import Reader, about_map
from controlmap.exchange.sheets.sheet import Item, Sheet
from controlmap.format import properties_of
from controlmap.model import ControlState, KnownDates, Layer, Project, known_in, layer_called

__all__ = ["chosen_layers", "states_sheets"]


def states_sheets(project: Project, layer: str | None = None) -> list[Sheet]:
    """Return a sheet for each layer: the states on record, with the digest that `import layer` looks for.

    Raises
    ------
    InputError
        When there is no such layer.
    """
    reader, about = Reader(project), about_map(project, _as_of(project))
    known = known_in(project)
    return [
        Sheet(
            home.id,
            "ground",
            tuple(_items(home, project, reader, known)),
            about,
            project.grid,
            reader.layer_called(home.id),
            tuple(_told(home)),
        )
        for home in chosen_layers(project, layer)
    ]


def chosen_layers(project: Project, layer: str | None) -> Sequence[Layer]:
    """Return the layer that is named, or all.

    Raises
    ------
    InputError
        When there is no such layer.
    """
    return project.layers if layer is None else [layer_called(layer, project.layers, str(project.folder))]


def _held_back(home: Layer, project: Project) -> Iterator[str]:
    """Yield what of a layer is held back: such a version of it is in no journal."""
    held = project.held_back
    if held is not None and home.id in held.rules.coarsen_km:
        yield f"coarsen_km={held.rules.coarsen_km[home.id]:g}"
    if held is not None and held.at is not None:
        yield f"delay_hours={held.rules.delay_hours:g}"


def _items(home: Layer, project: Project, reader: Reader, known: KnownDates) -> Iterator[Item]:
    digest = " ".join([digest_of_states(home.states, project.grid), *_held_back(home, project)])
    for state in home.states:
        if state.superseded_at is None:
            start, end = state.valid_from, state.valid_to
            yield Item(
                state.geometry,
                _fields(state, home, reader, known) | {DIGEST: digest},
                first_minute(start),
                None if end is None else first_minute(end),
                reader.look(state.controller, state.status, state.certainty, state.others),
                int(state.id) if state.numeric_id else state.id,
                {key: value for key, value in state.members.items() if key not in ("geometry", "properties")},
            )


def _fields(state: ControlState, home: Layer, reader: Reader, known: KnownDates) -> dict[str, Any]:
    """Return what the layer says, and beside it, under names that it does not use, what people read."""
    own = properties_of(state)
    until = None if state.valid_to is None else known.end_text(state.valid_to)
    readable = {
        **reader.layer(home.id),
        **reader.holding(state.controller, state.status, state.others),
        **reader.cited(state.sources),
        "since": known_text(state.valid_from, state.known_to),
        "until": until,
    }
    return {**own, **{name: value for name, value in readable.items() if name not in own}}


def _told(home: Layer) -> list[str]:
    closed = sum(state.superseded_at is not None for state in home.states)
    return [f"{closed} closed records stay at home"] if closed else []


def _as_of(project: Project) -> str:
    """Return up to which day the map speaks: its period's last, or the last that a record names."""
    if project.settings.period is not None:
        return format_instant((project.settings.period.end - np.timedelta64(1, "m")).astype("datetime64[D]"))
    said = [
        t for one in project.layers for s in one.states for t in (s.valid_from, s.valid_to) if t is not None
    ]
    return exact_text(max(map(last_minute, said)).astype("datetime64[D]")) if said else ""
