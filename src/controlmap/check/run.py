"""One pass over a map project or a layer file that collects every finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

# The modules of rules register them when they are imported.
from controlmap.check import (  # noqa: F401
    coverage,
    evidence,
    files,
    geometry,
    left_out,
    meaning,
    periods,
    references,
)
from controlmap.check.check_input import Subject, Unusable, read_subject
from controlmap.check.finding import Finding, of_problem
from controlmap.check.registry import LOOKING, chosen
from controlmap.check.repair import repair_hint
from controlmap.check.reports import Agreement, agreement
from controlmap.check.suppression import quieten
from controlmap.errors import InputError
from controlmap.format import SETTINGS_FILE, Severity, key_lines, parse_marks, severity
from controlmap.model import Silence
from controlmap.store import beside_the_map, entry_places

__all__ = ["Findings", "check"]


@dataclass(frozen=True, slots=True, repr=False)
class Findings:
    """What a check found: findings in the order of files and lines, and how far reports and map agree.

    It is gone through as a list of its findings is, and as long. Files are paths inside `folder`.
    `agreement` is None where there is no history or there are no reports, and where no map can be made of
    the files: then `no_agreement` says why.
    """

    folder: Path
    found: tuple[Finding, ...] = ()
    silenced: tuple[tuple[Finding, Silence], ...] = ()
    agreement: Agreement | None = None
    no_agreement: str | None = None

    def __repr__(self) -> str:
        return f"Findings({len(self.found)} found, {len(self.silenced)} silenced)"

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return Counter(finding.severity for finding in self.found)[severity]

    def fail(self, *, strict: bool = False) -> bool:
        """Tell whether there is an error, or, when strict, a warning."""
        return bool(self.count("error") or (strict and self.count("warning")))


def check(path: str | Path, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Findings:
    """Return all findings of a map project or of one layer file.

    `select` and `ignore` take codes or their beginnings. A layer file alone is read on a grid of 1e-6
    degrees in the zone UTC; references and evidence are not checked.

    Raises
    ------
    InputError
        When there is neither a map project nor a file at the path.
    """
    subject = read_subject(path)
    if isinstance(subject, Unusable):
        problems = [of_problem(problem, "error", SETTINGS_FILE) for problem in subject.problems]
        return Findings(subject.folder, tuple(f for f in problems if chosen(f.code, select, ignore)))
    in_files = {layer.id: layer.file for layer in subject.project.layers}
    silences = subject.project.settings.silence
    quiet = quieten(_all(subject), silences, in_files, _imported(subject))
    kept = [finding for finding in quiet.kept if chosen(finding.code, select, ignore)]
    ordered = sorted(_placed(kept, subject), key=lambda f: (f.file, f.line or 0, f.column or 0, f.code))
    why_not = _no_map(subject)
    agreed = None if why_not else _agreement(subject)
    return Findings(subject.project.folder, tuple(ordered), tuple(quiet.silenced), agreed, why_not)


def _imported(subject: Subject) -> dict[str, frozenset[str]]:
    """Return the digests in the files that silences name, those that can be read."""
    named = {silence.imported for silence in subject.project.settings.silence} - {None}
    found = {}
    for file in sorted(filter(None, named)):
        with suppress(InputError):
            found[file] = parse_marks(subject.data(file), file=file)[0]
    return found


def _all(subject: Subject) -> Iterator[Finding]:
    for problem in subject.problems:
        yield of_problem(problem, severity(problem), SETTINGS_FILE)
    for looking in LOOKING:
        if looking.alone or not subject.alone:
            yield from looking.find(subject)


def _no_map(subject: Subject) -> str | None:
    """Return why no map can be held against the reports, if there are reports and none can."""
    if not subject.project.reports or subject.history is None:
        return None
    unread = sorted(file for file in subject.broken if not beside_the_map(file))
    if unread:
        return f"No agreement of reports and map is given: {', '.join(unread)} cannot be read in full."
    if subject.project.settings.overlaps == "error" and subject.disputed:
        return "No agreement of reports and map is given: ground has two controllers (CM401)."
    return None


def _agreement(subject: Subject) -> Agreement | None:
    if subject.history is None or not subject.project.reports:
        return None
    return agreement(subject.project, subject.history)


def _placed(findings: Iterable[Finding], subject: Subject) -> Iterator[Finding]:
    """Yield findings with index and line, as far as their files can be read, and the repair that there is."""
    places: dict[str, dict[str, tuple[int | None, int]]] = {}
    for finding in findings:
        name = finding.property if finding.file == SETTINGS_FILE else finding.feature
        # A file of which no entry is named may be one that cannot be read, and takes long to refuse.
        if name and finding.file not in places:
            places[finding.file] = _places(subject, finding.file)
        index, line = places[finding.file].get(name, (None, None)) if name else (None, None)
        hint = finding.hint or (None if finding.severity == "note" else repair_hint(finding.code))
        yield replace(finding, index=index, line=finding.line or line, hint=hint)


def _places(subject: Subject, file: str) -> dict[str, tuple[int | None, int]]:
    """Return index and line of each entry of a file; in controlmap.toml keys are entries without index."""
    try:
        if file == SETTINGS_FILE:
            lines = key_lines(subject.data(file).decode())
            return {key: (None, line) for key, line in lines.items()}
        return {**entry_places(subject.project.folder, file)}
    except (InputError, UnicodeDecodeError):
        return {}
