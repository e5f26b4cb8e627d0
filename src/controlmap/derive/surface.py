"""Who most likely holds each cell of a zone at each time, and how likely that is.

Indicators of the holders at the places are kriged from one time to the next, spread over the cells with lines
that hold back, and mended beside each place, so that it keeps what its own reports say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from controlmap.dates import first_minute
from controlmap.derive.calibration import calibrated
from controlmap.derive.diffusion import Graph, Parted, spread
from controlmap.derive.kriging import Kriging
from controlmap.derive.lattice import Lattice, chords_km
from controlmap.derive.testimony import Testimony
from controlmap.derive.timeline import Story
from controlmap.model import UNKNOWN, Holding

__all__ = ["Key", "Surface", "key_of", "surface_of"]

LENGTH_CELLS = 240
"""How far a place speaks: at 120 km to 37 % where cells are 500 m."""
REACH_CELLS = 8
"""How wide probabilities are spread."""
_OWN_CELLS = 1.5
_OWN_NUGGET = 0.05
_OWN_REACH = 5
_CHUNK = 20_000
_FEW = 4_000
"""Cells at once, beside all that the surface keeps meanwhile."""
_LEAST_GAIN = 0.02
"""The weight of the places that become somebody's at a date which ground needs to become so too."""
_STEPS = 250
"""Shares are kept in steps of 1 / 250."""

Key = tuple[str, tuple[str, ...]]
"""A controller, and with whom it shares ground by agreement."""


