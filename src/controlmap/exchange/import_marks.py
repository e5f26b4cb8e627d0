"""Marks put into a map project as places and reports; the project, and a layer to derive, are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from controlmap.collection import no_collection
from controlmap.dates import first_minute, format_instant
from controlmap.edit import places_with, reports_with, rewrite_files
from controlmap.errors import InputError, Problem
from controlmap.exchange.actors import Cast, cast_of
from controlmap.exchange.holders import Holders
from controlmap.exchange.incoming import outside
from controlmap.exchange.marks.derived_layer import NewLayer, ground_of, new_layer
from controlmap.exchange.marks.extents import extent_around, extent_said
from controlmap.exchange.marks.gazetteer import Rows, rows_of
from controlmap.exchange.marks.mark import Marking, Twice
from controlmap.exchange.marks.reading import Marks, marks_in
from controlmap.exchange.marks.remarks import remarks
from controlmap.exchange.naming import IDENTIFIER, id_of
from controlmap.exchange.new_layer import LANGUAGE, empty_project, refuse_taken, target_held
from controlmap.exchange.origins import credits_of, refuse_unlisted, sources_for
from controlmap.exchange.parts import Source, name_of, read_parts
from controlmap.exchange.readers import Reading
from controlmap.exchange.states_table import StatesTable
from controlmap.exchange.when import Reckoning
from controlmap.format import (
    SETTINGS_FILE,
    extended_settings,
    new_settings,
    read_settings,
    with_period_through,
    write_sources,
)
from controlmap.model import Certainty, Note, Project
from controlmap.model import Source as Entry
from controlmap.plane import Grid
from controlmap.store import (
    Lock,
    open_project,
)
from controlmap.words import counted

__all__ = ["BroughtMarks", "import_marks"]


@dataclass(frozen=True, slots=True)
class BroughtMarks:
    """What marks added to a map project.

    `places` and `reports` count what is new, `changed` reports that said otherwise before. `layer` is the one
    that was made, None where none was. `first` and `date` are the first and the last date of a report (ISO
    8601); `held` says of how many places each actor is the holder that was reported last. `told` are
    sentences. `has_extent` says that there is a layer to derive.
    """

    folder: Path
    layer: str | None
    places: int
    reports: int
    changed: int
    first: str
    date: str
    held: Mapping[str, int]
    told: tuple[str, ...]
    has_extent: bool


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
    certainty: Certainty | None = "reported",
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
    dry_run: bool = False,
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
    report's note. All of it is one edit, and `note` what the journal is to say of it. A dry run tells what
    would come of it, and writes nothing.

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
    with target_held(target, dry_run=dry_run) as lock:
        existing = open_project(target, held=lock) if (target / SETTINGS_FILE).exists() else None
        known = existing.sources if existing else {}
        own = sources_for({rows.file: rows.origin for rows in files}, known).values()
        refuse_unlisted(sources, known, own)
        zone = existing.zone if existing else how.reckoning.zone or ZoneInfo("UTC")
        marks = marks_in(files, replace(how, reckoning=replace(how.reckoning, zone=zone)))
        used = existing.grid if existing else grid or Grid(5)
        coming = _Coming(target, existing, marks, used, name, zone)
        cited = (one for mark in marks.marks for one in mark.said.sources if one not in marks.sources)
        refuse_unlisted(cited, known, own)
        new, sentences = _new_layer(coming, layer, extent)
        by = note or Note("import marks")
        return _put(coming, new, by, lock, [*marks.told, *sentences], dry_run=dry_run)


class _Coming(NamedTuple):
    """Marks that come into a folder, and the map project that is there; `name` is what they are called."""

    target: Path
    existing: Project | None
    marks: Marks
    grid: Grid
    name: str
    zone: ZoneInfo

    @property
    def languages(self) -> tuple[str, ...]:
        """The map's, or for a new one those in which actors or places are named."""
        if self.existing:
            return self.existing.settings.languages
        named = [code for meaning in self.marks.meanings.values() for code in meaning.names]
        named += [code for mark in self.marks.marks for code, _ in mark.names]
        return tuple(dict.fromkeys((LANGUAGE, *(code for code in named if code))))

    @property
    def first(self) -> np.datetime64:
        """When the first mark is of."""
        return min((mark.when.start for mark in self.marks.marks), key=first_minute)

    @property
    def last(self) -> np.datetime64:
        """When the mark is of that ends last."""
        return max((mark.when for mark in self.marks.marks), key=lambda when: first_minute(when.end)).start

    def cast(self) -> Cast:
        """Return which actors the marks name."""
        return cast_of(
            [mark.said for mark in self.marks.marks],
            known=self.existing.settings.actors if self.existing else (),
            languages=self.languages,
            meanings=self.marks.meanings,
            colours=self.marks.colours,
        )

    def held(self, cast: Cast) -> dict[str, int]:
        """Return of how many places each actor is the holder that was reported last."""
        in_order = sorted(self.marks.marks, key=lambda mark: first_minute(mark.when.start))
        last = {(mark.place, mark.lonlat): mark.said for mark in in_order}
        return dict(Counter(cast.named(said).controller for said in last.values()).most_common())


