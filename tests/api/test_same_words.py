"""What commands say by options Python says by parameters, in the same words, and so do its messages."""

import inspect
import json
from pathlib import Path

import click
import geopandas as gpd
import pytest
from shapely import box

import controlmap
from controlmap import check, errors, exchange, serve
from controlmap.api import MapProject, cluster_at, cluster_here
from controlmap.cli import cli
from controlmap.errors import BusyError, ControlmapError, Problem, StaleError
from controlmap.in_python import parameter_of, told_in_python
from controlmap.store import open_project
from controlmap.words import naming_options

_EDIT = (MapProject.apply, MapProject.preview, MapProject.write)
_RECORD = {"add": (MapProject.add,), "change": (MapProject.change,), "remove": (MapProject.remove,)}
_KINDS = ("actor", "place", "source", "report")
IN_PYTHON = {
    "init": (exchange.start_project,),
    "info": (MapProject.history,),
    "check": (MapProject.check, check.check),
    "explain": (check.explanation,),
    "derive": (MapProject.derive, MapProject.evaluate),
    "build": (MapProject.build, MapProject.build_tiled, cluster_here, cluster_at),
    "verify": (controlmap.verify,),
    "at": (MapProject.moment, MapProject.reports_behind),
    "areas": (MapProject.areas,),
    "changes": (MapProject.changes, MapProject.changed_places),
    "fronts": (MapProject.fronts, MapProject.front_stretches),
    "durations": (MapProject.durations, MapProject.turnover),
    "population": (MapProject.population,),
    "import layer": (MapProject.import_layer,),
    "import look": (exchange.look, exchange.starter_table, controlmap.from_frame),
    "import marks": (exchange.import_marks, controlmap.from_frame),
    "import snapshots": (controlmap.from_frame, MapProject.add_layer),
    "import states": (controlmap.from_frame, MapProject.add_layer),
    "export": (MapProject.export,),
    "frames": (MapProject.frames,),
    "edit": (serve.edit_map,),
    "transfer": (MapProject.transfer, *_EDIT),
    "correct": (MapProject.correct, *_EDIT),
    "retract": (MapProject.retract, *_EDIT),
    "move-border": (MapProject.move_border, *_EDIT),
    "reshape": (MapProject.reshape, *_EDIT),
    "split": (MapProject.split, *_EDIT),
    "merge": (MapProject.merge, *_EDIT),
    "undo": (MapProject.undo,),
    "redo": (MapProject.redo,),
    "log": (MapProject.log,),
    "revert": (MapProject.revert,),
    "apply": (MapProject.apply, MapProject.preview),
    "status": (),
    "diff": (MapProject.changes,),
    "compare": (MapProject.compare, MapProject.build_comparison),
    "format": (),
    **{f"{kind} {verb}": does for kind in _KINDS for verb, does in _RECORD.items()},
}
"""What does in Python what a command does."""

_WRITE = ("transfer", "correct", "retract", "move-border", "reshape", "split", "merge")
_RECORDS = tuple(f"{kind} {verb}" for kind in _KINDS for verb in _RECORD)
_SAID = tuple(f"{kind} {verb}" for kind in _KINDS for verb in ("add", "change"))
_JOURNAL = ("undo", "redo", "revert", "apply")
OTHERWISE = {
    ("by", "who"): (*_WRITE, *_RECORDS, *_JOURNAL, "import snapshots", "import states", "import layer"),
    ("by", "note"): ("import marks",),
    ("why", "note"): ("import marks",),
    ("to", "to"): ("transfer",),
    ("at", "dates"): ("areas", "compare"),
    ("on", "dates"): ("areas", "compare"),
    ("on", "at"): ("export",),
    ("on", "instant"): ("at",),
    ("at", "instant"): ("at",),
    ("reports", "state"): ("at",),
    ("all-reports", "state"): ("at",),
    ("state", "states"): ("correct", "retract", "merge"),
    ("other", "others"): ("transfer", "correct"),
    ("from", "from_controller"): ("transfer", "correct"),
    ("to", "controller"): ("correct",),
    ("between", "one"): ("reshape",),
    ("drag", "vertices"): ("move-border",),
    ("insert", "vertices"): ("move-border",),
    ("delete", "vertices"): ("move-border",),
    ("simplify-m", "tolerance_m"): ("move-border",),
    ("dry-run", "delta"): (*_WRITE, "apply"),  # preview takes it
    ("each", "dates"): ("frames",),
    ("from", "first"): ("init",),
    ("through", "last"): ("init",),
    ("actor", "actors"): ("init",),
    ("language", "languages"): ("init",),
    ("time-zone", "zone"): ("init",),
    ("lang", "language"): ("frames",),
    ("output", "path"): ("build", "compare", "frames"),
    ("tiled", "folder"): ("build",),
    ("memory-per-worker", "memory"): ("build",),
    ("scheduler", "address"): ("build",),
    ("write-table", "found"): ("import look",),
    ("id", "names"): tuple(f"{kind} remove" for kind in _KINDS),
}
"""By option and parameter the commands in which the two have other words than everywhere else."""

