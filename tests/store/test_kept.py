"""What is kept beside a map project: it comes back as it was, or not at all."""

import gzip
import os
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import get_args, get_type_hints
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import controlmap
from controlmap.api import open_map
from controlmap.cli import cli
from controlmap.errors import InputError
from controlmap.format import parse_layer
from controlmap.history import build
from controlmap.model import ControlState
from controlmap.plane import Grid
from controlmap.store import KEPT_FOLDER, init_project, kept_history, kept_project, kept_states, open_project
from controlmap.store import kept as kept_files
from controlmap.store.kept import keep, kept, key_of
from controlmap.store.kept_geometry import Grounds, of_geometry
from controlmap.store.kept_project import kept_layer
from controlmap.store.kept_states import INSTANTS, of_states, to_states
from tests.history.test_history import maps

KEY = key_of("some", "input")
ARRAYS = {
    "none": np.empty(0, dtype=np.uint8),
    "days": np.array(["2024-11-30", "2024-12-08"], dtype="datetime64[m]"),
    "points": np.arange(12, dtype=np.int64).reshape(-1, 2),
}


def same(found, wanted=ARRAYS):
    return found is not None and all(
        np.array_equal(found[name], array) and found[name].dtype == array.dtype
        for name, array in wanted.items()
    )


@pytest.fixture(autouse=True)
def everything_is_worth_keeping(monkeypatch):
    monkeypatch.setattr(kept_files, "WORTH_KEEPING", 0)


def test_arrays_come_back_as_they_were_and_git_passes_them_over(tmp_path):
    keep(tmp_path, "arrays", KEY, lambda: ARRAYS)
    assert same(kept(tmp_path, "arrays", KEY))
    assert (tmp_path / KEPT_FOLDER / ".gitignore").read_text().splitlines()[-1] == "*"
    assert not kept(tmp_path, "arrays", KEY)["points"].flags.writeable


def test_arrays_lie_in_memory_as_processors_like_them(tmp_path):
    """Each name moves the beginning of what stands behind it, each length of an array that of the next."""
    for length in (1, 7, 8, 9, 200):
        arrays = {
            "x" * length: np.arange(length, dtype=np.uint8),
            "next": np.arange(3),
            "last": np.arange(2.0),
        }
        keep(tmp_path, "arrays", KEY, lambda arrays=arrays: arrays)
        found = kept(tmp_path, "arrays", KEY)
        assert same(found, arrays)
        assert [array.ctypes.data % 64 for array in found.values()] == [0, 0, 0]


CHANGES = {
    "a layer's states": lambda p: replace(p, layers=(replace(p.layers[0], digest="other"),)),
    "a layer's name": lambda p: replace(p, layers=(replace(p.layers[0], id="other"),)),
    "an extent": lambda p: replace(p, layers=(replace(p.layers[0], extent_lonlat=shapely.box(0, 0, 1, 2)),)),
    "no extent": lambda p: replace(p, layers=(replace(p.layers[0], extent_lonlat=None),)),
    "the grid": lambda p: replace(p, grid=Grid(3)),
    "the time zone": lambda p: replace(p, zone=ZoneInfo("Europe/Paris")),
    "the period": lambda p: settled(p, period=None),
    "what overlaps mean": lambda p: settled(p, overlaps="joint"),
    "the order of actors": lambda p: settled(p, actors=p.settings.actors[::-1]),
}


def settled(project, **more):
    return replace(project, settings=project.settings.model_copy(update=more))


@pytest.mark.parametrize("what", CHANGES)
def test_a_history_is_that_of_all_it_was_made_of(valley, what):
    project = open_project(valley)
    project = replace(project, layers=(replace(project.layers[0], extent_lonlat=shapely.box(0, 0, 1, 1)),))
    assert kept_project._digest(project) == kept_project._digest(replace(project))
    assert kept_project._digest(CHANGES[what](project)) != kept_project._digest(project)
    assert kept_project._digest(settled(project, title={"en": "Other"})) == kept_project._digest(project)


