"""What a page is told in words: the map, its actors, states, places, reports, events, sources and background.

Each record is a value for JSON; what stands in sections of integers is in `payload`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from controlmap.check import agreement, disputed
from controlmap.dates import (
    KnownTo,
    day_or_minute,
    exact_text,
    first_minute,
    format_instant,
    last_minute,
    precision_of,
)
from controlmap.edit import map_digest
from controlmap.history import NO_RECORD, History
from controlmap.model import (
    UNKNOWN,
    Actor,
    Base,
    ControlState,
    Event,
    HeldBack,
    Localized,
    LocalizedText,
    Place,
    Project,
    Source,
    StoryStep,
    Text,
    Voices,
    is_right_to_left,
)
from controlmap.render.seam import Seam, bounds_lonlat
from controlmap.store import changed_evidence

__all__ = [
    "BASE_DECIMALS",
    "VERSION",
    "columns",
    "dates_in",
    "header_of",
    "parts_of",
    "state_rows",
    "states_in",
    "verdicts_in",
]

VERSION = 1
BASE_DECIMALS = 4
_FIRST_UNKNOWN = Actor(
    id=UNKNOWN, name={"en": "Unknown", "ar": "غير معروف"}, colour="#b8b4ad", pattern="lines"
)


def header_of(
    project: Project, history: History, known_on: np.datetime64 | None, seam: Seam
) -> dict[str, Any]:
    """Return all that the page is told but for the sections of integers."""
    settings = project.settings
    first = settings.languages[0]
    actors = _actors(settings.actors)
    actor = {a.id: i for i, a in enumerate(actors)}
    cited = list(project.sources)
    source = {name: i for i, name in enumerate(cited)}
    inside = history.cells[history.cell_layer != NO_RECORD]
    return {
        "format": "controlmap",
        "version": VERSION,
        "generator": f"controlmap {version('controlmap')}",
        "title": settings.title,
        "description": settings.description,
        "languages": list(settings.languages),
        "right_to_left": [code for code in settings.languages if is_right_to_left(code)],
        "about": [{"title": section.title, "text": section.text} for section in settings.about],
        "digest": map_digest(project.layers),
        "time_zone": settings.time_zone,
        "known_on": None if known_on is None else _day_asked_for(known_on),
        "grid": history.grid.size,
        "base_grid": float(f"1e-{BASE_DECIMALS}"),
        "view": list(settings.view.bounds) if settings.view else bounds_lonlat(inside, seam),
        "opens": None if settings.view is None or settings.view.date is None else _opens(settings.view.date),
        **dates_in(history),
        "actors": [_actor(a) for a in actors],
        "layers": _layers(project, history, seam),
        "sources": [_source(project.sources[name]) for name in cited],
        "states": states_in(project, history, range(len(history.states))),
        "places": [_place(p, first, seam) for p in project.places.values() if p.lon is not None],
        "corrections": _corrections(project, actor, first),
        "reports": columns(_reports(project, history, actor, source, first)),
        **({} if known_on is not None else _left_out(project)),
        "events": [
            _event(e, source, first, seam) for e in sorted(project.events, key=lambda e: (e.date, e.id))
        ],
        **({"story": [_step(step, source) for step in project.story]} if project.story else {}),
        "base": [_base(base, first) for base in project.base],
        "attribution": project.credits,
        "licence": settings.licence,
        **_imprint(project),
        **({} if project.held_back is None else {"held_back": _held_back(project, project.held_back)}),
        **({"strings": settings.strings} if settings.strings else {}),
    }


def _imprint(project: Project) -> dict[str, Any]:
    """Return by whom the map is, and of when this edition, as far as its files say so."""
    settings = project.settings
    entered = [
        instant
        for layer in project.layers
        for state in layer.states
        for instant in (state.recorded_at, state.superseded_at)
        if instant is not None
    ]
    issued = exact_text(settings.issued) if settings.issued is not None else None
    if entered and issued is None:
        issued = format_instant(max(entered).astype("datetime64[D]"))
    said = {"author": list(settings.author), "publisher": settings.publisher, "issued": issued}
    return {name: value for name, value in said.items() if value}


def _held_back(project: Project, held_back: HeldBack) -> dict[str, Any]:
    """Return what is not in the map though its files have it, and when it was made where that cut it."""
    rules = held_back.rules
    numbers = {layer.id: i for i, layer in enumerate(project.layers)}
    return {
        "delay_hours": rules.delay_hours,
        "coarse": [[numbers[layer], km] for layer, km in rules.coarsen_km.items()],
        "kinds": list(rules.leave_out_events),
        **({} if held_back.at is None else {"at": format_instant(held_back.at)}),
    }


def dates_in(history: History) -> dict[str, Any]:
    """Return the period of a history, and when something changes in it."""
    return {
        "period": [format_instant(history.start), format_instant(history.end)],
        "date_precision": _shortened([*map(_precision, history.dates, history.dates_known_to)]),
        "dates": [format_instant(date) for date in history.dates],
    }


def verdicts_in(project: Project, history: History) -> dict[str, str]:
    """Return what a history says to the reports that can be compared with it, by their ids."""
    found = agreement(project, history)
    return {
        **{report.id: "agrees" for report in found.agreeing},
        **{one.report.id: one.reason for one in found.disagreements},
    }


def _corrections(project: Project, actor: Mapping[str, int], first: str) -> list[dict[str, Any]]:
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
            "area": _text(state, "area", first),
            "controller": actor[state.controller],
            "certainty": state.certainty,
            "from": _civil(state.valid_from),
            "from_precision": _precision(state.valid_from, state.known_to),
            "to": None if state.valid_to is None else _civil(state.valid_to),
            "recorded_at": None if state.recorded_at is None else _civil(state.recorded_at),
            "superseded_at": _civil(when),
        }
        for when, layer, state in sorted(replaced, key=lambda one: (first_minute(one[0]), str(one[2].id)))
    ]


def _opens(date: np.datetime64) -> str:
    """Return the instant at whose end, if it is less precise than a minute, the map opens."""
    return format_instant(last_minute(date))


def _actors(listed: Sequence[Actor]) -> list[Actor]:
    """The actors with `unknown` in front."""
    unknown = next((a for a in listed if a.id == UNKNOWN), _FIRST_UNKNOWN)
    return [unknown, *(a for a in listed if a.id != UNKNOWN)]


def _actor(actor: Actor) -> dict[str, Any]:
    return {
        "id": actor.id,
        "name": actor.name,
        "short": actor.short or actor.name,
        "in_text": actor.in_text,
        "colour": actor.colour,
        "pattern": actor.pattern,
        "parent": actor.parent,
    }


def _layers(project: Project, history: History, seam: Seam) -> list[dict[str, Any]]:
    return [
        {
            "id": layer.id,
            "name": layer.name,
            "bounds": bounds_lonlat(history.cells[history.cell_layer == i], seam),
        }
        for i, layer in enumerate(project.layers)
    ]


def _source(source: Source) -> dict[str, Any]:
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


def _shortened(values: list[Any]) -> list[Any]:
    """Return a list of one value where all are the same."""
    return values[:1] if all(value == values[0] for value in values) else values


def columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows as one list for each member: of one value where all are the same."""
    found = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    return {"count": len(rows), **{name: _shortened(values) for name, values in found.items()}}


