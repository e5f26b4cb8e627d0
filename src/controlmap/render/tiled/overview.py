"""The whole map in outline: as fine as a page can carry that opens at once."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np

from controlmap.plane import OUTSIDE, Ints
from controlmap.render.integers import deltas, encode_integers
from controlmap.render.tiled.borders import Borders, counted, snapped
from controlmap.render.tiled.chained import chained
from controlmap.render.tiled.drawn import THINNED
from controlmap.render.tiled.levels import Plan
from controlmap.render.tiled.told import Told

__all__ = ["overview_in"]

FINEST_STEPS = 1024
"""Steps across the map at the most."""
MOST_BYTES = 200_000
"""Compressed; a tenth of what a line of 10 Mbit carries in the time in which a page is to be open."""


def overview_in(
    borders: Borders, plan: Plan, told: Told, story: Ints, area_m2: Ints
) -> tuple[int, Mapping[str, Ints]]:
    """Return the length of a step in grid units, and the sections of the overview.

    `borders` are in grid units from the corner, between stretches of ground of which `story` tells the story
    and `area_m2` the area.
    """
    step = max(1, plan.side // FINEST_STEPS)
    steps = snapped(borders, step)
    while True:
        sections = _sections(steps, step, plan, told, story, area_m2)
        size = sum(len(zlib.compress(encode_integers(values), 1)) for values in sections.values())
        if size <= MOST_BYTES or step >= plan.side:
            return step, sections
        steps, step = snapped(steps, 2), 2 * step


def _sections(
    steps: Borders, step: int, plan: Plan, told: Told, story: Ints, area_m2: Ints
) -> Mapping[str, Ints]:
    none = np.zeros(len(steps.left), dtype=np.int64)
    arcs = chained(steps, none, THINNED / 2 if step > 1 else 0)
    grounds = np.unique(np.concatenate([arcs.left, arcs.right]))
    grounds = grounds[grounds != OUTSIDE]
    left, right = (
        np.where(of == OUTSIDE, 0, np.searchsorted(grounds, of) + 1) for of in (arcs.left, arcs.right)
    )
    stories = story[grounds]
    count = np.diff(told.first)[stories]
    spells = np.repeat(told.first[:-1][stories], count) + counted(count)
    return {
        "arc_lengths": arcs.length,
        "arc_xy": deltas(arcs.xy * step + np.asarray(plan.corner)),
        "arc_left": left,
        "arc_right": right,
        "cell_layer": told.layer[stories],
        "cell_area": area_m2[grounds],
        "spell_counts": count,
        "spell_dates": told.spell_date[spells],
        "spell_states": told.spell_look[spells],
    }
