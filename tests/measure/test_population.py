import numpy as np
import pytest
import shapely

from controlmap.errors import InputError
from controlmap.history import Ground, build_history
from controlmap.measure import population, raster_population
from controlmap.model import Place
from controlmap.plane.grid import Grid
from tests.sketches import areas_from_sketch, middle_of, state

# rasterio 1.4 multiplies transforms in a way that affine 3.1 is about to deprecate.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")


def halves():
    """Two unit squares: x in the west, y in the east."""
    ground = areas_from_sketch("AB")
    states = state(ground["A"], "x", "2024-11-01", id="a"), state(ground["B"], "y", "2024-11-01", id="b")
    return build_history([Ground("here", states)], grid=Grid(5))


def place(id, column, people=None, **more) -> Place:
    lon, lat = middle_of(column, 0)
    return Place.model_validate(
        {"id": id, "name_en": id, "kind": "town", "lon": lon, "lat": lat, "population": people, **more}
    )


def test_people_are_added_up_and_places_without_a_figure_counted():
    places = [
        place("one", 0, 100),
        place("two", 0, 20, kind="village"),
        place("silent", 0),
        place("three", 1, 7, kind="city", cell="no"),
        place("abroad", 9, 1000),
        place("nowhere", 0, 1000, lon=None, lat=None),
        place("quarter", 0, 1000, kind="neighbourhood"),
        place("airport", 0, 1000, kind="airport"),
    ]
    rows = population(halves(), places, "2024-11-01").values.tolist()
    assert rows == [["x", 120, 3, 1], ["y", 7, 1, 0]]


def test_without_settlements_there_is_no_row():
    assert population(halves(), [], "2024-11-01").columns.tolist() == [
        "controller", "population", "places", "places_unknown",
    ]  # fmt: skip


@pytest.fixture
def write_raster(tmp_path):
    rasterio = pytest.importorskip("rasterio", reason="rasterio is an extra: controlmap[raster]")

    def write(people, west, north, size, *, crs="EPSG:4326", driver="GTiff", **more):
        values = np.asarray(people, dtype="float32")
        path = tmp_path / "people.tif"
        transform = rasterio.transform.from_origin(west, north, size, size)
        height, width = values.shape
        profile = {"driver": driver, "height": height, "width": width, "count": 1, "dtype": "float32"}
        with rasterio.open(path, "w", **profile, crs=crs, transform=transform, **more) as raster:
            raster.write(values, 1)
        return path

    return write


def people(path, **more) -> dict[str, float]:
    table = raster_population(halves(), path, "2024-11-01", **more)
    return dict(zip(table["controller"], table["population"], strict=True))


def test_pixels_count_where_they_lie(write_raster):
    path = write_raster([[1, 2, 30, 40], [3, 4, 50, 60]], 0, 0.001, 0.0005)
    assert people(path) == pytest.approx({"x": 10, "y": 180})


def test_a_pixel_on_a_border_is_shared_and_what_lies_outside_is_nobodys(write_raster):
    path = write_raster([[8, 16, 8]], -0.0005, 0.001, 0.001)
    assert people(path) == pytest.approx({"x": 4 + 8, "y": 8 + 4})


def test_pixels_without_data_are_empty(write_raster):
    path = write_raster([[-99999, 5]], 0, 0.001, 0.001, nodata=-99999)
    assert people(path) == pytest.approx({"x": 0, "y": 5})


def test_a_raster_wider_than_a_tile_is_read_in_full(write_raster):
    path = write_raster(np.ones((600, 1200)), 0, 0.001, 0.001 / 600)
    assert people(path, split=1) == pytest.approx({"x": 360_000, "y": 360_000})


def test_another_coordinate_system_is_followed(write_raster):
    edge = 111.31949079327357  # metres of 0.001 degree at the equator in EPSG:3857
    path = write_raster([[5, 7]], 0, edge, edge, crs="EPSG:3857")
    assert people(path) == pytest.approx({"x": 5, "y": 7})


def test_what_is_no_raster_of_people_is_refused(write_raster, tmp_path):
    with pytest.raises(InputError, match="is no file"):
        people(tmp_path / "missing.tif")
    text = tmp_path / "text.tif"
    text.write_text("no raster")
    with pytest.raises(InputError, match="no GeoTIFF"):
        people(text)
    with pytest.raises(InputError, match="no GeoTIFF"):
        people(write_raster([[1, 2]], 0, 0.001, 0.001, driver="ENVI"))
    with pytest.raises(InputError, match="negative"):
        people(write_raster([[-1, 2]], 0, 0.001, 0.001))
    with pytest.raises(InputError, match="coordinate system"):
        people(write_raster([[1, 2]], 0, 0.001, 0.001, crs=None))


def test_the_raster_of_a_real_outline_keeps_all_people(write_raster):
    """A slanted border shares people out without losing any."""
    west = shapely.Polygon([(0, 0), (0.001, 0), (0.0003, 0.001), (0, 0.001)])
    east = shapely.Polygon([(0.001, 0), (0.002, 0), (0.002, 0.001), (0.0003, 0.001)])
    slanted = build_history(
        [Ground("here", (state(west, "x", "2024-11-01", id="a"), state(east, "y", "2024-11-01", id="b")))],
        grid=Grid(5),
    )
    path = write_raster(np.ones((10, 20)), 0, 0.001, 0.0001)
    table = raster_population(slanted, path, "2024-11-01", split=8)
    assert table["population"].sum() == pytest.approx(200)
    assert table["population"].tolist() == pytest.approx([65, 135], abs=0.5)
