"""What a text proposes to run: said so that it works where the reader stands, on the map that is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path

import click

from controlmap.words import shell

__all__ = ["call", "no_map", "on_the_map", "works_on"]

_NAMED: ContextVar[tuple[click.Command, Path] | None] = ContextVar("named", default=None)
"""All commands, and the map that the caller named."""
_PROPOSED = re.compile(r"\bcontrolmap((?: [a-z][a-z-]*)+)(?! [A-Z]{2})")
"""A command, with what follows it in small letters; what it works on may follow in capitals, to be put in."""
_TAKES = ("project", "path")


def works_on(context: click.Context, path: Path) -> None:
    """Note which map the caller named: what is proposed from now on names it too."""
    _NAMED.set((context.find_root().command, path))


def no_map() -> None:
    """Note that no map is named yet."""
    _NAMED.set(None)


def call(*words: object) -> str:
    """Return a command line as a shell takes it."""
    return shell("controlmap", *words)


def on_the_map(text: str) -> str:
    """Return a text whose proposals name the map that the caller named, if one was."""
    named = _NAMED.get()
    return text if named is None else _PROPOSED.sub(lambda match: _with_map(match[0], *named), text)


def _with_map(proposed: str, group: click.Command, path: Path) -> str:
    """Return a proposal with the map after the words of a command that takes one."""
    words = proposed.split(" ")
    commands = list(_commands(words[1:], group))
    if not commands or not any(param.name in _TAKES for param in commands[-1].params):
        return proposed
    end = 1 + len(commands)
    return " ".join([*words[:end], shell(path), *words[end:]])


def _commands(words: Sequence[str], found: click.Command) -> Iterator[click.Command]:
    """Yield what each word names in what the one before it names, as far as they name commands."""
    for word in words:
        inner = found.get_command(click.Context(found), word) if isinstance(found, click.Group) else None
        if inner is None:
            return
        yield (found := inner)
