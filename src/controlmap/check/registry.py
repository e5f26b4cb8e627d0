"""All rules in one table: those that reading keeps, and those that look at what was read.

A rule that looks is a function from a subject to findings, registered under its code. What each rule means,
why it matters and how to mend it stands in `explanations/`, one text a family.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from controlmap.check.check_input import Subject
from controlmap.check.finding import Finding
from controlmap.errors import InputError, Problem
from controlmap.format import Severity
from controlmap.format import reading_rules as reading

__all__ = ["FAMILIES", "LOOKING", "RULES", "chosen", "declare", "explanation", "explanation_of", "rule"]

Find = Callable[[Subject], Iterable[Finding]]
FAMILIES = {
    "CM1": "file",
    "CM2": "geometry",
    "CM3": "time",
    "CM4": "coverage",
    "CM5": "references",
    "CM6": "evidence",
    "CM7": "meaning",
}
_SECTION = re.compile(r"^## (CM\d{3})\n", re.MULTILINE)


class Looking(NamedTuple):
    """A function that finds what breaks a rule; `alone`: it makes sense for a single layer too."""

    code: str
    find: Find
    alone: bool


RULES: dict[str, reading.Rule] = dict(reading.RULES)
LOOKING: list[Looking] = []


def declare(code: str, severity: Severity, summary: str) -> reading.Rule:
    """Put a rule into the table and return it."""
    return RULES.setdefault(code, reading.Rule(code, severity, summary))


def rule(code: str, severity: Severity, summary: str, *, alone: bool = False) -> Callable[[Find], Find]:
    """Register a function as what finds breaches of the rule with a code.

    Its findings get the code, and the severity unless they are milder already.
    """
    declare(code, severity, summary)

    def register(find: Find) -> Find:
        def stamped(subject: Subject) -> Iterator[Finding]:
            for finding in find(subject):
                yield replace(finding, code=code, severity=_milder(finding.severity, severity))

        LOOKING.append(Looking(code, stamped, alone))
        return find

    return register


def explanation(code: str) -> str:
    """Return what a rule means, why it matters and how to mend what breaks it, as plain text.

    Raises
    ------
    InputError
        When no rule has that code.
    """
    if code not in RULES:
        # Any two codes are alike: only a slip of the Shift key is guessed at.
        meant = code.strip().upper()
        hint = f"Did you mean {meant!r}?" if meant in RULES else "`controlmap explain` lists all rules."
        raise InputError(Problem(f"no rule has the code {code!r}", hint=hint))
    return _explanations(FAMILIES[code[:3]])[code]


def explanation_of(code: str) -> str:
    """Return a rule in full: code, severity, summary, explanation.

    Raises
    ------
    InputError
        When no rule has that code.
    """
    text = explanation(code)
    found = RULES[code]
    return f"{code} ({found.severity}, {FAMILIES[code[:3]]})\n{found.summary}\n\n{text}\n"


def chosen(code: str, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> bool:
    """Tell whether a code is among those selected (all, if none is) and not ignored; prefixes will do."""
    return code.startswith(tuple(select) or ("",)) and not code.startswith(tuple(ignore) or ("-",))


@cache
def _explanations(family: str) -> dict[str, str]:
    text = files("controlmap.check").joinpath("explanations", f"{family}.md").read_text(encoding="utf-8")
    _, *parts = _SECTION.split(text)
    return {code: body.strip() for code, body in zip(parts[::2], parts[1::2], strict=True)}


def _milder(one: Severity, two: Severity) -> Severity:
    order: tuple[Severity, ...] = ("note", "warning", "error")
    return order[min(order.index(one), order.index(two))]
