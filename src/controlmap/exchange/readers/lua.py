"""Tables of Wikipedia's detailed-map modules: marks whose icons say who holds a place. Nothing is run.

In each country a colour means another party: the module's own caption says which. The icons have a grammar:

| icon | says |
|---|---|
| `Location dot red.svg`, `Abm-red-icon.png` | the party of that colour holds the place |
| `Map-ctl2-red+yellow.svg` | two parties hold it together, by agreement |
| `80x80-red-yellow-anim.gif` | two parties fight over it |
| `map-arcNE-red.svg` at another mark | that party besieges it from the north-east |
| `map-circle-red.svg` at another mark | that party besieges it from all sides |
| a dot without a label round another one | so too; two such: it is shared |
| `4x4dot-red.svg`, `3x3dot-red.svg` | a presence in the countryside |
| no colour, or one that the caption does not explain | an ornament: a pass, a dam, an oil field |

Offered as fields: `name`, `link`, `mark` (the icon), `kind`, `party`, `status`, `others` and `note`; of an
ornament no `party`. Without a caption parties are called by their colours.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.files import data_of
from controlmap.exchange.readers.lua_values import LuaTable, returned_value
from controlmap.exchange.readers.rows import Reading, Row, Rows
from controlmap.format import decode
from controlmap.words import counted, first_of

__all__ = ["read_lua"]

MAX_BYTES = 4 * 2**20
"""A module of 5,000 marks has three quarters of a megabyte."""
COLOURS = {
    "red": "#9c1f2e", "yellow": "#ffda4d", "green": "#92d4ac", "lime": "#74b45c", "blue": "#4e6cba",
    "grey": "#8f979e", "black": "#4a4a4a", "white": "#e6e2d8", "purple": "#8e6aa8", "orange": "#d98c4a",
    "brown": "#8f6b4e", "olive": "#8f8f4a", "teal": "#4a8f8c", "cyan": "#5fb4c0", "pink": "#d08fa8",
    "maroon": "#8a4148", "navy": "#43568a", "gold": "#c9a13c", "turquoise": "#58b5a5", "magenta": "#b85c9b",
}  # fmt: skip
"""Colours in the names of icons, and forms of them for actors; everybody tells the four usual ones apart."""
_SAME = {"gray": "grey", "violet": "purple"}
_COLOUR = re.compile(
    rf"(?<![a-z])(?P<tone>dark|light|pale)?[ _-]?(?P<word>{'|'.join([*COLOURS, *_SAME])})(?![a-z])"
    r"(?P<lime>[ _-]0d0)?",
    re.IGNORECASE,
)
_FILE = re.compile(r"\[\[(?:File|Image):([^|\]]+)[^\]]*\]\]", re.IGNORECASE)
_END_OF_PARTY = re.compile(r";|\n|<br|</", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>|'{2,}|\{\{[^{}]*\}\}")
_LINK = re.compile(r"\[\[(?:[^|\[\]]*\|)?([^\[\]]*)\]\]")
_DOT = re.compile(r"(?<![a-z0-9])(dot|pog|line)(?![a-z0-9])", re.IGNORECASE)
_RURAL = re.compile(r"\dx\ddot", re.IGNORECASE)
_RING = re.compile(r"arc[ _-]?(?P<side>[NESW]{2})(?![a-z])|map[ _-]circle", re.IGNORECASE)
_SIDES = {
    "NN": "north", "NE": "north-east", "EE": "east", "SE": "south-east",
    "SS": "south", "SW": "south-west", "WW": "west", "NW": "north-west",
}  # fmt: skip
_KINDS = (
    ("airport", re.compile(r"fighter.?jet|helicopter|heliport|airport|air ?base", re.IGNORECASE)),
    ("base", re.compile(r"(?<![a-z])abm(?![a-z])|base", re.IGNORECASE)),
)
_SHOWN = 5

Point = tuple[float, float]


class _Icon(NamedTuple):
    """What an icon says: the colours in its name, and how they stand to each other.

    `rings` says that it besieges what it lies around, `side` from where if not from all round.
    """

    colours: tuple[str, ...]
    status: str
    rings: bool = False
    side: str | None = None
    rural: bool = False


class _Mark(NamedTuple):
    """A mark of a module: its icon, where it is, what it is called; `parties` are those of its colours."""

    file: str
    icon: _Icon
    lonlat: Point
    name: str
    link: str
    parties: tuple[str, ...]

    @property
    def is_bare_dot(self) -> bool:
        """Whether it may be a ring round another mark: a dot that is called nothing."""
        return not (self.name or self.link) and len(self.parties) == 1 and bool(_DOT.search(self.file))


def read_lua(path: Path, reading: Reading) -> Rows:
    """Return the marks of a module, each once, with what its icon and those around it say.

    Raises
    ------
    InputError
        When it is no table that a module returns, is too large, or does anything else than return values.
    """
    text = decode(data_of(path), file=path.name)
    if len(text) > MAX_BYTES:
        raise InputError(Problem(f"is larger than {MAX_BYTES >> 20} MiB", path.name, code="CM107"))
    module = returned_value(text, file=path.name)
    if not isinstance(module, dict):
        raise InputError(Problem("returns no table", path.name))
    found = [mark for mark in _list(module.get("marks")) if isinstance(mark, dict)]
    if not found:
        raise InputError(Problem("returns a table without marks", path.name))
    legend = _legend(module)
    rows, told = _rows(found, legend)
    told += [
        f"the module builds on another one, which was not fetched: {str(other).partition('|')[0]}"
        for other in _list(module.get("secondaryModules"))
    ]
    if not legend:
        told.append("no caption says whose colour is whose: parties are called by their colours")
    return Rows(
        path.name,
        tuple(rows),
        colour="tint",
        told=tuple(told),
        holder="party",
        coded=not legend,
    )


def _list(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []


def _legend(module: LuaTable) -> dict[str, str]:
    """Return the party of each colour, as the caption says: `[[File:Location dot red.svg|11px]] League`."""
    arguments = module.get("containerArgs")
    caption = str(arguments.get("caption") or "") if isinstance(arguments, dict) else ""
    _, *parts = _FILE.split(caption)
    found: dict[str, str] = {}
    for icon, text in zip(parts[::2], parts[1::2], strict=True):
        colours = _colours(icon) if _DOT.search(icon) else ()
        name = _party(text)
        if len(colours) == 1 and name:
            found.setdefault(colours[0], name)
    # `Dot green 0d0` is what most modules call lime in all other icons.
    for one, other in (("lime", "green"), ("green", "lime")):
        if one in found:
            found.setdefault(other, found[one])
    return found


def _party(text: str) -> str:
    """Return the name that stands behind an icon, without markup, up to the next thing."""
    begun = html.unescape(text).replace("\xa0", " ").lstrip(" ")
    return " ".join(_plain(_END_OF_PARTY.split(begun)[0]).split()).strip(" :,.|*–-")


def _plain(text: str) -> str:
    """Return a text without links, tags, templates, quotes and entities of a wiki."""
    return html.unescape(_MARKUP.sub("", _LINK.sub(r"\1", text))).replace("\xa0", " ").strip()


def _rows(marks: Sequence[LuaTable], legend: Mapping[str, str]) -> tuple[list[Row], list[str]]:
    """Return the marks as rows, those round others joined to them, and what was left out in words."""
    placed: dict[Point, list[_Mark]] = defaultdict(list)
    astray: list[str] = []
    for mark in marks:
        if (lonlat := _where(mark)) is None:
            astray.append(_plain(str(mark.get("label") or mark.get("mark") or "a mark")))
        else:
            placed[lonlat].append(_mark(mark, lonlat, legend))
    rows: dict[tuple[str, str, Point], Row] = {}
    around_nothing: list[str] = []
    for lonlat, here in placed.items():
        rings, rest = _rings_and_rest(here)
        held = [mark for mark in rest if mark.parties]
        if rings and not held:
            around_nothing += [mark.file for mark in rings]
        for mark in rest:
            fields = _fields(mark, rings if mark in held else ())
            called = mark.name or mark.link
            rows.setdefault(
                (called, mark.file, lonlat), Row(called or mark.file, shapely.Point(lonlat), fields)
            )
    told = [
        _few(astray, "without a latitude and longitude left out"),
        _few(around_nothing, "of a siege round no place left out"),
    ]
    return list(rows.values()), [sentence for sentence in told if sentence]


def _few(names: Sequence[str], what: str) -> str:
    shown = first_of(list(dict.fromkeys(names)), _SHOWN)
    return f"{counted(len(names), 'mark')} {what}: {shown}" if names else ""


def _mark(mark: LuaTable, lonlat: Point, legend: Mapping[str, str]) -> _Mark:
    file = str(mark.get("mark") or "").strip()
    icon = _icon(file)
    parties = [legend.get(colour) if legend else colour for colour in icon.colours]
    # An icon of which one colour is not explained is not understood.
    known = tuple(dict.fromkeys(party for party in parties if party)) if all(parties) and icon.status else ()
    return _Mark(file, icon, lonlat, _plain(str(mark.get("label") or "")), str(mark.get("link") or ""), known)


def _rings_and_rest(here: Sequence[_Mark]) -> tuple[list[_Mark], list[_Mark]]:
    """Return the marks of one point that lie round another, and the others."""
    named = any((mark.name or mark.link) and mark.parties and not mark.icon.rings for mark in here)
    rings = [mark for mark in here if mark.parties and (mark.icon.rings or (named and mark.is_bare_dot))]
    return rings, [mark for mark in here if mark not in rings]


def _fields(mark: _Mark, rings: Sequence[_Mark]) -> dict[str, str]:
    status, others = mark.icon.status, list(mark.parties[1:])
    hostile = [ring for ring in rings if ring.parties[0] not in mark.parties]
    notes = [_siege(ring) for ring in hostile]
    around = list(dict.fromkeys(ring.parties[0] for ring in hostile))
    if status == "held" and around:
        nested = sum(ring.is_bare_dot for ring in rings)
        status, others = "joint" if nested > 1 else "besieged", around
        notes = ["shared by agreement"] if nested > 1 else notes
    if mark.icon.rural:
        notes.append("presence in the countryside")
    kind = next((kind for kind, icon in _KINDS if icon.search(mark.file)), "")
    said = {"name": mark.name or mark.link, "link": mark.link, "mark": mark.file, "kind": kind}
    if mark.parties:
        tint = COLOURS.get(mark.icon.colours[0], "")
        held = {"party": mark.parties[0], "status": status, "others": "; ".join(others), "tint": tint}
        said |= {**held, "note": "; ".join(dict.fromkeys(notes))}
    return {name: text for name, text in said.items() if text}


def _siege(ring: _Mark) -> str:
    where = f" from the {_SIDES[ring.icon.side]}" if ring.icon.side else ""
    return f"besieged{where} by {ring.parties[0]}"


def _icon(file: str) -> _Icon:
    """Return what the name of an icon says; the status is empty where its colours stand in no known way."""
    colours = _colours(file)
    ring = _RING.search(file)
    if ring and colours:
        side = (ring["side"] or "").upper()
        return _Icon(colours, "held", rings=True, side=side if side in _SIDES else None)
    return _Icon(colours, _status(file.lower(), len(colours)), rural=bool(_RURAL.search(file)))


def _status(file: str, colours: int) -> str:
    if colours < 2:
        return "held"
    return "contested" if "anim" in file else "joint" if "+" in file or "ctl" in file else ""


def _colours(file: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_each_colour(file)))


def _each_colour(file: str) -> Iterable[str]:
    for match in _COLOUR.finditer(file):
        word = match["word"].lower()
        word = "lime" if word == "green" and match["lime"] else _SAME.get(word, word)
        yield f"{match['tone'].lower()} {word}" if match["tone"] else word


def _where(mark: LuaTable) -> Point | None:
    try:
        lon, lat = float(mark["long"]), float(mark["lat"])
    except (KeyError, TypeError, ValueError):
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None
