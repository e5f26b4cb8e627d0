"""Files of a map project as text: rewritten, and refused where they could not be read afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from controlmap.edit.delta.record_change import Rewrite, rewritten
from controlmap.errors import InputError, Problem
from controlmap.format import check_references, parse_sources, parse_table, write_sources, write_table
from controlmap.model import Project, Report
from controlmap.store import inside, read_data

__all__ = ["REPORTS_FILE", "SOURCES_FILE", "text_of", "texts_after"]

SOURCES_FILE = "sources.json"
REPORTS_FILE = "reports.csv"
_EMPTY = {SOURCES_FILE: write_sources(()), REPORTS_FILE: write_table(Report, list[Report]())}


def text_of(project: Project, file: str) -> str:
    """Return the text of a file, unpacked; that of an empty one where there are no sources or reports yet.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    path = inside(project.folder, file, file)
    if file in _EMPTY and not path.exists():
        return _EMPTY[file].decode()
    return read_data(path, file).decode()


def texts_after(
    project: Project, rewrites: tuple[Rewrite, ...], contents: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the contents of files by name, with those that rewrites change; `contents` are new already.

    Raises
    ------
    ConflictError
        When a rewrite does not fit.
    InputError
        When it is about a file that edits do not change, or would leave sources or reports that cannot be
        used, or that something names and nothing lists.
    """
    known = {*(layer.file for layer in project.layers), *_EMPTY}
    wrong = [Problem("is no file that an edit changes", r.file) for r in rewrites if r.file not in known]
    if wrong:
        raise InputError(wrong)
    after = dict(contents)
    for file in dict.fromkeys(rewrite.file for rewrite in rewrites):
        text = after[file].decode() if file in after else text_of(project, file)
        after[file] = rewritten(text, file, rewrites).encode()
    _refuse_unusable(project, {file: data for file, data in after.items() if file in _EMPTY})
    return after


def _refuse_unusable(project: Project, lists: Mapping[str, bytes]) -> None:
    """Refuse sources and reports that cannot be read, or leave names dangling that did not before."""
    if not lists:
        return
    after, problems = project, []
    if SOURCES_FILE in lists:
        sources, found = parse_sources(lists[SOURCES_FILE], file=SOURCES_FILE)
        after, problems = replace(after, sources={s.id: s for s in sources}), [*problems, *found]
    if REPORTS_FILE in lists:
        reports, found = parse_table(Report, lists[REPORTS_FILE], file=REPORTS_FILE, zone=project.zone)
        after, problems = replace(after, reports=reports), [*problems, *found]
    before = set(check_references(project))
    problems += [problem for problem in check_references(after) if problem not in before]
    if problems:
        raise InputError(problems)
