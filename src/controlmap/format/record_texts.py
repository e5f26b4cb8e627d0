"""Files of records cut into the text of each: features of layers, sources, rows of tables.

A record that is taken out, put in or replaced leaves every other character as it is, so that what is put in
and taken out again gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from pathlib import Path

from controlmap.errors import InputError
from controlmap.format.csv_tables import row_lines

__all__ = ["RecordTexts", "cut_records"]

_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class RecordTexts:
    """A text as its records by id, in order, and what stands before, between and after them."""

    before: str
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    gaps: tuple[str, ...]
    after: str
    gap: str

    def __str__(self) -> str:
        pairs = zip_longest(self.texts, self.gaps, fillvalue="")
        body = "".join(part for pair in pairs for part in pair)
        return f"{self.before}{body}{self.after}"

    def with_record(self, at: int, name: str, text: str) -> RecordTexts:
        """Return the records with one more, at a place from 0."""
        if not self.ids:
            # An empty list stands on one line, others with each record on its own.
            broken = self.gap == ",\n" and not self.before.endswith("\n")
            around = {"before": self.before + "\n", "after": "\n" + self.after} if broken else {}
            around |= {"after": "\n"} if self.gap == "\n" and not self.after else {}
            return replace(self, ids=(name,), texts=(text,), **around)
        return replace(
            self,
            ids=(*self.ids[:at], name, *self.ids[at:]),
            texts=(*self.texts[:at], text, *self.texts[at:]),
            gaps=(*self.gaps[:at], self.gap, *self.gaps[at:]),
        )

    def without(self, at: int) -> RecordTexts:
        """Return the records without the one at a place."""
        ids, texts = (*self.ids[:at], *self.ids[at + 1 :]), (*self.texts[:at], *self.texts[at + 1 :])
        if ids:
            gaps = (*self.gaps[:at], *self.gaps[at + 1 :]) if at < len(self.gaps) else self.gaps[:-1]
            return replace(self, ids=ids, texts=texts, gaps=gaps)
        empty = {"before": self.before.removesuffix("\n"), "after": self.after.removeprefix("\n")}
        broken = self.before.endswith("[\n") and self.after.startswith("\n]")
        around = empty if broken else {"after": ""} if self.gap == "\n" else {}
        return replace(self, ids=(), texts=(), gaps=(), **around)

    def replaced(self, at: int, text: str) -> RecordTexts:
        """Return the records with another text at a place."""
        return replace(self, texts=(*self.texts[:at], text, *self.texts[at + 1 :]))


def cut_records(file: str, text: str) -> RecordTexts | None:
    """Return the records of a file, or None where it holds none that can be told apart by their ids.

    Layers are cut where each feature stands on a line of its own.
    """
    cut = _CUTS.get(Path(file).suffix)
    if cut is None:
        return None
    try:
        found = cut(text)
    except (ValueError, LookupError, TypeError, RecursionError, InputError, csv.Error):
        return None
    return found if found and len(set(found.ids)) == len(found.ids) and str(found) == text else None


def _cut_table(text: str) -> RecordTexts:
    lines = [*io.StringIO(text, newline="")]
    begins = [*row_lines(text.encode(), file="").items()]
    if not begins:
        return RecordTexts(text, (), (), (), "", "\n")
    ends = [*(line for _, line in begins[1:]), len(lines) + 1]
    spans = ["".join(lines[line - 1 : end - 1]) for (_, line), end in zip(begins, ends, strict=True)]
    texts = [span.rstrip("\r\n") for span in spans]
    rests = [span[len(bare) :] for span, bare in zip(spans, texts, strict=True)]
    head = "".join(lines[: begins[0][1] - 1])
    ids = tuple(name for name, _ in begins)
    return RecordTexts(head, ids, tuple(texts), tuple(rests[:-1]), rests[-1], "\n")


def _cut_list(text: str) -> RecordTexts:
    before = text[: _space(text, text.index("[") + 1)]
    spans = [*_entries(text, len(before))]
    ids = tuple(str(json.loads(text[start:end])["id"]) for start, end in spans)
    if not spans:
        start = text.index("[") + 1
        return RecordTexts(text[:start], (), (), (), text[start:], ",\n")
    gaps = tuple(text[end:start] for (_, end), (start, _) in pairwise(spans))
    return RecordTexts(
        before, ids, tuple(text[start:end] for start, end in spans), gaps, text[spans[-1][1] :], ",\n"
    )


def _entries(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield where each entry of a list in JSON begins and ends."""
    while text[at] != "]":
        _, end = json.JSONDecoder().raw_decode(text, at)
        yield at, end
        at = _space(text, end)
        if text[at] == ",":
            at = _space(text, at + 1)


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _cut_layer(text: str) -> RecordTexts | None:
    head, *lines = text.split("\n")
    if head.endswith('"features": []}') and lines == [""]:
        return RecordTexts(head[:-2], (), (), (), "]}\n", ",\n")
    if lines[-2:] != ["]}", ""] or not head.endswith("["):
        return None
    bare = [line.removesuffix(",") for line in lines[:-2]]
    ids = tuple(_id_of(line) for line in bare)
    return RecordTexts(head + "\n", ids, tuple(bare), (",\n",) * (len(bare) - 1), "\n]}\n", ",\n")


def _id_of(line: str) -> str:
    """Return the id of a feature that stands on a line of its own."""
    feature = json.loads(line)
    if feature["type"] != "Feature" or isinstance(feature["id"], bool):
        raise ValueError
    return str(feature["id"])


_CUTS = {".csv": _cut_table, ".json": _cut_list, ".geojson": _cut_layer, ".gz": _cut_layer}
