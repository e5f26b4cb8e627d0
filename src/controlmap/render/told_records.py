"""Records as a page is told of them, each a value for JSON: actors, states, places, reports and more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from controlmap.check import Agreement, agreement, disputes
from controlmap.dates import (
    exact_text,
    first_minute,
    precision_of,
)
from controlmap.history import History
from controlmap.measure import Witnesses
from controlmap.model import (
    UNKNOWN,
    Actor,
    ControlState,
    Event,
    Place,
    Project,
    Report,
    Source,
    StoryStep,
    Voices,
)
from controlmap.render.seam import Seam, bounds_lonlat
from controlmap.render.told_values import civil, columns, precision_told, text_told

__all__ = [
    "actor_told",
    "all_actors",
    "corrections",
    "event_told",
    "layers_told",
    "place_told",
    "reports_told",
    "source_told",
    "state_rows",
    "states_in",
    "step_told",
    "verdicts_in",
]

_FIRST_UNKNOWN = Actor(
    id=UNKNOWN, name={"en": "Unknown", "ar": "غير معروف"}, colour="#b8b4ad", pattern="lines"
)


def verdicts_in(project: Project, history: History) -> dict[str, str]:
    """Return what a history says to the reports that can be compared with it, by their ids."""
    return _verdicts(agreement(project, history))


def _verdicts(found: Agreement) -> dict[str, str]:
    return {
        **{report.id: "agrees" for report in found.agreeing},
        **{one.report.id: one.reason for one in found.disagreements},
    }


def corrections(project: Project, actor: Mapping[str, int], first: str) -> list[dict[str, Any]]:
    """Return the records that others replaced, in the order in which they were."""
    replaced = [
        (state.superseded_at, layer, state)
        for layer, one in enumerate(project.layers)
        for state in one.states
        if state.superseded_at is not None
    ]
    return [
        {
            "id": state.id,
            "layer": layer,
            "area": text_told(state, "area", first),
            "controller": actor[state.controller],
            "certainty": state.certainty,
            "from": civil(state.valid_from),
            "from_precision": precision_told(state.valid_from, state.known_to),
            "to": None if state.valid_to is None else civil(state.valid_to),
            "recorded_at": None if state.recorded_at is None else civil(state.recorded_at),
            "superseded_at": civil(when),
        }
        for when, layer, state in sorted(replaced, key=lambda one: (first_minute(one[0]), str(one[2].id)))
    ]


def all_actors(listed: Sequence[Actor]) -> list[Actor]:
    """The actors with `unknown` in front."""
    unknown = next((a for a in listed if a.id == UNKNOWN), _FIRST_UNKNOWN)
    return [unknown, *(a for a in listed if a.id != UNKNOWN)]


def actor_told(actor: Actor) -> dict[str, Any]:
    """Return what a page is told of an actor."""
    return {
        "id": actor.id,
        "name": actor.name,
        "short": actor.short or actor.name,
        "in_text": actor.in_text,
        "colour": actor.colour,
        "pattern": actor.pattern,
        "parent": actor.parent,
    }


def layers_told(project: Project, history: History, seam: Seam) -> list[dict[str, Any]]:
    """Return what a page is told of the layers."""
    return [
        {
            "id": layer.id,
            "name": layer.name,
            "bounds": bounds_lonlat(history.cell_bounds[history.cell_layer == i], seam),
        }
        for i, layer in enumerate(project.layers)
    ]


def source_told(source: Source) -> dict[str, Any]:
    """Return what a page is told of a source."""
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        **_said_in(source),
        "issued": source.issued_text,
        "url": source.URL,
        "lean": source.lean,
    }


def _said_in(source: Source) -> dict[str, Any]:
    """What a source is called in further languages, and the one it is in: where that is known."""
    language = (source.model_extra or {}).get("language")
    said = {
        "title_in": source.in_languages("title"),
        "publisher_in": source.in_languages("publisher"),
        "language": language if isinstance(language, str) else None,
    }
    return {name: value for name, value in said.items() if value}


def states_in(project: Project, history: History, which: Iterable[int]) -> dict[str, Any]:
    """Return some of a history's states, by index, as columns, with the header's numbers of actors."""
    return columns(state_rows(project, history, which))


def state_rows(project: Project, history: History, which: Iterable[int]) -> list[dict[str, Any]]:
    """Return some of a history's states, by index, each with its members by name."""
    first = project.settings.languages[0]
    actor = {a.id: i for i, a in enumerate(all_actors(project.settings.actors))}
    source = {name: i for i, name in enumerate(project.sources)}
    witnesses = Witnesses(project.reports, project.places)
    return [_state(history.states[i], i, history, actor, source, first, witnesses) for i in which]


