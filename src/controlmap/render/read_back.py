"""A page read back: the data in it, and whether it is as it was made."""

from __future__ import annotations

import base64
import binascii
import json
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from controlmap.dates import as_known, format_instant, parse_instant
from controlmap.errors import InputError, Problem
from controlmap.render.page import page_html
from controlmap.render.safe_html import content_policy
from controlmap.store import most_unpacked

__all__ = ["PageRead", "period_told", "read_page"]

_DATA = re.compile(r'<script type="text/plain" id="controlmap-data">([^<]*)</script>')
_CODE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<(script|style|iframe|object|embed|link|base|form)\b[^>]*>", re.IGNORECASE)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_ONE_DAY = np.timedelta64(1, "D")
_ALWAYS = 8 * 2**20
"""Bytes that data may unpack to, however small they are packed."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """What a page of a map holds.

    `text` is the page, `payload` all its data before compression, `header` what PAYLOAD.md says stands before
    the integers in them, `payload_sha256` their digest, `is_as_made` whether the installed controlmap makes
    the very same page of these data, `altered` what in it is not as any version would have made it.
    """

    text: str
    payload: bytes
    header: Mapping[str, Any]
    payload_sha256: str
    is_as_made: bool
    altered: tuple[str, ...]


def read_page(data: bytes, *, file: str) -> PageRead:
    """Return what a page holds, from its bytes.

    Raises
    ------
    InputError
        When it is no page of a map, or its data are cut short, altered or of a version that is not known.
    BundleMissingError
        The package was installed without the viewer's bundle.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(Problem(f"is no page: byte {error.start} is not UTF-8", file)) from None
    blocks = _DATA.findall(text)
    if len(blocks) != 1:
        hint = "Pages are written by `controlmap build`; pictures and folium maps cannot be read back."
        raise InputError(Problem(f"holds {len(blocks) or 'no'} data of a map", file, hint=hint))
    payload = _unpacked(blocks[0], file)
    header = _header(payload, file)
    try:
        title = header["title"][header["languages"][0]]
        language = header["languages"][0]
        made = page_html(payload, title=title, language=language, tiled="tiles" in header)
    except (KeyError, IndexError, TypeError, AttributeError):
        raise _damaged(file, "no title in its first language") from None
    altered = () if made == text else tuple(_altered(text))
    return PageRead(text, payload, header, sha256(payload).hexdigest(), made == text, altered)


def period_told(header: Mapping[str, Any], *, file: str) -> tuple[str, str]:
    """Return the period that a page says it shows (ISO 8601), without hours that only show an order.

    Raises
    ------
    InputError
        When it says none.
    """
    try:
        dates, known = header["dates"], header.get("date_precision") or [None]
        known_to = dict(zip(dates, known * len(dates) if len(known) == 1 else known, strict=False))
        start, end = header["period"]
        # Where no period is given, the map lasts for a day after its last change.
        last = format_instant(parse_instant(end).astype("datetime64[m]") - _ONE_DAY)
        told = (start, known_to.get(start)), (end, known_to.get(last))
        start, end = (format_instant(as_known(parse_instant(text), to or "minute")) for text, to in told)
        return start, end
    except (InputError, KeyError, TypeError, ValueError, AttributeError):
        raise _damaged(file, "they say no period") from None


def _damaged(file: str, why: str) -> InputError:
    hint = "Get the page again from whoever made it."
    return InputError(Problem(f"the data in it are cut short or altered: {why}", file, hint=hint))


def _unpacked(block: str, file: str) -> bytes:
    try:
        packed = base64.b64decode(block, validate=True)
        unpacker = zlib.decompressobj()
        most = most_unpacked(len(packed), always=_ALWAYS)
        payload = unpacker.decompress(packed, most + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise _damaged(file, str(error)) from None
    if len(payload) > most:
        raise _damaged(file, f"they unpack to more than {most >> 20} MiB")
    if not unpacker.eof or unpacker.unused_data:
        raise _damaged(file, "they do not end where they say")
    return payload


def _header(payload: bytes, file: str) -> Mapping[str, Any]:
    try:
        (length,) = struct.unpack_from("<I", payload)
        header = json.loads(payload[4 : 4 + length])
    except (struct.error, ValueError, RecursionError) as error:
        raise _damaged(file, str(error)) from None
    if not isinstance(header, dict) or header.get("format") != "controlmap":
        raise _damaged(file, "they are not those of a map")
    return header


def _altered(text: str) -> list[str]:
    """Return the parts of a page that its own policy does not name, and would not be let through by it."""
    if not text.endswith("</html>\n"):
        return ["it is cut short, or goes on after its end"]
    policies = _POLICY.findall(text)
    if len(policies) != 1:
        return [f"it has {len(policies) or 'no'} content policy, not one"]
    found: list[str] = []
    for number, (kind, code) in enumerate(_CODE.findall(text), start=1):
        [source] = content_policy([code], []).split("script-src ")[1].split(";")[:1]
        if source not in policies[0]:
            found.append(f"the {kind} {number} is not one that its policy names")
    rest = _CODE.sub("", _DATA.sub("", text))
    found += [f"it has an element that none has: {match[0][:60]}" for match in _TAG.finditer(rest)]
    return found
