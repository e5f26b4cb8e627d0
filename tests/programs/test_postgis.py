"""A frame from a real PostGIS comes in like any other.

The server is Debian's, with its data in a temporary folder and a socket in it: no port is opened.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import psycopg
import pytest
import sqlalchemy

import controlmap
from controlmap.store import init_project

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
WEST, EAST = "POLYGON((37 36, 38 36, 38 37, 37 37, 37 36))", "POLYGON((38 36, 39 36, 39 37, 38 37, 38 36))"
TABLE = f"""
CREATE EXTENSION postgis;
CREATE TABLE control (id serial PRIMARY KEY, holder text, since date, until date, seen timestamptz,
                      ground geometry(MultiPolygon, {{srid}}));
INSERT INTO control (holder, since, until, seen, ground)
SELECT holder, since::date, until::date, seen::timestamptz,
       ST_Multi(ST_Transform(ST_GeomFromText(ground, 4326), {{srid}}))
FROM (VALUES
  ('الحكومة', '2024-11-26', '2024-11-30', '2024-11-26 10:00+03', '{WEST}'),
  ('HTS', '2024-11-30', NULL, '2024-11-30 01:30+03', '{WEST}'),
  (NULL, '2024-11-26', NULL, NULL, '{EAST}')
) AS rows (holder, since, until, seen, ground);
"""


def as_server(*words: str) -> None:
    """Run a program of the server: as root it refuses, so then as the user that Debian made for it."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, **user)


@pytest.fixture(scope="module")
def socket() -> Iterator[Path]:
    """The folder of a server's socket."""
    with TemporaryDirectory(prefix="pg", dir="/tmp") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = str(folder / "data")
        as_server(str(PROGRAMS / "initdb"), "-D", data, "-U", "mapper", "--auth=trust", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        log = str(folder / "log")
        as_server(str(PROGRAMS / "pg_ctl"), "-D", data, "-l", log, "-o", options, "-w", "start")
        yield folder
        as_server(str(PROGRAMS / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="module", params=[4326, 32637, 3857])
def engine(socket: Path, request: pytest.FixtureRequest) -> Iterator[sqlalchemy.Engine]:
    """A database with a table of control in some reference system."""
    name = f"srid{request.param}"
    with psycopg.connect(host=str(socket), user="mapper", dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    found = sqlalchemy.create_engine(f"postgresql+psycopg://mapper@/{name}?host={socket}")
    with found.begin() as connection:
        connection.exec_driver_sql(TABLE.format(srid=request.param))
    yield found
    found.dispose()


def test_a_table_is_a_map_whatever_its_reference_system(engine: sqlalchemy.Engine) -> None:
    frame = gpd.read_postgis("SELECT * FROM control ORDER BY id", engine, geom_col="ground")
    found = controlmap.from_frame(
        frame, controller="holder", start="since", end="until", title="From a table"
    )
    names = {actor.id: actor.name["en"] for actor in found.project.settings.actors}
    areas = found.areas(["2024-11-29", "2024-11-30"]).set_index(["date", "controller"]).area_km2.round(1)
    told = {(f"{day:%F}", names.get(who, who)): km2 for (day, who), km2 in areas.items() if km2}
    assert told == {
        ("2024-11-29", "الحكومة"): 9941.6,
        ("2024-11-29", "unknown"): 9941.6,
        ("2024-11-30", "HTS"): 9941.6,
        ("2024-11-30", "unknown"): 9941.6,
    }
    assert "controlmap-data" in found.html()


def test_instants_with_a_zone_are_told_in_the_maps(engine: sqlalchemy.Engine) -> None:
    frame = gpd.read_postgis("SELECT * FROM control WHERE seen IS NOT NULL", engine, geom_col="ground")
    found = controlmap.from_frame(
        frame, controller="holder", start="seen", overlaps="last", time_zone="Asia/Damascus"
    )
    starts = {str(state.valid_from) for state in found.project.layers[0].states}
    assert starts == {"2024-11-26T10:00", "2024-11-30T01:30"}


def test_a_query_is_added_as_a_layer_and_goes_on(engine: sqlalchemy.Engine, tmp_path: Path) -> None:
    init_project(tmp_path / "map")
    project = controlmap.open(tmp_path / "map")
    query = "SELECT * FROM control WHERE since <= %(day)s AND (until IS NULL OR until > %(day)s)"
    first, next_ = (
        gpd.read_postgis(query, engine, geom_col="ground", params={"day": day})
        for day in ("2024-11-26", "2024-11-30")
    )
    project.add_layer(first, layer="control", controller="holder", date="2024-03-01")
    project.append("2024-03-05", next_, controller="holder", layer="control", states={"HTS": "HTS"})
    held = project.areas(["2024-03-04", "2024-03-05"], by="controller").set_index(["date", "controller"])
    assert round(held.area_km2["2024-03-05", "hts"], 1) == 9941.6
    assert ("2024-03-04", "hts") not in held.index or held.area_km2["2024-03-04", "hts"] == 0
    assert len(project.log()) == 2
