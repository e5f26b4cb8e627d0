"""CM5xx: what is listed and never named. (What is named and not listed, the reader finds.)"""

from __future__ import annotations

from collections.abc import Iterator

from controlmap.check.check_input import Subject
from controlmap.check.finding import Finding
from controlmap.check.registry import rule
from controlmap.format import SETTINGS_FILE
from controlmap.history import kinds_of_no_event
from controlmap.model import UNKNOWN, Project, is_page_word, nearest, page_words

# Rules are reached through the registry.
__all__: list[str] = []


@rule("CM505", "note", "An actor that is listed is named somewhere.")
def unused_actors(subject: Subject) -> Iterator[Finding]:
    used = {UNKNOWN, *_named_actors(subject.project)}
    for i, actor in enumerate(subject.project.settings.actors, 1):
        if subject.whole and actor.id not in used:
            message = f"no state, hand feature, report or source names the actor {actor.id!r}"
            yield Finding(message, SETTINGS_FILE, feature=actor.id, property=f"actors.{i}.id")


@rule("CM506", "note", "A source that is listed is named by a state, hand feature, report, event or source.")
def unused_sources(subject: Subject) -> Iterator[Finding]:
    project = subject.project
    states = [state for layer in project.layers for state in layer.states]
    drawn = [feature for features in project.hand.values() for feature in features]
    used = {name for one in (*states, *drawn, *project.reports, *project.events) for name in one.sources}
    used |= {name for source in project.sources.values() for name in source.mirrors}
    for name in project.sources:
        if subject.whole and name not in used:
            message = f"no state, hand feature, report, event or source names the source {name!r}"
            yield Finding(message, "sources.json", feature=name, property="id")


@rule("CM508", "warning", "A kind of events that is not to go out is that of some event.")
def unknown_kinds(subject: Subject) -> Iterator[Finding]:
    project = subject.project
    kinds = sorted({event.kind for event in project.events})
    listed = project.settings.publish.leave_out_events if project.settings.publish else ()
    for kind in kinds_of_no_event(project) if subject.whole else ():
        i = listed.index(kind) + 1
        message = f"no event is of the kind {kind!r}, which is to be left out"
        hint = f"There are {', '.join(kinds)}." if kinds else "The map has no events."
        yield Finding(
            message, SETTINGS_FILE, feature=kind, property=f"publish.leave_out_events.{i}", hint=hint
        )


@rule("CM509", "warning", "A text of the page that is given has a name that the page knows.")
def unknown_words(subject: Subject) -> Iterator[Finding]:
    for language, texts in subject.project.settings.strings.items():
        for name in texts:
            if not is_page_word(name):
                message = f"the page has no text {name!r}, and shows this nowhere"
                near = nearest(name, page_words(), "texts")
                yield Finding(message, SETTINGS_FILE, property=f"strings.{language}.{name}", hint=near)


def _named_actors(project: Project) -> Iterator[str]:
    for layer in project.layers:
        for state in layer.states:
            yield from (state.controller, *state.others)
    for features in project.hand.values():
        for feature in features:
            yield from (feature.controller, feature.to or UNKNOWN, *feature.others)
    for report in project.reports:
        yield from (report.controller, report.from_controller or UNKNOWN, *report.others)
    yield from (source.lean or UNKNOWN for source in project.sources.values())
    yield from (actor.parent or UNKNOWN for actor in project.settings.actors)
