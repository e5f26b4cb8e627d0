"""Every command with every option, made from the command line itself, and a world to call them in."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import fontpkg_noto_sans
import pytest

from controlmap.cli import cli, main
from controlmap.store import init_project

Words = tuple[str, ...]
NOTO = Path(fontpkg_noto_sans.__file__).parent / "files"

VALUES: dict[str, Words] = {
    "#RRGGBB": ("#123456",),
    "ACTOR": ("league",),
    "COLUMN[,COLUMN]": ("geometry",),
    "CODE": ("en",),
    "CODES": ("CM2,CM403",),
    "[CODES]": ("CM305",),
    "[LANG=]TEXT": ("Said · “so”",),
    "DATE": ("2024-03-10",),
    "change|day|STEP|DATE": ("2024-03-10",),
    "WxH": ("640x640",),
    "FIELD": ("controller",),
    "FILE": ("raster.tif",),
    "FILE|WKT": ("LINESTRING (36.44 35.1, 36.44 35.4)",),
    "FILE|WKT|PLACE": ("Lower Town",),
    "ID": ("valley-0001",),
    "ID ID": ("valley-0001", "valley-0002"),
    "L": ("valley",),
    "LON,LAT": ("36.433,35.297",),
    "LON,LAT LON,LAT": ("36.404,35.302", "36.462,35.309"),
    "M": ("1500",),
    "METRES": ("20",),
    "N": ("1",),
    "NAME": ("Somebody",),
    "PATCH": ("edit.json",),
    "PORT": ("0",),
    "PLACE": ("Lower Town",),
    "PLACE|LON,LAT": ("Lower Town",),
    "PROPERTY": ("controller",),
    "R": ("2",),
    "REGION": ("East",),
    "SECONDS": ("1",),
    "STEP": ("2d",),
    "STRPTIME": ("%Y-%m-%d",),
    "TEXT": ("Said · “so”",),
    "TYPE": ("article",),
    "URL": ("https://example.org/",),
    "FROM": ("2024-03-05",),
    "TO": ("2024-03-12",),
    "A": ("2024-03-05",),
    "B": ("2024-03-12",),
}
"""What is given for a parameter by its metavar: words that mean something in the world below."""

SPECIAL: dict[tuple[str, str], Words] = {
    ("init", "folder"): ("new/map",),
    ("build", "--scheduler"): ("tcp://127.0.0.1:9",),
    ("build", "--memory-per-worker"): ("500MB",),
    ("import snapshots", "--scheduler"): ("tcp://127.0.0.1:9",),
    ("import snapshots", "--memory-per-worker"): ("500MB",),
    ("verify", "page"): ("page.html",),
    ("verify", "--project"): ("valley",),
    ("init", "--extent"): ("36,35,37,36",),
    ("explain", "code"): ("CM203",),
    ("compare", "first"): ("valley",),
    ("compare", "second"): ("valley",),
    ("compare", "--states"): ("same.csv",),
    ("fronts", "date"): ("2024-03-10",),
    ("population", "date"): ("2024-03-10",),
    ("revert", "entry"): ("2",),
    ("import look", "source"): ("days",),
    ("import look", "--write-table"): ("table.csv",),
    ("import snapshots", "sources_"): ("days",),
    ("import snapshots", "--controller"): ("league",),
    ("import snapshots", "--states"): ("meanings.csv",),
    ("import snapshots", "--dates"): ("dates.csv",),
    ("import snapshots", "--date-from"): ("day",),
    ("import states", "sources_"): ("periods.geojson",),
    ("import states", "--into"): ("imported",),
    ("import states", "--layer"): ("front",),
    ("import states", "--states"): ("meanings.csv",),
    ("import states", "--from"): ("since",),
    ("import states", "--to"): ("until",),
    ("import snapshots", "--into"): ("imported",),
    ("import marks", "sources_"): ("towns.csv",),
    ("import marks", "--into"): ("imported",),
    ("import marks", "--layer"): ("front",),
    ("import marks", "--extent"): ("36,35,37,36",),
    ("import marks", "--states"): ("meanings.csv",),
    ("import marks", "--date-from"): ("day",),
    ("import marks", "--place"): ("name",),
    ("import snapshots", "--layer"): ("front",),
    ("import layer", "source"): ("came_back.geojson",),
    ("import layer", "--into"): ("valley",),
    ("export", "paths"): ("valley", "states.geojson"),
    ("export", "--changes"): ("2024-03-05", "2024-03-12"),
    ("frames", "-o"): ("picture.png",),
    ("frames", "--font"): (str(NOTO / "NotoSans[wdth,wght].ttf"),),
    ("derive", "project"): ("derived",),
    ("derive", "--layer"): ("valley",),
    ("move-border", "--drag"): ("36.433,35.297", "36.433,35.287"),
    ("move-border", "--line"): ("LINESTRING (36.404 35.302, 36.433 35.282, 36.462 35.309)",),
    ("merge", "--state"): ("valley-0001", "--state", "valley-0005"),
    ("reshape", "--line"): ("LINESTRING (36.2 35.25, 36.3 35.275, 36.36 35.28, 36.45 35.33)",),
    ("split", "--area"): ("POLYGON ((36.42 35.1, 36.6 35.1, 36.6 35.4, 36.42 35.4, 36.42 35.1))",),
    ("split", "--state"): ("valley-0003",),
    ("transfer", "--to"): ("republic",),
    ("transfer", "--from"): ("league",),
    ("transfer", "--source"): ("herald-2024-03-09",),
    ("correct", "--source"): ("herald-2024-03-09",),
    ("report add", "--source"): ("herald-2024-03-09",),
    ("actor change", "--parent"): ("republic",),
    ("actor remove", "--id"): ("riders",),
    ("source add", "--id"): ("bulletin-1",),
    ("report add", "--id"): ("r9",),
    ("report change", "--id"): ("r1",),
    ("report change", "--source"): ("leaflet",),
    ("report remove", "--id"): ("r1",),
    ("source change", "--id"): ("leaflet",),
    ("source remove", "--id"): ("leaflet",),
    ("place remove", "--id"): ("the-mill",),
}
"""As VALUES, for one parameter: its command, and its first option or, for an argument, its name."""

WITH: dict[str, Words] = {
    "export": ("--states",),
    "move-border": ("--drag", "36.433,35.297", "36.433,35.287"),
    "derive": ("--discard-edits",),
    "frames": ("--size", "300x300"),  # a picture of the usual size takes a second to draw
    "transfer": ("--radius-km", "2"),
    "import states": ("--from", "since"),
    "import marks": ("--date", "2024-03-10"),
    "place change": ("--admin1", "East"),
    "actor change": ("--colour", "#123456"),
    "source change": ("--title", "A leaflet, read again"),
    "report change": ("--confidence", "high"),
    "correct": ("--state", "valley-0001", "--certainty", "confirmed"),
    "split": ("--line", "LINESTRING (36.44 35.1, 36.44 35.4)"),
}
"""Options that a command wants besides those that are required."""

NOT_TRIED = {("build", "--watch"): "goes on until it is interrupted: see test_watch.py"}


def commands(group: click.Group | None = None, words: Words = ()) -> Iterator[tuple[str, click.Command]]:
    """Each command with the words that call it, groups left out."""
    group = group or cli
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


COMMANDS = dict(commands())


def options_of(command: click.Command) -> list[click.Option]:
    return [param for param in command.params if isinstance(param, click.Option)]


def every_option() -> list[tuple[str, str]]:
    """Each command with each of its options, but for those that cannot be tried."""
    found = [(name, param.opts[0]) for name, command in COMMANDS.items() for param in options_of(command)]
    return [one for one in found if one not in NOT_TRIED]


def value_of(name: str, param: click.Parameter) -> Words:
    """The words of a value that fits a parameter; KeyError where this table does not know one."""
    special = SPECIAL.get((name, param.opts[0]))
    if special is not None:
        return special
    if isinstance(param, click.Option) and param.is_flag:
        return ()
    return _by_type(param) or VALUES[param.metavar or ""]


def _by_type(param: click.Parameter) -> Words:
    kind = param.type
    if param.name == "project" or param.name == "path":
        return ("valley",)
    if isinstance(kind, click.Choice):
        return (str(next(iter(kind.choices))),)
    if param.metavar in VALUES:
        return ()
    if isinstance(kind, click.Path):
        return ("a.file",) if kind.file_okay else ("a.folder",)
    if isinstance(kind, click.IntRange | click.FloatRange):
        return (str(kind.min or 1),)
    return ()


def call_of(name: str, option: str | None = None, *, bare: bool = False) -> list[str]:
    """The words of a call: a command with what it requires, and one option."""
    command = COMMANDS[name]
    words = list(name.split())
    if not bare:
        for param in command.params:
            if isinstance(param, click.Argument):
                words += value_of(name, param)
            elif param.required and param.opts[0] != option:
                words += [param.opts[0], *value_of(name, param)]
        words += WITH.get(name, ()) if option not in WITH.get(name, ()) else ()
    if option is not None:
        words += [option, *value_of(name, next(p for p in command.params if option in p.opts))]
    return words


def make_world_in_place(folder: Path, begun: Callable[[Path], None] | None = None) -> None:
    """Make the world in a folder that there is, by commands that are called in this process.

    `begun` is called with each map that there is before anything is done to it.
    """

    def call(*words: str) -> None:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        assert not ended.value.code, words

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        make_world(folder, call, begun)


def make_world(folder: Path, call: Callable[..., Any], begun: Callable[[Path], None] | None = None) -> None:
    """Make an edited map project, a patch for it, one to derive, and files to import; `call` runs words."""
    init_project(folder / "valley")
    square = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]}
    feature = {"type": "Feature", "properties": {"controller": "league"}, "geometry": square}
    (folder / "days").mkdir()
    for day in ("2024-01-01", "2024-01-02"):
        text = json.dumps({"type": "FeatureCollection", "features": [feature]})
        (folder / "days" / f"{day}.geojson").write_text(text, encoding="utf-8")
    period = {**feature, "properties": {"controller": "league", "since": "2024-01-01", "until": "2024-01-09"}}
    text = json.dumps({"type": "FeatureCollection", "features": [period]})
    (folder / "periods.geojson").write_text(text, encoding="utf-8")
    towns = "name,lon,lat,controller,day\nUpper Town,36.1,35.2,league,2024-03-02\n"
    (folder / "towns.csv").write_text(towns, encoding="utf-8")
    (folder / "meanings.csv").write_text("controller,controller\nleague,league\n", encoding="utf-8")
    (folder / "same.csv").write_text("actor,controller\nleague,republic\n", encoding="utf-8")
    (folder / "dates.csv").write_text("name,date\n2024-01-01,2024-02-01\n", encoding="utf-8")
    init_project(folder / "derived")
    for name in ("valley", "derived") if begun is not None else ():
        begun(folder / name)
    with (folder / "derived" / "controlmap.toml").open("a", encoding="utf-8") as settings:
        settings.write('extent = { file = "ground.geojson" }\n')
    ground = {"type": "FeatureCollection", "features": [{**feature, "id": "ground"}]}
    (folder / "derived" / "ground.geojson").write_text(json.dumps(ground), encoding="utf-8")
    source = ("--source", "herald-2024-03-09")
    lower_town = ("--to", "league", "--on", "2024-03-05", "--area", "Lower Town", "--radius-km")
    line = "LINESTRING (36.41 35.1, 36.41 35.5)"
    for words in (
        ("split", "valley", "--state", "valley-0001", "--line", line),
        ("transfer", "valley", *lower_town, "1", *source),
        ("transfer", "valley", *lower_town, "2", *source, "--patch", "edit.json"),
        ("place", "add", "valley", "--name", "The Mill"),
        ("actor", "add", "valley", "--name", "Riders"),
        ("source", "add", "valley", "--id", "leaflet", "--title", "A leaflet"),
        ("correct", "valley", "--state", "valley-0001", "--certainty", "confirmed"),
        ("undo", "valley"),
        ("build", "valley", "-o", "page.html"),
    ):
        call(*words)
    _call_the_part_valley_0005(folder / "valley")
    layer = (folder / "valley" / "valley.geojson").read_text(encoding="utf-8")
    (folder / "came_back.geojson").write_text(layer.replace('"republic"', '"league"', 1), encoding="utf-8")


def _call_the_part_valley_0005(folder: Path) -> None:
    """Give the part that was split off, whose id depends on the day, one that calls can name."""
    journal, layer = folder / "journal.jsonl", folder / "valley.geojson"
    (part,) = json.loads(journal.read_text(encoding="utf-8").split("\n")[0])["features"]["added"]
    for path in (journal, layer):
        path.write_text(path.read_text(encoding="utf-8").replace(part, "valley-0005"), encoding="utf-8")
