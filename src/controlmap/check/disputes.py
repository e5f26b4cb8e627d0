"""Where sources disagree: reports that contradict each other, and ground that each side's outlets claim.

This is the one notion of it: the check's findings, what explains that the map is unlike a report, and what a
page lists come from here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from itertools import combinations

from controlmap.check.holders import compatible, holders
from controlmap.dates import day_of, exact_text
from controlmap.model import Report, Voices

__all__ = ["contradictions", "disputed", "disputes", "opponents", "rival_claims"]


def disputes(reports: Iterable[Report], voices: Voices) -> list[tuple[Report, ...]]:
    """Return the reports of each disagreement of which `contradictions` and `rival_claims` tell."""
    known = list(reports)
    rival = (together for together, _ in rival_claims(known, voices))
    return [*contradictions(known, voices), *rival]


def disputed(reports: Iterable[Report], voices: Voices) -> frozenset[str]:
    """Return the ids of the reports about which sources disagree."""
    return frozenset(report.id for together in disputes(reports, voices) for report in together)


def opponents(reports: Iterable[Report], voices: Voices) -> dict[str, tuple[str, ...]]:
    """Return by the id of a report those of the reports that contradict it, if any do."""
    found: dict[str, tuple[str, ...]] = {}
    for one, two in contradictions(reports, voices):
        found[one.id] = (*found.get(one.id, ()), two.id)
        found[two.id] = (*found.get(two.id, ()), one.id)
    return found


def contradictions(reports: Iterable[Report], voices: Voices) -> Iterator[tuple[Report, Report]]:
    """Yield pairs of reports that name different holders of one place at one instant, without an order.

    Two reports follow each other where one is a change away from what the other says was held; but not where
    each gives the place to its own side at one instant, and neither side's outlets own to the loss. Of one
    day, but not of one instant, they contradict each other where both say who lost the place, and nobody says
    that those held it that day.
    """
    for together in _grouped(reports, lambda report: (report.place, day_of(report.date))):
        yield from (pair for pair in combinations(together, 2) if _contradict(*pair, together, voices))


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


def _sides(report: Report, voices: Voices, actors: Iterable[str] | None = None) -> frozenset[str]:
    """Return those of some actors, by default of the holders, whom sources of a report are near."""
    leans = {voice.lean for voice in voices.of_all(report.sources)}
    named = holders(report) if actors is None else actors
    return frozenset(actor for actor in named if leans & {*voices.side_of(actor)})


def _grouped(reports: Iterable[Report], key: Callable[[Report], Hashable]) -> Iterable[tuple[Report, ...]]:
    groups: dict[Hashable, tuple[Report, ...]] = {}
    for report in reports:
        groups[key(report)] = (*groups.get(key(report), ()), report)
    return groups.values()


def _contradict(one: Report, two: Report, that_day: Collection[Report], voices: Voices) -> bool:
    if compatible(one, two):
        return False
    at_once = exact_text(one.date) == exact_text(two.date)
    if at_once and _each_for_itself(one, two, voices):
        return True
    if _follows(one, (two,)) or _follows(two, (one,)):
        return False
    return at_once or all(report.from_controller and not _follows(report, that_day) for report in (one, two))


def _each_for_itself(one: Report, two: Report, voices: Voices) -> bool:
    """Return whether outlets near its holder tell each of two reports, and none near the other's holder."""
    own = all(_sides(report, voices) for report in (one, two))
    return own and not (_sides(one, voices, holders(two)) or _sides(two, voices, holders(one)))


def _follows(report: Report, others: Iterable[Report]) -> bool:
    """Return whether a report is a change away from what one of others says was held."""
    return any(other is not report and other.controller == report.from_controller for other in others)
