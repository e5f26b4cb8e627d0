"""Going back and forth along the journal: each step is an entry of its own."""

from __future__ import annotations

from controlmap.edit.delta.conflicts import is_there
from controlmap.edit.delta.delta import Delta
from controlmap.edit.log.journal import delta_of, entry_named, to_redo, to_undo
from controlmap.errors import InputError, Problem
from controlmap.model import Entry, Note, Project, Role, states_of

__all__ = ["redo", "revert", "undo"]


def undo(project: Project, *, who: str = "", why: str | None = None) -> tuple[Delta, Note]:
    """Return what takes the last edit back that stands: that of `who`, where one is theirs.

    Without `why` the reason is that of the edit. Where another entry made the same change, as on two branches
    that git merged, and was taken back, nothing is left to do but to note it.

    Raises
    ------
    InputError
        When there is none.
    """
    entry = _or_refuse(to_undo(project.folder, who), "there is nothing to undo")
    return _left_of(~delta_of(entry, project), project), _note(entry, "undo", who, why)


def _left_of(delta: Delta, project: Project) -> Delta:
    """Return a delta, or an empty one where the map's layers are what it makes of them."""
    states = states_of(project)
    layers = {*delta.removed, *delta.added}
    done = (
        layer in states and is_there(delta.removed.get(layer, ()), delta.added.get(layer, ()), states[layer])
        for layer in layers
    )
    return delta if delta.files or delta.marks or not layers or not all(done) else Delta()


def redo(project: Project, *, who: str = "", why: str | None = None) -> tuple[Delta, Note]:
    """Return what does the last undone edit again; without `why` the reason is that of the edit.

    Raises
    ------
    InputError
        When there is none, or another edit came after.
    """
    entry = _or_refuse(to_redo(project.folder), "there is nothing to redo")
    return delta_of(entry, project), _note(entry, "redo", who, why)


def revert(project: Project, name: str | int, *, who: str = "", why: str | None = None) -> tuple[Delta, Note]:
    """Return what takes one entry back, by its id or rank; it is an edit of its own.

    Others may have come after, as long as what it changed is as it left it.

    Raises
    ------
    InputError
        When there is no such entry.
    """
    entry = entry_named(project.folder, str(name))
    return ~delta_of(entry, project), Note("revert", who, why, entry.note.sources, of=entry.id)


def _note(entry: Entry, role: Role, who: str, why: str | None) -> Note:
    return Note(role, who, entry.note.why if why is None else why, entry.note.sources, role, entry.id)


def _or_refuse(entry: Entry | None, why: str) -> Entry:
    if entry is None:
        raise InputError(Problem(why))
    return entry
