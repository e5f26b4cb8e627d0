"""Marks put into a map project as places and reports; the project, and a layer to derive, are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from controlmap.dates import first_minute, format_instant
from controlmap.edit import places_with, reports_with, rewrite_files
from controlmap.errors import InputError, Problem
from controlmap.exchange.actors import Cast, cast_of
from controlmap.exchange.derived_layer import NewLayer, ground_of, new_layer
from controlmap.exchange.extents import extent_around, extent_said
from controlmap.exchange.gazetteer import Rows, rows_of
from controlmap.exchange.holders import Holders
from controlmap.exchange.mark import Marking, Twice, few
from controlmap.exchange.marks import Marks, marks_in
from controlmap.exchange.naming import IDENTIFIER, id_of
from controlmap.exchange.new_layer import LANGUAGE, empty_project
from controlmap.exchange.origins import credits_of, source_for
from controlmap.exchange.parts import Source, name_of, read_parts
from controlmap.exchange.readers import Reading
from controlmap.exchange.states_table import StatesTable
from controlmap.exchange.when import Reckoning
from controlmap.format import (
    SETTINGS_FILE,
    extended_settings,
    new_settings,
    no_collection,
    read_settings,
    with_period_through,
    write_sources,
)
from controlmap.model import Certainty, Note, Project
from controlmap.model import Source as Entry
from controlmap.plane import Grid
from controlmap.store import (
    GIT_ATTRIBUTES,
    GIT_ATTRIBUTES_FILE,
    Lock,
    locked,
    new_folder,
    open_project,
    write_atomically,
)

__all__ = ["BroughtMarks", "import_marks"]


@dataclass(frozen=True, slots=True)
class BroughtMarks:
    """What marks added to a map project.

    `places` and `reports` count what is new, `changed` reports that said otherwise before. `layer` is the one
    that was made, None where none was. `held` says of how many places each actor is reported the holder on
    `date`, the last one (ISO 8601). `told` are sentences.
    """

    folder: Path
    layer: str | None
    places: int
    reports: int
    changed: int
    date: str
    held: Mapping[str, int]
    told: tuple[str, ...]


@no_collection()
def import_marks(
    source: Source,
    into: str | Path,
    *,
    layer: str | None = None,
    extent: str | None = None,
    controller: str | None = None,
    controller_from: str | Sequence[str] = (),
    states: StatesTable | None = None,
    new_values: Literal["refuse", "actor"] = "refuse",
    keep: Sequence[str] = (),
    certainty: Certainty = "reported",
    sources: Sequence[str] = (),
    place: str | None = None,
    wide: bool = False,
    date: str | None = None,
    date_from: str | None = None,
    date_pattern: str | None = None,
    overlaps: Twice = "error",
    grid: Grid | None = None,
    reading: Reading | None = None,
    reckoning: Reckoning | None = None,
    note: Note | None = None,
) -> BroughtMarks:
    r"""Turn places with holders into places and reports of a map project; `derive` then makes areas of them.

    The project is made where `into` holds none, with a layer that is called `layer`, or as the file; so is a
    layer that it does not have yet. Its ground is `extent` (a box `west,south,east,north` in degrees, or a
    file with polygons), else what lies near the marks; it is unknown until it is derived.

    A mark is a known place where that has its name within a km, else a new one; `place` names the field with
    its name. Who holds it says the first row of the table `states` that fits, else the first of the fields
    `controller_from` with a value, else what the format itself says, else `controller`. When, says `date`,
    the field `date_from`, or the file's name (as the strptime pattern `date_pattern` reads it); with `wide`
    each column whose name is a date says who held the place then, and an empty cell is no report. Of two
    holders of one place on one date `overlaps` says which counts. `keep` names fields whose texts become the
    report's note. All of it is one edit, and `note` what the journal is to say of it.

    Raises
    ------
    InputError
        With all that is wrong with the files, or when the map would not be sound; nothing is written then.

    Examples
    --------
    >>> from controlmap.exchange import import_marks
    >>> from pathlib import Path
    >>> rows = "name,lon,lat,holder\nFord,36.1,35.2,League\nMill,36.3,35.2,Republic\n"
    >>> _ = Path("towns.csv").write_text(rows)
    >>> brought = import_marks("towns.csv", "towns", date="2024-03-01")
    >>> brought.places, brought.held
    (2, {'league': 1, 'republic': 1})
    """
    holders = Holders.of(controller, controller_from, states, new_values, keep, certainty, sources)
    how = Marking(holders, reckoning or Reckoning(), place, date, date_from, date_pattern, wide, overlaps)
    files = read_parts(source, reading or Reading())
    target, name = Path(into), name_of(source)
    if layer is not None and not IDENTIFIER.fullmatch(layer):
        raise InputError(Problem(f"{layer!r} is no id: a to z, 0 to 9, - and _ are taken", property="layer"))
    with new_folder(target), locked(target, exclusive=True) as lock:
        existing = open_project(target, held=lock) if (target / SETTINGS_FILE).exists() else None
        zone = how.reckoning.zone or (existing.zone if existing else None)
        marks = marks_in(files, replace(how, reckoning=replace(how.reckoning, zone=zone)))
        used = existing.grid if existing else grid or Grid(5)
        new, sentences = _new_layer(existing, layer, name, extent, marks, used)
        told = [*marks.told, *sentences]
        return _put(target, existing, new, marks, used, name, note or Note("import marks"), lock, told)


def _new_layer(
    existing: Project | None, layer: str | None, name: str, extent: str | None, marks: Marks, grid: Grid
) -> tuple[NewLayer | None, list[str]]:
    """Return the layer that is to be made, None where none is, and sentences on it."""
    known = existing.layers if existing else ()
    if existing is None or (layer is not None and layer not in {one.id for one in known}):
        around = [mark.lonlat for mark in marks.marks]
        ground = extent_said(extent, grid) if extent else extent_around(around, grid)
        made, sentence = new_layer(layer or id_of(name, instead="layer"), ground, known, grid)
        return made, [sentence]
    if extent is not None:
        hint = "Name a layer that is not there yet with --layer."
        raise InputError(Problem("an extent is given, but no new layer", property="extent", hint=hint))
    bare = [one.id for one in known if one.extent_lonlat is None and one.id == layer]
    return None, [f"the layer {name!r} has no extent, which controlmap derive needs" for name in bare]


def _put(
    target: Path,
    existing: Project | None,
    new: NewLayer | None,
    marks: Marks,
    grid: Grid,
    name: str,
    note: Note,
    lock: Lock,
    told: list[str],
) -> BroughtMarks:
    """Write places, reports and what they need as one edit, once it is sure that the map is sound then."""
    languages = existing.settings.languages if existing else _languages(marks)
    cast = cast_of(
        [mark.said for mark in marks.marks],
        known=existing.settings.actors if existing else (),
        languages=languages,
        meanings=marks.meanings,
        colours=marks.colours,
    )
    source = source_for(marks.origins, name, existing.sources if existing else {})
    text = _settings(target, existing, new, marks, cast, grid, name, languages, told)
    project = existing or empty_project(target, text)
    layers = [ground_of(one) for one in project.layers] + ([new.ground_lonlat] if new else [])
    rows = rows_of(marks.marks, project, cast, source.id, layers)
    told += rows.told
    files = _files(project, rows, source, text)
    if new is not None:
        period = read_settings(text.encode()).period
        files |= new.files(period.start if period else _first(marks), grid)
    entry = rewrite_files(project, files, note, held=lock)
    if existing is None:
        with suppress(OSError):  # the map is made without it too
            write_atomically(target / GIT_ATTRIBUTES_FILE, GIT_ATTRIBUTES)
    if entry is None:
        told.append("nothing differs: nothing was written")
    last = max(marks.marks, key=lambda mark: first_minute(mark.when.start)).when.text
    held = Counter(cast.named(mark.said).controller for mark in marks.marks if mark.when.text == last)
    return BroughtMarks(
        target,
        new.id if new else None,
        len(rows.places),
        len(rows.reports),
        len(rows.changed),
        last,
        dict(held.most_common()),
        tuple(told),
    )


def _languages(marks: Marks) -> tuple[str, ...]:
    """Return the languages of a new map project: those in which actors or places are named."""
    named = [code for meaning in marks.meanings.values() for code in meaning.names]
    named += [code for mark in marks.marks for code, _ in mark.names]
    return tuple(dict.fromkeys((LANGUAGE, *(code for code in named if code))))


def _files(project: Project, rows: Rows, source: Entry, text: str) -> dict[str, bytes]:
    files = {SETTINGS_FILE: text.encode()}
    reports = (*rows.reports, *rows.changed)
    if rows.places:
        files["places.csv"] = places_with(project, rows.places)
    if reports:
        files["reports.csv"] = reports_with(project, reports)
    if source.id not in project.sources and any(source.id in report.sources for report in reports):
        files["sources.json"] = write_sources([*project.sources.values(), source])
    return files


def _settings(
    target: Path,
    existing: Project | None,
    new: NewLayer | None,
    marks: Marks,
    cast: Cast,
    grid: Grid,
    name: str,
    languages: Sequence[str],
    told: list[str],
) -> str:
    """Return controlmap.toml with the new actors and layer, and a period that lasts through the last date."""
    first, last = (
        _first(marks),
        max((mark.when for mark in marks.marks), key=lambda when: first_minute(when.end)),
    )
    layers = [new.entry(languages[0])] if new else []
    if existing is None:
        title = next((origin["title"] for origin in marks.origins if origin.get("title")), name)
        head = {
            "format": 1,
            "title": {languages[0]: title},
            "time_zone": "UTC",
            "languages": list(languages),
            "grid": grid.size,
            "period": {"from": format_instant(first), "through": format_instant(last.start)},
            **credits_of(marks.origins),
        }
        return new_settings({**head, "actors": list(cast.new), "layers": layers})
    file = str(target / SETTINGS_FILE)
    before = (target / SETTINGS_FILE).read_text(encoding="utf-8")
    text = (
        extended_settings(before, actors=cast.new, layers=layers, file=file) if cast.new or layers else before
    )
    period = existing.settings.period
    if period is None:
        told.append("controlmap.toml says no period, which controlmap derive needs")
        return text
    early = sum(bool(first_minute(m.when.start) < first_minute(period.start)) for m in marks.marks)
    if early:
        since = format_instant(period.start)
        told.append(f"{few(early, 'report')} from before {since}, when the map begins, tell who held then")
    if first_minute(period.end) <= first_minute(last.start):
        told.append(f"the map's period goes on through {last.text}")
        text = with_period_through(text, format_instant(last.start), file=file)
    return text


def _first(marks: Marks) -> np.datetime64:
    return min((mark.when.start for mark in marks.marks), key=first_minute)
