"""Arguments and options that several commands share."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from controlmap.cli.proposals import call, works_on
from controlmap.cli.streams import json_for, say_lines

if TYPE_CHECKING:
    from controlmap.model import Place

Command = TypeVar("Command", bound=Callable[..., Any])


def default_project() -> Path:
    """Return `geodata` if it is a map project, else the current folder."""
    usual = Path("geodata")
    return usual if (usual / "controlmap.toml").is_file() else Path()


def _or_default(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path:
    return default_project() if value is None else map_named(ctx, param, value)


def map_named(ctx: click.Context, param: click.Parameter, value: Path | None) -> Any:
    """Note the map that is named, if it is one, for what is proposed, and return it."""
    if value is not None and (value.name == "controlmap.toml" or (value / "controlmap.toml").is_file()):
        works_on(ctx, value)
    return value


def _wait(ctx: click.Context, param: click.Parameter, seconds: float | None) -> None:
    """Let the command wait so long for those who read or write the same map project."""
    from controlmap.store import waiting

    if seconds is not None:
        ctx.with_resource(waiting(seconds))


class Within(click.FloatRange):
    """A number within bounds; `nan`, which is neither below nor above any, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or tell that it is none or out of bounds."""
        number = float(super().convert(value, param, ctx))
        if number != number:
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


class Dated(click.ParamType):
    """A date in a place where the folder of a map project would be taken for one."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text, or say that a date goes before the map project."""
        if (Path(value) / "controlmap.toml").is_file():
            self.fail(f"{value!r} is a map project: a date goes before it", param, ctx)
        return str(value)


class Undated(click.Path):
    """A path in a place where a date may be given that an option takes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or say by which option a date is given."""
        hint = date_hint(ctx, str(value))
        if hint and not Path(value).exists():
            raise click.UsageError(hint, ctx)
        return super().convert(value, param, ctx)


_DATE = re.compile(r"[+-]?\d{4,6}(-\d\d){0,2}(T[\d:.]+\S*)?")


def date_hint(context: click.Context | None, *words: str) -> str:
    """Return by which options a command takes a date, if one of these words is one; else nothing."""
    date = next((word for word in words if _DATE.fullmatch(word)), None)
    options = [
        param.opts[0]
        for param in (context.command.params if context else ())
        if isinstance(param, click.Option) and "DATE" in (param.metavar or "").split("|")
    ]
    if date is None or not options:
        return ""
    named = " or ".join(filter(None, [", ".join(options[:-1]), options[-1]]))
    return f"{date!r} is a date, which goes after {named}"


def refuse_swapped(first: str | Path, project: Path, what: str) -> None:
    """Refuse words of which the first is a map project and the second none: `what` goes before it.

    Raises
    ------
    click.UsageError
        With the words in their order.
    """
    if (Path(first) / "controlmap.toml").is_file() and not (project / "controlmap.toml").is_file():
        path = click.get_current_context().command_path.split()[1:]
        words = "" if project == Path() else f": {call(*path, project, first)}"
        raise click.UsageError(f"{str(first)!r} is a map project: {what} goes before it{words}")


def waited() -> float:
    """Return for how many seconds this command waits for another program."""
    from controlmap.store import waiting_s

    return waiting_s()


wait_option = click.option(
    "--wait",
    type=Within(min=0),
    metavar="SECONDS",
    expose_value=False,
    callback=_wait,
    help="Wait so long for another program that changes or reads the map project; default 30.",
)


def project_argument(command: Command) -> Command:
    """Give a command the map project that it works on, and a way to say how long it waits for it."""
    argument = click.argument("project", required=False, type=Undated(path_type=Path), callback=_or_default)
    return wait_option(argument(command))


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")


now_option = click.option(
    "--now",
    metavar="DATE",
    help="When it goes out, which the delay of [publish] counts back from; "
    "default SOURCE_DATE_EPOCH, else the clock's.",
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")


def all_of(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return what gives a command several options, shown in this order."""
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


def text_option(name: str, what: str, *, required: bool = False) -> Callable[[Command], Command]:
    """Return an option for a text in several languages; the command gets texts by language, "" the first."""
    return click.option(
        name,
        metavar="[LANG=]TEXT",
        multiple=True,
        required=required,
        callback=_by_language,
        help=f"{what} In the map's first language, or in LANG; repeatable.",
    )


def _by_language(ctx: click.Context, param: click.Parameter, said: tuple[str, ...]) -> dict[str, str]:
    from controlmap.model import LANGUAGE

    texts: dict[str, str] = {}
    for one in said:
        match = re.match(f"(?P<language>{LANGUAGE})=", one)
        language = match["language"] if match else ""
        if language in texts:
            what = f"in {language!r}" if language else "without a language"
            raise click.BadParameter(f"two texts are given {what}")
        texts[language] = one[match.end() :] if match else one
    return texts


def names_by_language(place: Place, languages: Sequence[str]) -> dict[str, str]:
    """Return what a place is called, as `name_LANG` for each language of the map and of the place."""
    names = place.text("name").by_language(languages[0])
    return {f"name_{language}": names.get(language, "") for language in dict.fromkeys([*languages, *names])}


def print_json(document: Any) -> None:
    """Print one JSON document on stdout: a member a line, and a row of a list a line."""
    print_json_text(_laid_out(document))


def _laid_out(document: Any, indent: str = "") -> str:
    """Return a JSON document in lines: of its lists of objects each object has one, as tables have rows.

    What Python lays out itself it writes more slowly, and there may be a row a holder and date.
    """
    inner = indent + "  "
    if isinstance(document, dict) and document:
        members = (f"{inner}{_text(name)}: {_laid_out(one, inner)}" for name, one in document.items())
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if isinstance(document, list | tuple) and any(isinstance(one, dict) for one in document):
        return "[\n" + ",\n".join(inner + _text(one) for one in document) + f"\n{indent}]"
    return _text(document)


_text = json.JSONEncoder(ensure_ascii=False).encode


def print_json_text(text: str) -> None:
    """Print a JSON text on stdout, in letters that it can take."""
    say_lines(json_for(text, sys.stdout.encoding))
