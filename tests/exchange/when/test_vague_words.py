"""Dates said vaguely in words, months in numbers, and what a look says of dates that nobody can read."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from controlmap.cli import cli
from controlmap.exchange import look
from controlmap.exchange.when import Reckoning, UnknownDateError, read_when

VAGUE = {
    "about 9 October 2020": "2020-10-09", "ca. 5.10.2020": "2020-10-05", "c. 1920": "1920",
    "early October 2020": "2020-10", "mid-October 2020": "2020-10",
    "etwa 1918": "1918", "~2020-10": "2020-10",
}  # fmt: skip
MONTHS = {"10/2020": "2020-10", "2020/10": "2020-10", "1/1918": "1918-01", "10-2020": "2020-10"}
ARABIC = {
    "٣ كانون الأول 2024": "2024-12-03", "27 تشرين الثاني ٢٠٢٤": "2024-11-27", "1 أكتوبر 2020": "2020-10-01",
    "آذار 2011": "2011-03",
}  # fmt: skip


@pytest.mark.parametrize(("text", "date"), VAGUE.items())
def test_what_is_said_to_be_about_then_is_approximate(text: str, date: str) -> None:
    when = read_when(text, Reckoning(day_first=True))
    assert when is not None
    assert (when.text, when.approximate) == (date, True)


@pytest.mark.parametrize(("text", "date"), [*MONTHS.items(), *ARABIC.items()])
@pytest.mark.parametrize("of_range", [None, "earliest", "latest"])
def test_a_month_is_no_range(text: str, date: str, of_range: None) -> None:
    when = read_when(text, Reckoning(range=of_range))
    assert when is not None
    assert (when.text, when.approximate) == (date, False)


@pytest.mark.parametrize(
    "text", ["5/10", "44/40", "10/0020", "c1", "um 5", "early bird", "late 5 October 2020", "10.1234"]
)
@pytest.mark.parametrize("of_range", [None, "earliest", "latest"])
def test_no_year_of_few_digits_is_taken_for_granted(text: str, of_range: None) -> None:
    with pytest.raises(UnknownDateError):
        read_when(text, Reckoning(day_first=True, range=of_range))


@pytest.mark.parametrize("text", ["5-7 October 2020", "5–7 October 2020", "2019/2020"])
def test_days_from_one_to_another_are_a_range(text: str) -> None:
    with pytest.raises(ValueError, match="is a range, not a date: say --earliest or --latest"):
        read_when(text, Reckoning())
    assert read_when(text, Reckoning(range="earliest")) != read_when(text, Reckoning(range="latest"))


def test_a_number_that_is_no_month_is_refused_in_these_words() -> None:
    with pytest.raises(ValueError, match="'13/2020' has no month from 1 to 12"):
        read_when("13/2020", Reckoning())


@pytest.mark.parametrize(
    "text",
    [*VAGUE, *MONTHS, *ARABIC, "5-7 October 2020", "13/2020", "soon after", "2020-02-31", "2020-10-05?"],
)
def test_what_a_look_proposes_runs_or_its_trouble_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [f"Town {n},{40 + n},46,A,2020-10-1{n}" for n in range(4)]
    Path("c.csv").write_text("\n".join(["Ort,Lat,Lon,holder,date", *rows, f"Ford,45,46,B,{text}", ""]))
    found = look(Path("c.csv"))
    assert "--place Ort" in found.next
    done = CliRunner().invoke(cli, shlex.split(found.next)[1:])
    told = [one for one in found.told if "will refuse" in one]
    assert (done.exit_code == 0) == (not told), (done.output, found.told)
    assert all(repr(text) in one for one in told)
