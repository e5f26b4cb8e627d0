from collections.abc import Iterator
from pathlib import Path

import pytest

from controlmap.store import init_project

from .served import Served, serving


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    """The folder of a new map project: the invented valley."""
    init_project(tmp_path / "valley")
    return tmp_path / "valley"


@pytest.fixture
def served(valley: Path) -> Iterator[Served]:
    """The valley, served in this process."""
    with serving(valley) as found:
        yield found
