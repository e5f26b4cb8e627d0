"""The commands work without what Windows lacks; `tests/windows.py` tells what that covers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import controlmap

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are not told here")

ROOT = Path(__file__).parents[1]
SOURCE = "valley-radio-2024-03-14-6e5f"
PLACE = ["--place", "Lower Town", "--date", "2024-03-14", "--from", "league", "--controller", "republic"]
GROUND = ["--area", "Lower Town", "--radius-km", "2", "--from", "league"]
COMMANDS = [
    ["init", "valley"],
    ["source", "add", "valley", "--title", "News", "--publisher", "Valley Radio", "--issued", "2024-03-14"],
    ["report", "add", "valley", *PLACE, "--statement", "عادت الجمهورية", "--source", SOURCE],
    ["transfer", "valley", "--to", "republic", "--on", "2024-03-14", *GROUND, "--source", SOURCE],
    ["undo", "valley"],
    ["redo", "valley"],
    ["log", "valley"],
    ["format", "valley"],
    ["check", "valley", "--fix"],
    ["at", "lower-town", "valley"],
    ["build", "valley", "-o", "page.html"],
    ["build", "valley", "-o", "page.html"],
    ["import", "snapshots", "days", "--into", "series", "--layer", "front", "--controller", "a"],
    ["build", "series", "-o", "series.html"],
]


def on_windows(commands: list[list[str]], folder: Path) -> tuple[list[int], str]:
    """Run commands without what Windows lacks; their exit codes and what they said."""
    unknown = ("USER", "LOGNAME", "LNAME", "USERNAME", "CONTROLMAP_USER")
    environment = {name: value for name, value in os.environ.items() if name not in unknown}
    environment |= {"PYTHONUTF8": "0"}
    environment |= {"PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])}
    words = [sys.executable, "-m", "tests.windows", json.dumps(commands)]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    *said, codes = done.stdout.decode().splitlines()
    return json.loads(codes), "\n".join(said) + done.stderr.decode()


def test_a_map_is_made_edited_checked_and_built_without_what_windows_lacks(tmp_path: Path) -> None:
    (tmp_path / "days").mkdir()
    square = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]}
    feature = {"type": "Feature", "properties": {}, "geometry": square}
    for day in ("2024-01-01", "2024-01-02"):
        snapshot = {"type": "FeatureCollection", "features": [feature]}
        (tmp_path / "days" / f"{day}.geojson").write_text(json.dumps(snapshot))
    codes, said = on_windows(COMMANDS, tmp_path)
    assert codes == [0] * len(COMMANDS), said
    assert "البلدة السفلى" in said
    assert controlmap.open(tmp_path / "valley").agreement().disagreements == ()
    assert (tmp_path / "page.html").is_file()
    written = [path for path in (tmp_path / "valley").rglob("*") if path.is_file()]
    hidden = {path.name for path in written if path.name.startswith(".")}
    assert hidden == {".gitattributes"}
    assert not [path.name for path in written if b"\r\n" in path.read_bytes()]


def test_the_same_bytes_are_written_as_elsewhere(tmp_path: Path) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    on_windows([["init", "valley"], ["build", "valley", "-o", "page.html"]], tmp_path / "there")
    for words in (["init", "valley"], ["build", "valley", "-o", "page.html"]):
        subprocess.run([sys.executable, "-m", "controlmap", *words], cwd=tmp_path / "here", check=True)
    here, there = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("here", "there")
    )
    assert here == there
