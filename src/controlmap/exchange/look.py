"""A look at what files hold before anything is brought in: fields, dates, what is wrong, what comes next."""

from __future__ import annotations

import csv
import io
import shlex
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.claims import Claim, Said
from controlmap.exchange.ground import Grounds, Piece, areas_of, no_ground, settle_rows
from controlmap.exchange.look_marks import look_at_marks
from controlmap.exchange.mark_dates import is_dated
from controlmap.exchange.naming import ids_for
from controlmap.exchange.overlaps import settled
from controlmap.exchange.palette import colours_for
from controlmap.exchange.parts import file_of, stem_of
from controlmap.exchange.readers import Reading, Rows, files_of, read_rows
from controlmap.exchange.readers.colours import as_hex
from controlmap.exchange.restatements import Restating, snapshots_in
from controlmap.exchange.states_table import as_text
from controlmap.exchange.when import Reckoning, When, read_when
from controlmap.plane import Grid

__all__ = ["FieldLook", "Look", "look", "starter_table"]

SHOWN = 12
"""Values of a field that are listed."""
_MANY = 60
_HOLDERS = (
    "controller", "controlled_by", "holder", "held_by", "owner", "occupier", "side", "faction", "control",
    "who", "layer", "folder", "styleUrl", "fill", "colour", "status", "type", "category", "COUNTRY", "NAME",
    "name",
)  # fmt: skip
_BEGINS = (
    "begin",
    "start",
    "start_date",
    "from",
    "valid_from",
    "since",
    "FromYear",
    "date_from",
    "startdate",
)
_ENDS = ("end", "end_date", "to", "valid_to", "until", "ToYear", "date_to", "enddate", "through")
_DATES = ("date", "day", "when", "datum", "timestamp")


@dataclass(frozen=True, slots=True)
class FieldLook:
    """A field: how many rows have it, its values with their counts, what they read like.

    `only_on` tells for values that occur on few dates which these are.
    """

    rows: int
    values: Mapping[str, int]
    reads_like: str | None = None
    only_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """What files hold: `told` are sentences, `problems` what would be refused, `next` is the next command.

    `starter` has rows of a table to fill in where those are others than the values of the holder's field.
    """

    files: tuple[str, ...]
    kinds: Mapping[str, int]
    fields: Mapping[str, FieldLook]
    bounds: tuple[float, float, float, float] | None
    dates: tuple[str, ...]
    dates_from: str | None
    holder: str | None
    begin: str | None
    end: str | None
    area_km2: Mapping[str, float]
    overlaps_km2: Mapping[tuple[str, str], float]
    colours: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()
    next: str = ""
    starter: tuple[Mapping[str, str], ...] = ()


def look(path: Path, reading: Reading | None = None, reckoning: Reckoning | None = None) -> Look:
    """Return what a file, or the files of a folder, hold; nothing is written.

    Raises
    ------
    InputError
        When a file cannot be read, or holds nothing that could come into a map.
    """
    paths, reading, reckoning = files_of(path), reading or Reading(), reckoning or Reckoning()
    read = [read_rows(p, reading) for p in paths]
    grounds = [settle_rows(rows, Grid(5)) for rows in read]
    mended = [settle_rows(rows, Grid(5), repair=True) for rows in read]
    if not any(g.pieces for g in mended) and not _points(read):
        raise InputError(no_ground(read, str(path)))
    fields = _fields(read)
    by_file, dates_from = _dates(paths, read, fields, reckoning)
    begin = _first_of(_BEGINS, fields, "a date") or next((r.begin for r in read if r.begin in fields), None)
    end = _first_of(_ENDS, fields, "a date") or next((r.end for r in read if r.end in fields), None)
    holder = _holder(fields, {begin, end})
    fields = _with_dates(fields, read, by_file)
    latest = mended[-1]
    overlaps = _overlaps(latest.pieces, holder)
    is_marks = not any(g.pieces for g in mended)
    empty = [rows.file for rows, g in zip(read, mended, strict=True) if not g.pieces]
    told = [
        *(f"{rows.file}: {sentence}" for rows in read for sentence in rows.told),
        *(f"{r.file}: {s}" for r, g in zip(read, grounds, strict=True) for s in g.told if not is_marks),
        *(f"{file}: holds no ground" for file in empty if not is_marks),
        *_outliers(mended, read),
        *_moving(mended, holder, by_file),
    ]
    found = Look(
        files=tuple(rows.file for rows in read),
        kinds=Counter(_kind(row.geometry) for rows in read for row in rows.rows),
        fields=fields,
        bounds=_bounds(mended),
        dates=tuple(dict.fromkeys(by_file.values())),
        dates_from=dates_from,
        holder=holder,
        begin=begin,
        end=end,
        area_km2=_areas(latest.pieces, holder),
        overlaps_km2=overlaps,
        colours=_colours(read, holder),
        problems=tuple(problem for g in grounds for problem in g.problems),
        told=tuple(dict.fromkeys(told)),
    )
    return _of_marks(found, read, path, reckoning) if is_marks else _with_next(found, path, reading, empty)


