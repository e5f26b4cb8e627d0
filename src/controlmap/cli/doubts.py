"""What may lie on either side of the dates that a command is asked about, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from controlmap.cli.dated import in_words
from controlmap.cli.tables import moved_lines, rows_of

if TYPE_CHECKING:
    from controlmap.history import History, Spell
    from controlmap.measure import Doubt

__all__ = ["doubt_document", "doubt_line", "doubt_lines", "doubts_on", "place_doubt_lines", "when_in_words"]


def doubt_document(doubt: Doubt) -> dict[str, Any]:
    """Return for programs a change of one place that may lie on either side."""
    earliest, latest = doubt.days
    return {
        "from": doubt.before.controller,
        "from_status": doubt.before.state.status if doubt.before.state else None,
        "to": doubt.after.controller,
        "to_status": doubt.after.state.status if doubt.after.state else None,
        "earliest": earliest,
        "latest": latest,
        "precision": doubt.known_to or "between reports",
        "is_counted": doubt.is_counted,
    }


def doubt_line(doubt: Doubt) -> str:
    """Return for people what may have been so already, or not yet, at an instant."""
    if doubt.is_counted:
        later = f"may have been so only later: it changed {when_in_words(doubt)}"
        return f"{later}. Until then {_held(doubt.before)}"
    return f"may have changed already, {when_in_words(doubt)}. From then on {_held(doubt.after)}"


def _held(spell: Spell) -> str:
    return f"{spell.controller}, {spell.state.status}" if spell.state else "unknown (no record)"


def when_in_words(doubt: Doubt) -> str:
    """Return all that is known of when something changed."""
    import numpy as np

    if doubt.known_to is None:
        one, two = (in_words(np.datetime64(day), "day") for day in doubt.days)
        return f"between {one} and {two}: no report says when"
    return _within(in_words(doubt.after.start, doubt.known_to), doubt.known_to)


def _within(when: str, known_to: str) -> str:
    if known_to in ("year", "month"):
        return f"in {when}, on a day that no source says"
    return f"on {when.removesuffix(' (order known, hours not)')}, at an hour that no source says"


def place_doubt_lines(doubts: Iterable[Doubt]) -> Iterator[str]:
    """Yield for people which changes of a place may lie in the days asked for as well as out of them."""
    for doubt in doubts:
        perhaps = "perhaps before or after" if doubt.is_counted else "perhaps"
        yield f"  {perhaps}: {doubt.before.controller} → {doubt.after.controller}, {when_in_words(doubt)}"


def doubts_on(history: History, dates: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the rows of ground that may have passed already on some dates, or not yet, with the date."""
    from controlmap.dates import exact_text, instant_of
    from controlmap.measure import doubt_columns

    asked = [instant_of(date, history.zone) for date in dates]
    return [
        {"date": exact_text(date), **row} for date in asked for row in rows_of(doubt_columns(history, date))
    ]


def doubt_lines(rows: Iterable[Mapping[str, Any]], *, on: bool = False) -> Iterator[str]:
    """Yield for people what may lie on either side: what is counted, and what is not.

    `on` says that dates were asked for, each by itself, and not the days from one to another.
    """
    listed = list(rows)
    for counted, what in ((True, _COUNTED), (False, _UNCOUNTED)):
        if some := [row for row in listed if row["is_counted"] == counted]:
            yield what[on]
            for line, row in zip(moved_lines(some), some, strict=True):
                yield f"{line}  {row['within']}" + (f" (for {row['date']})" if on else "")


_COUNTED = (
    "counted here, but may have passed before or after: all that is known of when is",
    "counted as passed, but may have passed later: all that is known of when is",
)
_UNCOUNTED = (
    "not counted here, but may have passed then: all that is known of when is",
    "not counted as passed, but may have passed already: all that is known of when is",
)
