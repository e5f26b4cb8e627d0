"""Ground that several claim at once: joined where they say the same, settled by a rule where they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.exchange.claims import Claim, Said
from controlmap.model import OverlapRule
from controlmap.plane import Grid, Ints, Topology, areas_km2, areas_of, cut_ground, sizes_km2, to_lonlat

__all__ = [
    "RULES",
    "Overlap",
    "Settled",
    "gathered",
    "joint",
    "overlapping",
    "pairs_of",
    "settled",
    "winner",
]


class Overlap(NamedTuple):
    """Ground that two hold at once, by controllers, in km²; `labels` are the two largest claims of it."""

    controllers: tuple[str, str]
    area_km2: float
    labels: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Settled:
    """Ground by what is said of it, none of it twice; the overlaps between controllers; km² claimed twice."""

    ground_lonlat: Mapping[Said, shapely.Geometry]
    overlaps: tuple[Overlap, ...] = ()
    twice_km2: float = 0.0


def settled(claims: Sequence[Claim], rule: OverlapRule, grid: Grid) -> Settled:
    """Return the ground of claims of one date, none of it twice.

    What says the same is joined. Where different things are said of one piece of ground, `rule` decides:
    "first" and "last" by the order of the claims, "smallest" by area, so that an enclave goes before what
    surrounds it, "rank" by the claims' ranks, "joint" makes one joint holding of both. "error" settles as
    "first" does: whoever asks for it looks at `overlaps`.
    """
    meets = _meeting(claims)
    free = [claim for i, claim in enumerate(claims) if i not in meets]
    grounds = _by_said(free)
    if not meets:
        return Settled(grounds)
    several = [claims[i] for i in sorted(meets)]
    topology = cut_ground([claim.ground_lonlat for claim in several], grid)
    covers = [sorted(areas_of(runs)) for runs in topology.cover_runs]
    choose = winner(rule, several)
    said = [choose(cover) if cover else several[0].said for cover in covers]
    for what, cells in _cells_by(said, topology).items():
        part = to_lonlat(shapely.coverage_union_all(topology.cells[cells]), grid)
        grounds[what] = gathered([grounds[what], part]) if what in grounds else part
    return Settled(grounds, *_counted(several, covers, topology, grid))


def winner(rule: OverlapRule, claims: Sequence[Claim]) -> Callable[[Sequence[int]], Said]:
    """Return what picks, of claims (indexes, rising) of one piece of ground, what is to be said of it."""
    if rule == "joint":
        return lambda cover: joint([claims[i] for i in cover])
    key = RULES[rule](claims)
    return lambda cover: claims[min(cover, key=key)].said


RULES: dict[str, Callable[[Sequence[Claim]], Callable[[int], tuple]]] = {
    "error": lambda claims: lambda i: (i,),
    "first": lambda claims: lambda i: (i,),
    "last": lambda claims: lambda i: (-i,),
    "smallest": lambda claims: _smaller(sizes_km2([claim.ground_lonlat for claim in claims])),
    "rank": lambda claims: lambda i: (claims[i].rank, i),
}
"""What each rule looks at: the claim for which it is least holds the ground."""


def _smaller(sizes_km2: Sequence[float]) -> Callable[[int], tuple]:
    return lambda i: (sizes_km2[i], i)


def joint(claims: Sequence[Claim]) -> Said:
    """Return what is said of ground that several claims have together: the least rank goes first."""
    first, *rest = sorted(claims, key=lambda claim: claim.rank)
    others = dict.fromkeys(
        name
        for claim in claims
        for name in (claim.said.controller, *claim.said.others)
        if name != first.said.controller
    )
    files = tuple(dict.fromkeys(file for claim in claims for file in claim.said.files))
    together = replace(first.said, status="joint", others=tuple(others), files=files)
    return together if rest and others else first.said


def _meeting(claims: Sequence[Claim]) -> set[int]:
    """Return the indexes of claims that have ground in common with another one."""
    shapes, copies = _distinct([claim.ground_lonlat for claim in claims])
    meets = np.bincount(copies, minlength=len(shapes)) > 1
    one, two = overlapping(shapes)
    meets[one] = meets[two] = True
    return {*np.flatnonzero(meets[copies]).tolist()}


def _distinct(grounds: Sequence[shapely.Geometry]) -> tuple[NDArray[np.object_], Ints]:
    """Return shapes, each once, and which of them each ground is.

    A shape that stands a thousand times is compared once: all pairs of its copies would be a million.
    """
    given = np.array(grounds, dtype=object)
    _, first, copies = np.unique(shapely.to_wkb(given), return_index=True, return_inverse=True)
    return given[first], copies


def overlapping(shapes: NDArray[np.object_]) -> tuple[Ints, Ints]:
    """Return the pairs of shapes, the lesser index first, that have ground in common."""
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < two
    one, two = one[pairs], two[pairs]
    inside = ~shapely.touches(shapes[one], shapes[two])
    return one[inside], two[inside]


def _by_said(claims: Sequence[Claim]) -> dict[Said, shapely.Geometry]:
    groups: dict[Said, list[shapely.Geometry]] = defaultdict(list)
    for claim in claims:
        groups[claim.said].append(claim.ground_lonlat)
    return {said: gathered(grounds) for said, grounds in groups.items()}


def gathered(grounds: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return ground that touches at most, as one: cutting takes the even-odd interior, so borders go."""
    if len(grounds) == 1:
        return grounds[0]
    return shapely.MultiPolygon([part for ground in grounds for part in shapely.get_parts(ground)])


def _cells_by(said: Sequence[Said], topology: Topology) -> dict[Said, list[int]]:
    cells: dict[Said, list[int]] = defaultdict(list)
    for cell, cover in enumerate(topology.covers.tolist()):
        cells[said[cover]].append(cell)
    return cells


def _counted(
    claims: Sequence[Claim], covers: Sequence[Sequence[int]], topology: Topology, grid: Grid
) -> tuple[tuple[Overlap, ...], float]:
    """Return the overlaps between controllers, the largest first, and the km² that one claims twice."""
    cells = shapely.transform(topology.cells, grid.to_degrees)
    areas = np.where(topology.is_rounding, 0.0, areas_km2(cells))
    per_cover = np.bincount(topology.covers, weights=areas, minlength=len(covers))
    found: dict[tuple[str, str], list[tuple[float, tuple[str, str]]]] = defaultdict(list)
    twice = 0.0
    for cover, area in zip(covers, per_cover.tolist(), strict=True):
        if len(cover) < 2 or area == 0:
            continue
        pairs = list(pairs_of([claims[i] for i in cover]))
        for pair, labels in pairs:
            found[pair].append((area, labels))
        twice += 0.0 if pairs else area
    overlaps = [Overlap(pair, sum(area for area, _ in parts), max(parts)[1]) for pair, parts in found.items()]
    return tuple(sorted(overlaps, key=lambda overlap: (-overlap.area_km2, overlap.controllers))), twice


def pairs_of(claims: Sequence[Claim]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield each pair of controllers among the claims of one piece of ground, with the claims' labels."""
    first: dict[str, str] = {}
    for claim in claims:
        first.setdefault(claim.said.controller, claim.label)
    names = sorted(first)
    for n, one in enumerate(names):
        for two in names[n + 1 :]:
            yield (one, two), (first[one], first[two])
