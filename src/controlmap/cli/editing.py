"""What the commands that change a map have in common: options, preview, writing, and what they print."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from controlmap.cli.options import print_json, text_option
from controlmap.cli.streams import say
from controlmap.cli.tables import dated_lines, moved_lines, record_lines, unrecorded_lines
from controlmap.errors import InputError, Problem
from controlmap.words import first_of

if TYPE_CHECKING:
    import shapely

    from controlmap.dates import Instant
    from controlmap.edit import Delta, Editing, NamedArea
    from controlmap.model import Entry, Note, Project

STATUSES = ("held", "contested", "joint", "besieged")
_SHOWN = 8
"""Ids that people are shown of each kind; `--json` lists them all."""
_GOES_BACK = {"undo": "takes back", "revert": "takes back", "redo": "does again"}
SCOPES = ("everywhere", "from", "while")
CERTAINTIES = ("confirmed", "reported", "claimed", "inferred")


@dataclass(frozen=True)
class Flow:
    """What is to become of an edit, and who says why."""

    dry_run: bool
    rebase: bool
    patch: Path | None
    as_json: bool
    who: str
    why: str | None


def edit_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of all edits; it gets them as one `flow`."""
    options = (
        click.option(
            "--rebase", is_flag=True, help="Where the map has changed meanwhile, edit what is there now."
        ),
        click.option(
            "--patch",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Write the edit to a file, for `controlmap apply`, and leave the map alone. All of it: "
            "[publish] is not for patches.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout."),
    )

    @functools.wraps(command)
    def with_flow(
        *,
        dry_run: bool,
        rebase: bool,
        patch: Path | None,
        as_json: bool,
        who: str,
        why: str | None,
        **rest: Any,
    ) -> None:
        command(flow=Flow(dry_run, rebase, patch, as_json, who, why), **rest)

    return note_options(functools.reduce(lambda made, option: option(made), reversed(options), with_flow))


def note_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options `dry_run`, and `who` and `why` for the journal."""
    options = (
        click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing."),
        click.option(
            "--by",
            "who",
            metavar="NAME",
            callback=lambda ctx, param, name: name or user(),
            help="Whose edit it is; default CONTROLMAP_USER, or the login.",
        ),
        click.option("--why", metavar="TEXT", help="Why, for the journal."),
    )
    return functools.reduce(lambda made, option: option(made), reversed(options), command)


def user() -> str:
    """Return who edits: CONTROLMAP_USER, or the login name, or nobody."""
    from controlmap.store import user as login

    return login()


extend_option = click.option(
    "--extend-period",
    is_flag=True,
    help="Where the news comes after the map's period, extend that in controlmap.toml, in the same edit.",
)


def said_options(*, source_needed: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options for what a control state says; it gets those that were given as `said`."""
    options = (
        click.option(
            "--source",
            "sources",
            metavar="ID",
            multiple=True,
            required=source_needed,
            help="Who says so; repeatable.",
        ),
        click.option("--certainty", type=click.Choice(CERTAINTIES)),
        click.option("--status", type=click.Choice(STATUSES)),
        click.option(
            "--other",
            "others",
            metavar="ACTOR",
            multiple=True,
            help="A further actor of a contested or joint area; repeatable.",
        ),
        text_option("--name", "What the ground is called."),
        text_option("--note", "What else there is to say."),
    )
    names = ("sources", "certainty", "status", "others", "name", "note")

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def with_said(**values: Any) -> None:
            given = {name: values.pop(name) for name in names}
            said = {name: value for name, value in given.items() if value not in (None, (), {})}
            command(said=said, **values)

        return functools.reduce(lambda made, option: option(made), reversed(options), with_said)

    return decorate


class Made(NamedTuple):
    """An edit, what the journal is to say of it, and the ground that was asked for, where some was."""

    delta: Delta
    note: Note
    ground: NamedArea | None = None
    told: Sequence[str] = ()
    effect: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({})
    """What no entry keeps of what it does to the ground: by date, and what is left without a state."""