def test_another_input_another_version_and_another_folder_find_nothing(tmp_path, monkeypatch):
    (tmp_path / "one").mkdir()
    keep(tmp_path / "one", "arrays", KEY, lambda: ARRAYS)
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    assert same(kept(tmp_path / "one", "arrays", KEY))
    assert kept(tmp_path / "one", "arrays", key_of("other", "input")) is None
    assert kept(tmp_path / "copy", "arrays", KEY) is None
    monkeypatch.setattr(controlmap, "__version__", "0.0.0")
    assert key_of("some", "input") != KEY


def damages(data):
    """Each kind of damage that a file may come to, in words, and its bytes then."""
    flips = np.unique(np.linspace(0, len(data) - 1, 40).astype(int)).tolist()
    yield from ((f"bit {i % 8} of byte {i} flipped", _flipped(data, i)) for i in flips)
    yield from ((f"cut to {n} bytes", data[:n]) for n in (0, 1, 20, 82, len(data) // 2, len(data) - 1))
    yield "with more at its end", data + b"\0"
    yield "of nothing but zeros", bytes(len(data))


def _flipped(data, i):
    return data[:i] + bytes([data[i] ^ (1 << i % 8)]) + data[i + 1 :]


def test_a_damaged_file_is_passed_over_and_written_anew(tmp_path):
    keep(tmp_path, "arrays", KEY, lambda: ARRAYS)
    file = tmp_path / KEPT_FOLDER / "arrays"
    sound = file.read_bytes()
    for how, data in damages(sound):
        file.write_bytes(data)
        assert kept(tmp_path, "arrays", KEY) is None, how
    keep(tmp_path, "arrays", KEY, lambda: ARRAYS)
    assert file.read_bytes() == sound


def test_what_is_no_file_and_what_leads_elsewhere_is_neither_read_nor_written(tmp_path):
    keep(tmp_path, "arrays", KEY, lambda: ARRAYS)
    file = tmp_path / KEPT_FOLDER / "arrays"
    file.unlink()
    file.mkdir()
    assert kept(tmp_path, "arrays", KEY) is None
    keep(tmp_path, "arrays", KEY, lambda: ARRAYS)
    other = tmp_path / "other"
    (other / "elsewhere").mkdir(parents=True)
    (other / KEPT_FOLDER).symlink_to(other / "elsewhere")
    keep(other, "arrays", KEY, lambda: ARRAYS)
    assert not list((other / "elsewhere").iterdir())
    file.rmdir()
    keep(tmp_path, "arrays", KEY, lambda: ARRAYS)
    (other / KEPT_FOLDER).unlink()
    (other / KEPT_FOLDER).symlink_to(tmp_path / KEPT_FOLDER)
    assert same(kept(tmp_path, "arrays", KEY))
    assert kept(other, "arrays", KEY) is None


@pytest.mark.parametrize("missing", [0, 1])
def test_what_is_kept_leaves_four_times_its_size_free(tmp_path, monkeypatch, missing):
    free = 4 * len(b"".join(kept_files._packed(ARRAYS))) - missing
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(2 * free, free, free))
    keep(tmp_path, "arrays", KEY, lambda: ARRAYS)
    assert (kept(tmp_path, "arrays", KEY) is None) == bool(missing)


def test_where_nothing_can_be_written_nothing_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
    keep(tmp_path, "arrays", KEY, lambda: ARRAYS)
    assert not list(tmp_path.iterdir())
    monkeypatch.undo()
    monkeypatch.setattr(os, "access", lambda *_: False)
    keep(tmp_path, "arrays", KEY, lambda: pytest.fail("made for nothing"))
    (tmp_path / KEPT_FOLDER).write_bytes(b"a file in its place")
    monkeypatch.undo()
    keep(tmp_path, "arrays", KEY, lambda: ARRAYS)
    assert kept(tmp_path, "arrays", KEY) is None


def test_all_fields_that_are_instants_are_kept_as_such():
    hints = get_type_hints(ControlState)
    times = {n for n in ControlState.model_fields if np.datetime64 in (hints[n], *get_args(hints[n]))}
    assert times == set(INSTANTS)


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
instants = st.sampled_from(["2024", "2024-11", "2024-11-30", "2024-11-30T00:00", "-0043-03", "+12000-01-01"])


@given(
    maps().filter(bool),
    st.dictionaries(st.text(min_size=1) | st.just("_fields_set"), anything, max_size=2),
    st.lists(instants, min_size=4, max_size=4),
    st.lists(st.text(), max_size=2),
)
def test_states_come_back_as_they_were(states, more, texts, words):
    update = dict(zip(INSTANTS, map(np.datetime64, texts), strict=True))
    some = [
        state.model_copy(update={**update, "others": tuple(words), "members": more, "valid_to": None})
        for state in states
    ]
    for state in some:
        assert state.model_extra is not None
        state.model_extra.update(more)
    arrays = of_states(some)
    assert arrays is not None
    for found, state in zip(to_states(arrays), some, strict=True):
        assert found == state
        assert repr(found) == repr(state)
        assert found.model_fields_set == state.model_fields_set
        assert {n: repr(v) for n, v in found} == {n: repr(v) for n, v in state}
        assert found.geometry.wkb == state.geometry.wkb


@pytest.mark.parametrize("value", [float("nan"), 2**70, "\ud800", {1, 2}])
def test_what_json_cannot_say_is_not_kept(value):
    state = ControlState(
        id="s", geometry=shapely.box(0, 0, 1, 1), controller="a", valid_from="2024-01-01", valid_to=None,
        members={"odd": value},
    )  # fmt: skip
    assert of_states([state]) is None


@pytest.fixture
def valley(tmp_path) -> Path:
    init_project(tmp_path / "valley")
    return tmp_path / "valley"


def test_a_history_is_cut_once(valley, monkeypatch):
    made = open_map(valley).history()
    monkeypatch.setattr("controlmap.store.kept_project.history_of", lambda _: pytest.fail("cut again"))
    monkeypatch.setattr("controlmap.store.reading.parse_layer", lambda *_, **__: pytest.fail("read again"))
    again = open_map(valley).history()
    assert repr(again) == repr(made)
    assert [*again.states] == [*made.states]
    assert shapely.equals_identical(again.topology.cells, made.topology.cells).all()


@pytest.mark.parametrize(
    ("command", "made"),
    [
        ("at 36.34,35.24 {} --on 2024-03-10", 1),
        ("areas {} --at 2024-03-10", 0),
        ("areas {} --by status --by certainty", 0),
        ("changes 2024-03-01 2024-03-10 {}", 2),
        ("fronts 2024-03-10 {}", 0),
        ("fronts 2024-03-10 {} --ages --json", 0),
    ],
)
def test_a_second_command_makes_only_the_states_that_it_tells_of(valley, monkeypatch, command, made):
    """All other states stay columns: there may be as many as there are days of news."""
    first = CliRunner().invoke(cli, command.format(valley).split())
    made_of, found = kept_states._Kept._made_of, []

    def counted(self, numbers):
        found.append(len(numbers))
        return made_of(self, numbers)

    monkeypatch.setattr(kept_states._Kept, "_made_of", counted)
    again = CliRunner().invoke(cli, command.format(valley).split())
    assert (again.exit_code, again.stdout, sum(found)) == (0, first.stdout, made)


def test_a_packed_layer_is_not_unpacked_where_it_lies_as_it_was_kept(valley, monkeypatch):
    plain, packed = valley / "valley.geojson", valley / "valley.geojson.gz"
    settings = valley / "controlmap.toml"
    data = plain.read_bytes()
    settings.write_text(settings.read_text().replace(plain.name, packed.name))
    plain.unlink()
    packed.write_bytes(gzip.compress(data, mtime=0))
    first = open_project(valley)
    with monkeypatch.context() as patch:
        patch.setattr(kept_project, "unpacked", lambda *_: pytest.fail("unpacked again"))
        again = open_project(valley)
    assert again.layers[0].digest == first.layers[0].digest == sha256(data).hexdigest()
    assert again.layers[0].states == first.layers[0].states
    packed.write_bytes(gzip.compress(data, mtime=1))
    monkeypatch.setattr("controlmap.store.reading.parse_layer", lambda *_, **__: pytest.fail("read again"))
    assert open_project(valley).layers[0].digest == first.layers[0].digest
    packed.write_bytes(b"no gzip")
    with pytest.raises(InputError, match="no sound gzip stream"):
        open_project(valley)


LINES = {
    "one says something else": (lambda lines: [lines[0].replace(b"league", b"republic"), *lines[1:]], 1),
    "they come in another order": (lambda lines: lines[::-1], 0),
    "one is gone": (lambda lines: lines[1:], 0),
    "one is new": (lambda lines: [*lines, lines[0].replace(b"valley-0001", b"valley-0009")], 1),
}


@pytest.mark.parametrize("what", LINES)
def test_of_a_layer_that_was_kept_only_lines_that_are_new_are_read(valley, what):
    project, file = open_project(valley), valley / "valley.geojson"
    how = {"grid": project.grid, "zone": project.zone, "languages": ("en", "ar")}
    read = []

    def parsed(data):
        read.append(data.count(b'"Feature"'))
        return parse_layer(data, file="valley.geojson", **how)

    def again(data):
        (found, digest), problems = kept_layer(valley, "other", data, parsed, file="valley.geojson", **how)
        assert digest == sha256(data).hexdigest()
        return found, problems

    first, *lines, last = file.read_bytes().splitlines()
    features = [line.rstrip(b",") for line in lines]
    change, count = LINES[what]
    other = b"\n".join([first, b",\n".join(change(features)), last, b""])
    again(file.read_bytes())
    assert (read.pop(), read) == (len(features), [])
    found, problems = again(other)
    assert (sum(read), problems) == (count, [])
    assert found.states == parse_layer(other, file="valley.geojson", **how)[0].states


@pytest.mark.parametrize("edit", ["disc", "all of one"])
def test_after_an_edit_ground_that_stays_is_not_cut_again_and_all_is_as_if_nothing_had_been_kept(
    valley, edit, monkeypatch
):
    open_map(valley).history()
    before, (state, *_) = open_map(valley), open_map(valley).project.layers[0].states
    ground = state.geometry
    ground = ground if edit == "all of one" else ground.representative_point().buffer(0.01)
    other = next(a.id for a in before.project.settings.actors if a.id != state.controller)
    cut = []
    real = build.cut_again
    monkeypatch.setattr(build, "cut_again", lambda *how: cut.append(1) or real(*how))
    before.apply(before.transfer(ground, to=other, on="2024-03-15", sources=[*before.project.sources][:1]))
    found = open_map(valley).history()
    shutil.rmtree(valley / KEPT_FOLDER)
    anew = open_map(valley).history()
    assert (len(cut), told(found)) == (1, told(anew))
    assert shapely.equals_identical(found.topology.cells, anew.topology.cells).all()


@pytest.mark.parametrize("file", ["valley.geojson", "controlmap.toml"])
def test_what_changes_a_file_makes_it_stale(valley, file):
    before = open_map(valley).history()
    text = (valley / file).read_text()
    changed = text.replace('"2024-03-09"', '"2024-03-08"').replace("2024-03-20", "2024-03-22")
    assert changed != text
    (valley / file).write_text(changed)
    after = kept_history(open_project(valley))
    shutil.rmtree(valley / KEPT_FOLDER)
    fresh = open_map(valley).history()
    assert repr(after) == repr(fresh)
    assert after.dates.tolist() == fresh.dates.tolist()
    assert (repr(after), after.dates.tolist()) != (repr(before), before.dates.tolist())


def test_joint_ground_and_overlaps_come_back(valley):
    settings = valley / "controlmap.toml"
    settings.write_text(settings.read_text().replace('overlaps = "error"', 'overlaps = "joint"'))
    layer = valley / "valley.geojson"
    layer.write_text(layer.read_text().replace('"valid_to": "2024-03-09"', '"valid_to": "2024-03-11"'))
    made, again = open_map(valley).history(), open_map(valley).history()
    assert made.joined > 0
    assert (again.joined, again.overlaps) == (made.joined, made.overlaps)
    assert [*again.states] == [*made.states]
    assert again.state_layer.tolist() == made.state_layer.tolist()


def test_the_history_of_what_is_not_as_it_was_read_is_neither_kept_nor_taken(valley):
    open_map(valley).history()
    told = {path.name: path.read_bytes() for path in (valley / KEPT_FOLDER).iterdir()}
    project = open_map(valley)
    (layer,) = project.project.layers
    fewer = replace(project.project, layers=(replace(layer, states=layer.states[:1]),))
    project._become(fewer)
    assert len(project.history().states) == 1
    assert {path.name: path.read_bytes() for path in (valley / KEPT_FOLDER).iterdir()} == told


def test_who_works_on_the_code_finds_nothing_that_it_made_before(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of("valley")
    assert key_of("valley") == before
    monkeypatch.setattr("controlmap.store.kept._code", lambda: ())
    assert key_of("valley") != before


def sealed(file: Path, name: str, change) -> None:
    """Keep another array under a name, or none, with a seal that is right."""
    data = file.read_bytes()
    arrays = dict(kept_files._unpacked(memoryview(data)[128:]))
    other = change(arrays.pop(name).copy())
    body = b"".join(kept_files._packed(arrays if other is None else {**arrays, name: other}))
    file.write_bytes(data[:96] + sha256(body).digest() + body)


OF_NO_FORM = {
    "is not there": lambda array: None,
    "is empty": lambda array: array[:0],
    "is short": lambda array: array[:-1],
    "is text": lambda array: np.full(array.shape, "nonsense"),
    "is another's": lambda array: np.arange(len(array) + 7.5).reshape(1, -1),
}
POINTING = {
    "points nowhere": lambda array: np.full_like(array, 120),
    "points before all": lambda array: np.full_like(array, -2),
    "points between": lambda array: array / 2,
}
POINTERS = {
    "spell_cell",
    "spell_state",
    "state_layer",
    "cell_layer",
    "covers",
    "arc_left",
    "arc_right",
    "arc_start",
    "codes",
    "of_ground",
    "of_part",
    "of_ring",
}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("spell_cell", lambda array: array[::-1]),
        ("arc_start", lambda array: array[::-1]),
        ("spell_start", lambda array: np.full_like(array, "2024-03-21")),  # when the period is over
        ("spell_start", lambda array: np.full_like(array, "2024-01-31T23:59")),
        ("spell_start", lambda array: array.astype("datetime64[s]")),
        ("spell_start", lambda array: array.astype("datetime64[h]")),
    ],
)
def test_what_comes_in_another_order_or_at_another_time_or_unit_than_can_be_is_worked_out_anew(
    valley, name, change
):
    before = told(open_map(valley).history())
    place = valley / KEPT_FOLDER / "history"
    sound = place.read_bytes()
    sealed(place, name, change)
    assert told(open_map(valley).history()) == before
    assert place.read_bytes() == sound


