"""A small made-up map near Aleppo: a grid of cells with crooked borders, four dates, one hour."""

import math
from collections.abc import Callable

from .payload_writer import delta, encode

WEST, SOUTH, STEP, COLUMNS, ROWS = 36.0, 35.2, 0.2, 10, 8
GRID = 1e-6
DATES = ["2024-11-26", "2024-11-29", "2024-11-30", "2024-11-30T14:00", "2024-12-08"]
STEPS = ["2024-11-26", "2024-11-29", "2024-11-30/1", "2024-11-30", "2024-12-08"]
"""What the page calls the map at each of `DATES`: a day is the map at its end."""
LAST = "2024-12-12"
ACTORS = [
    ("unknown", "Unknown", "غير معروف", "#9aa0a3", "none"),
    ("government", "Syrian government", "الحكومة السورية", "#b5485d", "none"),
    ("hts_allied", "HTS and allies", "هيئة تحرير الشام وحلفاؤها", "#3f8f6b", "none"),
    ("kurdish", "Kurdish-led forces", "القوات الكردية", "#d9a520", "dots"),
    ("sna", "Syrian National Army", "الجيش الوطني السوري", "#5a78b8", "lines"),
]
PLACES = [
    ("aleppo", "Aleppo", "حلب", "city", 37.16, 36.2, 1, 2_000_000),
    ("idlib", "Idlib", "إدلب", "city", 36.63, 35.93, 1, 160_000),
    ("saraqib", "Saraqib", "سراقب", "town", 36.8, 35.86, 3, 32_000),
    ("maarat", "Maʿarrat al-Nuʿmān", "معرة النعمان", "town", 36.68, 35.64, 3, None),
    ("azaz", "Azaz", "أعزاز", "town", 37.05, 36.59, 3, 31_000),
    ("tell_rifaat", "Tell Rifaat", "تل رفعت", "town", 37.1, 36.47, 4, None),
]


def holder(column: float, row: float, date: int) -> tuple[int, str, str, list[int]]:
    """Who holds a cell: actor, status, certainty, others."""
    if row >= 6 and column < 7:
        return 4, "held", "reported", []
    if (column, row) == (5, 4):
        return 3, ("besieged" if 0 < date < 4 else "held"), "confirmed", []
    if date == 4 and column > 7:
        return 0, "held", "inferred", []
    if column < 2 + [0, 1, 3, 4, 6][date]:
        return 2, "held", ("claimed" if column >= 4 and date == 2 else "confirmed"), []
    if column < 3 + [0, 1, 3, 4, 6][date] and date > 0:
        return 1, "contested", "reported", [2]
    return (
        (4 if row == 7 else 1),
        ("joint" if (column, row) == (8, 1) else "held"),
        "reported",
        [3] if (column, row) == (8, 1) else [],
    )


def small_map(change: Callable[[dict], None] | None = None) -> bytes:
    """The map's payload; `change` may alter the header before it is written."""
    cells = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    states: list[dict] = [_state(0, "held", "inferred", [], DATES[0], None, None)]
    spells = [_spells(cell, states) for cell in cells]
    arcs = _arcs({cell: i + 1 for i, cell in enumerate(cells)})
    base, lengths, xy = _base()
    header = _header(states, base)
    if change:
        change(header)
    return encode(
        header,
        {
            "arc_lengths": [len(arc["line"]) for arc in arcs],
            "arc_xy": delta([value for arc in arcs for point in arc["line"] for value in point]),
            "arc_left": [arc["left"] for arc in arcs],
            "arc_right": [arc["right"] for arc in arcs],
            "cell_layer": [0 if column < 5 else 1 for column, _ in cells],
            "cell_area": [_cell_area_m2(row) for _, row in cells],
            "spell_counts": [len(one) for one in spells],
            "spell_dates": [date for one in spells for date, _ in one],
            "spell_states": [state for one in spells for _, state in one],
            "base_lengths": lengths,
            "base_xy": delta(xy),
        },
    )


