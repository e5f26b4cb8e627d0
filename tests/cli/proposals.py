"""What a text proposes: whole command lines, and options of the command that speaks."""

import re
import shlex
from collections.abc import Iterator, Sequence

import click

from controlmap.cli import cli

_LINE = re.compile(r"`(controlmap [^`\n]*)`|\b(controlmap [a-z].*)$", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w`'\"/=-])--[a-z][a-z-]*")
_FOREIGN = re.compile(r"\bgit [a-z].*|\bogr2ogr .*", re.IGNORECASE)
"""Words of other programs' command lines."""


def command_called(words: Sequence[str]) -> tuple[click.Command, list[str]]:
    """Return the command that words call, and the words after its name."""
    found: click.Command = cli
    for i, word in enumerate(words):
        inner = found.get_command(click.Context(found), word) if isinstance(found, click.Group) else None
        if inner is None:
            return found, [*words[i:]]
        found = inner
    return found, []


def options_lacking(words: Sequence[str], text: str) -> list[str]:
    """Return the options that a text of a command proposes, and that neither it nor one named there has."""
    command, _ = command_called(words)
    lacking = []
    for line in _FOREIGN.sub("", text).splitlines():
        known = set(_options(command))
        for named in re.finditer(r"controlmap ((?:[a-z-]+ ?)+)|\bimport look\b", line):
            known |= set(_options(command_called((named[1] or named[0]).split())[0]))
        lacking += [option for option in _OPTION.findall(line) if option not in known]
    return lacking


def _options(command: click.Command) -> Iterator[str]:
    for param in command.params:
        yield from (*param.opts, *param.secondary_opts)
    yield "--help"


def lines_proposed(text: str) -> list[list[str]]:
    """Return the command lines that a text proposes to run as they stand, as words without `controlmap`.

    A line in prose ends where an option or its value is followed by other words; what has a place for a
    reader's own words, in capitals or dots, does not stand.
    """
    found = []
    for match in _LINE.finditer(text):
        line = match[1] or match[2]
        words = _call(shlex.split(line.rstrip(".")) if match[1] else _split(line))
        if words and not any(re.fullmatch(r"[A-Z]{2,}|…", word.strip(".,")) for word in words):
            found.append(words)
    return found


def _split(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # an apostrophe of the prose around it
        return line.split()


def _call(words: Sequence[str]) -> list[str]:
    """Return as many words after `controlmap` as are a call of a command."""
    command, rest = command_called(words[1:])
    if isinstance(command, click.Group):
        return []
    call, left = [*words[1 : len(words) - len(rest)]], [*rest]
    room = sum(1 for param in command.params if isinstance(param, click.Argument))
    while left:
        word = left.pop(0).rstrip(".,:")
        option = next((one for one in command.params if word in one.opts), None)
        if option is not None:
            call.append(word)
            if not getattr(option, "is_flag", False) and left and (word != "--fix" or left[0][:2] == "CM"):
                call.append(left.pop(0).rstrip(".,:"))
        elif room and not any(one in _PROSE for one in (word, *left[:1])):
            call.append(word)
            room -= 1
        else:
            break
    return call


_PROSE = {
    "lists",
    "writes",
    "does",
    "draws",
    "shows",
    "computes",
    "write",
    "them",
    "it",
    "the",
    "its",
    "needs",
}
