"""A data package (Frictionless Data Package 1): tables, ground, schemas, checksums, and a citation.

https://specs.frictionlessdata.io/data-package/ and https://citation-file-format.github.io/ (1.2.0) say what
the two files that describe the others hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from controlmap.exchange.licences import licence_of
from controlmap.exchange.sheets import About, Sheet
from controlmap.exchange.writers.geojson import write_geojson
from controlmap.exchange.writers.schema import table_schema
from controlmap.exchange.writers.tables import csv_text
from controlmap.format import json_text

__all__ = ["CITATION", "PACKAGE", "PACKAGE_FORMAT", "write_package"]

PACKAGE, CITATION = "datapackage.json", "CITATION.cff"
PACKAGE_FORMAT = "controlmap package 1"
_STATES = "states"
_KEYS: Mapping[str, Sequence[str]] = {
    "states": ("layer", "id"),
    "reports": ("id",),
    "actors": ("id",),
    "sources": ("id",),
}
_ACTORS = {"states": ("controller",), "areas": ("controller",), "reports": ("controller",)}
"""Columns that name an actor of the table of actors."""
_MEANS = {
    "states": "Who held which ground, from when until when, how surely, and who says so",
    "areas": "Square kilometres and share of each layer, by controller, at each change",
    "reports": "Sourced statements that a place was in somebody's hands on a date",
    "actors": "The parties, with names and colours",
    "sources": "What states and reports rest on",
}
_ABOUT = (
    "Periods are half-open: `valid_to` is the first instant at which a state does not hold any more. Dates "
    "are as precisely known as they are written, on the clock of {zone}, but for hours of `valid_from` and "
    "`valid_to`: where `precision` says so they show an order only. Coordinates are longitude and "
    "latitude on WGS 84. Words of a list have spaces between. A text that a spreadsheet would run has an "
    "apostrophe in front."
)


def write_package(path: Path, sheets: Sequence[Sheet]) -> list[str]:
    """Write a table for each kind of rows, the ground of all states, and the two files that describe them."""
    about = sheets[0].about
    states = [sheet for sheet in sheets if sheet.kind == "ground"]
    tables = {_STATES: states, **{sheet.name: [sheet] for sheet in sheets if sheet not in states}}
    for name, rows in tables.items():
        text = csv_text(rows, "geojson" if rows[0].kind == "points" else None)
        (path / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    write_geojson(path / f"{_STATES}.geojson", states)
    resources = [_geometries(path), *(_table(path, name, rows) for name, rows in tables.items())]
    described = {**_head(about), **_sources(tables["sources"]), "resources": resources}
    data = orjson.dumps(described, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    (path / PACKAGE).write_bytes(data)
    (path / CITATION).write_text(_citation(about, data), encoding="utf-8", newline="\n")
    return []


def _head(about: About) -> dict[str, Any]:
    licence = licence_of(about.licence)
    text = about.description.get(about.languages[0], "")
    named = {"name": licence.spdx, "path": licence.url} if licence else {"name": _slug(about.licence)}
    return {
        "profile": "data-package",
        "controlmap": PACKAGE_FORMAT,
        "name": _slug(about.name),
        "title": about.name,
        "description": "\n\n".join(filter(None, [text, _ABOUT.format(zone=about.time_zone)])),
        "as_of": about.as_of,
        **({"licenses": [{**named, "title": about.licence}]} if about.licence else {}),
        **({"contributors": [{"title": one} for one in about.attribution]} if about.attribution else {}),
    }


def _slug(text: str) -> str:
    """Return a name as packages have them: small Latin letters, digits and what may stand between."""
    return re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-") or "map"


def _sources(sheets: Sequence[Sheet]) -> dict[str, Any]:
    rows = [item.fields for sheet in sheets for item in sheet.items]
    found = [{"title": row["title"], **({"path": row["url"]} if row["url"] else {})} for row in rows]
    return {"sources": found} if found else {}


def _file(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    return {"path": path.name, "bytes": len(data), "hash": f"sha256:{sha256(data).hexdigest()}"}


def _geometries(folder: Path) -> dict[str, Any]:
    return {
        "name": f"{_STATES}-ground",
        "title": f"{_MEANS[_STATES]}: the ground itself",
        **_file(folder / f"{_STATES}.geojson"),
        "format": "geojson",
        "mediatype": "application/geo+json",
        "encoding": "utf-8",
    }


def _table(folder: Path, name: str, sheets: Sequence[Sheet]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": _MEANS[name],
        **_file(folder / f"{name}.csv"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table_schema(sheets, _KEYS.get(name, ()), _ACTORS.get(name, ())),
    }


def _citation(about: About, package: bytes) -> str:
    """Return `CITATION.cff`; its texts are quoted as in JSON, which YAML reads."""
    licence, text = licence_of(about.licence), about.description.get(about.languages[0])
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"title: {json_text(about.name)}",
        'message: "Who uses these data is asked to cite them so."',
        "authors:",
        f"  - name: {json_text(f'Contributors to “{about.name}”')}",
        *([f"abstract: {json_text(text)}"] if text else []),
        *([f"license: {licence.spdx}"] if licence else []),
        f"version: {json_text(f'as of {about.as_of}')}",
        "identifiers:",
        "  - type: other",
        f"    value: {json_text(f'sha256:{sha256(package).hexdigest()}')}",
        f'    description: "The checksum of {PACKAGE}, which has those of all other files."',
    ]
    return "\n".join(lines) + "\n"
