"""From the reports of one place to its story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from controlmap.dates import OPEN_START, Said
from controlmap.derive.timeline import Chapter, Story
from controlmap.derive.words import Words
from controlmap.model import CERTAINTIES, UNKNOWN, Certainty, Holding, LocalizedText, Report, Text

__all__ = ["certainty_of", "place_story"]

_BY_CONFIDENCE: dict[str, Certainty] = {"high": "confirmed", "medium": "reported", "low": "claimed"}
_CONFIDENCES = ("high", "medium", "low")


def place_story(
    reports: Iterable[Report],
    *,
    leans: Mapping[str, str],
    names: Mapping[str, Text],
    words: Mapping[str, Words],
) -> Story:
    """Return the story that the reports of one place tell, from the open start where a first holder is named.

    `leans` says which actor a source leans to, `names` what an actor is called. Reports of one instant that
    name different holders are decided by confidence; the loser is named in the note, in each language of
    `words`.
    """
    in_order = sorted(reports, key=lambda report: (report.date, report.id))
    chapters = [
        Chapter(together[0].date, _agreed(together, leans, names, words), _precision_of(together))
        for together in (list(group) for _, group in groupby(in_order, key=lambda report: report.date))
    ]
    return _confirmed([*_prior(in_order, leans), *chapters])


def certainty_of(report: Report, leans: Mapping[str, str]) -> Certainty:
    """Return how sure a report makes its holder; a gain that only the gaining side tells of is a claim."""
    if report.named == "inferred":
        return "inferred"
    one_sided = bool(report.sources) and all(
        leans.get(source) == report.controller for source in report.sources
    )
    return "claimed" if report.kind == "change" and one_sided else _BY_CONFIDENCE[report.confidence]


def _precision_of(together: Sequence[Report]) -> Said | None:
    """Return what is said of the hour of reports of one instant, where all say the same."""
    said: set[Said | None] = {report.precision for report in together}
    return said.pop() if len(said) == 1 else None


def _prior(in_order: Sequence[Report], leans: Mapping[str, str]) -> list[Chapter]:
    """Who held the place before its first report, as that report says in passing: reported at best."""
    first = in_order[0] if in_order else None
    if first is None or first.kind == "baseline" or first.from_controller is None:
        return []
    sure = certainty_of(first, leans) in ("confirmed", "reported")
    holding = Holding(
        first.from_controller, certainty="reported" if sure else "inferred", sources=first.sources
    )
    return [Chapter(OPEN_START, holding)]


def _agreed(
    together: Sequence[Report],
    leans: Mapping[str, str],
    names: Mapping[str, Text],
    words: Mapping[str, Words],
) -> Holding:
    """What the reports of one instant say, the most trusted first."""
    ranked = sorted(together, key=lambda report: (_CONFIDENCES.index(report.confidence), report.id))
    holdings = [_holding(report, leans) for report in ranked]
    agreed = holdings[0]
    for other in holdings[1:]:
        if other.holders == agreed.holders:
            agreed = _both(agreed, other)
    return _noting(agreed, [h for h in holdings if h.controller != agreed.controller], names, words)


def _holding(report: Report, leans: Mapping[str, str]) -> Holding:
    withdrawal = report.named == "not_named"
    return Holding(
        controller=UNKNOWN if withdrawal else report.controller,
        status=report.status,
        others=report.others,
        certainty=certainty_of(report, leans),
        sources=report.sources,
        note=report.text("note"),
    )


def _both(one: Holding, two: Holding) -> Holding:
    """Two testimonies to the same holding: the surer certainty, the sources and notes of both."""
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


def _confirmed(chapters: Sequence[Chapter]) -> Story:
    """Let a later report of the same holder strengthen the chapter it confirms, not begin a new one."""
    story: list[Chapter] = []
    for chapter in chapters:
        if story and story[-1].holding.holders == chapter.holding.holders:
            story[-1] = replace(story[-1], holding=_both(story[-1].holding, chapter.holding))
        else:
            story.append(chapter)
    return tuple(story)


def _in_one(*notes: LocalizedText) -> LocalizedText:
    languages = _distinct(language for note in notes for language, _ in note.others)
    others = ((code, _line(dict(note.others).get(code) for note in notes)) for code in languages)
    return LocalizedText(
        _line(note.plain for note in notes), tuple((code, text) for code, text in others if text)
    )


def _line(texts: Iterable[str | None]) -> str | None:
    return "; ".join(_distinct(text for text in texts if text)) or None


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
