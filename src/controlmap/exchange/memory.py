"""A map project from geometry in memory, without files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import shapely

from controlmap.dates import format_instant, read_zone
from controlmap.errors import InputError, Problem
from controlmap.exchange.held import Held, grounds_of
from controlmap.exchange.incoming import Incoming, of_one_holder
from controlmap.exchange.naming import IDENTIFIER, colour
from controlmap.exchange.new_layer import LANGUAGE, settings_of
from controlmap.exchange.snapshots import cut_states, told_until
from controlmap.format import read_settings
from controlmap.history import History, history_of
from controlmap.model import IN_MEMORY, UNKNOWN, Actor, Layer, LayerEntry, MapPeriod, Project, Settings
from controlmap.plane import Grid

__all__ = ["project_of_incoming", "project_of_series"]


def project_of_series(
    dates: Sequence[np.datetime64],
    snapshots: Iterable[Held],
    *,
    title: str,
    layer: str,
    controller: str,
    grid: Grid,
    gaps: str,
    overlaps: Literal["error", "latest", "joint"],
    time_zone: str,
) -> tuple[Project, History]:
    """Return a project with one layer, and its history through the year, month or day of the last date.

    One that is known to the minute goes on for 24 hours.

    `snapshots` are as `grounds_of` takes them, `controller` too, `gaps` as for `cut_states`, `layer` is
    an id, and `overlaps` says what two controllers on one ground mean, as the setting of that name does.

    Raises
    ------
    InputError
        When dates do not rise, there are more or fewer snapshots than dates, one of them is none, there is no
        ground at all, or `layer`, `gaps`, `overlaps` or `time_zone` is something else.
    OverlapError
        When two controllers hold the same ground on the same date, and `overlaps` is "error".
    """
    _refuse_others(title=title, layer=layer, gaps=gaps, overlaps=overlaps)
    zone = read_zone(time_zone)
    for one, two in pairwise(dates):
        if not one < two:
            raise InputError(Problem(f"{two} does not come after {one}: dates are to rise", property="dates"))
    held = _held(dates, snapshots, controller, grid)
    states, topology = cut_states(dates, held, layer=layer, grid=grid, gaps=gaps)
    entry = LayerEntry(id=layer, file=f"{layer}.geojson", name={"en": title})
    names = sorted({state.controller for state in states})
    settings = Settings(
        format=1,
        title={"en": title},
        time_zone=time_zone,
        grid=grid.size,
        overlaps=overlaps,
        period=MapPeriod.model_construct(start=dates[0], end=told_until(dates[-1])),
        actors=tuple(Actor(id=name, name={"en": name}, colour=colour(i)) for i, name in enumerate(names)),
        layers=(entry,),
    )
    told = Layer(entry.id, entry.file, entry.name, tuple(states))
    project = Project(IN_MEMORY, settings, grid, zone, (told,))
    return project, history_of(project, topology=topology)


_TO_FILL = f"add rows for it whose holder is {UNKNOWN!r}"


def project_of_incoming(incoming: Incoming, *, title: str, time_zone: str) -> Project:
    """Return a map project whose one layer is what came in.

    Raises
    ------
    InputError
        When `time_zone` is none, or the layer's id is no id.
    """
    _refuse_others(title=title, layer=incoming.layer, gaps="carry", overlaps="error")
    zone = read_zone(time_zone)
    cast = incoming.cast((), (LANGUAGE,))
    file = f"{incoming.layer}.geojson"
    text = settings_of(incoming, cast, file, title=title, time_zone=time_zone)
    states = tuple(state.model_copy(update=cast.named(said).properties()) for said, state in incoming.told)
    incoming.found.tell(of_one_holder(states, _TO_FILL), incoming.layer)
    layer = Layer(incoming.layer, file, {LANGUAGE: title}, states)
    return Project(IN_MEMORY, read_settings(text.encode()), incoming.grid, zone, (layer,))


def _refuse_others(*, title: str, layer: str, gaps: str, overlaps: str) -> None:
    """Refuse values of settings that are none."""
    if not title.strip():
        raise InputError(Problem("a map has a title that can be read", property="title"))
    if not IDENTIFIER.fullmatch(layer):
        raise InputError(Problem(f"{layer!r} is no id: a to z, 0 to 9, - and _ are taken", property="layer"))
    if gaps not in ("carry", "unknown"):
        raise InputError(Problem(f"{gaps!r} is neither carry nor unknown", property="gaps"))
    if overlaps not in ("error", "latest", "joint"):
        raise InputError(Problem(f"{overlaps!r} is none of error, latest and joint", property="overlaps"))


def _held(
    dates: Sequence[np.datetime64], snapshots: Iterable[Held], controller: str, grid: Grid
) -> Iterator[Mapping[str, shapely.Geometry]]:
    """Yield ground by controller of each snapshot, one at a time."""
    some = False
    rest = iter(_several(snapshots))
    for date in dates:
        snapshot = next(rest, None)
        if snapshot is None:
            raise InputError(Problem(f"end before {date}: there are fewer than dates", property="snapshots"))
        where = f"snapshots, {format_instant(date)}"
        held = grounds_of(snapshot, controller=controller, grid=grid, where=where)
        some = some or not all(shapely.is_empty(ground) for ground in held.values())
        yield held
    if next(rest, None) is not None:
        raise InputError(Problem("are more than dates", property="snapshots"))
    if not some:
        raise InputError(Problem("hold no ground", property="snapshots"))


def _several(snapshots: Any) -> Iterable[Held]:
    """Return snapshots as they are, once it is sure that they are not a single one."""
    single = isinstance(snapshots, Mapping | str | bytes) or hasattr(snapshots, "columns")
    if single or not isinstance(snapshots, Iterable):
        hint = "Give a list, with one snapshot for each date."
        kind = type(snapshots).__name__
        raise InputError(Problem(f"are one {kind}, not one for each date", property="snapshots", hint=hint))
    return snapshots
