"""Where sources disagree: reports that contradict each other, and ground that each side's outlets claim."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from itertools import combinations

from controlmap.check.reports import compatible, holders
from controlmap.dates import day_of, exact_text
from controlmap.model import Report, Voices

__all__ = ["contradictions", "disputed", "rival_claims"]


def disputed(reports: Iterable[Report], voices: Voices) -> frozenset[str]:
    """Return the ids of the reports of which `contradictions` and `rival_claims` tell."""
    known = list(reports)
    groups = [*contradictions(known), *(together for together, _ in rival_claims(known, voices))]
    return frozenset(report.id for group in groups for report in group)


def contradictions(reports: Iterable[Report]) -> Iterator[tuple[Report, Report]]:
    """Yield pairs of reports that name different holders of one place at one instant, without an order.

    Two reports follow each other where one is a change away from what the other says was held. Of one day,
    but not of one instant, they contradict each other where both say who lost the place, and nobody says
    that those held it that day.
    """
    for together in _grouped(reports, lambda report: (report.place, day_of(report.date))):
        yield from (pair for pair in combinations(together, 2) if _contradict(*pair, together))


def rival_claims(
    reports: Iterable[Report], voices: Voices
) -> Iterator[tuple[tuple[Report, ...], tuple[str, ...]]]:
    """Yield reports of one gain that give it to several holders, and those of them whose own outlets speak.

    That is so where outlets near two of the holders say so; or where joint ground has several reports, of
    which some are of outlets near one holder, and others are not.
    """
    gains = [report for report in reports if report.kind == "change" and len(holders(report)) > 1]
    for together in _grouped(gains, lambda report: (report.place, exact_text(report.date), holders(report))):
        sides = [_sides(report, voices) for report in together]
        speaking = frozenset[str]().union(*sides)
        apart = together[0].status == "joint" and len(set(sides)) > 1
        if len(speaking) > 1 or apart:
            yield together, tuple(sorted(speaking))


def _sides(report: Report, voices: Voices) -> frozenset[str]:
    """Return the holders whom sources of a report are near."""
    leans = {voice.lean for voice in voices.of_all(report.sources)}
    return frozenset(actor for actor in holders(report) if leans & {*voices.side_of(actor)})


def _grouped(reports: Iterable[Report], key: Callable[[Report], Hashable]) -> Iterable[tuple[Report, ...]]:
    groups: dict[Hashable, tuple[Report, ...]] = {}
    for report in reports:
        groups[key(report)] = (*groups.get(key(report), ()), report)
    return groups.values()


def _contradict(one: Report, two: Report, that_day: Collection[Report]) -> bool:
    if compatible(one, two) or _follows(one, (two,)) or _follows(two, (one,)):
        return False
    if exact_text(one.date) == exact_text(two.date):
        return True
    return all(report.from_controller and not _follows(report, that_day) for report in (one, two))


def _follows(report: Report, others: Iterable[Report]) -> bool:
    """Return whether a report is a change away from what one of others says was held."""
    return any(other is not report and other.controller == report.from_controller for other in others)
