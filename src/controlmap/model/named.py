"""Actors, layers and regions, named by an id or by a name in any of the map's languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Protocol

from controlmap.errors import InputError, Problem
from controlmap.model.gazetteer import fold
from controlmap.model.settings import Actor
from controlmap.model.states import UNKNOWN
from controlmap.model.suggestions import nearest
from controlmap.words import listing, phrase, word

__all__ = ["actor_meant", "close_to", "id_meant"]


class Named(Protocol):
    """What has an id, and names by language."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> Mapping[str, str]: ...


_LONG = 200
"""Names of more letters are no slips of a finger."""


def id_meant(text: str, things: Sequence[Named], kind: str) -> str:
    """Return the id of the thing that has a text for its id or name; the text where none has.

    Capitals, marks and punctuation do not count. `kind` is what the things are, in one word.

    Raises
    ------
    InputError
        When several are called so, with all of them.
    """
    if not isinstance(text, str) or any(one.id == text for one in things):
        return text
    found = [one for one in things if fold(text) in map(fold, _spellings(one))]
    if len(found) > 1:
        listed = listing((f"{one.id}: {', '.join(one.name.values())}" for one in found), "\n  ")
        message = phrase(
            "{count} {kinds} may be meant by {text!r}; name one by its id",
            count=len(found),
            kinds=word(f"{kind}s"),
            text=text,
        )
        raise InputError(Problem(message, hint=listed))
    return found[0].id if found else text


def actor_meant(text: str, actors: Sequence[Actor]) -> str:
    """Return the id of the actor that is called so: see `id_meant`; that of nobody is `unknown`.

    Raises
    ------
    InputError
        When several are called so.
    """
    found = id_meant(text, actors, "actor")
    return UNKNOWN if isinstance(text, str) and found == text and fold(found) == UNKNOWN else found


def close_to(text: str, things: Iterable[Named], kind: str, *, besides: Sequence[str] = ()) -> str | None:
    """Return a sentence that names the thing most like a text by id or name; all ids while they are few.

    `besides` are ids that no thing has.
    """
    ids = {fold(spelling): one.id for one in things for spelling in _spellings(one)}
    near = get_close_matches(fold(text[:_LONG]), ids, 1)
    return (
        phrase("Did you mean {name!r}?", name=ids[near[0]])
        if near
        else nearest(text, _once(ids.values(), besides), f"{kind}s")
    )


def _once(*ids: Iterable[str]) -> list[str]:
    return [*dict.fromkeys(chain.from_iterable(ids))]


def _spellings(one: Named) -> list[str]:
    return [one.id, *one.name.values(), *(getattr(one, "short", None) or {}).values()]