def _spells(cell: tuple[int, int], states: list[dict]) -> list[tuple[int, int]]:
    held = [holder(*cell, date) for date in range(len(DATES))]
    starts = [date for date in range(len(DATES)) if date == 0 or held[date] != held[date - 1]]
    spells = []
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        actor, status, certainty, others = held[start]
        begin = "2020-03-05" if start == 0 else DATES[start]
        until = None if end is None else DATES[end]
        state = _state(actor, status, certainty, others, begin, until, f"s{len(states)}")
        state["area"] = {"en": f"Ground {cell[0]}/{cell[1]}", "ar": f"أرض {cell[0]}/{cell[1]}"}
        state["layer"] = 0 if cell[0] < 5 else 1
        states.append(state)
        spells.append((start, len(states) - 1))
    return spells


def _state(
    actor: int, status: str, certainty: str, others: list[int], begin: str, until: str | None, id_: str | None
) -> dict:
    return {
        "id": id_,
        "layer": 0,
        "area": None,
        "controller": actor,
        "status": status,
        "others": others,
        "certainty": certainty,
        "from": begin,
        "to": until,
        "sources": [0, 1] if actor else [],
        "note": None,
        "reports": [],
        "evidence_km": 12.4 if certainty == "inferred" else 0.8,
    }


def _corner(column: int, row: int) -> tuple[int, int]:
    shift = 0.25 if 0 < column < COLUMNS else 0
    rise = 0.25 if 0 < row < ROWS else 0
    lon = WEST + STEP * (column + shift * math.sin(3.1 * column + 2.3 * row))
    lat = SOUTH + STEP * (row + rise * math.cos(1.7 * column + 4.1 * row))
    return round(lon / GRID), round(lat / GRID)


def _line(a: tuple[int, int], b: tuple[int, int]) -> list[tuple[int, int]]:
    (ax, ay), (bx, by) = _corner(*a), _corner(*b)
    inner = []
    for i in range(1, 8):
        bend = 0.09 * math.sin(math.pi * i / 8) * math.sin(i * 2.1 + ax * 1e-5 + by * 1e-5)
        inner.append(
            (
                round(ax + (bx - ax) * i / 8 - (by - ay) * bend),
                round(ay + (by - ay) * i / 8 + (bx - ax) * bend),
            )
        )
    return [(ax, ay), *inner, (bx, by)]


def _arcs(numbers: dict[tuple[int, int], int]) -> list[dict]:
    across = [
        {
            "line": _line((x, y), (x + 1, y)),
            "left": numbers.get((x, y), 0),
            "right": numbers.get((x, y - 1), 0),
        }
        for x in range(COLUMNS)
        for y in range(ROWS + 1)
    ]
    upwards = [
        {
            "line": _line((x, y), (x, y + 1)),
            "left": numbers.get((x - 1, y), 0),
            "right": numbers.get((x, y), 0),
        }
        for x in range(COLUMNS + 1)
        for y in range(ROWS)
    ]
    return across + upwards


def _cell_area_m2(row: int) -> int:
    return round(111_320 * STEP * math.cos(math.radians(SOUTH + STEP * (row + 0.5))) * 111_000 * STEP)


def _base() -> tuple[list[dict], list[int], list[int]]:
    """Land, a lake, a river, a road and the settlements on a grid of 1e-4 degrees."""
    lines = [
        [(34.5, 34.0), (39.5, 34.0), (39.5, 37.5), (34.5, 37.5)],
        [(37.9, 35.9), (38.2, 35.95), (38.25, 36.2), (38.0, 36.3)],
        [(36.35, 35.0), (36.3, 35.6), (36.45, 36.1), (36.4, 36.9)],
        [(36.7, 35.0), (36.75, 35.8), (37.16, 36.2), (37.1, 36.9)],
        *[[(lon, lat)] for _, _, _, _, lon, lat, _, _ in PLACES],
    ]
    kinds = [("country", "polygon"), ("water", "polygon"), ("river", "line"), ("road", "line")]
    base = [
        _base_layer(kind, [{"name": None, "class": None, "rank": 1, "shape": shape, "parts": 1}])
        for kind, shape in kinds
    ]
    settlements = [
        {"name": {"en": en, "ar": ar}, "class": kind, "rank": rank, "shape": "point", "parts": 1}
        for _, en, ar, kind, _, _, rank, _ in PLACES
    ]
    xy = [round(value / 1e-4) for line in lines for point in line for value in point]
    return [*base, _base_layer("settlement", settlements)], [len(line) for line in lines], xy


