"""The actors of what is brought in: known ones by id or name, new ones with ids, names and colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from controlmap.exchange.claims import Said
from controlmap.exchange.naming import ids_for
from controlmap.exchange.states_table import Meaning
from controlmap.model import (
    LEAST_APART,
    UNKNOWN,
    Actor,
    colours_for,
    colours_instead,
    pairs_apart,
    to_tell_apart,
)
from controlmap.words import first_of

__all__ = ["Cast", "cast_of"]

_SHOWN = 4


class Cast:
    """Which actor each name in the files is; `new` are tables for controlmap.toml of those not listed yet.

    `told` are sentences on what became of the colours that files draw in, and that the table gives.
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
    in_table = {ids[name]: meanings[name] for name in names if name in meanings}
    said_in = {name: meanings[name].colour if name in meanings else None for name in fresh}
    fixed = {a.id: a.colour for a in known} | {
        ids[name]: colour for name, colour in said_in.items() if colour
    }
    drawn = {ids[name]: colours[name] for name in fresh if name in colours and not said_in[name]}
    pairs = to_tell_apart(everyone, beside)
    kept = _told_apart(fixed, drawn, pairs)
    chosen = colours_for(everyone, beside, fixed | kept)
    new = [
        {"id": ids[name], "name": _texts(name, meanings, languages), "colour": chosen[ids[name]]}
        for name in fresh
    ]
    told = (
        *_on_colours(drawn, chosen),
        *_on_rows(in_table, chosen),
        *_on_listed({actor.id: actor.colour for actor in known}, in_table),
        *_on_alike({ids[name] for name, colour in said_in.items() if colour}, fixed, pairs),
    )
    return Cast(ids, new, told)


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


def _on_rows(in_table: Mapping[str, Meaning], chosen: Mapping[str, str]) -> Iterator[str]:
    """Yield whom rows of the table give several names or colours, of which the first count."""
    for actor, meaning in in_table.items():
        if actor in chosen and meaning.passed_over:
            taken = " ".join([*meaning.names.values(), *([meaning.colour] if meaning.colour else [])])
            yield f"{actor}: rows of the table differ; it is {taken}, not {', '.join(meaning.passed_over)}"


def _on_listed(listed: Mapping[str, str], in_table: Mapping[str, Meaning]) -> Iterator[str]:
    """Yield whose colour in the table is not taken, as the map has one."""
    others = {
        a: m.colour for a, m in in_table.items() if m.colour and a in listed and m.colour != listed[a].lower()
    }
    if others:
        shown = ", ".join(f"{actor} {listed[actor]}, not {colour}" for actor, colour in others.items())
        yield f"actors of the map keep their colours (controlmap.toml has them): {shown}"


def _on_alike(said: Set[str], fixed: Mapping[str, str], pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield which colours of the table are hard to tell from others; they are kept."""
    asked = [pair for pair in pairs if {*pair} & said and {*pair} <= fixed.keys()]
    away = pairs_apart([(fixed[one], fixed[two]) for one, two in asked]) if asked else ()
    alike = [pair for pair, apart in zip(asked, away, strict=True) if apart < LEAST_APART]
    if alike:
        shown = first_of([f"{one} {fixed[one]} and {two} {fixed[two]}" for one, two in alike], _SHOWN)
        yield f"colours of the table are kept, though some readers cannot tell them apart: {shown}"


def _texts(name: str, meanings: Mapping[str, Meaning], languages: Sequence[str]) -> dict[str, str]:
    """Return an actor's name by language: what the table says, else, in the first one, what the file does."""
    meaning = meanings.get(name)
    told = {language or languages[0]: text for language, text in (meaning.names if meaning else {}).items()}
    return {languages[0]: name, **told}
