"""Borders that are drawn anew on each date: strips between what is meant to be one line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from controlmap.exchange.ground import Grounds
from controlmap.exchange.looking.ground import grounds_by
from controlmap.plane import Grid, cut_changes, mean_widths_m

__all__ = ["noise_of"]

_GRID = Grid(5)
_WIDEST_M = 200
"""Strips wider than this are taken for ground that passed."""
_FEWEST = 5
_MOST = 0.6
"""Share of strips, by number, of all that changes, from which on a series is taken to be drawn anew."""
_ROUND_M = (5, 10, 20, 50, 100, 200, 500)


def noise_of(grounds: Sequence[Grounds], holder: str | None) -> tuple[float, int] | None:
    """Return how many round metres borders lie apart that are meant to be one, and how many strips there are.

    Looked at is what is another's from one date to the next, at the beginning, in the middle and at the end.
    None where that is no noise.
    """
    dated = [ground for ground in grounds if ground.pieces]
    pairs = {0, (len(dated) - 2) // 2, len(dated) - 2} if len(dated) > 1 else set[int]()
    found = [noise for i in sorted(pairs) if (noise := _between(dated[i], dated[i + 1], holder))]
    return max(found, key=lambda noise: noise[1], default=None)


def _between(before: Grounds, after: Grounds, holder: str | None) -> tuple[float, int] | None:
    one, two = (grounds_by(ground.pieces, holder) for ground in (before, after))
    moved = [cut_changes({"": one[value]}, {"": two[value]}, _GRID)[0] for value in one if value in two]
    parts = shapely.transform(np.concatenate([np.empty(0, dtype=object), *moved]), _GRID.to_degrees)
    widths = mean_widths_m(parts) if len(parts) else np.empty(0)
    strips = widths[widths < _WIDEST_M]
    if len(strips) < _FEWEST or len(strips) < _MOST * len(widths):
        return None
    # A strip between two lines that cross is at its widest about twice as wide as on average.
    apart = 2 * float(np.quantile(strips, 0.95))
    return next((round_m for round_m in _ROUND_M if round_m >= apart), _ROUND_M[-1]), len(strips)
