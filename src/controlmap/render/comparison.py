"""A page that shows one map, another, and where they differ: views of one ground under one slider.

Both maps are cut by each other, and what each says of the pieces is a history of its own; so is how the two
go together. The viewer goes from one to the other as it goes to what was known earlier (`editions` in
PAYLOAD.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import shapely

from controlmap.dates import KnownTo, Said, known_together
from controlmap.edit import map_digest
from controlmap.history import NO_RECORD, Edition, History
from controlmap.model import (
    UNKNOWN,
    Actor,
    ControlState,
    HeldBack,
    Layer,
    LayerEntry,
    Project,
    Publish,
    Section,
    Settings,
    Source,
    Text,
)
from controlmap.plane import OUTSIDE
from controlmap.render.payload import payload_bytes

if TYPE_CHECKING:
    from controlmap.measure import Sides

__all__ = ["Compared", "comparison_payload"]

_LAYER = "compared"
_WORDS: Mapping[str, tuple[str, str, str]] = {
    "agree": ("#b7c9b0", "Both name the same holder", "تذكران الطرف نفسه"),
    "differ": ("#b3261e", "They name different holders", "تذكران طرفين مختلفين"),
    "unknown": ("#cfcabf", "One or both name nobody", "إحداهما أو كلتاهما لا تذكر أحداً"),
    "only_a": ("#4e6cba", "Only {a} covers it", "لا تشملها إلا \u2068{a}\u2069"),
    "only_b": ("#ffda4d", "Only {b} covers it", "لا تشملها إلا \u2068{b}\u2069"),
}
"""The colour of each kind that `Sides.kinds` numbers, in that order, and what it is called."""
_KINDS = tuple(_WORDS)
_VIEW = ("Where they differ", "أين تختلفان")
_TITLE = ("{a} and {b} beside each other", "مقارنة: \u2068{a}\u2069 مع \u2068{b}\u2069")
_ABOUT = (
    ("How the maps are compared", "كيف قورنت الخريطتان"),
    (
        "Both maps are cut by each other's borders, and each piece of ground is looked at on each date. "
        "Ground of which one map, or both, say that nobody knows who holds it is told apart, and so is "
        "ground that only one of them covers: neither counts as disagreement.",
        "قُطّعت كل خريطة بحدود الأخرى، ونُظر في كل قطعة من الأرض في كل تاريخ. الأرض التي تقول إحدى الخريطتين أو "
        "كلتاهما إن المسيطر عليها غير معروف، والأرض التي لا تشملها إلا إحداهما، تُذكر على حدة ولا تُعدّ خلافاً.",
    ),
)
_SAID: tuple[Said, ...] = ("hour", "part_of_day", "order")
_UNITS = {"year": "Y", "month": "M", "day": "D"}
_Spells = list[tuple[np.datetime64, int]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A map that is compared: what it is called, what it says, and who its actors are in the comparison."""

    name: str
    project: Project
    meant: Callable[[str], str | None]


def comparison_payload(sides: Sides, maps: tuple[Compared, Compared], listed: Mapping[str, Actor]) -> bytes:
    """Return the page's payload of two maps that are held against each other, before compression.

    `listed` are actors whose names and colours are not those of either map.
    """
    project, renamed = _project(maps, sides, listed)
    one, two = (_of_side(sides, number, maps[number], renamed[number]) for number in (0, 1))
    views = [
        Edition(None, _together(sides, maps, project.settings), _by_language(*_VIEW)),
        *(Edition(None, history, {"en": side.name}) for history, side in zip((one, two), maps, strict=True)),
    ]
    return payload_bytes(project, views[0].history, editions=views)


def _project(
    maps: tuple[Compared, Compared], sides: Sides, listed: Mapping[str, Actor]
) -> tuple[Project, tuple[Mapping[str, str], Mapping[str, str]]]:
    """Return a map project of what both maps know, and new ids of sources that both call the same."""
    a, b = (side.project for side in maps)
    clash = {name for name, source in b.sources.items() if a.sources.get(name, source) != source}
    renamed = {name: f"{name}@{maps[1].name}" for name in clash}
    sources: dict[str, Source] = dict(a.sources)
    for name, source in b.sources.items():
        sources[renamed.get(name, name)] = source.model_copy(update={"id": renamed.get(name, name)})
    digest = sha256(f"{map_digest(a.layers)} {map_digest(b.layers)}".encode()).hexdigest()
    project = replace(
        a,
        settings=_settings(maps, sides, listed),
        grid=sides.grid,
        layers=(Layer(_LAYER, "", _by_language(*_named(maps, _TITLE)), digest=digest),),
        sources=sources,
        places={**b.places, **a.places},
        reports=(),
        events=(),
        story=(),
        base=a.base or b.base,
        regions=a.regions or b.regions,
        hand={},
        evaluation=None,
        held_back=_held_back(a.held_back, b.held_back),
    )
    return project, ({}, renamed)