@pytest.mark.parametrize("how", [*OF_NO_FORM, *POINTING])
@pytest.mark.parametrize("file", ["history", "layer-valley"])
def test_nonsense_that_is_sealed_rightly_is_thrown_away_and_worked_out_anew(valley, file, how):
    """Each array in turn: what is asked of the map is answered as before."""
    before = told(open_map(valley).history())
    place = valley / KEPT_FOLDER / file
    sound = place.read_bytes()
    names = {*kept_files._unpacked(memoryview(sound)[128:])} - {"overlaps", "overlapping"}
    for name in sorted(names if how in OF_NO_FORM else names & POINTERS):
        place.write_bytes(sound)
        sealed(place, name, (OF_NO_FORM | POINTING)[how])
        assert told(open_map(valley).history()) == before, name


COLUMNS_OF_NO_FORM = {
    "is a number": [0.5],
    "is nothing": [None],
    "is a list": [[[{}]]],
    "is a list of nothing": [[None]],
    "is a table": [{"a": 1}],
    "has no value": [],
    "is no list": 7,
}


@pytest.mark.parametrize("how", COLUMNS_OF_NO_FORM)
def test_a_column_that_says_what_no_state_can_is_worked_out_anew(valley, how):
    """Each column in turn, unless it may say so."""
    before = told(open_map(valley).history())
    place = valley / KEPT_FOLDER / "layer-valley"
    sound = place.read_bytes()
    for number, name in enumerate(kept_states._COLUMNS):

        def spoilt(array, number=number):
            said = orjson.loads(array.tobytes())
            values = COLUMNS_OF_NO_FORM[how]
            said[number] = values * len(said[number]) if isinstance(values, list) else values
            return np.frombuffer(orjson.dumps(said), np.uint8)

        place.write_bytes(sound)
        sealed(place, "told", spoilt)
        history = open_map(valley).history()
        anew = place.read_bytes() == sound
        assert anew or (name, how) in MAY_SAY
        assert not anew or told(history) == before, name


