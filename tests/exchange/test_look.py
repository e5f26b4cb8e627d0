"""A look tells what is in files, and what to run next; nothing is written."""

import json
import shlex

import pytest
import shapely
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import controlmap
from controlmap.cli import cli
from controlmap.cli.look import lines_of
from controlmap.errors import InputError
from controlmap.exchange import Reading, Reckoning, look, read_states_table, starter_table
from controlmap.exchange.looking.next_command import ends_are_inclusive
from tests.cli.every_command import COMMANDS, options_of
from tests.examples import examples
from tests.exchange.readers.files import BOTH, COLOURS, WRITERS
from tests.exchange.test_snapshots import write_snapshots


@pytest.mark.parametrize("name", [name for name in WRITERS if "parquet" not in name])
def test_who_holds_how_much_is_seen_in_each_kind_of_file(tmp_path, name):
    WRITERS[name](tmp_path / name)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    found = look(tmp_path / name)
    assert set(found.area_km2) == set(BOTH)
    assert {round(area) for area in found.area_km2.values()} == {5963}
    assert found.next.startswith("controlmap import snapshots")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_ground_that_a_value_claims_twice_counts_once(tmp_path):
    WRITERS["a.geojson"](tmp_path / "a.geojson")
    collection = json.loads((tmp_path / "a.geojson").read_text())
    collection["features"] *= 3
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    assert {round(area) for area in look(tmp_path / "a.geojson").area_km2.values()} == {5963}


def test_dates_fields_and_values_that_occur_on_one_day_only_are_told(tmp_path):
    sketches = {f"front_2024-01-0{n}.geojson": "AB" for n in range(1, 6)} | {"front_2024-01-06.geojson": "AC"}
    found = look(write_snapshots(tmp_path / "days", sketches))
    assert (found.dates[0], found.dates[-1]) == ("2024-01-01", "2024-01-06")
    assert found.dates_from == "the files' names"
    assert found.fields["who"].values == {"A": 6, "B": 5, "C": 1}
    assert found.fields["who"].only_on["C"] == ("2024-01-06",)


def test_overlaps_and_broken_ground_are_told_and_the_next_command_settles_them(tmp_path):
    WRITERS["a.geojson"](tmp_path / "a.geojson")
    collection = json.loads((tmp_path / "a.geojson").read_text())
    bowtie = {"type": "Polygon", "coordinates": [[[40, 36], [41, 37], [41, 36], [40, 37], [40, 36]]]}
    wide = {**collection["features"][0], "properties": {"side": "South"}}
    collection["features"] += [wide, {"type": "Feature", "properties": {"side": "North"}, "geometry": bowtie}]
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    found = look(tmp_path / "a.geojson")
    assert {pair: round(area) for pair, area in found.overlaps_km2.items()} == {("North", "South"): 5963}
    assert ["self-intersection" in str(problem) for problem in found.problems] == [True]
    assert "--repair" in found.next and "--overlaps" in found.next


def test_periods_lead_to_states(tmp_path):
    WRITERS["a.geojson"](tmp_path / "a.geojson")
    collection = json.loads((tmp_path / "a.geojson").read_text())
    for feature in collection["features"]:
        feature["properties"] |= {"start": "1912", "end": "1918-11-02"}
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    found = look(tmp_path / "a.geojson")
    assert (found.begin, found.end) == ("start", "end")
    assert "import states" in found.next


def test_the_starter_table_can_be_read_and_has_the_files_colours(tmp_path):
    WRITERS["a.kml"](tmp_path / "a.kml")
    table = read_states_table(starter_table(look(tmp_path / "a.kml")).encode(), file="table.csv")
    assert {row.controller: row.colour for row in table.rows} == COLOURS


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([], "empty collection"),
        ([{"type": "LineString", "coordinates": [[20, 14], [21, 15]]}], "only lines"),
    ],
)
def test_what_is_no_map_of_control_is_said_in_one_sentence(tmp_path, features, message):
    found = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in features]
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": found}))
    with pytest.raises(InputError, match=message):
        look(tmp_path / "a.geojson")


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        ([1914, 1918], [1918, 1939], False),
        ([1914, 1919], [1918, 1938], True),
        (["2024-01-01", "2024-01-05"], ["2024-01-04", None], True),
        ([1914], [1918], None),
    ],
)
def test_ends_tell_by_the_next_beginning_whether_they_are_inclusive(begins, ends, expected):
    assert ends_are_inclusive(begins, ends) is expected