def _base_layer(kind: str, features: list[dict]) -> dict:
    return {"kind": kind, "attribution": f"Made-up {kind}", "features": features}


def _header(states: list[dict], base: list[dict]) -> dict:
    return {
        "format": "controlmap",
        "version": 1,
        "generator": "controlmap 0.0.0",
        "title": {"en": "A small map near Aleppo", "ar": "خريطة صغيرة قرب حلب"},
        "description": {"en": "Made up for tests.", "ar": "للاختبار فقط."},
        "languages": ["en", "ar"],
        "right_to_left": ["ar"],
        "time_zone": "Asia/Damascus",
        "known_on": None,
        "grid": GRID,
        "base_grid": 1e-4,
        "view": [WEST, SOUTH, WEST + COLUMNS * STEP, SOUTH + ROWS * STEP],
        "period": ["2024-11-26", "2024-12-13"],
        "dates": DATES,
        "actors": [
            {
                "id": id_,
                "name": {"en": en, "ar": ar},
                "short": None,
                "in_text": {"en": f"the {en}"} if id_ == "government" else None,
                "colour": colour,
                "pattern": pattern,
                "parent": None,
            }
            for id_, en, ar, colour, pattern in ACTORS
        ],
        "layers": [
            {"id": "idlib", "name": {"en": "Idlib", "ar": "إدلب"}, "bounds": [36.0, 35.2, 37.0, 36.8]},
            {"id": "aleppo", "name": {"en": "Aleppo", "ar": "حلب"}, "bounds": [37.0, 35.2, 38.0, 36.8]},
        ],
        "sources": [
            {
                "id": "one",
                "title": "A report",
                "publisher": "An agency",
                "issued": "2024-12-02",
                "url": "https://example.org/a",
                "lean": None,
            },
            {
                "id": "two",
                "title": "A script",
                "publisher": None,
                "issued": None,
                "url": "javascript:alert(1)",
                "lean": None,
            },
        ],
        "states": {"count": len(states) - 1, **{name: [s[name] for s in states[1:]] for name in states[0]}},
        "places": [
            {
                "id": id_,
                "name": {"en": en, "ar": ar},
                "kind": kind,
                "lon": lon,
                "lat": lat,
                "population": people,
            }
            for id_, en, ar, kind, lon, lat, _, people in PLACES
        ],
        "events": [_event(i, *one) for i, one in enumerate(EVENTS)],
        "story": [
            {
                "date": date,
                "compare": compare,
                "view": view,
                "place": place,
                "text": {"en": f"What happened on {date}.", "ar": f"ماذا حدث {date}"},
                "sources": [0],
            }
            for date, compare, view, place in [
                ("2024-11-26", None, [36, 35.2, 38, 36.8], None),
                ("2024-11-30", "2024-11-29", [36.5, 35.5, 37, 36], "saraqib"),
                ("2024-12-08", None, None, None),
            ]
        ],
        "base": base,
        "attribution": ["Made up"],
        "licence": "CC0",
    }


EVENTS = [
    ("2024-11-29", "Aleppo", "حلب", "shelling", 37.16, 36.2, 4, "incident"),
    ("2024-11-29T17:00", "Aleppo", "حلب", "air_strike", 37.161, 36.201, 11, "aggregate"),
    ("2024-12-02", "Idlib", "إدلب", "air_strike", 36.63, 35.93, 25, "cumulative"),
    ("2024-12-08", "Damascus", "دمشق", "statement", None, None, None, None),
]


def _event(
    number: int,
    date: str,
    en: str,
    ar: str,
    kind: str,
    lon: float | None,
    lat: float | None,
    killed: int | None,
    basis: str | None,
) -> dict:
    return {
        "id": f"e{number}",
        "date": date,
        "precision": "day",
        "place": {"en": en, "ar": ar},
        "kind": kind,
        "statement": {"en": f"Something happened at {en}.", "ar": f"حدث شيء في {ar}."},
        "actor": {"en": "government"} if number else {"en": "Both sides", "ar": "الطرفان"},
        "killed": killed,
        "killed_children": None,
        "injured": None,
        "count_basis": basis,
        "reported_by": "An agency",
        "sources": [0],
        "note": None,
        "lon": lon,
        "lat": lat,
    }
