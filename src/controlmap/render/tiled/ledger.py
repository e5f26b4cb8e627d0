"""Figures of dates, without any ground: of the whole map at once, and of what lies between two by time.

Ground passes from side to side: who controls it, and how surely. By both a reader chooses what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from controlmap.plane import OUTSIDE, Ints
from controlmap.render.tiled.borders import counted
from controlmap.render.tiled.told import Sides, Told

__all__ = ["Page", "changes_by_time", "grounds_by_date", "held_since_the_beginning", "stories_of_places"]

CHANGES_A_PAGE = 10_000
"""So many are some fifty kB, compressed: a twentieth of a second on a line of 10 Mbit."""


class Page(NamedTuple):
    """The ground that passes on from one date on: index of that date, and the page's sections."""

    first: int
    sections: Mapping[str, Ints]


def stories_of_places(under: Ints, told: Told) -> Mapping[str, Ints]:
    """Return the stories under places as cells, and of each place its own plus one; 0 is outside."""
    story = np.append(told.story, OUTSIDE)[under]
    used, which = np.unique(story[story != OUTSIDE], return_inverse=True)
    of_places = np.zeros(len(under), dtype=np.int64)
    of_places[story != OUTSIDE] = which.reshape(-1) + 1
    count = np.diff(told.first)[used]
    spells = np.repeat(told.first[:-1][used], count) + counted(count)
    return {
        "cell_layer": told.layer[used],
        "cell_area": told.area_m2[used],
        "spell_counts": count,
        "spell_dates": told.spell_date[spells],
        "spell_states": told.spell_look[spells],
        "place_stories": of_places,
    }


def grounds_by_date(ground: Ints, story: Ints, area_m2: Ints, told: Told, sides: Sides) -> Mapping[str, Ints]:
    """Return how much ground of each side comes to, or goes from, each part of the map with each date.

    Of the story `story[i]` the area `area_m2[i]` lies in the part `ground[i]`.
    """
    count = np.diff(told.first)[story]
    spell = np.repeat(told.first[:-1][story], count) + counted(count)
    row = np.repeat(np.arange(len(story)), count)
    side = sides.of_look[told.spell_look[spell]]
    goes = np.flatnonzero(counted(count) > 0)
    columns = [ground[row], told.spell_date[spell], side]
    came = np.column_stack(columns)
    went = np.column_stack([columns[0][goes], columns[1][goes], side[goes - 1]])
    area = area_m2[row]
    rows, sums = _summed(np.concatenate([came, went]), np.concatenate([area, -area[goes]]))
    return {
        "ground_numbers": rows[:, 0],
        "ground_dates": rows[:, 1],
        "ground_looks": sides.look[rows[:, 2]],
        "ground_areas": sums,
    }


def held_since_the_beginning(told: Told, sides: Sides) -> Mapping[str, Ints]:
    """Return what of each side's first ground comes to, or goes from, others with each date."""
    story, date, before, after = _passing(told, sides)
    first = sides.of_look[told.spell_look[told.first[:-1][story]]]
    area = told.area_m2[story]
    came, went = after != first, before != first
    rows, sums = _summed(
        np.concatenate(
            [
                np.column_stack([date[came], first[came], after[came]]),
                np.column_stack([date[went], first[went], before[went]]),
            ]
        ),
        np.concatenate([area[came], -area[went]]),
    )
    return {
        "since_dates": rows[:, 0],
        "since_first": sides.look[rows[:, 1]],
        "since_now": sides.look[rows[:, 2]],
        "since_areas": sums,
    }


def changes_by_time(told: Told, sides: Sides) -> Iterator[Page]:
    """Yield pages of all ground that passes from side to side, in order of time; a date is on one page."""
    story, date, before, after = _passing(told, sides)
    a_date = np.bincount(date)
    dates = np.flatnonzero(a_date)
    page_of_date = np.zeros(len(a_date), dtype=np.int64)
    page_of_date[dates] = (np.cumsum(a_date) - a_date)[dates] // CHANGES_A_PAGE
    order = np.lexsort((date, story, page_of_date[date]))
    story, date, before, after = (column[order] for column in (story, date, before, after))
    page = page_of_date[date]
    for number in np.unique(page):
        here = slice(*np.searchsorted(page, [number, number + 1]))
        stories, begin, count = np.unique(story[here], return_index=True, return_counts=True)
        yield Page(
            int(date[here].min()),
            {
                "change_stories": np.diff(stories, prepend=0),
                "change_areas": told.area_m2[stories],
                "change_counts": count,
                "change_before": sides.look[before[here][begin]],
                "change_dates": date[here],
                "change_after": sides.look[after[here]],
            },
        )


def _passing(told: Told, sides: Sides) -> tuple[Ints, Ints, Ints, Ints]:
    """Return story, date, and the sides before and after, of all that passes on; of each story in order."""
    story = np.repeat(np.arange(len(told.area_m2)), np.diff(told.first))
    side = sides.of_look[told.spell_look]
    at = np.flatnonzero((story[1:] == story[:-1]) & (side[1:] != side[:-1])) + 1
    return story[at], told.spell_date[at], side[at - 1], side[at]


def _summed(rows: Ints, areas: Ints) -> tuple[Ints, Ints]:
    """Return the rows that differ, in rising order, with the sum of each, where that is not nought."""
    sizes = [int(column.max(initial=0)) + 1 for column in rows.T]
    distinct, which = np.unique(np.ravel_multi_index(tuple(rows.T), sizes), return_inverse=True)
    sums = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(sums, which.reshape(-1), areas)
    kept = np.column_stack(np.unravel_index(distinct, sizes))[sums != 0]
    return kept, sums[sums != 0]
