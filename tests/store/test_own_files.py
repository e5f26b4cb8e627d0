"""What a map is made of is known, wherever it is named, and nothing else is taken for it."""

import shutil
from pathlib import Path

import pytest

from controlmap.errors import InputError
from controlmap.store import refuse_own_file
from tests.format.test_golden import GOLDEN

OWN = [
    "controlmap.toml", "east.geojson", "west.geojson", "base/districts.geojson", "base/quarters.geojson",
    "sources.json", "places.csv", "reports.csv", "events.geojson", "story.toml", "evaluation.json",
    "journal.jsonl", ".gitattributes", "hand/east.geojson", "journal/abc.gz", ".controlmap/history",
    ".drafts.controlmap-edit/a.json",
]  # fmt: skip
OTHER = [
    "page.html",
    "output/east.geojson",
    "base/other.geojson",
    "handy.geojson",
    "notes/places.csv",
    "base",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = Path(shutil.copytree(GOLDEN / "sound", tmp_path / "map"))
    with (made / "controlmap.toml").open("a") as settings:
        settings.write(
            '\n[[regions]]\nid = "q"\nname = { en = "Q" }\nextent = { file = "base/quarters.geojson" }\n'
        )
    return made


@pytest.mark.parametrize("name", OWN)
def test_what_a_map_is_made_of_is_refused_by_any_way_to_it(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "link").symlink_to(folder / name)
    for target in (folder / name, folder / "base" / ".." / name, tmp_path / "link"):
        with pytest.raises(InputError) as refused:
            refuse_own_file(target)
        (problem,) = refused.value.problems
        assert (problem.message, problem.file, bool(problem.hint)) == (
            "belongs to the map",
            str(target),
            True,
        )


@pytest.mark.parametrize("name", OTHER)
def test_what_is_not_of_the_map_is_let_be_inside_and_outside_its_folder(folder: Path, name: str) -> None:
    refuse_own_file(folder / name)
    refuse_own_file(folder.parent / name)


def test_within_a_map_the_nearest_settings_count(folder: Path) -> None:
    inner = Path(shutil.copytree(GOLDEN / "sound", folder / "inner"))
    with pytest.raises(InputError, match="belongs to the map"):
        refuse_own_file(inner / "places.csv")
    (inner / "controlmap.toml").unlink()
    refuse_own_file(inner / "places.csv")
