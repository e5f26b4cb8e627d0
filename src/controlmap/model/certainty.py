"""How sure a statement makes its holder: one rule, that follows from who says so.

A source is a *voice*. What only repeats others speaks with theirs, and so do all sources of one publisher. A
voice that leans to the one who gains has a stake in saying so; one that leans to the one who loses admits it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from controlmap.model.fields import Certainty
from controlmap.model.records import Report, Source
from controlmap.model.settings import Actor
from controlmap.model.states import CERTAINTIES

__all__ = ["Voice", "Voices", "certainty_of", "earned", "independent"]

_AT_MOST: dict[str, Certainty] = {"high": "confirmed", "medium": "reported", "low": "claimed"}


class Voice(NamedTuple):
    """Whose word a source gives, by publishers, and the actor that it leans to."""

    origins: frozenset[str]
    lean: str | None = None


def earned(voices: Iterable[Voice], side: Collection[str], losers: Collection[str]) -> Certainty:
    """Return how sure it is that an actor holds ground, by who says so.

    `side` are the actor and the alliances that it belongs to. `losers` are those who lost the ground to it,
    with their alliances, and empty where nothing was gained: then no side has a stake in its own word, and
    every other speaks against its interest.

    - `confirmed`: one who leans to the loser says so, or two independent voices without a stake;
    - `reported`: one voice without a stake;
    - `claimed`: only voices that lean to the side that gains;
    - `inferred`: nobody.
    """
    told = set(voices)
    party = {voice for voice in told if losers and voice.lean in side}
    others = told - party
    admits = (
        voice.lean in losers if losers else voice.lean is not None and voice.lean not in side
        for voice in others
    )
    if independent(others) > 1 or any(admits):
        return "confirmed"
    return "reported" if others else "claimed" if party else "inferred"


def independent(voices: Iterable[Voice]) -> int:
    """Return how many voices say so of which no two give the same one's word."""
    heard: set[str] = set()
    count = 0
    # Who gives fewer others' words goes first: a digest of two agencies is none beside either.
    for voice in sorted(set(voices), key=lambda voice: (len(voice.origins), sorted(voice.origins))):
        if heard.isdisjoint(voice.origins):
            count += 1
            heard |= voice.origins
    return count


@dataclass(frozen=True, slots=True)
class Voices:
    """The voices of a map's sources by id, and which alliances each of its actors belongs to."""

    by_source: Mapping[str, Voice] = field(default_factory=dict)
    parents: Mapping[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: Mapping[str, Source], actors: Iterable[Actor]) -> Voices:
        """Return the voices of sources, by id; a mirror that leans nowhere leans as what it repeats."""
        return cls(
            {name: _voice(source, sources) for name, source in sources.items()},
            {actor.id: actor.parent for actor in actors},
        )

    def side_of(self, actor: str) -> tuple[str, ...]:
        """Return an actor and the alliances that it belongs to."""
        side: dict[str, None] = {}
        name: str | None = actor
        while name is not None and name not in side:
            side[name] = None
            name = self.parents.get(name)
        return tuple(side)

    def of_all(self, sources: Iterable[str]) -> set[Voice]:
        """Return the voices of some sources; one that is not listed speaks for itself."""
        return {self.by_source.get(name, Voice(frozenset({name}))) for name in sources}

    def earned(self, sources: Iterable[str], controller: str, losers: Iterable[str]) -> Certainty:
        """Return how sure sources make it that an actor holds what `losers` lost to it: see `earned`."""
        side = self.side_of(controller)
        lost = {one for loser in losers for one in self.side_of(loser)} - {*side}
        return earned(self.of_all(sources), side, lost)


def certainty_of(reports: Iterable[Report], voices: Voices, losers: Collection[str] = ()) -> Certainty:
    """Return how sure reports of one holder make it.

    Their sources earn it; a report's confidence may lower that and never raises it: what is of low
    confidence is a claim at most, of medium reported, and what somebody inferred is inferred. So each degree
    must be earned by the reports that allow it. A report without a source is its writer's own word. `losers`
    held the ground before, where it changed hands: what only says who holds it then tells of a gain too.
    """
    told: list[tuple[Certainty, Report]] = [(_most(report), report) for report in reports]
    found: Certainty = "inferred"
    degrees: set[Certainty] = {most for most, _ in told}
    for most in degrees:
        allowing = [report for at, report in told if _least(at, most) == most]
        found = _surer(found, _least(most, _said_by(allowing, voices, losers)))
    return found


def _said_by(reports: Collection[Report], voices: Voices, before: Collection[str]) -> Certainty:
    """What the sources of reports of one holder earn."""
    sources = {name for report in reports for name in report.sources or (report.id,)}
    gains = [report for report in reports if report.kind == "change"]
    controller = next(report.controller for report in reports)
    # Whoever it was: one that nobody can lean to.
    losers = {report.from_controller or "" for report in gains}
    return voices.earned(sources, controller, losers or before)


def _most(report: Report) -> Certainty:
    return "inferred" if report.named == "inferred" else _AT_MOST[report.confidence]


def _least(one: Certainty, two: Certainty) -> Certainty:
    return one if CERTAINTIES.index(one) <= CERTAINTIES.index(two) else two


def _surer(one: Certainty, two: Certainty) -> Certainty:
    return two if _least(one, two) == one else one


def _voice(source: Source, listed: Mapping[str, Source]) -> Voice:
    """The word that a source gives: its publisher's, or those of what it repeats in the end."""
    ends = [listed[name] for name in _ends(source.id, listed)]
    leans = {end.lean for end in ends}
    lean = source.lean or (leans.pop() if len(leans) == 1 else None)
    return Voice(frozenset(end.publisher or end.id for end in ends), lean)


def _ends(name: str, listed: Mapping[str, Source]) -> set[str]:
    """Ids of the sources that repeat nothing more; of a circle that nothing leaves, its first id."""
    reached, left = {name}, [name]
    while left:
        further = {other for other in listed[left.pop()].mirrors if other in listed} - reached
        reached |= further
        left += sorted(further)
    return {one for one in reached if listed.keys().isdisjoint(listed[one].mirrors)} or {min(reached)}
