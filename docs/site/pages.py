"""All pages of the site, as texts by their paths, and the order in which they are listed."""

from __future__ import annotations

from pathlib import Path

from docs.site.commands import command_pages
from docs.site.links import targets_of
from docs.site.python_names import python_pages
from docs.site.readme import HOME, parts_of
from docs.site.rules import rule_pages

__all__ = ["ROOT", "all_pages", "linked_files", "listed"]

ROOT = Path(__file__).parents[2]
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
ABOUT = (
    "how-it-works.md",
    "the-data-and-its-limits.md",
    "where-it-runs.md",
    "reading-on.md",
    "working-on-it.md",
    "licence.md",
)
"""Parts of the README that tell of the project; all others tell how something is done."""


def all_pages() -> dict[str, str]:
    """Return the text of each page. Documents keep their paths, so that their links hold here too."""
    documents = (GALLERY, *TUTORIALS, *EXPLANATIONS, *FORMATS, *PROJECT)
    written = {path: (ROOT / path).read_text(encoding="utf-8") for path in documents}
    return {**_readme(), **written, **command_pages(), **python_pages(), **rule_pages()}


def _readme() -> dict[str, str]:
    return parts_of((ROOT / "README.md").read_text(encoding="utf-8"))


def listed() -> dict[str, list[str]]:
    """Return the pages by the kind of need that they answer, in the order of the site."""
    readme = list(_readme())
    return {
        "Start": [HOME],
        "Gallery": [GALLERY],
        "Tutorials": list(TUTORIALS),
        "How to": [path for path in readme if path not in (HOME, *ABOUT)],
        "Commands": list(command_pages()),
        "Python": list(python_pages()),
        "Rules of the check": list(rule_pages()),
        "Formats": list(FORMATS),
        "Explanations": list(EXPLANATIONS),
        "About": [path for path in readme if path in ABOUT] + list(PROJECT),
    }


def linked_files(pages: dict[str, str]) -> set[str]:
    """Return the files, other than pages, to which pages lead: pictures, a notebook, the licence."""
    targets = {name for path, text in pages.items() for name, _ in targets_of(path, text)}
    return {name for name in targets - pages.keys() if (ROOT / name).is_file()}
