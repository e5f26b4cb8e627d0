"""Values of control states as other programs hand them back: GDAL, QGIS, pandas, and the formats they write.

A round trip moves ids into properties, makes text of lists and timestamps of days, writes nothing in many
ways, and cuts names and texts to what a format has room for. What is told here is which of that says
something else than a map did, and what it says in the map's own words.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple, get_args
from zoneinfo import ZoneInfo

import numpy as np

from controlmap.dates import first_minute, parse_instant, precision_of
from controlmap.errors import InputError
from controlmap.model import ControlState

__all__ = ["as_ours", "plain", "property_names", "says_the_same"]

_NOTHING = {"", "null", "none", "nan", "nat", "<na>"}
"""Texts, in small letters, that stand for no value."""
_LONGEST = 10
"""Characters that a Shapefile has room for in a field's name."""
_FULL = 240
"""Bytes from which on a Shapefile may have cut a text: it has room for 254, and cuts between characters."""
_ENCODINGS = ("latin-1", "cp1252")
"""In which GDAL writes Shapefiles that are asked for no other."""
_DATE_TIME = re.compile(
    r"(?P<day>[+-]?\d{4,6}-\d\d-\d\d)"
    r"(?:[T ](?P<minute>\d\d:\d\d)(?P<second>:\d\d(?:\.\d+)?)?\s*(?P<offset>Z|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
_SLASHES = re.compile(r"(\d{4})/(\d\d)/(\d\d)", re.ASCII)
_COUNT = re.compile(r"\(\d+:")
_COUNTED = re.compile(r"\((?P<count>\d+):(?P<items>.*)\)", re.DOTALL)
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_APART = re.compile(r"[\s,;\[\](){}]+")


class _Moment(NamedTuple):
    """A date-time as written: its day, its minute where one is given, its offset where one is meant."""

    day: str
    minute: str | None
    offset: str


def _named(wanted: Any) -> frozenset[str]:
    """Return the properties whose type, or one of its alternatives, is the one wanted."""
    return frozenset(
        n for n, field in ControlState.model_fields.items() if wanted in _types(field.annotation)
    )


def _types(annotation: Any) -> list[Any]:
    return [annotation, *(inner for one in get_args(annotation) for inner in _types(one))]


_LISTS, _INSTANTS, _NUMBERS = _named(tuple[str, ...]), _named(np.datetime64), _named(float)


def plain(value: Any) -> Any:
    """Return a value as JSON has it; NumPy's and pandas' are Python's, and their kinds of nothing None."""
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()]
    if value is None or str(value) in ("NaT", "<NA>") or value != value:
        return None
    if isinstance(value, np.datetime64):
        return str(value)
    if isinstance(value, np.generic):
        return plain(value.item())
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def as_ours(name: str, value: Any) -> Any:
    """Return what a program says of a property, as the format writes it; None is nothing.

    A midnight is a day: no program tells them apart, and no hour is said that nobody gave.
    """
    value = plain(value)
    if value is None or (isinstance(value, str) and value.strip().lower() in _NOTHING):
        return None
    if name in _LISTS:
        return _items(value)
    if name in _INSTANTS:
        return _instant_text(str(value))
    if name in _NUMBERS:
        return _number(value)
    return str(value) if name in ControlState.model_fields else value


def says_the_same(
    name: str, ours: Any, theirs: Any, *, zone: ZoneInfo | None = None, days_only: bool = False
) -> bool:
    """Tell whether what a program hands back of a property is what the map says, as written in its file.

    `days_only` says that the program's column has no room for an hour.
    """
    theirs = plain(theirs)
    if ours == theirs:
        return True
    if ours in (None, "", []):
        return as_ours(name, theirs) in (None, [])
    if theirs is None:
        return False
    if isinstance(ours, list) and name in _LISTS:
        return _items(theirs) == ours or _is_cut_list(ours, theirs)
    if name in _INSTANTS:
        return _is_same_instant(str(ours), str(theirs), zone, days_only)
    if isinstance(ours, list | dict):
        return _parsed(theirs) == ours or _is_cut(json.dumps(ours, ensure_ascii=False), theirs)
    if isinstance(ours, bool | int | float):
        number = _number(theirs)
        return isinstance(number, int | float) and math.isclose(ours, number, rel_tol=1e-9)
    one, two = str(ours), str(theirs)
    return _spaced(one) == _spaced(two) or _is_cut(one, two) or _is_recoded(one, two)


