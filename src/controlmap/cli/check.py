"""`controlmap check`."""

from __future__ import annotations

import re
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from controlmap.cli.edit_options import user
from controlmap.cli.given_once import Command
from controlmap.cli.options import default_project, print_json_text, wait_option
from controlmap.cli.proposals import on_the_map, works_on
from controlmap.cli.streams import say, say_lines

if TYPE_CHECKING:
    from controlmap.check import Finding, Repair, Subject
    from controlmap.model import Note
    from controlmap.store import Lock

_CODES = re.compile(r"CM\d{3}(,CM\d{3})*")
_STYLES: dict[str, dict[str, Any]] = {
    "error": {"fg": "red"},
    "warning": {"fg": "yellow"},
    "note": {"fg": "cyan"},
    "file": {"bold": True},
}


class _FixMayStandAlone(Command):
    """Takes what follows `--fix` as codes only where it reads like codes, so that PATH may follow too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        following = [*args, ""][1:]
        alone = lambda arg, after: arg == "--fix" and not _CODES.fullmatch(after)  # noqa: E731
        given = ["--fix=safe" if alone(a, b) else a for a, b in zip(args, following, strict=True)]
        return super().parse_args(ctx, given)


def _codes(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    codes = tuple(code.strip() for one in value for code in one.split(",") if code.strip())
    wrong = [code for code in codes if not re.fullmatch(r"CM\d{0,3}", code)]
    if wrong:
        raise click.BadParameter(f"{wrong[0]!r} is no code like CM203, nor the beginning of one like CM2")
    return codes


def _named(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """Note what is to be checked, a map or a layer file, for what is proposed, and return it."""
    if value is not None:
        works_on(ctx, value)
    return value


@click.command("check", cls=_FixMayStandAlone)
@click.argument("path", required=False, type=click.Path(path_type=Path), callback=_named)
@wait_option
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="How to print findings; default text.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--select", multiple=True, callback=_codes, metavar="CODES", help="Only these: CM203, CM4, …")
@click.option("--ignore", multiple=True, callback=_codes, metavar="CODES", help="All but these.")
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option(
    "--fix",
    multiple=True,
    metavar="[CODES]",
    help="Mend what can be mended without a change of meaning, and what CODES name: gaps (CM305, CM403), "
    "overlaps (CM401, CM402), heights (CM209), slivers (CM212), ground across the antimeridian (CM215), "
    "other encodings (CM101), columns without commas (CM140).",
)
@click.option("--dry-run", is_flag=True, help="With --fix: say what would change, and write nothing.")
def command(
    path: Path | None,
    kind: str,
    as_json: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    fix: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Find every mistake of a map project, or of one layer file, and name it.

    Prints findings and how far map and reports agree. Exits with 1 if there is an error (with --strict: or a
    warning), 0 if not, 2 if there is nothing to check. `controlmap explain CODE` explains a rule.
    """
    from controlmap.check import FORMATS, as_text, check

    target = default_project() if path is None else path
    if fix:
        _fix(target, [code for one in fix if one != "safe" for code in one.split(",")], dry_run, user())
    findings = check(target, select=select, ignore=ignore)
    findings = replace(findings, found=tuple(_for_this_map(one) for one in findings.found))
    kind = "json" if as_json else kind
    if kind in ("json", "sarif"):
        print_json_text(FORMATS[kind](findings))
    else:
        text = as_text(findings, _paint) if kind == "text" else FORMATS[kind](findings)
        if text:
            say_lines(text, painted=kind == "text")
    sys.exit(int(findings.fail(strict=strict)))


def _for_this_map(finding: Finding) -> Finding:
    """Return a finding whose hint names this map in the commands that it proposes."""
    return replace(finding, hint=on_the_map(finding.hint)) if finding.hint else finding


def _paint(text: str, style: str) -> str:
    """Return a text in colour; `say_lines` takes colours out where there is no terminal."""
    return click.style(text, **_STYLES[style])


def _fix(path: Path, named: list[str], dry_run: bool, who: str) -> None:
    """Mend a map project as one edit, which the journal knows, or a layer file by itself."""
    from controlmap.store import find_folder, locked

    folder = find_folder(path)
    with locked(folder, exclusive=not dry_run) if folder.is_dir() else nullcontext() as lock:
        _fix_locked(path, named, dry_run, who, lock)


def _fix_locked(path: Path, named: list[str], dry_run: bool, who: str, lock: Lock | None) -> None:
    from controlmap.check import Unusable, read_subject, repairs
    from controlmap.model import Note

    subject = read_subject(path, held=lock)
    found = [] if isinstance(subject, Unusable) else list(repairs(subject, named))
    changes = [f"{repair.file}: {change}" for repair in found for change in repair.changes]
    for change in changes:
        say(change, err=True)
    if isinstance(subject, Unusable) or not found:
        return
    if not subject.alone:
        _write_all(subject, found, Note("check --fix", who, "; ".join(changes)), lock, dry_run)
    elif not dry_run:
        for repair in found:
            _write(subject, repair)


def _write_all(subject: Subject, found: list[Repair], note: Note, lock: Lock | None, dry_run: bool) -> None:
    from controlmap.edit import rewrite_files

    if not dry_run:
        _write_recoded(subject, [repair for repair in found if repair.recoded], lock)
    files = {repair.file: repair.data for repair in found if not repair.recoded}
    entry = rewrite_files(subject.project, files, note, held=lock, dry_run=dry_run)
    if entry is not None:
        say(f"entry {entry.id} of the journal", err=True)


def _write_recoded(subject: Subject, found: list[Repair], lock: Lock | None) -> None:
    """Write files that were no plain text: what they say stays the same, and the journal tells texts only."""
    from controlmap.store import commit, encoded_for

    folder = subject.project.folder
    if found and lock is not None:
        commit(folder, {r.file: encoded_for(folder / r.file, r.data) for r in found})
        names = ", ".join(repair.file for repair in found)
        say(f"the journal has no entry for {names}: what is said there is the same", err=True)


def _write(subject: Subject, repair: Repair) -> None:
    from controlmap.store import encoded_for, write_atomically

    path = subject.project.folder / repair.file
    write_atomically(path, encoded_for(path, repair.data))
