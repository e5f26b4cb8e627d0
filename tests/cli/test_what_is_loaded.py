"""Each command loads what it needs of the heavy libraries, and no more: somebody waits for it each time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .every_command import COMMANDS, call_of, make_world_in_place

FRAMES = {"pandas", "geopandas", "pyarrow", "pyproj"}
"""What frames of geometry bring along."""
HEAVY = FRAMES | {
    "PIL", "dask", "distributed", "folium", "jinja2", "matplotlib", "pyogrio", "rasterio", "requests", "rich",
    "scipy", "starlette",
}  # fmt: skip

MAY: dict[str, set[str]] = {
    "compare": FRAMES - {"geopandas"},
    "derive": {"pyproj"},
    "diff": FRAMES,
    "durations": FRAMES - {"geopandas", "pyproj"},
    "population": FRAMES - {"geopandas", "pyproj"},
    "transfer": {"pyproj"},  # a radius about a place is a circle in metres
}
"""What a command may load besides numpy, shapely and pydantic; where none is named, none."""
ELSEWHERE = {"edit": "goes on until it is stopped", "frames": "needs what draws pictures"}

CALLS = """
import contextlib, io, json, os, shutil, sys
import controlmap.api, controlmap.check, controlmap.cli
import controlmap.edit, controlmap.exchange, controlmap.measure
heavy, calls = json.load(sys.stdin)
for name, words in calls.items():
    if os.fork():
        os.wait()
        continue
    shutil.copytree(".", f"../{name}", symlinks=True)
    os.chdir(f"../{name}")
    from controlmap.cli import main
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(told):
            main(words)
    except SystemExit as ended:
        code = ended.code
    loaded = sorted({module.partition(".")[0] for module in sys.modules} & {*heavy})
    os.write(1, (json.dumps([name, code, told.getvalue(), loaded]) + "\\n").encode())
    os._exit(0)
"""
"""Each command in a fork of a process that has what most load: what is heavy of that is told of each."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What each command loads on a small map, each in a process that has read no map before."""
    folder = tmp_path_factory.mktemp("loaded") / "world"
    folder.mkdir()
    make_world_in_place(folder)
    calls = {name: call_of(name) for name in COMMANDS if name not in ELSEWHERE}
    asked = json.dumps([sorted(HEAVY), calls])
    line = [sys.executable, "-c", CALLS]
    said = subprocess.run(line, cwd=folder, input=asked, capture_output=True, text=True, check=True)
    found = [json.loads(row) for row in said.stdout.splitlines()]
    assert [(name, told) for name, code, told, _ in found if code not in (0, 1)] == []
    return {name: set(modules) for name, _, _, modules in found}


pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each command is a fork of one process")


def test_every_command_was_called(loaded: dict[str, set[str]]) -> None:
    assert loaded.keys() | ELSEWHERE.keys() == COMMANDS.keys()
    assert MAY.keys() <= loaded.keys()


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ELSEWHERE])
def test_a_command_loads_no_heavy_library_that_it_does_not_need(
    loaded: dict[str, set[str]], name: str
) -> None:
    assert loaded[name] - MAY.get(name, set()) == set()


@pytest.mark.parametrize("name", MAY)
def test_what_a_command_may_load_it_does(loaded: dict[str, set[str]], name: str) -> None:
    assert MAY[name] - loaded[name] - {"pyarrow"} == set()  # pandas does with or without it


def test_the_package_itself_waits_for_none(tmp_path: Path) -> None:
    text = "import sys, controlmap; print({m.partition('.')[0] for m in sys.modules})"
    said = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout
    assert not (HEAVY | {"numpy", "shapely", "pydantic"}) & eval(said)
