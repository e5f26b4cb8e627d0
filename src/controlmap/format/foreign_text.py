"""Text as other programs save it: in another encoding than UTF-8, in columns parted by no commas.

What a file is in is told by its bytes and by the languages of the map; nothing says so in the file itself.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Recognised", "recognised", "with_commas"]


class Recognised(NamedTuple):
    """A text, and in words what it was in."""

    text: str
    what: str


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", 'UTF-8 with a byte order mark, as "CSV UTF-8" of Excel has'),
    (codecs.BOM_UTF16_LE, "utf-16", 'UTF-16, as "Unicode Text" of Excel is'),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_CODE_PAGES = {
    "cp1250": ("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"),
    "cp1251": ("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tt", "uk"),
    "cp1253": ("el",),
    "cp1254": ("az", "tr"),
    "cp1255": ("he", "yi"),
    "cp1256": ("ar", "ckb", "fa", "ps", "ug", "ur"),
    "cp1257": ("et", "lt", "lv"),
    "cp1258": ("vi",),
}
"""Windows code pages by languages (Microsoft, "Code Page Identifiers"); all others are written in cp1252."""
_WORDS = ("cp1251", "cp1253", "cp1255", "cp1256")
"""Code pages in which whole words lie beyond ASCII, where a Latin one has single letters there."""
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_NUMBERS = ("lon", "lat", "coord_accuracy_m", "population")


def recognised(data: bytes, languages: Sequence[str] = ()) -> Recognised | None:
    """Return the text of bytes that are no plain UTF-8, and what they are in; None where nothing fits.

    `languages` are those of the map: they tell which of the many code pages may have been meant.
    """
    for mark, encoding, what in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding, what)
    for page in _likely(data, languages):
        found = _decoded(data, page, f'{page}, the code page that "CSV" of Excel is in on such a machine')
        if found:
            return found
    return None


def with_commas(text: str, columns: Iterable[str]) -> str | None:
    """Return a table of semicolons or tabs with commas, and decimal commas as points; None for another table.

    `columns` are those that its first line is to name.
    """
    head, known = text.partition("\n")[0], set(columns)
    sign = max(";\t", key=lambda sign: len(known & set(_cells(head, sign))))
    if len(known & set(_cells(head, sign))) < 2:
        return None
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True) if row]
    except csv.Error:
        return None
    header, *others = rows
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([header, *(_pointed(header, row) for row in others)])
    return stream.getvalue()


def _cells(line: str, sign: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(sign)]


def _pointed(header: Sequence[str], row: Sequence[str]) -> list[str]:
    named = zip([*header, *[""] * len(row)], row, strict=False)
    return [
        cell.replace(",", ".") if name in _NUMBERS and _DECIMAL_COMMA.fullmatch(cell) else cell
        for name, cell in named
    ]


def _likely(data: bytes, languages: Sequence[str]) -> list[str]:
    """Return code pages, the most likely first: words beyond ASCII are another script, letters are Latin."""
    mains = [language.split("-")[0] for language in languages]
    pages = [page for main in mains for page, written in _CODE_PAGES.items() if main in written]
    runs = [len(run) for run in _BEYOND_ASCII.findall(data)]
    in_words = sum(n for n in runs if n > 1) > sum(n for n in runs if n == 1)
    likely = [page for page in pages if (page in _WORDS) == in_words]
    further = [*pages, "cp1256"] if in_words else ["cp1252", *pages]
    return list(dict.fromkeys([*likely, *further, "cp1252"]))


def _decoded(data: bytes, encoding: str, what: str) -> Recognised | None:
    try:
        return Recognised(data.decode(encoding), what)
    except UnicodeDecodeError:
        return None
