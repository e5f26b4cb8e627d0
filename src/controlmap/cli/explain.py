"""`controlmap explain`."""

from __future__ import annotations

import click

from controlmap.cli.given_once import Command
from controlmap.cli.options import json_option, print_json
from controlmap.cli.streams import say


@click.command("explain", cls=Command)
@click.argument("code", required=False)
@json_option
def command(code: str | None, as_json: bool) -> None:
    """Explain a rule of the check: what it means, why it matters, how to mend it. Without CODE, list all."""
    from controlmap.check import RULES, explanation_of

    text = explanation_of(code.upper()) if code else None
    rules = [RULES[code.upper()]] if code else sorted(RULES.values())
    if as_json:
        print_json({"rows": [rule._asdict() for rule in rules], "explanation": text})
    elif text:
        say(*text.splitlines())
    else:
        for rule in rules:
            say(f"{rule.code}  {rule.severity:<7}  {rule.summary}")