def perform(
    project: Path,
    command: str,
    make: Callable[[Editing], Delta | tuple[Delta, NamedArea, Sequence[str]]],
    flow: Flow,
    sources: tuple[str, ...] = (),
) -> None:
    """Make an edit, do with it what the options say, and print what it does.

    `make` returns the edit; where people named ground, that too, and what else is to be said.
    """
    from controlmap.model import Note

    note = Note(command, flow.who, flow.why, sources)

    def made(found: Editing) -> Made:
        edit = make(found)
        return Made(edit[0], note, *edit[1:]) if isinstance(edit, tuple) else Made(edit, note)

    perform_noted(project, made, flow)


def perform_noted(
    project: Path, make: Callable[[Editing], tuple[Delta, Note] | Made], flow: Flow, *, mending: bool = False
) -> None:
    """As `perform`, where the edit says itself what the journal is to say of it.

    One that is `mending` may be made of a map with errors, as long as it is about the text of files only.
    """
    from controlmap.edit import Editing, rebased

    if flow.rebase and not (flow.patch or flow.dry_run):
        last: list[Asides] = []

        def again(current: Project) -> tuple[Delta, Note]:
            editing = Editing(current, _ground_in)
            made = _dated(editing, _made(make(editing)))
            last[:] = [_asides(current, made)]
            return made[:2]

        _, entry = rebased(_opened(project, mending), again)
        _tell_entry(entry, last[0], flow)
        return
    found = Editing(_opened(project, mending), _ground_in)
    made = _made(make(found))
    if made.delta.has_features and mending:
        _opened(project, False)
    if flow.patch or flow.dry_run:
        _show(found, made, flow)
    else:
        # What is read for the telling is read first: once it is written, nothing may fail any more.
        asides = _asides(found.project, _dated(found, made))
        _tell_entry(found.write(made.delta, made.note), asides, flow)


def _made(edit: tuple[Delta, Note] | Made) -> Made:
    return edit if isinstance(edit, Made) else Made(*edit)


def _dated(found: Editing, made: Made) -> Made:
    """Return an edit with what is to be told of its effect though no entry keeps it."""
    shown = found.preview(made.delta)
    return made._replace(effect={"by_date": shown.by_date, "unrecorded": shown.unrecorded})


def _opened(path: Path, mending: bool) -> Project:
    from controlmap.store import inspect_project, open_project

    return inspect_project(path)[0] if mending else open_project(path)


@dataclass(frozen=True)
class Asides:
    """What is said besides what an edit does: as members of the JSON document, as lines, and as warnings."""

    members: Mapping[str, Any]
    lines: Sequence[str] = ()
    warnings: Sequence[str] = ()


def _asides(project: Project, made: Made) -> Asides:
    from controlmap.edit import beyond_period

    ground, beyond = made.ground, beyond_period(project, made.delta)
    members = ground.to_json() if ground else {}
    of = _entry_of(project, made.note)
    if of is not None:
        members["of"] = of.summary()
    return Asides(
        {**made.effect, **members, "beyond_period": beyond and beyond.to_json()},
        [*(ground.in_words() if ground else ()), *made.told, *([_what_of(of, made.note)] if of else ())],
        [*beyond.in_words(_extending())] if beyond else [],
    )


def until_when(project: Project, delta: Delta, on: Instant | None, until: Instant | None) -> list[str]:
    """Return a line that says until when new states hold, where nobody said so and it is not for good."""
    from controlmap.dates import instant_of
    from controlmap.edit import ends_of

    if on is None or until is not None:
        return []
    ends = ends_of(project, delta, instant_of(on, project.zone))
    if not ends:
        return []
    each = first_of(ends, _SHOWN)
    return [f"holds until {each}, when what is on record there changes; --until DATE reaches beyond"]


def _extending() -> str | None:
    """Return the option that makes the map's period longer, where this command has it."""
    options = (param.opts[0] for param in click.get_current_context().command.params)
    return next((option for option in options if option == "--extend-period"), None)


