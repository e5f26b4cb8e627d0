"""A place's card against the history: what is told of a time was so all the time, and no longer."""

import calendar
import re
from contextlib import chdir
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import controlmap
from controlmap.cli import cli
from controlmap.history import History, Spell

from .conftest import Open

pytestmark = pytest.mark.browser

MADE = """
init city --extent 30.40,50.40,30.60,50.50 --from 2022-10-26 --through 2022-10-31 --actor Guard --actor Council --actor Reds
source add city --id wire --title Wire --issued 2022-10-29
place add city --name Mint --kind neighbourhood --at 30.45,50.45
place add city --name Gate --kind neighbourhood --at 30.50,50.45
place add city --name Weir --kind neighbourhood --at 30.55,50.43
place add city --name Hill --kind neighbourhood --at 30.55,50.47
transfer city --source wire --to council --on 2022-10-26 --area layer:city
transfer city --source wire --to council --on 2022-10-27 --area Mint --radius-km 1 --status joint --other guard
transfer city --source wire --to council --on 2022-10-28 --area Mint --radius-km 1 --status joint --other guard --other reds
transfer city --source wire --to council --on 2022-10-29 --area Mint --radius-km 1
transfer city --source wire --to guard --on 2022-10-30 --area Mint --radius-km 1 --status besieged --other council
transfer city --source wire --to unknown --on 2022-10-29 --area Gate --radius-km 1
transfer city --source wire --to guard --on 2022-10-30T02:30 --area Weir --radius-km 1 --status contested --other council
transfer city --source wire --to guard --on 2022-10-31T12:00 --precision part_of_day --area Weir --radius-km 1
transfer city --source wire --to reds --on 2022-10-27T14:00 --precision order --area Hill --radius-km 1 --status contested --other guard
transfer city --source wire --to reds --on 2022-10-27T15:00 --precision order --area Hill --radius-km 1
transfer city --source wire --to reds --on 2022-10-29 --area Hill --radius-km 1 --status besieged --other guard
"""  # noqa: E501

SHIPPED = ("qamishli", "damascus", "khan-arnabah", "maar-shuhur", "banan", "khasham", "hama", "idlib")

READ = """(dates) => {
  const read = {};
  for (const date of dates) {
    controlmap.goTo(date);
    const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
    read[date] = [texts(".cm-when"), texts(".cm-holder")[0], texts(".cm-story-row[aria-current] small")];
  }
  return read;
}"""
"""What the card says at each of some dates."""
MONTHS = [*calendar.month_name[1:]]
_DAY = re.compile(rf"(\d+) ({'|'.join(MONTHS)}) (\d+)")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    with chdir(folder):
        for line in MADE.strip().splitlines():
            done = CliRunner().invoke(cli, line.split())
            assert done.exit_code == 0, (line, done.output)
    return folder / "city"


def test_a_card_of_a_made_map_tells_each_way_of_holding_with_its_own_time(
    open_page: Open, city: Path, tmp_path: Path
) -> None:
    page_file = controlmap.open(city).build(tmp_path / "city.html")
    hold_cards_against_the_history(open_page, city, page_file, ("mint", "gate", "weir", "hill"))


def test_a_card_of_the_shipped_map_tells_each_way_of_holding_with_its_own_time(
    open_page: Open, syria: Path
) -> None:
    hold_cards_against_the_history(open_page, Path(__file__).parents[2] / "geodata", syria, SHIPPED)


def hold_cards_against_the_history(open_page: Open, folder: Path, page_file: Path, places) -> None:
    project = controlmap.open(folder)
    history = project.history()
    days = [str(day) for day in np.arange(history.start, history.end, dtype="datetime64[D]")]
    ways = 0
    for name in places:
        place = project.place(name)
        page = open_page(page_file, f"#place={name}&lang=en")
        spells = history.spells(place.lon, place.lat)
        for day, (lines, holder, story) in page.evaluate(READ, days).items():
            told = f"{name} on {day}: {lines}"
            moment = history.moment(day)
            hold, way = (run_at(spells, moment, sort) for sort in (_holder, _way))
            one_way = (hold[0].start, hold[-1].end) == (way[0].start, way[-1].end)
            assert len(lines) == (1 if one_way else 2), told
            for run, line in zip((hold, way), lines, strict=False):
                assert days_of(line) == days_told([run[0].start, run[-1].end], line, history), told
            state = way[0].state
            plain = state is None or state.status == "held" or state.controller == "unknown"
            words = {"joint": "held jointly", "contested": "contested", "besieged": "besieged"}
            said = "" if plain else words[state.status]
            assert said in holder, told
            assert not any(word in holder for word in words.values() if word != said), told
            if not one_way:
                assert lines[1].lower().startswith(said or "simply held"), told
            # Each way in which it was held in that time stands in the story, in order.
            runs = [[*run] for _, run in groupby((one for one in spells if one in hold), key=_way)]
            assert len(story) == (1 if len(runs) == 1 else 1 + len(runs)), (told, story)
            if len(runs) > 1:
                for run, row in zip(runs, story[1:], strict=True):
                    assert days_of(row) == days_told([run[0].start], row, history), (told, row)
            ways += len(runs) > 1
    assert ways > 4, "places whose way of being held changes"


def _holder(spell: Spell) -> object:
    return spell.controller


def _way(spell: Spell) -> object:
    state = spell.state
    if state is None or state.controller == "unknown" or state.status == "held":
        return spell.controller, "held"
    return spell.controller, state.status, frozenset(state.others)


def run_at(spells: list[Spell], moment: np.datetime64, sort) -> list[Spell]:
    """The spells before and after a moment in which something stays."""
    runs = [[*run] for _, run in groupby(spells, key=sort)]
    return next(run for run in runs if run[0].start <= moment < run[-1].end)


def days_of(line: str) -> list[str]:
    return [f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}" for day, month, year in _DAY.findall(line)]


def days_told(bounds: list[np.datetime64], line: str, history: History) -> list[str]:
    """The days that a line has to name: none of a bound of the map, and one where it ends on the day."""
    assert ("so when the map begins" in line.lower()) == (bounds[0] == history.start), line
    days = [str(at.astype("datetime64[D]")) for at in bounds if history.start < at < history.end]
    return days[:1] if "during" in line.lower() else days
