"""What is not let in as a record: signs that nobody sees, ids that are taken, what is there already."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from controlmap.errors import InputError, Problem
from controlmap.format import PLACES_FILE, check_references
from controlmap.model import CSL_TYPES, LANGUAGE, Place, Project, Report, Source, nearest
from controlmap.plane import lengths_km
from controlmap.words import hidden_in, one_line, phrase

__all__ = [
    "refuse_dangling",
    "refuse_near",
    "refuse_odd_texts",
    "refuse_same",
    "refuse_taken",
    "refuse_twin",
]

_NAMES = frozenset({"id", "name", "short", "in_text", "title", "publisher"})
_ADDRESS = re.compile(r"https?://[^\s<>/?#]+([/?#][^\s<>]*)?")


def refuse_odd_texts(said: Mapping[str, Any]) -> None:
    """Refuse names with signs that nobody sees and that change what is printed around them; odd addresses.

    Raises
    ------
    InputError
        With the property and what is odd.
    """
    for property in _NAMES & said.keys():
        texts = said[property].values() if isinstance(said[property], Mapping) else (said[property],)
        for sign in filter(None, (hidden_in(text) for text in texts if isinstance(text, str))):
            message = phrase("has the sign {sign}, which nobody sees", sign=sign)
            raise InputError(Problem(message, property=property, hint="Write it without, on one line."))
    if said.get("URL") and not _ADDRESS.fullmatch(str(said["URL"])):
        message = phrase(
            "an address like https://example.org/news is expected; found {url!r}",
            url=one_line(str(said["URL"])),
        )
        raise InputError(Problem(message, property="URL"))
    if said.get("type") and said["type"] not in CSL_TYPES:
        message = phrase("{type!r} is no type of CSL-JSON", type=said["type"])
        raise InputError(
            Problem(message, property="type", hint=nearest(str(said["type"]), CSL_TYPES, "types"))
        )
    if said.get("language") and not re.fullmatch(LANGUAGE, str(said["language"])):
        message = phrase(
            "a language's code, like en, ar or zh-Hant, is expected; found {language!r}",
            language=said["language"],
        )
        raise InputError(Problem(message, property="language"))


def refuse_taken(name: str, known: Collection[str]) -> None:
    """Refuse an id that another record of its kind has.

    Raises
    ------
    InputError
        When it has.
    """
    if name in known:
        raise InputError(
            Problem(phrase("the id {name!r} is taken", name=name), hint="Say another with --id.")
        )


def refuse_twin(source: Source, known: Mapping[str, Source]) -> None:
    """Refuse a source that is listed already, under whatever id.

    Raises
    ------
    InputError
        When it is.
    """
    for name, other in known.items():
        if {**source.model_dump(), "id": name} == other.model_dump():
            raise InputError(Problem(phrase("the source is listed already, as {name!r}", name=name)))


def refuse_near(place: Place, known: Iterable[Place]) -> None:
    """Refuse a place that is there already: one of the same name, within a kilometre.

    Raises
    ------
    InputError
        When there is one.
    """
    for other in known:
        if other.name != place.name or place.lon is None or place.lat is None:
            continue
        if other.lon is None or other.lat is None:
            continue
        apart = lengths_km(np.array([[place.lon, place.lat]]), np.array([[other.lon, other.lat]]))[0]
        if apart < 1:
            message = phrase(
                "is there already: {name!r}, id {id}, {apart:.2f} km away",
                name=other.name,
                id=other.id,
                apart=apart,
            )
            raise InputError(Problem(message, PLACES_FILE, feature=place.id))


def refuse_same(report: Report, known: Iterable[Report]) -> None:
    """Refuse a report that is there already, whatever its id or its confidence.

    Raises
    ------
    InputError
        When it is.
    """
    for other in known:
        if _saying(other) == _saying(report):
            hint = "To say it once more, say what is new: another source, statement or note."
            raise InputError(
                Problem(phrase("the report is there already, as {id!r}", id=other.id), hint=hint)
            )


def _saying(report: Report) -> dict[str, Any]:
    return {**report.model_dump(exclude={"id", "confidence", "named"}), "sources": sorted(report.sources)}


def refuse_dangling(project: Project) -> None:
    """Refuse a map whose records name what is not listed.

    Raises
    ------
    InputError
        With all that is named so.
    """
    problems = list(check_references(project))
    if problems:
        raise InputError(problems)
