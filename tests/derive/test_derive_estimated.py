"""Areas that foretell: what kriging, diffusion and lines make of places, beside slower ways to the same."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest
import shapely
from derive_cases import at, derived, hand, holders, place, report

from controlmap.derive.calibration import Fit, calibrated, fitted
from controlmap.derive.diffusion import Graph, spread
from controlmap.derive.kriging import Kriging
from controlmap.derive.lattice import Lattice, chords_km
from controlmap.model import ControlState, Report
from controlmap.plane import areas_km2

COUNTRY = shapely.box(0, 0, 1, 1)
RED = hand("red-land", "baseline", "red", COUNTRY, sources=("atlas",))
CELLS = 2_000


def lattice_and_nothing_between() -> tuple[Lattice, tuple[np.ndarray, np.ndarray]]:
    lattice = Lattice.over(shapely.box(0, 0, 0.2, 0.2), 60)
    return lattice, (np.zeros(lattice.shape, bool), np.zeros(lattice.shape, bool))


def test_kriging_is_the_mean_of_a_gaussian_process() -> None:
    places, asked = np.array([[0.1, 0.1], [0.3, 0.2], [0.2, 0.6]]), np.array([[0.2, 0.2], [0.1, 0.1]])
    values = np.array([[1.0], [0.0], [1.0]])
    kriging = Kriging.of(places, 50, np.array([True, False, False]))
    covariance = np.exp(-chords_km(places, places) / 50) + np.diag([0.32, 0.02, 0.02])
    expected = np.exp(-chords_km(asked, places) / 50) @ np.linalg.solve(covariance, values)
    assert kriging.at(chords_km(asked, places), kriging.coefficients(values)) == pytest.approx(expected)
    assert [kriging.weights(one) @ values for one in asked] == pytest.approx(expected)
    assert kriging.weights(asked) @ values == pytest.approx(expected.mean(axis=0))


def test_spreading_is_the_exponential_of_the_laplacian() -> None:
    lattice, parted = lattice_and_nothing_between()
    parted[0][:, 5] = True
    cells = np.arange(lattice.rows * lattice.columns)[:-3]
    graph = Graph.of(lattice, cells, parted)
    count = len(cells)
    matrix = np.diag(graph.out.astype(float))
    for way in range(4):
        np.subtract.at(matrix, (np.arange(count), graph.beside[way]), graph.passes[way])
    peak = np.zeros((1, count), np.float32)
    peak[0, count // 2] = 1
    values, vectors = np.linalg.eigh(matrix)
    expected = vectors @ (np.exp(-(3.0**2) / 2 * values) * (vectors.T @ peak[0]))
    assert spread(peak, graph, 3.0)[0] == pytest.approx(expected, abs=1e-4)
    assert spread(peak, graph, 3.0).sum() == pytest.approx(1, abs=1e-4)


def test_a_closed_line_parts_all_that_is_inside_from_all_that_is_outside() -> None:
    lattice, _ = lattice_and_nothing_between()
    ring = shapely.Point(0.1, 0.1).buffer(0.06)
    east, north = lattice.crossed([ring])
    inside = np.zeros(lattice.rows * lattice.columns, bool)
    middles = lattice.middles(np.arange(len(inside)))
    inside[shapely.contains_xy(ring, middles)] = True
    grid = inside.reshape(lattice.shape)
    assert np.array_equal(east[:, :-1], grid[:, :-1] != grid[:, 1:])
    assert np.array_equal(north[:-1], grid[:-1] != grid[1:])


def test_a_line_holds_back_what_a_place_tells_of_ground_across_it() -> None:
    places = [place("west", 0.4, 0.5), place("east", 0.9, 0.5)]
    reports = [
        report("w", "west", "2024-11-28", "blue"),
        report("e", "east", "2024-11-26", "red", kind="baseline"),
        report("e2", "east", "2024-11-28", "red", kind="held"),
    ]

    def won(lines: list[shapely.Geometry]) -> tuple[float, list[shapely.Geometry]]:
        states = derived(places, reports, [RED], method="kriging", most_cells=CELLS, lines_lonlat=lines)
        blue = [s.geometry for s in states["country"] if s.controller == "blue"]
        return float(areas_km2(blue).sum()), blue

    without, _ = won([])
    river = shapely.LineString([(0.58, -1), (0.58, 2)])
    held, blue = won([river])
    # The front comes to lie on the river: most of its length is within a cell of it.
    front = shapely.intersection(shapely.boundary(shapely.union_all(blue)), shapely.box(0.5, 0.2, 0.8, 0.8))
    near = shapely.intersection(front, river.buffer(0.04))
    assert held != pytest.approx(without, rel=0.01)
    assert near.length > 0.6 * front.length


def test_a_place_keeps_what_its_own_reports_say_among_others_that_say_otherwise() -> None:
    ring = [
        place(f"p{n}", 0.5 + 0.1 * np.cos(n), 0.5 + 0.1 * np.sin(n)) for n in np.arange(0, 6.28, 0.8).tolist()
    ]
    lone = place("lone", 0.5, 0.5)
    reports = [report(f"r{p.id}", p.id, "2024-11-28", "blue") for p in ring]
    reports.append(report("own", "lone", "2024-12-03", "blue", confidence="high"))
    states = derived([*ring, lone], reports, [RED], method="kriging", most_cells=CELLS)["country"]
    assert holders(states, 0.5, 0.5, "2024-11-28", "2024-12-03") == ["red", "blue"]
    assert holders(states, 0.57, 0.57, "2024-11-28") == ["blue"]


def test_ground_far_from_evidence_is_inferred_and_says_how_likely_it_is() -> None:
    states = derived(
        [place("town", 0.2, 0.5)],
        [report("w", "town", "2024-11-28", "blue", confidence="high")],
        [RED],
        method="kriging",
        most_cells=CELLS,
    )["country"]
    near, far = at(states, 0.2, 0.5, "2024-11-29"), at(states, 0.95, 0.5, "2024-11-29")
    assert (near.controller, near.certainty, far.certainty) == ("blue", "reported", "inferred")
    assert near.probability is not None
    assert far.probability is not None
    assert far.probability < near.probability
    assert near.sources == ("source-w",)


def by_controller(states: Iterable[ControlState]) -> Counter[str]:
    found: Counter[str] = Counter()
    for state in states:
        if state.valid_to is None:
            found[state.controller] += float(areas_km2([state.geometry])[0])
    return found


def test_a_map_over_the_antimeridian_is_the_same_as_anywhere_else() -> None:
    def drawn(middle: float, ground: shapely.Geometry) -> Counter[str]:
        def lon(away: float) -> float:
            return (middle + away + 180) % 360 - 180

        places = [place("a", lon(-0.5), -18), place("b", lon(1.0), -18.3)]
        reports = [report("r1", "a", "2024-11-28", "red"), report("r2", "b", "2024-11-28", "blue")]
        states = derived(places, reports, [], {"isles": ground}, method="kriging", most_cells=CELLS)["isles"]
        for state in states:
            west, _, east, _ = state.geometry.bounds
            assert east - west < 350 or shapely.get_num_geometries(state.geometry) > 1
        return by_controller(states)

    both = shapely.MultiPolygon([shapely.box(178, -20, 180, -16), shapely.box(-180, -20, -177, -16)])
    there, here = drawn(180, both), drawn(20, shapely.box(18, -20, 23, -16))
    assert there.keys() == here.keys()
    for controller in here:
        assert there[controller] == pytest.approx(here[controller], rel=0.02)


def test_ground_about_a_pole_follows_the_nearest_place_across_it() -> None:
    ice = shapely.box(-180, -90, 180, -65)
    places = [place("near", -100, -89), place("far", 0, -70)]
    reports = [
        report("n", "near", "2024-11-26", "red", kind="baseline"),
        report("f", "far", "2024-11-26", "blue", kind="baseline"),
    ]
    states = derived(places, reports, [], {"ice": ice}, method="kriging", most_cells=CELLS)["ice"]
    assert holders(states, 80, -89, "2024-11-26") == ["red"]
    assert holders(states, 179, -80, "2024-11-26") == holders(states, -179, -80, "2024-11-26")
    assert holders(states, 1, -71, "2024-11-26") == ["blue"]


def test_a_place_that_was_spoken_of_once_speaks_less_for_the_ground_around() -> None:
    places = [place("west", 0.2, 0.5), place("east", 0.8, 0.5)]
    first = [report("e", "east", "2024-11-26", "red", kind="baseline")]
    later = [report("w", "west", "2024-12-06", "blue")]

    def blue(more: Iterable[Report]) -> float:
        told = [*first, *later, *more]
        states = derived(places, told, [RED], method="kriging", most_cells=CELLS)["country"]
        return float(areas_km2([s.geometry for s in states if s.controller == "blue"]).sum())

    again = report("e2", "east", "2024-12-06", "red", kind="held")
    assert blue([]) > blue([again]) > 0


def test_a_fit_finds_how_shares_became_answers() -> None:
    rng = np.random.default_rng(1)
    share, mean = rng.uniform(0.1, 0.97, 20_000), rng.uniform(0, 1, 20_000)
    made = Fit(0.5, 0.8, -3.0)
    right = rng.uniform(size=20_000) < calibrated(share, mean, made)
    assert fitted(share, mean, right) == pytest.approx(made, abs=0.15)


def test_the_more_is_nobodys_word_the_less_likely_a_holder_is() -> None:
    shares = np.array([0.6, 0.9, 1.0])
    surely, hardly = (calibrated(shares, np.full(3, mean)) for mean in (0.1, 0.9))
    assert (np.diff(surely) > 0).all()
    assert (surely > hardly).all()
    assert hardly[0] > 0
    assert surely[-1] < 1


def test_a_place_that_is_less_sure_than_others_beside_it_has_ground_of_its_own() -> None:
    places = [place("west", 0.3, 0.5), place("middle", 0.5, 0.5), place("east", 0.7, 0.5)]
    sources = {"west": ("one", "two"), "middle": ("one",), "east": ("one", "two")}
    reports = [
        report(name, name, "2024-11-28", "blue", sources=told, confidence="high")
        for name, told in sources.items()
    ]
    states = derived(places, reports, [RED], method="kriging", most_cells=CELLS)["country"]

    def certainty(lon: float) -> str:
        return at(states, lon, 0.5, "2024-11-29").certainty

    assert [certainty(lon) for lon in (0.3, 0.5, 0.7)] == ["confirmed", "reported", "confirmed"]
