"""The values that a Lua module returns, as it writes them down: tables, texts and numbers. Nothing is run.

Read are assignments of such values to names, one `return`, and names of what was assigned before (`mk.red`).
Whatever else a module does (call, branch, loop, compute) is refused with its line. The grammar is that of the
Lua 5.1 Reference Manual, section 8, as far as it writes values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from controlmap.errors import InputError, Problem

__all__ = ["LuaTable", "returned_value"]

MAX_DEPTH = 32
"""Tables inside each other; the modules that maps are made of have four."""

LuaTable = dict[Any, Any]
"""A table: values by name, and those without one by number from 1."""

_TOKEN = re.compile(
    r"""
    (?P<blank> \s+ | --\[(?P<wall>=*)\[ .*? \](?P=wall)\] | --[^\n]* )
    | \[(?P<equals>=*)\[ \n? (?P<long> .*? ) \](?P=equals)\]
    | (?P<text> "(?: [^"\\\n] | \\. )*" | '(?: [^'\\\n] | \\. )*' )
    | (?P<number> 0[xX][0-9a-fA-F]+ | (?: [0-9]+ \.? [0-9]* | \.[0-9]+ ) (?: [eE][+-]?[0-9]+ )? )
    | (?P<name> [A-Za-z_][A-Za-z0-9_]* )
    | (?P<sign> \.\. | [{}\[\]=,;.-] )
    """,
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(rb"\\(?:(?P<byte>[0-9]{1,3})|(?P<one>.))", re.DOTALL)
_CONTROL = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_WORDS = {"true": True, "false": False, "nil": None}
_STATEMENTS = ("local", "return")


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def returned_value(text: str, *, file: str) -> Any:
    """Return the value that a module returns: a table as a dict, other values as Python has them.

    Raises
    ------
    InputError
        At the first thing that is no Lua, or is no value; with its line.
    """
    return _Module(text, file, list(_tokens(text, file))).value()


def _tokens(text: str, file: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            what = f"{text[at]!r} is no part of a value; nothing of the module is run"
            raise InputError(Problem(what, file, text.count("\n", 0, at) + 1))
        if match.lastgroup != "blank" and match["blank"] is None:
            kind = "text" if match["long"] is not None else match.lastgroup or ""
            yield _Token(kind, _content(match), at)
        at = match.end()
    yield _Token("end", "", at)


def _content(match: re.Match[str]) -> str:
    if match["long"] is not None:
        return match["long"]
    return _unescaped(match["text"][1:-1]) if match["text"] else match[0]


def _unescaped(text: str) -> str:
    """Return a quoted text with its escapes resolved; those by number are bytes of UTF-8."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_escaped, text.encode()).decode("utf-8", "replace")


def _escaped(match: re.Match[bytes]) -> bytes:
    if match["byte"]:
        return bytes([int(match["byte"]) & 255])
    return _CONTROL.get(match["one"], match["one"])


@dataclass(slots=True)
class _Module:
    """A module that is being read, token after token; `known` is what it gave names to."""

    source: str
    file: str
    tokens: list[_Token]
    at: int = 0
    known: LuaTable = field(default_factory=dict)

    def value(self) -> Any:
        """Return what the module returns."""
        while not self.takes("return"):
            self.takes("local")
            name = self.name()
            self.expects("=")
            self.known[name] = self.expression(0)
            self.takes(";")
        found = self.expression(0)
        self.takes(";")
        if self.tokens[self.at].kind != "end":
            self.refuse("does more than return a value")
        return found

    def expression(self, depth: int) -> Any:
        """Return a value, or several texts that `..` joins."""
        found = self.operand(depth)
        while self.takes(".."):
            more = self.operand(depth)
            if not (isinstance(found, str | int | float) and isinstance(more, str | int | float)):
                self.refuse("joins what is no text")
            found = f"{found}{more}"
        return found

    def operand(self, depth: int) -> Any:
        token = self.tokens[self.at]
        if token.kind == "text":
            self.at += 1
            return token.text
        if token.kind == "number" or token.text == "-":
            return self.number()
        if token.kind == "name" and token.text in _WORDS:
            self.at += 1
            return _WORDS[token.text]
        if token.kind == "name" and token.text not in _STATEMENTS:
            return self.named(depth)
        return self.table(depth + 1)

    def number(self) -> int | float:
        sign = -1 if self.takes("-") else 1
        text = self.tokens[self.at].text
        if self.tokens[self.at].kind != "number":
            self.refuse("computes")
        self.at += 1
        if text[:2].lower() == "0x":
            return sign * int(text, 16)
        return sign * (int(text) if text.isdecimal() and len(text) < 16 else float(text))

    def named(self, depth: int) -> Any:
        """Return what a name stands for, as `mk.red` or `mk["red"]`."""
        path = [self.name()]
        found = self.known.get(path[0])
        while (by_dot := self.takes(".")) or self.takes("["):
            path.append(self.name() if by_dot else str(self.expression(depth + 1)))
            if not by_dot:
                self.expects("]")
            found = found.get(path[-1]) if isinstance(found, dict) else None
        if found is None:
            self.refuse(f"{'.'.join(path)} is not written down here")
        return found

    def table(self, depth: int) -> LuaTable:
        if depth > MAX_DEPTH:
            self.refuse(f"nests tables more than {MAX_DEPTH} levels deep")
        self.expects("{")
        found: LuaTable = {}
        number = 1
        while not self.takes("}"):
            key = self.key(depth)
            value = self.expression(depth)
            if key is None:
                key, number = number, number + 1
            found[key] = value
            if not (self.takes(",") or self.takes(";")) and self.tokens[self.at].text != "}":
                self.refuse("a comma or } is expected")
        return found

    def key(self, depth: int) -> Any:
        """Return the key that stands before a value of a table, None where there is none."""
        token, after = self.tokens[self.at], self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if token.kind == "name" and (after.kind, after.text) == ("sign", "="):
            self.at += 2
            return token.text
        if not self.takes("["):
            return None
        key = self.expression(depth)
        self.expects("]")
        self.expects("=")
        if not isinstance(key, str | int | float):
            self.refuse("a key is a text or a number")
        return key

    def name(self) -> str:
        token = self.tokens[self.at]
        if token.kind != "name":
            self.refuse("does more than return a value")
        self.at += 1
        return token.text

    def takes(self, text: str) -> bool:
        """Tell whether a sign or word comes next, and pass it if so."""
        token = self.tokens[self.at]
        found = token.text == text and token.kind in ("sign", "name")
        self.at += found
        return found

    def expects(self, text: str) -> None:
        if not self.takes(text):
            self.refuse("a value is expected" if text == "{" else f"{text} is expected")

    def refuse(self, what: str) -> NoReturn:
        line = self.source.count("\n", 0, self.tokens[self.at].at) + 1
        raise InputError(Problem(f"{what}; only values are read, and nothing is run", self.file, line))
