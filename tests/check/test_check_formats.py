import json
from pathlib import Path

import pytest

from controlmap.check import Finding, Findings, Measure, check
from controlmap.check.formats import as_github, as_json, as_text
from controlmap.check.sarif import as_sarif
from controlmap.model import Silence
from tests.check.cases import GOLDEN, laid_over


@pytest.fixture
def overlap(tmp_path):
    return check(laid_over(GOLDEN / "ground that two controllers claim", tmp_path / "map"))


def found(message="crosses itself", **more):
    place = {"file": "a.geojson", "feature": "v-1", "line": 3, "code": "CM207"}
    return Finding(message, **{**place, **more})


def test_json_gives_every_finding_with_its_place_and_measure(overlap):
    document = json.loads(as_json(overlap))
    (finding,) = document["findings"]
    assert document["summary"] == {"errors": 1, "warnings": 0, "notes": 0, "silenced": 0}
    assert (finding["code"], finding["file"], finding["line"], finding["index"]) == (
        "CM401",
        "valley.geojson",
        3,
        1,
    )
    assert (finding["feature"], finding["related"]) == ("v-2", ["v-3"])
    assert finding["measure"]["unit"] == "m²"
    assert finding["measure"]["value"] == pytest.approx(404.6e6, rel=1e-3)
    assert document["agreement"] is None
    assert "CM401" in document["no_agreement"]
    assert finding["hint"].startswith("controlmap check --fix CM401 ")


def test_sarif_has_what_its_standard_requires(overlap):
    log = json.loads(as_sarif(overlap))
    (run,) = log["runs"]
    (result,) = run["results"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "CM401"
    assert result["level"] in ("error", "warning", "note")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("map/valley.geojson")
    assert place["region"] == {"startLine": 3}


def test_sarif_keeps_silenced_findings_as_suppressed():
    silence = Silence(rule="CM207", feature="v-1", reason="drawn so in the treaty")
    log = json.loads(as_sarif(Findings(Path("map"), (), ((found(), silence),))))
    (result,) = log["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "external", "justification": "drawn so in the treaty"}]


def test_a_fingerprint_outlives_a_move_to_another_line():
    logs = [json.loads(as_sarif(Findings(Path(), (found(line=line),)))) for line in (3, 30)]
    one, two = (log["runs"][0]["results"][0]["partialFingerprints"] for log in logs)
    assert one == two


def test_a_message_cannot_end_an_annotation():
    hostile = found("100 %\n::error::x", feature="a,title=b", file="we:ird.geojson")
    (line,) = as_github(Findings(Path(), (hostile,))).splitlines()
    assert line == ("::error file=we%3Aird.geojson,line=3,title=CM207 a%2Ctitle=b::100 %25%0A::error::x")


def test_a_note_is_a_notice_on_github():
    assert as_github(Findings(Path(), (found(severity="note"),))).startswith("::notice ")


def test_text_is_grouped_by_file_and_summed_up():
    several = (found(), found(severity="note"), found(file="b.geojson", severity="warning"))
    lines = as_text(Findings(Path(), several)).splitlines()
    assert [line for line in lines if line.endswith(".geojson")] == ["a.geojson", "b.geojson"]
    assert lines[-2:] == [
        "1 error, 1 warning, 1 note in 2 files.",
        "What to do about CM207: controlmap explain CODE.",
    ]


def test_a_hint_stands_once_under_those_that_share_it():
    several = (found(hint="Mend it."), found(hint="Mend it."), found(hint="Or so."))
    lines = [line.strip() for line in as_text(Findings(Path(), several)).splitlines()]
    assert [i for i, line in enumerate(lines) if line in ("Mend it.", "Or so.")] == [3, 5]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3.5684, "m²", "3.568 m²"),
        (2_500_000.0, "m²", "2.500 km²"),
        (11.0, "days", "11 days"),
        (0.091, "km", "0.091 km"),
    ],
)
def test_measures_are_told_with_their_unit(value, unit, text):
    assert str(Measure(value, unit)) == text
