"""What needs an extra says which one, from Python and from the command line, and writes nothing."""

import json
import os
import pickle
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from controlmap.errors import InputError, MissingExtraError
from controlmap.extras import EXTRAS, extra

HERE = Path(__file__).parent.parent
CALLS = {
    "dask": {
        "cluster_here": "with controlmap.api.cluster_here(2): pass",
        "cluster_at": "with controlmap.api.cluster_at('tcp://127.0.0.1:9'): pass",
        "build --workers": "run('build', 'valley', '--workers', '2')",
        "build --scheduler": "run('build', 'valley', '--scheduler', 'tcp://127.0.0.1:9')",
        "import snapshots --workers": "run('import', 'snapshots', 'rows.geojson', '--into', 'new', '--layer',"
        " 'l', '--controller-from', 'who', '--date', '2024', '--workers', '2')",
    },
    "edit": {
        "serve": "from controlmap.serve import edit_map",
        "edit": "run('edit', 'valley', '--no-browser')",
        "build --watch": "run('build', 'valley', '--watch')",
    },
    "frames": {
        "MapProject.frames, as PNG": "project.frames('a.png')",
        "MapProject.frames, as a clip": "project.frames('a.mp4')",
        "frames": "run('frames', 'valley', '-o', 'a.png')",
        "frames, as PDF": "run('frames', 'valley', '-o', 'a.pdf')",
    },
    "parquet": {
        "MapProject.export": "project.export('a.parquet', states=True)",
        "MapProject.export of figures": "project.export('a.parquet', areas=True)",
        "from_frame": "controlmap.from_frame('rows.parquet', controller='who', start='since')",
        "export": "run('export', 'valley', 'a.parquet', '--states')",
        "import look": "run('import', 'look', 'rows.parquet')",
        "transfer": "run('transfer', 'valley', '--to', 'league', '--on', '2024-03-09', '--area',"
        " 'rows.parquet', '--source', 'herald-2024-03-09')",
    },
    "plot": {
        "History.plot": "project.history().plot('2024-03-09')",
        "areas().plot": "project.areas().plot()",
        "areas().plot of a kind": "project.areas().plot(kind='line')",
    },
    "raster": {
        "MapProject.population": "project.population('2024-03-09', raster='people.tif')",
        "population": "run('population', '2024-03-09', 'valley', '--raster', 'people.tif')",
    },
    "tiles": {
        "MapProject.export": "project.export('a.pmtiles', states=True)",
        "export": "run('export', 'valley', 'a.pmtiles', '--states')",
    },
}
"""By extra, what needs it: each ends in an error that names it."""
BEGINNING = """
import json, sys
for name in json.loads(sys.argv[1]):
    sys.modules[name] = None
import controlmap, controlmap.api
from controlmap.cli import cli
project = controlmap.open("valley")
def run(*words):
    cli.main([*words], standalone_mode=False)
told = {}
for name, call in json.loads(sys.argv[2]).items():
    try:
        exec(call)
        told[name] = "nothing"
    except BaseException as error:
        told[name] = f"{type(error).__name__}: {error}"
print(json.dumps(told))
"""


@pytest.mark.parametrize("name", CALLS)
def test_without_an_extra_each_way_to_what_needs_it_names_it(name: str, tmp_path: Path) -> None:
    from controlmap.store import init_project

    init_project(tmp_path / "valley")
    (tmp_path / "rows.parquet").write_bytes(b"PAR1")
    (tmp_path / "rows.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    (tmp_path / "people.tif").write_bytes(b"II*\x00")
    before = {path for path in tmp_path.rglob("*") if "cache" not in str(path)}
    done = subprocess.run(
        [sys.executable, "-c", BEGINNING, json.dumps([*EXTRAS[name]]), json.dumps(CALLS[name])],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"MPLBACKEND": "agg"},
    )
    assert done.stdout, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    wanted = rf"\w+Error: .*, which is not installed\n  pip install 'controlmap\[{name}\]' brings it."
    assert {call: said for call, said in told.items() if not re.fullmatch(wanted, said, re.DOTALL)} == {}
    assert {path for path in tmp_path.rglob("*") if "cache" not in str(path)} == before


def test_each_extra_has_the_packages_that_the_project_says() -> None:
    said = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    named = {name: {re.split("[>=<[]", one)[0] for one in several} for name, several in said.items()}
    assert {name: {*packages.values()} for name, packages in EXTRAS.items()} == named


def test_every_extra_is_tried() -> None:
    assert {*CALLS} == {*EXTRAS}


def test_what_is_missing_otherwise_is_no_want_of_an_extra() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module") as caught, extra("plot"):
        import no_such_module  # noqa: F401  # pyright: ignore[reportMissingImports]
    assert not isinstance(caught.value, MissingExtraError)


def test_who_catches_either_kind_of_error_catches_it() -> None:
    error = MissingExtraError("plot", "matplotlib", "a.png")
    assert isinstance(error, InputError) and isinstance(error, ModuleNotFoundError)
    assert str(error) == (
        "a.png: needs matplotlib, which is not installed\n  pip install 'controlmap[plot]' brings it."
    )
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