def _held_back(*sides: HeldBack | None) -> HeldBack | None:
    """Return what is held back of one map or the other: one layer, as coarse as its coarsest."""
    held = [side for side in sides if side is not None]
    if not held:
        return None
    km = max((km for one in held for km in one.rules.coarsen_km.values()), default=None)
    rules = Publish(
        delay_hours=max(one.rules.delay_hours for one in held),
        coarsen_km={} if km is None else {_LAYER: km},
    )
    return HeldBack(rules, max((one.at for one in held if one.at is not None), default=None))


def _settings(maps: tuple[Compared, Compared], sides: Sides, listed: Mapping[str, Actor]) -> Settings:
    a, b = (side.project.settings for side in maps)
    title = _by_language(*_named(maps, _TITLE))
    known = {
        **{actor.id: actor for actor in (*b.actors, *a.actors)},
        **listed,
        **{kind: _kind(kind, maps) for kind in map(_actor_of, _KINDS)},
    }
    wanted = [*sides.names, *(str(name) for name in _left_out(sides, maps)), *map(_actor_of, _KINDS)]
    view = a.view and a.view.model_copy(update={"date": None})
    return a.model_copy(
        update={
            "title": title,
            "description": {},
            "about": (Section(title=_by_language(*_ABOUT[0]), text=_by_language(*_ABOUT[1])),),
            "actors": tuple(known[name] for name in dict.fromkeys(wanted) if name in known),
            "layers": (LayerEntry(id=_LAYER, file="", name=title),),
            "licence": " / ".join(dict.fromkeys(filter(None, (a.licence, b.licence)))),
            "attribution": (*a.attribution, *(line for line in b.attribution if line not in a.attribution)),
            "view": view,
            "period": None,
        }
    )


def _left_out(sides: Sides, maps: tuple[Compared, Compared]) -> Iterator[str]:
    """Yield actors that the comparison leaves out: the maps themselves show them."""
    for history, side in zip(sides.histories, maps, strict=True):
        named = {actor for state in history.states for actor in (state.controller, *state.others)}
        yield from sorted(actor for actor in named if side.meant(actor) is None)


def _actor_of(kind: str) -> str:
    """The id under which a page shows what two maps say together: no map's actor has a colon in its own."""
    return f"compare:{kind}"


def _kind(name: str, maps: tuple[Compared, Compared]) -> Actor:
    colour, *words = _WORDS[name.removeprefix("compare:")]
    text = _by_language(*_named(maps, (words[0], words[1])))
    pattern = "lines" if name.endswith("unknown") else "none"
    return Actor.model_construct(
        id=name, name=text, short=None, in_text=None, colour=colour, pattern=pattern, parent=None
    )


def _named(maps: tuple[Compared, Compared], words: tuple[str, str]) -> tuple[str, str]:
    a, b = (side.name for side in maps)
    return words[0].format(a=a, b=b), words[1].format(a=a, b=b)


def _by_language(en: str, ar: str) -> Text:
    return {"en": en, "ar": ar}


def _of_side(sides: Sides, number: int, side: Compared, renamed: Mapping[str, str]) -> History:
    """Return what one map says of the pieces."""
    history = sides.histories[number]
    states = [_as_meant(state, number, side, renamed) for state in history.states]
    of_cell = [_within(sides, spells) for spells in _spells_of_cells(history)]
    part = sides.pieces.part[number]
    spells = [of_cell[cell] if cell != OUTSIDE else [(sides.start, NO_RECORD)] for cell in part.tolist()]
    return _history(sides, states, spells, part != OUTSIDE)


def _as_meant(state: ControlState, number: int, side: Compared, renamed: Mapping[str, str]) -> ControlState:
    def called(actor: str) -> str:
        return side.meant(actor) or actor

    return state.model_copy(
        update={
            "id": f"{'AB'[number]}: {state.id}",
            "controller": called(state.controller),
            "others": tuple(dict.fromkeys(map(called, state.others))),
            "sources": tuple(renamed.get(source, source) for source in state.sources),
        }
    )


def _spells_of_cells(history: History) -> list[_Spells]:
    found: list[_Spells] = [[] for _ in history.cells]
    for cell, start, state in zip(history.spell_cell, history.spell_start, history.spell_state, strict=True):
        found[cell].append((start, int(state)))
    return found


def _within(sides: Sides, spells: _Spells) -> _Spells:
    """Return spells from the beginning of the time that both maps speak of, and before its end."""
    begun = [spell for spell in spells if spell[0] <= sides.start][-1:]
    later = [spell for spell in spells if sides.start < spell[0] < sides.end]
    return [*((sides.start, state) for _, state in begun), *later]


