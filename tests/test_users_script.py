"""What `make types` reads as a user's script does what it says."""

import shutil
from pathlib import Path

import pytest

from tests import users_script

EXAMPLE = Path(__file__).parents[1] / "src" / "controlmap" / "store" / "example"


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "valley"))


def test_it_asks_and_updates(valley: Path) -> None:
    before = users_script.ask(valley)
    assert users_script.faults(valley) == []
    assert users_script.update(valley) is not None
    assert users_script.ask(valley) == pytest.approx(before)  # that was five days earlier


def test_it_publishes(valley: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert users_script.publish(valley, tmp_path / "out") == ["map.html", "records.gpkg"]


def test_it_makes_a_map_of_what_is_in_memory() -> None:
    assert users_script.from_memory() == 2 * len(("a", "b", "unknown"))
