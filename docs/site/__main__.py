"""`python -m docs.site`: make the site in output/docs, of pages that are laid under build/docs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import tomlkit
from docs.site.links import broken
from docs.site.offline import asked_elsewhere, start_from_text
from docs.site.pages import ROOT, all_pages, linked_files, listed

LAID, SITE = ROOT / "build" / "docs", ROOT / "output" / "docs"
SETTINGS = Path(__file__).with_name("zensical.toml")


def lay(folder: Path) -> None:
    """Write all pages, what they show and link to, and the settings with the list of pages."""
    pages = all_pages()
    files = linked_files(pages)
    if lost := broken(pages, files):
        sys.exit("links that lead nowhere:\n" + "\n".join(lost))
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in pages.items():
        _written(folder / "pages" / path).write_text(text, encoding="utf-8")
    for path in files:
        shutil.copyfile(ROOT / path, _written(folder / "pages" / path))
    _written(folder / "zensical.toml").write_text(_settings(), encoding="utf-8")


def _written(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _settings() -> str:
    settings = tomlkit.parse(SETTINGS.read_text(encoding="utf-8"))
    settings["project"]["nav"] = [
        {title: paths if len(paths) > 1 else paths[0]} for title, paths in listed().items()
    ]
    return tomlkit.dumps(settings)


def build(laid: Path, site: Path) -> None:
    """Make a site of what is laid in a folder; warnings are errors, so is a page that asks other hosts."""
    made = laid / "site"
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict", "--clean"], cwd=laid, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)
    start_from_text(made)
    if asked := asked_elsewhere(made):
        sys.exit("asked of other hosts:\n" + "\n".join(asked))
    shutil.rmtree(site, ignore_errors=True)
    shutil.move(made, _written(site))


if __name__ == "__main__":
    lay(LAID)
    build(LAID, SITE)
    print(SITE / "index.html")
