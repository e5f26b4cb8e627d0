"""Layers written anew, as a derivation does: what they lose and gain, and which edits would be gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from controlmap.edit.delta.delta import Delta
from controlmap.edit.delta.effect import Effect, effect_of
from controlmap.edit.log.journal import DERIVE, read_journal
from controlmap.edit.log.rewriting import rewrite_files
from controlmap.errors import InputError, Problem
from controlmap.history import precedence_in
from controlmap.model import ControlState, Entry, Layer, Note, Project, standing
from controlmap.store import Lock, underived
from controlmap.words import first_lines, first_of, one_line

__all__ = ["Replaced", "refuse_lost_edits", "replaced", "write_derived"]

_BROUGHT = ("import snapshots", "import states", "import layer", "add layer")
"""Commands that bring ground; marks bring reports, and a layer of unknown ground to share out by them."""
_SHOWN = 6
"""Ids that people are shown of the features that no entry explains."""
_LINES = 10
"""Entries that people are shown."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a layer loses and gains when other states take the place of all that it has.

    `effect` is the ground that changes hands. States are counted by what they say, whatever their ids:
    `changed` are those that keep an id and say something else, `added` and `removed` all others.
    """

    layer: str
    states: int
    effect: Effect
    added: int
    removed: int
    changed: int

    def to_json(self) -> dict[str, Any]:
        """Return it as `{"layer", "states", "moved": […], "features": {"added", "removed", "changed"}}`."""
        features = {"added": self.added, "removed": self.removed, "changed": self.changed}
        told = {"layer": self.layer, "states": self.states, "moved": self.effect.rows()}
        return {**told, "features": features}


def replaced(project: Project, states: Mapping[str, Sequence[ControlState]]) -> Iterator[Replaced]:
    """Yield, for each layer of which all states are given, what it loses and gains by them."""
    order = precedence_in(project)
    for layer in project.layers:
        if layer.id in states:
            before, after = {layer.id: layer.states}, {layer.id: tuple(states[layer.id])}
            effect = effect_of(before, after, Delta.between(before, after), project.grid, order)
            yield Replaced(layer.id, len(states[layer.id]), effect, *_counts(layer.states, after[layer.id]))


def write_derived(
    project: Project,
    files: Mapping[str, bytes],
    note: Note,
    *,
    held: Lock | None = None,
    dry_run: bool = False,
) -> Entry | None:
    """Write layers as they are derived, as `rewrite_files` does; None where there is nothing to tell of them.

    Of layers that waited for a derivation the entry tells too where it left them as they were: they are as
    derived from the records that there are now.
    """
    waiting = underived(project)
    affirmed = [layer.file for layer in project.layers if layer.id in waiting and layer.file in files]
    return rewrite_files(project, files, note, held=held, dry_run=dry_run, affirmed=affirmed)


def refuse_lost_edits(project: Project, layers: Collection[str]) -> None:
    """Refuse to write layers anew over what edits did to them since they were last derived.

    What edits did shows in their entries of the journal, and in records that bear the date of an edit, which
    derived states never do.

    Raises
    ------
    InputError
        With the entries, and the features that no entry speaks of.
    """
    chosen = [layer for layer in project.layers if layer.id in layers]
    entries = [*_at_stake(read_journal(project.folder), chosen)]
    told = {name for entry in entries for names in entry.features.values() for name in names}
    edited = (state.id for layer in chosen for state in layer.states if _is_edited(state))
    strays = [name for name in edited if name not in told]
    lines = first_lines([_line(entry) for entry in entries], _LINES, ": `controlmap log` lists them")
    if strays:
        lines.append(f"records of no entry: {first_of(strays, _SHOWN)}")
    if lines:
        listed = "\n  ".join(map(one_line, lines))
        what = (
            "Say in reports.csv or hand/ what shall last, then give --discard-edits, which undo takes back. "
            "With --dry-run besides, it says what would change, and writes nothing."
        )
        raise InputError(Problem("deriving would lose what was edited by hand:", hint=f"{listed}\n  {what}"))


def _at_stake(entries: Sequence[Entry], layers: Sequence[Layer]) -> Iterator[Entry]:
    """Yield the edits that stand, and have touched what layers hold since they were last derived."""
    lasting = [*standing(entries)]
    for i, entry in enumerate(lasting):
        later = lasting[i + 1 :]
        if any(_touches(entry, x) and not any(_derives(e, x) for e in later) for x in layers):
            yield entry


def _touches(entry: Entry, layer: Layer) -> bool:
    """Tell whether an entry is about states that a layer holds still, or brought the layer."""
    names = {name for found in entry.features.values() for name in found}
    imported = entry.note.command.startswith(_BROUGHT) and layer.file in entry.files
    return imported or any(state.id in names for state in layer.states)


def _derives(entry: Entry, layer: Layer) -> bool:
    return entry.note.command == DERIVE and layer.file in entry.files


def _is_edited(state: ControlState) -> bool:
    return state.recorded_at is not None or state.superseded_at is not None


def _line(entry: Entry) -> str:
    note = entry.note
    moved = sum(row["area_km2"] for row in entry.moved)
    said = (f"entry {entry.id}: {note.command}", note.who, entry.when, f"{moved:,.1f} km²", note.why)
    return ", ".join(filter(None, said))


def _counts(before: Sequence[ControlState], after: Sequence[ControlState]) -> tuple[int, int, int]:
    """Return how many states are added, removed and changed."""
    old, new = ({state.id: _said(state) for state in states} for states in (before, after))
    gone, come = Counter(old.values()) - Counter(new.values()), Counter(new.values()) - Counter(old.values())
    changed = sum(name in new and said in gone and new[name] in come for name, said in old.items())
    return come.total() - changed, gone.total() - changed, changed


def _said(state: ControlState) -> tuple[bytes, str]:
    """Return all that a state says but its id."""
    ground = shapely.to_wkb(shapely.normalize(state.geometry))
    return ground, state.model_dump_json(exclude={"id"}, exclude_defaults=True)
