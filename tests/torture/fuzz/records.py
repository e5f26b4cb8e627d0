"""The files beside the layers: which one, says the first byte."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from controlmap.format import (
    parse_base,
    parse_evaluation,
    parse_events,
    parse_hand,
    parse_sources,
    parse_story,
    parse_table,
    write_sources,
    write_table,
)
from controlmap.model import Place, Report
from tests.torture.fuzz.whole import golden, valley

FILES = {
    "s": "sources.json",
    "e": "events.geojson",
    "h": "hand/*.geojson",
    "t": "story.toml",
    "b": "base/*.geojson",
}
FILES |= {"p": "places.csv", "r": "reports.csv", "v": "evaluation.json"}


def seeds() -> Iterable[bytes]:
    for letter, pattern in FILES.items():
        yield from (letter.encode() + data for data in golden(pattern))


def prepared(folder: Path) -> Callable[[bytes], None]:
    project = valley(folder)
    zoned = {"zone": project.zone, "languages": ("en", "ar")}
    readers = {
        "s": partial(parse_sources, file="sources.json"),
        "e": partial(parse_events, file="events.geojson", **zoned),
        "h": partial(parse_hand, file="hand.geojson", grid=project.grid, **zoned),
        "t": partial(parse_story, zone=project.zone),
        "b": partial(parse_base, file="base.geojson"),
        "p": partial(parse_table, Place, file="places.csv", **zoned),
        "r": partial(parse_table, Report, file="reports.csv", **zoned),
        "v": parse_evaluation,
    }
    writers = {"s": write_sources, "p": partial(write_table, Place), "r": partial(write_table, Report)}

    def run(data: bytes) -> None:
        letter = chr(data[0]) if data else ""
        read, write = readers.get(letter), writers.get(letter)
        found, problems = read(data[1:]) if read else ((), [])
        assert all(str(problem).strip() for problem in problems)
        if write and not problems:
            assert write(read(write(found))[0]) == write(found)

    return run
