"""Marks as rows of a map project's tables: places that it knows or that are new, and reports on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import numpy as np
import shapely

from controlmap.dates import exact_text
from controlmap.exchange.actors import Cast
from controlmap.exchange.marks.mark import Mark
from controlmap.exchange.marks.remarks import metres
from controlmap.exchange.naming import id_of
from controlmap.model import Place, Project, Report, fold
from controlmap.words import counted, first_of

__all__ = ["Rows", "place_ids", "rows_of"]

NEAR_M = 1000.0
"""A mark is a place of the gazetteer that has its name and is no farther away."""
_CONFIDENCES = {"confirmed": "high", "reported": "medium", "claimed": "low", "inferred": "medium"}
_SHOWN = 5

_Site = tuple[str, tuple[float, float]]
"""A place of the marks: its name and its point."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What marks add to a map project: new places, new reports, reports that say otherwise now; sentences."""

    places: tuple[Place, ...]
    reports: tuple[Report, ...]
    changed: tuple[Report, ...]
    told: tuple[str, ...]


def place_ids(marks: Iterable[Mark], known: Mapping[str, Place]) -> dict[_Site, str]:
    """Return an id for each place of the marks: that of a known one of its name within a km, else a new one.

    No two places of the marks are one known place: the nearest is it.
    """
    sites = list(dict.fromkeys((mark.place, mark.lonlat) for mark in marks))
    found = _known_ones(sites, known)
    used = set(known)
    # Of places of one name each takes the number after the last one's: many may be called "Checkpoint".
    numbered: dict[str, Iterator[str]] = {}
    for site in sites:
        if site not in found:
            wanted = id_of(site[0], instead="place")
            free = numbered.setdefault(wanted, _numbered(wanted))
            found[site] = next(name for name in free if name not in used)
            used.add(found[site])
    return {site: found[site] for site in sites}


def _known_ones(sites: Sequence[_Site], known: Mapping[str, Place]) -> dict[_Site, str]:
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in known.values():
        if place.lon is not None:
            for name in {fold(name) for name in place.text("name")}:
                by_name[name].append(place)
    pairs = [
        (away, i, place.id)
        for i, (name, lonlat) in enumerate(sites)
        for place in by_name.get(fold(name), ())
        if (away := metres(lonlat, (place.lon or 0.0, place.lat or 0.0))) <= NEAR_M
    ]
    found: dict[_Site, str] = {}
    taken: set[str] = set()
    for _, i, name in sorted(pairs):
        if sites[i] not in found and name not in taken:
            found[sites[i]] = name
            taken.add(name)
    return found


def rows_of(
    marks: Sequence[Mark],
    project: Project,
    cast: Cast,
    sources: Mapping[str, str],
    extents: Sequence[shapely.Geometry],
) -> Rows:
    """Return what marks add to a map project.

    `sources` are the ids of files, which say so where a mark names no other; `extents` are those of all
    layers (lon, lat): what is reported from outside is context.
    """
    ids = place_ids(marks, project.places)
    outside = _outside(list(ids), extents)
    firsts: dict[_Site, Mark] = {}
    for mark in marks:
        firsts.setdefault((mark.place, mark.lonlat), mark)
    places = [
        _place(mark, ids[site], sources[mark.file], project)
        for site, mark in firsts.items()
        if ids[site] not in project.places
    ]
    there: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in project.reports:
        there[report.place, exact_text(report.date)].append(report)
    used = {report.id for report in project.reports}
    fresh: list[Report] = []
    changed: list[Report] = []
    told_again: set[tuple[str, str]] = set()
    cited = {frozenset({name}) for name in sources.values()}
    for mark in marks:
        site = (mark.place, mark.lonlat)
        kind = "context" if site in outside else "held"
        said = replace(mark.said, sources=mark.said.sources or (sources[mark.file],))
        report = _report(said, mark, ids[site], kind, cast)
        told_again.add((report.place, exact_text(report.date)))
        cited.add(frozenset(report.sources))
        same = there[report.place, exact_text(report.date)]
        if any(_saying(other) == _saying(report) for other in same):
            continue
        own = next((other for other in same if set(other.sources) == set(report.sources)), None)
        if own is not None:
            changed.append(report.model_copy(update={"id": own.id}))
            continue
        name = next(one for one in _numbered(report.id) if one not in used)
        used.add(name)
        fresh.append(report.model_copy(update={"id": name}))
    gone = _gone([one for one in project.reports if frozenset(one.sources) in cited], told_again)
    told = [*_lying_outside(outside), *_saying_otherwise(changed), *_staying(gone)]
    return Rows(tuple(places), tuple(fresh), tuple(changed), tuple(told))


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _outside(sites: Sequence[_Site], extents: Sequence[shapely.Geometry]) -> set[_Site]:
    if not extents:
        return set()
    ground = shapely.union_all(list(extents))
    shapely.prepare(ground)
    lonlat = np.array([point for _, point in sites]).reshape(-1, 2)
    inside = shapely.intersects_xy(ground, lonlat[:, 0], lonlat[:, 1])
    return {site for site, here in zip(sites, inside.tolist(), strict=True) if not here}


