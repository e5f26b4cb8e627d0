"""Checks: every mistake of a map project found in one pass and named, and repairs of the harmless ones."""

from controlmap.check.finding import Finding, Measure
from controlmap.check.formats import FORMATS
from controlmap.check.registry import RULES, explanation, explanation_of
from controlmap.check.repair import NAMED, Repair, repairs
from controlmap.check.reports import Agreement, Disagreement, Unchecked, agreement
from controlmap.check.run import Findings, check

__all__ = [
    "FORMATS",
    "NAMED",
    "RULES",
    "Agreement",
    "Disagreement",
    "Finding",
    "Findings",
    "Measure",
    "Repair",
    "Unchecked",
    "agreement",
    "check",
    "explanation",
    "explanation_of",
    "repairs",
]
