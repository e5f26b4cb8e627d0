"""story.toml: dated views of the map, each with a sentence, played one after another."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from controlmap.errors import Problem
from controlmap.format.problems import gathering
from controlmap.format.settings import read_toml
from controlmap.model import Story, StoryStep

__all__ = ["STORY_FILE", "parse_story"]

STORY_FILE = "story.toml"


@gathering(())
def parse_story(
    data: bytes, *, zone: ZoneInfo, file: str = STORY_FILE
) -> tuple[tuple[StoryStep, ...], list[Problem]]:
    """Return the steps of a story in the file's order; where one of them is wrong, none, and all problems."""
    return read_toml(Story, data, file=file, zone=lambda _: zone).step, []
