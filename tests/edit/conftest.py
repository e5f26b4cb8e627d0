import pytest

from controlmap.store import init_project


@pytest.fixture
def valley(tmp_path):
    """The folder of a new map project: the invented valley."""
    folder = tmp_path / "valley"
    init_project(folder)
    return folder
