"""What of all that is looked at holds on the last date, however files tell their dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from controlmap.dates import OPEN_END, first_minute, format_instant
from controlmap.exchange.ground import Grounds, Piece
from controlmap.exchange.incoming import held_at_the_end
from controlmap.exchange.looking.fields import when_of
from controlmap.exchange.periods import exactness
from controlmap.exchange.readers import Rows
from controlmap.exchange.when import Reckoning, When

__all__ = ["OnLastDate", "last_of_days", "last_of_files", "last_of_periods"]


class OnLastDate(NamedTuple):
    """The ground that holds on a date, as a text; None where no date is told."""

    pieces: Sequence[Piece]
    date: str | None


def last_of_periods(
    grounds: Sequence[Grounds], begin: str, end: str | None, reckoning: Reckoning, *, inclusive: bool
) -> OnLastDate:
    """Return what holds at the last instant that the periods tell of, where an import says what holds."""
    pieces = list(_all(grounds))
    dated: list[tuple[Piece, When, When | None]] = []
    for piece in pieces:
        since = when_of(piece.row.fields.get(begin), reckoning)
        if since is not None:
            dated.append((piece, since, when_of(piece.row.fields.get(end), reckoning) if end else None))
    if not dated:
        return OnLastDate(pieces, None)
    starts = np.array([_minute(since) for _, since, _ in dated])
    told = [until and (until.end if inclusive else until.start) for *_, until in dated]
    ends = np.array([OPEN_END if end is None else first_minute(end) for end in told])
    instants = [*(since.start for _, since, _ in dated), *(end for end in told if end is not None)]
    # Of several that are one minute the least exact one is told.
    known = {str(first_minute(one)): one for one in sorted(instants, key=exactness, reverse=True)}
    on, held = held_at_the_end(starts, ends, lambda last: known[str(first_minute(last))])
    return OnLastDate([dated[i][0] for i in np.flatnonzero(held)], format_instant(on))


def last_of_days(grounds: Sequence[Grounds], field: str, reckoning: Reckoning) -> OnLastDate:
    """Return the rows of the last day that a field has."""
    pieces = list(_all(grounds))
    dated = [(piece, when) for piece in pieces if (when := when_of(piece.row.fields.get(field), reckoning))]
    if not dated:
        return OnLastDate(pieces, None)
    last = max((when for _, when in dated), key=_minute)
    return OnLastDate([piece for piece, when in dated if when.start == last.start], last.text)


def last_of_files(grounds: Sequence[Grounds], read: Sequence[Rows], by_file: Mapping[str, str]) -> OnLastDate:
    """Return what stands in the files of the last day; in the last file where none has a date."""
    how = Reckoning(bce="iso")
    days = {file: when for file, text in by_file.items() if (when := when_of(text, how))}
    if not days:
        return OnLastDate(grounds[-1].pieces, None)
    last = max(days.values(), key=_minute)
    found = [g for rows, g in zip(read, grounds, strict=True) if days.get(rows.file) == last]
    return OnLastDate(list(_all(found)), last.text)


def _all(grounds: Iterable[Grounds]) -> Iterable[Piece]:
    return chain.from_iterable(one.pieces for one in grounds)


def _minute(when: When) -> np.datetime64:
    return first_minute(when.start)
