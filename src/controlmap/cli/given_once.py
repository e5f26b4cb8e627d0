"""Commands whose options of one value are given once: of two, neither is passed over without a word.

Such a command says that it runs, where it would be silent for long.
"""

from __future__ import annotations

from typing import Any

import click

from controlmap.cli.progress import told_if_silent

__all__ = ["Command", "Group"]


class Command(click.Command):
    """A command that refuses a second value for an option that takes one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of a call, once no option of one value stands there twice."""
        given = self.make_parser(ctx).parse_args(args=[*args])[2]
        for param in given:
            if _takes_one(param) and given.count(param) > 1 and not ctx.resilient_parsing:
                hint = param.get_error_hint(ctx)
                raise click.UsageError(f"{hint} takes one value, and is given {given.count(param)}", ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with told_if_silent(self.name, ctx.params):
            return super().invoke(ctx)


class Group(click.Group):
    """Commands of one kind, each a `Command`."""

    command_class = Command


def _takes_one(param: click.Parameter) -> bool:
    return isinstance(param, click.Option) and not (param.multiple or param.is_flag or param.count)
