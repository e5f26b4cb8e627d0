"""The actors of what is brought in: known ones by id or name, new ones with ids, names and colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from controlmap.exchange.claims import Said
from controlmap.exchange.naming import ids_for
from controlmap.exchange.states_table import Meaning
from controlmap.model import UNKNOWN, Actor, colours_for, colours_instead, to_tell_apart

__all__ = ["Cast", "cast_of"]


class Cast:
    """Which actor each name in the files is; `new` are tables for controlmap.toml of those not listed yet.

    `told` are sentences on what became of the colours that files draw in.
    """

    def __init__(
        self, ids: Mapping[str, str], new: Sequence[Mapping[str, Any]], told: Sequence[str] = ()
    ) -> None:
        self.ids = dict(ids)
        self.new = tuple(new)
        self.told = tuple(told)

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
    everyone = [*(actor.id for actor in known), *(ids[name] for name in fresh)]
    beside = [(ids[one], ids[two]) for one, two in neighbours if one in ids and two in ids]
    said_in = {name: meanings[name].colour if name in meanings else None for name in fresh}
    fixed = {a.id: a.colour for a in known} | {
        ids[name]: colour for name, colour in said_in.items() if colour
    }
    drawn = {ids[name]: colours[name] for name in fresh if name in colours and not said_in[name]}
    kept = _told_apart(fixed, drawn, to_tell_apart(everyone, beside))
    chosen = colours_for(everyone, beside, fixed | kept)
    new = [
        {"id": ids[name], "name": _texts(name, meanings, languages), "colour": chosen[ids[name]]}
        for name in fresh
    ]
    return Cast(ids, new, tuple(_on_colours(drawn, chosen)))


def _told_apart(
    fixed: Mapping[str, str], drawn: Mapping[str, str], pairs: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Return colours that a file draws in, where those cannot be told from others the nearest that can."""
    if not drawn:
        return {}
    every = {**fixed, **drawn}
    pairs = [pair for pair in pairs if {*pair} <= every.keys()]
    instead = colours_instead(every, pairs)
    return {actor: instead.get(actor, colour) for actor, colour in drawn.items()}


def _on_colours(drawn: Mapping[str, str], chosen: Mapping[str, str]) -> Iterator[str]:
    """Yield what became of the colours that a file draws in."""
    same = [actor for actor in drawn if drawn[actor].lower() == chosen[actor]]
    if same:
        yield f"colours are the file's: {', '.join(f'{actor} {chosen[actor]}' for actor in same)}"
    others = [actor for actor in drawn if actor not in same]
    if others:
        shown = ", ".join(f"{actor} {drawn[actor]} ({chosen[actor]} instead)" for actor in others)
        yield f"colours of the file that some readers cannot tell from others: {shown}"


def _texts(name: str, meanings: Mapping[str, Meaning], languages: Sequence[str]) -> dict[str, str]:
    """Return an actor's name by language: what the table says, else, in the first one, what the file does."""
    meaning = meanings.get(name)
    told = {language or languages[0]: text for language, text in (meaning.names if meaning else {}).items()}
    return {languages[0]: name, **told}
