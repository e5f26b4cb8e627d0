"""Places found by id or by name, however it is spelt.

Capitals, marks and vowel signs, hamzas, articles and punctuation do not count; then, for Latin letters,
neither do vowels and doubled consonants, since transliterations differ in them. The page searches by the same
rules, and offers beyond them what a half-typed name may become; one table of cases tests both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import reduce

from controlmap.errors import InputError, Problem
from controlmap.model.records import Place
from controlmap.model.suggestions import nearest
from controlmap.words import listing, phrase, word

__all__ = ["fold", "likeness", "place_called", "place_named", "places_called", "places_named"]

_LETTERS = (
    # Marks, vowel signs and the stretcher; then what directs the script and is not seen.
    (
        re.compile(
            r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]"
        ),
        "",
    ),
    (re.compile(r"[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"), ""),
    (re.compile("ٱ"), "ا"),
    (re.compile("[ىی]"), "ي"),
    (re.compile("ک"), "ك"),
    (re.compile("ة"), "ه"),
    (re.compile("ı"), "i"),
    (re.compile("[ʿʾʼ'’‘`´ʻء׳״]"), ""),
    (re.compile(r"[-‐‑–—\u05be_/.,()،·・\s]+"), " "),
)
_ARTICLE = re.compile(r"(^| )(?:(?:[ae](?:l|n|d|s|sh|t|r|z)|ul) |ال)(?=\S{2})")
_BRACKETS = re.compile(r"\s*\(.*\)$")
_SHORTEST = 3
"""Consonants that a name needs to be known by them."""
_LEAST_LIKENESS = 0.65
"""Saraqeb is like Saraqib (0.86), Zahra is not like Zuhur (0.6)."""
_OFFERED = 4
"""Places that people are offered instead of one that is not there."""


def place_called(text: str, places: Mapping[str, Place]) -> Place:
    """Return the one place with an id or name, however it is spelt: for questions, which may be asked again.

    Raises
    ------
    InputError
        When none is called so, with the nearest ones as a hint, or when several are, with all of them; and
        when it is no text.
    """
    if not isinstance(text, str):
        raise InputError(Problem(phrase("a place is called by a text; found {text!r}", text=text)))
    return _the_one(text, places_called(text, places), places)


def place_named(text: str, places: Mapping[str, Place]) -> Place:
    """Return the one place with just this id or name, for what is written: see `places_named`.

    Raises
    ------
    InputError
        As `place_called` does.
    """
    return _the_one(text, places_named(text, places), places)


def places_named(text: str, places: Mapping[str, Place]) -> list[Place]:
    """Return the place with an id, or else those of whose names one is the same once both are folded."""
    if text in places:
        return [places[text]]
    return [place for place in places.values() if any(fold(name) == fold(text) for name in _names(place))]


def _the_one(text: str, found: Sequence[Place], places: Mapping[str, Place]) -> Place:
    meant = found or _told_apart(text, places)
    if not meant or (len(meant) == 1 and not found):
        raise InputError(Problem(phrase("no place is called {text!r}", text=text), hint=_offer(text, places)))
    if len(meant) > 1:
        listed = listing(
            (
                f"{place.id}: {', '.join(filter(None, (*_names(place), place.kind, place.admin1)))}"
                for place in meant
            ),
            "\n  ",
        )
        raise InputError(
            Problem(
                phrase(
                    "{count} places may be meant by {text!r}; name one by its id", count=len(meant), text=text
                ),
                hint=listed,
            )
        )
    return found[0]


def _told_apart(text: str, places: Mapping[str, Place]) -> list[Place]:
    """Return places of which a name has words in brackets after a text, as in "Suran (Hama)"."""
    wanted = fold(text)
    return [
        place
        for place in places.values()
        if any(fold(_BRACKETS.sub("", name)) == wanted for name in _names(place) if _BRACKETS.search(name))
    ]


def _offer(text: str, places: Mapping[str, Place]) -> str:
    """Return a sentence that names the places nearest to a text, by name and id."""
    near = {place.id: place for place in (*places_called(text, places), *_most_alike(text, places))}
    offered = [f"{next(iter(_names(place)), place.id)!r} (id {place.id})" for place in near.values()]
    if offered:
        return phrase("Did you mean {offered}?", offered=listing(offered[:_OFFERED], " or "))
    return nearest(text, list(places), "places") or word("A new one comes with controlmap place add.")


def _most_alike(text: str, places: Mapping[str, Place]) -> list[Place]:
    wanted = fold(text)
    rated = [
        (max((likeness(fold(name), wanted) for name in _names(place)), default=0.0), place)
        for place in places.values()
    ]
    near = [(rate, place) for rate, place in rated if rate >= _LEAST_LIKENESS]
    return [place for _, place in sorted(near, key=lambda item: (-item[0], item[1].id))]


def places_called(text: str, places: Mapping[str, Place]) -> list[Place]:
    """Return the place with an id, or else those whose name fits best: all that fit equally well."""
    if text in places:
        return [places[text]]
    for fits in _TESTS:
        found = [place for place in places.values() if any(fits(fold(n), fold(text)) for n in _names(place))]
        if found:
            return found
    return []


def fold(text: str) -> str:
    """Return a name without capitals, marks, hamzas and punctuation."""
    # Decomposed, a shape of an Arabic letter is the letter, and a hamza over or under its bearer a mark
    # like any other.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.replace("´", "")).casefold())
    return reduce(lambda folded, rule: rule[0].sub(rule[1], folded), _LETTERS, plain).strip()


def _bare(folded: str) -> str:
    """A folded name without articles."""
    return _ARTICLE.sub(r"\1", folded).strip()


def _bones(folded: str) -> str:
    """The consonants of a Latin name, none twice in a row: Saraqib, Saraqeb and Sarāqib are one."""
    kept = re.sub("[aeiouyw ]", "", _bare(folded)).replace("q", "k")
    return re.sub(r"(.)\1+", r"\1", kept)


def likeness(name: str, wanted: str) -> float:
    """Return how alike two texts are, 0 to 1: twice the letters in common runs over all letters.

    The runs are found as Ratcliff and Obershelp do: the longest first, then what lies before and behind it.
    """
    return SequenceMatcher(None, name, wanted, autojunk=False).ratio()


def _alike(name: str, wanted: str) -> bool:
    """Whether two names have the same consonants, enough of them, and are not too different otherwise."""
    bones = _bones(wanted)
    if len(bones) < _SHORTEST or bones != _bones(name):
        return False
    return likeness(_bare(name), _bare(wanted)) >= _LEAST_LIKENESS


def _holds_words(name: str, wanted: str) -> bool:
    return bool(_bare(wanted)) and f" {_bare(wanted)} " in f" {_bare(name)} "


def _holds_alike(name: str, wanted: str) -> bool:
    words, count = _bare(name).split(), len(_bare(wanted).split())
    return any(_alike(" ".join(words[i : i + count]), wanted) for i in range(len(words) - count + 1))


_TESTS: tuple[Callable[[str, str], bool], ...] = (
    lambda name, wanted: name == wanted,
    lambda name, wanted: _bare(name) == _bare(wanted),
    _alike,
    _holds_words,
    _holds_alike,
)
"""From the strictest to the loosest: the first one that any name passes decides."""


def _names(place: Place) -> Iterable[str]:
    return (*place.text("name"), *place.also_called)
