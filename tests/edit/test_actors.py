"""Actors added, changed and removed: edits of controlmap.toml, whose other lines and comments stay."""

import re

import pytest
import tomlkit

from controlmap.edit import Editing, add_actor, add_source, change_record, remove_records
from controlmap.errors import InputError
from controlmap.format import extended_settings, without_actors
from controlmap.store import open_project

SETTINGS = "controlmap.toml"


@pytest.fixture
def told(valley):
    """The valley with comments wherever a person may write one."""
    path = valley / SETTINGS
    text = path.read_text(encoding="utf-8").replace("[[actors]]", "# of those at the table\n[[actors]]")
    text = re.sub("(?m)^(colour = .*)$", r"\1  # as on the poster", text)
    path.write_text(text, encoding="utf-8")
    return valley


def text_in(folder):
    return (folder / SETTINGS).read_text(encoding="utf-8")


def actors_of(folder):
    return {actor.id: actor for actor in open_project(folder).settings.actors}


def comments(text):
    return re.findall("# [^#\n]*$", text, re.MULTILINE)


CHANGES = [
    ("league", {"colour": "#123456"}),
    ("league", {"pattern": "dots", "short": "ML"}),
    ("mountain league", {"name": {"": "League of the Hills", "ar": "رابطة"}}),
    ("republic", {"parent": "league", "in_text": {"ar": "الجمهورية"}}),
]


@pytest.mark.parametrize(("name", "said"), CHANGES)
def test_what_is_named_is_said_instead_and_every_other_line_stays(told, name, said):
    before, was = text_in(told), actors_of(told)
    actor = change_record(told, "actor", name, said)
    assert actors_of(told) == {**was, actor.id: actor} != was
    kept = [line for line in before.splitlines() if line.partition(" ")[0] not in said]
    assert [line for line in text_in(told).splitlines() if line in kept] == kept
    assert comments(text_in(told)) == comments(before)
    Editing(open_project(told)).undo()
    assert text_in(told) == before


def test_one_is_added_after_the_others_with_a_colour_of_its_own_and_may_go_again(told):
    before, was = text_in(told), actors_of(told)
    riders = add_actor(told, {"name": {"": "Free Riders", "ar": "فرسان"}, "parent": "Mountain League"})
    assert (riders.id, riders.parent) == ("free_riders", "league")
    assert riders.colour not in {actor.colour for actor in was.values()}
    assert list(actors_of(told)) == [*was, "free_riders"]
    assert comments(text_in(told)) == comments(before)
    add_source(told, {"title": "Word of theirs", "lean": "Free Riders", "id": "riders-1"})
    with pytest.raises(InputError, match=r"riders-1 in sources\.json"):
        remove_records(told, "actor", ["free_riders"])
    remove_records(told, "source", ["riders-1"])
    remove_records(told, "actor", ["FREE RIDERS"])
    assert actors_of(told) == was
    for _ in range(4):
        Editing(open_project(told)).undo()
    assert text_in(told) == before


def test_actors_in_one_line_are_changed_there_and_no_further_is_put_beside_them(valley):
    document = tomlkit.parse(text_in(valley))
    listed = document.pop("actors").unwrap()
    values = tomlkit.array()
    for one in listed:
        values.append(tomlkit.inline_table() | one)
    (valley / SETTINGS).write_text(
        f"actors = {values.as_string()}\n{tomlkit.dumps(document)}", encoding="utf-8"
    )
    with pytest.raises(InputError, match="lists its actors inline"):
        add_actor(valley, {"name": "Riders"})
    change_record(valley, "actor", "unknown", {"colour": "#123456"})
    assert actors_of(valley)["unknown"].colour == "#123456"
    remove_records(valley, "actor", ["unknown"])
    assert "unknown" not in actors_of(valley)


@pytest.mark.parametrize("name", ["first", "middle", "last"])
def test_what_is_said_of_others_stays_where_one_goes(name):
    """Comments above a heading are about what it heads; what stands inside a table goes with it."""
    text = "\n".join(
        [
            "format = 1",
            'title = { en = "Three" }',
            'time_zone = "UTC"',
            'languages = ["en"]',
            "",
            *(
                f'# above {one}\n[[actors]]\nid = "{one}"  # of {one}\n# inside {one}\n'
                f'name = {{ en = "{one}" }}\ncolour = "#12345{i}"\n'
                for i, one in enumerate(("first", "middle", "last"))
            ),
            '# above the layer\n[[layers]]\nid = "l"\nfile = "l.geojson"\nname = { en = "L" }\n',
        ]
    )
    less = without_actors(text, [name])
    inside = [f"# of {name}", f"# inside {name}"]
    assert comments(less) == [one for one in comments(text) if one not in inside]
    more = extended_settings(less, actors=[{"id": name, "name": {"en": name}, "colour": "#abcdef"}])
    assert comments(more) == comments(less)
    assert more.index(f'id = "{name}"') < more.index("# above the layer") < more.index("[[layers]]")
    assert "\n\n\n" not in less + more


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": "League", "id": "league"}, "the id 'league' is taken"),
        ({"name": "Nobody", "id": "unknown"}, "the id 'unknown' is taken"),
        ({"name": "mountain league"}, "an actor is called 'mountain league' already: league"),
        ({"name": "Riders", "colour": "red"}, "a colour like #1a9850"),
        ({"name": "Riders", "pattern": "zigzag"}, "pattern"),
        ({"name": "Riders", "parent": "Union"}, "lists no actor 'Union'"),
        ({"name": {"fr": "Cavaliers"}}, "no texts in 'fr'"),
        ({"name": "Riders", "id": "The Riders"}, "id"),
        ({"short": "R"}, "name"),
    ],
)
def test_what_cannot_be_an_actor_is_refused_and_nothing_is_written(valley, said, why):
    before = text_in(valley)
    with pytest.raises(InputError, match=why):
        add_actor(valley, said)
    assert text_in(valley) == before


def test_who_holds_ground_or_has_a_member_is_not_removed(valley):
    before = text_in(valley)
    with pytest.raises(InputError, match=r"is named by \d+ records still"):
        remove_records(valley, "actor", ["league"])
    assert text_in(valley) == before
    add_actor(valley, {"name": "Union"})
    change_record(valley, "actor", "league", {"parent": "union"})
    with pytest.raises(InputError, match=r"league in controlmap\.toml"):
        remove_records(valley, "actor", ["union"])


def test_a_dry_run_writes_nothing(valley):
    before = text_in(valley)
    assert add_actor(valley, {"name": "Riders"}, dry_run=True).id == "riders"
    change_record(valley, "actor", "league", {"colour": "#123456"}, dry_run=True)
    assert text_in(valley) == before
