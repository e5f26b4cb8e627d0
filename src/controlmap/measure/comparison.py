"""Two maps of one ground: where they say the same, who says what, and how far apart their fronts are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from controlmap.dates import Instants, format_instant
from controlmap.errors import InputError, Problem
from controlmap.history import NO_RECORD, History
from controlmap.measure.front_distance import FrontDistances
from controlmap.measure.labels import actors_of, controller_of_states
from controlmap.measure.series import Ints, Times, in_order, steps_between
from controlmap.model import UNKNOWN, Region
from controlmap.plane import OUTSIDE, Grid, Pieces, common_pieces

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KINDS", "Comparison", "Meant", "Sides", "compare", "sides_of"]

Meant = Callable[[str], str | None]
"""What an actor of a map is called in the comparison; None: ground of it is not to be compared."""

MOST_DATES = 5_000
"""Of a comparison at steps of time: the days of thirteen years. Fronts are measured anew on each."""

KINDS = ("agree", "differ", "unknown", "only_a", "only_b")
"""What two maps can say of ground: the same holder, two holders, one or both name nobody, one covers it."""
_FIGURES = tuple(f"{kind}_km2" for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two maps say of one ground, as three tables with a date in each row.

    - `agreement`: `agree_km2`, where both name the same holder; `differ_km2`, two; `unknown_km2`, where one
      or both say that nobody knows; `only_a_km2` and `only_b_km2`, which the other map does not cover; and
      `share`, of the ground where both name a holder, that they agree on (NaN where there is none).
    - `matrix`: `a_says`, `b_says` and `area_km2`; an empty text is ground that a map does not cover.
    - `fronts`: `one` and `two`, the actors whose front it is, empty for all fronts together; `length_a_km`,
      `length_b_km`, `mean_a_km`, `mean_b_km`, `mean_km` and `greatest_km`: see `FrontDistances`.

    By region the first two have a column `region` too; ground in several counts in each.
    """

    agreement: pd.DataFrame
    matrix: pd.DataFrame
    fronts: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Sides:
    """Two maps cut by each other: pieces, and who holds which of them when, in either map.

    `names` are those that actors have in the comparison, `unknown` among them.
    """

    histories: tuple[History, History]
    grid: Grid
    pieces: Pieces
    names: tuple[str, ...]
    codes: tuple[Ints, Ints]
    start: np.datetime64
    end: np.datetime64

    def held(self, side: int, moment: np.datetime64) -> Ints:
        """Return for each piece the number of its holder's name in a map; OUTSIDE where it covers none."""
        history, cell = self.histories[side], self.pieces.part[side]
        of_cell = self.codes[side][history.state_at(moment)]
        return np.where(cell == OUTSIDE, OUTSIDE, of_cell[cell])

    @property
    def unknown(self) -> int:
        """Number of the name of whoever nobody knows."""
        return self.names.index(UNKNOWN)

    def kinds(self, a: Ints, b: Ints) -> Ints:
        """Return for each piece the index of what two maps say of it in `KINDS`; OUTSIDE of both: -1."""
        neither = (a == OUTSIDE) & (b == OUTSIDE)
        nobody = (a == self.unknown) | (b == self.unknown)
        cases = [neither, b == OUTSIDE, a == OUTSIDE, nobody, a == b]
        return np.select(cases, [OUTSIDE, 3, 4, 2, 0], 1)


def sides_of(
    a: History, b: History, *, meant: tuple[Meant, Meant] = (str, str), regions: Sequence[Region] = ()
) -> Sides:
    """Return two maps cut by each other, and by regions.

    Both are laid on the finer of their grids. Only the time that both speak of is compared, in the civil time
    that each of them has.

    Raises
    ------
    InputError
        When they have no time in common.
    """
    start, end = max(a.start, b.start), min(a.end, b.end)
    if start >= end:
        periods = " and ".join(f"{format_instant(h.start)} until {format_instant(h.end)}" for h in (a, b))
        raise InputError(Problem(f"the two maps have no time in common: {periods}"))
    grid = max(a.grid, b.grid, key=lambda grid: grid.decimals)
    cells = [np.flatnonzero(history.cell_layer != NO_RECORD) for history in (a, b)]
    grounds = [history.cells[on_map].tolist() for history, on_map in zip((a, b), cells, strict=True)]
    pieces = common_pieces([*grounds, *([region.ground_lonlat] for region in regions)], grid)
    # Parts are counted among the cells that were cut; cells are counted in their history. OUTSIDE is last.
    part = (np.append(on_map, OUTSIDE)[part] for on_map, part in zip(cells, pieces.part, strict=False))
    pieces = replace(pieces, part=(*part, *pieces.part[2:]))
    called = [[as_meant(actor) for actor in actors_of(h)] for h, as_meant in zip((a, b), meant, strict=True)]
    names = tuple(sorted({name for side in called for name in side if name is not None} | {UNKNOWN}))
    number = {name: i for i, name in enumerate(names)} | {None: OUTSIDE}
    codes = tuple(
        np.array([number[name] for name in side])[controller_of_states(history)]
        for side, history in zip(called, (a, b), strict=True)
    )
    return Sides((a, b), grid, pieces, names, (codes[0], codes[1]), start, end)


