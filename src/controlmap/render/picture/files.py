"""Pictures and clips of a map, as the bytes of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from controlmap.errors import InputError, Problem
from controlmap.render.picture import pixels
from controlmap.render.picture.drawing import Drawing, Frame, drawn
from controlmap.render.picture.fonts import Fonts
from controlmap.render.picture.letters import outlined
from controlmap.render.picture.painters import pngs

__all__ = ["CLIPS", "STILLS", "frames"]

STILLS = (".png", ".svg", ".pdf")
"""Endings of files of single pictures: PDF has a page for each, of the others each is a file."""
CLIPS = (".gif", ".webp", ".mp4")
_SHARP = (*CLIPS, ".pdf")
"""In a PDF a blur would be pixels, which take most of its bytes and of the time to make it."""
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_USUAL = (1000, 900)
_LEAST, _MOST = 200, 8000

Encode = Callable[[Sequence[bytes], float], bytes]
_ENCODERS: dict[str, Encode] = {".gif": pixels.gif, ".webp": pixels.webp, ".mp4": pixels.mp4}


def frames(
    payload: bytes,
    drawing: Drawing,
    ending: str,
    *,
    scale: float | None = None,
    seconds: float = 0.8,
    fonts: Iterable[Path] = (),
) -> list[tuple[str | None, bytes]]:
    """Return the files of pictures of a map: each with its date, or one with all and None.

    `drawing` has width and height in pixels; `scale` says how many a unit of the sheet takes, on which texts
    are 13 units high, by default so many that the whole is about 1000 units wide. A picture of a clip stands
    for `seconds`, the last one twice as long. The same arguments give the same bytes.

    Raises
    ------
    InputError
        When the ending is of no format that is written, the size is out of all bounds or too small for the
        texts, or no font has one of the letters.
    BundleMissingError
        The package was installed without the viewer's bundle.
    """
    size = _checked_size(drawing.width, drawing.height)
    ratio = scale or max(0.75, min(size[0] / _USUAL[0], size[1] / _USUAL[1]))
    letters = Fonts(fonts)
    sheet_size = {"width": size[0] / ratio, "height": size[1] / ratio}
    sized = replace(drawing, **sheet_size, sharp=ending in _SHARP, pixels=ending not in (".svg", ".pdf"))
    sheets = drawn(payload, sized, letters)
    if ending == ".svg":
        return [(sheet.name, f"{_XML}{_sized(sheet.svg, size)}\n".encode()) for sheet in sheets]
    names: list[str] = []
    plain = (_sized(outlined(sheet.svg, letters), size) for sheet in _noted(sheets, names))
    if ending == ".pdf":
        return [(None, pixels.pdf([*plain], (size[0] * 0.75, size[1] * 0.75)))]
    pictures = pngs(plain)
    if ending == ".png":
        return list(zip(names, pictures, strict=True))
    if ending in _ENCODERS:
        return [(None, _ENCODERS[ending](pictures, seconds))]
    raise InputError(Problem(f"pictures are {', '.join((*STILLS, *CLIPS))}; found {ending or 'no ending'!r}"))


def _noted(sheets: Iterable[Frame], names: list[str]) -> Iterator[Frame]:
    for sheet in sheets:
        names.append(sheet.name)
        yield sheet


def _checked_size(width: float, height: float) -> tuple[int, int]:
    if not (_LEAST <= width <= _MOST and _LEAST <= height <= _MOST):
        raise InputError(
            Problem(f"pictures are {_LEAST} to {_MOST} pixels wide and high; asked for {width}x{height}")
        )
    return round(width), round(height)


def _sized(svg: str, size: tuple[int, int]) -> str:
    """Return a sheet that says how many pixels wide and high it is."""
    head, rest = svg.split(">", 1)
    units = head[head.index("viewBox=") :].split('"')[1].split()[2:]
    for name, unit, pixel in zip(("width", "height"), units, size, strict=True):
        head = head.replace(f' {name}="{unit}"', f' {name}="{pixel}"', 1)
    return f"{head}>{rest}"
