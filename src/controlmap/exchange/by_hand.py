"""What people entered, and a file says otherwise of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from controlmap.edit import Delta
from controlmap.model import ControlState, Entry, standing

__all__ = ["passed_over"]

_NO_HANDS = ("import", "append", "add layer")
"""With what commands, and calls from Python, of what files and frames say begin in the journal."""


def passed_over(delta: Delta, journal: Sequence[Entry]) -> Iterator[str]:
    """Yield the edits that were no imports, and whose states on record end now, or are none any more.

    An edit that is undone or reverted says nothing any more.
    """
    removed, added = (
        _on_record(placed.state for group in side.values() for placed in group)
        for side in (delta.removed, delta.added)
    )
    gone = {name for name, _ in removed - added}
    for entry in standing(journal):
        note = entry.note
        if not note.command.startswith(_NO_HANDS) and gone.intersection(entry.features.get("added", ())):
            by = f" of {note.who}" if note.who else ""
            yield f"says otherwise than {note.command}{by}, {entry.when} (entry {entry.id})"


def _on_record(states: Iterable[ControlState]) -> set[tuple[str, np.datetime64 | None]]:
    return {(state.id, state.valid_to) for state in states if state.superseded_at is None}
