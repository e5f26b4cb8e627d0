"""The ground as witnesses foretell it: regions of one story by kriging, and what their states rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import Said, first_minute
from controlmap.derive.diffusion import Parted
from controlmap.derive.faces import Face, Zone, zones_at
from controlmap.derive.lattice import Lattice, chords_km
from controlmap.derive.names import Landmark
from controlmap.derive.pins import pins_of
from controlmap.derive.regions import SURE, Region, regions_of
from controlmap.derive.sites import Site
from controlmap.derive.states import Ground, Told
from controlmap.derive.surface import Surface, surface_of
from controlmap.derive.testimony import Testimony
from controlmap.derive.timeline import Chapter, Story
from controlmap.model import CERTAINTIES, UNKNOWN, Certainty, HandFeature, Holding, LocalizedText

__all__ = ["Estimates", "homes_of"]

_RING = 2
"""Cells about a zone that are estimated with it, so that its outline is covered."""
_SAMPLE = 150
_SMALL_CELLS = 4
_LEAST_SHARE = 0.1
"""Of the weight of all witnesses that say the same, what one needs to be named."""


@dataclass(frozen=True, slots=True)
class Foretold(Holding):
    """A holding that is estimated: what it rests on is known once its ground is. `sure` is as in regions."""

    sure: int = SURE


class Estimates:
    """Surfaces of all zones, by zone, and the regions and pins that the ground is cut into.

    `zones` are numbered; None is the ground in no zone.
    """

    def __init__(
        self,
        ground_lonlat: shapely.Geometry,
        sites: Sequence[Site],
        zones: Sequence[Zone],
        lines_lonlat: Iterable[shapely.Geometry],
        start: np.datetime64,
        far_km: float,
        most_cells: int,
    ) -> None:
        self._zones, self._sites = zones, sites
        self._lattice = Lattice.over(ground_lonlat, most_cells)
        parted = self._lattice.crossed(lines_lonlat)
        self._homes = homes_of(ground_lonlat, zones, self._lattice)
        self._small = [n for n in reversed(range(len(zones))) if (self._homes == n).sum() < _SMALL_CELLS]
        self._surfaces = {
            zone: self._surface(cells, zone, start, parted)
            for zone, cells in _cells_by_zone(self._homes, ground_lonlat, zones, self._lattice).items()
        }
        regions = {zone: regions_of(one, self._lattice, far_km) for zone, one in self._surfaces.items()}
        tell = {zone: _Teller(surface) for zone, surface in self._surfaces.items()}
        pins = [
            (zone, pin)
            for zone, found in regions.items()
            for pin in pins_of(
                [site for site in sites if site.zone == zone and site.seed.has_cell],
                [(region.shape_lonlat, tell[zone].story(region)) for region in found],
                self._lattice,
            )
        ]
        told = [(zone, region) for zone, found in regions.items() for region in found]
        # Pins go before the regions around them.
        self.cells_lonlat = [*(pin.shape_lonlat for _, pin in pins), *(one.shape_lonlat for _, one in told)]
        self.homes = [*(zone for zone, _ in pins), *(zone for zone, _ in told)]
        self._stories = [*(pin.site.story for _, pin in pins), *(tell[zone].story(one) for zone, one in told)]
        self._pinned = {number: pin.site for number, (_, pin) in enumerate(pins)}

    def _surface(
        self, cells: NDArray[np.int64], zone: int | None, start: np.datetime64, parted: Parted
    ) -> Surface:
        own = (site for site in self._sites if site.zone == zone and site.seed.is_witness)
        first = None if zone is None else self._zones[zone].feature.holding
        return surface_of(cells, [*map(Testimony.of, own)], first, start, self._lattice, parted)

    def story_of(self, face: Face, middle_lonlat: NDArray[np.float64]) -> Story:
        """Return the story of a face; where outlines leave a gap, that of the nearest region of its zone."""
        if face.lie.cell is not None:
            return self._stories[face.lie.cell]
        here = shapely.Point(middle_lonlat)
        own = [number for number, home in enumerate(self.homes) if home == face.lie.zone]
        own = own or [*range(len(self.homes))]
        away = shapely.distance([self.cells_lonlat[number] for number in own], here)
        return self._stories[own[int(away.argmin())]]

    def landmarks(
        self, faces: Sequence[Face], middles_lonlat: NDArray[np.float64], size: float
    ) -> list[tuple[Landmark, ...]]:
        """Return the places on each face, or else the nearest one. `size` is that of the grid of faces."""
        sites = [site for site in self._sites if site.seed.has_cell]
        points = np.array([site.seed.lonlat for site in sites]).reshape(-1, 2)
        tree = shapely.STRtree([face.shape for face in faces])
        place, face = tree.query(shapely.points(points / size), predicate="intersects")
        on: dict[int, list[Landmark]] = defaultdict(list)
        for one, where in zip(place.tolist(), face.tolist(), strict=True):
            if sites[one].zone == faces[where].lie.zone:
                on[where].append(_landmark(sites[one], here=True))
        nearest = _nearest(middles_lonlat, points)
        return [
            tuple(on[number]) or ((_landmark(sites[nearest[number]], here=False),) if len(sites) else ())
            for number in range(len(faces))
        ]

    def distance_km(self, lonlat: tuple[float, float]) -> float | None:
        """Return how far the nearest witness of a point is, None where there is none."""
        points = [site.seed.lonlat for site in self._sites if site.seed.is_witness]
        return float(chords_km(np.array([lonlat]), np.array(points)).min()) if points else None

    def told(self, ground: Ground, shape_lonlat: shapely.Geometry) -> Told | None:
        """Return what ground that is foretold rests on; None for ground whose holding says so itself."""
        holding = ground.holding
        if not isinstance(holding, Foretold):
            return None
        points = self._lattice.sample_of(shape_lonlat, _SAMPLE)
        cells = self._lattice.cells_at(points)
        homes = self._homes_of(points, cells)
        shapely.prepare(shape_lonlat)
        votes, likely = [], []
        for home in np.unique(homes).tolist():
            zone, here = None if home < 0 else home, homes == home
            surface = self._surfaces.get(zone)
            if surface is None:
                continue
            first = None if zone is None else self._zones[zone].feature
            votes += _votes(surface, points[here], float(here.mean()), first, ground, shape_lonlat)
            likely.append(_likely(surface, cells[here], ground))
        return _weighed(
            holding,
            votes or self._nearest_vote(points[:1], ground),
            np.concatenate([np.empty(0, np.float32), *likely]),
        )

    def _nearest_vote(self, point_lonlat: NDArray[np.float64], ground: Ground) -> list[_Vote]:
        """The word of the nearest witness, in whatever zone, that says the same of its own place."""
        told = [(site.seed.lonlat, _latest(site.story, ground.start)) for site in self._sites]
        alike = [
            (at, held) for at, held in told if held.controller == ground.holding.controller and held.sources
        ]
        if not alike:
            return []
        nearest = int(chords_km(point_lonlat, np.array([at for at, _ in alike])).argmin())
        return [_Vote(1.0, "inferred", alike[nearest][1].sources)]

    def _homes_of(self, points_lonlat: NDArray[np.float64], cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """The zones that points lie in, -1 for none: by the middles of their cells where these tell."""
        homes = self._homes[cells]
        for number in self._small:
            homes[shapely.intersects_xy(self._zones[number].shape_lonlat, points_lonlat)] = number
        edge = np.flatnonzero(homes < 0)
        exact = zones_at(points_lonlat[edge], self._zones)
        homes[edge] = [-1 if zone is None else zone for zone in exact]
        return homes


@dataclass(frozen=True, slots=True)
class _Vote:
    """What speaks for a holding, with which weight, how surely, and on whose word.

    `inside` has the holding of a witness that lies in the ground itself, `own` whether its reports say so.
    """

    weight: float
    certainty: Certainty
    sources: tuple[str, ...]
    inside: Holding | None = None
    own: bool = False


def homes_of(ground_lonlat: shapely.Geometry, zones: Sequence[Zone], lattice: Lattice) -> NDArray[np.int64]:
    """Return the zone of each cell by its middle: of several the smallest, -1 for none, -2 off the ground.

    A zone without the middle of a cell may have none.
    """
    homes = np.full(lattice.rows * lattice.columns, -2)
    homes[lattice.cells_in(ground_lonlat)] = -1
    for number in reversed(range(len(zones))):
        own = shapely.intersection(zones[number].shape_lonlat, ground_lonlat)
        if shapely.area(own) > 0:
            homes[lattice.cells_in(own)] = number
    return homes


def _cells_by_zone(
    homes: NDArray[np.int64], ground_lonlat: shapely.Geometry, zones: Sequence[Zone], lattice: Lattice
) -> dict[int | None, NDArray[np.int64]]:
    """The cells of each zone and a ring about them; of a zone without a cell that of a point in it."""
    found: dict[int | None, NDArray[np.int64]] = {}
    for number in range(-1, len(zones)):
        own = np.flatnonzero(homes == number)
        if number >= 0 and not len(own):
            inside = shapely.intersection(zones[number].shape_lonlat, ground_lonlat)
            own = lattice.cells_in(inside)[:1] if shapely.area(inside) > 0 else own
        if len(own):
            found[None if number < 0 else number] = lattice.widened(own, _RING)
    return found


_VAGUENESS: tuple[Said | None, ...] = (None, "hour", "part_of_day", "order")


class _Teller:
    """Makes stories of regions, each date as vague as the vaguest that witnesses say of it."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        said: defaultdict[np.datetime64, set[Said | None]] = defaultdict(set)
        for witness in surface.witnesses:
            for chapter in witness.story:
                said[first_minute(chapter.start)].add(chapter.precision)
        self._said: dict[np.datetime64, Said | None] = {
            at: max(found, key=_VAGUENESS.index) for at, found in said.items()
        }

    def story(self, region: Region) -> Story:
        return tuple(
            Chapter(
                self._surface.dates[date],
                Foretold(key[0], "joint" if key[1] else "held", key[1], sure=sure),
                self._said.get(first_minute(self._surface.dates[date])),
            )
            for date, key, sure in region.chapters
        )


