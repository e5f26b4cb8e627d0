"""Pages of the commands, as click knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from controlmap.cli import cli

__all__ = ["command_pages", "commands"]

_FOLDER = "reference/commands"
_CODE = re.compile(r"(`[^`]*`)")


def commands() -> Iterator[tuple[tuple[str, ...], click.Context]]:
    """Yield each command's words with its context, in the order of work, groups before what is in them."""
    yield from _under((), click.Context(cli, info_name="controlmap"))


def _under(words: tuple[str, ...], context: click.Context) -> Iterator[tuple[tuple[str, ...], click.Context]]:
    yield words, context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command is not None:
                yield from _under((*words, name), click.Context(command, context, info_name=name))


def command_pages() -> dict[str, str]:
    """Return a page for each command of the first degree, those below it on the same."""
    pages: dict[str, str] = {}
    for words, context in commands():
        path = f"{_FOLDER}/{words[0] if words else 'index'}.md"
        pages[path] = pages.get(path, "") + _told(context, "#" * max(len(words), 1))
    return pages


def _told(context: click.Context, degree: str) -> str:
    """Return a command's heading, call, help, options and example."""
    command = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    options = [record for param in command.get_params(context) if (record := param.get_help_record(context))]
    parts = [
        f"{degree} {context.command_path}",
        _block(usage),
        _prose(command.help),
        "\n".join(f"- `{names}`\n    {plain(told)}" if told else f"- `{names}`" for names, told in options),
        _prose(command.epilog),
        _listed(context),
    ]
    return "\n\n".join(part for part in parts if part) + "\n\n"


def _listed(context: click.Context) -> str:
    """Return links to the commands of the whole program; those of a smaller group stand below it."""
    if context.parent or not isinstance(context.command, click.Group):
        return ""
    found = [
        (name, context.command.get_command(context, name)) for name in context.command.list_commands(context)
    ]
    return "\n".join(
        f"- [{name}]({name}.md): {plain(one.get_short_help_str(200))}" for name, one in found if one
    )


def _prose(text: str | None) -> str:
    """Return paragraphs in Markdown; what click must not wrap is a block."""
    found = re.split(r"\n\s*\n", (text or "").replace("\f", "").strip())
    return "\n\n".join(
        _block(one.removeprefix("\b\n").rstrip()) if one.startswith("\b") else plain(" ".join(one.split()))
        for one in found
        if one
    )


def _block(text: str) -> str:
    return f"```text\n{text}\n```"


def plain(text: str) -> str:
    """Return a text whose signs Markdown leaves alone, but for code.

    >>> plain("output/<title>.html, as `a*b`")
    'output/&lt;title>.html, as `a*b`'
    """
    parts = _CODE.split(text)
    return "".join(
        part if part.startswith("`") else re.sub(r"([*\[\]])", r"\\\1", part.replace("<", "&lt;"))
        for part in parts
    )
