"""Actors, places, sources and reports added: changes of files that are no edit of the ground."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

from controlmap.dates import exact_text, parse_instant, precision_of
from controlmap.edit.log.files_after import text_of
from controlmap.edit.log.made_ids import next_number, own_id, place_id, source_id
from controlmap.edit.log.refused_records import (
    refuse_dangling,
    refuse_near,
    refuse_odd_texts,
    refuse_same,
    refuse_taken,
    refuse_twin,
)
from controlmap.edit.log.rewriting import rewrite_files
from controlmap.edit.operations.lookup import refuse_meaningless, refuse_unknown
from controlmap.edit.said_texts import by_language, in_languages
from controlmap.errors import InputError, Problem
from controlmap.format import (
    PLACES_FILE,
    REPORTS_FILE,
    SETTINGS_FILE,
    SOURCES_FILE,
    cut_records,
    extended_settings,
    write_sources,
    write_table,
)
from controlmap.model import (
    UNKNOWN,
    Actor,
    Note,
    Place,
    Project,
    Report,
    Source,
    actor_meant,
    colours_for,
    place_named,
    validated,
)
from controlmap.store import locked, open_project, slug
from controlmap.words import phrase

__all__ = [
    "Kind",
    "Record",
    "add_actor",
    "add_place",
    "add_record",
    "add_report",
    "add_source",
    "csl_date",
    "names_by_ids",
]

Kind = Literal["actor", "place", "source", "report"]
Record = Actor | Place | Source | Report
_SOURCES = ("sources", "mirrors")
_ACTORS = ("controller", "from_controller", "lean", "parent")
ACTOR_TEXTS = ("name", "short", "in_text")


def add_actor(
    folder: Path, said: Mapping[str, Any], note: Note | None = None, *, dry_run: bool = False
) -> Actor:
    """List another actor in controlmap.toml and return it; without an id one is made of its name.

    `said` gives name, short and in_text as a text in the map's first language, or as texts by language.
    Without a `colour` it gets one that is apart from the others'. `note` is what the journal is to say. A dry
    run writes nothing.

    Raises
    ------
    InputError
        When a value cannot be used, the id is taken, or an actor is called so already.
    """
    refuse_odd_texts(said)
    with locked(folder, exclusive=True) as lock:
        project = open_project(folder, held=lock)
        languages, known = project.settings.languages, project.settings.actors
        values = names_by_ids(project, said) | {
            text: _told(by_language(text, said[text], languages)) for text in ACTOR_TEXTS if said.get(text)
        }
        spelled = next(iter(values.get("name", {}).values()), "")
        if not spelled.strip():
            raise InputError(Problem("name is empty in every language", SETTINGS_FILE, property="actors"))
        name = said.get("id") or slug(spelled).replace("-", "_") or "actor"
        refuse_taken(name, [UNKNOWN, *project.settings.actor_ids])
        if (other := actor_meant(spelled, known)) != spelled:
            raise InputError(Problem(f"an actor is called {spelled!r} already: {other}"))
        ids = [*project.settings.actor_ids, name]
        colours = colours_for(ids, combinations(ids, 2), {actor.id: actor.colour for actor in known})
        actor = validated(
            Actor, {"colour": colours[name], **values, "id": name}, file=SETTINGS_FILE, feature=name
        )
        text = extended_settings(text_of(project, SETTINGS_FILE), actors=[actor_table(actor)])
        told = note or Note("actor add")
        rewrite_files(project, {SETTINGS_FILE: text.encode()}, told, held=lock, dry_run=dry_run)
    return actor


def actor_table(actor: Actor) -> dict[str, Any]:
    """Return an actor as controlmap.toml has it."""
    return actor.model_dump(exclude_none=True, exclude_defaults=True)


def _told(texts: Mapping[str, str | None]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text}


def add_source(
    folder: Path, said: Mapping[str, Any], note: Note | None = None, *, dry_run: bool = False
) -> Source:
    """Add a source to sources.json and return it; without an id one is made of publisher, date and content.

    It stands where the order of ids puts it, but never last: the last line of a list has no comma, so that
    git could not keep two people's. `note` is what the journal is to say. A dry run writes nothing.

    Raises
    ------
    InputError
        When a value cannot be used, the id is taken, or the source is listed already.
    """

    def added(project: Project) -> tuple[Source, str, tuple[bytes, bytes]]:
        refuse_odd_texts(said)
        name = said.get("id") or source_id(said)
        values = names_by_ids(project, said)
        refuse_taken(name, project.sources if said.get("id") else ())
        source = validated(Source, {**values, "id": name}, file=SOURCES_FILE, feature=name)
        refuse_twin(source, project.sources)
        if not said.get("id"):
            source = source.model_copy(update={"id": own_id(name, write_sources([source]), project.sources)})
        refuse_dangling(replace(project, sources={**project.sources, source.id: source}))
        known = [*project.sources.values()]
        known.insert(_place_of(source.id, [*project.sources]), source)
        return source, SOURCES_FILE, (write_sources([source]), write_sources(known))

    return _added(folder, added, note or Note("source add"), dry_run)


def add_place(
    folder: Path, said: Mapping[str, Any], note: Note | None = None, *, dry_run: bool = False
) -> Place:
    """Append a place to places.csv and return it; without an id one is made of its name.

    `said` gives name and note as a text in the map's first language, or as texts by language; `lon` and `lat`
    are in degrees on WGS 84, `coord_accuracy_m` is in metres. `note` is what the journal is to say. A dry run
    writes nothing.

    Raises
    ------
    InputError
        When a value cannot be used, the id is taken, or a place of that name lies within a kilometre.
    """

    def added(project: Project) -> tuple[Place, str, tuple[bytes, bytes]]:
        refuse_odd_texts(said)
        values = dict(said)
        for text in {"name", "note"} & said.keys():
            spelled = in_languages(text, values.pop(text), project.settings.languages)
            values |= {key: told or "" for key, told in spelled.items()}
        name = said.get("id") or place_id(values.get("name") or "")
        refuse_taken(name, project.places if said.get("id") else ())
        place = validated(Place, {**values, "id": name}, file=PLACES_FILE, feature=name)
        refuse_near(place, project.places.values())
        table = partial(write_table, Place, first=project.settings.languages[0])
        if name in project.places:
            place = place.model_copy(update={"id": own_id(name, table([place]), project.places)})
        refuse_dangling(replace(project, places={**project.places, place.id: place}))
        return place, PLACES_FILE, (table([place]), table([*project.places.values(), place]))

    return _added(folder, added, note or Note("place add"), dry_run)


def add_report(
    folder: Path, said: Mapping[str, Any], note: Note | None = None, *, dry_run: bool = False
) -> Report:
    """Append a report to reports.csv and return it; without an id it gets the next number and a digest.

    `said` gives statement and note as a text in the map's first language, or as texts by language. `note` is
    what the journal is to say. A dry run writes nothing.

    Raises
    ------
    InputError
        When a value cannot be used, the id is taken, or the place, an actor or a source is not listed.
    """

    def added(project: Project) -> tuple[Report, str, tuple[bytes, bytes]]:
        refuse_odd_texts(said)
        known = {report.id: report for report in project.reports}
        name = said.get("id") or next_number(known, project.places)
        refuse_taken(name, known)
        values: dict[str, Any] = {**names_by_ids(project, said), "id": name}
        for text in {"statement", "note"} & said.keys():
            spelled = in_languages(text, values.pop(text), project.settings.languages)
            values |= {key: told or "" for key, told in spelled.items()}
        report = validated(Report, values, zone=project.zone, file=REPORTS_FILE, feature=name)
        refuse_meaningless(report.controller, report.status, report.others)
        refuse_same(report, project.reports)
        table = partial(write_table, Report, first=project.settings.languages[0])
        if not said.get("id"):
            report = report.model_copy(update={"id": own_id(name, table([report]), known)})
        refuse_dangling(replace(project, reports=(*project.reports, report)))
        return report, REPORTS_FILE, (table([report]), table([*project.reports, report]))

    return _added(folder, added, note or Note("report add"), dry_run)


def names_by_ids(project: Project, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a report or source, by the ids of actors and a place; each source named once.

    Raises
    ------
    InputError
        When a name may mean several, or no actor or place is called so.
    """
    actors = project.settings.actors
    meant = {key: actor_meant(said[key], actors) for key in _ACTORS if said.get(key)}
    others = [actor_meant(one, actors) for one in said.get("others") or ()]
    refuse_unknown(project, actors=[*meant.values(), *others])
    if said.get("place"):
        meant["place"] = place_named(said["place"], project.places).id
    sources = {key: said[key] for key in _SOURCES if isinstance(said.get(key), list | tuple)}
    lists = {key: tuple(dict.fromkeys(names)) for key, names in sources.items()}
    return {**said, **meant, **lists, **({"others": others} if others else {})}


