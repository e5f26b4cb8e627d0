"""Actors, places, sources and reports changed or removed: changes of files that are no edit of the ground."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from controlmap.edit.log.additions import (
    ACTOR_TEXTS,
    Kind,
    Record,
    actor_table,
    names_by_ids,
    refuse_odd_texts,
)
from controlmap.edit.log.files_after import PLACES_FILE, REPORTS_FILE, SOURCES_FILE, text_of
from controlmap.edit.log.rewriting import places_with, reports_with, rewrite_files, sources_with
from controlmap.edit.operations.lookup import refuse_meaningless
from controlmap.edit.said_texts import by_language, in_languages
from controlmap.errors import InputError, Problem
from controlmap.format import (
    SETTINGS_FILE,
    cut_records,
    uses_of,
    with_actor,
    without_actors,
    write_sources,
    write_table,
)
from controlmap.model import (
    Actor,
    Note,
    Place,
    Project,
    Report,
    Source,
    actor_meant,
    nearest,
    place_named,
    validated,
)
from controlmap.store import locked, open_project
from controlmap.words import counted

__all__ = ["change_record", "remove_records"]

_FILES = {"actor": SETTINGS_FILE, "place": PLACES_FILE, "source": SOURCES_FILE, "report": REPORTS_FILE}
_TEXTS = {"actor": ACTOR_TEXTS, "place": ("name", "note"), "source": (), "report": ("statement", "note")}
_USES_SHOWN = 8


def change_record(
    folder: Path,
    kind: Kind,
    name: str,
    said: Mapping[str, Any],
    note: Note | None = None,
    *,
    dry_run: bool = False,
) -> Record:
    """Let an actor, place, source or report say something else, and return it as it is then.

    `name` is its id; an actor and a place have names too. `said` is as for `add_record`: what it does not
    name stays, and None or an empty text takes away. `note` is what the journal is to say. A dry
    run writes nothing.

    Raises
    ------
    InputError
        When there is none of that name, a value cannot be used, or all is said already.
    """
    with locked(folder, exclusive=True) as lock:
        project = open_project(folder, held=lock)
        old = _record(project, kind, name)
        new = _changed(project, kind, old, names_by_ids(project, said))
        if new == old:
            raise InputError(Problem(f"{kind} {old.id!r} says so already"))
        if isinstance(new, Report):
            refuse_meaningless(new.controller, new.status, new.others)
        told = note or Note(f"{kind} change")
        rewrite_files(project, {_FILES[kind]: _with(project, new)}, told, held=lock, dry_run=dry_run)
    return new


def remove_records(
    folder: Path, kind: Kind, names: Sequence[str], note: Note | None = None, *, dry_run: bool = False
) -> list[Record]:
    """Remove records of a kind by their ids (actors and places by their names too), and return them.

    `note` is what the journal is to say. A dry run writes nothing.

    Raises
    ------
    InputError
        When one is not there, or something names it still: all that does is told.
    """
    with locked(folder, exclusive=True) as lock:
        project = open_project(folder, held=lock)
        gone = [_record(project, kind, name) for name in names]
        ids = {one.id for one in gone}
        problems = list(_named_still(project, kind, ids))
        if problems:
            raise InputError(problems)
        told = note or Note(f"{kind} remove")
        rewrite_files(project, {_FILES[kind]: _without(project, kind, ids)}, told, held=lock, dry_run=dry_run)
    return gone


def _listed(project: Project, kind: Kind) -> dict[str, Any]:
    reports = {report.id: report for report in project.reports}
    actors = {actor.id: actor for actor in project.settings.actors}
    every = {"actor": actors, "place": project.places, "source": project.sources, "report": reports}
    return dict(every[kind])


def _record(project: Project, kind: Kind, name: str) -> Record:
    if kind == "place":
        return place_named(name, project.places)
    listed = _listed(project, kind)
    if kind == "actor":
        name = actor_meant(name, project.settings.actors)
    if name not in listed:
        hint = nearest(name, [*listed], f"{kind}s")
        raise InputError(Problem(f"{_FILES[kind]} lists no {kind} {name!r}", hint=hint))
    return listed[name]


def _changed(project: Project, kind: Kind, old: Record, said: Mapping[str, Any]) -> Record:
    """Return a record with what is said of it, checked as one that is read."""
    refuse_odd_texts(said)
    if isinstance(old, Actor):
        return _changed_actor(project, old, said)
    before = old.model_dump(mode="json", exclude_unset=True) | dict(getattr(old, "translations", {}))
    values = {**before, **{key: value for key, value in said.items() if key not in _TEXTS[kind]}}
    first = project.settings.languages[0]
    for text in {*_TEXTS[kind]} & said.keys():
        for key, told in in_languages(text, said[text] or "", project.settings.languages).items():
            # A table may spell out its first language too.
            spelled = f"{text}_{first}" if key == text and f"{text}_{first}" in before else key
            values[spelled] = told or ""
    if kind == "source":
        there = {key: value for key, value in values.items() if value not in (None, "", ())}
        return validated(Source, there, file=SOURCES_FILE, feature=old.id)
    blank = {key: "" if value is None else value for key, value in values.items()}
    if kind == "place":
        return validated(Place, blank, file=PLACES_FILE, feature=old.id)
    return validated(Report, blank, zone=project.zone, file=REPORTS_FILE, feature=old.id)


def _changed_actor(project: Project, old: Actor, said: Mapping[str, Any]) -> Actor:
    values = {**old.model_dump(), **said}
    for text in {*ACTOR_TEXTS} & said.keys():
        told = (getattr(old, text) or {}) | by_language(text, said[text] or "", project.settings.languages)
        values[text] = {language: spelled for language, spelled in told.items() if spelled}
    there = {key: value for key, value in values.items() if value not in (None, "", {})}
    return validated(Actor, there, file=SETTINGS_FILE, feature=old.id)


def _with(project: Project, new: Record) -> bytes:
    if isinstance(new, Actor):
        return with_actor(text_of(project, SETTINGS_FILE), actor_table(new)).encode()
    if isinstance(new, Place):
        return places_with(project, [new])
    return sources_with(project, [new]) if isinstance(new, Source) else reports_with(project, [new])


def _without(project: Project, kind: Kind, ids: set[str]) -> bytes:
    """Return a file without some records, and with all others as they are written."""
    if kind == "actor":
        return without_actors(text_of(project, SETTINGS_FILE), ids).encode()
    records = cut_records(_FILES[kind], text_of(project, _FILES[kind]))
    if records is not None:
        for name in ids:
            records = records.without(records.ids.index(name))
        return str(records).encode()
    kept, first = _kept(project, kind, ids).values(), project.settings.languages[0]
    if kind == "source":
        return write_sources(kept)
    return (
        write_table(Place, kept, first=first) if kind == "place" else write_table(Report, kept, first=first)
    )


def _kept(project: Project, kind: Kind, ids: set[str]) -> dict[str, Any]:
    return {name: one for name, one in _listed(project, kind).items() if name not in ids}


def _named_still(project: Project, kind: Kind, ids: set[str]) -> Iterator[Problem]:
    """Yield for each record that is to go what names it still."""
    kept = _kept(project, kind, ids)
    if kind == "actor":
        settings = project.settings.model_copy(update={"actors": tuple(kept.values())})
        less = replace(project, settings=settings)
    else:
        less = replace(project, **{f"{kind}s": tuple(kept.values()) if kind == "report" else kept})
    found = [] if kind == "report" else [*uses_of(less, kind, ids)]
    for name in sorted(ids):
        uses = [use for use in found if use.name == name]
        if uses:
            shown = ", ".join(dict.fromkeys(f"{use.feature} in {use.file}" for use in uses[:_USES_SHOWN]))
            more = f" and {len(uses) - _USES_SHOWN} more" if len(uses) > _USES_SHOWN else ""
            message = f"is named by {counted(len(uses), 'record')} still"
            hint = f"Change or remove first: {shown}{more}."
            yield Problem(message, _FILES[kind], feature=name, hint=hint)
