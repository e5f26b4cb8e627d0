"""How what two maps have beside their states differs: sources, reports, places, events and more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from controlmap.words import first_of

if TYPE_CHECKING:
    from controlmap.model import Project

    Differing = Mapping[str, Mapping[str, list[str]]]
    """Ids by kind of record, and by what became of them: added, changed, removed."""

SHOWN = 8
"""Ids that people are shown of each kind; `--json` lists them all."""


def differing_records(old: Project, new: Project) -> Differing:
    """Return the ids of the records that differ, of each kind of which any does."""
    kinds = (
        (kind, was, now) for (kind, was), now in zip(_kinds(old).items(), _kinds(new).values(), strict=True)
    )
    told = ((kind, _apart(was, now)) for kind, was, now in kinds)
    return {kind: apart for kind, apart in told if any(apart.values())}


def record_lines(differing: Differing) -> Iterator[str]:
    """Yield a line for each kind of record and what became of some of them."""
    for kind, apart in differing.items():
        yield from (f"{kind} {what}: {first_of(names, SHOWN)}" for what, names in apart.items() if names)


def _kinds(project: Project) -> dict[str, dict[str, Any]]:
    return {
        "sources": dict(project.sources),
        "reports": _by_id(project.reports),
        "places": dict(project.places),
        "events": _by_id(project.events),
        "regions": _by_id(project.regions),
        "drawn by hand": _by_id(chain.from_iterable(project.hand.values())),
        "files": {"controlmap.toml": project.settings, "story.toml": project.story, "base": project.base},
    }


def _by_id(records: Iterable[Any]) -> dict[str, Any]:
    return {record.id: record for record in records}


def _apart(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        "added": sorted(now.keys() - was.keys()),
        "changed": sorted(name for name in was.keys() & now.keys() if was[name] != now[name]),
        "removed": sorted(was.keys() - now.keys()),
    }
