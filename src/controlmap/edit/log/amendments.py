"""Actors, places, sources and reports changed or removed: changes of files that are no edit of the ground."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from controlmap.edit.log.additions import (
    ACTOR_TEXTS,
    Kind,
    Record,
    actor_table,
    names_by_ids,
)
from controlmap.edit.log.files_after import text_of
from controlmap.edit.log.refused_records import refuse_odd_texts
from controlmap.edit.log.rewriting import places_with, reports_with, rewrite_files, sources_with
from controlmap.edit.operations.lookup import refuse_meaningless
from controlmap.edit.said_texts import by_language, in_languages
from controlmap.errors import InputError, Problem
from controlmap.format import (
    PLACES_FILE,
    REPORTS_FILE,
    SETTINGS_FILE,
    SOURCES_FILE,
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
from controlmap.words import counted, first_of

__all__ = ["change_record", "remove_records"]

_USES_SHOWN = 8


class _How(NamedTuple):
    """How records of a kind are kept: where, by what names they are meant, and how they are read and written.

    `listed` are all of them by id, `meant` is the id that a name means, `changed` a record of which some is
    said anew, `put` and `left` the file with it, and with no others than some; `only` the map with no others.
    """

    file: str
    texts: tuple[str, ...]
    listed: Callable[[Project], Mapping[str, Any]]
    meant: Callable[[Project, str], str]
    changed: Callable[[Project, Any, Mapping[str, Any]], Record]
    put: Callable[[Project, Any], bytes]
    left: Callable[[Project, Mapping[str, Any]], bytes]
    only: Callable[[Project, Mapping[str, Any]], Project]


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
        meant = names_by_ids(project, said)
        refuse_odd_texts(meant)
        new = _KINDS[kind].changed(project, old, meant)
        if new == old:
            raise InputError(Problem(f"{kind} {old.id!r} says so already"))
        if isinstance(new, Report):
            refuse_meaningless(new.controller, new.status, new.others)
        told = note or Note(f"{kind} change")
        how = _KINDS[kind]
        rewrite_files(project, {how.file: how.put(project, new)}, told, held=lock, dry_run=dry_run)
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
        files = {_KINDS[kind].file: _without(project, _KINDS[kind], ids)}
        rewrite_files(project, files, told, held=lock, dry_run=dry_run)
    return gone


def _record(project: Project, kind: Kind, name: str) -> Record:
    how = _KINDS[kind]
    listed, meant = how.listed(project), how.meant(project, name)
    if meant not in listed:
        hint = nearest(meant, [*listed], f"{kind}s")
        raise InputError(Problem(f"{how.file} lists no {kind} {meant!r}", hint=hint))
    return listed[meant]


def _changed_actor(project: Project, old: Actor, said: Mapping[str, Any]) -> Actor:
    values = {**old.model_dump(), **said}
    for text in {*ACTOR_TEXTS} & said.keys():
        told = (getattr(old, text) or {}) | by_language(text, said[text] or "", project.settings.languages)
        values[text] = {language: spelled for language, spelled in told.items() if spelled}
    there = {key: value for key, value in values.items() if value not in (None, "", {})}
    return validated(Actor, there, file=SETTINGS_FILE, feature=old.id)


def _changed_place(project: Project, old: Place, said: Mapping[str, Any]) -> Place:
    return validated(Place, _blank(_said_anew(project, "place", old, said)), file=PLACES_FILE, feature=old.id)


def _changed_source(project: Project, old: Source, said: Mapping[str, Any]) -> Source:
    values = _said_anew(project, "source", old, said)
    there = {key: value for key, value in values.items() if value not in (None, "", ())}
    return validated(Source, there, file=SOURCES_FILE, feature=old.id)


def _changed_report(project: Project, old: Report, said: Mapping[str, Any]) -> Report:
    values = _blank(_said_anew(project, "report", old, said))
    return validated(Report, values, zone=project.zone, file=REPORTS_FILE, feature=old.id)


def _said_anew(
    project: Project, kind: Kind, old: Place | Source | Report, said: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values of a record by column, with what is said of it."""
    texts = _KINDS[kind].texts
    before = old.model_dump(mode="json", exclude_unset=True) | dict(getattr(old, "translations", {}))
    values = {**before, **{key: value for key, value in said.items() if key not in texts}}
    first = project.settings.languages[0]
    for text in {*texts} & said.keys():
        for key, told in in_languages(text, said[text] or "", project.settings.languages).items():
            # A table may spell out its first language too.
            spelled = f"{text}_{first}" if key == text and f"{text}_{first}" in before else key
            values[spelled] = told or ""
    return values


