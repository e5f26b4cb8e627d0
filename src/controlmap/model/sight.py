"""How far colours are apart for whoever tells them apart least.

Colours are compared in OKLab (B. Ottosson, "A perceptual color space for image processing", 2020), where
equal distances look about equally large, as they are and as people see them who lack one kind of cone (G. M.
Machado, M. M. Oliveira and L. A. F. Fernandes, "A physiologically-based model for simulation of color vision
deficiency", 2009, full strength).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_APART", "Colours", "apart", "as_seen", "least_apart", "rgb_of_oklab"]

LEAST_APART = 0.04
"""Two colours less far apart than this are hard to tell from each other, side by side, for somebody."""

_LMS_OF_RGB = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB_OF_LMS = np.array(
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


def apart(one: str, two: str) -> float:
    """Return how far two colours (#rrggbb) are apart for whoever tells them apart least, in OKLab."""
    return float(least_apart(as_seen([one]), [two])[0])


def as_seen(colours: Sequence[str]) -> Colours:
    """Return colours (n, 3, 3) in OKLab as each kind of sight has them."""
    linear = _linear(np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours]) / 255)
    return np.stack([_to_lab(np.clip(linear @ sight.T, 0, 1)) for sight in _SIGHTS], axis=1)


def least_apart(seen: Colours, others: Sequence[str]) -> Colours:
    """Return each colour's distance to the nearest of others, for the sight that tells them apart least."""
    if not others:
        return np.full(len(seen), np.inf)
    away = np.linalg.norm(seen[:, None] - as_seen(others)[None], axis=3)
    return away.min(axis=(1, 2))


def rgb_of_oklab(lab: Colours) -> Colours:
    """Return a colour of OKLab in sRGB; outside 0 to 1 there is none."""
    linear = np.linalg.inv(_LMS_OF_RGB) @ (np.linalg.inv(_LAB_OF_LMS) @ lab) ** 3
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)


def _linear(srgb: Colours) -> Colours:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _to_lab(linear: Colours) -> Colours:
    return np.cbrt(linear @ _LMS_OF_RGB.T) @ _LAB_OF_LMS.T
