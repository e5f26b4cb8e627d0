"""How well areas foretell: each place asked about once its own reports, or all near it, are left out.

What is drawn over the estimate by hand is left out too: whoever drew it knew the reports. Shares come with
intervals from resampling blocks of ground, since reports near each other are no independent trials (H. R.
Künsch, "The jackknife and the bootstrap for general stationary observations", Annals of Statistics 17, 1989).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.dates import day_of, end_of, first_minute
from controlmap.derive.calibration import SHIPPED, calibrated, fitted
from controlmap.derive.diffusion import Parted
from controlmap.derive.estimated import homes_of
from controlmap.derive.faces import Zone
from controlmap.derive.lattice import Lattice, chords_km
from controlmap.derive.nearest_evidence import Surroundings, Witness
from controlmap.derive.seeds import Frame
from controlmap.derive.sites import Site, first_holding
from controlmap.derive.surface import REACH_CELLS, surface_of
from controlmap.derive.testimony import Testimony
from controlmap.derive.thiessen import followed_story
from controlmap.model import SHARED, UNKNOWN, Calibration, Evaluation, Holding, Method, Report, Share

__all__ = ["RADII_KM", "evaluate"]

RADII_KM = (0.0, 5.0, 15.0)
_WINDOW_CELLS = 5 * REACH_CELLS // 2
_BLOCK_KM = 30.0
_RESAMPLES = 2000
_DAY = np.timedelta64(1, "D")
_BINS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_FOLDS = 10
_LEAST_FITTED = 200
"""Answers; with fewer of them nothing is fitted, and the fit to the shipped map is judged."""

Chapter = tuple[np.datetime64, frozenset[str], float, float]
"""From when on, which actors, the share of the estimate that is theirs, and the share that is the mean."""


class _Answer(NamedTuple):
    """What was foretold of one instant: the shares of holder and mean, and whether it was right."""

    share: float
    mean: float
    right: bool


@dataclass(frozen=True, slots=True)
class _Trial:
    """A place and one of its reports, and what was foretold: just before its day, and at the end of it."""

    site: int
    right: bool
    day: bool
    answers: tuple[_Answer, _Answer]


def evaluate(
    ground_lonlat: shapely.Geometry,
    sites: Sequence[Site],
    zones: Sequence[Zone],
    lines_lonlat: Sequence[shapely.Geometry],
    start: np.datetime64,
    *,
    method: Method = "kriging",
    reach_km: float = 20.0,
    radii_km: Sequence[float] = RADII_KM,
) -> list[Evaluation]:
    """Return an evaluation for each radius (km) within which reports are left out.

    Asked are the reports that a place on the ground came into somebody's hands.
    """
    foretell = (
        _kriged(ground_lonlat, sites, zones, lines_lonlat, start)
        if method == "kriging"
        else _shared(ground_lonlat, sites, zones, start, reach_km)
    )
    points = np.array([site.seed.lonlat for site in sites]).reshape(-1, 2)
    apart_km = chords_km(points, points)
    asked = {n: found for n, site in enumerate(sites) if (found := _changes(site, ground_lonlat))}
    tried: dict[float, list[_Trial]] = {radius: [] for radius in radii_km}
    for radius, trials in tried.items():
        for number, reports in asked.items():
            left = {number, *np.flatnonzero(apart_km[number] <= radius).tolist()} if radius else {number}
            chapters = foretell(number, [n for n in range(len(sites)) if n not in left])
            trials += [_tried(number, sites[number], report, chapters) for report in reports]
    blocks = _blocks(points)
    stated = _stated(tried, blocks) if method == "kriging" else {}
    return [_summed(radius, trials, blocks, stated.get(radius)) for radius, trials in tried.items()]


Foretell = Callable[[int, Sequence[int]], list[Chapter]]


def _kriged(
    ground_lonlat: shapely.Geometry,
    sites: Sequence[Site],
    zones: Sequence[Zone],
    lines_lonlat: Sequence[shapely.Geometry],
    start: np.datetime64,
) -> Foretell:
    """What is kriged of a site from others, on the cells around it."""
    lattice = Lattice.over(ground_lonlat)
    parted: Parted = lattice.crossed(lines_lonlat)
    homes = homes_of(ground_lonlat, zones, lattice)

    def foretell(number: int, others: Sequence[int]) -> list[Chapter]:
        site = sites[number]
        at = int(lattice.cells_at(np.array([site.seed.lonlat]))[0])
        around = lattice.around(at, _WINDOW_CELLS)
        cells = around[(homes[around] == (-1 if site.zone is None else site.zone)) | (around == at)]
        told = [
            Testimony.of(one)
            for one in (sites[other] for other in others)
            if one.zone == site.zone and one.seed.is_witness
        ]
        first = None if site.zone is None else zones[site.zone].feature.holding
        surface = surface_of(cells, told, first, start, lattice, parted)
        cell = int(np.searchsorted(cells, at))
        shares, mean = surface.estimate(np.arange(len(surface.dates)), np.array(cell))
        keys = [surface.keys[winner] for winner in surface.winner[:, cell].tolist()]
        rows = zip(surface.dates, keys, shares.tolist(), strict=True)
        return [(date, frozenset({key[0], *key[1]}), share, float(mean)) for date, key, share in rows]

    return foretell


def _shared(
    ground_lonlat: shapely.Geometry,
    sites: Sequence[Site],
    zones: Sequence[Zone],
    start: np.datetime64,
    reach_km: float,
) -> Foretell:
    """What a site without reports follows among others."""
    frame = Frame.around(ground_lonlat)
    at = frame.to_metres(np.array([site.seed.lonlat for site in sites]).reshape(-1, 2))

    def foretell(number: int, others: Sequence[int]) -> list[Chapter]:
        told = [Witness(at[n], sites[n].story, sites[n].zone) for n in others if sites[n].seed.is_witness]
        zone = sites[number].zone
        story = followed_story(
            Surroundings(told), at[number], zone, first_holding(zone, zones), start, reach_km
        )
        return [(chapter.start, _holders(chapter.holding), 1.0, 0.0) for chapter in story]

    return foretell


def _changes(site: Site, ground_lonlat: shapely.Geometry) -> list[Report]:
    """The reports of a site that tell of a change to somebody, where it lies on the ground."""
    if not site.seed.is_witness or not shapely.intersects_xy(ground_lonlat, *site.seed.lonlat):
        return []
    return [
        report
        for report in site.seed.reports
        if report.kind == "change" and report.controller != UNKNOWN and report.named != "not_named"
    ]


def _tried(number: int, site: Site, report: Report, chapters: Sequence[Chapter]) -> _Trial:
    since, day = first_minute(report.date), day_of(report.date)
    until = max(end_of(report.date), day[1])
    reported, earlier = _holders_of(report), _held_before(site, report)
    held = any(reported & actors for actors in _during(chapters, since, until))
    before = _during(chapters, day[0] - np.timedelta64(1, "m"), max(since, day[0]))
    came = [
        chapter[0]
        for n, chapter in enumerate(chapters)
        if reported & chapter[1] and (n == 0 or not reported & chapters[n - 1][1])
    ]
    right_day = any(since - _DAY <= date < until + _DAY for date in came)
    right = held and any(earlier & actors for actors in before)
    answers = _answer(chapters, min(since, day[0]), earlier), _answer(chapters, until, reported)
    return _Trial(number, right, right_day, answers)


def _answer(chapters: Sequence[Chapter], until: np.datetime64, holders: frozenset[str]) -> _Answer:
    """What was foretold of the last minute before an instant."""
    begun = [chapter for n, chapter in enumerate(chapters) if n == 0 or chapter[0] < until]
    _, actors, share, mean = begun[-1]
    return _Answer(share, mean, bool(actors & holders))


def _during(chapters: Sequence[Chapter], since: np.datetime64, until: np.datetime64) -> list[frozenset[str]]:
    """Who held in `[since, until)`; the first chapter is taken to reach back to any time."""
    ends = [*(chapter[0] for chapter in chapters[1:]), None]
    found = [
        actors
        for n, ((date, actors, *_), end) in enumerate(zip(chapters, ends, strict=True))
        if (n == 0 or date < until) and (end is None or end > since)
    ]
    return found or [chapters[0][1]]


def _held_before(site: Site, report: Report) -> frozenset[str]:
    if report.from_controller is not None:
        return frozenset({report.from_controller})
    earlier = [chapter.holding for chapter in site.story if chapter.start < report.date]
    return _holders(earlier[-1] if earlier else site.story[0].holding)


def _holders(holding: Holding) -> frozenset[str]:
    return frozenset({holding.controller, *(holding.others if holding.status == "joint" else ())})


def _holders_of(report: Report) -> frozenset[str]:
    return frozenset({report.controller, *(report.others if report.status in SHARED else ())})


def _stated(tried: dict[float, list[_Trial]], blocks: NDArray[np.int64]) -> dict[float, NDArray[np.float64]]:
    """How likely each answer was said to be, by what was left out: fitted to the answers of other blocks."""
    answers = {radius: _answers(trials) for radius, trials in tried.items()}
    share, mean, right = np.concatenate([np.empty((3, 0)), *answers.values()], axis=1)
    asked = np.array([trial.site for trials in tried.values() for trial in trials], dtype=np.int64)
    fold = np.repeat(blocks[asked] % _FOLDS, 2)
    likely = calibrated(share, mean, SHIPPED)
    if len(right) >= _LEAST_FITTED:
        for one in np.unique(fold):
            others, here = fold != one, fold == one
            fit = fitted(share[others], mean[others], right[others] > 0)
            likely[here] = calibrated(share[here], mean[here], fit)
    ends = np.cumsum([table.shape[1] for table in answers.values()])
    parts = np.split(likely, ends[:-1])
    return {radius: np.asarray(part, np.float64) for radius, part in zip(answers, parts, strict=True)}


def _answers(trials: Sequence[_Trial]) -> NDArray[np.float64]:
    """A table (3, answers) of shares, of those of the mean, and of whether they were right."""
    return np.array([*chain.from_iterable(trial.answers for trial in trials)], dtype=float).reshape(-1, 3).T


def _summed(
    radius_km: float,
    trials: Sequence[_Trial],
    blocks: NDArray[np.int64],
    stated: NDArray[np.float64] | None,
) -> Evaluation:
    if not trials:
        return Evaluation(left_out_km=radius_km, trials=0, right=None, day=None, calibration=())
    asked = np.unique(blocks[[trial.site for trial in trials]], return_inverse=True)[1].ravel()
    right, day = (
        _share(np.array([getattr(trial, what) for trial in trials], dtype=float), asked)
        for what in ("right", "day")
    )
    found = () if stated is None else tuple(_calibrated(stated, _answers(trials)[2] > 0))
    return Evaluation(left_out_km=radius_km, trials=len(trials), right=right, day=day, calibration=found)


def _blocks(points_lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
    """The number of the block of ground that each point lies in."""
    lon, lat = points_lonlat.T
    # Rows of one height; in each, columns as wide as high at the row's middle.
    height = _BLOCK_KM / 111.195
    row = np.floor(lat / height)
    width = height / np.maximum(np.cos(np.radians((row + 0.5) * height)), 0.01)
    return np.unique(np.column_stack([row, np.floor(lon / width)]), axis=0, return_inverse=True)[1].ravel()


def _share(values: NDArray[np.float64], blocks: NDArray[np.int64]) -> Share:
    """A mean with what 95 % of the means are between when blocks are drawn anew; the same each time."""
    sums, counts = np.bincount(blocks, values), np.bincount(blocks)
    drawn = np.random.default_rng(0).integers(len(counts), size=(_RESAMPLES, len(counts)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975]).tolist()
    return Share(float(values.mean()), low, high)


def _calibrated(stated: NDArray[np.float64], right: NDArray[np.bool_]) -> Iterator[Calibration]:
    for low, high in pairwise(_BINS):
        inside = (stated >= low) & ((stated < high) | (high == _BINS[-1]))
        if inside.any():
            yield Calibration(low, high, int(inside.sum()), float(right[inside].mean()))
