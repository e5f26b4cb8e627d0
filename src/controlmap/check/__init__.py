"""Checks: every mistake of a map project found in one pass and named, and repairs of the harmless ones."""

from controlmap.check.check_input import Subject, Unusable, read_subject
from controlmap.check.disputes import contradictions, disputed, disputes, opponents, rival_claims
from controlmap.check.finding import Finding, Measure
from controlmap.check.formats import FORMATS, agreement_line, as_json, as_text
from controlmap.check.left_out import left_out_line
from controlmap.check.registry import RULES, explanation, explanation_of
from controlmap.check.repair import NAMED, Repair, repairs
from controlmap.check.repair_antimeridian import cut_ground
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
    "Subject",
    "Unchecked",
    "Unusable",
    "agreement",
    "agreement_line",
    "as_json",
    "as_text",
    "check",
    "contradictions",
    "cut_ground",
    "disputed",
    "disputes",
    "explanation",
    "explanation_of",
    "left_out_line",
    "opponents",
    "read_subject",
    "repairs",
    "rival_claims",
]
