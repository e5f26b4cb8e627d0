"""CM6xx: what states and reports rest on, and whether they agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from controlmap.check.check_input import Subject
from controlmap.check.finding import Finding, Measure
from controlmap.check.registry import rule
from controlmap.check.reports import Disagreement, agreement, contradictions
from controlmap.dates import format_instant
from controlmap.model import UNKNOWN, Actor, ControlState, Source

# Rules are reached through the registry.
__all__ = ["in_words"]


@rule("CM601", "warning", "A control state names its sources, unless it is inferred or unknown.")
def without_source(subject: Subject) -> Iterator[Finding]:
    for file, state in _on_record(subject):
        if not state.sources and state.certainty != "inferred" and state.controller != UNKNOWN:
            message = f"is {state.certainty}, but names no source"
            yield Finding(message, file, feature=state.id, property="sources")


@rule("CM602", "warning", "A confirmed state has two publishers, or one that leans to another side.")
def confirmed_by_one(subject: Subject) -> Iterator[Finding]:
    actors = _actors(subject)
    for file, state, sources in _sourced(subject):
        if state.certainty == "confirmed" and not _independent(state, sources, actors):
            message = f"is confirmed, but rests on {_listed(sources)} alone"
            yield Finding(message, file, feature=state.id, property="certainty")


@rule("CM603", "warning", "A gain known only from the side that gains is claimed, not more.")
def claimed_by_the_winner(subject: Subject) -> Iterator[Finding]:
    history, actors = subject.history, _actors(subject)
    for file, state, sources in _sourced(subject):
        gained = history is not None and state.valid_from > history.start
        sure = state.certainty in ("reported", "confirmed")
        if gained and sure and all(_leans_to(source, state.controller, actors) for source in sources):
            said = f"only {_listed(sources)} says so, which leans to {state.controller}"
            message = f"is {state.certainty}, but {said}"
            yield Finding(message, file, feature=state.id, property="certainty")


@rule("CM604", "warning", "The map agrees with each report.")
def contradicted_reports(subject: Subject) -> Iterator[Finding]:
    if subject.history is None or {layer.file for layer in subject.project.layers} & subject.broken:
        return
    for found in agreement(subject.project, subject.history).disagreements:
        place = subject.project.places[found.report.place]
        yield Finding(
            f"{in_words(found)} ({_REASONS[found.reason]})",
            "reports.csv",
            feature=found.report.id,
            property="controller",
            lonlat=(place.lon, place.lat) if place.lon is not None and place.lat is not None else None,
            measure=None if found.distance_m is None else Measure(round(found.distance_m / 1000, 3), "km"),
            related=found.others,
            severity="warning" if found.reason == "contradiction" else "note",
        )


@rule("CM605", "note", "Reports on one place and instant agree with each other.")
def contradicting_reports(subject: Subject) -> Iterator[Finding]:
    for one, other in contradictions(subject.project.reports):
        message = (
            f"says that {one.controller} held {one.place} on {format_instant(one.date)}; "
            f"{other.id} says {other.controller}"
        )
        yield Finding(message, "reports.csv", feature=one.id, property="controller", related=(other.id,))


_REASONS = {
    "conflict": "another report says otherwise",
    "several_changes": "the place changed hands several times that day",
    "precision": "ground of the reported holder lies within the point's accuracy",
    "label": "the point only labels an area or a road",
    "contradiction": "nothing explains the difference",
}


def in_words(found: Disagreement) -> str:
    """Return a disagreement as a sentence."""
    report = found.report
    return (
        f"says that {report.controller} held {report.place} on {format_instant(report.date)}; "
        f"the map says {' and then '.join(found.found)}"
    )


def _on_record(subject: Subject) -> Iterator[tuple[str, ControlState]]:
    for layer in subject.project.layers:
        yield from ((layer.file, state) for state in layer.states if state.superseded_at is None)


def _sourced(subject: Subject) -> Iterator[tuple[str, ControlState, list[Source]]]:
    """Yield each state all of whose sources are listed, and which has one."""
    listed = subject.project.sources
    for file, state in _on_record(subject):
        if state.sources and listed.keys() >= set(state.sources):
            yield file, state, [listed[name] for name in state.sources]


def _actors(subject: Subject) -> dict[str, Actor]:
    return {actor.id: actor for actor in subject.project.settings.actors}


def _independent(state: ControlState, sources: Sequence[Source], actors: Mapping[str, Actor]) -> bool:
    """Tell whether two publishers say so, or one that leans to another side: the loser's word counts."""
    publishers = {source.publisher or source.id for source in sources}
    elsewhere = (s.lean is not None and not _leans_to(s, state.controller, actors) for s in sources)
    return len(publishers) > 1 or any(elsewhere)


def _leans_to(source: Source, controller: str, actors: Mapping[str, Actor]) -> bool:
    """Tell whether a source leans to an actor or to an alliance that it belongs to."""
    seen: set[str] = set()
    name: str | None = controller
    while name is not None and name not in seen:
        if source.lean == name:
            return True
        seen.add(name)
        name = actors[name].parent if name in actors else None
    return False


def _listed(sources: Iterable[Source]) -> str:
    return ", ".join(dict.fromkeys(source.publisher or source.id for source in sources))