def _of_marks(found: Look, read: Sequence[Rows], path: Path, reckoning: Reckoning) -> Look:
    """Return a look at files that hold points only, with the command that brings those in."""
    by_name = found.dates_from == "the files' names"
    dated = None if by_name and not all(is_dated(name) for name in found.files) else found.dates_from
    marks = look_at_marks(read, reckoning, dates_from=dated, likely=found.holder)
    points = [row.geometry for rows in read for row in rows.rows if row.geometry is not None]
    west, south, east, north = shapely.total_bounds(points).tolist()
    return replace(
        found,
        bounds=(west, south, east, north),
        dates=tuple(marks.columns.values()) or (found.dates if dated else ()),
        dates_from="the columns' names" if marks.columns else dated,
        holder=marks.holder,
        told=(*found.told, *marks.told),
        next=f"controlmap import marks {path} --into MAP {marks.options}",
        starter=marks.starter,
    )


def starter_table(found: Look) -> str:
    """Return a table of values to fill in, as CSV: what each value of the holder's field is to mean."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    if found.starter:
        given = {row["controller"]: row["colour"] for row in found.starter if row["colour"]}
        named = [row["controller"] for row in found.starter if row["name"]]
        chosen = colours_for(named, [], given)
        blank = {"status": "", "others": "", "certainty": "", "rank": ""}
        writer.writerow([*found.starter[0], *blank])
        for row in found.starter:
            colour = chosen.get(row["controller"], row["colour"])
            writer.writerow([*{**row, "colour": colour, **blank}.values()])
        return stream.getvalue()
    name = found.holder or "name"
    values = found.fields[name].values if name in found.fields else {}
    chosen = colours_for(list(values), found.overlaps_km2, dict(found.colours))
    writer.writerow([name, "controller", "name", "colour", "status", "others", "certainty", "rank"])
    writer.writerows([value, value, value, chosen[value], "held", "", "reported", ""] for value in values)
    return stream.getvalue()


def _fields(read: Sequence[Rows]) -> dict[str, FieldLook]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for rows in read:
        for row in rows.rows:
            for name, value in row.fields.items():
                if text := as_text(value):
                    counts[name][text] += 1
    return {name: FieldLook(c.total(), dict(c.most_common()), _reads_like(c)) for name, c in counts.items()}


def _reads_like(values: Counter[str]) -> str | None:
    some = list(values)[:50]
    if all(as_hex(value) for value in some if value.startswith("#")) and some[0].startswith("#"):
        return "a colour"
    if 3 * sum(map(_is_date, some)) >= 2 * len(some):
        return "a date"
    return None


def _is_date(text: str) -> bool:
    try:
        when = read_when(text, Reckoning(day_first=True, bce="iso", range="earliest"))
    except (ValueError, OverflowError):
        return False
    return when is not None or text.startswith("9999")


def _first_of(names: Sequence[str], fields: Mapping[str, FieldLook], kind: str) -> str | None:
    folded = {name.lower(): name for name in fields}
    wanted = (folded.get(name.lower()) for name in names)
    return next((name for name in wanted if name and fields[name].reads_like == kind), None)


def _holder(fields: Mapping[str, FieldLook], taken: set[str | None]) -> str | None:
    """Return the field that most likely says who holds: by its name, of several values but not too many."""
    folded = {name.lower(): name for name in fields}
    named = [folded[name.lower()] for name in _HOLDERS if name.lower() in folded]
    able = [n for n in named if n not in taken and fields[n].reads_like != "a date"]
    several = [n for n in able if 1 < len(fields[n].values) <= _MANY]
    return next(iter(several or able), None)


def _dates(
    paths: Sequence[Path], read: Sequence[Rows], fields: Mapping[str, FieldLook], reckoning: Reckoning
) -> tuple[dict[str, str], str | None]:
    """Return the date of each file as far as there is one, and where it stands."""
    from controlmap.exchange.holders import Holders

    try:
        found = snapshots_in(paths, Restating(Holders(), reckoning=reckoning))
    except InputError:
        pass
    else:
        return {
            file_of(part): snapshot.when.text for snapshot in found for part in snapshot.parts
        }, "the files' names"
    name = _first_of(_DATES, fields, "a date")
    if name is None:
        return {}, None
    dated: dict[str, str] = {}
    for rows in read:
        when = next((w for row in rows.rows if (w := _when(row.fields.get(name), reckoning))), None)
        if when is not None:
            dated[rows.file] = when.text
    return dated, f"the field {name!r}"


def _when(value: Any, reckoning: Reckoning) -> When | None:
    try:
        return read_when(value, reckoning)
    except ValueError:
        return None


def _with_dates(
    fields: Mapping[str, FieldLook], read: Sequence[Rows], by_file: Mapping[str, str]
) -> dict[str, FieldLook]:
    """Return fields with the dates of those values that do not occur on all of them."""
    dates = set(by_file.values())
    if len(dates) < 2:
        return dict(fields)
    seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for rows in read:
        for row in rows.rows if rows.file in by_file else ():
            for name, value in row.fields.items():
                seen[name][as_text(value)].add(by_file[rows.file])
    return {
        name: FieldLook(
            found.rows,
            found.values,
            found.reads_like,
            {v: tuple(sorted(on)) for v, on in seen[name].items() if v and len(on) <= 3 < len(dates)},
        )
        for name, found in fields.items()
    }


def _claims(pieces: Sequence[Piece], holder: str | None) -> list[Claim]:
    return [
        Claim(Said(as_text(p.row.fields.get(holder)) if holder else "all"), p.ground_lonlat, p.row.label)
        for p in pieces
    ]


def _overlaps(pieces: Sequence[Piece], holder: str | None) -> dict[tuple[str, str], float]:
    if not pieces:
        return {}
    return {o.controllers: o.area_km2 for o in settled(_claims(pieces, holder), "first", Grid(5)).overlaps}


def _areas(pieces: Sequence[Piece], holder: str | None) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for claim, area in zip(_claims(pieces, holder), areas_of(pieces).tolist(), strict=True):
        found[claim.said.controller] += area
    return dict(found)


def _colours(read: Sequence[Rows], holder: str | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for rows in read:
        for row in rows.rows if rows.colour and holder else ():
            colour = as_hex(row.fields.get(rows.colour or ""))
            if colour:
                found.setdefault(as_text(row.fields.get(holder or "")), colour)
    return found


def _bounds(grounds: Sequence[Grounds]) -> tuple[float, float, float, float] | None:
    shapes = [piece.ground_lonlat for g in grounds for piece in g.pieces]
    return tuple(shapely.total_bounds(shapes).tolist()) if shapes else None


def _outliers(grounds: Sequence[Grounds], read: Sequence[Rows]) -> Iterator[str]:
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


def _moving(grounds: Sequence[Grounds], holder: str | None, by_file: Mapping[str, str]) -> Iterator[str]:
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


def _points(read: Sequence[Rows]) -> bool:
    return any(_kind(row.geometry) == "points" for rows in read for row in rows.rows)


def _kind(geometry: shapely.Geometry | None) -> str:
    if geometry is None or shapely.is_empty(geometry):
        return "without a geometry"
    return ("points", "lines", "polygons")[int(shapely.get_dimensions(geometry))]


def _with_next(found: Look, path: Path, reading: Reading, empty: Sequence[str]) -> Look:
    """Return a look with the command that brings in what was seen; `empty` are files without ground."""
    layer = next(iter(ids_for([stem_of(path.resolve())]).values()))
    words = [
        *(("states",) if found.begin else ("snapshots",)), str(path), "--into", "MAP", "--layer", layer,
        *(("--controller-from", found.holder) if found.holder else ("--controller", "ACTOR")),
        *(_period(found) if found.begin else _dating(found, empty)),
        *(("--repair",) if found.problems else ()),
        *(("--overlaps", "smallest") if found.overlaps_km2 else ()),
        *_said(reading),
    ]  # fmt: skip
    return replace(found, next=f"controlmap import {shlex.join(words)}")


def _period(found: Look) -> Sequence[str]:
    return ("--from", found.begin or "", *(("--to", found.end, "--to-is-inclusive") if found.end else ()))


def _dating(found: Look, empty: Sequence[str]) -> Sequence[str]:
    skip = ("--empty", "skip") if empty else ()
    if (found.dates_from or "").startswith("the field "):
        return ("--date-from", (found.dates_from or "").removeprefix("the field ").strip("'"))
    return (*(() if found.dates_from else ("--date", "DATE")), *skip)


def _said(reading: Reading) -> Iterator[str]:
    """Yield the options by which a look was told how to read."""
    for name in ("encoding", "crs", "table", "geometry", "zone"):
        if (value := getattr(reading, name)) is not None:
            yield from (f"--{name}", str(value))
