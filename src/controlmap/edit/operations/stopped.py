"""Why a border does not move: in words, with the place and the states that are in the way."""

from __future__ import annotations

from collections.abc import Sequence

from controlmap.dates import as_known, format_instant
from controlmap.errors import Problem
from controlmap.model import ControlState, KnownDates
from controlmap.plane import Stop
from controlmap.words import first_of, phrase

__all__ = ["why_not_moved", "why_not_recorded"]

_SHOWN = 3
_WORDS = {
    "edge": "the border is the edge of the map at {place}: nothing lies beyond it",
    "swallowed": "all ground between two borders would go, at {place}: that of {states}",
    "across": "another border is in the way at {place}: behind it lies {states}",
    "unclear": "the borders that meet the old one near {place} cannot be led on to the new one: {states}",
    "company": "borders of several dates would cross at {place}: on that ground lies {states}",
}
_HINTS = {
    "edge": "Transfer and correct change what lies at the edge.",
    "swallowed": "Keep to this side of the second border, or give the ground by transfer or correct.",
    "across": "Move the other border first, or choose a scope of less time.",
    "unclear": "Move the border in two shorter stretches, parted where the others meet it.",
    "company": "Move the other border first, or choose a scope of less time.",
}


def why_not_moved(stop: Stop, states: Sequence[ControlState], known: KnownDates) -> Problem:
    """Return why a border does not move; `states` are those that the indexes in `stop` mean."""
    lon, lat = stop.lonlat
    named = [_dated(states[i], known) for i in sorted(stop.areas)]
    words = phrase(_WORDS[stop.why], place=f"{lon:.5f}, {lat:.5f}", states=first_of(named, _SHOWN))
    return Problem(words, hint=_HINTS[stop.why])


def why_not_recorded(lonlat: tuple[float, float], since: str) -> Problem:
    """Return why a border does not move: on some dates no record speaks of the ground beyond it."""
    place = f"{lonlat[0]:.5f}, {lonlat[1]:.5f}"
    words = phrase(
        "the border is the edge of what is on record at {place} from {since} on",
        place=place,
        since=since,
    )
    return Problem(words, hint="Choose a scope of less time.")


def _dated(state: ControlState, known: KnownDates) -> str:
    start, end = format_instant(as_known(state.valid_from, state.known_to)), state.valid_to
    if end is None:
        return phrase("{id} (from {start})", id=state.id, start=start)
    return phrase("{id} (from {start} until {end})", id=state.id, start=start, end=known.end_text(end))
