"""Everything that controlmap raises on purpose.

    ControlmapError
    ├── InputError        a file, value or option cannot be used: holds one Problem or more
    │   └── MissingExtraError  a package is not installed that this needs; a ModuleNotFoundError too
    ├── OverlapError      two controllers on one ground at one instant
    ├── ConflictError     a delta does not fit the map it is applied to
    ├── StaleError        the map on disk is not the one that was read
    ├── UnwrittenError    a file could not be written, so nothing was; an OSError too
    ├── BusyError         somebody else reads or writes the map, and does not come to an end
    └── BundleMissingError  the package was installed without the page's bundle

Problems that can be lived with are findings (see `controlmap.check`), not errors.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from controlmap.words import (
    Listing,
    counted,
    first_lines,
    hidden_in,
    listing,
    names_options,
    one_line,
    phrase,
    word,
)

__all__ = [
    "BundleMissingError",
    "BusyError",
    "ConflictError",
    "ControlmapError",
    "InputError",
    "MissingExtraError",
    "OverlapError",
    "Problem",
    "StaleError",
    "UnwrittenError",
    "Writer",
]


_SHOWN = 20
"""Lines of an error that people are shown; the error holds them all."""
_LONGEST_ID = 100
"""Letters of an id that they are shown."""


class ControlmapError(Exception):
    """The root of all errors of controlmap."""

    # Exceptions are made anew from `args`, by default, which are not what these are made from.
    def __reduce__(self) -> str | tuple[Any, ...]:
        return _as_it_was, (type(self), self.args, vars(self))


def _as_it_was(kind: type[ControlmapError], args: tuple[Any, ...], held: dict[str, Any]) -> ControlmapError:
    """Return an error that comes from another process."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(held)
    return error


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an input, where, and what to do about it."""

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    feature: str | None = None
    property: str | None = None
    hint: str | None = None
    code: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        inside = [f"feature {_short(self.feature)}" if self.feature else "", self.property or ""]
        where = ", ".join(part for part in (place, *inside) if part)
        text = f"{where}: {self.message}" if where else self.message
        return f"{one_line(text)}\n  {self.hint}" if self.hint else one_line(text)


class InputError(ControlmapError):
    """An input cannot be used; `problems` says all that was found wrong with it.

    `listed_by` is what says all of them too, where something does: no check finds what was never written.
    """

    def __init__(self, problems: Problem | Iterable[Problem], *, listed_by: str | None = None) -> None:
        self.listed_by = listed_by
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        where = f": `{self.listed_by}` lists them all" if self.listed_by else ""
        return "\n".join(first_lines([*map(str, self.problems)], _SHOWN, where))


class MissingExtraError(InputError, ModuleNotFoundError):
    """A package of an extra is not installed, and what was asked for needs it."""

    def __init__(self, extra: str, package: str, file: str | None = None) -> None:
        self.extra, self.package = extra, package
        hint = f"pip install 'controlmap[{extra}]' brings it."
        message = f"{'' if file else 'this '}needs {package}, which is not installed"
        super().__init__(Problem(message, file, hint=hint))


class OverlapError(ControlmapError):
    """Two states with different controllers claim the same ground at once; `remedy` says what to do."""

    def __init__(self, overlaps: Iterable[str], remedy: str | None = None) -> None:
        self.overlaps, self.remedy = tuple(overlaps), remedy
        super().__init__(*self.overlaps)

    def __str__(self) -> str:
        mend = word('Mend the states, or set overlaps = "latest" or "joint" in controlmap.toml.')
        return phrase(
            "{overlaps} between different controllers:\n  {listed}\n{remedy}",
            remedy=self.remedy or mend,
            overlaps=counted(len(self.overlaps), "overlap"),
            listed=_listed(self.overlaps),
        )


class ConflictError(ControlmapError):
    """A delta does not fit the map it is applied to; `conflicts` says which features, one a line."""

    def __init__(self, conflicts: Iterable[str]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(*self.conflicts)

    def __str__(self) -> str:
        return phrase(
            "the map has changed where this edit would change it:\n  {listed}", listed=_listed(self.conflicts)
        )


class StaleError(ControlmapError):
    """The map on disk is not the one that was read; `changes` says what is different, one a line."""

    def __init__(self, changes: Iterable[str]) -> None:
        self.changes = tuple(changes)
        self._names_options = names_options()
        super().__init__(*self.changes)

    def __str__(self) -> str:
        changes = _listed(self.changes)
        if self._names_options:
            return phrase(
                "the map has changed since it was read:\n  {changes}\nRead it again, or use --rebase.",
                changes=changes,
            )
        return phrase(
            "the map has changed since it was read:\n  {changes}\n"
            "Read it again with controlmap.open; controlmap.edit.rebased makes an edit anew, "
            "import_layer takes rebase=True.",
            changes=changes,
        )


class UnwrittenError(ControlmapError, OSError):
    """A file could not be written, and nothing else was: `filename` is its name, `strerror` why."""

    def __reduce__(self) -> str | tuple[Any, ...]:
        return OSError.__reduce__(self)

    def __str__(self) -> str:
        return phrase(
            "{filename}: cannot be written: {strerror}\n  Nothing was changed.",
            filename=one_line(str(self.filename)),
            strerror=word(str(self.strerror)),
        )


@dataclass(frozen=True, slots=True)
class Writer:
    """Who holds a map project alone, and since when, as it said itself."""

    pid: int
    user: str
    host: str
    command: str
    since: str

    def __str__(self) -> str:
        who = f"{self.user}, " if self.user else ""
        return phrase(
            "{who}process {pid} on {host}, since {since}: {command}",
            who=who,
            pid=self.pid,
            host=self.host,
            since=self.since,
            command=self.command,
        )


class BusyError(ControlmapError):
    """Somebody else still reads or writes a map project after all the time that was waited."""

    def __init__(self, folder: Path, writer: Writer | None, waited_s: float) -> None:
        self.folder, self.writer, self.waited_s = folder, writer, waited_s
        self._names_options = names_options()
        super().__init__(folder, writer, waited_s)

    def __str__(self) -> str:
        busy = word("is in use by another program")
        writer = _one_line(str(self.writer))
        who = phrase("is being changed by {writer}", writer=writer) if self.writer else busy
        folder, waited_s = one_line(str(self.folder)), self.waited_s
        if self._names_options:
            return phrase(
                "{folder}: {who}\n"
                "  Waited {waited_s:g} s for its end. Try again, or wait longer with --wait SECONDS.",
                folder=folder,
                who=who,
                waited_s=waited_s,
            )
        return phrase(
            "{folder}: {who}\n"
            "  Waited {waited_s:g} s for its end. Try again, or wait longer: "
            "with controlmap.store.waiting(seconds).",
            folder=folder,
            who=who,
            waited_s=waited_s,
        )


class BundleMissingError(ControlmapError):
    """The page's script and styles are not in the installed package."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)

    def __str__(self) -> str:
        return f"the page's bundle lacks {self.name}: install controlmap again (pip install .)"


def _short(name: str) -> str:
    """Return an id as it is told; one of thousands of letters is known by its first."""
    return name if len(name) <= _LONGEST_ID else f"{name[:_LONGEST_ID]}…"


def _listed(lines: tuple[str, ...]) -> Listing:
    """Return the first lines, indented, and how many more there are."""
    return listing(map(_one_line, first_lines(lines, _SHOWN)), "\n  ")


def _one_line(text: str) -> str:
    """Return a text that stays on its line; one that does already still knows what it was made of."""
    return text if hidden_in(text) is None else one_line(text)