def states_in(project: Project, history: History, which: Iterable[int]) -> dict[str, Any]:
    """Return some of a history's states, by index, as columns, with the header's numbers of actors."""
    return columns(state_rows(project, history, which))


def state_rows(project: Project, history: History, which: Iterable[int]) -> list[dict[str, Any]]:
    """Return some of a history's states, by index, each with its members by name."""
    first = project.settings.languages[0]
    actor = {a.id: i for i, a in enumerate(_actors(project.settings.actors))}
    source = {name: i for i, name in enumerate(project.sources)}
    return [_state(history.states[i], i, history, actor, source, first) for i in which]


def _state(
    state: ControlState,
    index: int,
    history: History,
    actor: Mapping[str, int],
    source: Mapping[str, int],
    first: str,
) -> dict[str, Any]:
    end = state.valid_to
    return {
        "id": state.id,
        "layer": int(history.state_layer[index]),
        "area": _text(state, "area", first),
        "controller": actor[state.controller],
        "status": state.status,
        "others": [actor[other] for other in state.others],
        "certainty": state.certainty,
        "from": _civil(state.valid_from),
        "to": None if end is None else _civil(end),
        "from_precision": _precision(state.valid_from, state.known_to),
        "to_precision": None if end is None else _precision(end, precision_of(end)),
        "sources": [source[name] for name in state.sources],
        "note": _text(state, "note", first),
        "evidence_km": state.evidence_distance_km,
        "probability": state.probability,
    }


def _day_asked_for(instant: np.datetime64) -> str:
    """Return the last day of a month or year; a day or a minute is its own."""
    finer = precision_of(instant) in ("day", "minute")
    return format_instant(instant if finer else last_minute(instant).astype("datetime64[D]"))


def _precision(instant: np.datetime64, known_to: KnownTo) -> KnownTo | None:
    """Return how precisely an instant is known where that is not what its text, a day or a minute, says."""
    return None if known_to == precision_of(day_or_minute(first_minute(instant))) else known_to


