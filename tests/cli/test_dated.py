"""Instants in words, and as ISO 8601: never more precisely than they are known."""

from pathlib import Path

import pytest

from controlmap.cli.dated import in_words, of_day, period_in_words, to_what_is_known
from controlmap.dates import KnownTo, parse_instant

from .conftest import Run

TOLD: list[tuple[str, KnownTo, str, str]] = [
    ("2024-11-30T14:20", "minute", "30 November 2024, 14:20", "2024-11-30T14:20"),
    ("2024-11-30T14:00", "hour", "30 November 2024, about 14:00", "2024-11-30T14:00"),
    ("2024-11-30T02:00", "part_of_day", "night to 30 November 2024", "2024-11-30"),
    ("2024-11-30T22:00", "part_of_day", "late on 30 November 2024", "2024-11-30"),
    ("2024-11-30T18:00", "part_of_day", "evening of 30 November 2024", "2024-11-30"),
    ("2024-11-30T09:00", "order", "30 November 2024 (order known, hours not)", "2024-11-30"),
    ("2024-11-30", "day", "30 November 2024", "2024-11-30"),
    ("2024-11", "month", "November 2024", "2024-11"),
    ("2024", "year", "2024", "2024"),
    ("-0044-03-15", "day", "15 March 45 BC", "-0044-03-15"),
    ("-0044-03", "month", "March 45 BC", "-0044-03"),
    ("0000", "year", "1 BC", "0000"),
    ("-12023", "year", "12024 BC", "-12023"),
    ("+12024-01-02", "day", "2 January 12024", "+12024-01-02"),
]


@pytest.mark.parametrize(("text", "known_to", "words", "iso"), TOLD, ids=[row[2] for row in TOLD])
def test_an_instant_is_told_as_precisely_as_it_is_known(
    text: str, known_to: KnownTo, words: str, iso: str
) -> None:
    instant = parse_instant(text)
    assert in_words(instant, known_to) == words
    assert to_what_is_known(instant.astype("datetime64[m]"), known_to) == iso


def test_periods_are_told_by_what_is_known_of_their_ends() -> None:
    morning, noon = parse_instant("2024-11-30T09:00"), parse_instant("2024-11-30T12:00")
    assert (
        period_in_words((morning, "order"), (noon, "order"))
        == "during 30 November 2024 (order known, hours not)"
    )
    assert period_in_words((morning, "minute"), None) == "since 30 November 2024, 09:00"
    assert period_in_words((parse_instant("2024-11"), "month"), (noon, "hour")) == (
        "November 2024 until 30 November 2024, about 12:00"
    )


def test_dates_that_are_told_alike_are_numbered() -> None:
    assert [*of_day(["2024-11-29", "2024-11-30", "2024-11-30", "2024-12"])] == ["", "1/2", "2/2", ""]


@pytest.fixture
def in_order(run: Run, tmp_path: Path) -> Path:
    """A map on which ground passes twice on a day of which the order is known alone."""
    (folder := tmp_path / "m").mkdir()
    extent = ["--extent", "36,35,37,36", "--from", "2024-03-01", "--through", "2024-03-31"]
    assert run("init", folder, *extent, "--actor", "A", "--actor", "B").code == 0
    assert run("source", "add", folder, "--id", "s", "--title", "S").code == 0
    for to, on, area in (
        ("a", ["2024-03-01"], ["all"]),
        ("b", ["2024-03-10T14:37", "--precision", "order"], ["36.2,35.8", "--radius-km", "10"]),
        ("b", ["2024-03-10T16:37", "--precision", "order"], ["36.6,35.8", "--radius-km", "10"]),
    ):
        assert run("transfer", folder, "--to", to, "--on", *on, "--area", *area, "--source", "s").code == 0
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ["areas"],
        ["areas", "--csv"],
        ["at", "36.2,35.8"],
        ["changes", "2024-03-01", "2024-03-31"],
        ["fronts", "2024-03-20"],
        ["check"],
        ["info"],
        ["correct", "--area", "layer:m", "--on", "2024-03-05", "--certainty", "claimed", "--dry-run"],
    ],
    ids=" ".join,
)
def test_no_command_tells_an_hour_that_only_shows_an_order(
    run: Run, in_order: Path, words: list[str]
) -> None:
    at = 2 if words[0] == "at" else 3 if words[0] == "changes" else 1
    outcome = run(*words[:at], in_order, *words[at:]) if words[0] != "fronts" else run(*words, in_order)
    assert outcome.code in (0, 1)
    assert ":37" not in outcome.out + outcome.err
