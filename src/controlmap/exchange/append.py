"""A layer that goes on: further restatements as one edit of what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from controlmap.dates import format_instant
from controlmap.edit import (
    Control,
    Delta,
    delta_of_files,
    read_journal,
    refuse_swapped,
    rehearsed,
    write_delta,
)
from controlmap.errors import InputError, Problem
from controlmap.exchange.actors import Cast, cast_of
from controlmap.exchange.as_drawn import marks_with
from controlmap.exchange.by_date import grounds_by_date
from controlmap.exchange.by_hand import passed_over
from controlmap.exchange.claims import Said
from controlmap.exchange.going_on import before_it, begun_between, gone_on, noted, untold_days
from controlmap.exchange.incoming import Brought, areas_at_the_end, minute_of, outside
from controlmap.exchange.origins import refuse_unlisted, sources_for
from controlmap.exchange.restatements import Found, Restating, Snapshot
from controlmap.format import (
    SETTINGS_FILE,
    SOURCES_FILE,
    extended_settings,
    read_settings,
    with_period_through,
    write_sources,
)
from controlmap.model import (
    UNKNOWN,
    ControlState,
    Layer,
    LocalizedText,
    Note,
    Project,
    Source,
    nearest,
    states_of,
    told,
)
from controlmap.store import locked
from controlmap.words import first_lines

__all__ = ["append_snapshots"]

_PASSAGES = 20
"""From somebody to somebody, of which people are told."""


def append_snapshots(
    project: Project,
    layer: str,
    snapshots: Sequence[Snapshot],
    how: Restating,
    note: Note,
    *,
    dry_run: bool = False,
) -> tuple[Project, Brought]:
    """Let a layer go on with further restatements: one edit of what differs. Return the map after it.

    Ground that passes on no other word than that of a file names the file as its source. A dry run tells what
    would pass, and writes nothing.

    Raises
    ------
    InputError
        With all that is wrong with the restatements, or when the map has no such layer, or none of those who
        hold ground on a day is an actor of a map that has some.
    StaleError
        When its files are others by now.
    BusyError
        When somebody else writes.
    """
    home, found = _layer_of(project, layer), Found()
    for snapshot in snapshots:
        found.tell(snapshot.told, snapshot.name)
    before = before_it(home, snapshots[0].when) if how.snap_m else ()
    grounds = [*grounds_by_date(snapshots, how, project.grid, found, before)]
    cast = _cast(project, grounds, found)
    for snapshot, ground in zip(snapshots, grounds, strict=True):
        refuse_swapped(ground.values(), home, snapshot.name)
        _refuse_strangers(project, cast, snapshot, ground, found, how)
    first, last = snapshots[0].when.start, snapshots[-1].when.start
    files = _files_with(project, cast, last)
    known = _with_settings(project, files)
    found.tell(outside(known.settings.period, first, last), layer)
    days = project.settings.period, [snapshot.when.start for snapshot in snapshots]
    found.tell(untold_days(*days), layer)
    vague = begun_between(*days)
    sources = sources_for(found.files, project.sources)
    named = (name for ground in grounds for said in ground for name in said.sources)
    refuse_unlisted(named, project.sources, sources.values())
    later = known
    for snapshot, ground in zip(snapshots, grounds, strict=True):
        when, controls = snapshot.when, {}
        for said, area in ground.items():
            cited = [sources[file] for file in found.on_whose_word(when, said)]
            controls[_control(noted(cast.named(said), vague.get(str(when.start))), cited)] = area
        later = gone_on(later, home, snapshot.when, controls, found, how.snap_m)
    if how.repair:
        found.told["--repair joins no strips and gaps of days that are added"].append(layer)
    listed = _listed(project, states_of(later)[layer], sources.values())
    delta = _edit(project, layer, later, files, listed)
    for edit in passed_over(delta, read_journal(project.folder)):
        found.told[edit].append(layer)
    if not delta:
        found.told["nothing differs: nothing was written"].append(layer)
    changed, moved = _written(project, delta, note, dry_run=dry_run)
    after = changed if dry_run else replace(changed, settings=known.settings, sources=listed)
    states = states_of(later)[layer]
    newcomers = [f"new actors: {', '.join(actor['id'] for actor in cast.new)}"] if cast.new else []
    told = (*found.sentences(), *newcomers, *moved)
    return after, Brought(project.folder / home.file, len(states), *areas_at_the_end(states), told)


def _layer_of(project: Project, layer: str) -> Layer:
    found = next((one for one in project.layers if one.id == layer), None)
    if found is None:
        hint = nearest(layer, [one.id for one in project.layers], "layers")
        raise InputError(Problem(f"has no layer {layer!r} to add to", str(project.folder), hint=hint))
    return found


def _cast(project: Project, grounds: Iterable[Iterable[Said]], found: Found) -> Cast:
    return cast_of(
        [said for ground in grounds for said in ground],
        known=project.settings.actors,
        languages=project.settings.languages,
        meanings=found.meanings,
        colours=found.colours,
    )


def _refuse_strangers(
    project: Project,
    cast: Cast,
    snapshot: Snapshot,
    ground: Mapping[Said, shapely.Geometry],
    found: Found,
    how: Restating,
) -> None:
    """Refuse a day on which no holder is known to a map that has some: mostly the wrong field was read.

    A table of values that names one of them says that they are meant.
    """
    holders = {name for layer in project.layers for name in told(layer.states, "controller").values}
    names = dict.fromkeys(said.controller for said in ground if said.controller != UNKNOWN)
    new = {actor["id"] for actor in cast.new}
    if not (holders - {UNKNOWN} and names) or any(
        cast.ids[name] not in new or name in found.meanings for name in names
    ):
        return
    known = ", ".join(actor.id for actor in project.settings.actors)
    raise InputError(
        Problem(
            f"nobody who holds ground on {snapshot.when.text} is an actor of the map: {', '.join(names)}",
            snapshot.name,
            property=", ".join(how.holders.fields) or None,
            hint=f"The map's are {known}: say with --controller-from the field that names these. If the new "
            "ones are meant, list them in a table of values with --states.",
        )
    )


def _control(said: Said, files: Iterable[Source]) -> Control:
    texts = {name: LocalizedText(dict(said.kept).get(name)) for name in ("area", "note")}
    return Control(
        **{
            **said.properties(),
            **texts,
            "sources": said.sources or tuple(dict.fromkeys(file.id for file in files)),
        }
    )


def _files_with(project: Project, cast: Cast, last: np.datetime64) -> dict[str, bytes]:
    """Return controlmap.toml with new actors, and with a period that goes on through the last date."""
    text = before = (project.folder / SETTINGS_FILE).read_text(encoding="utf-8")
    if cast.new:
        text = extended_settings(text, actors=cast.new)
    period = project.settings.period
    if period is not None and minute_of(period.end) <= minute_of(last):
        text = with_period_through(text, format_instant(last))
    return {} if text == before else {SETTINGS_FILE: text.encode()}


def _with_settings(project: Project, files: Mapping[str, bytes]) -> Project:
    if SETTINGS_FILE not in files:
        return project
    return replace(project, settings=read_settings(files[SETTINGS_FILE]))


def _listed(
    project: Project, states: Sequence[ControlState], files: Iterable[Source]
) -> Mapping[str, Source]:
    """Return the sources of a map with those of the files that states name."""
    named = {name for names in told(states, "sources").values for name in names}
    return {**project.sources, **{one.id: one for one in files if one.id in named - project.sources.keys()}}


def _edit(
    project: Project, layer: str, later: Project, files: dict[str, bytes], listed: Mapping[str, Source]
) -> Delta:
    """Return what makes a layer say what it says later, and files too, with what its new states need."""
    delta = Delta.between(states_of(project), states_of(later))
    if len(listed) > len(project.sources):
        files = files | {SOURCES_FILE: write_sources(listed.values())}
    if delta:
        settings = files.get(SETTINGS_FILE) or (project.folder / SETTINGS_FILE).read_bytes()
        added = [placed.state for placed in delta.added.get(layer, ())]
        files = files | marks_with(project, layer, added, settings.decode())
    return delta + delta_of_files(project, files)


def _written(project: Project, delta: Delta, note: Note, *, dry_run: bool) -> tuple[Project, list[str]]:
    """Write an edit, unless it is empty or a trial; return the map then, and what passes in lines."""
    if not delta:
        return project, []
    if dry_run:
        shown = rehearsed(project, delta, note, brief=True)
        return project, [*_passing(shown.effect.rows()), "nothing written"]
    with locked(project.folder, exclusive=True) as lock:
        changed, entry = write_delta(project, delta, note, lock, brief=True)
    return changed, _passing(entry.moved)


def _passing(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return in lines who loses how much to whom, of many the largest only."""
    largest = sorted(rows, key=lambda row: -row["area_km2"])
    lines = [f"{row['area_km2']:,.3f} km²  {row['from']} → {row['to']}" for row in largest]
    return first_lines(lines, _PASSAGES)
