"""CM7xx: whether what a state, a report or a colour says of ground can be understood."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np
from pydantic import BaseModel

from controlmap.check.check_input import Subject
from controlmap.check.finding import Finding
from controlmap.check.registry import rule
from controlmap.format import SETTINGS_FILE, STORY_FILE
from controlmap.history import NO_RECORD, History
from controlmap.model import (
    LEAST_APART,
    Actor,
    ControlState,
    Project,
    Report,
    colours_instead,
    faults_of_holding,
    pairs_apart,
    to_tell_apart,
    told,
)
from controlmap.plane import Ints
from controlmap.words import hidden_in, one_line

# Rules are reached through the registry.
__all__: list[str] = []


@rule("CM701", "error", "Contested or joint ground names a further actor.", alone=True)
def shared_with_nobody(subject: Subject) -> Iterator[Finding]:
    yield from _breaches(subject, "CM701")


@rule("CM702", "error", "Controller and further actors are each named once.", alone=True)
def named_twice(subject: Subject) -> Iterator[Finding]:
    yield from _breaches(subject, "CM702")


@rule("CM703", "error", "Ground that is held names no further actor.", alone=True)
def held_with_others(subject: Subject) -> Iterator[Finding]:
    yield from _breaches(subject, "CM703")


@rule(
    "CM704",
    "error",
    "Ground whose controller is unknown is neither contested, joint nor besieged.",
    alone=True,
)
def unknown_and_more(subject: Subject) -> Iterator[Finding]:
    yield from _breaches(subject, "CM704")


@rule(
    "CM705",
    "warning",
    "Neighbours have looks that everybody can tell apart; on a map of few actors, all have.",
)
def actors_that_look_alike(subject: Subject) -> Iterator[Finding]:
    history, actors = subject.history, {actor.id: actor for actor in subject.project.settings.actors}
    if history is None:
        return
    where = _neighbours(history)
    pairs = [pair for pair in _compared(history, where) if pair[0] in actors and pair[1] in actors]
    alike = _alike(actors, pairs)
    instead = colours_instead(_colours(actors, pairs), pairs) if alike else {}
    for (one, two), away in alike.items():
        told = f"{one} ({actors[one].colour}) and {two} ({actors[two].colour})"
        arc = where.get((one, two))
        yield Finding(
            f"{told} {'hold ground on this map' if arc is None else 'are neighbours'} and look alike: "
            f"{away:.1f} apart, {LEAST_APART:.0f} are told apart by everybody",
            SETTINGS_FILE,
            feature=two,
            property=f"actors.{list(actors).index(two) + 1}.colour",
            lonlat=None if arc is None else _place(history, arc),
            related=(one,),
            hint=_proposal(instead),
        )


@rule("CM706", "warning", "A text is seen as it is written: it has no sign that nobody sees.")
def texts_with_hidden_signs(subject: Subject) -> Iterator[Finding]:
    for file, feature, value in _sayers(subject.project):
        for property, text in texts_of(value):
            name = property.partition(".")[0].partition("_")[0]
            if sign := hidden_in(text, lines=name in _OF_LINES):
                unseen = "which nobody sees and which changes what is printed around it"
                yield Finding(
                    f"has the sign {sign}, {unseen}", file, feature=feature, property=one_line(property)
                )
            elif name in _NAMES and text and not _is_seen(text):
                yield Finding("has nothing that can be seen", file, feature=feature, property=property)


_NAMES = ("name", "title", "publisher", "short")
_OF_LINES = ("description", "text", "note", "statement", "licence", "strings")
"""Texts that may be several lines."""


def _is_seen(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LNPS" for letter in text)


def _sayers(project: Project) -> Iterator[tuple[str, str | None, BaseModel]]:
    """Yield all that has texts of its own: file, id, and value."""
    settings = project.settings
    for part in (*settings.actors, *settings.layers, *settings.regions):
        yield SETTINGS_FILE, one_line(part.id), part
    for part in (*settings.about, *settings.silence, *settings.base):
        yield SETTINGS_FILE, None, part
    yield SETTINGS_FILE, None, settings
    for layer in project.layers:
        yield from ((layer.file, one_line(state.id), state) for state in layer.states)
    for file, records in (
        ("places.csv", project.places.values()),
        ("sources.json", project.sources.values()),
        ("reports.csv", project.reports),
        ("events.geojson", project.events),
    ):
        yield from ((file, one_line(record.id), record) for record in records)
    yield from ((STORY_FILE, step.id, step) for step in project.story)


def texts_of(value: BaseModel) -> Iterator[tuple[str, str]]:
    """Yield the texts that a value says itself, by property; not those of values that it lists."""
    said = {name: getattr(value, name) for name in value.model_fields_set if name != "translations"}
    yield from _texts({**said, **(value.model_extra or {}), **getattr(value, "translations", {})}, "")


def _texts(value: object, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, BaseModel):
        yield from ((f"{at}.{name}", text) for name, text in texts_of(value))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, f"{at}.{name}" if at else str(name))
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from () if isinstance(inner, BaseModel) else _texts(inner, at)


def _compared(history: History, neighbours: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return whom to tell apart, of those who hold ground at some time."""
    holders = told(history.states, "controller").each()
    holding = {holders[number] for number in np.setdiff1d(history.spell_state, NO_RECORD).tolist()}
    return to_tell_apart(sorted(holding), neighbours)