def test_ground_that_passes_on_is_no_overlap_and_nothing_is_taken_for_granted(tmp_path):
    rows = [("a", 1867, 1918), ("b", 1919, 1938)]
    square = [[[37, 36], [38, 36], [38, 37], [37, 36]]]
    features = [
        {
            "type": "Feature",
            "properties": {"NAME": who, "FROM": begin, "TO": end},
            "geometry": {"type": "Polygon", "coordinates": square},
        }
        for who, begin, end in rows
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    found = look(path)
    assert found.overlaps_km2 == {}
    assert found.next.endswith("--from FROM --to TO --to-is-inclusive")
    features[1]["properties"]["FROM"] = 1925
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    found = look(path)
    assert found.next.endswith("--from FROM --to TO")
    assert "--to-is-inclusive" in " ".join(found.told)


def test_many_faults_of_one_kind_are_told_with_the_first_few(tmp_path):
    bowtie = {"type": "Polygon", "coordinates": [[[37, 36], [38, 37], [38, 36], [37, 37], [37, 36]]]}
    features = [{"type": "Feature", "properties": {"who": "a"}, "geometry": bowtie}] * 5
    path = tmp_path / "2024-01-01.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    found = look(path)
    lines = list(lines_of(found))
    assert len(found.problems) == 5
    assert sum("not valid" in line for line in lines) == 3
    assert "and 2 more of this kind" in lines


GROUND = "POLYGON(({0} 35,{1} 35,{1} 36,{0} 36,{0} 35))"


def dated_table(folder, *dates):
    rows = (f"red;{GROUND.format(i, i + 1)};{day}" for i, day in enumerate(dates))
    path = folder / "table.csv"
    path.write_text("\n".join(["who;wkt;since", *rows]), encoding="utf-8")
    return look(path)


def test_dates_with_the_day_first_are_brought_in_so_where_one_of_them_shows_it_and_else_asked_about(tmp_path):
    assert dated_table(tmp_path, "30.11.2024", "01.12.2024").next.endswith(" --day-first")
    assert dated_table(tmp_path, "11/30/2024", "01/12/2024").next.endswith(" --month-first")
    assert "-first" not in dated_table(tmp_path, "30.11.2024").next
    asked = dated_table(tmp_path, "03.11.2024", "01.12.2024")
    assert "-first" not in asked.next
    assert any("--day-first or --month-first" in sentence for sentence in asked.told)


def test_positions_of_units_beside_areas_do_not_say_who_holds_ground(tmp_path):
    area = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 35]]]}
    rows = [
        ({"styleUrl": "#red"}, area),
        *(({"side": side}, {"type": "Point", "coordinates": [36.5, 35.2]}) for side in ("ru", "ua")),
    ]
    features = [{"type": "Feature", "properties": p, "geometry": g} for p, g in rows]
    path = tmp_path / "2024-11-30.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert look(path).holder == "styleUrl"


def test_a_mark_at_the_beginning_of_a_file_is_told_and_no_fault(tmp_path):
    area = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 35]]]}
    feature = {"type": "Feature", "properties": {"side": "red"}, "geometry": area}
    path = tmp_path / "2024-11-30.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8-sig")
    assert any("byte order mark" in sentence for sentence in look(path).told)
    path.write_text(json.dumps(feature), encoding="utf-16")
    with pytest.raises(InputError) as refused:
        look(path)
    assert "--fix" not in str(refused.value)


def restated(folder, *names):
    folder.mkdir(exist_ok=True)
    for name, holder in zip(names, "ABCDEF", strict=False):
        feature = {"type": "Feature", "properties": {"who": holder}, "geometry": SQUARE}
        (folder / name).write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return folder


SQUARE = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]}


def test_what_was_said_of_dates_is_heeded_and_stands_in_the_next_command(tmp_path):
    days = restated(tmp_path / "days", "01.05.2024.geojson", "03.05.2024.geojson")
    asked = look(days)
    assert asked.next.endswith("--date DATE")
    assert any("01.05.2024" in sentence and "--day-first" in sentence for sentence in asked.told)
    told = look(days, reckoning=Reckoning(day_first=True))
    assert told.dates == ("2024-05-01", "2024-05-03")
    assert told.next.endswith("--day-first")
    crossed = restated(tmp_path / "crossed", "01x05x2024.geojson", "03x05x2024.geojson")
    by_pattern = look(crossed, date_pattern="%dx%mx%Y")
    assert by_pattern.dates == ("2024-05-01", "2024-05-03")
    assert by_pattern.next.endswith("--date-pattern %dx%mx%Y")
    with pytest.raises(InputError, match="'01x05x2024' does not read"):
        look(crossed, date_pattern="%Y")


