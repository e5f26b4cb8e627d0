"""What ground is called: after its leading place, and how many more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from controlmap.derive.words import Words
from controlmap.model import LocalizedText, Place

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


def area_names(landmarks: Iterable[Landmark], words: Mapping[str, Words]) -> LocalizedText:
    """Return the name of ground with these landmarks in each language of `words`, the map's first first."""
    known = list(landmarks)
    lead = lead_of(known)
    if lead is None:
        return LocalizedText()
    more = len({landmark.place.id for landmark in known if landmark.here}) - 1
    return LocalizedText.in_languages(
        {language: _named(lead, more, language, words) for language in words}, next(iter(words))
    )


def _named(lead: Landmark, more: int, language: str, words: Mapping[str, Words]) -> str:
    """Return a name in a language, around the place's name in the first one where it has none in this."""
    names = lead.place.text("name").by_language(next(iter(words)))
    name = names.get(language) or next(iter(names.values()), lead.place.id)
    if not lead.here:
        return words[language].near.replace("{place}", name)
    return name + words[language].more(more) if more else name
