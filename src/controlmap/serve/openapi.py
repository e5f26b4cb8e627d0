"""The API's description (OpenAPI 3.1), made of the table of operations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import models_json_schema

import controlmap
from controlmap.edit import ACTS
from controlmap.serve.bodies import Body
from controlmap.serve.operations import Operation

__all__ = ["described"]

_REF = "#/components/schemas/{model}"
_ANSWER = {
    "description": "What was asked for.",
    "content": {"application/json": {"schema": {"type": "object"}}},
}
_REFUSED = {
    "description": "Why it cannot be done: `problems`, or `conflicts` where somebody else was there.",
    "content": {"application/json": {"schema": {"type": "object"}}},
}


def described(operations: Iterable[Operation]) -> dict[str, Any]:
    """Return the description of operations as JSON has it."""
    listed = list(operations)
    paths: dict[str, dict[str, Any]] = {}
    for one in listed:
        paths.setdefault(one.path, {})[one.method.lower()] = _described(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "controlmap edit", "version": controlmap.__version__},
        "paths": paths,
        "components": {"schemas": _schemas({one.body for one in listed if one.body})},
    }


def _described(one: Operation) -> dict[str, Any]:
    in_path = [_parameter(name, "path", "", True) for name in re.findall(r"{(\w+)}", one.path)]
    in_query = [
        _parameter(name.rstrip("?"), "query", what, not name.endswith("?"))
        for name, what in one.query.items()
    ]
    told: dict[str, Any] = {
        "summary": one.summary,
        "operationId": one.answer.__name__,
        "parameters": [*in_path, *in_query],
        "responses": {"200": _ANSWER, "4XX": _REFUSED},
    }
    if one.body is not None:
        schema = {"$ref": _REF.format(model=one.body.__name__)}
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return told


def _parameter(name: str, where: str, what: str, required: bool) -> dict[str, Any]:
    told = {"name": name, "in": where, "required": required, "schema": {"type": "string", "minLength": 1}}
    return {**told, "description": what} if what else told


def _schemas(bodies: Iterable[type[Body]]) -> dict[str, Any]:
    """Return the schemas of bodies and acts by the names of their classes."""
    models = [*sorted(bodies, key=lambda body: body.__name__), *ACTS.values()]
    _, found = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    for body in (found["$defs"][model.__name__] for model in models if "act" in model.model_fields):
        body["properties"]["act"] = {"$ref": _REF.format(model="Act")}
    acts = [{"$ref": _REF.format(model=kind.__name__)} for kind in ACTS.values()]
    return {**found["$defs"], "Act": {"oneOf": acts, "discriminator": {"propertyName": "kind"}}}
