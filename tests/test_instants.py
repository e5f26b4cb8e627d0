"""Wherever the API takes an instant, or several, it takes all that Python calls one, and answers alike."""

import inspect
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import controlmap
from controlmap import dates, history, measure
from controlmap.api import MapProject
from controlmap.dates import instant_of, instants_of
from controlmap.edit import Delta, Placed
from controlmap.errors import InputError
from controlmap.history import Ground, History
from controlmap.store import init_project

NAMES = {"instant", "on", "until", "start", "end", "dates", "known_on"}
RASTER = "population.tif"

DAY = {
    "text": "2024-03-09",
    "date": date(2024, 3, 9),
    "datetime64[D]": np.datetime64("2024-03-09"),
    "an array of no dimension": np.array("2024-03-09", "datetime64[D]"),
}
MINUTE = {
    "text": "2024-03-09T14:30",
    "text with an offset": "2024-03-09T12:30+01:00",
    "text in UTC": "2024-03-09T11:30Z",
    "datetime": datetime(2024, 3, 9, 14, 30),
    "aware datetime": datetime(2024, 3, 9, 11, 30, tzinfo=UTC),
    **{
        f"datetime64[{unit}]": np.datetime64("2024-03-09T14:30", unit)
        for unit in ("m", "s", "ms", "us", "ns")
    },
    "Timestamp": pd.Timestamp("2024-03-09 14:30"),
    "aware Timestamp": pd.Timestamp("2024-03-09 03:30", tz="America/Los_Angeles"),
    "Timestamp in the project's zone": pd.Timestamp("2024-03-09 14:30", tz="Asia/Damascus"),
}
FAMILIES = {"day": DAY, "minute": MINUTE}
MANY: dict[str, Callable[[Any], Any]] = {
    "one alone": lambda one: one,
    "list": lambda one: [one],
    "tuple": lambda one: (one,),
    "generator": lambda one: (each for each in [one]),
    "array": lambda one: np.array([instant_of(one, zone())], "datetime64[ns]"),
    "array of objects": lambda one: np.array([one], object),
    "DatetimeIndex": lambda one: pd.DatetimeIndex([instant_of(one, zone())]),
    "aware DatetimeIndex": lambda one: pd.DatetimeIndex([instant_of(one, zone())]).tz_localize(zone()),
    "Series": lambda one: pd.Series([instant_of(one, zone())], index=[7]),
    "Series of objects": lambda one: pd.Series([one], dtype=object),
}


def zone():
    return dates.read_zone("Asia/Damascus")


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> MapProject:
    folder = tmp_path_factory.mktemp("maps") / "valley"
    init_project(folder)
    layer = folder / "valley.geojson"
    # On record before the instants that are asked about.
    told = layer.read_text(encoding="utf-8").replace('"recorded_at": "2024', '"recorded_at": "2023')
    layer.write_text(told, encoding="utf-8")
    people(folder / RASTER)
    return controlmap.open(folder)


def people(path: Path) -> None:
    import rasterio

    shape = {"width": 4, "height": 3, "count": 1, "dtype": "float32", "driver": "GTiff"}
    place = rasterio.transform.Affine(0.1, 0, 36.2, 0, -0.1, 35.4)
    with rasterio.open(path, "w", crs="EPSG:4326", transform=place, **shape) as out:
        out.write(np.arange(12, dtype="float32").reshape(1, 3, 4))


def doors(valley: MapProject) -> dict[tuple[str, str], Callable[[Any], Any]]:
    """All that is public and takes an instant, by name and parameter, ready to be called with one."""
    given = {
        "area": "The ridge", "to": "league", "state": "valley-0001",
        "one": "valley-0001", "two": "valley-0002",
        "line": "LINESTRING (36 35.28, 37 35.28)", "history": valley.history(), "project": valley.project,
        "places": list(valley.project.places.values()), "reports": valley.project.reports,
        "path": valley.project.folder / RASTER,
        "layers": [Ground("valley", valley.project.layers[0].states)], "start": "2024-03-01",
        "snapshots": [{"a": shapely.box(36, 35, 37, 36)}], "on": "2024-03-02", "end": "2024-03-20",
        "lon": 36.412, "lat": 35.274, "other": valley, "a": valley.history(), "b": valley.history(),
    }  # fmt: skip
    more = {
        "build": {"path": valley.project.folder / "page.html"},
        "correct": {"area": "The ridge", "on": "2024-03-02", "certainty": "claimed"},
        "transfer": {"to": "republic"},
        "reshape": {"scope": "from"},
        "move_border": {"line": "LINESTRING (36.404 35.302, 36.433 35.282, 36.462 35.309)"},
        "build_history": {"zone": zone()},
        "tiled": {"write": lambda piece: None},
        "build_tiled": {"folder": valley.project.folder / "tiled"},
        "from_snapshots": {"time_zone": "Asia/Damascus"},
    }
    found = {}
    for owner, names in {valley: dir(MapProject), valley.history(): dir(History), **OFFERED}.items():
        calls = {name: getattr(owner, name) for name in names if not name.startswith("_")}
        for name, call in calls.items():
            if name in DRAWING or not (inspect.isfunction(call) or inspect.ismethod(call)):
                continue
            parameters = inspect.signature(call).parameters
            needed = {n: given.get(n) for n, p in parameters.items() if p.default is p.empty}
            rest = needed | more.get(name, {})
            # Where rows come in, `start` and `end` are the names of columns.
            for asked in (n for n in NAMES & parameters.keys() if "Instant" in str(parameters[n].annotation)):
                label = f"{getattr(owner, '__name__', type(owner).__name__)}.{name}"
                found[label, asked] = lambda value, c=call, a=asked, r=rest: c(**{**r, a: value})
    return found


