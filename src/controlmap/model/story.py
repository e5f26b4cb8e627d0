"""A story told with a map: dated views, each with a sentence and its sources."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from controlmap.dates import exact_text
from controlmap.model.fields import Instant, Number, Text, Value

__all__ = ["Story", "StoryStep"]


class StoryStep(Value):
    """A date, or two to compare, a view, and what is to be said of them.

    `view` is west, south, east, north in degrees. A date means the whole of it, as everywhere on the page.
    """

    date: Instant
    compare: Instant | None = None
    view: tuple[Number, Number, Number, Number] | None = None
    place: str | None = None
    text: Text
    sources: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What messages call it."""
        return exact_text(self.date)

    @model_validator(mode="after")
    def _in_order(self) -> StoryStep:
        if self.view is not None:
            west, south, east, north = self.view
            if not (-180 <= west < east <= 540 and -90 <= south < north <= 90):
                raise ValueError("view is west, south, east, north in degrees")
        return self


class Story(Value):
    """What `story.toml` holds."""

    step: Annotated[tuple[StoryStep, ...], Field(min_length=1)]
