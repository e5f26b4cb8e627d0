"""Letters: which font has them, and texts as outlines, shaped as their script wants and in visual order."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from controlmap.errors import InputError, Problem

__all__ = ["Fonts"]

Face = Any
Font = Any
"""Of uharfbuzz, which tells no types."""
Segment = tuple[str, tuple[float, ...]]
"""A command of SVG path data with its coordinates, in ems, y downwards."""

_SYSTEM = {
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": (rf"{os.environ.get('WINDIR', 'C:/Windows')}/Fonts",),
}
_USUAL = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_INVISIBLE = ("Cf", "Cc", "Zs", "Mn")
"""Categories of what may have no glyph of its own, or goes with the letter before."""


class Glyph(NamedTuple):
    """The outline of a glyph, and where in a text it begins, in ems."""

    outline: Sequence[Segment]
    x: float
    y: float


class Shaped(NamedTuple):
    """A text's width in ems, and its glyphs: outlines are put in their places once a text is drawn."""

    width: float
    glyphs: tuple[Glyph, ...]


class Fonts:
    """Noto Sans for Latin, Greek, Cyrillic and Arabic; then `files`; then what the system has.

    A letter is taken from the first font that has it.
    """

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self._paths = [*_packaged(), *files]
        self._shaped: dict[tuple[str, int, bool], Shaped] = {}
        self._paths_of: dict[tuple[str, int, float, bool], str] = {}
        self._sized: dict[tuple[Face, int], Font] = {}
        self._outlines: dict[tuple[Face, int, int], tuple[Segment, ...]] = {}

    def width(self, text: str, weight: int) -> float:
        """Return the width of a text in ems.

        Raises
        ------
        InputError
            When no font has one of its letters.
        """
        return self.shaped(text, weight, rtl=False).width

    def shaped(self, text: str, weight: int, *, rtl: bool) -> Shaped:
        """Return a text of a paragraph that runs one way or the other as outlines, from its left end.

        Raises
        ------
        InputError
            When no font has one of its letters.
        """
        key = (text, weight, rtl)
        if key not in self._shaped:
            self._shaped[key] = self._shape(text, weight, rtl)
        return self._shaped[key]

    def path(self, text: str, weight: int, size: float, *, rtl: bool) -> str:
        """Return a text as SVG path data from its left end and base line.

        Raises
        ------
        InputError
            When no font has one of its letters.
        """
        key = (text, weight, size, rtl)
        if key not in self._paths_of:
            glyphs = self.shaped(text, weight, rtl=rtl).glyphs
            self._paths_of[key] = "".join(part for glyph in glyphs for part in _drawn(glyph, size))
        return self._paths_of[key]

    def _shape(self, text: str, weight: int, rtl: bool) -> Shaped:
        hb = _harfbuzz()
        pen, glyphs = 0.0, []
        for run, backwards in visual_runs(text, rtl):
            parts = [(face, "".join(part)) for face, part in groupby(run, self._chooser())]
            for face, part in reversed(parts) if backwards else parts:
                font = self._font(face, weight)
                buffer = hb.Buffer()
                buffer.add_str(part)
                buffer.guess_segment_properties()
                buffer.direction = "rtl" if backwards else "ltr"
                hb.shape(font, buffer)
                em = face.upem
                for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                    outline = self._outline(face, weight, info.codepoint)
                    glyphs.append(Glyph(outline, pen + place.x_offset / em, -place.y_offset / em))
                    pen += place.x_advance / em
        return Shaped(pen, tuple(glyphs))

    def _chooser(self) -> Callable[[str], Face]:
        """Return what gives the font of a letter; marks and spaces stay with the letter before."""
        last: list[Face] = []

        def face_of(letter: str) -> Face:
            if not (last and unicodedata.category(letter) in _INVISIBLE):
                last[:] = [self._face_with(letter)]
            return last[0]

        return face_of

    def _face_with(self, letter: str) -> Face:
        found = next((face for face in self._faces if ord(letter) in _letters(face)), None)
        if found is None and unicodedata.category(letter) in _INVISIBLE:
            return self._faces[0]
        if found is None and (found := _in_system(letter)) is not None:
            self._faces.append(found)
        if found is None:
            name = unicodedata.name(letter, "a letter without a name")
            raise InputError(
                Problem(
                    f"no font here has the letter {letter!r} (U+{ord(letter):04X}, {name})",
                    hint="Give a font of that script by --font FILE, or install one: Noto has one for each.",
                )
            )
        return found

    @cached_property
    def _faces(self) -> list[Face]:
        return [_opened(path) for path in self._paths]

    def _font(self, face: Face, weight: int) -> Font:
        hb = _harfbuzz()
        if (face, weight) not in self._sized:
            font = hb.Font(face)
            font.set_variations({"wght": weight})
            self._sized[face, weight] = font
        return self._sized[face, weight]

    def _outline(self, face: Face, weight: int, glyph: int) -> tuple[Segment, ...]:
        key = (face, weight, glyph)
        if key not in self._outlines:
            pen = _Pen(face.upem)
            self._font(face, weight).draw_glyph_with_pen(glyph, pen)
            self._outlines[key] = tuple(pen.segments)
        return self._outlines[key]


