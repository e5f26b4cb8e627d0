"""Pictures and clips of a map project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from controlmap.api.measuring import refuse_both
from controlmap.dates import Instant, Instants, exact_text
from controlmap.errors import InputError, Problem
from controlmap.extras import extra
from controlmap.history import NO_RECORD, History
from controlmap.measure import every as every_step
from controlmap.measure import in_order
from controlmap.model import Project
from controlmap.store import new_folder, refuse_own_file, write_atomically

if TYPE_CHECKING:
    from controlmap.api.map_project import MapProject
    from controlmap.edit import GivenGeometry
    from controlmap.render import Drawing

__all__ = ["Picturing"]

_MARGIN = 0.04
"""Share of an area's width and height that is seen around it."""
_MOST_PIXELS = 2 * 10**9
"""Of all pictures together: 1,700 of the usual size. They are held in memory until all are drawn."""


class Picturing:
    """The pictures of a map project."""

    project: Project

    if TYPE_CHECKING:

        def history(self, *, known_on: Instant | None = None) -> History: ...  # noqa: D102
        def payload(self, *, known_on: Instant | None = None) -> bytes: ...  # noqa: D102
        def published(self, *, now: Instant | None = None) -> MapProject: ...  # noqa: D102

    def frames(
        self,
        path: str | Path,
        dates: Instants | Literal["change", "day"] | None = None,
        *,
        every: str | None = None,
        size: tuple[int, int] = (1080, 1080),
        scale: float | None = None,
        language: str | None = None,
        scheme: Literal["light", "dark"] = "light",
        area: GivenGeometry | None = None,
        radius_km: float | None = None,
        layer: str | None = None,
        region: str | None = None,
        panels: int | None = None,
        chart: bool = False,
        events: bool = False,
        fronts: Literal["off", "lines", "age"] = "off",
        seconds: float = 0.8,
        fonts: Iterable[str | Path] = (),
        known_on: Instant | None = None,
        now: Instant | None = None,
    ) -> list[Path]:
        """Write pictures of the map, or a clip, without a browser, and return where; with the extra `frames`.

        They are the sheet that the page saves: map, title, date, scale bar, names, key, sources and licence.

        Parameters
        ----------
        path
            Ends in `.png`, `.svg` (several dates are several files, the date in their names), `.pdf` (a page
            for each date), `.gif`, `.webp` or `.mp4` (a clip).
        dates
            Days and instants as in `areas`, each "change" of the map, or each "day". By default the date that
            the map opens on, and of a clip or of panels each change.
        every
            In place of dates a step such as "7d".
        size, scale
            Pixels of the whole picture, and how many a unit takes; texts are about 13 units high.
        language
            One of the map's; by default the first.
        scheme
            Colours for day or night.
        area, radius_km, layer, region
            What is to be seen, in place of the whole map: ground as edits take it, a layer's, or a region's,
            named by its id or in any language.
        panels
            All dates on one sheet, in so many columns; 0: in as many as make them largest.
        chart, events, fronts
            Draw who held how much over time; the events of the date; fronts as bold lines, or by their age.
        seconds
            For which a picture of a clip stands; the last one stands twice as long.
        fonts
            Files of fonts for scripts that Noto Sans and Noto Sans Arabic lack; then the system's are tried.
        known_on
            As the map was on record at an instant.
        now
            As in `published`.

        Raises
        ------
        InputError
            When the ending, language, layer, region, area or a date is none of those that can be had, the
            size is too small for the texts, or no font has one of the letters; and as `published` does.
            Nothing is written then.
        MissingExtraError
            Without the extra.

        Examples
        --------
        >>> [path.name for path in project.frames("valley.svg", ["2024-03-08", "2024-03-10"])]
        ['valley-2024-03-08.svg', 'valley-2024-03-10.svg']
        """
        from controlmap.render import CLIPS, STILLS, Drawing, frames

        target = Path(path)
        if target.suffix not in (*STILLS, *CLIPS):
            found = target.suffix or "no ending"
            raise InputError(
                Problem(f"pictures end in {', '.join((*STILLS, *CLIPS))}; found {found}", str(path))
            )
        refuse_own_file(target)
        if radius_km is not None and area is None:
            raise InputError(Problem("radius_km goes with an area: say around what"))
        several = target.suffix in CLIPS or panels is not None
        shown = self.published(now=now)
        if dates is None and several and every is None:
            dates = "change"
        drawing = Drawing(
            dates=shown._names(dates, every),
            language=self._language(language),
            width=int(size[0]),
            height=int(size[1]),
            view=self._view(_one_ground(area, layer, region), radius_km),
            dark=scheme == "dark",
            events=events,
            fronts=fronts,
            chart=chart,
            panels=None if panels is None else int(panels),
        )
        if panels is None:
            shown._refuse_too_many(drawing)
        more, zoom = [*map(Path, _several_files(fonts))], None if scale is None else float(scale)
        payload = shown.payload(known_on=known_on)
        with extra("frames"):
            made = frames(payload, drawing, target.suffix, scale=zoom, seconds=float(seconds), fonts=more)
        files = {_named(target, name if len(made) > 1 else None): data for name, data in made}
        with new_folder(target.parent):
            for file, data in files.items():
                write_atomically(file, data)
        return list(files)

    def _names(
        self, dates: Instants | str | None, step: str | None
    ) -> list[str] | Literal["change", "day"] | None:
        refuse_both(dates, step)
        if step is not None:
            dates = every_step(self.history(), step)
        if dates is None or (isinstance(dates, str) and dates in ("change", "day")):
            return dates  # type: ignore[return-value]
        asked = in_order(self.history(), dates)
        if not asked:
            raise InputError(Problem("no date is given"))
        return [exact_text(date) for date in asked]

    def _refuse_too_many(self, drawing: Drawing) -> None:
        history, dates = self.history(), drawing.dates
        days = int((history.end - history.start) / np.timedelta64(1, "D")) + 1
        known = {"change": len(history.dates), "day": days}
        number = known[dates] if isinstance(dates, str) else len(dates or [None])
        most = max(int(_MOST_PIXELS // max(drawing.width * drawing.height, 1)), 1)
        if number > most:
            size = f"{drawing.width}x{drawing.height} pixels"
            wrong = f"asked for {number:,} pictures; of {size} at most {most:,} are drawn"
            raise InputError(Problem(wrong, hint="Ask for fewer dates, or smaller pictures."))

    def _language(self, language: str | None) -> str:
        known = self.project.settings.languages
        if language is not None and language not in known:
            raise InputError(Problem(f"the map speaks {', '.join(known)}; asked for {language!r}"))
        return language or known[0]

    def _view(
        self, area: GivenGeometry | None, radius_km: float | None
    ) -> tuple[float, float, float, float] | None:
        """Return west, south, east and north of what is to be seen, with some ground around; None: all."""
        from controlmap.edit import ground_of

        ground = None if area is None else ground_of(self.project, area, radius_km=radius_km)
        if ground is None:
            return None
        west, south, east, north = shapely.bounds(ground).tolist()
        wide, high = _MARGIN * (east - west), _MARGIN * (north - south)
        view = (west - wide, south - high, east + wide, north + high)
        self._refuse_no_ground(view)
        return view

    def _refuse_no_ground(self, view: tuple[float, float, float, float]) -> None:
        history = self.history()
        on_map = history.cells[history.cell_layer != NO_RECORD]
        if not shapely.intersects(on_map, shapely.box(*view)).any():
            west, south, east, north = (f"{degrees:g}" for degrees in view)
            wrong = f"the map has no ground from {west},{south} to {east},{north} (lon,lat)"
            raise InputError(Problem(wrong, hint="Name an area on the map: longitude comes first."))


def _one_ground(area: GivenGeometry | None, layer: str | None, region: str | None) -> GivenGeometry | None:
    """Return the ground that is meant, as edits name it.

    Raises
    ------
    InputError
        When several are given.
    """
    named = {"layer": layer, "region": region}
    given = [area, *(None if name is None else f"{kind}:{name}" for kind, name in named.items())]
    found = [one for one in given if one is not None]
    if len(found) > 1:
        raise InputError(Problem("area, layer and region exclude each other: name one"))
    return found[0] if found else None


def _several_files(given: Iterable[str | Path]) -> Iterator[str | Path]:
    for one in given:
        if not isinstance(one, str | Path):
            raise InputError(Problem(f"a font is a file; found {one!r}", property="fonts"))
        yield one


def _named(target: Path, date: str | None) -> Path:
    return (
        target
        if date is None
        else target.with_stem(f"{target.stem}-{date.replace('/', '-').replace(':', '')}")
    )