def _blank(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as a table has them: what is not said is an empty field."""
    return {key: "" if value is None else value for key, value in values.items()}


def _without(project: Project, how: _How, ids: set[str]) -> bytes:
    """Return a file without some records, and with all others as they are written."""
    records = None if how.file == SETTINGS_FILE else cut_records(how.file, text_of(project, how.file))
    if records is None:
        return how.left(project, _kept(project, how, ids))
    for name in ids:
        records = records.without(records.ids.index(name))
    return str(records).encode()


def _kept(project: Project, how: _How, ids: set[str]) -> dict[str, Any]:
    return {name: one for name, one in how.listed(project).items() if name not in ids}


def _named_still(project: Project, kind: Kind, ids: set[str]) -> Iterator[Problem]:
    """Yield for each record that is to go what names it still."""
    how = _KINDS[kind]
    found = [*uses_of(how.only(project, _kept(project, how, ids)), kind, ids)]
    for name in sorted(ids):
        uses = [use for use in found if use.name == name]
        if uses:
            shown = first_of([*dict.fromkeys(f"{use.feature} in {use.file}" for use in uses)], _USES_SHOWN)
            message = f"is named by {counted(len(uses), 'record')} still"
            yield Problem(message, how.file, feature=name, hint=f"Change or remove first: {shown}.")


def _actors(project: Project) -> dict[str, Actor]:
    return {actor.id: actor for actor in project.settings.actors}


def _reports(project: Project) -> dict[str, Report]:
    return {report.id: report for report in project.reports}


def _put_actor(project: Project, actor: Actor) -> bytes:
    return with_actor(text_of(project, SETTINGS_FILE), actor_table(actor)).encode()


def _actors_left(project: Project, kept: Mapping[str, Actor]) -> bytes:
    return without_actors(text_of(project, SETTINGS_FILE), _actors(project).keys() - kept.keys()).encode()


def _only_actors(project: Project, kept: Mapping[str, Actor]) -> Project:
    return replace(project, settings=project.settings.model_copy(update={"actors": tuple(kept.values())}))


def _as_it_is(project: Project, name: str) -> str:
    return name


_KINDS: Mapping[Kind, _How] = {
    "actor": _How(
        SETTINGS_FILE,
        ACTOR_TEXTS,
        _actors,
        lambda project, name: actor_meant(name, project.settings.actors),
        _changed_actor,
        _put_actor,
        _actors_left,
        _only_actors,
    ),
    "place": _How(
        PLACES_FILE,
        ("name", "note"),
        lambda project: project.places,
        lambda project, name: place_named(name, project.places).id,
        _changed_place,
        lambda project, place: places_with(project, [place]),
        lambda project, kept: write_table(Place, kept.values(), first=project.settings.languages[0]),
        lambda project, kept: replace(project, places=kept),
    ),
    "source": _How(
        SOURCES_FILE,
        (),
        lambda project: project.sources,
        _as_it_is,
        _changed_source,
        lambda project, source: sources_with(project, [source]),
        lambda project, kept: write_sources(kept.values()),
        lambda project, kept: replace(project, sources=kept),
    ),
    "report": _How(
        REPORTS_FILE,
        ("statement", "note"),
        _reports,
        _as_it_is,
        _changed_report,
        lambda project, report: reports_with(project, [report]),
        lambda project, kept: write_table(Report, kept.values(), first=project.settings.languages[0]),
        lambda project, kept: replace(project, reports=tuple(kept.values())),
    ),
}