def _civil(instant: np.datetime64) -> str:
    """Return the day or minute with which an instant begins, where the map changes."""
    return format_instant(first_minute(instant))


def _text(value: Localized, name: str, first: str) -> Text | None:
    return value.text(name).by_language(first) or None


def _place(place: Place, first: str, seam: Seam) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": _text(place, "name", first),
        "kind": place.kind,
        "lon": None if place.lon is None else seam.turned(place.lon),
        "lat": place.lat,
        "population": place.population,
        **({"aliases": list(place.also_called)} if place.also_called else {}),
    }


def _reports(
    project: Project,
    history: History,
    actor: Mapping[str, int],
    source: Mapping[str, int],
    first: str,
) -> list[dict[str, Any]]:
    """Return the reports on places that have a point, with what the map says to each."""
    points = [place.id for place in project.places.values() if place.lon is not None]
    place = {name: i for i, name in enumerate(points)}
    verdict = verdicts_in(project, history)
    in_dispute = disputed(project.reports, Voices.of(project.sources, project.settings.actors))
    return [
        {
            "id": report.id,
            "place": place[report.place],
            "date": _civil(report.date),
            "precision": _precision(report.date, report.precision or precision_of(report.date)),
            "kind": report.kind,
            "from": None if report.from_controller is None else actor.get(report.from_controller),
            "controller": actor.get(report.controller, 0),
            "status": report.status,
            "others": [actor[other] for other in report.others if other in actor],
            "named": report.named,
            "confidence": report.confidence,
            "statement": _text(report, "statement", first),
            "sources": [source[name] for name in report.sources if name in source],
            "note": _text(report, "note", first),
            "verdict": verdict.get(report.id),
            "disputed": report.id in in_dispute,
        }
        for report in sorted(project.reports, key=lambda report: (first_minute(report.date), report.id))
        if report.place in place
    ]


def _left_out(project: Project) -> dict[str, Any]:
    """Return how well reports that were left out were foretold, if that is known of the evidence as it is."""
    if project.evaluation is None or changed_evidence(project):
        return {}
    rows = [
        {"km": one.left_out_km, "trials": one.trials, "foretold": one.foretold, "between": one.right[1:]}
        for one in project.evaluation.left_out
        if one.right is not None
    ]
    return {"left_out": rows} if rows else {}


def _event(event: Event, source: Mapping[str, int], first: str, seam: Seam) -> dict[str, Any]:
    return {
        "id": event.id,
        "date": _civil(event.date),
        "precision": event.known_to,
        "place": _text(event, "place", first),
        "kind": event.kind,
        "statement": _text(event, "statement", first),
        "actor": _text(event, "actor_reported", first),
        "killed": event.killed_total,
        "killed_children": event.killed_children,
        "injured": event.injured_total,
        "count_basis": event.count_basis,
        "reported_by": _text(event, "reported_by", first),
        "sources": [source[name] for name in event.sources],
        "note": _text(event, "note", first),
        "lon": None if event.geometry is None else seam.turned(event.geometry.x),
        "lat": None if event.geometry is None else event.geometry.y,
    }


def _step(step: StoryStep, source: Mapping[str, int]) -> dict[str, Any]:
    return {
        "date": exact_text(step.date),
        "compare": None if step.compare is None else exact_text(step.compare),
        "view": None if step.view is None else list(step.view),
        "place": step.place,
        "text": step.text,
        "sources": [source[name] for name in step.sources],
    }


_SHAPES = ("point", "line", "line", "polygon")


def _shape(geometry: shapely.Geometry) -> str:
    """What the first part of a geometry is drawn as."""
    return _SHAPES[int(shapely.get_type_id(shapely.get_parts(geometry)[0]))]


def _base(base: Base, first: str) -> dict[str, Any]:
    return {
        "kind": base.kind,
        "attribution": base.attribution,
        "features": [
            {
                "name": _base_name(feature.properties, first),
                "class": feature.properties.get("class"),
                "rank": feature.properties.get("rank"),
                "shape": _shape(feature.geometry),
                "parts": len(parts_of(feature.geometry)),
            }
            for feature in base.features
        ],
    }


def _base_name(properties: Mapping[str, Any], first: str) -> Text | None:
    """Return a feature's name by language; `name` may be in a local one, so `name_LANG` goes before it."""
    name = LocalizedText.of(properties, "name")
    return {**name.by_language(first), **dict(name.others)} or None


def parts_of(geometry: shapely.Geometry) -> NDArray[np.object_]:
    """Points, lines or rings that a geometry is made of.

    Holes run against their shells, so that shapes that overlap are whole where they are filled as one.
    """
    parts = shapely.get_parts(geometry)
    return shapely.get_rings(shapely.orient_polygons(parts)) if _shape(geometry) == "polygon" else parts
