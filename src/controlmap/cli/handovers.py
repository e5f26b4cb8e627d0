"""Handovers, as `changes` and `at` tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from controlmap.measure import Handover

__all__ = ["handover_document", "handover_line"]


def handover_document(handover: Handover) -> dict[str, Any]:
    """Return a handover for programs."""
    from controlmap.dates import format_instant

    return {
        "date": format_instant(handover.date),
        "from": handover.before,
        "to": handover.after,
        "state": handover.state.id if handover.state else None,
        "certainty": handover.state.certainty if handover.state else None,
        "sources": list(handover.sources),
    }


def handover_line(handover: Handover) -> str:
    """Return a handover for people: when, from whom to whom, how sure, who says so."""
    from controlmap.dates import format_instant

    sure = f" ({handover.state.certainty})" if handover.state else ""
    sources = f"  {', '.join(handover.sources)}" if handover.sources else ""
    return f"{format_instant(handover.date)}  {handover.before} → {handover.after}{sure}{sources}"