def _entry_of(project: Project, note: Note) -> Entry | None:
    """Return the entry that an edit takes back or does again; None where it is another edit."""
    from controlmap.edit import entry_named

    return entry_named(project.folder, note.of) if note.of and note.command in _GOES_BACK else None


def _what_of(entry: Entry, note: Note) -> str:
    """Say which entry is taken back or done again, whose it is, and how much ground it moved."""
    written = "; ".join(record_lines(entry)) or "no ground moved"
    moved = f"{sum(row['area_km2'] for row in entry.moved):,.3f} km²" if entry.moved else written
    whose = f" of {entry.note.who}" if entry.note.who else ""
    told = f"{_GOES_BACK[note.command]} entry {entry.id}: {entry.note.command}{whose}, {entry.when}, {moved}"
    foreign = note.command == "undo" and note.who and note.who != entry.note.who
    return f"{told} ({note.who} has no edit that stands)" if foreign else told


def _tell_entry(entry: Entry, asides: Asides, flow: Flow) -> None:
    effect = {"moved": list(entry.moved), "features": entry.features, "files": list(entry.files)}
    tell(effect, asides, flow.as_json, f"entry {entry.id} of the journal")


def _show(found: Editing, made: Made, flow: Flow) -> None:
    """Print what an edit would do, and write it as a patch where that is wanted."""
    from controlmap.dates import format_instant
    from controlmap.edit import patch_text, present
    from controlmap.store import refuse_own_file, write_atomically

    if flow.patch:
        refuse_own_file(flow.patch)
    shown = found.preview(made.delta).to_json()
    if flow.patch and not flow.dry_run:
        when = format_instant(present(found.project))
        text = patch_text(found.project, made.delta, made.note, when=when, moved=shown["moved"])
        write_atomically(flow.patch, text.encode())
    done = f"{flow.patch} written" if flow.patch and not flow.dry_run else "nothing written"
    tell(shown, _asides(found.project, made), flow.as_json, done)


def tell(effect: Mapping[str, Any], asides: Asides, as_json: bool, done: str) -> None:
    """Print who loses and gains how much, and which features change."""
    for line in asides.warnings:
        say(line, err=True)
    if as_json:
        document = {**effect, **asides.members}
        # A trial and the edit itself say the same, in the same order.
        first = {name: document[name] for name in ("moved", "by_date", "unrecorded") if name in document}
        print_json({**first, **document})
        return
    for line in asides.lines:
        say(line)
    unrecorded = effect.get("unrecorded") or asides.members.get("unrecorded") or ()
    for line in (*moved_lines(effect["moved"]), *unrecorded_lines(unrecorded)):
        say(line)
    if not effect["moved"] and not effect["files"]:
        say("no ground changes hands")
    # A trial tells all; what is written has told it then, but for what nobody meant.
    heading, rows = "transfers on record, by date:", effect.get("by_date", ())
    if "by_date" not in effect:
        heading = "transfers on record that change with it:"
        rows = [row for row in asides.members.get("by_date") or () if not row["meant"]]
    if rows:
        say(heading)
    for line in dated_lines(rows):
        say(f"  {line}")
    for kind, ids in effect["features"].items():
        if ids:
            say(f"{kind:>12}  {first_of(ids, _SHOWN)}")
    if effect["files"]:
        say(f"   rewritten  {', '.join(effect['files'])}")
    say(done, err=True)


def only_one(**given: Any) -> None:
    """Refuse options of which one is needed where none or several are given.

    Raises
    ------
    InputError
        When it is not one.
    """
    if sum(value is not None for value in given.values()) != 1:
        raise InputError(Problem(f"say one of {', '.join('--' + name for name in given)}"))


def _ground_in(named: str | Path) -> shapely.Geometry | None:
    """Return the ground of a file of another format; who names none does not wait for readers of formats."""
    from controlmap.exchange import ground_in

    return ground_in(named)
