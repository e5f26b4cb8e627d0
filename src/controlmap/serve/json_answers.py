"""Answers in JSON, what is wrong among them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from controlmap.errors import (
    BusyError,
    ConflictError,
    ControlmapError,
    InputError,
    OverlapError,
    Problem,
    StaleError,
    UnwrittenError,
)
from controlmap.serve.answers import NotThereError
from controlmap.serve.conflicts import ClashError
from controlmap.serve.effects import problem_json, problems_of
from controlmap.serve.made_of import with_made_of
from controlmap.words import word

__all__ = ["error_answer", "json_answer", "problems_answer", "unread_answer"]

_STATUS: Mapping[type[ControlmapError], int] = {
    NotThereError: 404,
    InputError: 422,
    OverlapError: 422,
    ConflictError: 409,
    StaleError: 409,
    BusyError: 423,
    UnwrittenError: 507,
}
"""The status of an answer by what went wrong; the first that fits."""


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer that holds a JSON value."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(body.encode(), status, headers, media_type="application/json")


def problems_answer(
    status: int, problems: Sequence[Mapping[str, Any]], headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer that says what is wrong."""
    return json_answer({"problems": list(problems)}, status, headers)


def error_answer(error: ControlmapError, revision: str) -> Response:
    """Return the answer to what could not be done; `revision` is that of the map as it is."""
    if isinstance(error, ClashError):
        return json_answer(
            {"conflicts": [one.to_json() for one in error.conflicts], "revision": revision}, 409
        )
    if isinstance(error, ConflictError):
        conflicts = [with_made_of({"message": line}) for line in error.conflicts]
        return json_answer({"conflicts": conflicts, "revision": revision}, 409)
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)
    return problems_answer(status, problems_of(error))


def unread_answer(error: OSError) -> Response:
    """Return the answer where the system does not give a file that is to be read."""
    why = error.strerror or str(error)
    return problems_answer(
        503, [problem_json(Problem(word(why), file=error.filename and str(error.filename)))]
    )