def _new_layer(coming: _Coming, layer: str | None, extent: str | None) -> tuple[NewLayer | None, list[str]]:
    """Return the layer that is to be made, None where none is, and sentences on it."""
    known = coming.existing.layers if coming.existing else ()
    if coming.existing is None or (layer is not None and layer not in {one.id for one in known}):
        points = [mark.lonlat for mark in coming.marks.marks]
        ground = extent_said(extent, coming.grid) if extent else extent_around(points, coming.grid)
        name = layer or id_of(coming.name, instead="layer")
        made, sentence = new_layer(name, ground, known, coming.grid)
        refuse_taken(coming.target, made.file, made.extent_file)
        return made, [sentence]
    if extent is not None:
        hint = "Name a layer that is not there yet with --layer."
        raise InputError(Problem("an extent is given, but no new layer", property="extent", hint=hint))
    bare = [one.id for one in known if one.extent_lonlat is None and one.id == layer]
    return None, [f"the layer {name!r} has no extent, which controlmap derive needs" for name in bare]


def _put(
    coming: _Coming,
    new: NewLayer | None,
    note: Note,
    lock: Lock | None,
    told: list[str],
    *,
    dry_run: bool,
) -> BroughtMarks:
    """Write places, reports and what they need as one edit, once it is sure that the map is sound then."""
    existing, cast = coming.existing, coming.cast()
    sources = sources_for(coming.marks.files, existing.sources if existing else {})
    named = [_called(id, name) for id, name in coming.marks.sources.items()]
    text, sentences = _extended(coming, new, cast) if existing else (_settings(coming, new, cast), [])
    project = existing or empty_project(coming.target, text)
    layers = [*(ground_of(layer) for layer in project.layers), *([new.ground_lonlat] if new else [])]
    rows = rows_of(coming.marks.marks, project, cast, {file: one.id for file, one in sources.items()}, layers)
    files = _files(project, rows, [*named, *sources.values()], text)
    if new is not None:
        period = read_settings(text.encode()).period
        files |= new.files(period.start if period else coming.first, coming.grid)
    entry = rewrite_files(project, files, note, held=lock, dry_run=dry_run)
    remarked = remarks(coming.marks.marks, cast, project, rows.places)
    return BroughtMarks(
        folder=coming.target,
        layer=new.id if new else None,
        places=len(rows.places),
        reports=len(rows.reports),
        changed=len(rows.changed),
        first=format_instant(coming.first),
        date=format_instant(coming.last),
        held=coming.held(cast),
        told=(*told, *sentences, *rows.told, *remarked, *_unwritten(entry, dry_run=dry_run)),
        has_extent=new is not None or any(layer.extent_lonlat is not None for layer in project.layers),
    )


def _called(id: str, name: str) -> Entry:
    """Return the entry of a source of which a row says no more than what it is called, or where it is."""
    is_address = name.startswith(("http://", "https://"))
    return Entry.model_validate({"id": id, "title": name, **({"URL": name} if is_address else {})})


def _unwritten(entry: object | None, *, dry_run: bool) -> list[str]:
    """Return a sentence where nothing was written."""
    why = "nothing written" if dry_run else "nothing differs: nothing was written"
    return [] if entry else [why]


def _files(project: Project, rows: Rows, sources: Iterable[Entry], text: str) -> dict[str, bytes]:
    files = {SETTINGS_FILE: text.encode()}
    reports = (*rows.reports, *rows.changed)
    if rows.places:
        files["places.csv"] = places_with(project, rows.places)
    if reports:
        files["reports.csv"] = reports_with(project, reports)
    cited = {name for report in reports for name in report.sources} - project.sources.keys()
    if fresh := {source.id: source for source in sources if source.id in cited}:
        files["sources.json"] = write_sources([*project.sources.values(), *fresh.values()])
    return files


def _settings(coming: _Coming, new: NewLayer | None, cast: Cast) -> str:
    """Return the controlmap.toml of a new map."""
    language, origins = coming.languages[0], coming.marks.files.values()
    head = {
        "format": 1,
        "title": {language: next((o["title"] for o in origins if o.get("title")), coming.name)},
        "time_zone": coming.zone.key,
        "languages": list(coming.languages),
        "grid": coming.grid.size,
        "period": {"from": format_instant(coming.first), "through": format_instant(coming.last)},
        **credits_of(origins),
    }
    layers = [new.entry(language)] if new else []
    return new_settings({**head, "actors": list(cast.new), "layers": layers})


def _extended(coming: _Coming, new: NewLayer | None, cast: Cast) -> tuple[str, list[str]]:
    """Return controlmap.toml with new actors, the new layer and a longer period; and sentences on that."""
    path, last = coming.target / SETTINGS_FILE, coming.last
    text = path.read_text(encoding="utf-8")
    layers = [new.entry(coming.languages[0])] if new else []
    if cast.new or layers:
        text = extended_settings(text, actors=cast.new, layers=layers, file=str(path))
    period = coming.existing.settings.period if coming.existing else None
    if period is None:
        return text, ["controlmap.toml says no period, which controlmap derive needs"]
    told = []
    early = [
        mark for mark in coming.marks.marks if first_minute(mark.when.start) < first_minute(period.start)
    ]
    if early:
        first = min((mark.when.start for mark in early), key=first_minute)
        told += [f"{counted(len(early), 'report')}: {sentence}" for sentence in outside(period, first, first)]
    if first_minute(period.end) <= first_minute(last):
        told.append(f"the map's period goes on through {format_instant(last)}")
        text = with_period_through(text, format_instant(last), file=str(path))
    return text, told
