"""Writes payloads for the page's tests from PAYLOAD.md alone, so that page and encoder are tested apart."""

import json
import struct


def encode(header: dict, sections: dict[str, list[int]]) -> bytes:
    """The bytes of a payload, before compression."""
    body = bytearray()
    places = {}
    for name, values in sections.items():
        places[name] = [len(body), len(values)]
        for value in values:
            body += _varint(value)
    head = json.dumps({**header, "sections": places}, ensure_ascii=False).encode()
    return struct.pack("<I", len(head)) + head + bytes(body)


def _varint(value: int) -> bytes:
    rest = value << 1 if value >= 0 else (-value << 1) - 1
    out = bytearray()
    while rest > 127:
        out.append(rest & 127 | 128)
        rest >>= 7
    out.append(rest)
    return bytes(out)


def delta(xy: list[int]) -> list[int]:
    return [value - (xy[i - 2] if i > 1 else 0) for i, value in enumerate(xy)]
