"""How an input is changed: its bytes by atheris, or a value in its JSON, so that it stays JSON."""

import json
import random
from typing import Any

import atheris

ODD = (
    *(None, True, False, 0, -1, 1, 0.5, -0.0, 1e-300, 1e300, 2**53 + 1, -(2**63), 10**30, 180, -181, 91),
    *(
        "",
        " ",
        "a",
        "unknown",
        "2024",
        "2024-03",
        "2024-03-01",
        "2024-03-01T24:00",
        "-0044-03-15",
        "9999-12-31",
    ),
    *("2024-03-01T10:00+03:00", "+99999-01-01", "١٢", "\u202e", "\ud800", "\x00", "a\nb", "../a", "é" * 300),
    *(
        [],
        {},
        [[]],
        [None],
        {"a": None},
        [[[]]],
        [0, 0],
        [0, 0, 0],
        ["a"],
        {"type": "Polygon", "coordinates": []},
    ),
)
"""Values that a reader may not expect."""
_OF_ITS_JSON = 0.6


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """Return an input changed in one place."""
    chance = random.Random(seed)
    try:
        value = json.loads(data) if chance.random() < _OF_ITS_JSON else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict | list) or not value:
        return atheris.Mutate(data, most)
    changed = json.dumps(_changed(value, chance), ensure_ascii=chance.random() < 0.5, indent=None)
    return changed.encode("utf-8", "surrogatepass")[:most]


def _changed(value: Any, chance: random.Random) -> Any:
    """Return a value in which one thing is another, is not there, is there twice, or has changed places."""
    homes = list(_homes(value))
    home = chance.choice(homes)
    key = chance.choice([*home]) if isinstance(home, dict) else chance.randrange(len(home))
    match chance.randrange(6):
        case 0:
            del home[key]
        case 1:
            other = chance.choice(homes)
            found = other[chance.choice([*other])] if isinstance(other, dict) else chance.choice(other)
            home[key] = json.loads(json.dumps(found))
        case 2 if isinstance(home, list):
            home.insert(key, home[key])
        case 3 if isinstance(home[key], int | float):
            home[key] = home[key] * chance.choice((-1, 10, 1e-7)) + chance.choice((0, 1e-9, 1))
        case 4 if isinstance(home, list):
            chance.shuffle(home)
        case _:
            home[key] = json.loads(json.dumps(chance.choice(ODD)))
    return value


def _homes(value: Any) -> Any:
    """Yield each object and array that holds something."""
    if isinstance(value, dict | list) and value:
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from _homes(one)
