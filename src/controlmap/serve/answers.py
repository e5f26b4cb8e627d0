"""What the server answers: functions from the shared map and what was asked to plain values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from controlmap.check import as_json
from controlmap.dates import format_instant
from controlmap.edit import (
    Act,
    Delta,
    Editing,
    act_of,
    add_report,
    add_source,
    csl_date,
    delta_of,
    entry_named,
    read_journal,
    redo,
    revert,
    to_redo,
    to_undo,
    undo,
)
from controlmap.errors import ConflictError, InputError, Problem
from controlmap.format import feature_text
from controlmap.model import ControlState, Note, Project, place_named
from controlmap.serve.bodies import (
    ActBody,
    ApplyBody,
    DraftBody,
    ExpectedBody,
    ReportBody,
    RevertBody,
    SourceBody,
    StepBody,
)
from controlmap.serve.borders import borders_at, bounds_of
from controlmap.serve.conflicts import ClashError, Conflict
from controlmap.serve.effects import effect_of_act
from controlmap.serve.shared_map import SharedMap, Version, Written
from controlmap.words import phrase

__all__ = ["Asked", "NotThereError"]

_SETTINGS = {"title", "languages", "actors", "time_zone", "overlaps", "grid"}

Found = TypeVar("Found", bound=BaseModel)


class NotThereError(InputError):
    """What is asked for is not there."""


@dataclass(frozen=True)
class Asked:
    """What was asked: the shared map, parameters of path and query, and the body, checked."""

    shared: SharedMap
    given: Mapping[str, str] = field(default_factory=dict)
    body: BaseModel | None = None

    def said(self, kind: type[Found]) -> Found:
        """Return the body as the kind that it was checked to be."""
        assert isinstance(self.body, kind)  # noqa: S101
        return self.body

    def who(self, body: StepBody | ActBody) -> str:
        """Return whose edit it is: who says so, else who runs the server."""
        return self.shared.user if body.who is None else body.who


def project(asked: Asked) -> dict[str, Any]:
    """Return what the map is made of, but for its geometry."""
    version = asked.shared.now
    found, settings = version.project, version.project.settings
    start, end = version.history().start, version.history().end
    return {
        **settings.model_dump(mode="json", include=_SETTINGS),
        "layers": [{"id": layer.id, "name": dict(layer.name), "file": layer.file} for layer in found.layers],
        "period": {"start": format_instant(start), "end": format_instant(end)},
        "sources": [_plain(source) for source in found.sources.values()],
        "places": [_plain(place) for place in found.places.values()],
        "reports": [{**_plain(report), **_point(found, report.place)} for report in found.reports],
        "states": [_state(layer.id, s) for layer in found.layers for s in layer.states if _live(s)],
        "user": asked.shared.user,
        "revision": version.revision,
        "problems": [str(problem) for problem in asked.shared.problems],
    }


def state(asked: Asked) -> dict[str, Any]:
    """Return a control state as a GeoJSON feature."""
    found = asked.shared.now.project
    for layer in found.layers:
        for one in layer.states:
            if one.id == asked.given["id"]:
                return _feature(one, found)
    raise NotThereError(Problem(phrase("there is no state {id!r}", id=asked.given["id"])))


def borders(asked: Asked) -> dict[str, Any]:
    """Return the borders of a date, within bounds where some are given."""
    version = asked.shared.now
    bounds = bounds_of(asked.given["bounds"]) if "bounds" in asked.given else None
    return {**borders_at(version.history(), asked.given["on"], bounds), "revision": version.revision}


def preview(asked: Asked) -> dict[str, Any]:
    """Return what an act would do to the map as it is now, and what others did there since the revision."""
    body = asked.said(ActBody)
    version = asked.shared.now
    act = act_of(body.act)
    conflicts = _conflicts(asked.shared, act, body.revision, asked.who(body))
    told = effect_of_act(version.project, act)
    return {**told, "conflicts": [one.to_json() for one in conflicts], "revision": version.revision}


def apply(asked: Asked) -> Written:
    """Write an act."""
    body = asked.said(ApplyBody)
    act, who = act_of(body.act), asked.who(body)
    if act.unsaid():
        raise InputError(act.unsaid())

    def made(found: Project) -> tuple[Delta, Note]:
        editing = Editing(found)
        delta = act.made(editing).delta
        delta = editing.extend_period(delta) if body.extend_period else delta
        return delta, Note(act.command, who, body.why, act.cited)

    return asked.shared.write(made, who=who, revision=body.revision, draft=body.draft)


def undo_last(asked: Asked) -> Written:
    """Take the last edit back: that of whoever asks, where one is theirs."""
    return _stepped(asked, undo)


def redo_last(asked: Asked) -> Written:
    """Do the last undone edit again."""
    return _stepped(asked, redo)


def _stepped(asked: Asked, step: Callable[..., tuple[Delta, Note]]) -> Written:
    """Go a step along the journal; not another one than whoever asks was shown."""
    body = asked.said(ExpectedBody)
    who = asked.who(body)

    def made(found: Project) -> tuple[Delta, Note]:
        delta, note = step(found, who=who, why=body.why)
        if body.of not in (None, note.of):
            raise ClashError([Conflict("the log has grown meanwhile: look at what is its last edit now")])
        return delta, note

    return asked.shared.write(made, who=who)


def revert_entry(asked: Asked) -> Written:
    """Take one entry back."""
    body = asked.said(RevertBody)
    who = asked.who(body)
    return asked.shared.write(lambda found: revert(found, body.entry, who=who, why=body.why), who=who)


def log(asked: Asked) -> dict[str, Any]:
    """Return the entries of the journal, the newest first, and which would be undone and done again."""
    folder = asked.shared.folder
    next_ones = {
        "undo": to_undo(folder, asked.given.get("who", asked.shared.user)),
        "redo": to_redo(folder),
    }
    entries = [entry.summary() for entry in read_journal(folder)[::-1]]
    return {"entries": entries, **{name: one and one.summary() for name, one in next_ones.items()}}


def entry(asked: Asked) -> dict[str, Any]:
    """Return an entry of the journal, with the features as they were before and after it."""
    found = asked.shared.now.project
    try:
        one = entry_named(asked.shared.folder, asked.given["entry"])
    except InputError as error:
        raise NotThereError(error.problems) from None
    delta = delta_of(one, found)
    sides = {"before": delta.removed, "after": delta.added}
    return {
        **one.summary(),
        **{
            side: [
                {"layer": layer, **_feature(p.state, found)}
                for layer, group in features.items()
                for p in group
            ]
            for side, features in sides.items()
        },
    }


def source(asked: Asked) -> dict[str, Any]:
    """Add a source."""
    body = asked.said(SourceBody)
    said = body.model_dump(exclude={"who", "why"}, exclude_none=True)
    said |= {name: csl_date(said[name]) for name in ("issued", "accessed") if name in said}
    note = Note("source add", asked.who(body), body.why)
    name, version = asked.shared.add(lambda: add_source(asked.shared.folder, said, note).id)
    return {"id": name, "revision": version.revision}


def report(asked: Asked) -> dict[str, Any]:
    """Add a report."""
    body = asked.said(ReportBody)
    known = place_named(body.place, asked.shared.now.project.places)
    usual = "change" if body.from_controller else "held"
    said = body.model_dump(exclude={"who", "why"}, exclude_none=True)
    said |= {"place": known.id, "kind": body.kind or usual}
    note = Note("report add", asked.who(body), body.why, tuple(body.sources))
    name, version = asked.shared.add(lambda: add_report(asked.shared.folder, said, note).id)
    return {"id": name, "revision": version.revision}


def findings(asked: Asked) -> dict[str, Any]:
    """Return what `controlmap check --json` does, and the revision that it is about."""
    while True:
        version = asked.shared.now
        found = version.findings()
        if asked.shared.now is version:  # else the files that were checked may be another's
            return {**json.loads(as_json(found)), "revision": version.revision}


def drafts(asked: Asked) -> dict[str, Any]:
    """Return all drafts."""
    return {"drafts": [draft._asdict() for draft in asked.shared.drafts]}


def draft(asked: Asked) -> dict[str, Any]:
    """Return a draft."""
    try:
        return asked.shared.drafts[asked.given["id"]]._asdict()
    except InputError as error:
        raise NotThereError(error.problems) from None


def keep_draft(asked: Asked) -> dict[str, Any]:
    """Keep a draft."""
    body = asked.said(DraftBody)
    asked.shared.drafts.keep(asked.given["id"], body.draft)
    return {"id": asked.given["id"]}


def drop_draft(asked: Asked) -> dict[str, Any]:
    """Throw a draft away."""
    return {"dropped": asked.shared.drafts.drop(asked.given["id"])}


def _conflicts(shared: SharedMap, act: Act, revision: str, who: str) -> list[Conflict]:
    """Return what others did to the ground of an act since a revision, as far as that is remembered."""
    seen = shared.seen(revision)
    if seen is None or seen is shared.now:
        return []
    try:
        meant = act.made(Editing(seen.project)).delta
    except (InputError, ConflictError):
        return []
    return shared.conflicts(meant, revision=revision, who=who)


def written_json(written: Written) -> dict[str, Any]:
    """Return what is told of an edit that was written."""
    return {
        "entry": written.entry.summary(),
        "features": written.entry.features,
        "revision": written.version.revision,
        "rebased": written.rebased,
    }


def event_json(version: Version, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return what all tabs are told when the map has become another, or its files cannot be read."""
    last = version.entries[-1] if version.entries else None
    entries = [{"id": one.id, "command": one.note.command, "who": one.note.who} for one in version.entries]
    return {
        "revision": version.revision,
        "who": last and last.note.who,
        "entry": last and last.id,
        "entries": entries,
        "problems": [str(problem) for problem in problems],
    }


def _live(one: ControlState) -> bool:
    return one.superseded_at is None


def _plain(value: Any) -> dict[str, Any]:
    return {**value.model_dump(mode="json"), **getattr(value, "translations", {})}


def _point(found: Project, place: str) -> dict[str, float | None]:
    known = found.places.get(place)
    return {"lon": known and known.lon, "lat": known and known.lat}


def _state(layer: str, one: ControlState) -> dict[str, Any]:
    return {"layer": layer, **_plain(one)}


def _feature(one: ControlState, found: Project) -> dict[str, Any]:
    return json.loads(feature_text(one, grid=found.grid))