def _together(sides: Sides, maps: tuple[Compared, Compared], settings: Settings) -> History:
    """Return how what the maps say of the pieces goes together."""
    of_cells = [
        [[(start, int(code)) for start, code in zip(starts, codes, strict=True)] for starts, codes in found]
        for found in (_coded(sides, number) for number in (0, 1))
    ]
    known = _known_to(sides)
    names = {actor.id: actor.name for actor in settings.actors}
    state_at = partial(_pair_state, sides, maps, names, known)
    states: list[ControlState] = []
    number: dict[tuple[np.datetime64, int, int], int] = {}
    spells: list[_Spells] = []
    shown: dict[tuple[int, int], _Spells] = {}
    for cells in zip(*(part.tolist() for part in sides.pieces.part[:2]), strict=True):
        if cells not in shown:
            found: _Spells = []
            for start, a, b in _joint(sides, of_cells, cells):
                key = (start, a, b)
                if key not in number and (a, b) != (OUTSIDE, OUTSIDE):
                    number[key] = len(states)
                    states.append(state_at(*key))
                found.append((start, number.get(key, NO_RECORD)))
            shown[cells] = found
        spells.append(shown[cells])
    return _history(sides, states, spells, np.ones(len(spells), dtype=bool))


def _coded(sides: Sides, number: int) -> Iterator[tuple[list[np.datetime64], list[int]]]:
    """Yield for each cell of a map when its spells begin, and the number of the holder's name."""
    for spells in _spells_of_cells(sides.histories[number]):
        within = _within(sides, spells)
        yield [start for start, _ in within], [int(sides.codes[number][state]) for _, state in within]


def _joint(
    sides: Sides, of_cells: Sequence[Sequence[_Spells]], cells: tuple[int, ...]
) -> Iterator[tuple[np.datetime64, int, int]]:
    """Yield from when on the maps say of a piece what they do, as numbers of names."""
    nothing: _Spells = [(sides.start, OUTSIDE)]
    lines = [of_cells[i][cell] if cell != OUTSIDE else nothing for i, cell in enumerate(cells)]
    before: tuple[int, ...] | None = None
    for start in sorted({start for line in lines for start, _ in line}):
        said = tuple(next(code for since, code in reversed(line) if since <= start) for line in lines)
        if said != before:
            yield start, said[0], said[1]
        before = said


def _known_to(sides: Sides) -> dict[np.datetime64, KnownTo]:
    """Return how precisely each date of change is known: as the map does that knows it less."""
    found: dict[np.datetime64, KnownTo] = {}
    for history in sides.histories:
        for date, known in zip(history.dates, history.dates_known_to, strict=True):
            found[date] = known_together([known, found.get(date, known)])
    return found


def _pair_state(
    sides: Sides,
    maps: tuple[Compared, Compared],
    names: Mapping[str, Text],
    known: Mapping[np.datetime64, KnownTo],
    start: np.datetime64,
    a: int,
    b: int,
) -> ControlState:
    """Return the state of ground of which the maps say this from an instant on."""
    kind = _KINDS[int(sides.kinds(np.array([a]), np.array([b]))[0])]
    known_to = known.get(start, "day")
    said = {
        language: " · ".join(
            f"{side.name}: {_called(names, sides.names[code], language)}"
            for side, code in zip(maps, (a, b), strict=True)
            if code != OUTSIDE
        )
        for language in maps[0].project.settings.languages
    }
    first = maps[0].project.settings.languages[0]
    state = ControlState(
        id=f"{kind} {a} {b} {start}",
        geometry=shapely.Polygon(),
        area=said.pop(first),
        controller=UNKNOWN,
        valid_from=start.astype(f"datetime64[{_UNITS[known_to]}]") if known_to in _UNITS else start,
        valid_to=None,
        precision=known_to if known_to in _SAID else None,
    )
    # How sure the two maps together are, nobody says.
    return state.model_copy(
        update={
            "controller": _actor_of(kind),
            "certainty": None,
            "translations": {f"area_{language}": text for language, text in said.items()},
        }
    )


def _called(names: Mapping[str, Text], actor: str, language: str) -> str:
    text = names.get(actor, {})
    return text.get(language) or next(iter(text.values()), actor)


def _history(
    sides: Sides, states: Sequence[ControlState], spells: Sequence[_Spells], covered: np.ndarray
) -> History:
    """Return a history of the pieces; what is thinner than the grid is no part of it."""
    a = sides.histories[0]
    counts = [len(line) for line in spells]
    return History(
        grid=sides.grid,
        layers=(_LAYER,),
        states=tuple(states),
        state_layer=np.zeros(len(states), dtype=np.int64),
        start=sides.start,
        end=sides.end,
        topology=sides.pieces.topology,
        cell_layer=np.where(covered & (sides.pieces.area_km2 > 0), 0, NO_RECORD),
        spell_cell=np.repeat(np.arange(len(spells)), counts),
        spell_start=np.array([t for line in spells for t, _ in line], dtype="datetime64[m]"),
        spell_state=np.array([s for line in spells for _, s in line], dtype=np.int64),
        zone=a.zone,
    )