def add_record(
    folder: Path, kind: Kind, said: Mapping[str, Any], note: Note | None = None, *, dry_run: bool = False
) -> Record:
    """Add an actor, place, source or report: see `add_actor`, `add_place`, `add_source` and `add_report`.

    Raises
    ------
    InputError
        As they do.
    """
    add = {"actor": add_actor, "place": add_place, "source": add_source, "report": add_report}[kind]
    return add(folder, said, note, dry_run=dry_run)


def csl_date(text: str | None) -> dict[str, Any] | None:
    """Return a day, month or year (ISO 8601) as CSL-JSON has it; None where none is given.

    Raises
    ------
    InputError
        When it is none.
    """
    if text is None:
        return None
    instant = parse_instant(text)
    if precision_of(instant) == "minute":
        raise InputError(
            Problem(phrase("{text!r} has an hour; a source has a day, month or year: 2024-12-02", text=text))
        )
    said = exact_text(instant)
    year, *rest = map(int, said.strip("+-").split("-"))
    return {"date-parts": [[-year if said.startswith("-") else year, *rest]]}


def _added(
    folder: Path,
    make: Callable[[Project], tuple[Any, str, tuple[bytes, bytes]]],
    note: Note,
    dry_run: bool,
) -> Any:
    """Add a record to one file of a map project as it is on disk, with nobody between.

    `make` returns it, the file, and the file as it would be with the record alone and with all.
    """
    with locked(folder, exclusive=True) as lock:
        project = open_project(folder, held=lock)
        value, file, (alone, whole) = make(project)
        files = {file: _with_record(project, file, alone) or whole}
        rewrite_files(project, files, note, held=lock, dry_run=dry_run)
    return value


def _with_record(project: Project, file: str, alone: bytes) -> bytes | None:
    """Return a file with one more record at its end and all others as they are written, where that can be."""
    old, new = cut_records(file, text_of(project, file)), cut_records(file, alone.decode())
    same_columns = not file.endswith(".csv") or (old and new and old.before == new.before)
    if old is None or new is None or not same_columns:
        return None
    at = len(old.ids) if file.endswith(".csv") else _place_of(new.ids[0], old.ids)
    return str(old.with_record(at, new.ids[0], new.texts[0])).encode()


def _place_of(name: str, known: Sequence[str]) -> int:
    """Return where a source goes among the ids of others: before a greater one, else before the last."""
    return next((at for at, other in enumerate(known) if other > name), max(len(known) - 1, 0))