def property_names(columns: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return which property each column holds, of those known: as it is called, or as a format cut its name.

    A Shapefile keeps ten characters, and numbers names that are the same then.
    """
    free, found, taken = list(columns), {}, defaultdict[str, int](int)
    for spelt in (str, str.lower):
        for name in known:
            if name not in found.values():
                column = next((c for c in free if c not in found and spelt(c) == spelt(name)), None)
                found |= {} if column is None else {column: name}
    for name in known:
        if name not in found.values() and len(name) > _LONGEST:
            short, number = name[:_LONGEST], taken[name[:_LONGEST]]
            cut = f"{name[: _LONGEST - 2]}_{number}" if number else short
            taken[short] += 1
            column = next((c for c in free if c not in found and c.lower() == cut.lower()), None)
            found |= {} if column is None else {column: name}
    return found


def _items(value: Any) -> list[str]:
    """Return the words of a list, however it is written: JSON, `(2:a,b)`, `['a' 'b']`, `a,b`, `a b`."""
    if isinstance(value, list | tuple):
        words = [plain(item) for item in value]
        return _items(words[0]) if len(words) == 1 and _is_list(words[0]) else [str(w) for w in words]
    text = str(value).strip()
    parsed = _parsed(text)
    if isinstance(parsed, list):
        return _items(parsed)
    counted = _COUNTED.fullmatch(text)
    if counted:
        return counted["items"].split(",")
    if text[:1] in ("[", "(") and (quoted := _QUOTED.findall(text)):
        return [one or other for one, other in quoted]
    return [word for word in _APART.split(text) if word]


def _is_list(value: Any) -> bool:
    return isinstance(value, str) and value[:1] in ("[", "(")


def _parsed(value: Any) -> Any:
    """Return a JSON text's value; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _moment(text: str) -> _Moment | None:
    match = _DATE_TIME.fullmatch(_SLASHES.sub(r"\1-\2-\3", text.strip()))
    if match is None:
        return None
    # GDAL writes seconds always, and UTC where a format asks for some zone: people do not.
    made_up = match["second"] and match["offset"] in ("Z", "+00", "+0000", "+00:00")
    return _Moment(match["day"], match["minute"], "" if made_up else _colon(match["offset"] or ""))


def _colon(offset: str) -> str:
    digits = offset[1:].replace(":", "")
    return offset if offset in ("", "Z") else f"{offset[0]}{digits[:2]}:{digits[2:] or '00'}"


def _instant_text(text: str) -> str:
    moment = _moment(text)
    if moment is None or moment.minute is None:
        return text.strip() if moment is None else moment.day
    if moment.minute == "00:00" and not moment.offset:
        return moment.day
    return f"{moment.day}T{moment.minute}{moment.offset}"


def _is_same_instant(ours: str, theirs: str, zone: ZoneInfo | None, days_only: bool) -> bool:
    """Tell whether a timestamp is what its column makes of our date, which may be less precise."""
    moment = _moment(theirs)
    if moment is None:
        return theirs.strip() == ours
    try:
        known = parse_instant(ours, zone)
        told = parse_instant(f"{moment.day}T{moment.minute or '00:00'}{moment.offset}", zone)
    except InputError:
        return False
    if moment.minute is not None:
        return bool(first_minute(known) == told)
    day = first_minute(known).astype("datetime64[D]") == told
    return bool(day) and (precision_of(known) == "day" or (days_only and precision_of(known) == "minute"))


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    try:
        return plain(float({"true": 1, "false": 0}.get(str(value).lower(), str(value))))
    except ValueError:
        return value


def _spaced(text: str) -> str:
    """Return a text as formats keep it that drop spaces at its ends or have their own line breaks."""
    return text.replace("\r\n", "\n").strip()


def _is_cut(ours: str, theirs: Any) -> bool:
    """Tell whether a text is the beginning of ours, as far as there was room."""
    text = str(theirs)
    return len(text.encode()) >= _FULL and ours.startswith(text.rstrip("\ufffd").rstrip())


def _is_cut_list(ours: list[str], theirs: Any) -> bool:
    """Tell whether a text is the beginning of a list, cut where there was no more room."""
    if not isinstance(theirs, str) or len(theirs.encode()) < _FULL:
        return False
    words = [word.strip("'\"") for word in _APART.split(_COUNT.sub("", theirs))]
    *whole, last = [word for word in words if word] or [""]
    following = ours[len(whole) : len(whole) + 1]
    return ours[: len(whole)] == whole and bool(following) and following[0].startswith(last)


def _is_recoded(ours: str, theirs: str) -> bool:
    """Tell whether a text is ours in an encoding that has some of its letters only, the others being `?`."""
    return "?" in theirs and any(_is_in(code, _spaced(ours), _spaced(theirs)) for code in _ENCODINGS)


def _is_in(code: str, ours: str, theirs: str) -> bool:
    found = ours.encode(code, "replace").decode(code)
    return found == theirs or (len(theirs) >= _FULL and found.startswith(theirs))