def compare(
    a: History,
    b: History,
    dates: Instants | None = None,
    *,
    every: str | None = None,
    meant: tuple[Meant, Meant] = (str, str),
    regions: Sequence[Region] = (),
) -> Comparison:
    """Return what two maps say of one ground: see `Comparison`.

    At the end of `dates`, at steps such as `every="7d"` through the time that both speak of, or by default at
    all instants of it at which one of them changes. Actors are who `meant` says, by default who has the same
    id. With `regions` figures are by region.

    Raises
    ------
    InputError
        When the maps have no time in common, a date lies outside one of their periods, or `every` makes more
        than 5,000 dates.
    """
    sides = sides_of(a, b, meant=meant, regions=regions)
    distances = FrontDistances(sides.pieces.topology, sides.grid)
    agreement, matrix, fronts = [], [], []
    for date, moments in _moments(sides, dates, every):
        held = sides.held(0, moments[0]), sides.held(1, moments[1])
        for region, inside in _regions(sides, regions):
            here = {"date": date, **({} if region is None else {"region": region})}
            rows = list(_said(sides, held, inside))
            matrix += [here | {"a_says": x, "b_says": y, "area_km2": km2} for _, x, y, km2 in rows]
            agreement.append(here | _agreement(rows))
        fronts += [{"date": date} | row for row in _fronts(sides, held, distances)]
    by = ["region"] if regions else []
    return Comparison(
        _frame(agreement, ["date", *by, *_FIGURES, "share"]),
        _frame(matrix, ["date", *by, "a_says", "b_says", "area_km2"]),
        _frame(fronts, ["date", "one", "two", *FrontDistances.COLUMNS]),
    )


def _moments(
    sides: Sides, dates: Instants | None, every: str | None
) -> Iterator[tuple[np.datetime64, tuple[np.datetime64, np.datetime64]]]:
    """Yield each date that is asked for, as its first minute, and the minute that answers in either map."""
    a, b = sides.histories
    if dates is None and every is None:
        changing: Times = np.unique(np.concatenate([a.dates, b.dates, [sides.start]]))
        for date in changing[(changing >= sides.start) & (changing < sides.end)]:
            yield date.astype("datetime64[s]"), (date, date)
        return
    asked = dates if every is None else steps_between(sides.start, sides.end, every, most=MOST_DATES)
    for date in in_order(a, asked if asked is not None else []):
        yield date.astype("datetime64[s]"), (a.moment(date), b.moment(date))


def _regions(sides: Sides, regions: Sequence[Region]) -> Iterator[tuple[str | None, NDArray[np.bool_]]]:
    """Yield which pieces are looked at: those of each region, or all."""
    if not regions:
        yield None, np.ones(len(sides.pieces.area_km2), dtype=bool)
    for region, part in zip(regions, sides.pieces.part[2:], strict=True):
        yield region.id, part != OUTSIDE


def _said(
    sides: Sides, held: tuple[Ints, Ints], inside: NDArray[np.bool_]
) -> Iterator[tuple[int, str, str, float]]:
    """Yield each pair of names that the maps say, in what way it is one, and km², the most first."""
    kind, names = sides.kinds(*held), (*sides.names, "")
    counted = inside & (kind != OUTSIDE)
    a, b = (side[counted] for side in held)
    pairs, group = np.unique(np.column_stack([kind[counted], a, b]), axis=0, return_inverse=True)
    km2 = np.bincount(group.reshape(-1), sides.pieces.area_km2[counted], minlength=len(pairs))
    for i in np.argsort(-km2, kind="stable"):
        if km2[i] > 0:
            of, x, y = pairs[i]
            yield int(of), names[x], names[y], float(km2[i])


def _agreement(rows: Sequence[tuple[int, str, str, float]]) -> dict[str, float]:
    km2 = [sum((row[3] for row in rows if row[0] == kind), 0.0) for kind in range(len(KINDS))]
    named = km2[0] + km2[1]
    return {**dict(zip(_FIGURES, km2, strict=True)), "share": km2[0] / named if named else float("nan")}


def _fronts(sides: Sides, held: tuple[Ints, Ints], distances: FrontDistances) -> Iterator[dict[str, Any]]:
    """Yield how far apart the fronts are: all together, then each pair that faces each other in a map."""
    topology = sides.pieces.topology
    left, right = topology.arc_left, topology.arc_right
    between = (left != OUTSIDE) & (right != OUTSIDE)
    # A front counts as far as both maps name a holder on both sides of it: elsewhere one has no say.
    for side in held:
        named = np.append((side != OUTSIDE) & (side != sides.unknown), False)
        between &= named[left] & named[right]
    pairs = [np.sort([side[left], side[right]], axis=0) for side in held]
    standing = [between & (low != high) for low, high in pairs]
    if not any(mask.any() for mask in standing):
        return
    yield {"one": "", "two": "", **distances.between(*map(np.flatnonzero, standing))}
    count = len(sides.names)
    codes = [low * count + high for low, high in pairs]
    for code in np.unique(np.concatenate([code[m] for code, m in zip(codes, standing, strict=True)])):
        arcs = [np.flatnonzero(m & (c == code)) for c, m in zip(codes, standing, strict=True)]
        one, two = divmod(int(code), count)
        yield {"one": sides.names[one], "two": sides.names[two], **distances.between(*arcs)}


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.astype({"date": "datetime64[s]"})
