"""Bodies of requests: JSON, bounded in size, depth and time, read as strictly as files are."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from controlmap.format import read_json
from controlmap.model import validated
from controlmap.serve.bodies import Body
from controlmap.serve.json_answers import problems_answer
from controlmap.serve.made_of import with_made_of
from controlmap.words import phrase

__all__ = ["Limits", "RefusedError", "body_of"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a body may be, and how long it may take to come."""

    most_bytes: int = 8_000_000
    seconds: float = 20.0


class RefusedError(Exception):
    """A body cannot be taken; `answer` says why."""

    def __init__(self, status: int, why: str) -> None:
        self.answer: Response = problems_answer(
            status, [with_made_of({"message": why})], {"Connection": "close"}
        )
        super().__init__(why)


async def body_of(request: Request, kind: type[Body], limits: Limits) -> Body:
    """Return the body of a request, checked.

    Raises
    ------
    RefusedError
        When it is no JSON, too large, or does not come.
    InputError
        When it says something else than it may.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise RefusedError(415, "a body is JSON, and says so: Content-Type: application/json")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise RefusedError(415, "a body is not packed")
    said = request.headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > limits.most_bytes:
        raise _too_large(limits.most_bytes)
    try:
        async with asyncio.timeout(limits.seconds):
            data = await _data(request, limits.most_bytes)
    except TimeoutError:
        raise RefusedError(408, "the body did not come in time") from None
    except ClientDisconnect:
        raise RefusedError(400, "the body was cut short") from None
    value = read_json(data, file="the request").value if data else {}
    if not isinstance(value, dict):
        raise RefusedError(422, "a body is a JSON object")
    return validated(kind, value)


async def _data(request: Request, most: int) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > most:
            raise _too_large(most)
    return b"".join(parts)


def _too_large(most: int) -> RefusedError:
    return RefusedError(413, phrase("a body has at most {most:,} bytes", most=most))
