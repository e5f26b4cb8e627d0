"""The ground of an edit in whatever format it was drawn in, or the line."""

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from .conftest import Run, files_under

BOX = shapely.box(36.35, 35.2, 36.45, 35.3)
LINE = shapely.LineString([(36, 35.3), (37, 35.3)])
RING = " ".join(f"{lon},{lat},0" for lon, lat in shapely.get_coordinates(BOX).tolist())
KML = f"""<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>Box</name><Polygon><outerBoundaryIs>
<LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"""
TOPOLOGY = {
    "type": "Topology",
    "objects": {"box": {"type": "Polygon", "arcs": [[0]]}},
    "arcs": [shapely.get_coordinates(BOX).tolist()],
}
NEWS = ("--to", "league", "--on", "2024-03-05", "--source", "herald-2024-03-09", "--dry-run", "--json")


def drawn(path: Path, geometry: shapely.Geometry = BOX) -> Path:
    """Write a geometry as its file's ending says."""
    frame = gpd.GeoDataFrame({"what": ["drawn"]}, geometry=[geometry], crs=4326)
    ending = path.suffix
    if ending == ".kml":
        path.write_text(KML, encoding="utf-8")
    elif ending in (".kmz", ".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", KML)
    elif ending in (".topojson", ".json"):
        path.write_text(json.dumps(TOPOLOGY), encoding="utf-8")
    elif ending == ".csv":
        path.write_text(f'what,geometry\ndrawn,"{geometry.wkt}"\n', encoding="utf-8")
    elif ending == ".wkt":
        path.write_text(geometry.wkt, encoding="utf-8")
    elif ending == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_crs(32637 if ending in (".gpkg", ".shp") else 4326).to_file(path)
    return path


@pytest.mark.parametrize(
    "ending",
    [
        ".gpkg",
        ".shp",
        ".fgb",
        ".parquet",
        ".kml",
        ".kmz",
        ".zip",
        ".topojson",
        ".json",
        ".csv",
        ".geojson",
        ".wkt",
    ],
)
def test_ground_drawn_in_any_format_is_the_same_ground(
    run: Run, project: Path, tmp_path: Path, ending: str
) -> None:
    before = files_under(project)
    expected = run("transfer", project, *NEWS, "--area", BOX.wkt).document["moved"]
    moved = run("transfer", project, *NEWS, "--area", drawn(tmp_path / f"box{ending}")).document["moved"]
    assert [(row["from"], row["to"]) for row in moved] == [(row["from"], row["to"]) for row in expected]
    assert [row["area_km2"] for row in moved] == pytest.approx(
        [row["area_km2"] for row in expected], rel=1e-3
    )
    assert files_under(project) == before


@pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".csv"])
def test_every_edit_takes_ground_and_lines_from_files(
    run: Run, project: Path, tmp_path: Path, ending: str
) -> None:
    box, line = drawn(tmp_path / f"box{ending}"), drawn(tmp_path / f"line{ending}", LINE)
    word = ("--certainty", "claimed", "--on", "2024-03-05")
    for words in (
        ("correct", project, "--area", box, *word),
        ("split", project, "--state", "valley-0001", "--area", box),
        ("reshape", project, "--between", "valley-0001", "valley-0002", "--line", line),
    ):
        assert run(*words, "--dry-run").code == 0


def test_one_table_of_several_is_named_as_in_qgis(run: Run, project: Path, tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    frame = gpd.GeoDataFrame(geometry=[BOX], crs=4326)
    for table in ("west", "east"):
        frame.to_file(path, layer=table)
    refused = run("transfer", project, *NEWS, "--area", path)
    assert (refused.code, "holds 2 layers: west, east" in refused.err) == (2, True)
    assert "|layername=TABLE" in refused.err
    assert run("transfer", project, *NEWS, "--area", f"{path}|layername=west").code == 0


def test_a_file_without_ground_or_with_broken_ground_is_refused(
    run: Run, project: Path, tmp_path: Path
) -> None:
    bowtie = shapely.Polygon([(36.3, 35.2), (36.4, 35.3), (36.4, 35.2), (36.3, 35.3)])
    refused = run("transfer", project, *NEWS, "--area", drawn(tmp_path / "bowtie.gpkg", bowtie))
    assert (refused.code, "the geometry is not valid: self-intersection" in refused.err) == (2, True)
    (tmp_path / "none.csv").write_text("geometry\n\n", encoding="utf-8")
    assert run("transfer", project, *NEWS, "--area", tmp_path / "none.csv").code == 2


@pytest.mark.parametrize("name", ["point.geojson", "point.json", "point.kml", "point.gpkg", "point.csv"])
def test_what_is_wrong_with_the_ground_of_a_file_names_the_file(
    name: str, run: Run, project: Path, tmp_path: Path
) -> None:
    path, point = tmp_path / name, shapely.Point(36.4, 35.2)
    if path.suffix == ".kml":
        ring, where = KML[KML.index("<Polygon>") : KML.index("</Placemark>")], "36.4,35.2"
        there = f"<Point><coordinates>{where}</coordinates></Point>"
        path.write_text(KML.replace(ring, there), encoding="utf-8")
    elif path.suffix in (".geojson", ".json"):
        path.write_text(shapely.to_geojson(point), encoding="utf-8")
    else:
        # Two: of a single one the oldest pyproj complains to the newest numpy that it admits.
        drawn(path, shapely.MultiPoint([point, (36.5, 35.3)]))
    refused = run("transfer", project, *NEWS, "--area", path)
    assert refused.code == 2
    assert refused.err.startswith(f"error: {path}: a place, point or line is no ground by itself")


def test_each_geometry_of_a_file_that_lies_nowhere_is_named(run: Run, project: Path, tmp_path: Path) -> None:
    path = tmp_path / "far.csv"
    path.write_text(
        f'what,geometry\nhere,"{BOX.wkt}"\nthere,"{shapely.box(10, 91, 11, 92).wkt}"\n', encoding="utf-8"
    )
    refused = run("transfer", project, *NEWS, "--area", path)
    assert (refused.code, "feature line 3: [11.0, 91.0] lies outside" in refused.err) == (2, True), (
        refused.err
    )
