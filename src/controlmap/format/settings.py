"""controlmap.toml: what a map project says of itself, with the line of each problem."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import tomlkit
from pydantic import BaseModel
from tomlkit.items import AoT, InlineTable, Whitespace
from tomlkit.items import Table as Tabular

from controlmap.dates import read_zone
from controlmap.errors import InputError, Problem
from controlmap.format.json import MAX_DEPTH, decode
from controlmap.model import Settings, nearest, validated

__all__ = [
    "SETTINGS_FILE",
    "extended_settings",
    "key_lines",
    "new_settings",
    "read_settings",
    "read_toml",
    "with_period_through",
]

Said = TypeVar("Said", bound=BaseModel)

SETTINGS_FILE = "controlmap.toml"
_AT = re.compile(r"(?P<message>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)")
_TABLE = re.compile(r"\s*(?P<list>\[?)\[\s*(?P<name>[\w.-]+)\s*\]")
_TEXTS = re.compile(
    r"""
    \"{3} [^"\\]*+ (?: (?: \\. | "(?!"") ) [^"\\]*+ )* \"{3}
    | '{3} .*? '{3}
    | " [^"\\\n]*+ (?: \\. [^"\\\n]*+ )* "
    | ' [^'\n]* '
    | \# [^\n]*
    """,
    re.DOTALL | re.VERBOSE,
)
_BETWEEN_KEYS = re.compile(r"[^\w.' \t-]+")
_HINTED = 100
"""Of so many unknown keys it is looked for what they may mean: nobody reads more."""
_KEY = re.compile(r"\s*(?P<key>[\w-]+)\s*[.=]")


def read_settings(data: bytes, *, file: str = SETTINGS_FILE) -> Settings:
    """Return what the bytes of a controlmap.toml say.

    Raises
    ------
    InputError
        With one problem a key that is wrong, missing or not known, or the first fault of the grammar.
    """
    return read_toml(Settings, data, file=file, zone=_zone)


def read_toml(
    model: type[Said], data: bytes, *, file: str, zone: Callable[[Mapping[str, Any]], ZoneInfo | None]
) -> Said:
    """Return what the bytes of a TOML file say, as a model; `zone` tells to which time offsets are converted.

    Raises
    ------
    InputError
        With one problem a key that is wrong, missing or not known, or the first fault of the grammar.
    """
    text = decode(data, file=file)
    # The parser takes the square of a key's parts, and what it returns is walked by recursion.
    if max(piece.count(".") for piece in _BETWEEN_KEYS.split(_TEXTS.sub("''", text))) > MAX_DEPTH:
        raise InputError(Problem(f"is nested more than {MAX_DEPTH} levels deep", file, code="CM106"))
    try:
        values = _with_text_dates(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(_syntax_problem(str(error), file)) from None
    except RecursionError:
        raise InputError(Problem("is nested too deeply", file, code="CM106")) from None
    except ValueError as error:  # such as a number of more digits than Python converts
        raise InputError(Problem(f"is not TOML that can be read: {error}", file, code="CM130")) from None
    try:
        return validated(model, values, zone=zone(values))
    except InputError as error:
        lines = key_lines(text)
        problems = [_placed(problem, file, lines) for problem in error.problems]
        unknown = [i for i, problem in enumerate(problems) if problem.code == "CM123"]
        for i in unknown[:_HINTED]:
            problems[i] = replace(
                problems[i], hint=problems[i].hint or _nearest(model, problems[i].property or "")
            )
        raise InputError(problems) from None


def _with_text_dates(value: Any) -> Any:
    """Return a TOML value with its own dates and date-times as ISO 8601 text, which the models take."""
    if isinstance(value, dict):
        return {key: _with_text_dates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_text_dates(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _zone(values: Mapping[str, Any]) -> ZoneInfo | None:
    """Return the zone that offsets are converted to, if the file names one that exists."""
    try:
        return read_zone(values.get("time_zone", "UTC"))
    except (InputError, TypeError, AttributeError):
        return None


def _syntax_problem(text: str, file: str) -> Problem:
    match = _AT.fullmatch(text)
    if match is None:
        return Problem(f"is not TOML: {text}", file, code="CM130")
    return Problem(
        f"is not TOML: {match['message']}", file, int(match["line"]), int(match["column"]), code="CM130"
    )


def _placed(problem: Problem, file: str, lines: Mapping[str, int]) -> Problem:
    path = (problem.property or "").split(".")
    places = (lines.get(".".join(path[:end])) for end in range(len(path), 0, -1))
    return replace(problem, file=file, line=next((line for line in places if line), None))


def _nearest(model: type[BaseModel], dotted: str) -> str | None:
    """Return a hint that names the known key most like the last one of a path."""
    path = dotted.split(".")
    known = _known_keys(model, [key for key in path[:-1] if not key.isdigit()])
    return nearest(path[-1], known, "keys")


def _known_keys(model: type[BaseModel], path: list[str]) -> list[str]:
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    if not path:
        return list(fields)
    inner = _model_in(fields[path[0]].annotation) if path[0] in fields else None
    return _known_keys(inner, path[1:]) if inner else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside `X`, `X | None` or `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = map(_model_in, getattr(annotation, "__args__", ()))
    return next((model for model in inner if model), None)


def key_lines(text: str) -> dict[str, int]:
    """Return the line of each key by its dotted path, as far as it stands at a line's beginning.

    Tables of a list are counted from 1.

    Texts over several lines may hide a line that looks like a key; then a problem names a line nearby.
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.match(line):
            name = header["name"]
            if header["list"]:
                counts[name] = counts.get(name, 0) + 1
            index = f".{counts[name]}" if name in counts else ""
            table = f"{name}{index}."
            lines.setdefault(table[:-1], number)
        elif key := _KEY.match(line):
            lines.setdefault(table + key["key"], number)
    return lines


Table = Mapping[str, Any]
"""A table of controlmap.toml; a text by language is a mapping inside it."""


def new_settings(values: Table) -> str:
    """Return the text of a new controlmap.toml that says these values, in their order."""
    document = tomlkit.document()
    for key, value in values.items():
        document.add(key, _item(value))
    return tomlkit.dumps(document)


def extended_settings(
    text: str,
    *,
    actors: Iterable[Table] = (),
    layers: Iterable[Table] = (),
    silence: Iterable[Table] = (),
    file: str = SETTINGS_FILE,
) -> str:
    """Return the text of a controlmap.toml that lists more actors, layers and silences.

    All else stays to the letter.

    Raises
    ------
    InputError
        When it is no TOML, lists one of them inline, or says then what cannot be read.
    """
    document = _document(text, file)
    for name, tables in (("actors", actors), ("layers", layers), ("silence", silence)):
        for table in tables:
            listed = document.setdefault(name, tomlkit.aot())
            if not isinstance(listed, AoT):
                hint = f"Write each as a table of its own, [[{name}]], then try again."
                raise InputError(Problem(f"lists its {name} inline", file, property=name, hint=hint))
            said_of_next = _tail(listed[-1]) if len(listed) else []
            if said_of_next:
                _end(listed[-1]).append(said_of_next[0])
            listed.append(_table(table))
            listed[-1].value.body.extend(said_of_next)
    return _readable(tomlkit.dumps(document), file)


def with_actor(text: str, values: Table) -> str:
    """Return the text of a controlmap.toml whose actor of the id in `values` says these; all else stays.

    Raises
    ------
    InputError
        When it is no TOML, or says then what cannot be read.
    """
    document = _document(text, SETTINGS_FILE)
    table = next(one for one in _actors(document) if one["id"] == values["id"])
    for key in [key for key in table if key not in values]:
        del table[key]
    for key, value in values.items():
        if key not in table or table[key] != value:
            table[key] = _item(value)
    return _readable(tomlkit.dumps(document), SETTINGS_FILE)


def without_actors(text: str, ids: Collection[str]) -> str:
    """Return the text of a controlmap.toml that lists some actors no more; all else stays to the letter.

    Raises
    ------
    InputError
        When it is no TOML, or says then what cannot be read.
    """
    document = _document(text, SETTINGS_FILE)
    listed = _actors(document)
    for at in reversed(range(len(listed))):
        if listed[at]["id"] not in ids:
            continue
        said_of_next = _tail(listed[at])
        del listed[at]
        if at > 0 and said_of_next:
            before = _end(listed[at - 1])
            # One blank line is enough.
            del before[len(before) - isinstance(before[-1][1], Whitespace) :]
            before.extend(said_of_next)
        elif at < len(listed):
            listed[at].value.body[:0] = said_of_next[1:]
    return _readable(tomlkit.dumps(document), SETTINGS_FILE)


Body = list[tuple[Any, Any]]


def _end(table: Any) -> Body:
    """Return what a table ends with: its own keys and comments, or those of a table in it."""
    body: Body = table.value.body
    return _end(body[-1][1]) if body and isinstance(body[-1][1], Tabular) else body


def _tail(table: Any) -> Body:
    """Cut off the comments after a blank line at a table's end, which are about what follows it."""
    if not isinstance(table, Tabular):
        return []
    body = _end(table)
    keys = [at for at, (key, _) in enumerate(body) if key is not None]
    blanks = [at for at, (_, item) in enumerate(body) if isinstance(item, Whitespace)]
    cut = next((at for at in blanks if not keys or at > keys[-1]), len(body))
    tail = body[cut:]
    del body[cut:]
    return tail


def _actors(document: tomlkit.TOMLDocument) -> Any:
    """Return the list of actors, each a table of its own or all in a line."""
    return document["actors"]


def with_period_through(text: str, through: str, *, file: str = SETTINGS_FILE) -> str:
    """Return the text of a controlmap.toml whose period ends with a day; all else stays to the letter.

    Raises
    ------
    InputError
        When it is no TOML, has no period, or says then what cannot be read.
    """
    document = _document(text, file)
    period = document.get("period")
    if not isinstance(period, Mapping):
        raise InputError(Problem("has no period that could be extended", file, property="period"))
    period["through"] = through  # pyright: ignore[reportIndexIssue]
    return _readable(tomlkit.dumps(document), file)


def _document(text: str, file: str) -> tomlkit.TOMLDocument:
    read_settings(text.encode(), file=file)
    return tomlkit.parse(text)


def _readable(text: str, file: str) -> str:
    """Return settings once it is sure that they can be read again."""
    read_settings(text.encode(), file=file)
    return text


def _table(values: Table) -> Any:
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, _item(value))
    return table


def _item(value: Any) -> Any:
    """Return a value as people write it: texts by language on one line, lists of tables as [[tables]]."""
    if isinstance(value, Mapping):
        return _inline(value)
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        tables = tomlkit.aot()
        for table in value:
            tables.append(_table(table))
        return tables
    return tomlkit.item(value)


def _inline(values: Table) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(values)
    return table
