"""Encodings of texts that do not say theirs: named by the reader's user, who sees how each would read."""

from __future__ import annotations

import re

__all__ = ["OFFERED", "encoding_of_mark", "hint_of_encodings", "unmarked_encoding"]

OFFERED = ("utf-8", "cp1256", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "gb18030")
"""Encodings that are offered where a text is not ASCII."""
_WORDS = re.compile(rb"[^\x00-\x2c\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
_WIDE = (("utf-32-le", 4, 0), ("utf-32-be", 4, 3), ("utf-16-le", 2, 0), ("utf-16-be", 2, 1))
"""Encodings by how many bytes a letter has, and which of them is not zero in ASCII."""
_LOOKED_AT = 4096
_SHOWN = 3
_LONGEST = 24


def hint_of_encodings(data: bytes) -> str:
    """Return what to say, with the first texts that are not ASCII as each encoding that fits reads them."""
    words = (word[:_LONGEST] for word in _WORDS.findall(data[: 2**20]) if not word.isascii())
    first = list(dict.fromkeys(words))[:_SHOWN]
    read = {name: texts for name in OFFERED if (texts := [_decoded(word, name) for word in first])}
    shown = "; ".join(f"{name}: {', '.join(map(str, texts))}" for name, texts in read.items() if all(texts))
    return f"Say it with --encoding. The first texts read {shown}." if shown else "Say it with --encoding."


def encoding_of_mark(data: bytes) -> str | None:
    """Return the encoding that a text names by its byte order mark; None where it has none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else None


def unmarked_encoding(data: bytes) -> str | None:
    """Return the encoding that puts zero bytes where a text of mostly ASCII has them, if any does."""
    start = data[:_LOOKED_AT]
    for name, width, letter in _WIDE:
        letters = len(start) // width
        zeros = sum(start[letter::width].count(0) for letter in {*range(width)} - {letter})
        if letters and zeros > 0.7 * letters * (width - 1) and start[letter::width].count(0) < 0.1 * letters:
            return name
    return None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None
