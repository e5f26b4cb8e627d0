"""Who holds a place, by a report or by a control state, and whether two reports can both be so."""

from __future__ import annotations

from controlmap.model import SHARED, UNKNOWN, ControlState, Report

__all__ = ["compatible", "holders"]


def holders(value: Report | ControlState) -> frozenset[str]:
    """Return who holds, and on contested or joint ground who else does."""
    return frozenset({value.controller, *(value.others if value.status in SHARED else ())} - {UNKNOWN})


def compatible(one: Report, two: Report) -> bool:
    """Return whether two reports can both be so: they name a holder in common, or one names none."""
    return bool(holders(one) & holders(two)) or UNKNOWN in (one.controller, two.controller)
