"""Colours for actors that nobody gave one: neighbours stay apart, for any number of them.

Colours are compared in OKLab (B. Ottosson, "A perceptual color space for image processing", 2020), where
equal distances look about equally large, as they are and as people see them who lack one kind of cone (G. M.
Machado, M. M. Oliveira and L. A. F. Fernandes, "A physiologically-based model for simulation of color vision
deficiency", 2009, full strength). The candidates are calm: of middle lightness and little chroma.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_APART", "apart", "colours_for"]

LEAST_APART = 0.04
"""Two colours less far apart than this are hard to tell from each other, side by side, for somebody."""

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_SIGHTS = (
    np.eye(3),
    np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
)
"""All three kinds of cones; without that for long waves (protan); without that for middle ones (deutan)."""

Colours = NDArray[np.float64]


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
    seen = _seen(candidates)
    order = sorted((a for a in actors if a not in chosen), key=lambda a: (-len(beside[a]), actors.index(a)))
    for actor in order:
        near = [chosen[other] for other in sorted(beside[actor]) if other in chosen]
        score = np.minimum(_least(seen, near), 4 * LEAST_APART) + 0.5 * np.minimum(
            _least(seen, list(chosen.values())), 2 * LEAST_APART
        )
        chosen[actor] = candidates[int(np.argmax(score))]
    return {actor: chosen[actor] for actor in actors}


def apart(one: str, two: str) -> float:
    """Return how far two colours (#rrggbb) are apart for whoever tells them apart least, in OKLab."""
    return float(_least(_seen([one]), [two])[0])


def _candidates() -> list[str]:
    """Return calm colours all round the hues, those of a middle lightness first."""
    hues = (np.arange(24) * 137.50776) % 360  # by the golden angle: any first few are spread out
    found = []
    for lightness, chroma in ((0.62, 0.10), (0.72, 0.09), (0.52, 0.09), (0.80, 0.06), (0.44, 0.07)):
        for hue in np.radians(hues):
            rgb = _to_rgb(np.array([lightness, chroma * np.cos(hue), chroma * np.sin(hue)]))
            if np.all((rgb >= 0) & (rgb <= 1)):
                found.append("#" + "".join(f"{round(255 * float(c)):02x}" for c in rgb))
    return list(dict.fromkeys(found))


def _seen(colours: Sequence[str]) -> Colours:
    """Return colours (n, 3, 3) in OKLab as each kind of sight has them."""
    linear = _linear(np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours]) / 255)
    return np.stack([_to_lab(np.clip(linear @ sight.T, 0, 1)) for sight in _SIGHTS], axis=1)


def _least(seen: Colours, others: Sequence[str]) -> Colours:
    """Return each colour's distance to the nearest of others, for the sight that tells them apart least."""
    if not others:
        return np.full(len(seen), np.inf)
    away = np.linalg.norm(seen[:, None] - _seen(others)[None], axis=3)
    return away.min(axis=(1, 2))


def _linear(srgb: Colours) -> Colours:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _to_lab(linear: Colours) -> Colours:
    return np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T


def _to_rgb(lab: Colours) -> Colours:
    linear = np.linalg.inv(_TO_LMS) @ (np.linalg.inv(_TO_LAB) @ lab) ** 3
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)
