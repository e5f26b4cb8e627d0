"""What the documents of the shipped map say of its figures is what the map says.

`CONTROLMAP_RENEW=1 pytest tests/test_shipped_documents.py` writes the tables anew.
"""

import csv
import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

import controlmap
from controlmap.store import changed_evidence, open_project

GEODATA = Path(__file__).parents[1] / "geodata"
README = GEODATA / "README.md"
DATES = ["2024-11-26", "2024-11-30", "2024-12-03", "2024-12-05", "2024-12-07", "2024-12-08", "2024-12-12"]
LEAST_SHARE = 0.005
"""Of a governorate: who holds less is not listed there."""


@pytest.fixture(scope="module")
def project() -> controlmap.MapProject:
    return controlmap.open(GEODATA)


def test_the_numbers_of_places_reports_and_sources_are_told_rightly() -> None:
    def rows(name: str) -> list[dict]:
        with (GEODATA / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    places, text = rows("places.csv"), README.read_text(encoding="utf-8")
    sources = json.loads((GEODATA / "sources.json").read_text(encoding="utf-8"))
    without = sum(not place["lon"] for place in places)
    assert re.findall(r"\| (\d+) places: .* (\d+) have no point", text) == [(str(len(places)), str(without))]
    assert f"| {len(rows('reports.csv'))} sourced statements" in text
    assert f"| {len(sources)} sources in CSL-JSON" in text
    assert f"No point** is known for {without} places" in text
    undated = sum("literal" in source["issued"] for source in sources)
    assert f"{undated} entries give no date" in text
    judged = (GEODATA / "judgements.md").read_text(encoding="utf-8")
    assert f"- **No point**: {without} places" in judged


def test_the_edition_is_of_the_day_on_which_sources_were_last_read() -> None:
    sources = json.loads((GEODATA / "sources.json").read_text(encoding="utf-8"))
    read = max(source["accessed"]["date-parts"][0] for source in sources if "accessed" in source)
    toml = (GEODATA / "controlmap.toml").read_text(encoding="utf-8")
    assert f'issued = "{"-".join(f"{part:02}" for part in read)}"' in toml


def test_no_text_for_readers_names_a_record_by_its_id() -> None:
    events = json.loads((GEODATA / "events.geojson").read_text(encoding="utf-8"))["features"]
    with (GEODATA / "reports.csv").open(encoding="utf-8", newline="") as file:
        reports = {row.pop("id"): row for row in csv.DictReader(file)}
    texts = {event["id"]: event["properties"] for event in events} | reports
    named = {id_: set(re.findall(r"[A-Z]\d{3}", json.dumps(told))) & {*texts} for id_, told in texts.items()}
    assert {id_: found for id_, found in named.items() if found} == {}


def test_the_agreement_of_map_and_reports_is_told_rightly(project: controlmap.MapProject) -> None:
    text = " ".join(README.read_text(encoding="utf-8").split())
    told = re.findall(r"agrees with (\d+) of the (\d+) reports", text)
    found = project.check()
    assert found.count("error") == 0
    assert found.agreement is not None
    assert told == [(str(len(found.agreement.agreeing)), str(found.agreement.checked))]
    unlike = [finding.feature for finding in found.found if finding.code == "CM604"]
    assert [feature for feature in unlike if feature not in text] == []


ACTORS = open_project(GEODATA).settings.actors


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def actors_by_date(project: controlmap.MapProject) -> str:
    """The area of each actor on chosen dates, in hundreds of km²."""
    found = (
        project.areas(DATES, by="controller").pivot_table("area_km2", "controller", "date", "sum").fillna(0)
    )
    names = {actor.id: actor.name["en"] for actor in ACTORS}
    order = [actor for actor in names if actor in found.index]
    head = ["km²", *(f"{int(date[8:])} {'Nov' if date[5:7] == '11' else 'Dec'}" for date in DATES)]
    return table(
        head, [[names[actor], *(f"{area:,.0f}" for area in found.loc[actor].round(-2))] for actor in order]
    )


def actors_by_governorate(project: controlmap.MapProject) -> str:
    """Who holds which share of each layer on the first date and on the last."""
    found = project.areas([DATES[0], DATES[-1]], by=["layer", "controller"])
    short = {actor.id: (actor.short or actor.name)["en"] for actor in ACTORS}
    rows = []
    for layer in open_project(GEODATA).layers:
        mine = found[found["layer"] == layer.id].sort_values("area_km2", ascending=False)
        total = mine[mine["date"] == mine["date"].iloc[0]]["area_km2"].sum()
        held = [
            ", ".join(
                f"{short[row.controller]} {row.share:.0%}"
                for row in mine[mine["date"].astype(str).str.startswith(date)].itertuples()
                if row.share > LEAST_SHARE
            )
            for date in (DATES[0], DATES[-1])
        ]
        rows.append([layer.name["en"], f"{total:,.0f}", *held])
    return table(["governorate", "km²", "26 November", "12 December"], rows)


def reports_left_out(project: controlmap.MapProject) -> str:
    """How many reports of a change are foretold, by how much is left out."""
    assert project.project.evaluation is not None
    rows = [
        [
            f"all within {one.left_out_km:g} km" if one.left_out_km else "all on the place",
            f"{one.trials}",
            f"{one.right.value:.0%}",
            f"{one.right.low:.0%} to {one.right.high:.0%}",
            f"{one.day.value:.0%}",
        ]
        for one in project.project.evaluation.left_out
        if one.right is not None and one.day is not None
    ]
    return table(["left out", "reports", "holders right", "95 %", "day right"], rows)


def probabilities_stated(project: controlmap.MapProject) -> str:
    """Of the answers that were given with some probability, how many were right, by how much is left out."""
    assert project.project.evaluation is not None
    found = project.project.evaluation.left_out
    bins = sorted({(one.low, one.high) for left in found for one in left.calibration})
    rows = [
        [
            f"{low:.2f} to {high:.2f}" if low else f"less than {high:.2f}",
            *(
                ", ".join(f"{n.right:.2f} of {n.answers}" for n in left.calibration if n.low == low) or "–"
                for left in found
            ),
        ]
        for low, high in bins
    ]
    return table(["stated", *(f"without {one.left_out_km:g} km" for one in found)], rows)


def test_the_evaluation_that_is_kept_is_of_the_evidence_as_it_is(project: controlmap.MapProject) -> None:
    kept = project.project.evaluation
    assert kept is not None
    assert changed_evidence(project.project) == ()
    assert [one.left_out_km for one in kept.left_out] == [0, 5, 15]
    assert min(one.trials for one in kept.left_out) > 200


def test_a_probability_from_seven_tenths_on_can_be_taken_at_its_word(project: controlmap.MapProject) -> None:
    assert project.project.evaluation is not None
    found = [
        one for left in project.project.evaluation.left_out for one in left.calibration if one.low >= 0.7
    ]
    assert len(found) == 12
    assert [one for one in found if one.right < one.low - 0.04] == []


TABLES = [actors_by_date, actors_by_governorate, reports_left_out, probabilities_stated]


@pytest.mark.parametrize("made", TABLES)
def test_the_tables_of_areas_are_what_the_map_says(project: controlmap.MapProject, made) -> None:
    text, expected = README.read_text(encoding="utf-8"), made(project)
    head = expected.splitlines()[0]
    start = text.index(head)
    end = text.index("\n\n", start)
    if os.environ.get("CONTROLMAP_RENEW"):
        README.write_text(text[:start] + expected + text[end:], encoding="utf-8")
    assert README.read_text(encoding="utf-8")[start:].startswith(expected + "\n\n")
