"""The actors of what is brought in: known ones by id or name, new ones with ids, names and colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from controlmap.exchange.claims import Said
from controlmap.exchange.naming import ids_for
from controlmap.exchange.states_table import Meaning
from controlmap.model import UNKNOWN, Actor, colours_for

__all__ = ["Cast", "cast_of"]


class Cast:
    """Which actor each name in the files is; `new` are tables for controlmap.toml of those not listed yet."""

    def __init__(self, ids: Mapping[str, str], new: Sequence[Mapping[str, Any]]) -> None:
        self.ids = dict(ids)
        self.new = tuple(new)

    def named(self, said: Said) -> Said:
        """Return what is said with ids in place of names."""
        others = tuple(self.ids[name] for name in said.others)
        return replace(said, controller=self.ids[said.controller], others=others)


def cast_of(
    said: Iterable[Said],
    *,
    known: Sequence[Actor],
    languages: Sequence[str],
    meanings: Mapping[str, Meaning],
    colours: Mapping[str, str],
    neighbours: Iterable[tuple[str, str]] = (),
) -> Cast:
    """Return which actors are meant by the names that files and tables use.

    A name is an actor's that is listed already if it is its id or one of its names. Others get an id made of
    it, the names and colour that the table or the file gives, and else a colour apart from their neighbours'.
    """
    names = list(dict.fromkeys(name for one in said for name in (one.controller, *one.others)))
    listed = {text: actor.id for actor in known for text in (*actor.name.values(), actor.id)}
    ids = {name: UNKNOWN if name == UNKNOWN else listed.get(name, "") for name in names}
    fresh = [name for name in names if not ids[name]]
    ids |= ids_for(fresh, taken={UNKNOWN, *(actor.id for actor in known)})
    given = {name: colour for name in fresh if (colour := _colour_of(name, meanings, colours))}
    apart = {ids[name]: colour for name, colour in given.items()} | {a.id: a.colour for a in known}
    everyone = [*(actor.id for actor in known), *(ids[name] for name in fresh)]
    beside = [(ids[one], ids[two]) for one, two in neighbours if one in ids and two in ids]
    chosen = colours_for(everyone, beside, apart)
    new = [
        {"id": ids[name], "name": _texts(name, meanings, languages), "colour": chosen[ids[name]]}
        for name in fresh
    ]
    return Cast(ids, new)


def _colour_of(name: str, meanings: Mapping[str, Meaning], colours: Mapping[str, str]) -> str | None:
    meaning = meanings.get(name)
    return (meaning.colour if meaning else None) or colours.get(name)


def _texts(name: str, meanings: Mapping[str, Meaning], languages: Sequence[str]) -> dict[str, str]:
    """Return an actor's name by language: what the table says, else, in the first one, what the file does."""
    meaning = meanings.get(name)
    told = {language or languages[0]: text for language, text in (meaning.names if meaning else {}).items()}
    return {languages[0]: name, **told}
