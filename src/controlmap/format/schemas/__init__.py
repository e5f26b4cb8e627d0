"""JSON Schemas of the files of a map project, made from the models.

The `.json` files beside this module are their committed form; `python -m controlmap.format.schemas` renews
them.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from controlmap.model import (
    LANGUAGE,
    SPELLED,
    ControlState,
    Event,
    Localized,
    Place,
    Report,
    Settings,
    Source,
)

__all__ = ["all_schemas", "schema_text"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Fields of the models that stand outside the properties of a feature.
_OUTSIDE = ("id", "geometry", "members", "numeric_id")
_POSITION = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}
_RINGS = {"type": "array", "items": {"type": "array", "items": _POSITION, "minItems": 4}, "minItems": 1}
_COORDINATES: dict[str, dict[str, Any]] = {
    "Point": _POSITION,
    "Polygon": _RINGS,
    "MultiPolygon": {"type": "array", "items": _RINGS, "minItems": 1},
}


def all_schemas() -> dict[str, dict[str, Any]]:
    """Return each schema by its file name.

    `places` and `reports` describe a row once its fields are numbers and lists; an empty field is null.
    """
    schemas = {
        "controlmap": _model(Settings),
        "layer": _collection(ControlState, ["Polygon", "MultiPolygon"], id_types=["string", "integer"]),
        "events": _collection(Event, ["Point"], id_types=["string"], nullable=True),
        "sources": _list_of(_model(Source)),
        "places": _model(Place),
        "reports": _model(Report),
    }
    return {f"{name}.schema.json": {"$schema": _DIALECT, **schema} for name, schema in schemas.items()}


def schema_text(schema: dict[str, Any]) -> str:
    """Return a schema as it is committed."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _model(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    return _localized(model, schema) if issubclass(model, Localized) else schema


def _localized(model: type[Localized], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with `x_LANG` for each text `x`; one that must be there may be so in any language.

    Where foreign properties are kept, one that merely looks like a text in another language is none.
    """
    names = "|".join(model.localized)
    text = {} if model.model_config.get("extra") == "allow" else {"type": ["string", "null"]}
    needed = [name for name in schema["required"] if name in model.localized]
    in_any = [{"not": {"propertyNames": {"not": {"pattern": f"^{name}(_{LANGUAGE})?$"}}}} for name in needed]
    return {
        **schema,
        "properties": {key: value for key, value in schema["properties"].items() if key != SPELLED},
        "patternProperties": {f"^({names})_{LANGUAGE}$": text},
        "required": [name for name in schema["required"] if name not in needed],
        **({"allOf": in_any} if in_any else {}),
    }


def _list_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"title": f"{schema['title']}s", "type": "array", "items": schema}


def _collection(
    model: type[BaseModel], geometry_types: list[str], *, id_types: list[str], nullable: bool = False
) -> dict[str, Any]:
    """Return the schema of a FeatureCollection whose features' properties a model describes."""
    geometries = [_geometry(kind) for kind in geometry_types]
    feature = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": id_types},
            "geometry": {"oneOf": [*geometries, {"type": "null"}] if nullable else geometries},
            "properties": _properties(model),
        },
    }
    return {
        "title": f"{model.__name__} collection",
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature},
        },
    }


def _geometry(kind: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {"type": {"const": kind}, "coordinates": _COORDINATES[kind]},
    }


def _properties(model: type[BaseModel]) -> dict[str, Any]:
    schema = _model(model)
    return {
        **schema,
        "properties": {key: value for key, value in schema["properties"].items() if key not in _OUTSIDE},
        "required": [key for key in schema["required"] if key not in _OUTSIDE],
    }