def grouped(path, **texts):
    """Areas or points side by side whose fields have these letters, one a row."""
    rows = range(len(next(iter(texts.values()))))
    features = [
        {
            "type": "Feature",
            "properties": {"id": str(i), **{name: letters[i] for name, letters in texts.items()}},
            "geometry": shapely.geometry.mapping(shapely.box(36 + i, 35, 37 + i, 36)),
        }
        for i in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.parametrize(
    ("texts", "taken", "others"),
    [
        ({"owner": "AABB", "faction": "XYXY", "region": "NNSS"}, "owner", ("faction",)),
        ({"type": "AABB", "region": "NNSS"}, "type", ("region",)),
        ({"owner": "AABB", "region": "NNSS"}, "owner", ()),
    ],
)
def test_where_several_fields_may_say_who_holds_a_look_names_them_and_the_option_for_another(
    tmp_path, texts, taken, others
):
    path = grouped(tmp_path / "a.geojson", **texts)
    found = look(path)
    assert (found.holder, found.holder_others) == (taken, others)
    arguments = ["import", "look", str(path), "--write-table", str(tmp_path / "t.csv"), "--json"]
    result = CliRunner().invoke(cli, arguments)
    assert json.loads(result.stdout)["controller_from_others"] == list(others)
    assert f"the values of {taken!r}" in result.stderr
    assert "--controller-from" in result.stderr
    assert all(repr(name) in result.stderr for name in others)


def test_the_field_that_is_said_to_tell_who_holds_is_taken_for_areas_table_and_next_command(tmp_path):
    path = grouped(tmp_path / "a.geojson", owner="AABB", faction="XYXY")
    table = tmp_path / "t.csv"
    arguments = ["import", "look", str(path), "--controller-from", "faction", "--write-table", str(table)]
    result = CliRunner().invoke(cli, arguments)
    assert table.read_text().startswith("faction,")
    assert "km² by 'faction'" in result.stdout
    assert "--controller-from faction" in result.stdout.splitlines()[-1]
    with pytest.raises(InputError, match="has no field 'factoin'"):
        look(path, controller_from="factoin")


GIVEN = {
    "--bce": "iso",
    "--zone": "Asia/Damascus",
    "--encoding": "utf-8",
    "--date-pattern": "%Y-%m-%d",
    "--controller-from": "who",
}
NOT_FOR_THE_NEXT = {"--write-table", "--json", "--help"}
OF_OTHER_FORMATS = {"--crs", "--table", "--geometry"}
LOOKED = {
    option for param in options_of(COMMANDS["import look"]) for option in (*param.opts, *param.secondary_opts)
}
SAID = {o for o in LOOKED if o.startswith("--")} - NOT_FOR_THE_NEXT - OF_OTHER_FORMATS


@pytest.mark.parametrize("option", sorted(SAID))
def test_each_option_that_a_look_takes_reaches_its_next_command(tmp_path, option):
    days = restated(tmp_path / "days", "2024-05-01.geojson", "2024-05-03.geojson")
    words = [option, *([GIVEN[option]] if option in GIVEN else [])]
    result = CliRunner().invoke(cli, ["import", "look", str(days), *words])
    assert result.exit_code == 0, result.output
    assert shlex.join(words) in result.output.splitlines()[-1]


def test_a_field_that_alone_reads_like_a_date_is_proposed_whatever_it_is_called(tmp_path):
    [path] = restated(tmp_path / "one", "front.geojson").iterdir()
    collection = json.loads(path.read_text())
    collection["features"][0]["properties"]["d"] = "2024-05-01"
    path.write_text(json.dumps(collection))
    assert look(path).next.endswith("--date-from d")


HEADS = [
    ("Breite", "Länge"),
    ("latitud", "longitud"),
    ("enlem", "boylam"),
    ("широта", "долгота"),
    ("خط العرض", "خط الطول"),
]


@pytest.mark.parametrize(("lat", "lon"), HEADS, ids=["German", "Spanish", "Turkish", "Russian", "Arabic"])
def test_columns_of_coordinates_are_known_in_several_languages(tmp_path, lat, lon):
    path = tmp_path / "towns.csv"
    path.write_text(f"name;{lat};{lon};holder\nFord;35,2;36,1;A\n", encoding="utf-8")
    assert look(path).bounds == (36.1, 35.2, 36.1, 35.2)


def test_columns_that_do_not_tell_are_listed_and_can_be_named(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text("name;up;right;holder\nFord;35.2;36.1;A\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        look(path)
    assert "--geometry" in str(error.value)
    assert "name, up, right, holder" in str(error.value)
    found = look(path, Reading(geometry="right,up"))
    assert found.bounds == (36.1, 35.2, 36.1, 35.2)
    assert "--geometry right,up" in found.next
    for wrong, why in (("right,north", "no column 'north'"), ("right,up,name", "more than two columns")):
        with pytest.raises(InputError, match=why):
            look(path, Reading(geometry=wrong))


def test_two_fields_of_dates_whatever_they_are_called_are_a_period_and_the_only_text_says_who(tmp_path):
    path = tmp_path / "ground.csv"
    rows = [f"A;{GROUND.format(36, 37)};01.03.1912;30.09.1918", f"B;{GROUND.format(37, 38)};15.05.1914;"]
    path.write_text("\n".join(["WER;wkt;ANFANG;SCHLUSS", *rows]), encoding="utf-8")
    found = look(path)
    assert (found.begin, found.end, found.holder) == ("ANFANG", "SCHLUSS", "WER")
    turned = tmp_path / "turned.csv"
    turned.write_text(path.read_text(encoding="utf-8").replace("ANFANG;SCHLUSS", "VON;BIS"), encoding="utf-8")
    assert "--from VON --to BIS" in look(turned).next


def test_years_before_the_common_era_are_asked_about(tmp_path):
    asked = dated_table(tmp_path, "-0264", "-0241")
    assert any("--bce iso" in sentence for sentence in asked.told)
    told = look(tmp_path / "table.csv", reckoning=Reckoning(bce="iso"))
    assert "--bce iso" in told.next
    assert not any("--bce" in sentence for sentence in told.told)
    assert not any("--bce" in sentence for sentence in dated_table(tmp_path, "0264", "0241").told)


@pytest.mark.parametrize("field", ["name", "name_ar", "controller", "side"])
def test_a_table_that_is_written_is_read_again_whatever_the_field_is_called(tmp_path, field):
    grounds = [{"type": "Feature", "properties": {field: who}, "geometry": shapely.geometry.mapping(shape)}
               for who, shape in BOTH.items()]  # fmt: skip
    path = tmp_path / "2024-03-01.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": grounds}))
    table = read_states_table(starter_table(look(path)).encode(), file="table.csv")
    assert table.fields == (field,)
    assert [table.meaning_of({field: who}).controller for who in BOTH] == list(BOTH)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("2024-05-08,2024-05-01", "2 dates from the columns' names: 2024-05-01 to 2024-05-08"),
        ("2024-05-01,1.5.2024", "1 date from the columns' names: 2024-05-01"),
        ("2024-05-01", "1 date from the columns' names: 2024-05-01"),
    ],
)
def test_columns_that_are_dates_are_told_in_order_and_each_day_once(tmp_path, columns, told):
    path = tmp_path / "towns.csv"
    cells = ",".join("A" for _ in columns.split(","))
    path.write_text(f"Place,Lat,Lon,{columns}\nFord,36.2,37.1,{cells}\n")
    found = look(path, reckoning=Reckoning(day_first=True))
    assert told in list(lines_of(found))


