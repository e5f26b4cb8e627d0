"""A map project that says, in each of its text fields, what a template or a parser would take for its own."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from controlmap.model.ids import KEY

HOSTILE = " ".join(
    [
        "{{ 7*7 }} {% raw %} {# {%",
        "</script><script>window.ran = 1</script>",
        '<img src=x onerror="window.ran = 1"> <!--<script>',
        "\"'`${window.ran = 1}` &lt;b&gt; &#60; \\u003cb\\u003e",
        "\u2028\u2029\u202e\u200b é 𝄞",
    ]
)
HARMLESS = "plain words"
SQUARE = [[[36.0, 35.0], [36.5, 35.0], [36.5, 35.5], [36.0, 35.5], [36.0, 35.0]]]


def text_in(field: str, text: str = HOSTILE) -> str:
    """What a field says, so that it can be found again on the page."""
    return f"{field}: {text}"


def write_project(folder: Path, text: str, *, statements: Iterable[str] = ()) -> Path:
    """Write a map project whose every text field holds `text`; an event more for each of `statements`."""
    files = {
        "controlmap.toml": _settings(text),
        "layer.geojson": _collection([_state(text)]),
        "background.geojson": _collection([_base(text)]),
        "events.geojson": _collection([_event(text), *map(_told, enumerate(statements))]),
        "sources.json": _json([_source(text)]),
        "places.csv": _table(_place(text)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def _place(text: str) -> dict[str, str]:
    words = {
        name: text_in(f"place {name}", text) for name in ("name_en", "name_ar", "admin1", "coord_source")
    }
    point = {"kind": "town", "lon": "36.25", "lat": "35.25", "coord_accuracy_m": "", "population": "10"}
    return {"id": _key(text), **words, **point, "cell": "yes", "note": text_in("place note", text)}


def _settings(text: str) -> str:
    def both(field: str) -> str:
        return f"{{ en = {_json(text_in(field, text))}, ar = {_json(text_in(field + ' ar', text))} }}"

    def one(field: str) -> str:
        return _json(text_in(field, text))

    return f"""
format = 1
title = {both("title")}
description = {both("description")}
time_zone = "Asia/Damascus"
languages = ["en", "ar"]
licence = {one("licence")}
author = [{both("author")}]
publisher = {one("publisher")}
attribution = [{one("attribution")}]
[[actors]]
id = "red"
name = {both("actor")}
short = {both("short")}
in_text = {both("in_text")}
colour = "#aa3322"
[[layers]]
id = "one"
file = "layer.geojson"
name = {both("layer")}
[[base]]
file = "background.geojson"
kind = "settlement"
attribution = {one("base attribution")}
"""


def _state(text: str) -> dict:
    words = {name: text_in(f"state {name}", text) for name in ("area", "area_ar", "note", "note_ar", "more")}
    says = {
        "controller": "red",
        "valid_from": "2024-01-01",
        "valid_to": None,
        "sources": [_key(text)],
        **words,
    }
    return _feature({"type": "Polygon", "coordinates": SQUARE}, says, _id("state id", text))


def _base(text: str) -> dict:
    words = {name: text_in(f"base {name}", text) for name in ("name_en", "name_ar", "class")}
    return _feature(
        {"type": "Point", "coordinates": [36.1, 35.1]}, {**words, "rank": 1}, _id("base id", text)
    )


def _event(text: str) -> dict:
    names = (
        "place",
        "place_ar",
        "kind",
        "statement",
        "statement_ar",
        "actor_reported",
        "actor_reported_ar",
        "reported_by",
        "note",
    )
    words = {name: text_in(f"event {name}", text) for name in names}
    says = {"date": "2024-01-01", "killed_total": 1, "sources": [_key(text)], **words}
    return _feature({"type": "Point", "coordinates": [36.2, 35.2]}, says, _key(text))


def _told(numbered: tuple[int, str]) -> dict:
    number, statement = numbered
    return _feature(None, {"date": "2024-01-01", "kind": "statement", "statement": statement}, f"e{number}")


def _source(text: str) -> dict:
    return {
        "id": _key(text),
        "title": text_in("source title", text),
        "publisher": text_in("source publisher", text),
        "issued": {"literal": text_in("source issued", text)},
        "URL": f"https://example.org/{text}",
        "annote": text_in("source annote", text),
    }


def _feature(geometry: dict | None, properties: dict, id_: str) -> dict:
    return {"type": "Feature", "id": id_, "geometry": geometry, "properties": properties}


def _collection(features: list[dict]) -> str:
    return _json({"type": "FeatureCollection", "features": features})


def _id(field: str, text: str) -> str:
    """All of a text that an id may be: line breaks are refused in it."""
    return re.sub("[\u2028\u2029]", "", text_in(field, text))


def _key(text: str) -> str:
    """An id: what of a text one may hold."""
    return "".join(sign for sign in text if re.fullmatch(KEY, f"e{sign}"))


def _json(value: object) -> str:
    """JSON, whose texts are also texts of TOML."""
    return json.dumps(value, ensure_ascii=False)


def _table(row: dict[str, str]) -> str:
    quoted = [f'"{value.replace(chr(34), chr(34) * 2)}"' for value in row.values()]
    return f"{','.join(row)}\n{','.join(quoted)}\n"