MAY_SAY = {
    *((name, "is a number") for name in ("evidence_distance_km", "probability")),
    *((name, "is nothing") for name in ("area", "note", "precision", "evidence_distance_km", "probability")),
    *((name, "is a table") for name in ("members", "translations", "more")),
}


@pytest.mark.parametrize(
    "change",
    [
        lambda xy: np.where(np.arange(len(xy))[:, np.newaxis] == 1, np.nan, xy),
        lambda xy: np.where(np.arange(len(xy))[:, np.newaxis] == 1, np.inf, xy),
        lambda xy: np.where(np.arange(len(xy))[:, np.newaxis] == 0, xy + 1, xy),  # a ring that stays open
        lambda xy: xy.astype(np.float32),
        lambda xy: np.column_stack([xy, xy]),
    ],
)
@pytest.mark.parametrize("file", ["history", "layer-valley"])
def test_ground_that_is_none_is_worked_out_anew(valley, file, change):
    before = told(open_map(valley).history())
    place = valley / KEPT_FOLDER / file
    sound = place.read_bytes()
    sealed(place, "xy", change)
    assert told(open_map(valley).history()) == before
    assert place.read_bytes() == sound


GROUNDS = [
    shapely.box(0, 0, 1, 1),
    shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]),
    shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)]),
    shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2),
    shapely.box(0, 0, 9, 3) - shapely.box(1, 1, 2, 2) - shapely.box(3, 1, 4, 2),
]


