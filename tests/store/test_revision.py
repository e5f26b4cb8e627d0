from pathlib import Path

import pytest

from controlmap.api import open_map
from controlmap.errors import InputError
from controlmap.store import init_project, revision_of


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    init_project(tmp_path / "valley")
    return tmp_path / "valley"


def test_a_map_that_says_something_else_has_another_revision(valley: Path) -> None:
    seen = {revision_of(valley)}
    for name in ("controlmap.toml", "valley.geojson", "places.csv", "reports.csv", "sources.json"):
        with (valley / name).open("ab") as stream:
            stream.write(b"\n")
        seen.add(revision_of(valley))
    for name in ("journal.jsonl", "events.geojson"):
        (valley / name).write_text("\n")
        seen.add(revision_of(valley))
    (valley / "hand").mkdir()
    seen.add(revision_of(valley))
    (valley / "hand" / "valley.geojson").write_text("{}")
    seen.add(revision_of(valley))
    (valley / "hand" / "stray.geojson").write_text("{}")
    seen.add(revision_of(valley))
    (valley / "valley.geojson").unlink()
    seen.add(revision_of(valley))
    assert len(seen) == 12


def test_what_is_no_part_of_a_map_makes_no_other_revision(valley: Path) -> None:
    before = revision_of(valley)
    for name in (".hidden", "notes.md", "page.html"):
        (valley / name).write_text("x")
    open_map(valley).check()
    assert revision_of(valley) == before


def test_an_edit_and_its_undoing_are_two_revisions(valley: Path) -> None:
    project = open_map(valley)
    seen = [revision_of(valley)]
    project.apply(project.split("valley-0001", on="2024-03-05"))
    seen.append(revision_of(valley))
    project.undo()
    seen.append(revision_of(valley))
    assert len(set(seen)) == 3


def test_without_settings_there_is_none(valley: Path) -> None:
    (valley / "controlmap.toml").write_text("format = 1")
    with pytest.raises(InputError):
        revision_of(valley)


def test_each_file_that_settings_name_counts_whatever_it_is_for(valley: Path) -> None:
    settings = valley / "controlmap.toml"
    extent = 'extent = { file = "outline.geojson" }'
    text = settings.read_text().replace('file = "valley.geojson"', f'file = "valley.geojson"\n{extent}')
    settings.write_text(f'{text}\n[[base]]\nfile = "roads.geojson"\nkind = "road"\nattribution = "drawn"\n')
    seen = {revision_of(valley)}
    named = ("outline.geojson", "roads.geojson", "regions.geojson", "story.toml", "evaluation.json")
    for name in named:
        (valley / name).write_text("{}")
        seen.add(revision_of(valley))
    assert len(seen) == 1 + len(named)
    assert {len(one) for one in seen} == {16}
    (valley / "hand").mkdir()
    (valley / "hand" / "b").write_text("")
    (valley / "hand" / "a").write_text("")
    before = revision_of(valley)
    (valley / "hand" / "a").unlink()
    (valley / "hand" / "a").write_text("")
    assert revision_of(valley) == before
