"""From pieces of ground with stories to control states: merged where they tell the same, named, numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import NamedTuple

import numpy as np
import shapely

from controlmap.dates import Said
from controlmap.derive.names import Landmark, area_names, lead_of
from controlmap.derive.timeline import Story, periods
from controlmap.derive.words import Words
from controlmap.model import Certainty, ControlState, HandFeature, Holding, LocalizedText
from controlmap.plane import Grid

__all__ = ["Ground", "Piece", "Told", "states_of"]

Distance = Callable[[tuple[float, float]], float | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A polygon of ground in grid units, what holds there, and the places on it, or that it is nearest to."""

    shape: shapely.Geometry
    story: Story
    landmarks: tuple[Landmark, ...]


class Told(NamedTuple):
    """How sure a holding is, on whose word, how likely, and what is noted, once its ground is known."""

    certainty: Certainty
    sources: tuple[str, ...]
    probability: float | None
    note: LocalizedText


@dataclass(frozen=True, slots=True)
class Ground:
    """Ground in grid units that is in one holding through one period."""

    shape: shapely.Geometry
    start: np.datetime64
    end: np.datetime64 | None
    holding: Holding
    precision: Said | None
    landmarks: tuple[Landmark, ...]
    probability: float | None = None

    def covers(self, instant: np.datetime64) -> bool:
        """Tell whether an instant lies in the period."""
        return bool(self.start <= instant and (self.end is None or instant < self.end))


Tell = Callable[[Ground, shapely.Geometry], "Told | None"]


def states_of(
    layer_id: str,
    pieces: Iterable[Piece],
    overrides: Mapping[str, HandFeature],
    grid: Grid,
    distance_km: Distance,
    words: Mapping[str, Words],
    told: Tell | None = None,
) -> list[ControlState]:
    """Return the control states of a layer, in a stable order.

    What an override feature holds keeps that feature's id and names. `distance_km` tells how far a point
    (lon, lat) is from the nearest report. Names are made in each language of `words`. `told` says what ground
    (lon, lat) rests on where that is not known before.
    """
    grounds = sorted(_grounds(pieces), key=_order)
    free = (number for number in (f"{layer_id}-{n:04d}" for n in count(1)) if number not in overrides)
    drawn: dict[str, list[Ground]] = {}
    states = []
    for ground in grounds:
        if ground.holding.hand:
            drawn.setdefault(ground.holding.hand, []).append(ground)
        else:
            known = _resting(ground, grid, told) if told else ground
            states.append(_derived(known, next(free), grid, distance_km, words))
    return states + [state for key in sorted(drawn) for state in _drawn(overrides[key], drawn[key], grid)]


def _resting(ground: Ground, grid: Grid, tell: Tell) -> Ground:
    """Ground with what it rests on."""
    found = tell(ground, _to_lonlat(ground.shape, grid))
    if found is None:
        return ground
    holding = replace(ground.holding, certainty=found.certainty, sources=found.sources, note=found.note)
    return replace(ground, holding=holding, probability=found.probability)


def _grounds(pieces: Iterable[Piece]) -> Iterator[Ground]:
    """Merge touching pieces with one chapter; what one hand feature draws stays together."""
    groups: dict[tuple, list[Piece]] = {}
    for piece in pieces:
        for period in periods(piece.story):
            groups.setdefault(period, []).append(piece)
    for (start, end, holding, precision), group in groups.items():
        for shape, landmarks in _merged(group, apart=holding.hand is None):
            yield Ground(shape, start, end, holding, precision, landmarks)


def _merged(
    group: Sequence[Piece], *, apart: bool
) -> Iterator[tuple[shapely.Geometry, tuple[Landmark, ...]]]:
    """Union a group of pieces, taken `apart` where they do not touch, with the landmarks on each part."""
    shapes = [piece.shape for piece in group]
    whole = shapely.normalize(shapely.coverage_union_all(shapes))
    parts = shapely.get_parts(whole) if apart else np.array([whole], dtype=object)
    part_of = shapely.STRtree(parts).nearest(shapely.point_on_surface(shapes))
    for number, part in enumerate(parts):
        here = (piece.landmarks for piece, at in zip(group, part_of, strict=True) if at == number)
        yield part, tuple(chain.from_iterable(here))


def _order(ground: Ground) -> tuple:
    """By place, then by time: the states of one place stand together in the file."""
    lead = lead_of(ground.landmarks)
    bounds = tuple(shapely.bounds(ground.shape).tolist())
    return lead.place.id if lead else "", ground.start, bounds, ground.holding.controller


def _derived(
    ground: Ground, identifier: str, grid: Grid, distance_km: Distance, words: Mapping[str, Words]
) -> ControlState:
    far = None
    if ground.holding.certainty == "inferred":
        middle = shapely.get_coordinates(shapely.point_on_surface(ground.shape))[0] * grid.size
        far = distance_km((middle[0], middle[1]))
    names = area_names(ground.landmarks, words)
    return _state(identifier, ground, grid, names, None if far is None else round(far, 1))


def _drawn(feature: HandFeature, grounds: Sequence[Ground], grid: Grid) -> Iterator[ControlState]:
    """The states of an override: one, unless a smaller override cuts its period on part of its ground."""
    names = feature.text("area")
    for number, ground in enumerate(grounds, start=1):
        yield _state(feature.id if number == 1 else f"{feature.id}-{number}", ground, grid, names, None)


def _state(
    identifier: str,
    ground: Ground,
    grid: Grid,
    names: LocalizedText,
    evidence_distance_km: float | None,
) -> ControlState:
    holding = ground.holding
    optional = {
        **names.properties("area"),
        "others": holding.others or None,
        "precision": ground.precision,
        "evidence_distance_km": evidence_distance_km,
        "probability": ground.probability,
        **holding.note.properties("note"),
    }
    return ControlState(
        id=identifier,
        geometry=_to_lonlat(ground.shape, grid),
        controller=holding.controller,
        status=holding.status,
        valid_from=ground.start,
        valid_to=ground.end,
        certainty=holding.certainty,
        sources=holding.sources,
        **{key: value for key, value in optional.items() if value is not None},
    )


def _to_lonlat(units: shapely.Geometry, grid: Grid) -> shapely.Geometry:
    return shapely.transform(shapely.orient_polygons(units), lambda xy: grid.to_degrees(xy.astype(np.int64)))