NOT_IN_PYTHON = {
    "values are returned, or frames, which write themselves": {
        "*": "json quiet csv geojson", "check": "format strict", "durations": "limit contested",
        "log": "last", "diff": "html in-full now", "fronts": "ages",
    },
    "controlmap.store.waiting": {"*": "wait"},
    "a map is returned, or is the one that a layer comes into": {
        "import layer": "into", "import snapshots": "into", "import states": "into",
    },
    "project.append does it": {"import snapshots": "append"},
    "a frame without rows is refused": {"import snapshots": "empty"},
    "one process brings frames in": {"import snapshots": "workers memory-per-worker scheduler"},
    "from_frame writes nothing": {"import snapshots": "dry-run", "import states": "dry-run"},
    "the map's own": {"import layer": "zone"},
    "a method of its own": {
        "derive": "evaluate", "build": "embed", "transfer": "extend-period", "correct": "extend-period",
    },
    "a program runs as long as it is asked to": {"build": "watch open", "edit": "no-browser"},
    "an edit is a value, which is kept, made anew on another map, or not applied": {
        **dict.fromkeys(_WRITE, "patch rebase"),
        **dict.fromkeys(("undo", "redo", "revert"), "patch rebase dry-run"),
        "apply": "patch rebase",
    },
    "check --fix writes files, of which Python has the values": {"check": "fix dry-run"},
    "files are written in canonical form by whatever writes them": {"format": "check"},
    "a record is undone by project.undo": dict.fromkeys(_RECORDS, "dry-run"),
}  # fmt: skip
"""Why Python has no parameter for options of a command (of all: "*")."""


def commands_in(group, name=""):
    """Yield each command with the names of its options, without their dashes."""
    for word in group.list_commands(click.Context(cli)):
        command = group.get_command(click.Context(cli), word)
        called = f"{name} {word}".strip()
        if isinstance(command, click.Group):
            yield from commands_in(command, called)
        else:
            options = [one for one in command.params if isinstance(one, click.Option)]
            texts = [text for one in options for text in (*one.opts, *one.secondary_opts)]
            yield called, [text.removeprefix("--") for text in texts if text.startswith("--")]


OPTIONS = dict(commands_in(cli))


def parameters_of(command):
    return {name for does in IN_PYTHON[command] for name in inspect.signature(does).parameters}


def parameter_in(command, option):
    """Return the parameter that does what an option of a command does, if its word is known."""
    if command in _SAID and option not in ("by", "why", *exempt(command)):
        return "said"  # a mapping with a key for each
    said = {two for (one, two), where in OTHERWISE.items() if one == option and command in where}
    return next(iter(said), parameter_of(option))


def exempt(command):
    """Return the options of a command for which a reason is given."""
    told = [where.get(of, "") for where in NOT_IN_PYTHON.values() for of in ("*", command)]
    return {option for options in told for option in options.split()}


def test_each_command_is_done_in_python_or_is_no_question_to_it():
    assert OPTIONS.keys() == IN_PYTHON.keys()


