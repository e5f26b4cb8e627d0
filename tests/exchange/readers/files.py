"""Small files of every kind that is read, all showing the same: West held by North, East by South."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import shapely

WEST, EAST = shapely.box(20, 14, 20.5, 15), shapely.box(20.5, 14, 21, 15)
BOTH = {"North": WEST, "South": EAST}
COLOURS = {"North": "#ff0000", "South": "#0000ff"}


def ring(polygon: shapely.Polygon) -> list[list[float]]:
    return [list(position) for position in polygon.exterior.coords]


def feature(holder: str, shape: shapely.Geometry | None, **more) -> dict:
    geometry = None if shape is None else shapely.geometry.mapping(shape)
    return {"type": "Feature", "properties": {"side": holder, **more}, "geometry": geometry}


def collection(**more) -> dict:
    return {"type": "FeatureCollection", "features": [feature(n, s) for n, s in BOTH.items()], **more}


def write_geojson(path: Path) -> None:
    path.write_text(json.dumps(collection()))


def write_wrapped(path: Path) -> None:
    path.write_text(json.dumps({"value": collection(), "when": "2024-03-01"}))


def write_topojson(path: Path) -> None:
    shared, west, east = [[500, 0], [0, 1000]], [[500, 1000], [-500, 0], [0, -1000], [500, 0]], None
    east = [[500, 1000], [500, 0], [0, -1000], [-500, 0]]
    geometries = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"side": "North"}},
        {"type": "Polygon", "arcs": [[0, 2]], "properties": {"side": "South"}},
    ]
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [20, 14]},
        "objects": {"control": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [shared, west, east],
    }
    path.write_text(json.dumps(topology))


def write_umap(path: Path) -> None:
    layers = [
        {"type": "FeatureCollection", "_umap_options": {"name": name, "color": COLOURS[name]},
         "features": [feature(name, shape)]}
        for name, shape in BOTH.items()
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "umap", "properties": {"name": "Vale"}, "layers": layers}))


def write_esri(path: Path) -> None:
    codes = [{"code": i, "name": name} for i, name in enumerate(BOTH)]
    fields = [{"name": "side", "type": "esriFieldTypeInteger", "domain": {"codedValues": codes}}]
    features = [
        {"attributes": {"side": i}, "geometry": {"rings": [ring(shapely.polygons(ring(shape)[::-1]))]}}
        for i, shape in enumerate(shapely.orient_polygons(list(BOTH.values())))
    ]
    answer = {"geometryType": "esriGeometryPolygon", "spatialReference": {"wkid": 4326}}
    path.write_text(json.dumps({**answer, "fields": fields, "features": features}))


def kml_text() -> str:
    def kml_colour(name: str) -> str:
        red, green, blue = (COLOURS[name][i : i + 2] for i in (1, 3, 5))
        return f"7f{blue}{green}{red}"

    styles = "".join(
        f'<Style id="{n}"><PolyStyle><color>{kml_colour(n)}</color></PolyStyle></Style>' for n in BOTH
    )
    places = "".join(
        f"<Placemark><name>{n}</name><styleUrl>#{n}</styleUrl>"
        f'<ExtendedData><Data name="side"><value>{n}</value></Data></ExtendedData>'
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{' '.join(f'{x},{y},0' for x, y in ring(shape))}"
        f"</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for n, shape in BOTH.items()
    )
    return (
        f"<kml><Document><name>Vale</name>{styles}<Folder><name>Held</name>{places}</Folder></Document></kml>"
    )


def write_kml(path: Path) -> None:
    path.write_text(kml_text())


def write_kmz(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", kml_text())


def write_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("vale/control.geojson", json.dumps(collection()))


def write_csv(path: Path) -> None:
    path.write_text("side,geom\n" + "".join(f'{n},"SRID=4326;{s.wkt}"\n' for n, s in BOTH.items()))


def frame():
    import geopandas as gpd

    return gpd.GeoDataFrame({"side": list(BOTH)}, geometry=list(BOTH.values()), crs=4326)


def write_geopackage(path: Path) -> None:
    frame().to_crs(32634).to_file(path, driver="GPKG", layer="control", engine="pyogrio")


def write_shapefile(path: Path) -> None:
    frame().to_file(path, driver="ESRI Shapefile", engine="pyogrio", encoding="utf-8")


def write_flatgeobuf(path: Path) -> None:
    frame().to_file(path, driver="FlatGeobuf", engine="pyogrio", SPATIAL_INDEX="NO")


def write_geoparquet(path: Path) -> None:
    frame().to_parquet(path)


WRITERS = {
    "a.geojson": write_geojson,
    "wrapped.json": write_wrapped,
    "a.topojson": write_topojson,
    "a.umap": write_umap,
    "esri.json": write_esri,
    "a.kml": write_kml,
    "a.kmz": write_kmz,
    "a.zip": write_zip,
    "a.csv": write_csv,
    "a.gpkg": write_geopackage,
    "a.shp": write_shapefile,
    "a.fgb": write_flatgeobuf,
    "a.geoparquet": write_geoparquet,
}
