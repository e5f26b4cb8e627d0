"""Tables of Wikipedia's detailed-map modules: marks whose icons say who holds a place. Nothing is run.

The module's own caption says which colour is which party: in each country a colour means another one. The
icons have a grammar: two colours joined by `+` are joint control, two by `-` in an animation are fighting, an
arc is an enemy on that side, a small dot a presence in the countryside; an icon without a party's colour is
an ornament.

Offered as fields: `name`, `link`, `mark` (the icon), `controller`, `status`, `others`, `note`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import shapely

from controlmap.errors import InputError, Problem
from controlmap.exchange.readers.files import data_of
from controlmap.exchange.readers.rows import Reading, Row, Rows
from controlmap.format import decode

__all__ = ["read_lua"]

MAX_BYTES = 4 * 2**20
"""A module of 5,000 marks has half a megabyte, and takes some seconds."""
COLOURS = (
    "red", "yellow", "green", "blue", "grey", "gray", "black", "white", "purple", "violet", "orange", "brown",
    "lime", "olive", "teal", "cyan", "pink", "maroon", "navy", "gold", "turquoise", "magenta",
)  # fmt: skip
_WORD = re.compile(r"[a-z]+")
_LEGEND = re.compile(r"\[\[(?:File|Image):([^|\]]+)[^\]]*\]\]\s*([^;\[\n|<]+)", re.IGNORECASE)
_LINK = re.compile(r"\[\[(?:([^|\]]*)\|)?([^\]]*)\]\]")
_ARC = re.compile(r"arc(?P<side>[NESW]{1,2})", re.IGNORECASE)
_SIDES = {
    "N": "north", "NE": "north-east", "E": "east", "SE": "south-east",
    "S": "south", "SW": "south-west", "W": "west", "NW": "north-west",
}  # fmt: skip


class _Icon(NamedTuple):
    """What an icon says: the colours in it, and how they stand to each other."""

    colours: tuple[str, ...]
    status: str
    side: str | None = None
    rural: bool = False


def read_lua(path: Path, reading: Reading) -> Rows:
    """Return the marks of a module, each place once.

    Raises
    ------
    InputError
        When it is no table that a module returns, is too large, or calls anything.
    """
    text = decode(data_of(path), file=path.name)
    if len(text) > MAX_BYTES:
        raise InputError(Problem(f"is larger than {MAX_BYTES >> 20} MiB", path.name, code="CM107"))
    module = _returned(text, path.name)
    legend = _legend(module)
    marks = [mark for mark in module.get("marks", {}).values() if isinstance(mark, dict)]
    if not marks:
        raise InputError(Problem("returns a table without marks", path.name))
    if not legend:
        hint = "Give a table of icons and what they mean: --states TABLE."
        raise InputError(Problem("has no caption that says whose colour is whose", path.name, hint=hint))
    rows, told = _rows(marks, legend, path.name)
    for other in module.get("secondaryModules", {}).values():
        told.append(f"the module builds on another one, which was not fetched: {other or 'see its source'}")
    return Rows(path.name, tuple(rows), told=tuple(told))


def _returned(text: str, file: str) -> dict[Any, Any]:
    """Return the table that a module returns, as plain values."""
    try:
        from luaparser import ast, astnodes
    except ImportError:
        hint = "pip install 'controlmap[wikipedia]'"
        raise InputError(Problem("needs luaparser to be read", file, hint=hint)) from None
    try:
        statements = ast.parse(text).body.body
    except (ast.SyntaxException, RecursionError, ValueError, AttributeError, TypeError) as error:
        raise InputError(Problem(f"is no Lua: {str(error).splitlines()[0]}", file)) from None
    if len(statements) != 1 or not isinstance(statements[0], astnodes.Return):
        raise InputError(Problem("does more than return a table; nothing of it was run", file))
    value = _value(statements[0].values[0], file)
    if not isinstance(value, dict):
        raise InputError(Problem("returns no table", file))
    return value


def _value(node: Any, file: str, depth: int = 0) -> Any:
    """Return a literal as a value: tables as dicts, by position from 1 where they name no key."""
    from luaparser import astnodes

    if depth > 16:
        raise InputError(Problem("nests tables more than 16 levels deep", file))
    if isinstance(node, astnodes.Table):
        found: dict[Any, Any] = {}
        for number, item in enumerate(node.fields, 1):
            key = (
                number
                if item.key is None
                else getattr(item.key, "id", None) or _value(item.key, file, depth + 1)
            )
            found[key if isinstance(key, str | int | float) else str(key)] = _value(
                item.value, file, depth + 1
            )
        return found
    if isinstance(node, astnodes.String):
        return node.s.decode("utf-8", "replace") if isinstance(node.s, bytes) else node.s
    if isinstance(node, astnodes.Number):
        return node.n
    if isinstance(node, astnodes.TrueExpr | astnodes.FalseExpr):
        return isinstance(node, astnodes.TrueExpr)
    if isinstance(node, astnodes.UMinusOp):
        return -_value(node.operand, file, depth + 1)
    if isinstance(node, astnodes.Name | astnodes.Index | astnodes.Nil):
        return None
    raise InputError(Problem(f"holds a {type(node).__name__}, not only values; nothing of it was run", file))


def _legend(module: Mapping[Any, Any]) -> dict[str, str]:
    """Return the party of each colour, as the caption says: `[[File:Location dot red.svg|11px]] League`."""
    arguments = module.get("containerArgs")
    caption = str(arguments.get("caption", "")) if isinstance(arguments, dict) else ""
    found: dict[str, str] = {}
    for icon, party in _LEGEND.findall(caption):
        colours = _colours(icon)
        name = html.unescape(re.sub(r"'{2,}", "", party)).strip(" :,.")
        if len(colours) == 1 and name:
            found.setdefault(colours[0], name)
    return found


def _rows(marks: list[dict[Any, Any]], legend: Mapping[str, str], file: str) -> tuple[list[Row], list[str]]:
    icons = [(mark, _icon(str(mark.get("mark", "")))) for mark in marks]
    sieges = {_where(mark): icon for mark, icon in icons if icon.side and set(icon.colours) <= legend.keys()}
    rows: dict[tuple[str, tuple[float, float]], Row] = {}
    ornaments: list[str] = []
    for mark, icon in icons:
        if icon.side:
            continue
        parties = [legend[c] for c in icon.colours if c in legend]
        where = _where(mark)
        if not parties or where is None:
            ornaments.append(_name(mark) or str(mark.get("mark")))
            continue
        fields = _fields(mark, icon, parties, sieges.get(where), legend)
        rows.setdefault((fields["name"], where), Row(fields["name"], shapely.Point(where), fields))
    told = (
        [f"{len(ornaments)} marks without a holder left out: {', '.join(ornaments[:5])}"] if ornaments else []
    )
    return list(rows.values()), told


def _fields(
    mark: Mapping[Any, Any], icon: _Icon, parties: list[str], siege: _Icon | None, legend: Mapping[str, str]
) -> dict[str, str]:
    status, others, notes = icon.status, parties[1:], []
    if siege is not None and status == "held":
        status = "besieged"
        notes.append(f"besieged from the {_SIDES[siege.side or 'N']} by {legend[siege.colours[0]]}")
    if icon.rural:
        notes.append("presence in the countryside")
    link = str(mark.get("link") or "")
    found = {
        "name": _name(mark) or link or str(mark.get("mark")),
        "link": link,
        "mark": str(mark.get("mark")),
        "controller": parties[0],
        "status": status,
        "others": "; ".join(others),
        "note": "; ".join(notes),
    }
    return {name: text for name, text in found.items() if text}


def _icon(name: str) -> _Icon:
    arc = _ARC.search(name)
    colours = _colours(name)
    if arc and colours:
        return _Icon(colours, "held", arc["side"].upper())
    low = name.lower()
    two = len(colours) > 1
    status = "contested" if two and "anim" in low else "joint" if two else "held"
    return _Icon(colours, status, rural=low.startswith("4x4dot"))


def _colours(name: str) -> tuple[str, ...]:
    words = [word for word in _WORD.findall(name.lower()) if word in COLOURS]
    return tuple(dict.fromkeys("grey" if word == "gray" else word for word in words))


def _where(mark: Mapping[Any, Any]) -> tuple[float, float] | None:
    try:
        lon, lat = float(mark["long"]), float(mark["lat"])
    except (KeyError, TypeError, ValueError):
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def _name(mark: Mapping[Any, Any]) -> str:
    """Return a mark's label without wiki links, entities and the spaces around it."""
    label = _LINK.sub(lambda link: link[2], str(mark.get("label") or ""))
    return html.unescape(label).replace("\xa0", " ").strip()