def _lying_outside(outside: Iterable[_Site]) -> Iterator[str]:
    names = sorted(name for name, _ in outside)
    if names:
        lie = "lies" if len(names) == 1 else "lie"
        yield f"{counted(len(names), 'place')} {lie} outside all layers: {first_of(names, _SHOWN)}"


def _saying_otherwise(changed: Sequence[Report]) -> Iterator[str]:
    if changed:
        named = first_of([report.id for report in changed], _SHOWN)
        yield f"{counted(len(changed), 'report')} of the same source said otherwise before: {named}"


def _gone(before: Iterable[Report], told_again: Set[tuple[str, str]]) -> list[Report]:
    """Return what an earlier import made of places and dates that a table names no more.

    A table of one date says nothing of others.
    """
    dates = {date for _, date in told_again}
    own = ((report, exact_text(report.date)) for report in before)
    return [
        report
        for report, date in own
        if report.id.startswith(f"{report.place}-{date}")
        and (report.place, date) not in told_again
        and (len(dates) > 1 or date in dates)
    ]


def _staying(gone: Sequence[Report]) -> Iterator[str]:
    if gone:
        named = first_of([f"{one.place} on {exact_text(one.date)}" for one in gone], _SHOWN)
        what = f"{counted(len(gone), 'report')} of the same source stay{'s' if len(gone) == 1 else ''}"
        yield f"{what}, of which these files say nothing any more: {named}"


def _place(mark: Mark, name: str, source: str, project: Project) -> Place:
    languages = project.settings.languages
    texts = {f"name_{code}": text for code, text in mark.names if code in languages[1:]}
    lon, lat = mark.lonlat
    values: dict[str, Any] = {"id": name, "name": mark.place, "kind": mark.kind, "lon": lon, "lat": lat}
    return Place.model_validate({**values, **texts, "coord_source": source})


def _report(said: Any, mark: Mark, place: str, kind: str, cast: Cast) -> Report:
    named = cast.named(said)
    values = {
        "id": f"{place}-{mark.when.text}",
        "place": place,
        "date": mark.when.text,
        "kind": kind,
        "controller": named.controller,
        "status": named.status,
        "others": named.others,
        "named": "inferred" if named.certainty == "inferred" else "named",
        "confidence": _CONFIDENCES[named.certainty],
        "statement": mark.statement,
        "sources": named.sources,
        "note": mark.note,
    }
    return Report.model_validate(values)


def _saying(report: Report) -> tuple[Any, ...]:
    """Return what makes two reports on a place and date the same one."""
    return report.controller, report.status, set(report.others), set(report.sources)