DRAWING = ("frames", "plot")
"""What takes long a call; which dates it draws is asked of it without drawing them, of `plot` by title."""
OFFERED = {controlmap: controlmap.__all__, measure: measure.__all__, history: ["history_of"]}


def shown(answer: Any) -> Any:
    """An answer as what can be compared; of a delta, what it says but for names and the hour of the edit."""
    if isinstance(answer, Delta):
        sides = (answer.removed, answer.added)
        return [sorted(map(said, chain.from_iterable(side.values()))) for side in sides]
    if isinstance(answer, MapProject):
        return shown(answer.history())
    if isinstance(answer, History):
        return [answer.start, answer.end, *answer.spell_start.tolist(), *answer.spell_state.tolist()]
    if isinstance(answer, measure.Comparison):
        return [table.to_csv() for table in (answer.agreement, answer.matrix, answer.fronts)]
    if isinstance(answer, pd.DataFrame):
        return answer.to_csv()
    if isinstance(answer, Mapping):
        return {name: shown(column) for name, column in answer.items()}
    return answer.tolist() if isinstance(answer, np.ndarray) else answer


def said(placed: Placed) -> tuple[str, ...]:
    state = placed.state
    return state.controller, str(state.valid_from), str(state.valid_to), state.geometry.wkt


def test_every_door_is_known(valley: MapProject) -> None:
    found = doors(valley)
    assert len(found) > 40
    assert {asked for _, asked in found} == NAMES


@pytest.mark.parametrize("family", FAMILIES)
def test_each_kind_of_instant_gets_the_same_answer_at_every_door(valley: MapProject, family: str) -> None:
    kinds = FAMILIES[family]
    differing = [
        (*door, kind)
        for door, call in doors(valley).items()
        for told in [shown(call(kinds["text"]))]
        for kind, value in kinds.items()
        if shown(call(value)) != told
    ]
    assert differing == []


@pytest.mark.parametrize("shape", MANY)
def test_several_instants_come_in_every_shape(valley: MapProject, shape: str) -> None:
    calls = {door: call for door, call in doors(valley).items() if door[1] == "dates"}
    assert len(calls) > 6
    differing = [
        (*door, kind)
        for door, call in calls.items()
        for told in [shown(call([MINUTE["text"]]))]
        for kind, value in MINUTE.items()
        if shown(call(MANY[shape](value))) != told
    ]
    assert differing == []


@pytest.mark.parametrize("shape", MANY)
def test_pictures_are_of_the_dates_that_are_meant(valley: MapProject, shape: str) -> None:
    told = valley._names([MINUTE["text"]], None)
    assert told is not None
    assert [kind for kind, value in MINUTE.items() if valley._names(MANY[shape](value), None) != told] == []


NO_INSTANTS = {
    "not a time of pandas": pd.NaT,
    "not a time of NumPy": np.datetime64("NaT", "D"),
    "nothing": None,
    "a number": 20241130,
    "bytes": b"2024-03-09",
    "a word": "yesterday",
    "years beyond counting": np.datetime64(10**15, "Y"),
    "several": ["2024-03-09"],
}


@pytest.mark.parametrize("value", NO_INSTANTS.values(), ids=NO_INSTANTS)
def test_what_is_no_instant_is_refused_in_words(value: Any) -> None:
    with pytest.raises(InputError, match="is not an instant: "):
        instant_of(value, zone())


def test_who_gives_several_where_one_is_asked_for_is_told_what_takes_several(valley: MapProject) -> None:
    with pytest.raises(InputError, match="a list is not an instant: one is asked for here") as refused:
        valley.history().at(["2024-03-05", "2024-03-10"])  # pyright: ignore[reportArgumentType]
    methods = dict(inspect.getmembers(MapProject, inspect.isfunction))
    faces = {**methods, "from_snapshots": controlmap.from_snapshots}
    several = {
        name
        for name, face in faces.items()
        if not name.startswith("_") and any("Instants" in str(kind) for kind in face.__annotations__.values())
    }
    assert several == {
        "areas", "area_ranges", "compare", "front_lengths", "frames", "export", "from_snapshots",
    }  # fmt: skip
    page = (Path(__file__).parents[1] / "docs/python.md").read_text(encoding="utf-8")
    told = page[page.index("Instants are text") :].split("\n\n")[0]
    for text in (str(refused.value), told):
        assert [name for name in several if name not in text] == []


def test_what_is_no_instant_is_refused_at_every_door(valley: MapProject) -> None:
    taken = []
    for door, call in doors(valley).items():
        try:
            call(pd.NaT)
        except InputError as error:
            assert "NaT is not an instant" in str(error)
        else:
            taken.append(door)
    assert taken == []


def test_a_text_is_one_instant_and_not_its_characters() -> None:
    with pytest.raises(InputError, match="'yesterday' is not an instant"):
        instants_of("yesterday")


def test_years_that_a_timestamp_has_and_a_datetime_has_not_are_kept() -> None:
    late = np.datetime64("12000-01-01", "s")
    assert instant_of(pd.Timestamp(late)) == late


def test_an_offset_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError, match="needs a time zone"):
        instant_of(datetime(2024, 3, 9, tzinfo=UTC))


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)), st.sampled_from(["us", "ms", "s"]))
def test_all_kinds_drop_seconds_alike(moment: datetime, unit: str) -> None:
    expected = np.datetime64(moment.replace(second=0, microsecond=0), "m")
    assert instant_of(moment) == instant_of(np.datetime64(moment, unit)) == expected
    assert instant_of(pd.Timestamp(moment).as_unit(unit)) == expected


def test_dates_are_read_without_loading_pandas() -> None:
    code = "import sys, controlmap.dates as d; d.instants_of('2024-03-09'); print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