def key_of(holding: Holding) -> Key:
    """Return what of a holding speaks for the ground around: sieges and fighting are a place's own."""
    return holding.controller, holding.others if holding.status == "joint" else ()


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """The holders of cells, given by their numbers in rising order, from each of some dates on.

    `winner` (dates, cells) are indexes of `keys`; `share` (dates, cells) is the part of the estimate that is
    its controller's, in steps of 1 / 250, `mean` (cells) that for which no witness speaks. `near_km` is how
    far the nearest witness is. `kriging` is None where there is no witness.
    """

    cells: NDArray[np.int64]
    dates: tuple[np.datetime64, ...]
    keys: tuple[Key, ...]
    winner: NDArray[np.uint8]
    share: NDArray[np.uint8]
    mean: NDArray[np.float32]
    near_km: NDArray[np.float32]
    witnesses: Sequence[Testimony]
    kriging: Kriging | None
    _held_at: dict[np.datetime64, list[Holding]] = field(default_factory=dict, init=False, repr=False)

    def index_of(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where cells stand among those of the surface; one that is not there, as one that is."""
        return np.minimum(np.searchsorted(self.cells, cells), len(self.cells) - 1)

    def holdings_at(self, date: np.datetime64) -> list[Holding]:
        """Return what the witnesses say holds at each of them at an instant."""
        if date not in self._held_at:
            self._held_at[date] = [_held(witness.story, [date])[0] for witness in self.witnesses]
        return self._held_at[date]

    def probability(
        self, date: NDArray[np.int64] | int, cell: NDArray[np.int64] | slice
    ) -> NDArray[np.float32]:
        """Return probabilities at indexes of dates and cells."""
        return calibrated(*self.estimate(date, cell)).astype(np.float32)

    def estimate(
        self, date: NDArray[np.int64] | int, cell: NDArray[np.int64] | slice
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what probabilities are made of: shares of controllers, and of the mean."""
        return self.share[date, cell] / _STEPS, self.mean[cell].astype(np.float64)


def surface_of(
    cells: NDArray[np.int64],
    witnesses: Sequence[Testimony],
    first: Holding | None,
    start: np.datetime64,
    lattice: Lattice,
    parted: Parted,
) -> Surface:
    """Return the surface of a zone's cells; `first` is who held it at the start, None where nobody knows."""
    dates = _dates([start, *(chapter.start for witness in witnesses for chapter in witness.story)], start)
    keys, shares = _indicators(witnesses, first, dates)
    count = len(cells)
    if not witnesses:
        whole, mean = np.full((1, count), _STEPS, np.uint8), np.ones(count, np.float32)
        return Surface(cells, dates, keys, whole * 0, whole, mean, mean * np.inf, (), None)
    lonlat = np.array([witness.lonlat for witness in witnesses])
    length_km = LENGTH_CELLS * lattice.size_m / 1000
    kriging = Kriging.of(lonlat, length_km, np.array([witness.is_quiet for witness in witnesses]))
    moved = [(t, k) for t in range(len(dates)) for k in range(1, len(keys)) if _differs(shares, t, k)]
    fields, near_km, mean = _fields(kriging, lattice.middles(cells), shares, moved)
    graph = Graph.of(lattice, cells, parted)
    own = _Own.of(cells, [w.lonlat for w in witnesses], [w.has_ground for w in witnesses], lattice)
    winner, share = np.empty((len(dates), count), np.uint8), np.empty((len(dates), count), np.uint8)
    gains = _Gains.of(kriging, lattice.middles(cells), shares, keys)
    for t, sums in enumerate(_through_time(spread(fields, graph, REACH_CELLS), moved, len(dates), len(keys))):
        found, by_actor = _decided(own.kept(sums, shares[:, t]), keys)
        winner[t] = gains.told(t, found, winner[t - 1]) if t else found
        likely = np.take_along_axis(by_actor, gains.actor_of[winner[t]][None], axis=0)[0]
        share[t] = np.rint(np.minimum(likely, 1) * _STEPS)
    return Surface(cells, dates, keys, winner, share, mean, near_km, witnesses, kriging)


def _dates(told: Iterable[np.datetime64], start: np.datetime64) -> tuple[np.datetime64, ...]:
    """The instants from `start` on, in order, each once, as precisely as the least precise says it."""
    units = ("Y", "M", "D", "m")
    vague = sorted(told, key=lambda date: -units.index(np.datetime_data(date.dtype)[0]))
    once = {first_minute(date): date for date in vague}
    return tuple(once[minute] for minute in sorted(once) if minute >= first_minute(start))


def _indicators(
    witnesses: Sequence[Testimony], first: Holding | None, dates: Sequence[np.datetime64]
) -> tuple[tuple[Key, ...], NDArray[np.float64]]:
    """What is held, and the indicators (witnesses, dates, keys) of it: the zone's first holder's is key 0."""
    held = [[key_of(holding) for holding in _held(witness.story, dates)] for witness in witnesses]
    named = {key for row in held for key in row}
    before = (UNKNOWN, ()) if first is None else key_of(first)
    keys = (before, *sorted(named - {before}))
    number = {key: index for index, key in enumerate(keys)}
    indexes = np.array([[number[key] for key in row] for row in held], dtype=np.int64)
    return keys, np.eye(len(keys))[indexes.reshape(len(held), len(dates))]


def _held(story: Story, dates: Sequence[np.datetime64]) -> list[Holding]:
    """What a story has at each of some dates."""
    starts = [int(first_minute(chapter.start).astype(np.int64)) for chapter in story]
    minutes = (int(first_minute(date).astype(np.int64)) for date in dates)
    return [story[bisect_right(starts, minute) - 1].holding for minute in minutes]


def _differs(shares: NDArray[np.float64], date: int, key: int) -> bool:
    before = shares[:, date - 1, key] if date else 0 * shares[:, 0, key]
    return bool(np.any(shares[:, date, key] != before))


def _fields(
    kriging: Kriging,
    middles: NDArray[np.float64],
    shares: NDArray[np.float64],
    moved: Sequence[tuple[int, int]],
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Estimates (f, cells) of each indicator from each date on which it changes; and of each cell how far the
    nearest witness is, and which share of its estimate is the mean.

    Only the first holder has another mean than nothing; what it has is what the others leave of one.
    """
    excess = np.array([shares[:, t, k] for t, k in moved]).reshape(len(moved), len(shares)).T
    coefficients = kriging.coefficients(excess)
    fields = np.empty((len(moved), len(middles)), np.float32)
    everyone = kriging.coefficients(np.ones((len(shares), 1)))
    near, mean = np.empty(len(middles), np.float32), np.empty(len(middles), np.float32)
    for low in range(0, len(middles), _CHUNK):
        away_km = chords_km(middles[low : low + _CHUNK], kriging.lonlat)
        # Rounded, so that the last digits of a machine's exponential make no other map.
        found = np.round(kriging.at(away_km, np.column_stack([coefficients, everyone])), 6).T
        fields[:, low : low + _CHUNK], mean[low : low + _CHUNK] = found[:-1], np.clip(1 - found[-1], 0, 1)
        near[low : low + _CHUNK] = away_km.min(axis=1)
    return fields, near, mean


def _through_time(
    fields: NDArray[np.float32], moved: Sequence[tuple[int, int]], dates: int, keys: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the estimates (keys, cells) from date to date: each stays until it changes."""
    now = np.zeros((keys, fields.shape[1]), np.float32)
    for date in range(dates):
        for column, (t, k) in enumerate(moved):
            if t == date:
                now[k] = fields[column]
        now[0] = 1 - now[1:].sum(axis=0)
        yield now


def _decided(sums: NDArray[np.float32], keys: Sequence[Key]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Which key each cell has, the likeliest controller's likeliest, and how likely each controller is there.

    Where nobody is known before, ground stays so until it is likely that somebody holds it, whoever that is:
    where two are as likely as each other, nobody says that either has left.
    """
    positive = np.maximum(sums, 0)
    shares = np.round(positive / positive.sum(axis=0), 4)
    of_key = _actor_of(keys)
    by_actor = np.array([shares[of_key == number].sum(axis=0) for number in range(of_key.max() + 1)])
    rank = by_actor.copy()
    if keys[0][0] == UNKNOWN:
        # Not of what is positive: this share does not change as those who are known change places.
        nobodys = np.round(sums[of_key == of_key[0]].sum(axis=0), 4)
        rank[of_key[0]] = np.where(nobodys >= 0.5, np.inf, -1)
    # Of controllers as likely as each other the one that was there first has the ground.
    first_of = np.array([int(np.flatnonzero(of_key == number)[0]) for number in range(len(by_actor))])
    order = np.argsort(first_of, kind="stable")
    best = order[rank[order].argmax(axis=0)]
    key = np.where(of_key[:, None] == best, shares, -1).argmax(axis=0)
    return key.astype(np.uint8), by_actor


def _actor_of(keys: Sequence[Key]) -> NDArray[np.int64]:
    """The controller of each key, by its rank among their names."""
    actors = sorted({controller for controller, _ in keys})
    return np.array([actors.index(controller) for controller, _ in keys], dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Gains:
    """Which ground changes hands as places do: what becomes somebody's as no place near it does, does not.

    An estimate of one moves a little as others gain and lose far away, and would tell of captures that nobody
    reports. `gained` (witnesses, dates, actors) are the places that become whose at which date.
    """

    kriging: Kriging
    middles_lonlat: NDArray[np.float64]
    gained: NDArray[np.bool_]
    actor_of: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        kriging: Kriging,
        middles_lonlat: NDArray[np.float64],
        shares: NDArray[np.float64],
        keys: Sequence[Key],
    ) -> _Gains:
        """Take indicators (witnesses, dates, keys) of what is held."""
        actor_of = _actor_of(keys)
        holds = np.stack([shares[:, :, actor_of == n].any(axis=2) for n in range(actor_of.max() + 1)], axis=2)
        gained = holds.copy()
        gained[:, 1:] &= ~holds[:, :-1]
        return cls(kriging, middles_lonlat, gained, actor_of)

    def told(self, date: int, found: NDArray[np.uint8], before: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the keys of cells, as found, or as before where no place near by speaks for the change."""
        actor = self.actor_of[found]
        turned = np.flatnonzero(actor != self.actor_of[before])
        coefficients = self.kriging.coefficients(self.gained[:, date].astype(np.float64))
        kept = found.copy()
        for low in range(0, len(turned), _FEW):
            some = turned[low : low + _FEW]
            away_km = chords_km(self.middles_lonlat[some], self.kriging.lonlat)
            speaks = np.round(self.kriging.at(away_km, coefficients), 6)
            silent = some[speaks[np.arange(len(some)), actor[some]] < _LEAST_GAIN]
            kept[silent] = before[silent]
        return kept


@dataclass(frozen=True, slots=True, eq=False)
class _Own:
    """What mends estimates beside the places that have ground: a second kriging, of what is amiss at them.

    It reaches a few cells. `at` are the cells of the places, `which` their indexes among the witnesses;
    `cell`, `place` and `nearness` the cells beside them.
    """

    which: NDArray[np.int64]
    at: NDArray[np.int64]
    inverse: NDArray[np.float64]
    cell: NDArray[np.int64]
    place: NDArray[np.int64]
    nearness: NDArray[np.float32]

    @classmethod
    def of(
        cls,
        cells: NDArray[np.int64],
        lonlat: Sequence[tuple[float, float]],
        has_ground: Sequence[bool],
        lattice: Lattice,
    ) -> _Own:
        points = np.array(lonlat)
        there = lattice.cells_at(points)
        index = np.minimum(np.searchsorted(cells, there), len(cells) - 1)
        which = np.flatnonzero((cells[index] == there) & np.array(has_ground))
        km = _OWN_CELLS * lattice.size_m / 1000
        between = np.exp(-((chords_km(points[which], points[which]) / km) ** 2) / 2)
        inverse = np.asarray(np.linalg.inv(between + _OWN_NUGGET * np.eye(len(which))), dtype=np.float64)
        cell, place = _beside(cells, there[which], lattice)
        # From the middle of the cell that a place is in: there it is to be right.
        away = _pairs_km(lattice.middles(cells[cell]), lattice.middles(there[which])[place])
        nearness = np.exp(-((away / km) ** 2) / 2).astype(np.float32)
        return cls(which, index[which], inverse, cell, place, nearness)

    def kept(self, sums: NDArray[np.float32], shares: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return estimates (keys, cells) with what witnesses (n, keys) have at their own cells."""
        amiss = shares[self.which] - sums[:, self.at].T
        weights = np.round(self.inverse @ amiss, 6).astype(np.float32)
        mended = sums.copy()
        for key in range(len(sums)):
            add = self.nearness * weights[self.place, key]
            mended[key] += np.bincount(self.cell, add, minlength=sums.shape[1]).astype(np.float32)
        return mended


def _beside(
    cells: NDArray[np.int64], at: NDArray[np.int64], lattice: Lattice
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of cells, by index, and places beside which they lie, by index."""
    near = [lattice.around(cell, _OWN_REACH) for cell in at.tolist()]
    place = np.repeat(np.arange(len(at)), [len(one) for one in near])
    number = np.concatenate([np.empty(0, np.int64), *near])
    index = np.minimum(np.searchsorted(cells, number), len(cells) - 1)
    there = cells[index] == number
    return index[there], place[there]


def _pairs_km(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(one):
        return np.empty(0)
    a, b = np.radians(one), np.radians(two)
    haversine = (
        np.sin((a[:, 1] - b[:, 1]) / 2) ** 2
        + np.cos(a[:, 1]) * np.cos(b[:, 1]) * np.sin((a[:, 0] - b[:, 0]) / 2) ** 2
    )
    return 2 * 6371.009 * np.sqrt(haversine)
