"""What programs send: JSON objects with known members only."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from controlmap.model import Texts

__all__ = ["ActBody", "ApplyBody", "Body", "DraftBody", "ExpectedBody", "ReportBody", "RevertBody"]
__all__ += ["SourceBody", "StepBody"]

ShortText = Annotated[str, Field(max_length=200)]


class Body(BaseModel):
    """What all bodies are: values that refuse what they do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)


class ActBody(Body):
    """An act, and the revision of the map that it was thought out on."""

    act: dict[str, Any]
    revision: ShortText
    extend_period: bool = False
    who: ShortText | None = None


class ApplyBody(ActBody):
    """An act that is to be written, why, and the draft that goes with it."""

    why: str | None = None
    draft: ShortText | None = None


class StepBody(Body):
    """A step back or forth along the journal."""

    who: ShortText | None = None
    why: str | None = None


class ExpectedBody(StepBody):
    """A step, and the id of the entry that is expected to be taken back, or done again: no other is."""

    of: ShortText | None = None


class RevertBody(StepBody):
    """The entry that is to be taken back: its id, or the beginning of it."""

    entry: Annotated[str, Field(min_length=1, max_length=200)]


class SourceBody(StepBody):
    """A source; dates as days, months or years."""

    id: str | None = None
    title: Annotated[str, Field(min_length=1)]
    publisher: str | None = None
    issued: str | None = None
    accessed: str | None = None
    URL: str | None = None
    type: str = "webpage"
    language: str | None = None
    lean: str | None = None
    mirrors: list[str] | None = None


class ReportBody(StepBody):
    """A report of a place, which is named by its id or its very name."""

    id: str | None = None
    place: str
    date: str
    precision: str | None = None
    controller: str
    from_controller: str | None = None
    kind: str | None = None
    status: str = "held"
    others: list[str] = []
    named: str = "named"
    confidence: str = "medium"
    statement: Texts
    sources: Annotated[list[str], Field(min_length=1)]
    note: Texts | None = None


class DraftBody(Body):
    """What somebody is still drawing: whatever the page needs to go on with it."""

    draft: dict[str, Any]
