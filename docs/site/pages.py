"""All pages of the site, as texts by their paths, and the order in which they are listed."""

from __future__ import annotations

from pathlib import Path

from docs.site.commands import command_pages
from docs.site.links import targets_of
from docs.site.python_names import python_pages
from docs.site.rules import rule_pages

__all__ = ["HOME", "HOW_TO", "ROOT", "all_pages", "linked_files", "listed"]

ROOT = Path(__file__).parents[2]
HOME = "index.md"
"""The README's page."""
TUTORIALS = (
    "docs/readers-tour.md",
    "docs/ten-questions.md",
    "docs/first-hour.md",
    "docs/spreadsheet.md",
    "docs/mappers-day.md",
    "docs/qgis.md",
    "docs/nightly.md",
    "docs/embed.md",
)
HOW_TO = (
    "docs/your-own-map.md",
    "docs/bring-in.md",
    "docs/update.md",
    "docs/scale.md",
    "docs/draw.md",
    "docs/ask.md",
    "docs/compare.md",
    "docs/any-size.md",
    "docs/export.md",
    "docs/come-back.md",
    "docs/frames.md",
    "docs/python.md",
    "docs/folium.md",
    "docs/command-line.md",
)
EXPLANATIONS = (
    "docs/partition.md",
    "docs/certainty.md",
    "docs/time.md",
    "docs/why-no-overlay.md",
    "docs/held-back.md",
    "docs/colours.md",
)
GALLERY = "docs/gallery/README.md"
FORMATS = ("geodata/SPEC.md", "src/viewer/PAYLOAD.md", "src/viewer/README.md")
PROJECT = (
    "geodata/README.md",
    "geodata/base/SOURCES.md",
    "geodata/judgements.md",
    "tests/benchmarks/README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "CODE_OF_CONDUCT.md",
    "CHANGELOG.md",
)


def all_pages() -> dict[str, str]:
    """Return the text of each page. Documents keep their paths, so that their links hold here too."""
    documents = (GALLERY, *TUTORIALS, *HOW_TO, *EXPLANATIONS, *FORMATS, *PROJECT)
    written = {path: (ROOT / path).read_text(encoding="utf-8") for path in documents}
    home = {HOME: (ROOT / "README.md").read_text(encoding="utf-8")}
    return {**home, **written, **command_pages(), **python_pages(), **rule_pages()}


def listed() -> dict[str, list[str]]:
    """Return the pages by the kind of need that they answer, in the order of the site."""
    return {
        "Start": [HOME],
        "Gallery": [GALLERY],
        "Tutorials": list(TUTORIALS),
        "How to": list(HOW_TO),
        "Commands": list(command_pages()),
        "Python": list(python_pages()),
        "Rules of the check": list(rule_pages()),
        "Formats": list(FORMATS),
        "Explanations": list(EXPLANATIONS),
        "About": list(PROJECT),
    }


def linked_files(pages: dict[str, str]) -> set[str]:
    """Return the files, other than pages, to which pages lead: pictures, a notebook, the licence."""
    targets = {name for path, text in pages.items() for name, _ in targets_of(path, text)}
    return {name for name in targets - pages.keys() if (ROOT / name).is_file()}
