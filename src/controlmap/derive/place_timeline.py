"""From the reports of one place to its story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby

import numpy as np

from controlmap.dates import OPEN_START, Said
from controlmap.derive.timeline import Chapter, Story
from controlmap.derive.words import Words
from controlmap.model import (
    CERTAINTIES,
    UNKNOWN,
    Holding,
    LocalizedText,
    Report,
    Text,
    Voices,
    certainty_of,
)

__all__ = ["place_story"]

_CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class _Told:
    """A chapter, and the reports that say so."""

    chapter: Chapter
    reports: tuple[Report, ...] = ()


def place_story(
    reports: Iterable[Report],
    *,
    voices: Voices,
    names: Mapping[str, Text],
    words: Mapping[str, Words],
    start: np.datetime64 = OPEN_START,
    before: str = UNKNOWN,
) -> Story:
    """Return the story that the reports of one place tell, from the open start where a first holder is named.

    `start` is the map's first minute, and `before` who holds the ground from then until a report speaks.
    `voices` says whose word sources give, `names` what an actor is called. Reports of one instant that
    name different holders are decided by confidence; the loser is named in the note, in each language of
    `words`.
    """
    in_order = sorted(reports, key=lambda report: (report.date, report.id))
    told = [
        _agreed(list(together), names, words)
        for _, together in groupby(in_order, key=lambda report: report.date)
    ]
    chapters = _confirmed([*_prior(in_order, voices), *told])
    lost = _losers([one.chapter for one in chapters], start, before)
    return tuple(_sure(one, voices, losers) for one, losers in zip(chapters, lost, strict=True))


def _sure(told: _Told, voices: Voices, losers: frozenset[str]) -> Chapter:
    """A chapter as sure as the reports that say so make it."""
    holding = told.chapter.holding
    earned = max(holding.certainty, certainty_of(told.reports, voices, losers), key=CERTAINTIES.index)
    return replace(told.chapter, holding=replace(holding, certainty=earned))


def _losers(chapters: Sequence[Chapter], start: np.datetime64, before: str) -> list[frozenset[str]]:
    """Return of each chapter who lost the place to its controller: whom the map shows there before.

    Of a report that only says who holds a place, this alone tells that it speaks of a gain.
    """
    found: list[frozenset[str]] = []
    holder, lost = before, frozenset[str]()
    for chapter in chapters:
        controller = chapter.holding.controller
        if chapter.start <= start:
            lost = frozenset()
        elif controller != holder:
            lost = frozenset({holder})
        holder = controller
        found.append(lost)
    return found


def _precision_of(together: Sequence[Report]) -> Said | None:
    """Return what is said of the hour of reports of one instant, where all say the same."""
    said: set[Said | None] = {report.precision for report in together}
    return said.pop() if len(said) == 1 else None


def _prior(in_order: Sequence[Report], voices: Voices) -> list[_Told]:
    """Who held the place before its first report, as that report says in passing: reported at best."""
    first = in_order[0] if in_order else None
    if first is None or first.kind == "baseline" or first.from_controller is None:
        return []
    sure = certainty_of([first], voices) in ("confirmed", "reported")
    holding = Holding(
        first.from_controller, certainty="reported" if sure else "inferred", sources=first.sources
    )
    return [_Told(Chapter(OPEN_START, holding))]


def _agreed(together: Sequence[Report], names: Mapping[str, Text], words: Mapping[str, Words]) -> _Told:
    """What the reports of one instant say, the most trusted first."""
    ranked = sorted(together, key=lambda report: (_CONFIDENCES.index(report.confidence), report.id))
    holdings = [_holding(report) for report in ranked]
    alike = [holding.holders == holdings[0].holders for holding in holdings]
    agreed = reduce(_both, (h for h, same in zip(holdings, alike, strict=True) if same))
    noted = _noting(agreed, [h for h in holdings if h.controller != agreed.controller], names, words)
    chapter = Chapter(together[0].date, noted, _precision_of(together))
    return _Told(chapter, tuple(report for report, same in zip(ranked, alike, strict=True) if same))


def _holding(report: Report) -> Holding:
    withdrawal = report.named == "not_named"
    return Holding(
        controller=UNKNOWN if withdrawal else report.controller,
        status=report.status,
        others=report.others,
        sources=report.sources,
        note=report.text("note"),
    )


def _both(one: Holding, two: Holding) -> Holding:
    """Two testimonies to the same holding: the sources and notes of both."""
    return replace(
        one,
        certainty=max(one.certainty, two.certainty, key=CERTAINTIES.index),
        sources=_distinct([*one.sources, *two.sources]),
        note=_in_one(one.note, two.note),
    )


def _noting(
    agreed: Holding, dissent: Sequence[Holding], names: Mapping[str, Text], words: Mapping[str, Words]
) -> Holding:
    """Keep visible who else is named at the same instant, and by whom."""
    if not dissent:
        return agreed
    others = {
        language: ", ".join(
            f"{names.get(h.controller, {}).get(language, h.controller)} ({', '.join(h.sources)})"
            for h in dissent
        )
        for language in words
    }
    said = {language: words[language].also.replace("{actors}", text) for language, text in others.items()}
    return replace(agreed, note=_in_one(agreed.note, LocalizedText.in_languages(said, next(iter(words)))))


def _confirmed(chapters: Sequence[_Told]) -> list[_Told]:
    """Let a later report of the same holder strengthen the chapter it confirms, not begin a new one."""
    story: list[_Told] = []
    for told in chapters:
        before = story[-1].chapter if story else None
        if before is not None and before.holding.holders == told.chapter.holding.holders:
            both = replace(before, holding=_both(before.holding, told.chapter.holding))
            story[-1] = _Told(both, (*story[-1].reports, *told.reports))
        else:
            story.append(told)
    return story


def _in_one(*notes: LocalizedText) -> LocalizedText:
    languages = _distinct(language for note in notes for language, _ in note.others)
    others = ((code, _line(dict(note.others).get(code) for note in notes)) for code in languages)
    return LocalizedText(
        _line(note.plain for note in notes), tuple((code, text) for code, text in others if text)
    )


_AFTER_A_SENTENCE = {r"(?<=[.!?؟۔]); ": " ", r"(?<=[。！？]); ": ""}
"""What stands in place of a semicolon behind the end of a sentence; Chinese and Japanese need no space."""


def _line(texts: Iterable[str | None]) -> str | None:
    """Join what is said into one line: nothing twice, also where one text says more than another."""
    told = _distinct(text for text in texts if text)
    own = [text for text in told if not any(text != other and text in other for other in told)]
    line = "; ".join(own)
    for joint, shorter in _AFTER_A_SENTENCE.items():
        line = re.sub(joint, shorter, line)
    return line or None


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
