"""Pins: the ground of places whose own reports tell another story than the region that they lie in, or make
the same story less sure than most of the others there do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.derive.lattice import Lattice
from controlmap.derive.sites import Site
from controlmap.derive.testimony import Testimony
from controlmap.derive.timeline import Story
from controlmap.model import CERTAINTIES

__all__ = ["Pin", "pins_of"]

_OWN_M = {"city": 3000.0, "town": 1500.0}
_OWN_M_ELSE = 1000.0
"""How far a place's own ground reaches, about as far as its houses do: the same on maps of any size."""
_LEAST_CELLS = 2.0
"""No less, so that a pin is more than the lattice can tell."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A site and the ground in (lon, lat) that is its own."""

    site: Site
    shape_lonlat: shapely.Geometry


def pins_of(
    sites: Sequence[Site], regions: Sequence[tuple[shapely.Geometry, Story]], lattice: Lattice
) -> list[Pin]:
    """Return a pin for each of a zone's sites with reports whose region tells another story, or a surer one.

    Its ground is what lies nearer to it than to any other site with reports, as far as houses reach in
    a place of its kind, or two cells where these are larger.
    """
    told = [site for site in sites if site.seed.reports]
    points = np.array([site.seed.lonlat for site in told]).reshape(-1, 2)
    tree = shapely.STRtree([shape for shape, _ in regions])
    site, region = tree.query(shapely.points(points), predicate="intersects")
    alike: defaultdict[int, dict[int, Site]] = defaultdict(dict)
    for one, other in zip(site.tolist(), region.tolist(), strict=True):
        if _gist(told[one].story) == _gist(regions[other][1]):
            alike[other][one] = told[one]
    kept = {one for together in alike.values() for one in together.keys() - _less_sure(together)}
    odd = sorted({*site.tolist()} - kept)
    on = lattice.to_lattice(points) if len(told) else points
    own = ((number, _own(on, number, _reach(told[number], lattice))) for number in odd)
    return [Pin(told[number], shape) for number, ground in own for shape in lattice.in_degrees(ground)]


def _reach(site: Site, lattice: Lattice) -> float:
    """How many cells a site's own ground reaches."""
    reach_m = max(_OWN_M.get(place.kind, _OWN_M_ELSE) for place in site.seed.places)
    return max(_LEAST_CELLS, reach_m / lattice.size_m)


def _less_sure(together: Mapping[int, Site]) -> set[int]:
    """Those of some sites of one story that are less sure of a chapter than at least half of them are."""
    sure = {number: _sureness(site) for number, site in together.items()}
    less: set[int] = set()
    for chapter in zip(*sure.values(), strict=True):
        said = sorted((one for one in chapter if one is not None), reverse=True)
        usual = said[(len(said) - 1) // 2] if said else 0
        less |= {number for number, one in zip(sure, chapter, strict=True) if one is not None and one < usual}
    return less


def _sureness(site: Site) -> list[int | None]:
    """How sure a site is of each chapter by reports of its own, None where it has none."""
    return [
        CERTAINTIES.index(chapter.holding.certainty) if said else None
        for chapter, said in zip(site.story, Testimony.of(site).vouched(), strict=True)
    ]


def _gist(story: Story) -> list[tuple]:
    return [(chapter.start, *chapter.holding.holders) for chapter in story]


def _own(on: NDArray[np.float64], number: int, radius: float) -> shapely.Geometry:
    """What lies nearer to a point on the lattice than to any other, within a radius in cells."""
    here = on[number]
    own = shapely.buffer(shapely.Point(here), radius, quad_segs=4)
    away = np.hypot(*(on - here).T)
    for other in np.flatnonzero((away > 0) & (away < 2 * radius)).tolist():
        own = shapely.intersection(own, _half(here, on[other], 4 * radius))
    return own


def _half(here: NDArray[np.float64], other: NDArray[np.float64], reach: float) -> shapely.Geometry:
    """A square on this side of the line half-way between two points, large enough."""
    middle, along = (here + other) / 2, (here - other) / np.hypot(*(here - other))
    aside = np.array([-along[1], along[0]])
    corners = [middle + reach * aside, middle - reach * aside]
    return shapely.Polygon([*corners, *(corner + reach * along for corner in reversed(corners))])