@given(st.lists(st.sampled_from(GROUNDS)), st.data())
def test_some_grounds_come_back_without_the_others(some, data):
    arrays = of_geometry(some)
    assert arrays is not None
    numbers = data.draw(st.lists(st.sampled_from(range(len(some))), max_size=6) if some else st.just([]))
    grounds = Grounds(arrays)
    found = grounds.chosen(np.array(numbers, dtype=np.int64))
    assert [ground.wkb for ground in found] == [some[number].wkb for number in numbers]
    assert [ground.wkb for ground in grounds.every()] == [ground.wkb for ground in some]
    assert np.array_equal(grounds.bounds(), shapely.bounds(np.array(some, dtype=object)).reshape(-1, 4))


@pytest.mark.parametrize(
    "odd",
    [
        shapely.Polygon(),
        shapely.MultiPolygon(),
        shapely.Point(0, 0),
        shapely.force_3d(shapely.box(0, 0, 1, 1), 5),
    ],
)
def test_what_is_no_ground_is_not_kept(odd):
    assert of_geometry([shapely.box(0, 0, 1, 1), odd]) is None


def told(history):
    """What a history answers to all that is asked of it."""
    areas = [dict(history.areas_km2(day)) for day in history.dates]
    return areas, [repr(history.spells_of(cell)) for cell in range(len(history.topology.cells))]
