"""What a page is told in words: the map, its actors, states, places, reports, events, sources and background.

Each record is a value for JSON; what stands in sections of integers is in `payload`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import controlmap
from controlmap.dates import (
    exact_text,
    format_instant,
    last_minute,
    precision_of,
)
from controlmap.edit import map_digest
from controlmap.history import NO_RECORD, History
from controlmap.model import (
    HeldBack,
    Project,
    is_right_to_left,
)
from controlmap.render.background import BASE_DECIMALS, background
from controlmap.render.seam import Seam, bounds_lonlat
from controlmap.render.told_records import (
    actor_told,
    all_actors,
    corrections,
    event_told,
    layers_told,
    place_told,
    reports_told,
    source_told,
    states_in,
    step_told,
)
from controlmap.render.told_values import precision_told, shortened
from controlmap.store import changed_evidence

__all__ = ["VERSION", "dates_in", "header_of"]

VERSION = 1


def header_of(
    project: Project, history: History, known_on: np.datetime64 | None, seam: Seam
) -> dict[str, Any]:
    """Return all that the page is told but for the sections of integers."""
    settings = project.settings
    first = settings.languages[0]
    actors = all_actors(settings.actors)
    actor = {a.id: i for i, a in enumerate(actors)}
    cited = list(project.sources)
    source = {name: i for i, name in enumerate(cited)}
    inside = history.cell_bounds[history.cell_layer != NO_RECORD]
    return {
        "format": "controlmap",
        "version": VERSION,
        "generator": f"controlmap {controlmap.__version__}",
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
        "actors": [actor_told(a) for a in actors],
        "layers": layers_told(project, history, seam),
        "sources": [source_told(project.sources[name]) for name in cited],
        "states": states_in(project, history, range(len(history.states))),
        "places": [place_told(p, first, seam) for p in project.places.values() if p.lon is not None],
        "corrections": corrections(project, actor, first),
        **reports_told(project, history, actor, source, first),
        **({} if known_on is not None else _left_out(project)),
        "events": [
            event_told(e, source, first, seam) for e in sorted(project.events, key=lambda e: (e.date, e.id))
        ],
        **({"story": [step_told(step, source) for step in project.story]} if project.story else {}),
        "base": [background(base, first) for base in project.base],
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
        "date_precision": shortened([*map(precision_told, history.dates, history.dates_known_to)]),
        "dates": [format_instant(date) for date in history.dates],
    }


def _opens(date: np.datetime64) -> str:
    """Return the instant at whose end, if it is less precise than a minute, the map opens."""
    return format_instant(last_minute(date))


def _day_asked_for(instant: np.datetime64) -> str:
    """Return the last day of a month or year; a day or a minute is its own."""
    finer = precision_of(instant) in ("day", "minute")
    return format_instant(instant if finer else last_minute(instant).astype("datetime64[D]"))


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
