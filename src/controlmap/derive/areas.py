"""From places, reports and hand features to the control states of each layer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.derive.faces import Face, Zone, cut_faces, zones_at, zones_of
from controlmap.derive.names import Landmark
from controlmap.derive.nearest_evidence import Surroundings, Witness
from controlmap.derive.place_timeline import place_story
from controlmap.derive.seeds import Frame, Seed, gather_seeds, thiessen_cells
from controlmap.derive.states import Piece, states_of
from controlmap.derive.timeline import Story, inferred, passed_on, told_from, written_over
from controlmap.derive.words import Words, words_in
from controlmap.model import UNKNOWN, ControlState, HandFeature, Holding, LocalizedText, Place, Report, Text
from controlmap.plane import Grid

__all__ = ["derive_states"]

_NOBODY_KNOWS = Holding(UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Site:
    """A seed on the plane, the zone it lies in, and its story from the start of the map."""

    seed: Seed
    xy_m: NDArray[np.float64]
    zone: int | None
    story: Story


@dataclass(frozen=True, slots=True)
class _Evidence:
    """All that a piece of ground can be told from."""

    sites: Sequence[_Site]
    zones: Sequence[Zone]
    drawn: Sequence[HandFeature]
    surroundings: Surroundings
    start: np.datetime64
    reach_km: float


def derive_states(
    extents_lonlat: Mapping[str, shapely.Geometry],
    places: Iterable[Place],
    reports: Iterable[Report],
    hand: Iterable[HandFeature] = (),
    *,
    start: np.datetime64,
    grid: Grid,
    leans: Mapping[str, str] | None = None,
    names: Mapping[str, Text] | None = None,
    languages: Sequence[str] = ("en",),
    strings: Mapping[str, Mapping[str, str]] | None = None,
    far_km: float = 10.0,
    reach_km: float = 20.0,
) -> dict[str, list[ControlState]]:
    """Return the control states of each layer, from `start` on, the last ones without end.

    `extents_lonlat` has the ground of each layer; layers may touch, not overlap. `leans` says which actor
    a source leans to, `names` what actors are called. Ground is named in each of `languages`, with the
    map's own words where `strings` have them (`derived_near`, `derived_more`, `derived_also`). Ground
    further than `far_km` from the place that tells of it is inferred. Ground further than `reach_km` from
    any place, and a place further than that from any report that speaks for it, stay with their first
    holder. The states of a layer cover its extent at every instant and never overlap. The order of the
    inputs does not matter.
    """
    features = sorted(hand, key=lambda feature: feature.id)
    zones = zones_of(feature for feature in features if feature.role == "baseline")
    drawn = _in_order(feature for feature in features if feature.role != "baseline")
    ground = shapely.union_all(list(extents_lonlat.values()))
    frame = Frame.around(ground)
    words = words_in(languages, strings or {})

    sites = _sites(gather_seeds(places, reports, grid), zones, frame, start, leans or {}, names or {}, words)
    with_cell = [site for site in sites if site.seed.has_cell]
    witnesses = [Witness(site.xy_m, site.story, site.zone) for site in sites if site.seed.is_witness]
    evidence = _Evidence(with_cell, zones, drawn, Surroundings(witnesses), start, reach_km)

    points = _points(site.seed for site in with_cell)
    cells, near, reached = thiessen_cells(points, ground, frame, (far_km, reach_km))
    faces = cut_faces(extents_lonlat, cells, near, reached, zones, drawn, grid)
    pieces = [
        _piece(face, middle, evidence)
        for face, middle in zip(faces, _middles(faces, grid, frame), strict=True)
    ]
    overrides = {feature.id: feature for feature in drawn if feature.role == "override"}
    return {
        layer: states_of(
            layer,
            [piece for face, piece in zip(faces, pieces, strict=True) if face.lie.layer == layer],
            overrides,
            grid,
            lambda lonlat: evidence.surroundings.distance_km(frame.to_metres(np.array([lonlat]))[0]),
            words,
        )
        for layer in extents_lonlat
    }


def _in_order(drawn: Iterable[HandFeature]) -> list[HandFeature]:
    """Collapses in the order of time, then overrides, the smallest last: the last has the last word."""

    def order(feature: HandFeature) -> tuple:
        if feature.role == "collapse":
            return 0, feature.valid_from, feature.id
        return 1, -shapely.area(feature.geometry), feature.id

    return sorted(drawn, key=order)


def _sites(
    seeds: Sequence[Seed],
    zones: Sequence[Zone],
    frame: Frame,
    start: np.datetime64,
    leans: Mapping[str, str],
    names: Mapping[str, Text],
    words: Mapping[str, Words],
) -> list[_Site]:
    points = _points(seeds)
    rows = zip(seeds, frame.to_metres(points), zones_at(points, zones), strict=True)
    return [
        _Site(
            seed,
            xy_m,
            zone,
            told_from(
                place_story(seed.reports, leans=leans, names=names, words=words), start, _first(zone, zones)
            ),
        )
        for seed, xy_m, zone in rows
    ]


def _points(seeds: Iterable[Seed]) -> NDArray[np.float64]:
    return np.array([seed.lonlat for seed in seeds]).reshape(-1, 2)


def _middles(faces: Sequence[Face], grid: Grid, frame: Frame) -> NDArray[np.float64]:
    """A point inside each face, in metres on the plane."""
    points = shapely.get_coordinates(shapely.point_on_surface([face.shape for face in faces]))
    return frame.to_metres(points.reshape(-1, 2) * grid.size)


def _first(zone: int | None, zones: Sequence[Zone]) -> Holding:
    """What ground in a zone has for a first holder, before any place speaks."""
    if zone is None:
        return _NOBODY_KNOWS
    return replace(zones[zone].feature.holding, certainty="inferred", note=LocalizedText())


def _piece(face: Face, middle_m: NDArray[np.float64], evidence: _Evidence) -> Piece:
    lie = face.lie
    site = None if lie.cell is None else evidence.sites[lie.cell]
    here = site is not None and lie.reached and site.zone == lie.zone
    told = here and site is not None and bool(site.seed.reports)
    if site is not None and told:
        story = site.story if lie.near else inferred(site.story)
    else:
        story = _followed(site.xy_m if site is not None and here else middle_m, lie.zone, evidence)
    for number in lie.drawn:
        story = _redrawn(story, evidence.drawn[number], evidence.start)
    return Piece(face.shape, story, Landmark(site.seed.places[0], here, told) if site else None)


def _followed(xy_m: NDArray[np.float64], zone: int | None, evidence: _Evidence) -> Story:
    """The story of ground that no report speaks of: its zone's first holder, then what befell its witness."""
    before = _first(zone, evidence.zones)
    witness = evidence.surroundings.followed(xy_m, zone, before.controller, evidence.reach_km)
    if witness is None:
        return told_from((), evidence.start, before)
    if zone is None:
        return inferred(witness.story)
    return told_from(inferred(witness.story[1:]), evidence.start, before)


def _redrawn(story: Story, feature: HandFeature, start: np.datetime64) -> Story:
    """Let a hand feature have its say over the story of ground that it lies on."""
    since = start if feature.valid_from is None else max(feature.valid_from, start)
    if feature.role == "collapse":
        return passed_on(story, feature.controller, since, feature.holding, feature.precision)
    if feature.valid_to is not None and feature.valid_to <= since:
        return story
    return written_over(story, since, feature.valid_to, lambda _: feature.holding, feature.precision)
