"""An instant with an offset is one instant, whichever importer brings it into whichever map."""

import json

import pytest

from controlmap.dates import format_instant, read_zone
from controlmap.exchange import import_marks, import_snapshots, import_states, start_project
from controlmap.exchange.when import Reckoning
from controlmap.store import open_project

NOON = ("2024-03-01T12:00Z", "2024-03-01T14:00+02:00", "2024-03-01 15:00:00+03")
"""One instant, as programs write it."""
SAID = {"layer": "l", "controller_from": "who"}


def rows(folder, since):
    square = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 35]]]}
    feature = {"type": "Feature", "properties": {"who": "A", "since": since}, "geometry": square}
    (folder / "a.json").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return folder / "a.json"


def states(folder, into, since, reckoning):
    import_states(rows(folder, since), into, begin="since", reckoning=reckoning, **SAID)
    return open_project(into).layers[-1].states[0].valid_from


def snapshots(folder, into, since, reckoning):
    import_snapshots(rows(folder, since), into, date_from="since", reckoning=reckoning, **SAID)
    return open_project(into).layers[-1].states[0].valid_from


def marks(folder, into, since, reckoning):
    (folder / "a.csv").write_text(f"name,lon,lat,holder,since\nFord,36.2,35.2,A,{since}\n")
    import_marks(folder / "a.csv", into, layer="l", date_from="since", reckoning=reckoning)
    return open_project(into).reports[0].date


@pytest.mark.parametrize("bring", [states, snapshots, marks])
@pytest.mark.parametrize("since", NOON)
@pytest.mark.parametrize(
    ("known", "asked", "zone", "civil"),
    [
        (None, None, "UTC", "2024-03-01T12:00"),
        (None, "Asia/Damascus", "Asia/Damascus", "2024-03-01T15:00"),
        ("Asia/Damascus", None, "Asia/Damascus", "2024-03-01T15:00"),
        ("Asia/Damascus", "Europe/Paris", "Asia/Damascus", "2024-03-01T15:00"),
    ],
)
def test_it_is_told_in_the_civil_time_of_the_map(tmp_path, bring, since, known, asked, zone, civil):
    into = tmp_path / "map"
    if known:
        when = {"first": "2024-01-01", "last": "2024-12-31", "zone": known}
        start_project(into, extent="38,35,39,36", actors=["A"], **when)
    found = bring(tmp_path, into, since, Reckoning(read_zone(asked) if asked else None))
    assert (format_instant(found), open_project(into).settings.time_zone) == (civil, zone)
