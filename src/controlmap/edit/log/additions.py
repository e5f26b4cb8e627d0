"""Actors, places, sources and reports added: changes of files that are no edit of the ground."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import numpy as np

from controlmap.dates import exact_text, parse_instant, precision_of
from controlmap.edit.log.files_after import (
    PLACES_FILE,
    REPORTS_FILE,
    SOURCES_FILE,
    text_of,
)
from controlmap.edit.log.rewriting import rewrite_files
from controlmap.edit.operations.lookup import refuse_meaningless, refuse_unknown
from controlmap.edit.said_texts import by_language, in_languages
from controlmap.errors import InputError, Problem
from controlmap.format import (
    SETTINGS_FILE,
    check_references,
    cut_records,
    extended_settings,
    short_digest,
    write_sources,
    write_table,
)
from controlmap.model import (
    CSL_TYPES,
    LANGUAGE,
    UNKNOWN,
    Actor,
    Note,
    Place,
    Project,
    Report,
    Source,
    actor_meant,
    colours_for,
    nearest,
    place_named,
    validated,
)
from controlmap.plane import lengths_km
from controlmap.store import locked, open_project, slug
from controlmap.words import hidden_in, one_line, phrase

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
_NAMES = frozenset({"id", "name", "short", "in_text", "title", "publisher"})
_ADDRESS = re.compile(r"https?://[^\s<>/?#]+([/?#][^\s<>]*)?")
_ID_LETTERS = 4
"""Two people's sources of one publisher and day have the same id once in a million; then git tells."""


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
        _refuse_taken(name, [UNKNOWN, *project.settings.actor_ids])
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
        name = said.get("id") or _source_id(said)
        values = names_by_ids(project, said)
        _refuse_taken(name, project.sources if said.get("id") else ())
        source = validated(Source, {**values, "id": name}, file=SOURCES_FILE, feature=name)
        _refuse_twin(source, project.sources)
        if not said.get("id"):
            source = source.model_copy(update={"id": _own(name, write_sources([source]), project.sources)})
        _refuse_dangling(replace(project, sources={**project.sources, source.id: source}))
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
        name = said.get("id") or slug(values["name"]) or _letters(values["name"]) or "place"
        _refuse_taken(name, project.places if said.get("id") else ())
        place = validated(Place, {**values, "id": name}, file=PLACES_FILE, feature=name)
        _refuse_near(place, project.places.values())
        table = partial(write_table, Place, first=project.settings.languages[0])
        if name in project.places:
            place = place.model_copy(update={"id": _own(name, table([place]), project.places)})
        _refuse_dangling(replace(project, places={**project.places, place.id: place}))
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
        name = said.get("id") or _next_number(known)
        _refuse_taken(name, known)
        values: dict[str, Any] = {**names_by_ids(project, said), "id": name}
        for text in {"statement", "note"} & said.keys():
            spelled = in_languages(text, values.pop(text), project.settings.languages)
            values |= {key: told or "" for key, told in spelled.items()}
        report = validated(Report, values, zone=project.zone, file=REPORTS_FILE, feature=name)
        refuse_meaningless(report.controller, report.status, report.others)
        _refuse_same(report, project.reports)
        table = partial(write_table, Report, first=project.settings.languages[0])
        if not said.get("id"):
            report = report.model_copy(update={"id": _own(name, table([report]), known)})
        _refuse_dangling(replace(project, reports=(*project.reports, report)))
        return report, REPORTS_FILE, (table([report]), table([*project.reports, report]))

    return _added(folder, added, note or Note("report add"), dry_run)


