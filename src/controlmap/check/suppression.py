"""Findings that a map project silences, each with its reason, and silences that silence nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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


def quieten(
    findings: Iterable[Finding],
    silences: Sequence[Silence],
    files: Mapping[str, str],
    imported: Mapping[str, Collection[str]],
) -> Quiet:
    """Return findings parted by silences; a silence of a feature without effect is a finding more.

    That of a layer may be without: it says what is to be expected there. `files` are those of the layers, by
    id, `imported` the digests that each file of those that silences name holds. Errors of reading stay: what
    they are about cannot be used, whatever the mapper thinks of it.
    """
    quiet = Quiet([], [])
    for finding in findings:
        silence = next((s for s in silences if _covers(s, finding, files, imported)), None)
        if silence:
            quiet.silenced.append((finding, silence))
        else:
            quiet.kept.append(finding)
    working = {(silence.rule, silence.feature) for _, silence in quiet.silenced}
    quiet.kept.extend(
        _idle(s, i, _WHY_IDLE[s.layer is not None, s.layer in files])
        for i, s in enumerate(silences, 1)
        if not (_may_work(s, files, imported) if s.feature is None else (s.rule, s.feature) in working)
    )
    return quiet


_WHY_IDLE = {
    (False, False): "there is no such finding",
    (True, False): "there is no such layer",
    (True, True): "the file that it names cannot be read",
}


def _may_work(silence: Silence, files: Mapping[str, str], imported: Mapping[str, Collection[str]]) -> bool:
    return silence.layer in files and (silence.imported is None or silence.imported in imported)


def _covers(
    silence: Silence, finding: Finding, files: Mapping[str, str], imported: Mapping[str, Collection[str]]
) -> bool:
    if silence.layer is None:
        about = silence.feature in (finding.feature, *finding.related)
    else:
        about = files.get(silence.layer) == finding.file
    return (
        silence.rule == finding.code
        and about
        and not (finding.code in READING and finding.severity == "error")
        and (silence.imported is None or _was_there(finding, imported.get(silence.imported, ())))
    )


def _was_there(finding: Finding, known: Collection[str]) -> bool:
    """Tell whether what was found was there already when the layer was imported."""
    groups = finding.marks()
    return bool(groups) and all(any(mark in known for mark in group) for group in groups)


def _idle(silence: Silence, number: int, why_not: str) -> Finding:
    forbidden = silence.rule in READING and READING[silence.rule].severity == "error"
    why = "errors of reading cannot be silenced" if forbidden else why_not
    return Finding(
        f"silences nothing: {why}",
        SETTINGS_FILE,
        feature=silence.feature or silence.layer,
        property=f"silence.{number}.rule",
        code=_IDLE.code,
        severity=_IDLE.severity,
    )
