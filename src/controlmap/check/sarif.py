"""Findings in SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format)."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

import controlmap
from controlmap.check.finding import Finding
from controlmap.check.registry import RULES, explanation
from controlmap.check.run import Findings

__all__ = ["as_sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(findings: Findings) -> str:
    """Return findings as a SARIF log; those that are silenced are in it as suppressed results."""
    silenced = [(finding, silence.reason) for finding, silence in findings.silenced]
    results = [*((finding, None) for finding in findings.found), *silenced]
    codes = sorted({finding.code for finding, _ in results})
    run = {
        "tool": {
            "driver": {
                "name": "controlmap",
                "version": controlmap.__version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, reason, findings, codes) for finding, reason in results],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str) -> dict[str, Any]:
    rule = RULES[code]
    return {
        "id": code,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": explanation(code)},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(finding: Finding, reason: str | None, findings: Findings, codes: list[str]) -> dict[str, Any]:
    text = f"{finding.message} ({finding.measure})" if finding.measure else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity,
        "message": {"text": text},
        "locations": [_location(finding, findings)],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
        "properties": {
            key: value
            for key, value in finding.as_dict().items()
            if key in ("feature", "index", "property", "related", "lonlat", "measure", "hint") and value
        },
    }
    if reason:
        result["suppressions"] = [{"kind": "external", "justification": reason}]
    return result


def _location(finding: Finding, findings: Findings) -> dict[str, Any]:
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": quote((findings.folder / finding.file).as_posix())}
    }
    region = {"startLine": finding.line, "startColumn": finding.column}
    if finding.line:
        physical["region"] = {key: value for key, value in region.items() if value}
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.feature:
        location["logicalLocations"] = [{"name": finding.feature, "kind": "object"}]
    return location


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same while lines move: rule, file, what it is about, and what it says."""
    parts = (finding.code, finding.file, finding.feature or "", finding.property or "", finding.message)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
