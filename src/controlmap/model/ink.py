"""The ink of lines on coloured ground: black or white, as strong as it takes to be seen there."""

from __future__ import annotations

from collections.abc import Sequence

from controlmap.model.sight import FILL, PAPERS

__all__ = ["QUIET_CONTRAST", "SIGN_CONTRAST", "contrast", "hatch_contrast", "ink_on", "over"]

SIGN_CONTRAST = 3.0
"""The contrast of signs with their ground: what graphics must have to be understood (WCAG 2.2, 1.4.11)."""
QUIET_CONTRAST = 1.8
"""The contrast of lines that only help to tell grounds apart."""
_SIGNS = ("contested", "joint", "besieged")
_INKS = ("#000000", "#ffffff")
_ALPHAS = [round(0.1 + 0.05 * i, 2) for i in range(19)]

Rgb = Sequence[float]


def hatch_contrast(hatch: str) -> float:
    """Return how much a hatch is to stand out: one that says how ground is held, as a sign."""
    return SIGN_CONTRAST if hatch in _SIGNS else QUIET_CONTRAST


def ink_on(colour: str, wanted: float, *, paper: str = PAPERS[0], opacity: float = FILL) -> tuple[str, float]:
    """Return the ink for lines on a colour (#rrggbb) that lies over paper, and its opacity.

    Of black and white it is the one that stands out more, no stronger than the contrast wanted takes.
    """
    ground = over(colour, opacity, over(paper))
    ink = max(_INKS, key=lambda one: contrast(over(one), ground))
    enough = (alpha for alpha in _ALPHAS if contrast(over(ink, alpha, ground), ground) >= wanted)
    return ink, next(enough, 1.0)


def over(colour: str, opacity: float = 1.0, under: Rgb = (0, 0, 0)) -> Rgb:
    """Return the channels (0 to 255) of a colour (#rrggbb) that lies over another."""
    top = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return [low + opacity * (high - low) for high, low in zip(top, under, strict=True)]


def contrast(one: Rgb, two: Rgb) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG counts it."""
    dark, light = sorted(map(_luminance, (one, two)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(channels: Rgb) -> float:
    return sum(
        share * _linear(channel / 255)
        for share, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True)
    )


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
