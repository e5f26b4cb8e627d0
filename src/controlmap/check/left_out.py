"""What is kept of reports that were left out of the map: whether it speaks of this map still, in words."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from controlmap.check.check_input import Subject
from controlmap.check.finding import Finding
from controlmap.check.registry import rule
from controlmap.format import EVALUATION_FILE
from controlmap.model import Evaluation, Project
from controlmap.store import changed_evidence

__all__ = ["left_out_line"]

_ANEW = "`controlmap derive --keep` computes it anew."


@rule("CM607", "note", "What evaluation.json keeps was computed of the evidence as it is now.")
def evaluated_otherwise(subject: Subject) -> Iterator[Finding]:
    if changed := changed_evidence(subject.project):
        message = f"{_said(changed)}: no page shows it"
        yield Finding(message, EVALUATION_FILE, property="evidence", hint=_ANEW)


def left_out_line(project: Project) -> str | None:
    """Return in one line how many reports that were left out were foretold, or why that is not shown.

    None where no evaluation is kept.
    """
    if project.evaluation is None:
        return _not_there(project) if os.path.lexists(project.folder / EVALUATION_FILE) else None
    if changed := changed_evidence(project):
        return f"{EVALUATION_FILE} is not shown: it {_said(changed)}. {_ANEW}"
    return _in_words(project.evaluation.left_out[0])


def _not_there(project: Project) -> str:
    if project.held_back is not None and project.held_back.at is not None:
        return f"{EVALUATION_FILE} is not shown: it tells of reports that are held back."
    return f"{EVALUATION_FILE} is not shown: it cannot be read. {_ANEW}"


def _said(changed: Sequence[str]) -> str:
    return f"was computed when {', '.join(changed)} said something else"


def _in_words(found: Evaluation) -> str:
    without = f"all within {found.left_out_km:g} km" if found.left_out_km else "all on its place"
    told = f"{found.foretold} of {found.trials} reports of a change are foretold without {without}"
    if found.right is None:
        return f"{told}."
    value, low, high = found.right
    return f"{told} ({value:.1%}; 95 %: {low:.1%} to {high:.1%})."
