"""The map that all tabs share: its files as they were read last, and the one place that changes them.

Each state of the files is a version with a revision. Whoever edits says which one they looked at; where the
map has become another meanwhile, their edit is made anew of what is there, as long as nobody else touched the
same ground at the same time.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from controlmap.api import MapProject
from controlmap.check import Findings
from controlmap.edit import Delta, apply_delta, last_entry, preview, read_journal
from controlmap.errors import ConflictError, InputError, Problem
from controlmap.history import History
from controlmap.model import Entry, Note, Project
from controlmap.render import payload_bytes
from controlmap.serve.conflicts import ClashError, Conflict, conflicts_with, otherwise, step_between
from controlmap.store import Drafts, Lock, find_folder, locked, open_project, revision_of, user
from controlmap.words import phrase, word

__all__ = ["SharedMap", "Version", "Written"]

_REMEMBERED = 32
"""Versions that are kept for those who still look at one."""

Make = Callable[[Project], tuple[Delta, Note]]
_WORKED_OUT = ("map", "history", "payload", "findings")


def _a_lock_each() -> Mapping[str, threading.RLock]:
    return {name: threading.RLock() for name in _WORKED_OUT}


@dataclass(frozen=True, eq=False)
class Version:
    """A map project as its files were.

    `entries` of the journal made it of the version before, `last` is the id of the journal's last one.
    """

    revision: str
    project: Project
    entries: tuple[Entry, ...] = ()
    last: str | None = None
    _once: Mapping[str, threading.RLock] = field(default_factory=_a_lock_each, repr=False)
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def map(self) -> MapProject:
        """The map project as Python users meet it."""
        return self._worked_out("map", lambda: MapProject(self.project))

    def history(self) -> History:
        """Return the cells, spells and arcs."""
        return self._worked_out("history", self.map.history)

    def payload(self) -> bytes:
        """Return the data block of the page, before compression."""
        return self._worked_out("payload", lambda: payload_bytes(self.project, self.history()))

    def findings(self) -> Findings:
        """Return what a check of the files finds."""
        return self._worked_out("findings", self.map.check)

    def forget(self) -> None:
        """Let go of what was worked out: the version is no longer shown. Waits for nobody."""
        self._made.clear()

    def is_by(self, who: str) -> bool:
        """Tell whether somebody made it alone of the one before."""
        return bool(self.entries) and all(entry.note.who == who for entry in self.entries)

    def _worked_out(self, name: str, work: Callable[[], Any]) -> Any:
        """Return what a function gives; it is called once, by whoever comes first.

        Each name has a lock of its own: a check waits for whoever writes to the files, and whoever writes
        must not wait for the check.
        """
        with self._once[name]:
            made = self._made.get(name)
            if made is None:
                made = self._made[name] = work()
            return made


class Written(NamedTuple):
    """An edit that was written: its entry, the version that it made, whether it was made anew for that."""

    entry: Entry
    version: Version
    rebased: bool


class SharedMap:
    """A map project that is served: versions to look at, and edits one after the other."""

    def __init__(self, path: str | Path) -> None:
        self.folder = find_folder(path)
        self.user = user()
        self.drafts = Drafts(self.folder)
        self.problems: tuple[Problem, ...] = ()
        """Why the files as they are now cannot be read; the version before them goes on being shown."""
        self._one_writer = threading.Lock()
        self._versions: OrderedDict[str, Version] = OrderedDict()
        self._take(_read(self.folder, None))

    @property
    def now(self) -> Version:
        """The version that is there."""
        return self._now

    def seen(self, revision: str) -> Version | None:
        """Return the version that somebody looked at; None where it is not known any more."""
        return self._versions.get(revision)

    def refresh(self) -> bool:
        """Read the files anew where they are others; say whether there is something new to tell.

        Raises
        ------
        BusyError
            When somebody writes for so long that nobody can read.
        """
        with self._one_writer:
            before = self._now, self.problems
            try:
                with locked(self.folder, exclusive=False) as lock:
                    self._refreshed(lock)
            except InputError as error:
                self.problems = error.problems
            except OSError as error:
                self.problems = (
                    Problem(
                        phrase("cannot be read: {strerror}", strerror=word(str(error.strerror))),
                        str(self.folder),
                    ),
                )
            return before != (self._now, self.problems)

    def write(
        self, make: Make, *, who: str, revision: str | None = None, draft: str | None = None
    ) -> Written:
        """Make an edit of the map as it is, and write it; `revision` is the one that it was thought out on.

        The draft that it was goes once it is written.

        Raises
        ------
        ClashError
            When somebody else changed the same ground meanwhile, with what they did; or when the edit would
            do something else to the map than to the one that it was thought out on.
        StaleError, ConflictError, InputError, OverlapError
            As `edit.apply_delta` does. Nothing is written then, and the draft stays.
        """
        if draft is not None:
            self.drafts.refuse(draft)
        with self._one_writer, locked(self.folder, exclusive=True) as lock:
            now = self._refreshed(lock)
            rebased = revision not in (None, now.revision)
            delta, note = self._made_anew(make, now, revision or "", who) if rebased else make(now.project)
            project, entry = apply_delta(now.project, delta, note, held=lock)
            version = Version(self._revision_with(entry), project, (entry,), entry.id)
            self._take(version)
        if draft is not None:
            with contextlib.suppress(OSError):
                self.drafts.drop(draft)
        return Written(entry, version, rebased)

    def _revision_with(self, entry: Entry) -> str:
        """Return the revision of files just written; where they cannot be read, one to be read anew after."""
        try:
            return revision_of(self.folder)
        except (OSError, InputError):
            return f"entry {entry.id}"

    def add(self, added: Callable[[], str]) -> tuple[str, Version]:
        """Let a function write to the files, and return its answer and the version that came of it."""
        with self._one_writer:
            name = added()
            with locked(self.folder, exclusive=False) as lock:
                try:
                    return name, self._refreshed(lock)
                except (OSError, InputError):
                    return name, self._now  # it is written, and whoever comes next reads it anew

    def conflicts(self, delta: Delta, *, revision: str, who: str) -> list[Conflict]:
        """Return what others did, since a revision, to the ground of an edit that was thought out on it.

        Raises
        ------
        ClashError
            When the revision is not known any more.
        """
        seen = self._seen_or_refuse(revision)
        theirs = [
            step_between(before.project, after.project, after.entries)
            for before, after in self._since(seen)
            if not after.is_by(who)
        ]
        return conflicts_with(delta, theirs, seen.project) if theirs else []

    def _made_anew(self, make: Make, now: Version, revision: str, who: str) -> tuple[Delta, Note]:
        """Make an edit of the map as it is that was thought out on another, where nobody is in its way."""
        seen = self._seen_or_refuse(revision).project
        meant, _ = make(seen)
        conflicts = self.conflicts(meant, revision=revision, who=who)
        if conflicts:
            raise ClashError(conflicts)
        try:
            made = make(now.project)
            effects = [preview(seen, meant).effect, preview(now.project, made[0]).effect]
        except (InputError, ConflictError) as error:
            raise ClashError([Conflict(str(error))]) from None
        # One's own edit of another tab was not seen in this one either.
        if changed := otherwise(*effects):
            raise ClashError([changed])
        return made

    def _seen_or_refuse(self, revision: str) -> Version:
        seen = self.seen(revision)
        if seen is None:
            gone = "the map that this edit was made on is no longer known: look at it as it is now"
            raise ClashError([Conflict(gone)])
        return seen

    def _since(self, seen: Version) -> Iterator[tuple[Version, Version]]:
        """Yield each version after one with that before it."""
        versions = list(self._versions.values())
        later = versions[versions.index(seen) :]
        return pairwise(later)

    def _refreshed(self, lock: Lock) -> Version:
        """Return the version of the files as they are, with their lock held."""
        if self.problems or revision_of(self.folder) != self._now.revision:
            self._take(_read(self.folder, self._now, lock))
        return self._now

    def _take(self, version: Version) -> None:
        for before in self._versions.values():
            before.forget()
        self._now, self.problems = version, ()
        self._versions[version.revision] = version
        self._versions.move_to_end(version.revision)
        while len(self._versions) > _REMEMBERED:
            self._versions.popitem(last=False)


def _read(folder: Path, before: Version | None, held: Lock | None = None) -> Version:
    """Return the version of the files; layers that are as before are the same values."""
    with locked(folder, exclusive=False, held=held) as lock:
        # The revision first: what is written meanwhile, past all locks, makes another.
        revision = revision_of(folder)
        project = open_project(folder, held=lock)
    entries, last = _entries(folder, before)
    return Version(revision, _sharing(project, before), entries, last)


def _sharing(project: Project, before: Version | None) -> Project:
    if before is None or before.project.settings != project.settings:
        return project
    old = {(layer.id, layer.digest): layer for layer in before.project.layers}
    layers = (old.get((layer.id, layer.digest), layer) for layer in project.layers)
    return replace(project, layers=tuple(layers))


def _entries(folder: Path, before: Version | None) -> tuple[tuple[Entry, ...], str | None]:
    """Return the journal's entries since a version, where it goes on from there, and the last id."""
    try:
        last = last_entry(folder)
        if last is None or before is None or last.id == before.last:
            return (), last and last.id
        entries = read_journal(folder)
    except InputError:
        return (), None  # a check tells what is wrong with it
    ids = [None, *(entry.id for entry in entries)]
    since = entries[ids.index(before.last) :] if before.last in ids else []
    return tuple(since), last.id