class _Pen:
    """What HarfBuzz draws a glyph with: it notes commands of SVG, in ems, y downwards."""

    def __init__(self, em: int) -> None:
        self._em = em
        self.segments: list[Segment] = []

    def _add(self, command: str, *points: tuple[float, float]) -> None:
        self.segments.append((command, tuple(v for x, y in points for v in (x / self._em, -y / self._em))))

    def moveTo(self, p: tuple[float, float]) -> None:  # noqa: N802
        self._add("M", p)

    def lineTo(self, p: tuple[float, float]) -> None:  # noqa: N802
        self._add("L", p)

    def qCurveTo(self, a: tuple[float, float], p: tuple[float, float]) -> None:  # noqa: N802
        self._add("Q", a, p)

    def curveTo(self, a: tuple[float, float], b: tuple[float, float], p: tuple[float, float]) -> None:  # noqa: N802
        self._add("C", a, b, p)

    def closePath(self) -> None:  # noqa: N802
        self._add("Z")

    def endPath(self) -> None:  # noqa: N802
        """Do nothing: a glyph's outlines are closed."""


def visual_runs(text: str, rtl: bool) -> list[tuple[str, bool]]:
    """Return the runs of a text from left to right, each as it is read, and whether that is leftwards.

    By the Unicode Bidirectional Algorithm (UAX #9) in a paragraph that runs one way or the other.
    """
    runs = [(level, "".join(c for c, _ in run)) for level, run in groupby(_levels(text, rtl), lambda c: c[1])]
    # Rule L2: from the highest level down to the lowest odd one, reverse what lies at that level or above.
    highest = max((level for level, _ in runs), default=0)
    for limit in range(highest, 0, -1):
        runs = [
            one
            for above, part in groupby(runs, lambda run, limit=limit: run[0] >= limit)
            for one in (reversed(list(part)) if above else part)
        ]
    return [(run, level % 2 == 1) for level, run in runs]


def _levels(text: str, rtl: bool) -> list[tuple[str, int]]:
    if not rtl and all(unicodedata.bidirectional(c) not in ("R", "AL", "AN") for c in text):
        return [(c, 0) for c in text]
    from bidi import algorithm

    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = (1, "R") if rtl else (0, "L")
    algorithm.get_embedding_levels(text, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    return [(one["ch"], one["level"]) for one in storage["chars"]]


def _drawn(glyph: Glyph, size: float) -> Iterator[str]:
    """Yield the commands of SVG that draw a glyph in its place."""
    left, base = glyph.x * size, glyph.y * size
    for command, numbers in glyph.outline:
        moved = [v * size + (base if i % 2 else left) for i, v in enumerate(numbers)]
        yield command + " ".join([f"{v:.2f}" for v in moved])


def _harfbuzz() -> Any:
    """Return uharfbuzz, which is loaded when the first text is measured."""
    return import_module("uharfbuzz")


def _packaged() -> list[Path]:
    packages = [import_module(name) for name in ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")]
    folders = [Path(package.__file__ or "").parent / "files" for package in packages]
    return [path for folder in folders for path in sorted(folder.glob("*.ttf")) if "Italic" not in path.name]


@cache
def _opened(path: Path) -> Face:
    hb = _harfbuzz()
    try:
        face = hb.Face(hb.Blob.from_file_path(str(path)))
    except (OSError, hb.HarfBuzzError) as error:
        raise InputError(Problem("cannot be read as a font", str(path))) from error
    if not face.glyph_count:
        raise InputError(Problem("is no font", str(path), hint="TrueType and OpenType files are read."))
    return face


@cache
def _letters(face: Face) -> frozenset[int]:
    return frozenset(face.unicodes)


@cache
def _in_system(letter: str) -> Face | None:
    """Return the first font of the system that has a letter: of sans-serif ones the regular cut, by name."""
    for path in _system_files():
        try:
            face = _opened(path)
        except InputError:
            continue
        if ord(letter) in _letters(face):
            return face
    return None


@cache
def _system_files() -> list[Path]:
    folders = [Path(folder).expanduser() for folder in _SYSTEM.get(sys.platform, _USUAL)]
    files = [path for folder in folders for path in folder.rglob("*.[ot]t[fc]")]
    return sorted(files, key=lambda path: ("Sans" not in path.name, "Regular" not in path.name, str(path)))