def _latest(story: Story, instant: np.datetime64) -> Holding:
    """What a story has at an instant, from its first chapter on."""
    return next((c.holding for c in reversed(story) if c.start <= instant), story[0].holding)


def _landmark(site: Site, *, here: bool) -> Landmark:
    return Landmark(site.seed.places[0], here, bool(site.seed.reports))


def _nearest(points_lonlat: NDArray[np.float64], others_lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
    if not len(others_lonlat):
        return np.zeros(len(points_lonlat), np.int64)
    return chords_km(points_lonlat, others_lonlat).argmin(axis=1)


def _likely(surface: Surface, cells: NDArray[np.int64], ground: Ground) -> NDArray[np.float32]:
    """How likely the holder of ground held each of its cells while it is said to."""
    index = surface.index_of(cells)
    index = index[surface.cells[index] == cells]
    during = [n for n, date in enumerate(surface.dates) if ground.covers(date)]
    during = during or [max(n for n, date in enumerate(surface.dates) if date <= ground.start)]
    holds = np.array([key[0] == ground.holding.controller for key in surface.keys])
    date = np.array(during)[:, None]
    return surface.probability(date, index)[holds[surface.winner[date, index]]]


def _votes(
    surface: Surface,
    points_lonlat: NDArray[np.float64],
    share: float,
    first: HandFeature | None,
    ground: Ground,
    shape_lonlat: shapely.Geometry,
) -> Iterator[_Vote]:
    """Yield what speaks for ground in a zone, a share of it all: witnesses, and the zone's first holder."""
    agreeing = [
        (number, holding)
        for number, holding in enumerate(surface.holdings_at(ground.start))
        if holding.controller == ground.holding.controller
    ]
    rest = share
    if (kriging := surface.kriging) is not None:
        weights = share * kriging.weights(points_lonlat)
        inside = shapely.intersects_xy(shape_lonlat, kriging.lonlat)
        rest -= float(weights.sum())
        for number, holding in agreeing:
            if weights[number] > 0:
                there = holding if inside[number] else None
                own = bool(inside[number]) and surface.witnesses[number].speaks_at(ground.start)
                yield _Vote(float(weights[number]), holding.certainty, holding.sources, there, own)
    if first is not None and first.controller == ground.holding.controller:
        yield _Vote(max(rest, 1e-6), "inferred", first.sources)


def _weighed(holding: Holding, votes: Sequence[_Vote], likely: NDArray[np.float32]) -> Told:
    """The word of those that weigh most: all that lie in the ground, and who has a tenth of the weight.

    Ground about a single witness has that one's note; what many note is told of their places. Ground on which
    places have reports of their own is as sure as the least sure of them, however sure others around are.
    """
    ranked = sorted(votes, key=lambda vote: (-vote.weight, vote.sources))
    total = sum(vote.weight for vote in ranked)
    named = [vote for vote in ranked if vote.inside or vote.weight >= _LEAST_SHARE * total]
    sources = tuple(dict.fromkeys(source for vote in named for source in vote.sources))
    noted = [vote.inside for vote in votes if vote.inside]
    near = [vote for vote in ranked if vote.inside] or named
    own: list[Certainty] = [vote.certainty for vote in near if vote.own]
    spoken = [vote for vote in near if vote.certainty != "inferred"] or near
    reached: Certainty = min(own, key=CERTAINTIES.index) if own else _median(spoken)
    sure = isinstance(holding, Foretold) and holding.sure == SURE and holding.controller != UNKNOWN
    return Told(
        reached if sure else "inferred",
        sources,
        round(float(likely.mean()), 2) if len(likely) else None,
        noted[0].note if len(noted) == 1 else LocalizedText(),
    )


def _median(votes: Sequence[_Vote]) -> Certainty:
    """The certainty that at least half of the weight reaches."""
    half, reached = sum(vote.weight for vote in votes) / 2, 0.0
    for certainty in reversed(CERTAINTIES):
        reached += sum(vote.weight for vote in votes if vote.certainty == certainty)
        if votes and reached >= half:
            return certainty
    return "inferred"
