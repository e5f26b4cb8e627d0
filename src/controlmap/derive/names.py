"""What ground is called: after its leading place, and how many more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from controlmap.model import Place

__all__ = ["Landmark", "area_names", "lead_of"]

_RANKS = {"city": 0, "town": 1, "airport": 2, "base": 2, "neighbourhood": 3, "village": 4}


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that ground may be named after.

    `here` says that the place lies on the ground's side of the borders drawn by hand, `told` that reports
    tell of it.
    """

    place: Place
    here: bool
    told: bool

    @property
    def _weight(self) -> tuple[bool, bool, int, int, str]:
        place = self.place
        return not self.here, not self.told, _RANKS.get(place.kind, 5), -(place.population or 0), place.id


def lead_of(landmarks: Iterable[Landmark]) -> Landmark | None:
    """Return the landmark that names ground best: on it, told of, and large."""
    return min(landmarks, key=lambda landmark: landmark._weight, default=None)


def area_names(landmarks: Iterable[Landmark]) -> tuple[str | None, str | None]:
    """Return the English and the Arabic name of ground with these landmarks, None without any."""
    known = list(landmarks)
    lead = lead_of(known)
    if lead is None:
        return None, None
    english, arabic = lead.place.name_en, lead.place.name_ar or lead.place.name_en
    if not lead.here:
        return f"Near {english}", f"قرب {arabic}"
    more = len({landmark.place.id for landmark in known if landmark.here}) - 1
    return english + _more_en(more), arabic + _more_ar(more)


def _more_en(more: int) -> str:
    return "" if more == 0 else f" and {more} more place{'s' if more > 1 else ''}"


def _more_ar(more: int) -> str:
    """Arabic counts one, two, three to ten, and more, each in its own form."""
    if more <= 2:
        return ("", " ومكان آخر", " ومكانان آخران")[more]
    return f" و{more} أماكن أخرى" if more <= 10 else f" و{more} مكاناً آخر"
