"""Faults of 1 m² to 1 km² planted in sound maps: each is found where it lies, and nothing else is."""

import json
import math
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from controlmap.check import Finding, check
from controlmap.plane import METRES_A_DEGREE, Grid
from tests.benchmarks.series import REAL_SERIES
from tests.torture.command import answer_of
from tests.torture.row import Case, Cases, part_of

SHIPPED = Path(__file__).parents[2] / "geodata"
PLANTS, AT_ONCE, SIDE = 10_000, 100, 24
DAYS_APART = 40
"""Days of the real series, where it lies beside the repository, from one that is taken to the next."""
TRIES = 300
"""To draw a point of a shape that fills little of its box."""
GRID = Grid(6)
CORNER = (36_000_000, 35_000_000)
Feature = dict[str, Any]


@dataclass(frozen=True)
class Plant:
    """A fault: what kind, where, which features it concerns, and from which a gap takes ground."""

    kind: str
    ground: shapely.Geometry
    features: frozenset[str]
    cut: frozenset[str] = frozenset()

    def is_found_by(self, finding: Finding) -> bool:
        return finding.code in CODES[self.kind] and self.concerns(finding)

    def concerns(self, finding: Finding) -> bool:
        """Whether it is what a finding is about: a feature that only it spoilt, or ground where it lies."""
        named = {finding.feature, *finding.related} & self.features
        place = None if finding.lonlat is None else shapely.Point(finding.lonlat)
        left = {finding.feature, *finding.related} & self.cut if finding.code in LEFT_BY_GAPS else set()
        near = place is not None and place.dwithin(self.ground, 50 * GRID.size)
        return bool(named) or bool(left) or near


CODES = {
    "overlap": {"CM401"},
    "gap": {"CM403"},
    "duplicate": {"CM402"},
    "spike": {"CM207"},
    "bow-tie": {"CM207"},
}

LOOKED_FOR = ("CM1", "CM2", "CM4")
LEFT_BY_GAPS = ("CM212", "CM213")
"""Codes of thin ground, and of borders that run close to each other: a gap near a border leaves both."""


def run(share: float, scratch: Path) -> Cases:
    chance = random.Random(12)
    real = [shutil.copytree(SHIPPED, scratch / "shipped")]
    real += [_series(scratch / "series")] if REAL_SERIES.exists() else []
    bases = [_squares(scratch / "squares"), *real]
    found: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    for base, plant in cycle(product(bases, (_covering, _shaping))):
        if sum(planted[one.name] for one in real) >= part_of(PLANTS, share):
            break
        for kind, fault in _tried(base, plant, chance):
            found[kind] += 1
            planted[base.name] += kind in CODES
            yield fault
    where = ", ".join(f"{count:,} in {name}" for name, count in sorted(planted.items()))
    return f"{where}; " + ", ".join(f"{kind} {count}" for kind, count in sorted(found.items()))


def _squares(folder: Path) -> Path:
    """A map of squares of 3 km held by turns, on one day of one layer."""
    (folder / "base").mkdir(parents=True)
    unit = 27_000
    features = [
        _feature(
            f"s{x}-{y}", shapely.box(x * unit, y * unit, (x + 1) * unit, (y + 1) * unit), "abc"[(x + y) % 3]
        )
        for x in range(SIDE)
        for y in range(SIDE)
    ]
    ground = _feature("all", shapely.box(0, 0, SIDE * unit, SIDE * unit), "a")
    _write(folder / "base" / "ground.geojson", [{**ground, "properties": {}}])
    _write(folder / "squares.geojson", features)
    actors = "".join(
        f'[[actors]]\nid = "{one}"\nname = {{ en = "{one}" }}\ncolour = "#aabb{i}{i}"\n'
        for i, one in enumerate("abcd")
    )
    layer = '[[layers]]\nid = "squares"\nfile = "squares.geojson"\nname = { en = "Squares" }\n'
    extent = 'extent = { file = "base/ground.geojson" }\n'
    head = 'format = 1\ntitle = { en = "Squares" }\n[period]\nfrom = "2024-03-01"\nthrough = "2024-03-20"\n'
    (folder / "controlmap.toml").write_text(head + actors + layer + extent, encoding="utf-8")
    return folder


