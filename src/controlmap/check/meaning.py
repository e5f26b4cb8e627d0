"""CM7xx: whether what a state or a report says of its ground means something."""

from __future__ import annotations

from collections.abc import Iterator

from controlmap.check.check_input import Subject
from controlmap.check.finding import Finding
from controlmap.check.registry import rule
from controlmap.model import ControlState, Report, faults_of_holding

# Rules are reached through the registry.
__all__: list[str] = []


@rule("CM701", "error", "Contested or joint ground names a further actor.", alone=True)
def shared_with_nobody(subject: Subject) -> Iterator[Finding]:
    yield from _breaches(subject, "CM701")


@rule("CM702", "error", "Controller and further actors are each named once.", alone=True)
def named_twice(subject: Subject) -> Iterator[Finding]:
    yield from _breaches(subject, "CM702")


@rule("CM703", "error", "Ground that is held names no further actor.", alone=True)
def held_with_others(subject: Subject) -> Iterator[Finding]:
    yield from _breaches(subject, "CM703")


@rule(
    "CM704",
    "error",
    "Ground whose controller is unknown is neither contested, joint nor besieged.",
    alone=True,
)
def unknown_and_more(subject: Subject) -> Iterator[Finding]:
    yield from _breaches(subject, "CM704")


def _breaches(subject: Subject, code: str) -> Iterator[Finding]:
    for file, said in _sayings(subject):
        for fault in faults_of_holding(said.controller, said.status, said.others):
            if fault.code == code:
                yield Finding(fault.message, file, feature=said.id, property=fault.property, hint=fault.hint)


def _sayings(subject: Subject) -> Iterator[tuple[str, ControlState | Report]]:
    """Yield what says who holds ground and how: the states on record, and the reports."""
    for layer in subject.project.layers:
        yield from ((layer.file, state) for state in layer.states if state.superseded_at is None)
    yield from (("reports.csv", report) for report in subject.project.reports)
