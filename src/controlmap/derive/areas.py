"""From places, reports and hand features to the control states of each layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import get_args

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.derive.estimated import Estimates
from controlmap.derive.faces import Face, cut_faces, zones_of
from controlmap.derive.lattice import MOST_CELLS
from controlmap.derive.seeds import gather_seeds, seeds_near
from controlmap.derive.sites import sites_of
from controlmap.derive.states import Piece, states_of
from controlmap.derive.thiessen import Shares
from controlmap.derive.timeline import Story, passed_on, written_over
from controlmap.derive.words import words_in
from controlmap.model import ControlState, HandFeature, Holding, Method, Place, Report, Text, Voices
from controlmap.plane import Grid, sizes_km2

__all__ = ["METHODS", "derive_states", "drawn_over"]

METHODS: tuple[Method, ...] = get_args(Method)


def derive_states(
    extents_lonlat: Mapping[str, shapely.Geometry],
    places: Iterable[Place],
    reports: Iterable[Report],
    hand: Iterable[HandFeature] = (),
    *,
    start: np.datetime64,
    grid: Grid,
    method: Method = "kriging",
    lines_lonlat: Iterable[shapely.Geometry] = (),
    voices: Voices | None = None,
    names: Mapping[str, Text] | None = None,
    languages: Sequence[str] = ("en",),
    strings: Mapping[str, Mapping[str, str]] | None = None,
    far_km: float = 10.0,
    reach_km: float = 20.0,
    most_cells: int = MOST_CELLS,
) -> dict[str, list[ControlState]]:
    """Return the control states of each layer, from `start` on, the last ones without end.

    `extents_lonlat` has the ground of each layer; layers may touch, not overlap. `voices` says whose
    word sources give, `names` what actors are called. Ground is named in each of `languages`, with the
    map's own words where `strings` have them (`derived_near`, `derived_more`, `derived_also`). Ground
    further than `far_km` from what tells of it is inferred. The states of a layer cover its extent at every
    instant and never overlap. The order of the inputs does not matter.

    By `kriging` ground is whose it most likely is, but becomes somebody's only as places near it do; lines
    (lon, lat) hold back what places tell of ground across them; its cells are the finest of a round size that
    are no more than `most_cells`. By `thiessen` it is shared out by distance: what lies further than
    `reach_km` from any place, and a place further than that from any report that speaks for it, stay with
    their first holder.
    """
    features = sorted(hand, key=lambda feature: feature.id)
    zones = zones_of(feature for feature in features if feature.role == "baseline")
    drawn = _in_order(feature for feature in features if feature.role != "baseline")
    ground = shapely.union_all(list(extents_lonlat.values()))
    words = words_in(languages, strings or {})
    seeds = seeds_near(gather_seeds(places, reports, grid), ground)
    sites = sites_of(seeds, zones, start, voices or Voices(), names or {}, words)

    told = None
    if method == "kriging":
        found = Estimates(ground, sites, zones, lines_lonlat, start, far_km, most_cells)
        faces = cut_faces(extents_lonlat, found.cells_lonlat, [], [], zones, drawn, grid, found.homes)
        marks = found.landmarks(faces, _middles(faces, grid), grid.size)
        stories = [found.story_of(*at) for at in zip(faces, _middles(faces, grid), strict=True)]
        distance_km, told = found.distance_km, found.told
    else:
        shares = Shares(ground, sites, zones, start, (far_km, reach_km))
        cells = shares.cells_lonlat, shares.near_lonlat, shares.reached_lonlat
        faces = cut_faces(extents_lonlat, *cells, zones, drawn, grid)
        marks = [shares.landmarks(face) for face in faces]
        stories = [shares.story_of(*at) for at in zip(faces, _middles(faces, grid), strict=True)]
        distance_km = shares.distance_km
    pieces = [
        Piece(face.shape, drawn_over(story, [drawn[n] for n in face.lie.drawn], start), mark)
        for face, story, mark in zip(faces, stories, marks, strict=True)
    ]
    overrides = {feature.id: feature for feature in drawn if feature.role == "override"}
    layer_of = [face.lie.layer for face in faces]
    return {
        layer: states_of(
            layer,
            [piece for piece, home in zip(pieces, layer_of, strict=True) if home == layer],
            overrides,
            grid,
            distance_km,
            words,
            told,
        )
        for layer in extents_lonlat
    }


def _in_order(drawn: Iterable[HandFeature]) -> list[HandFeature]:
    """Collapses in the order of time, then overrides, the smallest last: the last has the last word."""

    def order(feature: HandFeature) -> tuple:
        if feature.role == "collapse":
            return 0, feature.valid_from, feature.id
        return 1, -sum(sizes_km2(shapely.get_parts(feature.geometry))), feature.id

    return sorted(drawn, key=order)


def _middles(faces: Sequence[Face], grid: Grid) -> NDArray[np.float64]:
    """A point (lon, lat) inside each face."""
    points = shapely.get_coordinates(shapely.point_on_surface([face.shape for face in faces]))
    return points.reshape(-1, 2) * grid.size


def drawn_over(story: Story, features: Iterable[HandFeature], start: np.datetime64) -> Story:
    """Return a story once hand features have had their say, in their order, over the ground they lie on."""
    for feature in features:
        since = start if feature.valid_from is None else max(feature.valid_from, start)
        if feature.role == "collapse":
            story = passed_on(story, feature.controller, since, feature.holding, feature.precision)
        elif feature.valid_to is None or feature.valid_to > since:
            story = written_over(story, since, feature.valid_to, _saying(feature), feature.precision)
    return story


def _saying(feature: HandFeature) -> Callable[[Holding], Holding]:
    return lambda _: feature.holding