def _state(
    state: ControlState,
    index: int,
    history: History,
    actor: Mapping[str, int],
    source: Mapping[str, int],
    first: str,
    witnesses: Witnesses,
) -> dict[str, Any]:
    end = state.valid_to
    return {
        "id": state.id,
        "layer": int(history.state_layer[index]),
        "area": text_told(state, "area", first),
        "controller": actor[state.controller],
        "status": state.status,
        "others": [actor[other] for other in state.others],
        "certainty": state.certainty,
        "from": civil(state.valid_from),
        "to": None if end is None else civil(end),
        "from_precision": precision_told(state.valid_from, state.known_to),
        "to_precision": None if end is None else precision_told(end, precision_of(end)),
        "sources": [source[name] for name in state.sources],
        "note": text_told(state, "note", first),
        "evidence_km": state.evidence_distance_km,
        "reports": [report.id for report in witnesses.of(state).behind],
        "probability": state.probability,
    }


def place_told(place: Place, first: str, seam: Seam) -> dict[str, Any]:
    """Return what a page is told of a place."""
    return {
        "id": place.id,
        "name": text_told(place, "name", first),
        "kind": place.kind,
        "lon": None if place.lon is None else seam.turned(place.lon),
        "lat": place.lat,
        "population": place.population,
        **({"aliases": list(place.also_called)} if place.also_called else {}),
    }


def reports_told(
    project: Project,
    history: History,
    actor: Mapping[str, int],
    source: Mapping[str, int],
    first: str,
) -> dict[str, Any]:
    """Return the reports on places that have a point, what the map says to each, and those on others."""
    points = [place.id for place in project.places.values() if place.lon is not None]
    place = {name: i for i, name in enumerate(points)}
    found = agreement(project, history)
    verdict, differs = _verdicts(found), {one.report.id: one.differs for one in found.in_part}
    in_dispute = _dispute_numbers(project)
    in_time = sorted(project.reports, key=lambda report: (first_minute(report.date), report.id))

    def told(report: Report, where: Any) -> dict[str, Any]:
        return {
            "id": report.id,
            "place": where,
            "date": civil(report.date),
            "precision": precision_told(report.date, report.known_to),
            "kind": report.kind,
            "from": None if report.from_controller is None else actor.get(report.from_controller),
            "controller": actor.get(report.controller, 0),
            "status": report.status,
            "others": [actor[other] for other in report.others if other in actor],
            "named": report.named,
            "confidence": report.confidence,
            "statement": text_told(report, "statement", first),
            "sources": [source[name] for name in report.sources if name in source],
            "note": text_told(report, "note", first),
            "verdict": verdict.get(report.id),
            "differs": differs.get(report.id),
            "disputed": report.id in in_dispute,
            "disputes": in_dispute.get(report.id, []),
        }

    rows = [told(report, place[report.place]) for report in in_time if report.place in place]
    nowhere = [report for report in in_time if report.place not in place]
    unplaced = [told(report, text_told(project.places[report.place], "name", first)) for report in nowhere]
    return {"reports": columns(rows), **({"reports_unplaced": unplaced} if unplaced else {})}


def _dispute_numbers(project: Project) -> dict[str, list[int]]:
    """Return by the id of a report the numbers of the disagreements of sources that it is one side of."""
    found: dict[str, list[int]] = {}
    for number, together in enumerate(
        disputes(project.reports, Voices.of(project.sources, project.settings.actors))
    ):
        for report in together:
            found.setdefault(report.id, []).append(number)
    return found


def event_told(event: Event, source: Mapping[str, int], first: str, seam: Seam) -> dict[str, Any]:
    """Return what a page is told of an event; `source` numbers the sources."""
    return {
        "id": event.id,
        "date": civil(event.date),
        "precision": event.known_to,
        "place": text_told(event, "place", first),
        "kind": event.kind,
        "statement": text_told(event, "statement", first),
        "actor": text_told(event, "actor_reported", first),
        "killed": event.killed_total,
        "killed_children": event.killed_children,
        "injured": event.injured_total,
        "count_basis": event.count_basis,
        "reported_by": text_told(event, "reported_by", first),
        "sources": [source[name] for name in event.sources],
        "note": text_told(event, "note", first),
        "lon": None if event.geometry is None else seam.turned(event.geometry.x),
        "lat": None if event.geometry is None else event.geometry.y,
    }


def step_told(step: StoryStep, source: Mapping[str, int]) -> dict[str, Any]:
    """Return what a page is told of a step of the story; `source` numbers the sources."""
    return {
        "date": exact_text(step.date),
        "compare": None if step.compare is None else exact_text(step.compare),
        "view": None if step.view is None else list(step.view),
        "place": step.place,
        "text": step.text,
        "sources": [source[name] for name in step.sources],
    }
