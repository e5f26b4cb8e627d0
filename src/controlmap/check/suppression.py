"""Findings that a map project silences, each with its reason, and silences that silence nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from controlmap.check.finding import Finding
from controlmap.check.registry import declare
from controlmap.format import RULES as READING
from controlmap.format import SETTINGS_FILE
from controlmap.model import Silence

__all__ = ["Quiet", "quieten"]

_IDLE = declare("CM150", "warning", "A silence in controlmap.toml silences a finding.")


class Quiet(NamedTuple):
    """Findings that remain, and those that are silenced, each with its silence."""

    kept: list[Finding]
    silenced: list[tuple[Finding, Silence]]


def quieten(findings: Iterable[Finding], silences: Sequence[Silence]) -> Quiet:
    """Return findings parted by silences; a silence without effect is a finding more.

    Errors of reading stay: what they are about cannot be used, whatever the mapper thinks of it.
    """
    quiet = Quiet([], [])
    for finding in findings:
        silence = next((s for s in silences if _covers(s, finding)), None)
        if silence:
            quiet.silenced.append((finding, silence))
        else:
            quiet.kept.append(finding)
    working = [silence for _, silence in quiet.silenced]
    quiet.kept.extend(_idle(s, i) for i, s in enumerate(silences) if s not in working)
    return quiet


def _covers(silence: Silence, finding: Finding) -> bool:
    about = silence.rule == finding.code and silence.feature in (finding.feature, *finding.related)
    return about and not (finding.code in READING and finding.severity == "error")


def _idle(silence: Silence, number: int) -> Finding:
    forbidden = silence.rule in READING and READING[silence.rule].severity == "error"
    why = "errors of reading cannot be silenced" if forbidden else "there is no such finding"
    return Finding(
        f"silences nothing: {why}",
        SETTINGS_FILE,
        feature=silence.feature,
        property=f"silence.{number}.rule",
        code=_IDLE.code,
        severity=_IDLE.severity,
    )