def _series(folder: Path) -> Path:
    """A map of days of the real series, held by turns; its extent is the ground that was ever held."""
    days = sorted(map(str, REAL_SERIES.glob("*.geojson")))[::DAYS_APART]
    how = ("--into", str(folder), "--layer", "front", "--controller", "a", "--grid", "1e-6", "--repair")
    answer = answer_of(("import", "snapshots", *days, *how), 600)
    assert answer.code == 0, answer.err
    features = json.loads((folder / "front.geojson").read_text(encoding="utf-8"))["features"]
    for one in features[1::2]:
        one["properties"]["controller"] = "b"
    _write(folder / "front.geojson", features)
    (folder / "base").mkdir()
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
    ground = shapely.union_all(shapes, grid_size=GRID.size)
    feature = {"type": "Feature", "geometry": json.loads(shapely.to_geojson(ground)), "properties": {}}
    _write(folder / "base" / "ground.geojson", [feature])
    settings = folder / "controlmap.toml"
    text = settings.read_text(encoding="utf-8")
    extent = 'file = "front.geojson"\nextent = { file = "base/ground.geojson" }\n'
    other = '\n[[actors]]\nid = "b"\nname = { en = "b" }\ncolour = "#aabbcc"\n'
    settings.write_text(text.replace('file = "front.geojson"\n', extent) + other, encoding="utf-8")
    return folder


def _feature(name: str, units: shapely.Geometry, controller: str) -> Feature:
    ground = shapely.transform(units, lambda xy: GRID.to_degrees(xy + np.array(CORNER)))
    ground = shapely.orient_polygons(ground)
    says = {"controller": controller, "valid_from": "2024-03-01", "valid_to": None}
    says |= {"certainty": "inferred", "sources": []}
    return {
        "type": "Feature",
        "id": name,
        "geometry": json.loads(shapely.to_geojson(ground)),
        "properties": says,
    }


def _write(path: Path, features: list[Feature]) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")


_KNOWN: dict[Path, Counter[tuple[str, str]]] = {}


def _tried(
    base: Path, plant: Callable[..., Iterator[Plant]], chance: random.Random
) -> Iterator[tuple[str, Case]]:
    """Plant faults in all layers of a map; each that is not found, and each finding about nothing planted."""
    if base not in _KNOWN:
        _KNOWN[base] = Counter((one.code, one.message) for one in check(base, select=LOOKED_FOR).found)
    folder = Path(shutil.copytree(base, base.with_name("planted")))
    files = [path for path in sorted(folder.glob("*.geojson")) if b'"controller"' in path.read_bytes()]
    planted = {path.name: _planted_in(path, plant, chance) for path in files}
    found = [one for one in check(folder, select=LOOKED_FOR).found if one.severity != "note"]
    shutil.rmtree(folder)
    news = [one for one in found if (one.code, one.message) not in _KNOWN[base]]
    for file, plants in planted.items():
        yield from _judged(file, plants, [finding for finding in news if finding.file == file])


def _planted_in(file: Path, plant: Callable[..., Iterator[Plant]], chance: random.Random) -> list[Plant]:
    collection = json.loads(file.read_text(encoding="utf-8"))
    plants = list(plant(collection["features"], chance))
    file.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    return plants


def _judged(file: str, plants: list[Plant], findings: list[Finding]) -> Iterator[tuple[str, Case]]:
    for one in plants:
        missed = f"{one.kind} of {_m2(one.ground):.3g} m² in {file}: not found {one.ground.wkt[:150]}"
        yield one.kind, None if any(one.is_found_by(finding) for finding in findings) else missed
    for finding in findings:
        if not any(one.concerns(finding) for one in plants):
            told = f"{finding.code} {finding.message} in {file} at {finding.lonlat}"
            yield "false alarms", f"false alarm: {told}"


