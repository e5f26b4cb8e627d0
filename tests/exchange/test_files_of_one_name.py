"""Files of one name in several folders are several files."""

import json

import geopandas as gpd
import pytest
import shapely

import controlmap
from controlmap.cli import main
from controlmap.exchange.parts import file_of, parts_of
from controlmap.exchange.readers import Reading
from controlmap.store import open_project
from tests.cli.test_taken_back import done

COMMANDS = {
    "snapshots": [
        "--layer",
        "front",
        "--controller-from",
        "who",
        "--new-values",
        "actor",
        "--date-from",
        "since",
    ],
    "states": ["--layer", "front", "--controller-from", "who", "--new-values", "actor", "--from", "since"],
    "marks": [
        "--controller-from",
        "who",
        "--new-values",
        "actor",
        "--date-from",
        "since",
        "--place",
        "place",
    ],
}


def written(path, number, kind, title=None, shape=None):
    path.parent.mkdir(parents=True)
    ground = shapely.box(36 + number, 35, 36.5 + number, 35.5)
    shape = shape or (shapely.centroid(ground) if kind == "marks" else ground)
    said = {"who": f"side {number}", "since": f"2024-03-0{number}", "place": f"town {number}"}
    feature = {"type": "Feature", "properties": said, "geometry": json.loads(shapely.to_geojson(shape))}
    titled = {"title": title} if title else {}
    path.write_text(json.dumps({"type": "FeatureCollection", **titled, "features": [feature]}))
    return path


def told(folder):
    project = open_project(folder)
    states = [
        (s.controller, str(s.valid_from), shapely.to_wkt(s.geometry))
        for x in project.layers
        for s in x.states
    ]
    return sorted(states), sorted((r.place, r.controller, str(r.date)) for r in project.reports)


@pytest.mark.parametrize("kind", COMMANDS)
def test_each_is_read(tmp_path, kind):
    maps = []
    for names in (("day", "day"), ("one", "two")):
        home = tmp_path / "-".join(names)
        home.mkdir()
        files = [written(home / str(i) / f"{name}.geojson", i, kind) for i, name in enumerate(names, 1)]
        assert done("import", kind, *files, "--into", home / "map", *COMMANDS[kind]) == 0
        maps.append(told(home / "map"))
    assert maps[0] == maps[1]
    assert len(maps[0][kind == "marks"]) == 2


def cited(folder):
    """Return the titles of the sources on which each side's ground or place rests."""
    project = open_project(folder)
    said = [one for layer in project.layers for one in layer.states] + [*project.reports]
    titles = {name: source.title for name, source in project.sources.items()}
    return {one.controller: [titles[name] for name in one.sources] for one in said if one.sources}


@pytest.mark.parametrize("kind", COMMANDS)
@pytest.mark.parametrize(
    ("titles", "expected"),
    [(("Agency A", "Agency B"), ("Agency A", "Agency B")), ((None, None), ("1/day", "2/day"))],
    ids=["titled", "untitled"],
)
def test_each_is_cited_by_its_own_title(tmp_path, kind, titles, expected):
    files = [written(tmp_path / str(i) / "day.geojson", i, kind, title) for i, title in enumerate(titles, 1)]
    assert done("import", kind, *files, "--into", tmp_path / "map", *COMMANDS[kind]) == 0
    assert cited(tmp_path / "map") == {"side-1": [expected[0]], "side-2": [expected[1]]}


@pytest.mark.parametrize("kind", COMMANDS)
def test_what_is_wrong_names_the_file_with_as_many_folders_as_tell_it_apart(tmp_path, kind, capsys):
    nowhere = shapely.Point(400, 95) if kind == "marks" else shapely.box(400, 94, 401, 95)
    files = [
        written(tmp_path / "x" / "a" / "day.geojson", 1, kind),
        written(tmp_path / "x" / "b" / "day.geojson", 2, kind, shape=nowhere),
        written(tmp_path / "y" / "b" / "day.geojson", 3, kind),
        written(tmp_path / "y" / "c" / "other.geojson", 4, kind),
    ]
    with pytest.raises(SystemExit):
        main([str(w) for w in ("import", kind, *files, "--into", tmp_path / "map", *COMMANDS[kind])])
    assert capsys.readouterr().err.removeprefix("error: ").startswith("x/b/day.geojson")


def test_a_name_has_no_more_folders_than_it_needs(tmp_path):
    paths = [tmp_path / one for one in ("x/a/day.csv", "x/b/day.csv", "y/b/day.csv", "y/c/other.csv")]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    names = [file_of(part) for part in parts_of(paths, Reading())]
    assert names == ["a/day.csv", "x/b/day.csv", "y/b/day.csv", "other.csv"]
    assert [file_of(part) for part in parts_of([paths[0]] * 2, Reading())] == ["day.csv"] * 2


def test_a_table_of_dates_may_name_the_folder_too(tmp_path):
    files = [written(tmp_path / name / "day.geojson", i, "snapshots") for i, name in enumerate("ab", 1)]
    dates = tmp_path / "dates.csv"
    dates.write_text("name,date\na/day.geojson,2024-03-05\nb/day.geojson,2024-03-06\n")
    how = ["--layer", "front", "--controller-from", "who", "--dates", dates]
    assert done("import", "snapshots", *files, "--into", tmp_path / "map", *how) == 0
    assert {on for _, on, _ in told(tmp_path / "map")[0]} == {"2024-03-05", "2024-03-06"}


def test_of_several_frames_each_has_its_number():
    bare = gpd.GeoDataFrame(
        {"who": ["a"], "since": ["someday"]}, geometry=[shapely.box(36, 35, 37, 36)], crs=4326
    )
    sound = bare.assign(since=["2024-03-01"])
    with pytest.raises(controlmap.InputError, match="frame 2"):
        controlmap.from_frame([sound, bare], controller="who", start="since")
    with pytest.raises(controlmap.InputError, match="the frame"):
        controlmap.from_frame(bare, controller="who", start="since")
