"""What commands say by options Python says by parameters, in the same words, and so do its messages."""

import inspect
import json
from pathlib import Path

import click
import geopandas as gpd
import pytest
from shapely import box

import controlmap
from controlmap import errors
from controlmap.api import MapProject
from controlmap.cli import cli
from controlmap.errors import BusyError, ControlmapError, Problem, StaleError
from controlmap.in_python import parameter_of, told_in_python
from controlmap.store import open_project
from controlmap.words import naming_options

READS = {"states": controlmap.from_frame, "snapshots": controlmap.from_frame, "marks": controlmap.from_frame}
NOT_IN_PYTHON = {
    "into": "a map is returned, or is the one that a layer is added to",
    "extent": "of marks, which Python brings in by project.add",
    "wide": "of marks, which Python brings in by project.add",
    "place": "of marks, which Python brings in by project.add",
    "append": "project.append does it",
    "dates": "date_pattern reads names, and a column has dates that no name has",
    "empty": "a frame without rows is refused",
    "dry-run": "from_frame writes nothing",
    "by": "from_frame keeps no journal; add_layer has who",
    "why": "from_frame keeps no journal; add_layer has it",
    "source": "from_frame has the frame as its source; add_layer has it",
    "encoding": "geopandas.read_file(path, encoding=...)",
    "table": "geopandas.read_file(path, layer=...)",
    "geometry": "a GeoDataFrame has its geometry",
    "workers": "one process",
    "memory-per-worker": "one process",
    "scheduler": "one process",
    "quiet": "nothing is printed",
    "json": "values are returned",
    "wait": "controlmap.store.waiting",
    "help": "help()",
}


def options_of(name):
    """Return the names of a command's options, without their dashes."""
    command = cli.get_command(click.Context(cli), "import").commands[name]
    return [
        text.removeprefix("--")
        for one in command.params
        if isinstance(one, click.Option)
        for text in (*one.opts, *one.secondary_opts)
        if text.startswith("--")
    ]


@pytest.mark.parametrize("command", READS)
def test_each_option_has_its_parameter_or_a_reason_why_not(command):
    parameters = inspect.signature(READS[command]).parameters
    options = options_of(command)
    assert len(options) > 20
    lacking = [one for one in options if parameter_of(one) not in parameters and one not in NOT_IN_PYTHON]
    assert lacking == []


def test_no_reason_is_given_for_what_python_can_say_or_no_command_has():
    asked = {one for command in READS for one in options_of(command)} | {"help"}
    assert set(NOT_IN_PYTHON) <= asked
    parameters = inspect.signature(controlmap.from_frame).parameters
    assert [one for one in NOT_IN_PYTHON if parameter_of(one) in parameters] == []


def test_a_layer_more_says_all_that_a_map_of_its_own_says_of_dates():
    of_map = inspect.signature(controlmap.from_frame).parameters
    of_layer = inspect.signature(MapProject.add_layer).parameters
    assert of_map.keys() - of_layer.keys() == {"frame", "title", "grid", "time_zone"}


WRITTEN = {
    "the day first": (["01/03/2024", "02/03/2024"], ["--day-first"], {"day_first": True}),
    "the month first": (["01/03/2024", "02/03/2024"], ["--month-first"], {"day_first": False}),
    "an export before our era": (["-0044-03-15", "-0043"], ["--bce", "iso"], {"bce": "iso"}),
    "historians' years": (["-44", "-43"], ["--bce", "historical"], {"bce": "historical"}),
    "Excel's days": ([45352, 45353], ["--excel-dates"], {"excel_dates": True}),
    "the first of a range": (["18xx", "1915/1916"], ["--earliest"], {"of_range": "earliest"}),
    "the last of a range": (["18xx", "1915/1916"], ["--latest"], {"of_range": "latest"}),
    "a row without a date": (["2024", "someday"], ["--skip-bad"], {"skip_bad": True}),
    "a zone": (["2024-03-01T12:00Z"] * 2, ["--zone", "Asia/Damascus"], {"time_zone": "Asia/Damascus"}),
}


def frame_of(dates):
    grounds = [box(37 + i, 36, 37.5 + i, 36.5) for i in range(len(dates))]
    return gpd.GeoDataFrame({"who": list("ab"), "since": dates}, geometry=grounds, crs=4326)


@pytest.mark.parametrize("written", WRITTEN)
def test_a_parameter_reads_dates_as_its_option_does(written, tmp_path, monkeypatch):
    dates, options, said = WRITTEN[written]
    monkeypatch.chdir(tmp_path)
    frame_of(dates).to_file("rows.geojson")
    call = ["import", "states", "rows.geojson", "--into", "map", "--layer", "l", "--controller-from", "who"]
    cli.main([*call, "--from", "since", *options], standalone_mode=False)
    by_command = [(str(s.valid_from), s.controller) for s in open_project("map").layers[0].states]
    found = controlmap.from_frame(frame_of(dates), controller="who", start="since", **said)
    assert [(str(s.valid_from), s.controller) for s in found.project.layers[0].states] == by_command


