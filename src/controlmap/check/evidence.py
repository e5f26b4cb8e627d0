"""CM6xx: what states and reports rest on, and whether they agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from controlmap.check.check_input import Subject
from controlmap.check.disputes import contradictions, rival_claims
from controlmap.check.finding import Finding, Measure
from controlmap.check.holders import holders
from controlmap.check.registry import rule
from controlmap.check.reports import Disagreement, agreement, window_of
from controlmap.dates import known_text
from controlmap.history import NO_RECORD, History, Spell
from controlmap.model import (
    CERTAINTIES,
    UNKNOWN,
    Certainty,
    ControlState,
    Place,
    Project,
    Report,
    Source,
    Voices,
    certainty_of,
    told,
)
from controlmap.plane import OUTSIDE
from controlmap.store import Derivation, derivations
from controlmap.words import counted, first_of

# Rules are reached through the registry.
__all__ = ["in_words"]


@rule("CM601", "warning", "A control state names its sources, unless it is inferred or unknown.")
def without_source(subject: Subject) -> Iterator[Finding]:
    for file, state in _on_record(subject):
        if not state.sources and state.certainty != "inferred" and state.controller != UNKNOWN:
            message = f"is {state.certainty}, but names no source"
            yield Finding(message, file, feature=state.id, property="sources")


@rule("CM602", "warning", "A confirmed state has independent sources, or the word of who lost the ground.")
def confirmed_by_one(subject: Subject) -> Iterator[Finding]:
    for file, state, weighed in _weighed(subject):
        if state.certainty == "confirmed" and weighed.earned == "reported":
            message = f"is confirmed, but {weighed.in_words()}"
            yield Finding(message, file, feature=state.id, property="certainty")


@rule("CM603", "warning", "A gain known only from the side that gains is claimed, not more.")
def claimed_by_the_winner(subject: Subject) -> Iterator[Finding]:
    for file, state, weighed in _weighed(subject):
        if state.certainty in ("reported", "confirmed") and weighed.earned == "claimed":
            message = f"is {state.certainty}, but {weighed.in_words()}"
            yield Finding(message, file, feature=state.id, property="certainty")


@rule("CM604", "warning", "The map agrees with each report.")
def contradicted_reports(subject: Subject) -> Iterator[Finding]:
    if subject.history is None or {layer.file for layer in subject.project.layers} & subject.broken:
        return
    unlike = agreement(subject.project, subject.history).disagreements
    derived = derivations(subject.project) if any(one.reason == "contradiction" for one in unlike) else {}
    underived: dict[str, list[str]] = defaultdict(list)
    for found in unlike:
        if found.reason == "contradiction" and (layer := _never_derived(found, subject, derived)):
            underived[layer].append(found.report.id)
            continue
        place = subject.project.places[found.report.place]
        reason = _REASONS[found.reason]
        if found.reason == "contradiction" and derived:
            reason = _reason_of(found, subject, derived)
        yield Finding(
            f"{in_words(found)} ({reason})",
            "reports.csv",
            feature=found.report.id,
            property="controller",
            lonlat=(place.lon, place.lat) if place.lon is not None and place.lat is not None else None,
            measure=None if found.distance_m is None else Measure(round(found.distance_m / 1000, 3), "km"),
            related=found.others,
            severity="warning" if found.reason == "contradiction" else "note",
        )
    for layer in subject.project.layers:
        if reports := underived.get(layer.id):
            # As long as nothing is drawn by them, it is one thing that all of them are about.
            against = f"{counted(len(reports), 'report')} speak{'s' if len(reports) == 1 else ''} against it"
            message = f"is not derived yet, and {against}: {first_of(reports, _SHOWN)}"
            edited = bool(derived[layer.id].edited)
            hint = f"{_DERIVE[edited]}." if edited else "controlmap derive draws its areas from the reports."
            yield Finding(message, layer.file, related=tuple(reports), hint=hint)


@rule("CM605", "note", "Reports on one place and time agree with each other.")
def contradicting_reports(subject: Subject) -> Iterator[Finding]:
    voices = _voices(subject)
    for one, other in contradictions(subject.project.reports, voices):
        message = (
            f"says that {one.controller} held {one.place} on {known_text(one.date, one.known_to)}; "
            f"{other.id} says {other.controller}"
        )
        yield Finding(message, "reports.csv", feature=one.id, property="controller", related=(other.id,))
    for (one, *others), near in rival_claims(subject.project.reports, voices):
        message = (
            f"gives {one.place} to {' and '.join(sorted(holders(one)))} "
            f"on {known_text(one.date, one.known_to)}, "
            f"on the word of outlets near {' and near '.join(near)}"
        )
        related = tuple(other.id for other in others)
        yield Finding(message, "reports.csv", feature=one.id, property="sources", related=related)


@rule("CM606", "warning", "A state is no surer than the surest report on its ground.")
def surer_than_reports(subject: Subject) -> Iterator[Finding]:
    if subject.history is None or {layer.file for layer in subject.project.layers} & subject.broken:
        return
    voices, by_place = _voices(subject), _told_by(subject.project, subject.history)
    cited = {(report.controller, name) for report in subject.project.reports for name in report.sources}
    for file, state, weighed in _weighed(subject):
        # What a state rests on beside reports, and what its sources do not earn, is CM602's and CM603's.
        if not weighed.is_earned or not all((state.controller, name) in cited for name in state.sources):
            continue
        places = by_place.get(state.id, {}).values()
        told = [(reports, certainty_of(reports, voices)) for reports in places]
        surest = max((sure for _, sure in told), key=CERTAINTIES.index, default=state.certainty)
        if CERTAINTIES.index(state.certainty) > CERTAINTIES.index(surest):
            related = tuple(report.id for reports, sure in told for report in reports if sure == surest)
            message = f"is {state.certainty}, but the reports on its ground make it {surest} at most"
            yield Finding(message, file, feature=state.id, property="certainty", related=related)


_REASONS = {
    "conflict": "another report says otherwise",
    "several_changes": "reports of that day name several holders, one after the other",
    "shared_point": "another place on the same point is reported otherwise",
    "precision": "ground of the reported holder lies within the point's accuracy",
    "label": "the point only labels an area or a road",
    "contradiction": "nothing explains the difference",
}


_SHOWN = 3
"""Reports that are named of those that wait for a derivation."""
_DERIVE = {
    False: "controlmap derive",
    True: "controlmap derive --dry-run --discard-edits shows what would come of it, and of the edits since",
}
"""What brings the areas to what the records say, by whether they were edited meanwhile."""


def _reason_of(found: Disagreement, subject: Subject, derived: Mapping[str, Derivation]) -> str:
    """Return what was done since to the ground, or to the report, where no other report explains it."""
    report = found.report
    for layer, state in _under(found, subject):
        if (how := derived.get(layer)) is None:
            continue
        if state in how.edited:
            return "the ground was edited there after the areas were derived: one of both is wrong"
        advice = _DERIVE[bool(how.edited)]
        changed = [what for file, name, what in _told(report) if how.has_changed(file, name)]
        if changed:
            return f"{changed[0]} came or changed after the areas were last derived: {advice}"
    return _REASONS[found.reason]


def _never_derived(found: Disagreement, subject: Subject, derived: Mapping[str, Derivation]) -> str | None:
    """Return the layer under a report's place that was never derived, nor edited there."""
    for layer, state in _under(found, subject) if derived else ():
        if layer in derived:
            how = derived[layer]
            return layer if how.waits == "never" and state not in how.edited else None
    return None


