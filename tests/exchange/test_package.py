"""A data package says what is in it, so that others' programs check and read it without asking."""

import csv
import json
import warnings
from hashlib import sha256
from pathlib import Path

import pytest

from controlmap.api import MapProject, open_map
from controlmap.errors import InputError
from controlmap.exchange.licences import licence_of
from controlmap.store import init_project

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its libraries
    import frictionless
    import yaml

SHIPPED = Path(__file__).parents[2] / "geodata"


@pytest.fixture
def valley(tmp_path: Path) -> MapProject:
    init_project(tmp_path / "map")
    return open_map(tmp_path / "map")


def packed(project: MapProject, folder: Path) -> dict:
    done = project.export(folder, package=True)
    assert {path.name for path in done.files} == {path.name for path in folder.iterdir()}
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def invalid(folder: Path) -> list[str]:
    """What the standard's own library finds wrong: in the description, its checksums, schemas and keys."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.validate(str(folder / "datapackage.json"))
    return [f"{place} {note}" for place, note in report.flatten(["title", "note"])]


@pytest.mark.parametrize("shipped", [False, True], ids=["the valley", "the shipped map"])
def test_the_standard_s_own_library_finds_nothing_wrong(valley, tmp_path, shipped) -> None:
    folder = tmp_path / "package"
    packed(open_map(SHIPPED) if shipped else valley, folder)
    assert invalid(folder) == []


def test_the_library_finds_a_changed_figure_by_its_checksum(valley, tmp_path) -> None:
    folder = tmp_path / "package"
    packed(valley, folder)
    path = folder / "areas.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.", "1."), encoding="utf-8")
    assert "Hash" in " ".join(invalid(folder))


def test_the_library_finds_a_holder_whom_the_table_of_actors_lacks(valley, tmp_path) -> None:
    folder = tmp_path / "package"
    found = packed(valley, folder)
    path = folder / "states.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("league", "nobody"), encoding="utf-8")
    for resource in found["resources"]:
        resource.pop("hash"), resource.pop("bytes")
    (folder / "datapackage.json").write_text(json.dumps(found))
    assert "nobody" in " ".join(invalid(folder))


def test_checksums_sizes_licence_and_sources_are_those_of_the_map(valley, tmp_path) -> None:
    folder = tmp_path / "package"
    found = packed(valley, folder)
    for resource in found["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
    licence = licence_of(valley.project.settings.licence)
    assert licence is not None
    assert found["licenses"] == [
        {"name": licence.spdx, "path": licence.url, "title": valley.project.settings.licence}
    ]
    titles = [source.title for source in valley.project.sources.values()]
    assert [source["title"] for source in found["sources"]] == titles
    assert [row["title"] for row in rows(folder, "sources")] == titles


def test_tables_say_what_the_map_says(valley, tmp_path) -> None:
    folder = tmp_path / "package"
    packed(valley, folder)
    states = [state for layer in valley.project.layers for state in layer.states]
    assert [row["id"] for row in rows(folder, "states")] == [state.id for state in states]
    ground = json.loads((folder / "states.geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["id"] for feature in ground] == [state.id for state in states]
    assert len(rows(folder, "reports")) == len(valley.project.reports)
    for row in rows(folder, "areas"):
        told = valley.history().areas_km2(row["date"])[row["controller"]]
        assert float(row["area_km2"]) == pytest.approx(told, abs=1e-5)


def test_the_citation_has_what_its_format_asks_for_and_the_package_s_checksum(valley, tmp_path) -> None:
    folder = tmp_path / "package"
    packed(valley, folder)
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    # https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema-guide.md
    assert cited.keys() >= {"cff-version", "message", "title", "authors"}
    assert (cited["cff-version"], cited["type"], cited["license"]) == ("1.2.0", "dataset", "CC0-1.0")
    assert cited["title"] == "An invented valley"
    assert [author.keys() for author in cited["authors"]] == [{"name"}]
    (checksum,) = cited["identifiers"]
    assert checksum.keys() == {"type", "value", "description"}
    data = (folder / "datapackage.json").read_bytes()
    assert checksum["value"] == f"sha256:{sha256(data).hexdigest()}"


def test_texts_that_mean_something_to_yaml_or_json_stay_texts(valley, tmp_path) -> None:
    settings = valley.project.folder / "controlmap.toml"
    evil = r"""a: "b" #c\n- {d} 'e' = %f
""".strip()
    text = settings.read_text(encoding="utf-8")
    assert "An invented valley" in text
    settings.write_text(text.replace('"An invented valley"', json.dumps(evil)), encoding="utf-8")
    folder = tmp_path / "package"
    assert packed(open_map(settings.parent), folder)["title"] == evil
    assert yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))["title"] == evil


def test_a_map_without_a_known_licence_names_none_that_it_has_not(valley, tmp_path) -> None:
    settings = valley.project.folder / "controlmap.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("CC0 1.0", "Ask the desk first"), encoding="utf-8")
    folder = tmp_path / "package"
    found = packed(open_map(settings.parent), folder)
    assert found["licenses"] == [{"name": "ask-the-desk-first", "title": "Ask the desk first"}]
    assert "license" not in yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert invalid(folder) == []


def test_a_package_takes_the_place_of_an_earlier_export_and_of_nothing_else(valley, tmp_path) -> None:
    folder = tmp_path / "package"
    valley.export(folder, each="day")
    packed(valley, folder)
    made = {path.name for path in folder.iterdir()}
    assert not any(name.startswith("2024-") or name == "index.json" for name in made)
    valley.export(folder, at="2024-03-10")
    assert {path.name for path in folder.iterdir()} == {"index.json", "2024-03-10.geojson"}
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "datapackage.json").write_text('{"resources": [{"path": "mine.csv"}]}')
    with pytest.raises(InputError, match="folder with other things"):
        valley.export(tmp_path / "other", package=True)
