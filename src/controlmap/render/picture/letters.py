"""Texts of a sheet as outlines: it then looks the same wherever it is drawn, whatever fonts are there."""

from __future__ import annotations

import html
import re

from controlmap.render.picture.fonts import Fonts

__all__ = ["outlined"]

_TEXT = re.compile(r"<text((?: [\w-]+=\"[^\"]*\")*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r" ([\w-]+)=\"([^\"]*)\"")
_OF_TEXT = {"x", "y", "font-family", "font-size", "font-weight", "text-anchor", "direction"}
_BEGINS = {"start": 0.0, "middle": -0.5, "end": -1.0}
"""Which share of its width a text's left end lies from its anchor, where it runs to the right."""


def outlined(svg: str, fonts: Fonts) -> str:
    """Return a sheet with all its texts as outlines.

    `svg` is as the viewer writes it: texts are elements that hold nothing else.

    Raises
    ------
    InputError
        When no font has one of the letters.
    """
    root = dict(_ATTRIBUTE.findall(svg[: svg.index(">")]))

    def path_of(match: re.Match[str]) -> str:
        said = {**root, **dict(_ATTRIBUTE.findall(match[1]))}
        size, weight = float(said["font-size"]), int(said.get("font-weight", 400))
        rtl = said.get("direction") == "rtl"
        text = html.unescape(match[2])
        width = fonts.shaped(text, weight, rtl=rtl).width * size
        share = _BEGINS[said.get("text-anchor", "start")]
        left = float(said.get("x", 0)) + width * (-1 - share if rtl else share)
        look = "".join(f' {k}="{v}"' for k, v in _ATTRIBUTE.findall(match[1]) if k not in _OF_TEXT)
        place = f"translate({left:.2f} {float(said.get('y', 0)):.2f})"
        return f'<path transform="{place}"{look} d="{fonts.path(text, weight, size, rtl=rtl)}"/>'

    return _TEXT.sub(path_of, svg)
