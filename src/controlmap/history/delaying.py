"""A map project as if nothing that may have happened, or been said, after a moment were known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import chain, count
from typing import TypeVar

import numpy as np

from controlmap.dates import KnownTo, as_known, first_minute, known_text, last_minute, precision_of
from controlmap.errors import InputError, Problem
from controlmap.format import ParsedLayer, write_layer
from controlmap.history.build import period_of
from controlmap.model import (
    CERTAINTIES,
    Certainty,
    ControlState,
    Event,
    HandFeature,
    HeldBack,
    Layer,
    LocalizedText,
    MapPeriod,
    Project,
    Publish,
    Report,
    Settings,
    Source,
    StoryStep,
    Voices,
)
from controlmap.plane import Grid, union

__all__ = ["HELD_SOURCE", "Redrawing", "cited", "delayed"]

Redrawing = Callable[[Project, Project], Mapping[str, Sequence[ControlState]]]
"""Draws anew, given a map project and what is kept of its records, the layers that are drawn from records."""

HELD_SOURCE = "held-back"
"""The id of what is cited where nothing that may be named is left."""
_CALLED: dict[str, str] = {"en": "Source held back", "ar": "مصدر محجوب"}
_CALLED_IN = "held_source"
"""The key in `[strings.LANG]` for that in a further language, or in other words."""
_NOBODY = ("",)
"""Who lost ground of which nobody says whose it was: no source can lean to it."""
_Citing = TypeVar("_Citing", Report, Event, StoryStep, HandFeature)


def delayed(
    project: Project,
    rules: Publish,
    now: np.datetime64,
    redrawing: Redrawing,
    entered: Mapping[str, np.datetime64],
) -> Project:
    """Return a project in which nothing is younger than the delay, and which says so.

    Layers that `redrawing` returns are as that has them. Of others, states that begin before the cut keep
    their ground; what stands in them on the word of later sources goes. `entered` says when places were
    entered, by id, as far as known: what was later than the cut, and is spoken of by nothing earlier, is
    not in it.

    Raises
    ------
    InputError
        When nothing of the map is old enough.
    """
    cutoff = last_minute(now) - np.timedelta64(round(60 * rules.delay_hours), "m")
    states = [state for layer in project.layers for state in layer.states]
    young = [first_minute(time) for time, known in _changes(states) if _latest(time, known) >= cutoff]
    end = min([cutoff, *young])
    layers = tuple(replace(layer, states=tuple(_states_until(layer, end))) for layer in project.layers)
    if not any(layer.states for layer in layers):
        raise InputError(_nothing_old(states, rules.delay_hours, end, cutoff))
    period = project.settings.period
    start, last = period_of(states, period and period.start, period and period.end)
    kept = _places_until(_told_until(replace(project, layers=layers), project, end), entered, end)
    if end >= last and _is_as_it_was(kept, project):
        settings = _settings_until(project.settings, start, last)
        return replace(project, settings=settings, held_back=HeldBack(rules))
    kept = replace(
        kept,
        settings=_settings_until(project.settings, start, min(end, last)),
        held_back=HeldBack(rules, last_minute(now)),
        evaluation=None,
    )
    return _with_layers(kept, redrawing(project, kept))


def _nothing_old(
    states: Iterable[ControlState], hours: float, end: np.datetime64, cutoff: np.datetime64
) -> Problem:
    """Return that nothing is old enough, and of which record that is not known, where it is for its date."""
    if end < cutoff:
        for state in states:
            for time, known_to in _changes([state]):
                if first_minute(time) == end and _latest(time, known_to) >= cutoff:
                    return Problem(
                        f"is dated {known_text(time, known_to)}, which may be less than {hours:g} hours ago: "
                        "nothing of the map is known to be older",
                        feature=state.id,
                        hint="Date it more precisely, publish later, or lower the delay.",
                    )
    hint = "Publish it later, or lower the delay."
    what = f"nothing of the map is {hours:g} hours old"
    return Problem(what, "controlmap.toml", property="publish.delay_hours", hint=hint)


def _changes(states: Iterable[ControlState]) -> Iterator[tuple[np.datetime64, KnownTo]]:
    """Yield each instant at which states begin or end, and how precisely it is known."""
    for state in states:
        yield state.valid_from, state.known_to
        if state.valid_to is not None:
            yield state.valid_to, precision_of(state.valid_to)


def _latest(instant: np.datetime64, known_to: str | None = None) -> np.datetime64:
    """Return the last minute that may be meant."""
    return last_minute(as_known(instant, known_to or precision_of(instant)))


def _states_until(layer: Layer, end: np.datetime64) -> Iterator[ControlState]:
    """Yield the states that begin before a moment; what ends later has not ended yet.

    What was put on record later is shown as if it had always been so: when it was, and what stood there
    before, is not told.
    """

    def later(time: np.datetime64 | None) -> bool:
        return time is not None and bool(_latest(time) >= end)

    for state in layer.states:
        if first_minute(state.valid_from) < end and not later(state.superseded_at):
            opened = {"valid_to": None} if _ends_from(state, end) else {}
            recorded = {"recorded_at": None} if later(state.recorded_at) else {}
            changes = {**opened, **recorded}
            yield state.model_copy(update=changes) if changes else state


def _ends_from(state: ControlState, end: np.datetime64) -> bool:
    return state.valid_to is not None and bool(first_minute(state.valid_to) >= end)


def _settings_until(settings: Settings, start: np.datetime64, end: np.datetime64) -> Settings:
    view = settings.view
    if view is not None and view.date is not None and last_minute(view.date) >= end:
        view = view.model_copy(update={"date": None})
    period = MapPeriod.model_construct(start=start, end=end)
    return settings.model_copy(update={"period": period, "view": view})


def _told_until(kept: Project, whole: Project, end: np.datetime64) -> Project:
    """Return a project, of which the layers are cut already, without what was told from a moment on."""
    reports = [r for r in whole.reports if _latest(r.date, r.precision) < end]
    events = [e for e in whole.events if _latest(e.date, e.known_to) < end]
    story = [s for s in whole.story if last_minute(max(s.date, s.compare or s.date)) < end]
    hand = {layer: tuple(_drawn_until(drawn, end)) for layer, drawn in whole.hand.items()}
    kept = replace(kept, reports=tuple(reports), events=tuple(events), story=tuple(story), hand=hand)
    gone = {name for name, source in whole.sources.items() if _is_issued_from(source, end)}
    gone |= _undated_of(kept, whole, end) - gone
    drawn = {layer: tuple(_on_words(some, gone, "baseline")) for layer, some in hand.items()}
    voices = Voices.of(_without(whole.sources, gone), whole.settings.actors)
    return replace(
        kept,
        layers=tuple(
            replace(layer, states=tuple(_as_sure(state, gone, voices) for state in layer.states))
            for layer in kept.layers
        ),
        reports=tuple(_on_words(reports, gone)),
        events=tuple(_on_words(events, gone)),
        story=tuple(_on_words(story, gone)),
        hand=drawn,
        sources=_without(whole.sources, gone),
    )


def _places_until(kept: Project, entered: Mapping[str, np.datetime64], end: np.datetime64) -> Project:
    """Return a project, of which the reports are cut already, without places that were not there for them."""
    named = {report.place for report in kept.reports} | {step.place for step in kept.story}
    gone = {name for name, day in entered.items() if last_minute(day) >= end} - named
    return replace(kept, places={name: place for name, place in kept.places.items() if name not in gone})


def _drawn_until(drawn: Iterable[HandFeature], end: np.datetime64) -> Iterator[HandFeature]:
    """Yield what was drawn of the time before a moment; what ends later has not ended yet."""
    for feature in drawn:
        if feature.valid_from is None or _latest(feature.valid_from, feature.precision) < end:
            over = feature.valid_to is None or first_minute(feature.valid_to) < end
            yield feature if over else feature.model_copy(update={"valid_to": None})


def _is_issued_from(source: Source, end: np.datetime64) -> bool:
    latest = source.issued_last
    return latest is not None and bool(last_minute(latest) >= end)


def _undated_of(kept: Project, whole: Project, end: np.datetime64) -> set[str]:
    """Return the sources without a date that only speak for what is held back, or for what stood before it.

    A state that ends with what is held back says on the word of the same sources that it does.
    """
    undated = {name for name, source in whole.sources.items() if source.issued_last is None}
    standing = {
        name
        for layer in whole.layers
        for state in layer.states
        if first_minute(state.valid_from) < end and not _ends_from(state, end)
        for name in state.sources
    }
    said = (*kept.reports, *kept.events, *kept.story, *chain(*kept.hand.values()))
    named = {name for one in said for name in one.sources}
    old = {(type(one), one.id) for one in (*kept.reports, *kept.events)}
    begun = [s for layer in whole.layers for s in layer.states if first_minute(s.valid_from) >= end]
    held = [one for one in (*whole.reports, *whole.events) if (type(one), one.id) not in old]
    return undated & {name for one in (*begun, *held) for name in one.sources} - standing - named


def _on_words(told: Iterable[_Citing], gone: Collection[str], *stay: str) -> Iterator[_Citing]:
    """Yield what rests on no source that is gone, or on others too; what is of a role in `stay` stays."""
    for one in told:
        left = tuple(name for name in one.sources if name not in gone)
        if len(left) == len(one.sources):
            yield one
        elif left or getattr(one, "role", None) in stay:
            yield one.model_copy(update={"sources": left})


def _as_sure(state: ControlState, gone: Collection[str], voices: Voices) -> ControlState:
    """Return a state on the word of the sources that are left, and no surer than they make it."""
    left = tuple(name for name in state.sources if name not in gone)
    if len(left) == len(state.sources):
        return state
    most: Certainty = voices.earned(left, state.controller, _NOBODY) if left else "inferred"
    translations = {key: text for key, text in state.translations.items() if not key.startswith("note_")}
    return state.model_copy(
        update={
            "sources": left or (HELD_SOURCE,),
            "certainty": min(state.certainty, most, key=CERTAINTIES.index),
            "evidence_distance_km": None,
            "probability": None,
            "note": None,
            "translations": translations,
        }
    )


def _without(sources: Mapping[str, Source], gone: Collection[str]) -> dict[str, Source]:
    return {
        name: source.model_copy(update={"mirrors": tuple(m for m in source.mirrors if m not in gone)})
        for name, source in sources.items()
        if name not in gone
    }


def _is_as_it_was(kept: Project, whole: Project) -> bool:
    def told(project: Project) -> tuple:
        states = [state for layer in project.layers for state in layer.states]
        records = project.reports, project.events, project.story, dict(project.hand)
        return states, records, [*project.sources], [*project.places]

    return told(kept) == told(whole)


def _with_layers(kept: Project, redrawn: Mapping[str, Sequence[ControlState]]) -> Project:
    """Return a project with some layers drawn anew, and others without traces of what is not in them."""
    layers = tuple(
        replace(layer, states=tuple(redrawn[layer.id]))
        if layer.id in redrawn
        else replace(layer, states=tuple(_numbered(layer.id, _alike_as_one(layer.states, kept.grid))))
        for layer in kept.layers
    )
    found = replace(kept, layers=tuple(_with_digest(layer, kept.grid) for layer in layers))
    if not any(HELD_SOURCE in state.sources for layer in layers for state in layer.states):
        return found
    return replace(found, sources={**kept.sources, HELD_SOURCE: _held_source(kept.settings)})


def _alike_as_one(states: Sequence[ControlState], grid: Grid) -> Iterator[ControlState]:
    """Yield states, those that say the same of different ground as one."""
    alike: dict[str, list[ControlState]] = {}
    for state in states:
        said = state.model_dump_json(exclude={"id"}), sorted(state.translations.items()), state.known_to
        alike.setdefault(repr(said), []).append(state)
    for first, *others in alike.values():
        ground = [first.geometry, *(other.geometry for other in others)]
        yield first.model_copy(update={"geometry": union(ground, grid)}) if others else first


def _numbered(layer: str, states: Iterable[ControlState]) -> Iterator[ControlState]:
    """Yield states with ids that do not tell how many there are, nor when one was made."""
    for number, state in zip(count(1), states):
        yield state.model_copy(update={"id": f"{layer}-{number:04d}", "numeric_id": False})


def _with_digest(layer: Layer, grid: Grid) -> Layer:
    """Return a layer with the digest of what it has now: that of its file changes with all that is in it."""
    text = write_layer(ParsedLayer(tuple(layer.states), {}), grid=grid)
    return replace(layer, digest=sha256(text).hexdigest())


def _held_source(settings: Settings) -> Source:
    """Return what is cited in place of sources that may not be named."""
    called = {
        code: settings.strings.get(code, {}).get(_CALLED_IN) or _CALLED.get(code.split("-")[0], _CALLED["en"])
        for code in settings.languages
    }
    titles = LocalizedText.in_languages(called, settings.languages[0]).properties("title")
    return Source.model_validate({"id": HELD_SOURCE, "type": "document", **titles})


def cited(project: Project) -> set[str]:
    """Return the ids of all sources that something of a project rests on."""
    states = (state for layer in project.layers for state in layer.states)
    citing = (*states, *project.reports, *project.events, *project.story)
    return {name for one in citing for name in one.sources}
