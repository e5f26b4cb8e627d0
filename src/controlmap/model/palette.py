"""Colours for actors that nobody gave one, and for those whose colours look alike.

Two that are neighbours are at least `LEAST_APART` from each other, for any number of actors, as far as
neighbours are no more than the palette has colours. Distances are those of `controlmap.model.apart`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import combinations

import numpy as np

from controlmap.model.sight import LEAST_APART, Colours, as_shown, ciede2000, least_apart
from controlmap.model.states import UNKNOWN

__all__ = ["PALETTE", "colours_for", "colours_instead", "to_tell_apart"]

PALETTE = ("#8e0c1d", "#92d4ac", "#ffda4d", "#4e6cba", "#d2c8f7", "#bc7614", "#28244b", "#7c767f")
"""Every two of these are at least `LEAST_APART` from each other."""

_STEPS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0)


def to_tell_apart(actors: Sequence[str], neighbours: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs of actors whose colours are to be apart.

    All of those that hold ground, if the palette has so many colours; else neighbours.
    """
    holding = sorted({*actors} - {UNKNOWN})
    return [*combinations(holding, 2)] if len(holding) <= len(PALETTE) else sorted(neighbours)


def colours_for(
    actors: Sequence[str], neighbours: Iterable[tuple[str, str]], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return a colour (#rrggbb) for each actor: that given, else one apart from those it must be told from.

    Those are its neighbours; on a map of few actors all others (see `to_tell_apart`).
    Actors with most neighbours choose first: from the palette as long as it has a colour that is apart from
    their neighbours', one that few have. Whoever shares a colour then gets one of its own, if one is apart
    from all that are near and from the rest too.
    """
    beside = _beside(actors, to_tell_apart(actors, neighbours))
    chosen = {actor: colour.lower() for actor, colour in (given or {}).items() if actor in beside}
    fresh = sorted((a for a in actors if a not in chosen), key=lambda a: (-len(beside[a]), actors.index(a)))
    for actor in fresh:
        near = [chosen[other] for other in sorted(beside[actor]) if other in chosen]
        used = Counter(chosen.values())
        fit = [PALETTE[i] for i in np.flatnonzero(_least(PALETTE, near) >= LEAST_APART)]
        chosen[actor] = min(fit, key=lambda colour: used[colour]) if fit else _farthest(near)
    for actor in fresh:
        others = [chosen[other] for other in actors if other != actor]
        if chosen[actor] in others:
            near = [chosen[other] for other in sorted(beside[actor])]
            chosen[actor] = _own(near, others) or chosen[actor]
    return {actor: chosen[actor] for actor in actors}


def colours_instead(colours: Mapping[str, str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return new colours for as few actors as it takes that all pairs are apart, each near its old one; {}
    for none.

    Those that are listed first keep theirs.
    """
    beside = _beside(list(colours), pairs)
    kept: dict[str, str] = {}
    for actor, colour in colours.items():
        if _nearest(colour, [kept[other] for other in sorted(beside[actor]) if other in kept]) >= LEAST_APART:
            kept[actor] = colour
    new: dict[str, str] = {}
    for actor in (actor for actor in colours if actor not in kept):
        near = [(kept | new)[other] for other in sorted(beside[actor]) if other in kept | new]
        away = _all_least(near)
        fit = np.flatnonzero(away >= LEAST_APART)
        if not len(fit):
            return _from_palette(colours, beside)
        names, shown = _candidates()
        # Near is what looks alike to most people, on light paper.
        old = _shown((colours[actor],))[:, 0, 0, 0]
        new[actor] = names[fit[np.argmin(ciede2000(shown[fit][:, 0, 0, 0], old))]]
    return new


def _from_palette(colours: Mapping[str, str], beside: Mapping[str, set[str]]) -> dict[str, str]:
    """Return colours of the palette for all actors; {} where it has too few."""
    pairs = [(one, two) for one, near in beside.items() for two in near]
    new = colours_for(list(colours), pairs)
    passes = all(_nearest(new[one], [new[two]]) >= LEAST_APART for one, two in pairs)
    return {actor: colour for actor, colour in new.items() if colour != colours[actor]} if passes else {}


def _beside(actors: Sequence[str], neighbours: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    beside: dict[str, set[str]] = {actor: set() for actor in actors}
    for one, two in neighbours:
        if one != two and one in beside and two in beside:
            beside[one].add(two)
            beside[two].add(one)
    return beside


def _nearest(colour: str, others: Sequence[str]) -> float:
    return float(_least((colour,), others)[0])


def _least(colours: tuple[str, ...], others: Sequence[str]) -> Colours:
    """Return for each colour how far the nearest of others is."""
    if not others:
        return np.full(len(colours), np.inf)
    shown = np.concatenate([_shown((other,)) for other in dict.fromkeys(others)])
    return least_apart(_shown(colours), shown).min(axis=1)


@cache
def _shown(colours: tuple[str, ...]) -> Colours:
    return as_shown(colours)


def _farthest(near: Sequence[str]) -> str:
    return _candidates()[0][int(np.argmax(_all_least(near)))]


def _own(near: Sequence[str], others: Sequence[str]) -> str | None:
    """Return the candidate that is apart from what is near and farthest from all others; None for none."""
    fit = np.flatnonzero(_all_least(near) >= LEAST_APART)
    if not len(fit):
        return None
    names, _ = _candidates()
    away = _all_least(others)[fit]
    return names[fit[int(np.argmax(away))]] if away.max() > 0 else None


def _all_least(others: Sequence[str]) -> Colours:
    """Return for each candidate how far the nearest of others is."""
    if not others:
        return np.full(len(_candidates()[0]), np.inf)
    return np.min([_away(colour) for colour in dict.fromkeys(others)], axis=0)


@cache
def _away(colour: str) -> Colours:
    """Return how far each candidate is from a colour."""
    return least_apart(_candidates()[1], as_shown([colour]))[:, 0]


@cache
def _candidates() -> tuple[list[str], Colours]:
    """Return colours from all over the cube of sRGB, but for the loudest, with their looks."""
    steps = [round(255 * step) for step in _STEPS]
    cube = [(r, g, b) for r in steps for g in steps for b in steps if max(r, g, b) - min(r, g, b) <= 205]
    names = ["#" + "".join(f"{part:02x}" for part in colour) for colour in cube]
    return names, as_shown(names)
