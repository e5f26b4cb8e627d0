"""How far colours are apart on the page for whoever tells them apart least.

Colours are compared as the page shows them: laid over its light and its dark paper, as solid ground and as
the eye mixes it from afar with the stripes of claimed ground, whose lines cover most of all textures; for
people with all kinds of cones and for those who lack one (G. M. Machado, M. M. Oliveira and L. A. F.
Fernandes, "A physiologically-based model for simulation of color vision deficiency", IEEE Transactions on
Visualization and Computer Graphics 15, 2009, full strength, on linear RGB). The difference of two colours is
CIEDE2000 (G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 color-difference formula", Color Research and
Application 30, 2005), in CIELAB for D65.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "INKS",
    "LEAST_APART",
    "Colours",
    "apart",
    "apart_in_grey",
    "as_shown",
    "ciede2000",
    "lab_of",
    "least_apart",
    "lines_apart",
    "pairs_apart",
]

LEAST_APART = 15.0
"""Two colours less far apart than this, in CIEDE2000, are hard to tell from each other for somebody."""

PAPERS = ("#faf8f3", "#20262a")
"""What ground lies on by day and by night: `covered` in the page's `scene/theme.ts`."""

FILL = 0.84
"""Opacity of ground."""

INKS = (0.45, 0.4)
"""Opacity of the white and of the black lines of a texture on ground."""

MIXES = ((0.0, 0.0), (0.165, 0.165))
"""Shares of ground under white and under black lines: of solid ground, and of what has stripes."""

Colours = NDArray[np.float64]

_SIGHTS = (
    np.eye(3),
    np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
)
"""With all cones; without those for long waves (protan), middle ones (deutan), short ones (tritan)."""

_XYZ_OF_RGB = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""IEC 61966-2-1."""
_WHITE = np.array([0.95047, 1.0, 1.08883])


def apart(one: str, two: str) -> float:
    """Return how far two colours (#rrggbb) are apart on the page for whoever tells them apart least.

    In CIEDE2000; each may be solid or striped.
    """
    return float(pairs_apart([(one, two)])[0])


def pairs_apart(pairs: Sequence[tuple[str, str]]) -> Colours:
    """Return how far the colours of each pair are apart, as `apart` does: (n,)."""
    number = {
        colour: i for i, colour in enumerate(dict.fromkeys(colour for pair in pairs for colour in pair))
    }
    shown = as_shown([*number])
    index = np.array([[number[colour] for colour in pair] for pair in pairs], dtype=int).reshape(-1, 2)
    ones, others = shown[index[:, 0]], shown[index[:, 1]]
    away = [ciede2000(ones[:, :, i], others[:, :, j]) for i, j in product(range(len(MIXES)), repeat=2)]
    return np.min(away, axis=(0, 2, 3))


def apart_in_grey(one: str, two: str) -> float:
    """Return how far two colours are apart on the page, solid or striped each, printed in grey."""
    return float(least_apart(as_shown([one], grey=True), as_shown([two], grey=True))[0, 0])


def as_shown(colours: Sequence[str], *, grey: bool = False) -> Colours:
    """Return colours in CIELAB as they are shown: (n, papers, mixes, kinds of sight, 3)."""
    rgb = _rgb(colours)
    sights = [np.tile(_XYZ_OF_RGB[1], (3, 1))] if grey else _SIGHTS
    shown = [
        [_seen(_mixed(rgb, paper, mix), sight) for sight in sights]
        for paper, mix in product(_rgb(PAPERS), MIXES)
    ]
    return np.moveaxis(np.array(shown), 2, 0).reshape(len(rgb), len(PAPERS), len(MIXES), len(sights), 3)


def lines_apart(colour: str) -> float:
    """Return how far the lines of textures are apart from ground of a colour (#rrggbb).

    That is, of the white and the black line, the one that is seen better; in CIEDE2000, for whoever tells
    them apart least, by day or by night.
    """
    rgb = _rgb([colour])
    return min(
        max(
            float(ciede2000(_seen(ground, sight), _seen(lines, sight))[0])
            for ground, lines in ((_drawn(rgb, paper), _inked(rgb, paper, ink)) for ink in range(2))
        )
        for paper, sight in product(_rgb(PAPERS), _SIGHTS)
    )


def _seen(linear: Colours, sight: Colours) -> Colours:
    """Return colours of linear sRGB in CIELAB as somebody with a kind of sight has them."""
    return lab_of(np.clip(linear @ sight.T, 0, 1))


def _drawn(rgb: Colours, paper: Colours) -> Colours:
    """Return colours over paper as ground is, in linear sRGB."""
    return _linear(paper + FILL * (rgb - paper))


def _inked(rgb: Colours, paper: Colours, ink: int) -> Colours:
    """Return what the white (0) or the black (1) lines on ground look like, in linear sRGB."""
    return _drawn(rgb + INKS[ink] * (1 - ink - rgb), paper)


def _mixed(rgb: Colours, paper: Colours, shares: tuple[float, float]) -> Colours:
    """Return ground with shares of it under lines, mixed as light is."""
    lines = sum(share * _inked(rgb, paper, ink) for ink, share in enumerate(shares))
    return (1 - sum(shares)) * _drawn(rgb, paper) + lines


def least_apart(ones: Colours, others: Colours) -> Colours:
    """Return the least difference of each of some shown colours to each of others: (n, m)."""
    least = np.full((len(ones), len(others)), np.inf)
    for one, other in product(range(len(MIXES)), repeat=2):
        away = ciede2000(ones[:, None, :, one], others[None, :, :, other])
        least = np.minimum(least, away.min(axis=(2, 3)))
    return least


def ciede2000(one: Colours, two: Colours) -> Colours:
    """Return the difference of colours in CIELAB, step by step as Sharma et al. name them."""
    (l1, a1, b1), (l2, a2, b2) = np.moveaxis(one, -1, 0), np.moveaxis(two, -1, 0)
    mean_c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    # A grey has no hue of its own: then hues do not differ, and their mean is that of the other.
    grey = c1 * c2 == 0
    dh = np.where(grey, 0, (h2 - h1 + 180) % 360 - 180)
    dl, dc = l2 - l1, c2 - c1
    d_big_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh) / 2)
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    around = (
        np.where(np.abs(h1 - h2) <= 180, h1 + h2, np.where(h1 + h2 < 360, h1 + h2 + 360, h1 + h2 - 360)) / 2
    )
    mean_h = np.where(grey, h1 + h2, around)
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    turn = 30 * np.exp(-(((mean_h - 275) / 25) ** 2))
    r_t = -2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)) * np.sin(np.radians(2 * turn))
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    return np.sqrt(
        (dl / s_l) ** 2 + (dc / s_c) ** 2 + (d_big_h / s_h) ** 2 + r_t * (dc / s_c) * (d_big_h / s_h)
    )


def lab_of(linear: Colours) -> Colours:
    """Return colours of linear sRGB in CIELAB."""
    share = (linear @ _XYZ_OF_RGB.T) / _WHITE
    f = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def _rgb(colours: Sequence[str]) -> Colours:
    return (
        np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours]).reshape(-1, 3) / 255
    )


def _linear(srgb: Colours) -> Colours:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