def _m2(ground: shapely.Geometry) -> float:
    return ground.area * METRES_A_DEGREE**2 * math.cos(math.radians(ground.centroid.y))


def _covering(features: list[Feature], chance: random.Random) -> Iterator[Plant]:
    """Plant overlaps, gaps and duplicates, each on ground of its own."""
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
    taken: list[shapely.Geometry] = []
    originals = len(features)
    for number in range(AT_ONCE):
        i = chance.randrange(originals)
        ground = _square_in(shapes[i], chance)
        if ground is None or any(ground.intersects(other) for other in taken):
            continue
        taken.append(shapely.buffer(ground, 100 * GRID.size))
        beside = [k for k in range(originals) if shapes[k].intersects(ground)]
        kind = ("overlap", "gap", "duplicate")[number % 3]
        if kind == "gap":
            rest = [shapes[k].difference(ground, grid_size=GRID.size) for k in beside]
            if any(shape.is_empty for shape in rest):
                continue  # a state without ground is another fault
            for k, shape in zip(beside, rest, strict=True):
                shapes[k] = shape
                features[k]["geometry"] = json.loads(shapely.to_geojson(shape))
            yield Plant(kind, ground, frozenset(), frozenset(str(features[k]["id"]) for k in beside))
            continue
        if len(beside) > 1 or not shapes[i].contains(ground):
            continue
        added = deepcopy(features[i]) | {"id": f"{features[i]['id']}-{number}"}
        if kind == "overlap":
            holder = added["properties"]["controller"]
            added["properties"]["controller"] = next(c for c in _controllers(features) if c != holder)
        added["geometry"] = json.loads(shapely.to_geojson(ground))
        features.append(added)
        yield Plant(kind, ground, frozenset({added["id"]}))


def _controllers(features: list[Feature]) -> list[str]:
    return sorted({one["properties"]["controller"] for one in features})


def _square_in(shape: shapely.Geometry, chance: random.Random) -> shapely.Geometry | None:
    """A square of 1 m² to 1 km² around a random point of a shape, on the grid."""
    lon, lat = _place_in(shape, chance)
    half = 10 ** chance.uniform(0, 3) / METRES_A_DEGREE / 2
    wide = half / math.cos(math.radians(lat))
    square = GRID.snap(shapely.box(lon - wide, lat - half, lon + wide, lat + half))
    return square if shape.contains(shapely.Point(lon, lat)) and square.area > 0 else None


def _place_in(shape: shapely.Geometry, chance: random.Random) -> tuple[float, float]:
    """A random point of a shape, or of its box where many fall beside it."""
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    for _ in range(TRIES):
        place = chance.uniform(west, east), chance.uniform(south, north)
        if shapely.contains_xy(shape, *place):
            break
    return place


def _shaping(features: list[Feature], chance: random.Random) -> Iterator[Plant]:
    """Plant spikes and bow-ties in the outer rings of some states."""
    for number, one in enumerate(chance.sample(features, min(AT_ONCE, len(features) // 4))):
        geometry = one["geometry"]
        ring = geometry["coordinates"][0] if geometry["type"] == "Polygon" else geometry["coordinates"][0][0]
        at = chance.randrange(1, len(ring) - 1)
        step = 10 ** chance.uniform(0, 3) / METRES_A_DEGREE
        lon, lat = ring[at][:2]
        if number % 2:
            ring[at + 1 : at + 1] = [[round(lon + step, 6), round(lat + step / 3, 6)], [lon, lat]]
        else:
            ring[at + 1 : at + 1] = _bow_tie(lon, lat, max(step, 4 * GRID.size))
        yield Plant(("bow-tie", "spike")[number % 2], shapely.Point(lon, lat), frozenset({str(one["id"])}))


def _bow_tie(lon: float, lat: float, step: float) -> list[list[float]]:
    """A loop in the shape of an eight, which ends where it begins."""
    corners = [(1, 1), (1, 0), (0, 1), (0, 0)]
    return [[round(lon + step * x, 6), round(lat + step * y, 6)] for x, y in corners]