def _under(found: Disagreement, subject: Subject) -> list[tuple[str, str]]:
    """Return layer and id of the states under a report's place in its time."""
    layer_of = {state.id: layer.id for layer in subject.project.layers for state in layer.states}
    start, end = window_of(found.report)
    place = subject.project.places[found.report.place]
    spells = _spells_under(place, subject.history) if subject.history else []
    under = (state.id for s in spells if s.start < end and s.end > start for state in s.states)
    return [(layer_of[name], name) for name in under if name in layer_of]


def _told(report: Report) -> tuple[tuple[str, str, str], ...]:
    """Return the records that say what a report does: file, id, and what they are called."""
    return ("reports.csv", report.id, "the report"), ("places.csv", report.place, "its place")


def in_words(found: Disagreement) -> str:
    """Return a disagreement as a sentence."""
    report = found.report
    return (
        f"says that {report.controller} held {report.place} on {known_text(report.date, report.known_to)}; "
        f"the map says {' and then '.join(found.found)}"
    )


@rule("CM608", "warning", "A report or event says in words what it is.")
def without_words(subject: Subject) -> Iterator[Finding]:
    project = subject.project
    for file, entries in (("reports.csv", project.reports), ("events.geojson", project.events)):
        for entry in entries:
            if not entry.says("statement"):
                yield Finding(
                    "has no statement in any language", file, feature=entry.id, property="statement"
                )


