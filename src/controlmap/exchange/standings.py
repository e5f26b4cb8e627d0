"""Ground that several claim over time: who has it on each date, settled by a rule once all is cut.

What claims of one date say stands in an order, which the rule gives. Ground that says the same at the same
place of that order is one *standing*, in layers where it lies over itself. A series is cut by the borders of
its standings; each of its cells then has some of them at each time, and the first one holds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.exchange.claims import Claim, Said
from controlmap.exchange.overlaps import (
    RULES,
    gathered,
    joint,
    overlapping,
    pairs_of,
)
from controlmap.model import OverlapRule
from controlmap.plane import BY_TURNS, Cutting, Grid, Ints, Topology, dissolved

__all__ = ["Decided", "Standing", "Standings", "decided", "standings_of"]

_ABSENT = np.iinfo(np.int32).max


class Standing(NamedTuple):
    """What is said of ground, with its rank, and when its turn comes where others claim it too.

    Ground that a date claims twice in the same words lies in several layers.
    """

    said: Said
    rank: int
    turn: int = 0
    layer: int = 0


class Standings(NamedTuple):
    """The ground (lon, lat) of a date's standings, in the order of its claims; and the order of the rule."""

    ground_lonlat: Mapping[Standing, shapely.Geometry]
    order: tuple[Standing, ...]


def standings_of(claims: Sequence[Claim], rule: OverlapRule) -> Standings:
    """Return the ground of claims of one date by how they stand to each other."""
    key = RULES["first" if rule == "joint" else rule](claims)
    in_order = [claims[i] for i in _without_copies(claims, sorted(range(len(claims)), key=key))]
    turns = _turns(in_order)
    found: dict[Standing, list[shapely.Geometry]] = {}
    for i in sorted(range(len(in_order)), key=turns.__getitem__):
        claim = in_order[i]
        found.setdefault(Standing(claim.said, claim.rank, turns[i]), []).append(claim.ground_lonlat)
    layers = {
        standing._replace(layer=layer): ground
        for standing, grounds in found.items()
        for layer, ground in enumerate(_layers(grounds))
    }
    said_first = {claim.said: n for n, claim in reversed([*enumerate(claims)])}
    named = sorted(layers, key=lambda standing: said_first[standing.said])
    return Standings({standing: layers[standing] for standing in named}, tuple(layers))


def _without_copies(claims: Sequence[Claim], order: Sequence[int]) -> Iterator[int]:
    """Yield claims in an order, but for those that are there twice before in the same words."""
    if len({(claim.said, claim.rank) for claim in claims}) == len(claims):
        yield from order
        return
    seen: dict[tuple[bytes, Said, int], int] = defaultdict(int)
    shapes = shapely.to_wkb(np.array([claim.ground_lonlat for claim in claims], dtype=object))
    for i in order:
        seen[shapes[i], claims[i].said, claims[i].rank] += 1
        if seen[shapes[i], claims[i].said, claims[i].rank] <= 2:
            yield i


def _turns(in_order: Sequence[Claim]) -> list[int]:
    """Return for each claim how many others it waits for that lie under each other and say other things.

    All are 0 where what says the same comes one after the other: then the order itself tells who is first.
    """
    turns = [0] * len(in_order)
    words = [(claim.said, claim.rank) for claim in in_order]
    if len([*groupby(words)]) == len({*words}):
        return turns
    shapes = np.array([claim.ground_lonlat for claim in in_order], dtype=object)
    for one, two in sorted(zip(*map(np.ndarray.tolist, overlapping(shapes)), strict=True)):
        if words[one] != words[two]:
            turns[two] = max(turns[two], turns[one] + 1)
    return turns


