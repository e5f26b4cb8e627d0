"""The maps of the gallery are what their scripts say."""

import importlib.util
from pathlib import Path

import pytest

from controlmap import MapProject

GALLERY = Path(__file__).parents[1] / "docs" / "gallery"


def script(name: str):
    spec = importlib.util.spec_from_file_location(f"gallery_{name}", GALLERY / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ground_at_each_date(project: MapProject) -> list[float]:
    history = project.history()
    return [sum(history.areas_km2(date).values()) for date in history.dates]


def test_the_city_has_a_date_for_each_hour_of_news():
    city = script("city")
    history = city.city().history()
    told = {"2031-04-03T00:00", *(when for when, *_ in city.NEWS)}
    assert set(history.dates.astype(str)) == told
    assert "unknown" in history.areas_km2("2031-04-03T12:00")


def test_the_century_goes_by_years_and_countries_come_and_go():
    century = script("century")
    history = century.century().history()
    assert set(history.dates_known_to) == {"year"}
    assert {year for year, *_ in century.EVENTS} == {int(str(date)[:4]) for date in history.dates[1:]}
    assert "dorne" in history.areas_km2("1939") and "dorne" not in history.areas_km2("1940")


def test_the_daily_series_has_all_its_days():
    daily = script("daily")
    daily.DAYS = 40
    assert len(daily.daily().history().dates) == 40


@pytest.mark.parametrize("name", ["city", "century"])
def test_no_ground_is_lost_or_found(name):
    areas = ground_at_each_date(getattr(script(name), name)())
    assert areas == pytest.approx([areas[0]] * len(areas), rel=1e-9)