WAYS = ("periods", "open periods", "a field of days", "files of days")


def write_dated(folder, rows, way):
    """Write ground a row, each of one degree, with who holds it and from which day until which other."""

    def told(number, who, first, days):
        until = {"until": f"2024-02-{first + days:02}"} if way == "periods" else {}
        named = (
            {} if way == "files of days" else {"date" if "field" in way else "since": f"2024-02-{first:02}"}
        )
        ring = [[number, 1], [number + 1, 1], [number + 1, 2], [number, 2], [number, 1]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "properties": {"who": who, **named, **until}, "geometry": geometry}

    folder.mkdir()
    files = {}
    for number, (who, first, days) in enumerate(rows):
        name = f"2024-02-{first:02}" if way == "files of days" else "all"
        files.setdefault(name, []).append(told(number, who, first, days))
    for name, features in files.items():
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{name}.geojson").write_text(text)


@given(
    rows=st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(1, 9), st.integers(1, 9)), min_size=2, max_size=6
    ),
    way=st.sampled_from(WAYS),
)
@settings(max_examples=examples(25))
def test_what_a_look_says_of_the_last_date_is_what_its_command_brings_in(tmp_path_factory, rows, way):
    assume(len({who for who, *_ in rows}) == 2)
    folder = tmp_path_factory.mktemp("look")
    write_dated(folder / "files", rows, way)
    found = look(folder / "files")
    words = shlex.split(found.next)
    words = [str(folder / "m") if word.endswith("-map") else word for word in words[1:]]
    done = CliRunner().invoke(cli, [*words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    brought = json.loads(done.stdout)
    told = {who: round(area, 2) for who, area in found.area_km2.items()}
    assert told == pytest.approx(brought["area_km2"], abs=0.01)
    assert found.area_on == brought["area_on"]
    if way != "periods":
        assert found.area_on == max(f"2024-02-{first:02}" for _, first, _ in rows)
    on_map = controlmap.open(folder / "m").areas(found.area_on)
    held = dict(zip(on_map.controller, on_map.area_km2, strict=True))
    assert held | told == pytest.approx(held, abs=0.01), "areas tells the same of that date"
    assert sum(told.values()) == pytest.approx(sum(held.values()) - held.get("unknown", 0), abs=0.02)