def _layers(grounds: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    """Return ground that says the same, in layers of which none lies over itself."""
    if len(grounds) == 1:
        return [*grounds]
    layers: dict[int, list[shapely.Geometry]] = defaultdict(list)
    for layer, ground in zip(
        _apart(len(grounds), *overlapping(np.array(grounds, dtype=object))), grounds, strict=True
    ):
        layers[layer].append(ground)
    return [gathered(layers[layer]) for layer in sorted(layers)]


def _apart(count: int, one: Ints, two: Ints) -> list[int]:
    """Return a layer for each of several shapes, the least that none of those has that it lies over."""
    over: list[list[int]] = [[] for _ in range(count)]
    for lesser, greater in zip(one.tolist(), two.tolist(), strict=True):
        over[greater].append(lesser)
    layer: list[int] = []
    for others in over:
        taken = {layer[n] for n in others}
        layer.append(next(free for free in range(len(taken) + 1) if free not in taken))
    return layer


@dataclass(frozen=True, slots=True)
class Decided:
    """A series none of whose ground is held twice: its cells, and what is said of their areas.

    By pairs of controllers, and where one claims ground twice, `overlaps_km2` and `twice_km2` are how much
    that is at each date.
    """

    cut: Topology
    said: Sequence[Said]
    overlaps_km2: Mapping[tuple[str, str], NDArray[np.float64]]
    twice_km2: NDArray[np.float64]


def decided(
    cut: Topology,
    standings: Sequence[Standing],
    orders: Sequence[Sequence[Standing]],
    rule: OverlapRule,
    grid: Grid,
    how: Cutting = BY_TURNS,
) -> Decided:
    """Return a series in which each cell is held by the first of its standings, or jointly by them all.

    `cut` is its cells by `standings`, the n-th of which in snapshot i has the index n * (count + 1) + i, as
    `cut_steps` gives them; `orders` are the standings of each of the `count` snapshots by the rule.
    """
    series = _Series.of(standings, orders, rule)
    areas = _areas_by_cover(cut, grid)
    runs = [series.runs(one, area) for one, area in zip(cut.cover_runs, areas.tolist(), strict=True)]
    same = [*series.said] == [standing.said for standing in standings] and [*cut.cover_runs] == runs
    return Decided(
        cut if same else dissolved(cut, runs, how), [*series.said], series.overlaps_km2, series.twice_km2
    )


def _areas_by_cover(cut: Topology, grid: Grid) -> NDArray[np.float64]:
    """Return the km² of each cover's cells, without what is rounding."""
    ground = cut.areas_km2(grid)
    ground[cut.is_rounding] = 0
    return np.bincount(cut.covers, weights=ground, minlength=len(cut.cover_runs)).astype(np.float64)


@dataclass(slots=True)
class _Series:
    """What is said at each date where some standings are; it counts what they hold at once.

    `claims` and `saying` are what each standing claims and says, `place` (standings, dates) is where it
    stands in a date's order; `said` numbers what is said, `pairs` are those of controllers by standings, and
    `always` is what is said wherever some of them are, if their order never changes.
    """

    claims: Sequence[Claim]
    saying: Ints
    place: NDArray[np.int32]
    rule: OverlapRule
    said: dict[Said, int]
    twice_km2: NDArray[np.float64]
    overlaps_km2: dict[tuple[str, str], NDArray[np.float64]] = field(default_factory=dict)
    pairs: dict[tuple[int, ...], list[tuple[str, str]]] = field(default_factory=dict)
    always: dict[tuple[int, ...], int | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls, standings: Sequence[Standing], orders: Sequence[Sequence[Standing]], rule: OverlapRule
    ) -> _Series:
        number = {standing: n for n, standing in enumerate(standings)}
        place = np.full((len(standings), len(orders)), _ABSENT, dtype=np.int32)
        for date, order in enumerate(orders):
            place[[number[standing] for standing in order], date] = np.arange(len(order))
        said: dict[Said, int] = {}
        saying = [said.setdefault(standing.said, len(said)) for standing in standings]
        claims = [Claim(one.said, shapely.MultiPolygon(), "", one.rank) for one in standings]
        return cls(claims, np.array(saying, dtype=np.int64), place, rule, said, np.zeros(len(orders)))

    def runs(self, runs: Sequence[int], area_km2: float) -> tuple[int, ...]:
        """Return what is said of ground, as runs, from which of the standings are there when."""
        width = self.place.shape[1] + 1
        found: list[tuple[int, int, int]] = []
        for some, first, after in _together(runs, width):
            if len(some) > 1 and area_km2 > 0:
                self._count(some, slice(first, after), area_km2)
            for what, start, end in self._said(some, first, after):
                if found and found[-1][0] == what and found[-1][2] == start:
                    start = found.pop()[1]
                found.append((what, start, end))
        return tuple(what * width + date for what, *dates in sorted(found) for date in dates)

    def _said(self, some: tuple[int, ...], first: int, after: int) -> Iterator[tuple[int, int, int]]:
        """Yield what is said where some standings are, from which date until which."""
        if some not in self.always:
            self.always[some] = self._always(some)
        always = self.always[some]
        if always is not None:
            yield always, first, after
            return
        orders = self.place[some, first:after].argsort(axis=0)
        breaks = np.flatnonzero((np.diff(orders, axis=1) != 0).any(axis=0)) + 1
        for start, end in pairwise([0, *breaks.tolist(), after - first]):
            yield self._first([some[i] for i in orders[:, start].tolist()]), first + start, first + end

    def _always(self, some: tuple[int, ...]) -> int | None:
        """Return what is said wherever some standings are; None where their order is not always the same."""
        place = self.place[some, :]
        place = place[:, (place != _ABSENT).all(axis=0)]
        order = place[:, 0].argsort()
        same = (np.diff(place[order], axis=0) > 0).all()
        return self._first([some[i] for i in order.tolist()]) if same else None

    def _first(self, order: Sequence[int]) -> int:
        """Return what is said where standings are in this order."""
        if self.rule != "joint" or len(order) == 1:
            return int(self.saying[order[0]])
        return self.said.setdefault(joint([self.claims[n] for n in order]), len(self.said))

    def _count(self, some: tuple[int, ...], dates: slice, area_km2: float) -> None:
        """Count what several standings hold at once."""
        if some not in self.pairs:
            self.pairs[some] = [pair for pair, _ in pairs_of([self.claims[n] for n in some])]
        for pair in self.pairs[some]:
            self.overlaps_km2.setdefault(pair, np.zeros_like(self.twice_km2))[dates] += area_km2
        if not self.pairs[some]:
            self.twice_km2[dates] += area_km2


def _together(runs: Sequence[int], width: int) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Yield which standings are there at once, from which date until which; `runs` has `width` for each."""
    spans = [
        (*divmod(first, width), after - first) for first, after in zip(runs[::2], runs[1::2], strict=True)
    ]
    dates = sorted({date for _, first, long in spans for date in (first, first + long)})
    for first, after in pairwise(dates):
        some = tuple(n for n, start, long in spans if start <= first < start + long)
        if some:
            yield some, first, after
