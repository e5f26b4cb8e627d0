"""A holding: who holds ground and how, whatever ground it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from controlmap.model.fields import Certainty, Status
from controlmap.model.localized_text import LocalizedText

__all__ = ["Holding"]


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds ground, how, how sure that is, and who says so; `hand` is the hand feature it is drawn by."""

    controller: str
    status: Status = "held"
    others: tuple[str, ...] = ()
    certainty: Certainty = "inferred"
    sources: tuple[str, ...] = ()
    note: LocalizedText = field(default_factory=LocalizedText)
    hand: str | None = None

    @property
    def holders(self) -> tuple[str, str, tuple[str, ...]]:
        """Who holds the ground and how, without how we know."""
        return self.controller, self.status, self.others