def refuse_odd_texts(said: Mapping[str, Any]) -> None:
    """Refuse names with signs that nobody sees and that change what is printed around them; odd addresses.

    Raises
    ------
    InputError
        With the property and what is odd.
    """
    for property in _NAMES & said.keys():
        texts = said[property].values() if isinstance(said[property], Mapping) else (said[property],)
        for sign in filter(None, (hidden_in(text) for text in texts if isinstance(text, str))):
            message = phrase("has the sign {sign}, which nobody sees", sign=sign)
            raise InputError(Problem(message, property=property, hint="Write it without, on one line."))
    if said.get("URL") and not _ADDRESS.fullmatch(str(said["URL"])):
        message = phrase(
            "an address like https://example.org/news is expected; found {url!r}",
            url=one_line(str(said["URL"])),
        )
        raise InputError(Problem(message, property="URL"))
    if said.get("type") and said["type"] not in CSL_TYPES:
        message = phrase("{type!r} is no type of CSL-JSON", type=said["type"])
        raise InputError(
            Problem(message, property="type", hint=nearest(str(said["type"]), CSL_TYPES, "types"))
        )
    if said.get("language") and not re.fullmatch(LANGUAGE, str(said["language"])):
        message = phrase(
            "a language's code, like en, ar or zh-Hant, is expected; found {language!r}",
            language=said["language"],
        )
        raise InputError(Problem(message, property="language"))


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
        if not dry_run:
            rewrite_files(project, {file: _with_record(project, file, alone) or whole}, note, held=lock)
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


def _own(name: str, says: bytes, known: Collection[str]) -> str:
    """Return an id that two people never both invent: a readable one, and letters of what the record says."""
    digests = (short_digest(says.decode(), letters) for letters in range(_ID_LETTERS, 53))
    return next(own for digest in digests if (own := f"{name}-{digest}") not in known)


def _source_id(said: Mapping[str, Any]) -> str:
    parts = (said.get("issued") or {}).get("date-parts", [[]])[0]
    date = "-".join(f"{part:02d}" for part in parts)
    telling = (
        slug(said.get("publisher") or ""),
        slug(said["title"]),
        slug(_host(said.get("URL") or "")),
        _letters(said.get("publisher") or said["title"]),
    )
    who = next(filter(None, telling), None)
    name = "-".join(filter(None, [who, date])) if who else None
    if not name:
        raise InputError(Problem("say an id: none can be made of the publisher or the title"))
    return name


def _host(url: str) -> str:
    """Return the name of a site, like `sana.sy`, in ASCII."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return host if host.isascii() and not host.startswith("xn--") else ""


def _letters(text: str) -> str:
    """Return the letters and digits of any script, joined by hyphens: it tells a reader something."""
    plain = unicodedata.normalize("NFC", text).casefold()
    # Marks (M) are vowels in many scripts.
    kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in plain)
    return "-".join("".join(kept).split())


def _next_number(names: Iterable[str]) -> str:
    """Return the number after the last one, like `r0325` after `r0324` or `r0324-k3fq`."""
    found = [m for name in names if (m := re.fullmatch(r"(\D*)(\d+)(-[a-z2-7]{4,})?", name))]
    if not found:
        return "r1"
    last = max(found, key=lambda m: int(m[2]))
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}d}"


def _refuse_taken(name: str, known: Collection[str]) -> None:
    if name in known:
        raise InputError(
            Problem(phrase("the id {name!r} is taken", name=name), hint="Say another with --id.")
        )


def _refuse_twin(source: Source, known: Mapping[str, Source]) -> None:
    for name, other in known.items():
        if {**source.model_dump(), "id": name} == other.model_dump():
            raise InputError(Problem(phrase("the source is listed already, as {name!r}", name=name)))


def _refuse_near(place: Place, known: Iterable[Place]) -> None:
    """Refuse a place that is there already: one of the same name, within a kilometre."""
    for other in known:
        if other.name != place.name or place.lon is None or place.lat is None:
            continue
        if other.lon is None or other.lat is None:
            continue
        apart = lengths_km(np.array([[place.lon, place.lat]]), np.array([[other.lon, other.lat]]))[0]
        if apart < 1:
            message = phrase(
                "is there already: {name!r}, id {id}, {apart:.2f} km away",
                name=other.name,
                id=other.id,
                apart=apart,
            )
            raise InputError(Problem(message, PLACES_FILE, feature=place.id))


def _refuse_same(report: Report, known: Iterable[Report]) -> None:
    """Refuse a report that is there already, whatever its id or its confidence."""
    for other in known:
        if _saying(other) == _saying(report):
            hint = "To say it once more, say what is new: another source, statement or note."
            raise InputError(
                Problem(phrase("the report is there already, as {id!r}", id=other.id), hint=hint)
            )


def _saying(report: Report) -> dict[str, Any]:
    return {**report.model_dump(exclude={"id", "confidence", "named"}), "sources": sorted(report.sources)}


def _refuse_dangling(project: Project) -> None:
    problems = list(check_references(project))
    if problems:
        raise InputError(problems)
