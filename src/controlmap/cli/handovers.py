"""Handovers, as `changes` and `at` tell them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from controlmap.cli.dated import in_words, to_what_is_known
from controlmap.dates import first_minute
from controlmap.words import one_line

if TYPE_CHECKING:
    from controlmap.measure import Handover

__all__ = ["handover_document", "handover_line", "handover_lines"]


def handover_document(handover: Handover) -> dict[str, Any]:
    """Return a handover for programs."""
    return {
        "date": to_what_is_known(handover.date, handover.known_to),
        "precision": handover.known_to,
        "from": handover.before,
        "to": handover.after,
        "state": handover.state.id if handover.state else None,
        "certainty": handover.state.certainty if handover.state else None,
        "sources": list(handover.sources),
        "note": _note(handover),
    }


def _note(handover: Handover) -> str | None:
    """Return the note of what begins with a handover, which may say that its day is not known."""
    state = handover.state
    return state.note if state and first_minute(state.valid_from) == first_minute(handover.date) else None


def handover_lines(handover: Handover) -> Iterator[str]:
    """Yield a handover for people, and the note of what begins with it."""
    yield handover_line(handover)
    if note := _note(handover):
        yield f"  {one_line(note)}"


def handover_line(handover: Handover) -> str:
    """Return a handover for people: when, from whom to whom, how sure, who says so."""
    sure = f" ({handover.state.certainty})" if handover.state else ""
    sources = f"  {', '.join(handover.sources)}" if handover.sources else ""
    return (
        f"{in_words(handover.date, handover.known_to)}  {handover.before} → {handover.after}{sure}{sources}"
    )
