"""Texts as people say them, in one language or several, made properties of the map's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from controlmap.errors import InputError, Problem
from controlmap.model import nearest
from controlmap.words import listing, phrase

__all__ = ["Texts", "by_language", "in_languages"]

Texts = str | Mapping[str, str]
"""A text in the map's first language, or texts by language; under "" that in the first one."""


def in_languages(
    name: str, texts: Texts, languages: Sequence[str], *, said_as: str | None = None
) -> dict[str, str | None]:
    """Return texts by the names of their properties: that of the map's first language has no suffix.

    `name` is that of the property in the first language, `said_as` what people call it.

    Raises
    ------
    InputError
        When one is in a language that the map does not list.
    """
    return {
        name if language == languages[0] else f"{name}_{language}": text
        for language, text in by_language(name, texts, languages, said_as=said_as).items()
    }


def by_language(
    name: str, texts: Texts, languages: Sequence[str], *, said_as: str | None = None
) -> dict[str, str | None]:
    """Return texts by the codes of their languages, None where one is taken away: see `in_languages`.

    Raises
    ------
    InputError
        When one is in a language that the map does not list.
    """
    told = texts if isinstance(texts, Mapping) else {"": texts}
    found = {language or languages[0]: text or None for language, text in told.items()}
    for language in found:
        if language not in languages:
            hint = nearest(language, languages, "languages") or phrase(
                "It has {languages}.", languages=listing(languages)
            )
            raise InputError(
                Problem(
                    phrase("the map has no texts in {language!r}", language=language),
                    property=said_as or name,
                    hint=hint,
                )
            )
    return found
