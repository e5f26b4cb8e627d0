"""Sites: seeds with the story that their own reports tell, from the start of the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from controlmap.derive.faces import Zone, zones_at
from controlmap.derive.place_timeline import place_story
from controlmap.derive.seeds import Seed
from controlmap.derive.timeline import Story, told_from
from controlmap.derive.words import Words
from controlmap.model import UNKNOWN, Holding, LocalizedText, Text, Voices

__all__ = ["Site", "first_holding", "sites_of"]

_NOBODY_KNOWS = Holding(UNKNOWN)


@dataclass(frozen=True, slots=True)
class Site:
    """A seed, the zone it lies in, and its story from the start of the map."""

    seed: Seed
    zone: int | None
    story: Story


def sites_of(
    seeds: Sequence[Seed],
    zones: Sequence[Zone],
    start: np.datetime64,
    voices: Voices,
    names: Mapping[str, Text],
    words: Mapping[str, Words],
) -> list[Site]:
    """Return a site for each seed; before its own reports begin, it is its zone's first holder's."""
    points = np.array([seed.lonlat for seed in seeds]).reshape(-1, 2)

    def story(seed: Seed, before: Holding) -> Story:
        told = place_story(
            seed.reports, voices=voices, names=names, words=words, start=start, before=before.controller
        )
        return told_from(told, start, before)

    return [
        Site(seed, zone, story(seed, first_holding(zone, zones)))
        for seed, zone in zip(seeds, zones_at(points, zones), strict=True)
    ]


def first_holding(zone: int | None, zones: Sequence[Zone]) -> Holding:
    """Return what ground in a zone has for a first holder, before any place speaks."""
    if zone is None:
        return _NOBODY_KNOWS
    return replace(zones[zone].feature.holding, certainty="inferred", note=LocalizedText())