@pytest.mark.parametrize("command", OPTIONS)
def test_each_option_has_its_parameter_or_a_reason_why_not(command):
    known = parameters_of(command)
    lacking = [one for one in OPTIONS[command] if parameter_in(command, one) not in known]
    assert [one for one in lacking if one not in exempt(command)] == []


@pytest.mark.parametrize("command", OPTIONS)
def test_no_reason_is_given_for_what_python_can_say_or_no_command_has(command):
    said = {one for where in NOT_IN_PYTHON.values() for one in where.get(command, "").split()}
    assert said <= {*OPTIONS[command]}
    assert [one for one in said if parameter_in(command, one) in parameters_of(command)] == []


@pytest.mark.parametrize(("said", "where"), OTHERWISE.items(), ids=lambda one: " ".join(one))
def test_another_word_is_one_of_the_command_and_of_python(said, where):
    option, parameter = said
    for command in where:
        assert option in OPTIONS[command]
        assert parameter in parameters_of(command)


READING = ("crs", "encoding", "table", "geometry")


@pytest.mark.parametrize(
    "function",
    [controlmap.from_frame, MapProject.add_layer, MapProject.append, MapProject.import_layer],
)
def test_whatever_reads_files_can_be_told_how(function):
    assert {*READING} <= inspect.signature(function).parameters.keys()


EAST, WEST = (f"POLYGON (({x} 35, {x + 1} 35, {x + 1} 36, {x} 36, {x} 35))" for x in (36, 39))
TABLE = f'who;one;two;on\nМир;"{EAST}";"{WEST}";2024-03-01\n'


def of_table(folder):
    (folder / "rows.csv").write_text(TABLE, encoding="cp1251")
    return folder / "rows.csv"


def of_layers(folder):
    for name, ground in (("first", box(36, 35, 37, 36)), ("second", box(39, 35, 40, 36))):
        frame = gpd.GeoDataFrame({"who": [name], "on": ["2024-03-01"]}, geometry=[ground], crs=4326)
        frame.to_file(folder / "rows.gpkg", layer=name)
    return folder / "rows.gpkg"


CP1251 = (["--encoding", "cp1251"], {"encoding": "cp1251"})
READ = {
    "an encoding": (of_table, "states", *CP1251),
    "a column of ground": (
        of_table, "states", [*CP1251[0], "--geometry", "two"], {**CP1251[1], "geometry": "two"}
    ),
    "a table of several": (of_layers, "states", ["--table", "second"], {"table": "second"}),
    "a date by the file's name": (
        of_table, "snapshots", [*CP1251[0], "--dates", "dates.csv"],
        {**CP1251[1], "dates": {"rows": "2024-05"}},
    ),
    "a table of dates": (
        of_table, "snapshots", [*CP1251[0], "--dates", "dates.csv"], {**CP1251[1], "dates": "dates.csv"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("read", READ)
def test_a_parameter_reads_files_as_its_option_does(read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dates.csv").write_text("name,date\nrows.csv,2024-05\n")
    write, verb, options, said = READ[read]
    file = write(tmp_path)
    begin = ["--from", "on"] if verb == "states" else []
    call = ["import", verb, str(file), "--into", "map", "--layer", "l", "--controller-from", "who", *begin]
    cli.main([*call, *options], standalone_mode=False)
    said = {**said, "controller": "who", **({"start": "on"} if begin else {})}
    project = controlmap.open("map")
    project.add_layer(file, layer="more", **said)
    layers = [*project.project.layers, *controlmap.from_frame(file, **said).project.layers]
    by_command, added, framed = (
        [(str(s.valid_from), s.controller, s.geometry.bounds) for s in layer.states] for layer in layers
    )
    assert by_command == added == framed


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
    for said in (
        {"start": "since", "dates": {"a": "2024"}},
        {"date": "2024", "dates": {"a": "2024"}},
        {"start": "since", "date_pattern": "%Y"},
        {"date": "2024", "date_pattern": "%Y"},
    ):
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
