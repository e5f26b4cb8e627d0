"""Odd JSON beside a strict reader of the plainest Python: the same values, or a refusal, and never others."""

import codecs
import json
import random
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from controlmap.format import parse_layer, severity, write_layer
from controlmap.plane import Grid
from tests.torture.row import Case, Cases, part_of

CASES = 50_000
RING = "[[[36,35],[36.5,35],[36.5,35.5],[36,35.5],[36,35]]]"
Text = str


def run(share: float, scratch: Path) -> Cases:
    chance = random.Random(2)
    taken = 0
    for number in range(part_of(CASES, share)):
        value = _value(chance, 3)
        text = _layer(value, chance)
        data = ENCODINGS[chance.randrange(len(ENCODINGS))](text) if number % 3 == 0 else _utf8(text)
        was_taken, fault = _judged(data)
        taken += was_taken
        yield fault
    return f"{taken:,} taken, the others refused"


def _utf8(text: Text) -> bytes:
    return text.encode("utf-8", "surrogatepass")


ENCODINGS: tuple[Callable[[Text], bytes], ...] = (
    lambda text: codecs.BOM_UTF8 + _utf8(text),
    lambda text: text.encode("utf-16", "surrogatepass"),
    lambda text: text.encode("utf-16-le", "surrogatepass"),
    lambda text: text.encode("utf-32", "surrogatepass"),
    lambda text: text.encode("latin-1", "replace"),
    lambda text: _utf8(text).replace(b"\xc3", b"\xc0\x80", 1),
    lambda text: _utf8(text)[:-1],
    lambda text: _utf8(text) + b"\0",
    _utf8,
)


def _layer(value: Text, chance: random.Random) -> Text:
    """A layer of one state with an odd property, and at times an odd member."""
    says = '"controller":"a","valid_from":"2024-01-01","valid_to":null'
    twice = chance.choice(("", "", "", ',"controller":"b"', ',"odd":1', ',"c\\u006fntroller":"b"'))
    member = chance.choice(("", "", f',"more":{value}', f',"id":{value}'))
    ring = RING.replace(
        "36.5", chance.choice(("36.5", "36.5", "3.65e1", "36.50000000000000001", "365e-1")), 1
    )
    return (
        '{"type":"FeatureCollection","features":[{"type":"Feature","id":"s1"'
        f'{member},"geometry":{{"type":"Polygon","coordinates":{ring}}},'
        f'"properties":{{{says},"odd":{value}{twice}}}}}]}}'
    )


NUMBERS = (
    *("0", "-0", "-0.0", "1e400", "1e-400", "9007199254740993", "-9007199254740993", "12345678901234567890"),
    *(
        "0.1",
        "1.0",
        "1E5",
        "NaN",
        "Infinity",
        "-Infinity",
        "01",
        "1.",
        ".5",
        "+1",
        "0x10",
        "1_000",
        "1e",
        "١",
    ),
    *("0.30000000000000004", "1.7976931348623157e308", "2.2250738585072011e-308", "1" * 400),
)
TEXTS = (
    *(
        r"\ud800",
        r"\udc00\ud800",
        r"\ud83d\ude00",
        r"\u0000",
        r"\x41",
        r"\u12",
        "\t",
        "\x7f",
        "\u2028",
        "\ufeff",
    ),
    *(
        "é",
        "e\u0301",
        "\u202eabc",
        "NaN",
        "null",
        "2024-01-01",
        r"\/",
        r"\"",
        "",
        "\ud800",
        "😀",
        "</script>",
    ),
)


def _value(chance: random.Random, depth: int) -> Text:
    """A JSON value that readers differ on."""
    kind = chance.randrange(6 if depth else 4)
    if kind == 0:
        return chance.choice(("true", "false", "null", "True", "None", "nul"))
    if kind == 1:
        return chance.choice(NUMBERS)
    if kind in (2, 3):
        return f'"{chance.choice(TEXTS)}{chance.choice(("", "x"))}"'
    inner = [_value(chance, depth - 1) for _ in range(chance.randrange(3))]
    if kind == 4:
        return f"[{','.join(inner)}{chance.choice(('', '', '', ','))}]"
    names = [chance.choice(("a", "b", "", "\\u0061", "__proto__", "type")) for _ in inner]
    return "{" + ",".join(f'"{name}":{one}' for name, one in zip(names, inner, strict=True)) + "}"


class _RefusedError(Exception):
    """The plain reader does not take it."""


def _plain(data: bytes) -> Any:
    """What bytes mean to a reader that takes nothing but RFC 8259 in UTF-8, with exact numbers."""
    if data.startswith(codecs.BOM_UTF8):
        raise _RefusedError("a byte order mark")
    try:
        text = data.decode("utf-8")
        return json.loads(
            text, parse_float=_exact, parse_int=_exact, parse_constant=_no, object_pairs_hook=_once
        )
    except (UnicodeDecodeError, ValueError, InvalidOperation) as error:
        raise _RefusedError(str(error)) from None


def _exact(text: str) -> Decimal:
    return Decimal(text)


def _no(text: str) -> Any:
    raise _RefusedError(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise _RefusedError("a name twice")
    return dict(pairs)


def _judged(data: bytes) -> tuple[bool, Case]:
    """Whether ours took it, and what it made of it that the plain reader did not."""
    layer, problems = parse_layer(data, file="x.geojson", grid=Grid(6), zone=ZoneInfo("UTC"))
    if any(severity(problem) == "error" for problem in problems):
        return False, None
    try:
        (meant,) = _plain(data)["features"]
    except _RefusedError as reason:
        return True, f"taken, though {reason}: {data[:400]!r}"
    (kept,) = _plain(write_layer(layer, grid=Grid(6)))["features"]
    wrong = [
        name for name, value in meant["properties"].items() if not _same(kept["properties"].get(name), value)
    ]
    wrong += [name for name in ("id", "more") if name in meant and not _same(kept.get(name), meant[name])]
    return True, f"{wrong} read as other than written: {data[:400]!r}" if wrong else None


def _same(one: Any, two: Any) -> bool:
    """Whether two values are the same; a fraction is the double that is closest to it."""
    if isinstance(one, Decimal) and isinstance(two, Decimal):
        return one == two or (not _is_whole(two) and float(one) == float(two))
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(_same(one[name], two[name]) for name in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(_same, one, two))
    return type(one) is type(two) and one == two


def _is_whole(number: Decimal) -> bool:
    """Whether a number was written with digits only, so that each of them counts."""
    return number.as_tuple().exponent == 0
