"""Of fields that contradict each other none is taken silently: which one, why, and how the other one is."""

import json
import re
import shlex
from pathlib import Path

import pytest

from controlmap.exchange import look

SQUARE = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]}


def looked_at(path: Path, *rows: dict[str, str | None]):
    features = [
        {"type": "Feature", "properties": {"who": f"side {i}", **row}, "geometry": SQUARE}
        for i, row in enumerate(rows)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return look(path)


def words_of(found) -> list[str]:
    return shlex.split(found.next)


SOUND = {"start": "2024-03-01", "end": "2024-03-05"}
LAST = "2024-03-07"
BY_NAME = "as its name is looked for first"
SOUNDER = "with which 0 of them end before they begin, not 1"
KINDS = {
    "ends on other days": ({**SOUND, "until": LAST}, "end", "until", BY_NAME),
    "an end that is open in the other": ({**SOUND, "until": None}, "end", "until", BY_NAME),
    "an end that only the other has": ({**SOUND, "end": None, "until": LAST}, "end", "until", BY_NAME),
    "an end before its beginning": (
        {**SOUND, "valid_to": "2024-02-01"}, "end", "valid_to", SOUNDER,
    ),
    "beginnings on other days": ({**SOUND, "since": "2024-02-27"}, "start", "since", BY_NAME),
    "a beginning after its end": (
        {**SOUND, "valid_from": "2024-03-09"}, "start", "valid_from",
        SOUNDER,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_look_says_which_one_it_takes_and_why(kind, tmp_path):
    row, taken, other, why = KINDS[kind]
    even = {
        "start": "2024-03-01",
        "end": "2024-03-04",
        other: "2024-03-04" if taken == "end" else "2024-03-01",
    }
    found = looked_at(tmp_path / "a.geojson", row, even)
    (said,) = (one for one in found.told if "contradict each other" in one)
    does = "ends" if taken == "end" else "begins"
    assert said.startswith(f"{other!r} {does} 1 of 2 periods otherwise than {taken!r}")
    assert f"{taken!r} is taken, {why}; " in said
    assert taken in words_of(found)
    (option,) = re.findall(r"to take the other one: (--\w+) ", said)
    assert words_of(found)[words_of(found).index(option) + 1] == taken


@pytest.mark.parametrize(
    "row",
    [
        {**SOUND, "until": "2024-03-05"},
        {**SOUND, "until": "2024-03-05T00:00:00Z"},
        {**SOUND, "since": "2024-03-01"},
        {**SOUND, "since": None},
    ],
    ids=["the same end", "the same end as a midnight", "the same beginning", "no other beginning"],
)
def test_nothing_is_said_where_they_agree(row, tmp_path):
    found = looked_at(tmp_path / "a.geojson", row, {**row, "start": "2024-03-01"})
    assert not [one for one in found.told if "contradict" in one]
