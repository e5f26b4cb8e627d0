"""Rows with a period each: ground that somebody holds, made one partition of space and time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import shapely

from controlmap.dates import OPEN_END, precision_of
from controlmap.dates import Said as Precision
from controlmap.exchange.claims import Claim, Said
from controlmap.exchange.overlaps import pairs_of, winner
from controlmap.exchange.tidied import Tidied
from controlmap.exchange.when import When
from controlmap.model import OverlapRule
from controlmap.plane import Grid, Topology, areas_of, cut_ground, to_lonlat

__all__ = ["Held", "Spell", "Told", "exactness", "spells_of"]


class Held(NamedTuple):
    """A claim and its period; `end` is the first instant after it, None where it is open.

    The units of the two say how exactly they are known, and `precision` that the beginning is known less so.
    `known_until` is the last that the data tell of, where they end and not the claim.
    """

    claim: Claim
    start: np.datetime64
    end: np.datetime64 | None
    precision: Precision | None = None
    known_until: np.datetime64 | None = None

    @classmethod
    def of(
        cls,
        claim: Claim,
        begin: When,
        end: When | None,
        *,
        inclusive: bool,
        precision: Precision | None = None,
    ) -> Held:
        """Return a claim from the beginning of one stretch until another; `inclusive`: until its end."""
        last = None if end is None else end.end if inclusive else end.start
        return cls(claim, begin.start, last, precision if _is_minute(begin.start) else None)


@dataclass(frozen=True, slots=True)
class Spell:
    """Ground (lon, lat) of which one thing is said, from when until when (None: open)."""

    said: Said
    ground_lonlat: shapely.Geometry
    start: np.datetime64
    end: np.datetime64 | None
    precision: Precision | None = None


@dataclass(slots=True)
class Told:
    """What several claim at once: pairs of controllers with km² and date, and km² that one claims twice."""

    overlaps: dict[tuple[str, str], list[tuple[float, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    twice_km2: float = 0.0


def spells_of(
    held: Sequence[Held], rule: OverlapRule, grid: Grid, tidied: Tidied | None = None
) -> tuple[list[Spell], Told]:
    """Return what claims with periods say, no ground twice at any time, in order of time.

    All ground is cut along all borders once; each piece has, between any two dates at which something begins
    or ends there, the claims that hold then, and `rule` decides between them (see `overlaps`).
    """
    grounds = [h.claim.ground_lonlat for h in held]
    topology = cut_ground(grounds, grid) if tidied is None else tidied.cut(grounds, grid)
    choose = winner(rule, [h.claim for h in held])
    told = Told()
    groups: dict[tuple[str, str, Said, Precision | None], list[int]] = defaultdict(list)
    instants = {str(t): t for h in held for t in (h.start, h.end) if t is not None}
    cells_of, areas = _cells_by_cover(topology), _area_by_cover(topology, grid)
    for number, runs in enumerate(topology.cover_runs):
        cover = sorted(areas_of(runs))
        if cover and number in cells_of:
            some = [held[i] for i in cover]
            for start, end, said, precision in _spells(some, cover, choose, told, areas[number]):
                # By their texts: 2024 and 2024-01-01 are equal, and are not the same to a reader.
                groups[str(start), str(end), said, precision] += cells_of[number]
    ordered = sorted(groups, key=lambda g: (instants[g[0]], g[2].controller, g[1], g[2].kept, g[3] or ""))
    return [
        Spell(
            group[2],
            _joined(topology, groups[group], grid),
            instants[group[0]],
            instants.get(group[1]),
            group[3],
        )
        for group in ordered
    ], told


def _joined(topology: Topology, cells: Sequence[int], grid: Grid) -> shapely.Geometry:
    return to_lonlat(shapely.coverage_union_all(topology.cells[list(cells)]), grid)


def _spells(
    held: Sequence[Held],
    numbers: Sequence[int],
    choose: Callable[[Sequence[int]], Said],
    told: Told,
    area_km2: float,
) -> Iterator[tuple[np.datetime64, np.datetime64 | None, Said, Precision | None]]:
    """Yield from when until when what is said of a piece of ground that some claims cover, and how exactly.

    Of several instants that are the same minute, the one that is known least exactly is written.
    """
    written: dict[int, np.datetime64] = {}
    for instant in sorted((t for h in held for t in (h.start, h.end) if t is not None), key=exactness):
        written.setdefault(_minute(instant), instant)
    less: dict[int, Precision] = {_minute(h.start): h.precision for h in held if h.precision}
    known = [(i, h, _minute(h.start), _minute(_end(h))) for i, h in zip(numbers, held, strict=True)]
    breaks = sorted({*written, *(end for *_, end in known)})
    begun: tuple[int, Said] | None = None
    for since in breaks:
        active = {i: h for i, h, start, end in known if start <= since < end}
        said = choose([*active]) if active else None
        if begun and said != begun[1]:
            start = written[begun[0]]
            yield start, written.get(since), begun[1], less.get(begun[0]) if _is_minute(start) else None
            begun = None
        if said is not None:
            _note([*active.values()], told, area_km2, written[since])
            begun = begun or (since, said)


def _minute(instant: np.datetime64) -> int:
    return int(instant.astype("datetime64[m]").astype(np.int64))


def _is_minute(instant: np.datetime64) -> bool:
    return precision_of(instant) == "minute"


def exactness(instant: np.datetime64) -> int:
    """Return how exactly an instant is told, the year the least: a key to sort by."""
    return "YMDm".index(np.datetime_data(instant)[0])


def _note(active: Sequence[Held], told: Told, area_km2: float, since: object) -> None:
    if len(active) < 2 or area_km2 == 0:
        return
    pairs = list(pairs_of([h.claim for h in active]))
    for pair, _ in pairs:
        told.overlaps[pair].append((area_km2, str(since)))
    told.twice_km2 += 0 if pairs else area_km2


def _end(held: Held) -> np.datetime64:
    return OPEN_END if held.end is None else held.end


def _cells_by_cover(topology: Topology) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for cell, cover in enumerate(topology.covers.tolist()):
        found[cover].append(cell)
    return found


def _area_by_cover(topology: Topology, grid: Grid) -> list[float]:
    """Return the km² of each cover's cells that are more than rounding."""
    areas = topology.areas_km2(grid)
    counted = np.where(topology.is_rounding, 0.0, areas)
    return np.bincount(topology.covers, weights=counted, minlength=len(topology.cover_runs)).tolist()
