"""Reads payloads byte by byte from what PAYLOAD.md says, with nothing of the encoder's."""

import json
from itertools import pairwise


def read_payload(data: bytes) -> tuple[dict, dict[str, list[int]]]:
    """Return a payload's header and sections."""
    length = int.from_bytes(data[:4], "little")
    header = json.loads(data[4 : 4 + length].decode("utf-8"))
    body = data[4 + length :]
    starts = sorted(offset for offset, _ in header["sections"].values())
    assert starts[0] == 0
    return header, {name: read_integers(body, *place) for name, place in header["sections"].items()}


def read_integers(body: bytes, offset: int, count: int) -> list[int]:
    """Return as many integers from an offset."""
    values = []
    for _ in range(count):
        value = shift = 0
        while True:
            byte = body[offset]
            offset += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        values.append(-(value + 1) // 2 if value % 2 else value // 2)
    return values


def points(deltas: list[int]) -> list[tuple[int, int]]:
    """Return the coordinates whose differences these are."""
    found, x, y = [], 0, 0
    for dx, dy in zip(deltas[::2], deltas[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x, y))
    return found


def runs(lengths: list[int], items: list) -> list[list]:
    """Cut a list into runs of these lengths, and nothing may be left."""
    ends = [0]
    for length in lengths:
        ends.append(ends[-1] + length)
    assert ends[-1] == len(items)
    return [items[start:end] for start, end in pairwise(ends)]