def _on_record(subject: Subject) -> Iterator[tuple[str, ControlState]]:
    for layer in subject.project.layers:
        yield from ((layer.file, state) for state in layer.states if state.superseded_at is None)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What the sources of a state earn it: how sure it is, by whom, and who lost the ground."""

    state: ControlState
    sources: tuple[Source, ...]
    voices: Voices
    losers: frozenset[str]

    @property
    def earned(self) -> Certainty:
        return self.voices.earned(self.state.sources, self.state.controller, self.losers)

    @property
    def is_earned(self) -> bool:
        return CERTAINTIES.index(self.state.certainty) <= CERTAINTIES.index(self.earned)

    def in_words(self) -> str:
        """Return why it is not surer, as a half-sentence."""
        listed = _listed(self.sources)
        if self.earned == "claimed":
            return f"only {listed} says so, which leans to {self.state.controller}"
        neutral = [s for s in self.sources if not self._has_stake(s)]
        said = f"rests on {_listed(neutral)} alone" if len({*map(_name, neutral)}) == 1 else ""
        said = said or f"{_listed(neutral)} give one voice's word ({', '.join(self._origins(neutral))})"
        party = [source for source in self.sources if self._has_stake(source)]
        return f"{said}; {_listed(party)} leans to {self.state.controller}" if party else said

    def _has_stake(self, source: Source) -> bool:
        lean = self.voices.by_source[source.id].lean
        return bool(self.losers) and lean in self.voices.side_of(self.state.controller)

    def _origins(self, sources: Iterable[Source]) -> list[str]:
        return sorted({one for source in sources for one in self.voices.by_source[source.id].origins})


def _weighed(subject: Subject) -> Iterator[tuple[str, ControlState, _Weighed]]:
    """Yield each state all of whose sources are listed, and which has one, with what these earn it."""
    history, listed, voices = subject.history, subject.project.sources, _voices(subject)
    if history is None:
        return
    losers = _losers(history)
    for file, state in _on_record(subject):
        if state.sources and state.certainty != "inferred" and listed.keys() >= set(state.sources):
            sources = tuple(listed[name] for name in state.sources)
            lost = losers.get(state.id, frozenset())
            yield file, state, _Weighed(state, sources, voices, lost)


def _losers(history: History) -> dict[str, frozenset[str]]:
    """Return by state who held ground of it before its controller did."""
    cell, shown = history.spell_cell, history.spell_state
    follows = np.flatnonzero(cell[1:] == cell[:-1])
    pairs = np.unique(np.column_stack([shown[follows + 1], shown[follows]]), axis=0).tolist()
    before: dict[int, set[int]] = {}
    for later, earlier in pairs:
        if later != NO_RECORD:
            before.setdefault(later, set()).add(earlier)
    ids, holders, begins = (told(history.states, name).each() for name in ("id", "controller", "valid_from"))
    found: dict[int, frozenset[str]] = {}
    # In order of time, so that what came before is known; one controller's states follow upon each other.
    for number in sorted(before, key=begins.__getitem__):
        lost: set[str] = set()
        for earlier in before[number] - {NO_RECORD}:
            holder = holders[earlier]
            lost |= found.get(earlier, frozenset()) if holder == holders[number] else {holder}
        found[number] = frozenset(lost)
    return {ids[number]: lost for number, lost in found.items()}


def _told_by(project: Project, history: History) -> dict[str, dict[str, list[Report]]]:
    """Return by state and place the reports that its controller came to hold the ground, or held it."""
    agreeing: dict[str, list[Report]] = {}
    for report in agreement(project, history).agreeing:
        agreeing.setdefault(report.place, []).append(report)
    found: dict[str, dict[str, list[Report]]] = {}
    for name, reports in agreeing.items():
        place = project.places[name]
        for controller, run in groupby(_spells_under(place, history), key=lambda spell: spell.controller):
            spells = list(run)
            told = [r for r in reports if r.controller == controller and _within(r, spells)]
            for state in (state for spell in spells for state in spell.states if told):
                found.setdefault(state.id, {})[name] = told
    return found


def _spells_under(place: Place, history: History) -> list[Spell]:
    cell = OUTSIDE if place.lon is None or place.lat is None else history.cell_under(place.lon, place.lat)
    return [] if cell == OUTSIDE else history.spells_of(cell)


def _within(report: Report, spells: Sequence[Spell]) -> bool:
    start, end = window_of(report)
    return bool(spells[0].start < end and start < spells[-1].end)


def _voices(subject: Subject) -> Voices:
    return Voices.of(subject.project.sources, subject.project.settings.actors)


def _listed(sources: Iterable[Source]) -> str:
    return ", ".join(dict.fromkeys(map(_name, sources)))


def _name(source: Source) -> str:
    return source.publisher or source.id
