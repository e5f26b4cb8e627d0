"""Cross-references: every actor, source and place that data name is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from controlmap.errors import Problem
from controlmap.model import UNKNOWN, nearest

if TYPE_CHECKING:
    from controlmap.model import Project

__all__ = ["check_references"]


class _Use(NamedTuple):
    """One naming of something listed elsewhere."""

    file: str
    feature: str
    property: str
    name: str


def check_references(project: Project, unread: Collection[str | None] = ()) -> Iterator[Problem]:
    """Yield a problem for each actor, source and place that is named but not listed, and each id used twice.

    What would be listed in a file of `unread` is not looked for: that file's own problems come first.
    """
    actors = dict.fromkeys([*(actor.id for actor in project.settings.actors), UNKNOWN])
    yield from _missing(_actors(project), actors, "CM501", "actor", "controlmap.toml")
    if "sources.json" not in unread:
        yield from _missing(_sources(project), project.sources, "CM502", "source", "sources.json")
    if "places.csv" not in unread:
        places = (_Use("reports.csv", report.id, "place", report.place) for report in project.reports)
        yield from _missing(places, project.places, "CM503", "place", "places.csv")
    yield from _repeated_ids(project)


def _repeated_ids(project: Project) -> Iterator[Problem]:
    """Yield a problem for each id that a state shares with one of another layer."""
    homes: dict[str, str] = {}
    for layer in project.layers:
        for state in layer.states:
            home = homes.setdefault(state.id, layer.file)
            if home != layer.file:
                message = f"the id {state.id!r} stands in {home} already"
                yield Problem(message, layer.file, feature=state.id, property="id", code="CM121")


def _missing(
    uses: Iterable[_Use], known: Collection[str], code: str, kind: str, where: str
) -> Iterator[Problem]:
    for use in uses:
        if use.name not in known:
            yield Problem(
                f"{where} lists no {kind} {use.name!r}",
                use.file,
                feature=use.feature,
                property=use.property,
                hint=nearest(use.name, known, f"{kind}s"),
                code=code,
            )


def _actors(project: Project) -> Iterator[_Use]:
    for i, actor in enumerate(project.settings.actors):
        if actor.parent:
            yield _Use("controlmap.toml", actor.id, f"actors.{i}.parent", actor.parent)
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
