"""Findings as text for people and as JSON, SARIF and annotations for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from controlmap.check.evidence import in_words
from controlmap.check.finding import Finding
from controlmap.check.reports import Agreement
from controlmap.check.run import Findings
from controlmap.check.sarif import as_sarif
from controlmap.words import one_line

__all__ = ["FORMATS", "agreement_line", "as_github", "as_json", "as_text"]

Paint = Callable[[str, str], str]
"""Puts a text into a style: error, warning, note or file."""


def as_text(findings: Findings, paint: Paint = lambda text, style: text) -> str:
    """Return findings grouped by file, a line each, and a summary."""
    lines: list[str] = []
    for file, group in groupby(findings.found, key=lambda finding: finding.file):
        lines += [paint(one_line(file), "file"), *_lines(list(group), paint), ""]
    return "\n".join([*lines, *_summary(findings)])


def as_json(findings: Findings) -> str:
    """Return findings, counts and the agreement of map and reports as one JSON document."""
    document = {
        "folder": str(findings.folder),
        "summary": {
            **{f"{kind}s": findings.count(kind) for kind in ("error", "warning", "note")},
            "silenced": len(findings.silenced),
        },
        "findings": [finding.as_dict() for finding in findings.found],
        "silenced": [{**finding.as_dict(), "reason": s.reason} for finding, s in findings.silenced],
        "agreement": _agreement_values(findings.agreement),
        "no_agreement": findings.no_agreement,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_github(findings: Findings) -> str:
    """Return findings as workflow commands, which GitHub shows beside the lines.

    Grammar: GitHub Docs, "Workflow commands for GitHub Actions".
    """
    return "\n".join(_annotation(finding, findings) for finding in findings.found)


FORMATS: dict[str, Callable[[Findings], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}


def agreement_line(found: Agreement) -> str:
    """Return how far map and reports agree, in one line."""
    why = Counter(unchecked.reason for unchecked in found.unchecked)
    rest = ", ".join(f"{count} {reason}" for reason, count in sorted(why.items()))
    if found.rate is None:
        return f"No report can be held against the map{': ' if rest else ''}{rest}."
    share = f"{len(found.agreeing)} of {found.checked} reports agree with the map ({found.rate:.1%})"
    if found.in_part:
        share += f", {len(found.in_part)} of them in part: the status, or who held it before, is another"
    return f"{share}; not checked: {rest}." if rest else f"{share}."


def _lines(found: Sequence[Finding], paint: Paint) -> Iterator[str]:
    """Yield the lines of a file's findings; a hint stands under the last of those in a row that share it."""
    for finding, following in zip(found, [*found[1:], None], strict=True):
        yield _finding_line(finding, paint)
        shared = following is not None and (finding.code, finding.hint) == (following.code, following.hint)
        if finding.hint and not shared:
            yield from (f"{'':<26}{one_line(line.strip())}" for line in finding.hint.split("\n"))


def _finding_line(finding: Finding, paint: Paint) -> str:
    place = ":".join(str(part) for part in (finding.line, finding.column) if part is not None)
    about = " ".join(part for part in (finding.feature, finding.property) if part)
    measure = f" ({finding.measure})" if finding.measure else ""
    at = f" at {finding.lonlat[0]:g}, {finding.lonlat[1]:g}" if finding.lonlat else ""
    head = f"  {place:<8} {paint(f'{finding.severity:<7}', finding.severity)} {finding.code}  "
    said = f"{about}{': ' if about else ''}{finding.message}{measure}"
    return f"{head}{one_line(said)}{at}"


def _summary(findings: Findings) -> Iterator[str]:
    kinds = [(findings.count(kind), kind) for kind in ("error", "warning", "note")]
    counts = [f"{count} {kind}{'s' if count > 1 else ''}" for count, kind in kinds if count]
    files = len({finding.file for finding in findings.found})
    where = f" in {files} file{'s' if files > 1 else ''}" if files else ""
    silenced = f" {len(findings.silenced)} silenced." if findings.silenced else ""
    yield f"{', '.join(counts) or 'Nothing found'}{where}.{silenced}"
    unsaid = sorted({f.code for f in findings.found if not f.hint})
    if unsaid:
        yield f"What to do about {', '.join(unsaid)}: controlmap explain CODE."
    if findings.agreement is not None:
        yield agreement_line(findings.agreement)
    if findings.no_agreement is not None:
        yield findings.no_agreement


def _agreement_values(found: Agreement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "rate": found.rate,
        "checked": found.checked,
        "agreeing": [report.id for report in found.agreeing],
        "in_part": [one.report.id for one in found.in_part],
        "disagreements": [
            {
                "report": d.report.id,
                "place": d.report.place,
                "reported": d.report.controller,
                "found": list(d.found),
                "reason": d.reason,
                "others": list(d.others),
                "distance_m": d.distance_m,
                "message": in_words(d),
            }
            for d in found.disagreements
        ],
        "unchecked": [{"report": u.report.id, "reason": u.reason} for u in found.unchecked],
    }


def _annotation(finding: Finding, findings: Findings) -> str:
    kind = "notice" if finding.severity == "note" else finding.severity
    values = {
        "file": (findings.folder / finding.file).as_posix(),
        "line": finding.line,
        "col": finding.column,
        "title": " ".join(part for part in (finding.code, finding.feature) if part),
    }
    properties = ",".join(f"{key}={_escaped(str(v), ':,')}" for key, v in values.items() if v is not None)
    text = f"{finding.message} ({finding.measure})" if finding.measure else finding.message
    return f"::{kind} {properties}::{_escaped(text)}"


def _escaped(text: str, further: str = "") -> str:
    """Return a text with the characters that would end a command or a property percent-encoded."""
    return "".join(f"%{ord(c):02X}" if c in f"%\r\n{further}" else c for c in text)
