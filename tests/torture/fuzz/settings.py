"""Settings of a map project."""

from collections.abc import Callable, Iterable
from pathlib import Path

from controlmap.format import SETTINGS_FILE, key_lines, read_settings
from tests.torture.fuzz.whole import golden


def seeds() -> Iterable[bytes]:
    yield from golden(SETTINGS_FILE)
    yield (Path(__file__).parents[3] / "geodata" / SETTINGS_FILE).read_bytes()


def prepared(_folder: Path) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        found = read_settings(data)
        assert found.layers is not None
        assert key_lines(data.decode())

    return run
