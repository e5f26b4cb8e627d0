"""`controlmap explain`."""

from __future__ import annotations

import click


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a rule of the check: what it means, why it matters, how to mend it. Without CODE, list all."""
    from controlmap.check import RULES, explanation_of

    if code is None:
        for rule in sorted(RULES.values()):
            click.echo(f"{rule.code}  {rule.severity:<7}  {rule.summary}")
    else:
        click.echo(explanation_of(code.upper()), nl=False)
