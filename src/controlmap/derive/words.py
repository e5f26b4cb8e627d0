"""The few words that derived names and notes are made of, in each language of the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

__all__ = ["Words", "words_in"]


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around the names of places and actors, with `{place}`, `{more}` and `{actors}` to fill in.

    `more` is a number of further places, and gives what follows the name of the first one.
    """

    near: str
    more: Callable[[int], str]
    also: str


def words_in(languages: Sequence[str], strings: Mapping[str, Mapping[str, str]]) -> dict[str, Words]:
    """Return the words of each language, the map's own `strings` before those that are known here.

    The keys in `strings` are `derived_near`, `derived_more` and `derived_also`. A language that has neither
    gets signs, which need no grammar.
    """
    return {code: _own(_KNOWN.get(code.split("-")[0], _SIGNS), strings.get(code, {})) for code in languages}


def _own(words: Words, strings: Mapping[str, str]) -> Words:
    near = strings.get("derived_near", words.near)
    also = strings.get("derived_also", words.also)
    own = replace(words, near=near, also=also)
    return replace(own, more=_counting(strings["derived_more"])) if "derived_more" in strings else own


def _counting(text: str) -> Callable[[int], str]:
    return lambda more: text.replace("{more}", str(more))


def _more_english(more: int) -> str:
    return f" and {more} more place{'s' if more > 1 else ''}"


def _more_arabic(more: int) -> str:
    """Arabic counts one, two, three to ten, and more, each in its own form, in the digits of its notes."""
    if more <= 2:
        return (" ومكان آخر", " ومكانان آخران")[more - 1]
    number = str(more).translate(_ARABIC_DIGITS)
    return f" و{number} أماكن أخرى" if more <= 10 else f" و{number} مكاناً آخر"


_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


_SIGNS = Words("≈ {place}", _counting(" +{more}"), "≠ {actors}")
_KNOWN = {
    "en": Words("Near {place}", _more_english, "Also named: {actors}"),
    "ar": Words("قرب {place}", _more_arabic, "يُذكر أيضاً: {actors}"),
}
"""By main subtag."""
