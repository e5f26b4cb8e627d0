"""What the commands that change a map do with an edit: try it, write it, or make a patch of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from controlmap.cli.edit_options import Flow
from controlmap.cli.told_edits import Asides, Made, asides_of, tell

if TYPE_CHECKING:
    import shapely

    from controlmap.edit import Delta, Editing, NamedArea, Preview
    from controlmap.model import Entry, Note, Project


def perform(
    project: Path,
    command: str,
    make: Callable[[Editing], Delta | tuple[Delta, NamedArea, Sequence[str]]],
    flow: Flow,
    sources: tuple[str, ...] = (),
) -> None:
    """Make an edit, do with it what the options say, and print what it does.

    `make` returns the edit; where people named ground, that too, and what else is to be said.
    """
    from controlmap.model import Note

    note = Note(command, flow.who, flow.why, sources)

    def made(found: Editing) -> Made:
        edit = make(found)
        return Made(edit[0], note, *edit[1:]) if isinstance(edit, tuple) else Made(edit, note)

    perform_noted(project, made, flow)


def perform_noted(
    project: Path, make: Callable[[Editing], tuple[Delta, Note] | Made], flow: Flow, *, mending: bool = False
) -> None:
    """As `perform`, where the edit says itself what the journal is to say of it.

    One that is `mending` may be made of a map with errors, as long as it is about the text of files only.
    """
    from controlmap.edit import Editing, apply_delta, rebased

    if flow.rebase and not (flow.patch or flow.dry_run):
        last: list[Asides] = []

        def again(current: Project) -> tuple[Delta, Note]:
            editing = Editing(current, _ground_in)
            made = _made(make(editing))
            made = _dated(made, editing.preview(made.delta))
            last[:] = [asides_of(current, made)]
            return made[:2]

        _, entry = rebased(_opened(project, mending), again)
        _tell_entry(entry, last[0], flow)
        return
    found = Editing(_opened(project, mending), _ground_in)
    made = _made(make(found))
    if made.delta.has_features and mending:
        _opened(project, False)
    if flow.patch or flow.dry_run:
        _show(found, made, flow)
    else:
        # What is read for the telling is read first: once it is written, nothing may fail any more.
        shown = found.preview(made.delta)
        asides = asides_of(found.project, _dated(made, shown))
        _, entry = apply_delta(found.project, made.delta, made.note, shown=shown)
        _tell_entry(entry, asides, flow)


def _made(edit: tuple[Delta, Note] | Made) -> Made:
    return edit if isinstance(edit, Made) else Made(*edit)


def _dated(made: Made, shown: Preview) -> Made:
    """Return an edit with what is to be told of its effect though no entry keeps it."""
    return made._replace(effect={"by_date": shown.by_date, "unrecorded": shown.unrecorded})


def _opened(path: Path, mending: bool) -> Project:
    from controlmap.store import inspect_project, open_project

    return inspect_project(path)[0] if mending else open_project(path)


def _tell_entry(entry: Entry, asides: Asides, flow: Flow) -> None:
    effect = {"moved": list(entry.moved), "features": entry.features, "files": list(entry.files)}
    tell(effect, asides, flow.as_json, f"entry {entry.id} of the journal")


def _show(found: Editing, made: Made, flow: Flow) -> None:
    """Print what an edit would do, and write it as a patch where that is wanted."""
    from controlmap.dates import format_instant
    from controlmap.edit import patch_text, present, rehearsed
    from controlmap.store import refuse_own_file, write_atomically

    if flow.patch:
        refuse_own_file(flow.patch)
    is_patch = flow.patch is not None
    told = found.preview(made.delta) if is_patch else rehearsed(found.project, made.delta, made.note)
    shown = told.to_json()
    if flow.patch and not flow.dry_run:
        when = format_instant(present(found.project))
        text = patch_text(found.project, made.delta, made.note, when=when, moved=shown["moved"])
        write_atomically(flow.patch, text.encode())
    done = f"{flow.patch} written" if flow.patch and not flow.dry_run else "nothing written"
    tell(shown, asides_of(found.project, made), flow.as_json, done)


def _ground_in(named: str | Path) -> shapely.Geometry | None:
    """Return the ground of a file of another format; who names none does not wait for readers of formats."""
    from controlmap.exchange import ground_in

    return ground_in(named)
