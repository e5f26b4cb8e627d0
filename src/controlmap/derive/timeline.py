"""Stories: who holds a piece of ground, one chapter after the other.

A story is a run of chapters in rising order; each lasts until the next begins, the last one has no end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from controlmap.dates import Said
from controlmap.model import Holding, LocalizedText

__all__ = [
    "Chapter",
    "Holding",
    "Story",
    "inferred",
    "joined",
    "passed_on",
    "periods",
    "told_from",
    "written_over",
]


@dataclass(frozen=True, slots=True)
class Chapter:
    """What holds from an instant on, until the next chapter."""

    start: np.datetime64
    holding: Holding
    precision: Said | None = None


Story = tuple[Chapter, ...]


def periods(story: Story) -> Iterator[tuple[np.datetime64, np.datetime64 | None, Holding, Said | None]]:
    """Yield start, end, holding and precision of each chapter; the end of the last is None."""
    ends = [*(chapter.start for chapter in story[1:]), None]
    for chapter, end in zip(story, ends, strict=True):
        yield chapter.start, end, chapter.holding, chapter.precision


def joined(story: Story) -> Story:
    """Return a story without the chapters that only repeat the one before."""
    return tuple(c for n, c in enumerate(story) if n == 0 or c.holding != story[n - 1].holding)


def told_from(story: Story, start: np.datetime64, before: Holding) -> Story:
    """Return a story cut to begin at `start`, and with `before` in front where it would begin later."""
    earlier = [c.holding for c in story if c.start <= start]
    later = tuple(c for c in story if c.start > start)
    return joined((Chapter(start, earlier[-1] if earlier else before), *later))


def inferred(story: Story) -> Story:
    """Return a story as ground tells it that has it from a neighbour: nothing is surer than inferred."""
    return tuple(
        replace(c, holding=replace(c.holding, certainty="inferred", note=LocalizedText())) for c in story
    )


def written_over(
    story: Story,
    start: np.datetime64,
    end: np.datetime64 | None,
    change: Callable[[Holding], Holding],
    said: Said | None = None,
) -> Story:
    """Return a story in which `change` has been made to all that holds in `[start, end)`.

    `said` is how precisely `start` is known, where that is less than its text says.
    """
    chapters: list[Chapter] = []
    for begin, close, holding, precision in periods(story):
        cuts = sorted(
            {
                begin,
                *(c for c in (start, end) if c is not None and c > begin and (close is None or c < close)),
            }
        )
        for cut in cuts:
            within = cut >= start and (end is None or cut < end)
            found = change(holding) if within else holding
            known = precision if cut == begin else None
            chapters.append(Chapter(cut, found, said or known if cut == start else known))
    return joined(tuple(chapters))


def passed_on(
    story: Story, actor: str, start: np.datetime64, successor: Holding, said: Said | None = None
) -> Story:
    """Return a story in which `actor` holds nothing from an instant on: what it held is the successor's.

    Where `actor` only shares ground that another controls, it is no longer named. `said` is how precisely the
    instant is known.
    """

    def without(holding: Holding) -> Holding:
        if holding.controller == actor:
            return successor
        return _left_by(holding, actor) if actor in holding.others else holding

    return written_over(story, start, None, without, said)


def _left_by(holding: Holding, actor: str) -> Holding:
    others = tuple(other for other in holding.others if other != actor)
    return replace(holding, others=others, status=holding.status if others else "held")
