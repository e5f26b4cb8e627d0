"""What is said of an edit: who loses and gains ground, and what else there is to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from controlmap.cli.options import print_json
from controlmap.cli.streams import say
from controlmap.cli.tables import dated_lines, moved_in_brief, record_lines, unrecorded_lines
from controlmap.words import first_of

if TYPE_CHECKING:
    from controlmap.dates import Instant
    from controlmap.edit import Delta, NamedArea
    from controlmap.model import Entry, Note, Project

_SHOWN = 8
"""Ids that people are shown of each kind; `--json` lists them all."""
_GOES_BACK = {"undo": "takes back", "revert": "takes back", "redo": "does again"}


class Made(NamedTuple):
    """An edit, what the journal is to say of it, and the ground that was asked for, where some was."""

    delta: Delta
    note: Note
    ground: NamedArea | None = None
    told: Sequence[str] = ()
    effect: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({})
    """What no entry keeps of what it does to the ground: by date, and what is left without a state."""


@dataclass(frozen=True)
class Asides:
    """What is said besides what an edit does: as members of the JSON document, as lines, and as warnings."""

    members: Mapping[str, Any]
    lines: Sequence[str] = ()
    warnings: Sequence[str] = ()


def asides_of(project: Project, made: Made) -> Asides:
    """Return what is said besides of an edit, as far as a map project tells."""
    from controlmap.edit import beyond_period

    ground, beyond = made.ground, beyond_period(project, made.delta)
    members = ground.to_json() if ground else {}
    of = _entry_of(project, made.note)
    if of is not None:
        members["of"] = of.summary()
    return Asides(
        {**made.effect, **members, "beyond_period": beyond and beyond.to_json()},
        [*(ground.in_words() if ground else ()), *made.told, *([_what_of(of, made.note)] if of else ())],
        [*beyond.in_words(_extending())] if beyond else [],
    )


def until_when(project: Project, delta: Delta, on: Instant | None, until: Instant | None) -> list[str]:
    """Return a line that says until when new states hold, where nobody said so and it is not for good."""
    from controlmap.dates import instant_of
    from controlmap.edit import ends_of

    if on is None or until is not None:
        return []
    ends = ends_of(project, delta, instant_of(on, project.zone))
    if not ends:
        return []
    each = first_of(ends, _SHOWN)
    return [f"holds until {each}, when what is on record there changes; --until DATE reaches beyond"]


def _extending() -> str | None:
    """Return the option that makes the map's period longer, where this command has it."""
    options = (param.opts[0] for param in click.get_current_context().command.params)
    return next((option for option in options if option == "--extend-period"), None)


def _entry_of(project: Project, note: Note) -> Entry | None:
    """Return the entry that an edit takes back or does again; None where it is another edit."""
    from controlmap.edit import entry_named

    return entry_named(project.folder, note.of) if note.of and note.command in _GOES_BACK else None


def _what_of(entry: Entry, note: Note) -> str:
    """Say which entry is taken back or done again, whose it is, and how much ground it moved."""
    written = "; ".join(record_lines(entry)) or "no ground moved"
    moved = f"{sum(row['area_km2'] for row in entry.moved):,.3f} km²" if entry.moved else written
    whose = f" of {entry.note.who}" if entry.note.who else ""
    told = f"{_GOES_BACK[note.command]} entry {entry.id}: {entry.note.command}{whose}, {entry.when}, {moved}"
    foreign = note.command == "undo" and note.who and note.who != entry.note.who
    return f"{told} ({note.who} has no edit that stands)" if foreign else told


def tell(effect: Mapping[str, Any], asides: Asides, as_json: bool, done: str) -> None:
    """Print who loses and gains how much, and which features change."""
    say(*asides.warnings, err=True)
    if as_json:
        document = {**effect, **asides.members}
        # A trial and the edit itself say the same, in the same order.
        first = {name: document[name] for name in ("moved", "by_date", "unrecorded") if name in document}
        print_json({**first, **document})
        return
    say(*asides.lines, *_ground_lines(effect, asides.members), *_feature_lines(effect))
    say(done, err=True)


def _ground_lines(effect: Mapping[str, Any], aside: Mapping[str, Any]) -> Iterator[str]:
    """Yield what happens to the ground; a trial tells it all, what is written only what nobody meant."""
    yield from moved_in_brief(effect["moved"])
    yield from unrecorded_lines(effect.get("unrecorded") or aside.get("unrecorded") or ())
    if not effect["moved"] and not effect["files"]:
        yield "no ground changes hands"
    heading, rows = "transfers on record, by date:", effect.get("by_date", ())
    if "by_date" not in effect:
        heading = "transfers on record that change with it:"
        rows = [row for row in aside.get("by_date") or () if not row["meant"]]
    if rows:
        yield heading
    yield from (f"  {line}" for line in dated_lines(rows))


def _feature_lines(effect: Mapping[str, Any]) -> Iterator[str]:
    for kind, ids in effect["features"].items():
        if ids:
            yield f"{kind:>12}  {first_of(ids, _SHOWN)}"
    if effect["files"]:
        yield f"   rewritten  {', '.join(effect['files'])}"