@pytest.mark.parametrize(
    "written", [name for name, (_, _, said) in WRITTEN.items() if "time_zone" not in said]
)
def test_what_python_is_asked_to_say_it_can_say(written):
    dates, _, said = WRITTEN[written]
    with pytest.raises(controlmap.InputError) as caught:
        controlmap.from_frame(frame_of(dates), controller="who", start="since")
    for name, value in said.items():
        if name != "skip_bad":  # a row is not left out but by who asks for it
            assert f"{name}={json.dumps(value).replace('true', 'True').replace('false', 'False')}" in str(
                caught.value
            )


def test_names_of_files_have_dates_in_python_too(tmp_path):
    for day, who in (("01", "a"), ("02", "b")):
        frame = gpd.GeoDataFrame({"who": [who]}, geometry=[box(37, 36, 38, 37)], crs=4326)
        frame.to_file(tmp_path / f"front_{day}.03.2024.geojson")
    found = controlmap.from_frame(tmp_path, controller="who", date_pattern="front_%d.%m.%Y")
    states = found.project.layers[0].states
    assert [(str(s.valid_from), s.controller) for s in states] == [("2024-03-01", "a"), ("2024-03-02", "b")]


@pytest.mark.parametrize("on", ["-0044-03-15", "0000", "0001-01-01"])
def test_a_date_that_python_gives_is_one_of_ours_before_our_era_too(on, tmp_path):
    frame = frame_of(["-0050", "-0050"])
    found = controlmap.from_frame(frame, controller="who", date=on)
    assert {str(s.valid_from).lstrip("-+0") for s in found.project.layers[0].states} == {on.lstrip("-+0")}
    until = controlmap.from_frame(frame, controller="who", start="since", bce="historical", open_after=on)
    assert str(until.project.settings.period.start)[:4] == "-049"


def test_ways_to_say_when_exclude_each_other():
    for said in ({"start": "since", "date_pattern": "%Y"}, {"date": "2024", "date_pattern": "%Y"}):
        with pytest.raises(controlmap.InputError, match="exclude each other"):
            controlmap.from_frame(frame_of(["2024", "2025"]), controller="who", **said)


RAISED = {
    errors.InputError: (Problem("is wrong"),),
    errors.MissingExtraError: ("plot", "matplotlib", "a.png"),
    errors.OverlapError: (["a and b"],),
    errors.ConflictError: (["a"],),
    errors.StaleError: (["a"],),
    errors.UnwrittenError: (28, "no space", "a.json"),
    errors.BusyError: (Path("map"), None, 30.0),
    errors.BundleMissingError: ("viewer.js",),
}


def test_every_error_is_known_here():
    classes = [
        one for one in vars(errors).values() if inspect.isclass(one) and issubclass(one, ControlmapError)
    ]
    assert {*classes} == {ControlmapError, *RAISED}


@pytest.mark.parametrize("error", RAISED)
def test_no_error_tells_who_calls_python_of_an_option(error):
    raised = error(*RAISED[error])
    assert " --" not in str(raised)


def test_what_python_has_instead_is_there():
    assert "controlmap.edit.rebased" in str(StaleError(["a"]))
    assert "controlmap.store.waiting(" in str(BusyError(Path("map"), None, 30.0))
    from controlmap.edit import rebased
    from controlmap.store import waiting

    assert callable(rebased) and callable(waiting)
    assert "rebase" in inspect.signature(MapProject.import_layer).parameters


def test_commands_are_told_of_options():
    with naming_options():
        stale, busy = StaleError(["a"]), BusyError(Path("map"), None, 30.0)
    assert "--rebase" in str(stale)
    assert "--wait SECONDS" in str(busy)


def test_what_is_told_of_rows_names_parameters():
    frame = frame_of(["2024", "2025"]).assign(note=["x", "y"])
    (told,) = controlmap.from_frame(frame, controller="who", start="since").told
    assert told.endswith("fields left out: note; keep takes a name and a note along")
    zone = ["dates are counted in UTC: --zone says in which civil time they were meant"]
    assert told_in_python(zone, ["time_zone"])[0].endswith(
        "time_zone says in which civil time they were meant"
    )
    assert told_in_python(zone, []) == ("dates are counted in UTC",)
    with naming_options():
        assert told_in_python(zone, []) == (*zone,)
