"""CM7xx: whether what a state, a report or a colour says of ground can be understood."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np

from controlmap.check.check_input import Subject
from controlmap.check.finding import Finding
from controlmap.check.registry import rule
from controlmap.format import SETTINGS_FILE
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


@rule("CM706", "warning", "A name is seen as it is written: it has no sign that nobody sees.")
def names_with_hidden_signs(subject: Subject) -> Iterator[Finding]:
    for file, name, property, text in _names(subject.project):
        if sign := hidden_in(text):
            message = f"has the sign {sign}, which nobody sees and which changes what is printed around it"
            yield Finding(message, file, feature=one_line(name), property=property)
        elif text and not any(unicodedata.category(letter)[0] in "LNPS" for letter in text):
            yield Finding("has nothing that can be seen", file, feature=one_line(name), property=property)


def _names(project: Project) -> Iterator[tuple[str, str, str, str]]:
    """Yield the names of places, sources and actors: file, id, property and text."""
    for place in project.places.values():
        own = {"id": place.id, **({"name": place.name} if "name" in place.model_fields_set else {})}
        for property, text in {**own, **place.translations}.items():
            if text and not property.startswith("note"):
                yield "places.csv", place.id, property, text
    for source in project.sources.values():
        for property in ("id", "title", "publisher"):
            yield "sources.json", source.id, property, getattr(source, property) or ""
    for actor in project.settings.actors:
        for language, text in actor.name.items():
            yield SETTINGS_FILE, actor.id, f"name.{language}", text


def _compared(history: History, neighbours: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return whom to tell apart, of those who hold ground at some time."""
    holding = {history.states[s].controller for s in history.spell_state if s != NO_RECORD}
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