def _colours(actors: Mapping[str, Actor], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the colours of those who are compared, in the order in which the map lists them."""
    compared = {actor for pair in pairs for actor in pair}
    return {name: actor.colour for name, actor in actors.items() if name in compared}


def _proposal(instead: Mapping[str, str]) -> str | None:
    if not instead:
        return None
    listed = ", ".join(f'{actor} "{colour}"' for actor, colour in instead.items())
    return f"With these colours all are told apart: {listed}."


def _place(history: History, vertex: int) -> tuple[float, float]:
    lon, lat = history.grid.to_degrees(history.topology.arc_xy[vertex]).tolist()
    return lon, lat


def _alike(actors: Mapping[str, Actor], pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """Return the pairs that are hard to tell apart, and how far apart their colours are."""
    same = [(one, two) for one, two in pairs if actors[one].pattern == actors[two].pattern]
    away = pairs_apart([(actors[one].colour, actors[two].colour) for one, two in same])
    return {pair: apart for pair, apart in zip(same, away.tolist(), strict=True) if apart < LEAST_APART}


def _neighbours(history: History) -> dict[tuple[str, str], int]:
    """Return the pairs of controllers that hold two sides of a border at one time, with a vertex of it."""
    arc, left, right = _meeting_spells(history)
    names, number = np.unique([state.controller for state in history.states], return_inverse=True)
    sides = np.sort(np.column_stack([number[history.spell_state[s]] for s in (left, right)]), axis=1)
    pairs, first = np.unique(sides, axis=0, return_index=True)
    return {
        (str(names[one]), str(names[two])): int(history.topology.arc_start[arc[i]])
        for (one, two), i in zip(pairs.tolist(), first.tolist(), strict=True)
        if one != two
    }


def _meeting_spells(history: History) -> tuple[Ints, Ints, Ints]:
    """Return the arcs of which both sides are on record at one time, with the spells on their two sides."""
    first = np.searchsorted(history.spell_cell, np.arange(len(history.topology.cells) + 1))
    ends = np.append(history.spell_start[1:], history.end)
    ends[first[1:] - 1] = history.end
    inner = np.flatnonzero((history.topology.arc_left >= 0) & (history.topology.arc_right >= 0))
    one, two = history.topology.arc_left[inner], history.topology.arc_right[inner]
    many_one, many_two = np.diff(first)[one], np.diff(first)[two]
    # Each spell on one side with each on the other, arc by arc.
    row = np.repeat(np.arange(len(inner)), many_one * many_two)
    place = np.arange(len(row)) - np.repeat(
        np.cumsum(many_one * many_two) - many_one * many_two, many_one * many_two
    )
    left, right = first[one[row]] + place // many_two[row], first[two[row]] + place % many_two[row]
    together = (history.spell_start[left] < ends[right]) & (history.spell_start[right] < ends[left])
    together &= (history.spell_state[left] != NO_RECORD) & (history.spell_state[right] != NO_RECORD)
    return inner[row[together]], left[together], right[together]


def _breaches(subject: Subject, code: str) -> Iterator[Finding]:
    for file, said in _sayings(subject):
        for fault in faults_of_holding(said.controller, said.status, said.others):
            if fault.code == code:
                yield Finding(fault.message, file, feature=said.id, property=fault.property, hint=fault.hint)


def _sayings(subject: Subject) -> Iterator[tuple[str, ControlState | Report]]:
    """Yield what says who holds ground and how: the states on record, and the reports."""
    for layer in subject.project.layers:
        yield from ((layer.file, state) for state in layer.states if state.superseded_at is None)
    yield from (("reports.csv", report) for report in subject.project.reports)
