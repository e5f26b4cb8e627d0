"""Handovers, as `changes` and `at` tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from controlmap.cli.dated import in_words, to_what_is_known

if TYPE_CHECKING:
    from controlmap.measure import Handover

__all__ = ["handover_document", "handover_line"]


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
    }


def handover_line(handover: Handover) -> str:
    """Return a handover for people: when, from whom to whom, how sure, who says so."""
    sure = f" ({handover.state.certainty})" if handover.state else ""
    sources = f"  {', '.join(handover.sources)}" if handover.sources else ""
    return (
        f"{in_words(handover.date, handover.known_to)}  {handover.before} → {handover.after}{sure}{sources}"
    )
