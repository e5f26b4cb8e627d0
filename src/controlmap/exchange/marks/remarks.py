"""What catches the eye in marks: actors and places that they make, and which of them look like slips."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from controlmap.edit import swapped_among
from controlmap.exchange.actors import Cast
from controlmap.exchange.marks.mark import Mark
from controlmap.model import Place, Project, fold
from controlmap.plane import METRES_A_DEGREE
from controlmap.words import counted, first_of

__all__ = ["metres", "remarks"]

_SHOWN = 3
_ACTORS_SHOWN = 12
_SLIPS = 2
"""Letters that may differ between a name and what it is taken for a slip of."""
_LETTERS_A_SLIP = 4
"""So many letters there are for each slip: of "Reds" and "Beds" neither is one."""
_LOOKED_AT = 60
"""So many of the rarest new actors are compared with as many of those that most reports name."""
_TWIN_M = 2000.0
"""A new place so near to a known one of its name is likely the same, with coordinates that were corrected."""
_UNSURE = frozenset(
    {"unknown", "unclear", "uncertain", "undecided", "disputed", "contested", "nobody", "none", "both", "na"}
)


def remarks(marks: Sequence[Mark], cast: Cast, project: Project, places: Sequence[Place]) -> Iterator[str]:
    """Yield sentences, one a kind at most, on new actors of marks and on the new places that they make."""
    counts = Counter(report.controller for report in project.reports)
    counts.update(cast.named(mark.said).controller for mark in marks)
    new = {actor["id"]: next(iter(actor["name"].values())) for actor in cast.new}
    listed = [actor for actor in project.settings.actors if actor.id not in new]  # a new map has the new ones
    known = {actor.id: next(iter(actor.name.values()), actor.id) for actor in listed}
    yield from _new_actors(new, counts)
    yield from _near(new, known, counts)
    yield from _unsure(new, counts)
    yield from _swapped(places, project.places.values())
    yield from _of_one_name(places)
    yield from _twins(places, project.places.values())


def _new_actors(new: Mapping[str, str], counts: Mapping[str, int]) -> Iterator[str]:
    if new:
        rarest = sorted(new, key=lambda actor: counts[actor])
        yield f"new actors: {first_of([_counted(new[one], counts[one]) for one in rarest], _ACTORS_SHOWN)}"


def _near(new: Mapping[str, str], known: Mapping[str, str], counts: Mapping[str, int]) -> Iterator[str]:
    """Say which new actor is called nearly as one that is known, or that more reports name."""
    names = {**known, **new}
    often = sorted(names, key=lambda actor: -counts[actor])[:_LOOKED_AT]
    rare = sorted(new, key=lambda actor: counts[actor])[:_LOOKED_AT]
    folded = {actor: fold(names[actor]) for actor in (*often, *rare)}
    found = [
        f"{_counted(names[one], counts[one])} is near {names[two]!r} ({counts[two]:,})"
        for one in rare
        for two in often
        if one != two and (two in known or counts[two] > counts[one]) and _is_slip(folded[one], folded[two])
    ]
    if found:
        yield f"{first_of(found, _SHOWN)}: --states says what values mean"


def _is_slip(one: str, two: str) -> bool:
    slips = min(_SLIPS, min(len(one), len(two)) // _LETTERS_A_SLIP)
    # "1st Brigade" and "2nd Brigade" are two.
    numbers = [[*filter(str.isdigit, text)] for text in (one, two)]
    alike = numbers[0] == numbers[1] and abs(len(one) - len(two)) <= slips
    return alike and _differing(one, two) <= slips


def _differing(one: str, two: str) -> int:
    """Return how many letters to put in, leave out, change or turn round make one text of another.

    It is the distance of Damerau and Levenshtein, with no letter turned round and changed too.
    """
    rows = [list(range(len(two) + 1))]
    for i, letter in enumerate(one, 1):
        before, row = rows[-1], [i]
        for j, other in enumerate(two, 1):
            ways = [before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other)]
            if min(i, j) > 1 and (letter, one[i - 2]) == (two[j - 2], other):
                ways.append(rows[-2][j - 2] + 1)
            row.append(min(ways))
        rows.append(row)
    return rows[-1][-1]


def _unsure(new: Mapping[str, str], counts: Mapping[str, int]) -> Iterator[str]:
    found = [_counted(name, counts[one]) for one, name in new.items() if _is_unsure(name)]
    if found:
        yield (
            f"{first_of(found, _SHOWN)}: a table says that such values are unknown or contested ground "
            "(`controlmap import look --write-table`, then --states)"
        )


def _is_unsure(name: str) -> bool:
    return "/" in name or "?" in name or not any(map(str.isalnum, name)) or name.casefold() in _UNSURE


def _swapped(new: Sequence[Place], known: Iterable[Place]) -> Iterator[str]:
    found = [f"{place.name!r} at {place.lon:g}, {place.lat:g}" for place in swapped_among(new, known)]
    if found:
        yield f"longitude and latitude swapped? far from all others: {first_of(found, _SHOWN)}"


def _of_one_name(new: Sequence[Place]) -> Iterator[str]:
    names = Counter(place.name for place in new)
    found = [f"{name!r} ({number:,})" for name, number in names.items() if number > 1]
    if found:
        yield f"several new places of one name: {first_of(found, _SHOWN)}"


def _twins(new: Sequence[Place], known: Iterable[Place]) -> Iterator[str]:
    called: dict[str, list[Place]] = defaultdict(list)
    for place in known:
        if place.lon is not None:
            called[fold(place.name or "")].append(place)
    pairs = (
        (place, other, metres(_lonlat(place), _lonlat(other)) / 1000)
        for place in new
        for other in called[fold(place.name or "")]
    )
    found = [
        f"{place.name!r}, {km:.1f} km from {other.id}" for place, other, km in pairs if km <= _TWIN_M / 1000
    ]
    if found:
        yield (
            f"new places near a known one of the same name: {first_of(found, _SHOWN)}; "
            "a coordinate that was corrected is to be corrected in places.csv too"
        )


def metres(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Return about how far two points are apart, by their difference in degrees: enough within some km."""
    east = ((two[0] - one[0] + 180) % 360 - 180) * np.cos(np.radians((one[1] + two[1]) / 2))
    return float(METRES_A_DEGREE * np.hypot(east, two[1] - one[1]))


def _lonlat(place: Place) -> tuple[float, float]:
    return place.lon or 0.0, place.lat or 0.0


def _counted(name: str, reports: int) -> str:
    return f"{name!r} ({counted(reports, 'report')})"
