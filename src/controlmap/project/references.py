"""Cross-references: every actor, source and place that data name is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from controlmap.errors import Problem
from controlmap.model import UNKNOWN

if TYPE_CHECKING:
    from controlmap.project.folder import Project

__all__ = ["check_references"]


class _Use(NamedTuple):
    """One naming of something listed elsewhere."""

    file: str
    feature: str
    property: str
    name: str


def check_references(project: Project) -> Iterator[Problem]:
    """Yield a problem for each actor, source and place that is named but not listed."""
    actors = {UNKNOWN, *(actor.id for actor in project.settings.actors)}
    yield from _missing(_actors(project), actors, "CM501", "actor", "controlmap.toml")
    yield from _missing(_sources(project), project.sources, "CM502", "source", "sources.json")
    places = (_Use("reports.csv", report.id, "place", report.place) for report in project.reports)
    yield from _missing(places, project.places, "CM503", "place", "places.csv")


def _missing(
    uses: Iterable[_Use], known: Collection[str], code: str, kind: str, where: str
) -> Iterator[Problem]:
    for use in uses:
        if use.name not in known:
            near = get_close_matches(use.name, known, 1)
            yield Problem(
                f"{where} lists no {kind} {use.name!r}",
                use.file,
                feature=use.feature,
                property=use.property,
                hint=f"Did you mean {near[0]!r}?" if near else None,
                code=code,
            )


def _actors(project: Project) -> Iterator[_Use]:
    for actor in project.settings.actors:
        if actor.parent:
            yield _Use("controlmap.toml", actor.id, "parent", actor.parent)
    for layer in project.layers:
        for state in layer.states:
            yield _Use(layer.file, state.id, "controller", state.controller)
            yield from (_Use(layer.file, state.id, "others", name) for name in state.others)
    for report in project.reports:
        yield _Use("reports.csv", report.id, "controller", report.controller)
        if report.from_controller:
            yield _Use("reports.csv", report.id, "from_controller", report.from_controller)
        yield from (_Use("reports.csv", report.id, "others", name) for name in report.others)
    for source in project.sources.values():
        if source.lean:
            yield _Use("sources.json", source.id, "lean", source.lean)


def _sources(project: Project) -> Iterator[_Use]:
    for layer in project.layers:
        for state in layer.states:
            yield from (_Use(layer.file, state.id, "sources", name) for name in state.sources)
    for file, values in (("reports.csv", project.reports), ("events.geojson", project.events)):
        for value in values:
            yield from (_Use(file, value.id, "sources", name) for name in value.sources)
