"""Colours for actors that nobody gave one: neighbours stay apart, for any number of them.

Distances are those of `controlmap.model.apart`. The candidates are calm: of middle lightness and little
chroma.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from controlmap.model import LEAST_APART, as_seen, least_apart, rgb_of_oklab

__all__ = ["colours_for"]


def colours_for(
    actors: Sequence[str], neighbours: Iterable[tuple[str, str]], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return a colour (#rrggbb) for each actor: that given, else one apart from its neighbours' and the rest.

    Actors with most neighbours choose first; each takes the candidate that is farthest from its neighbours'
    colours, as far as those decide, and then from all that are taken.
    """
    beside: dict[str, set[str]] = {actor: set() for actor in actors}
    for one, two in neighbours:
        if one != two and one in beside and two in beside:
            beside[one].add(two)
            beside[two].add(one)
    chosen = {actor: colour.lower() for actor, colour in (given or {}).items() if actor in beside}
    candidates = _candidates()
    looks = as_seen(candidates)
    order = sorted((a for a in actors if a not in chosen), key=lambda a: (-len(beside[a]), actors.index(a)))
    for actor in order:
        near = [chosen[other] for other in sorted(beside[actor]) if other in chosen]
        score = np.minimum(least_apart(looks, near), 4 * LEAST_APART) + 0.5 * np.minimum(
            least_apart(looks, list(chosen.values())), 2 * LEAST_APART
        )
        chosen[actor] = candidates[int(np.argmax(score))]
    return {actor: chosen[actor] for actor in actors}


def _candidates() -> list[str]:
    """Return calm colours all round the hues, those of a middle lightness first."""
    hues = (np.arange(24) * 137.50776) % 360  # by the golden angle: any first few are spread out
    found = []
    for lightness, chroma in ((0.62, 0.10), (0.72, 0.09), (0.52, 0.09), (0.80, 0.06), (0.44, 0.07)):
        for hue in np.radians(hues):
            rgb = rgb_of_oklab(np.array([lightness, chroma * np.cos(hue), chroma * np.sin(hue)]))
            if np.all((rgb >= 0) & (rgb <= 1)):
                found.append("#" + "".join(f"{round(255 * float(c)):02x}" for c in rgb))
    return list(dict.fromkeys(found))
