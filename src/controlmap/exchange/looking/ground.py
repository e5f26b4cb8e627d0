"""The ground of what is looked at: where it is, who has how much, what several claim, what moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import shapely

from controlmap.exchange.claims import Claim, Said
from controlmap.exchange.ground import Grounds, Piece
from controlmap.exchange.looking.fields import when_of
from controlmap.exchange.overlaps import settled
from controlmap.exchange.periods import Held, spells_of
from controlmap.exchange.readers import Rows
from controlmap.exchange.states_table import as_text
from controlmap.exchange.when import Reckoning
from controlmap.plane import Grid, areas_km2

__all__ = ["areas_by", "bounds_of", "grounds_by", "moving", "outliers", "overlaps_by", "overlaps_in_time"]


def _claims(pieces: Sequence[Piece], holder: str | None) -> list[Claim]:
    return [
        Claim(Said(as_text(p.row.fields.get(holder)) if holder else "all"), p.ground_lonlat, p.row.label)
        for p in pieces
    ]


def overlaps_by(pieces: Sequence[Piece], holder: str | None) -> dict[tuple[str, str], float]:
    """Return the km² that each pair of values claims at once."""
    if not pieces:
        return {}
    return {o.controllers: o.area_km2 for o in settled(_claims(pieces, holder), "first", Grid(5)).overlaps}


def overlaps_in_time(
    pieces: Sequence[Piece], holder: str | None, begin: str, end: str | None, *, inclusive: bool
) -> dict[tuple[str, str], float]:
    """Return the km² that each pair of values claims at once, at the time at which that is most."""
    held: list[Held] = []
    for claim, piece in zip(_claims(pieces, holder), pieces, strict=True):
        since = when_of(piece.row.fields.get(begin), Reckoning(bce="iso", range="earliest"))
        until = when_of(piece.row.fields.get(end), Reckoning(bce="iso", range="earliest")) if end else None
        if since is not None:
            held.append(Held.of(claim, since, until, inclusive=inclusive))
    held = [one for one in held if one.end is None or one.start < one.end]
    found = spells_of(held, "first", Grid(5))[1].overlaps if held else {}
    return {pair: max(km2 for km2, _ in times) for pair, times in found.items()}


def grounds_by(pieces: Sequence[Piece], holder: str | None) -> dict[str, shapely.Geometry]:
    """Return the ground (lon, lat) of each value, none of it twice."""
    groups: dict[Said, list[Claim]] = defaultdict(list)
    for claim in _claims(pieces, holder):
        groups[claim.said].append(claim)
    return {
        said.controller: settled(claims, "first", Grid(5)).ground_lonlat[said]
        for said, claims in groups.items()
    }


def areas_by(pieces: Sequence[Piece], holder: str | None) -> dict[str, float]:
    """Return the km² of each value; ground that it claims several times counts once."""
    grounds = grounds_by(pieces, holder)
    areas = areas_km2([*grounds.values()]).tolist() if grounds else []
    return dict(zip(grounds, areas, strict=True))


def bounds_of(grounds: Sequence[Grounds]) -> tuple[float, float, float, float] | None:
    """Return the box around all ground; None where there is none."""
    shapes = [piece.ground_lonlat for g in grounds for piece in g.pieces]
    return tuple(shapely.total_bounds(shapes).tolist()) if shapes else None


def outliers(grounds: Sequence[Grounds], read: Sequence[Rows]) -> Iterator[str]:
    """Yield a sentence for ground that lies far from all the rest: ten times as far as most."""
    pieces = [(rows.file, piece) for rows, g in zip(read, grounds, strict=True) for piece in g.pieces]
    if len(pieces) < 4:
        return
    middles = np.array([shapely.bounds(p.ground_lonlat).reshape(2, 2).mean(axis=0) for _, p in pieces])
    away = np.hypot(*(middles - np.median(middles, axis=0)).T)
    far = away > max(10 * float(np.quantile(away, 0.75)), 5.0)
    for (file, piece), lonlat, is_far in zip(pieces, middles, far, strict=True):
        if is_far:
            yield f"{file}: {piece.row.label} lies far from the rest, at {lonlat[0]:.2f}, {lonlat[1]:.2f}"


def moving(grounds: Sequence[Grounds], holder: str | None, by_file: Mapping[str, str]) -> Iterator[str]:
    """Say where values change place from date to date: they may tell what changed, not who holds."""
    if holder is None or len(by_file) < 2 or len(grounds) < 2:
        return
    one, two = (_unions(g.pieces, holder) for g in grounds[:2])
    both = [value for value in one if value in two]
    moved = [value for value in both if not shapely.intersects(one[value], two[value])]
    new = [
        value
        for value in two
        if value not in one and any(shapely.intersects(two[value], g) for g in one.values())
    ]
    if moved or (new and len(new) >= len(both)):
        yield (
            f"values of {holder!r} change place from date to date ({', '.join(moved or new)}): they may say "
            "what changed, not who holds; a table says what they mean"
        )


def _unions(pieces: Sequence[Piece], holder: str) -> dict[str, shapely.Geometry]:
    groups: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for piece in pieces:
        groups[as_text(piece.row.fields.get(holder))].append(piece.ground_lonlat)
    return {value: shapely.union_all(shapes, grid_size=1e-5) for value, shapes in groups.items()}
