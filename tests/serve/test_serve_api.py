"""The API as it describes itself: whatever is sent, the answer is in words, and the files stay whole."""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from controlmap.api import open_map
from controlmap.edit import ACTS
from controlmap.serve.openapi import described
from controlmap.serve.operations import OPERATIONS
from controlmap.store import init_project
from tests.cli.conftest import files_under
from tests.examples import examples

from .served import Served, serving

DESCRIPTION = described(OPERATIONS)
CALM = settings(
    max_examples=examples(5),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[*HealthCheck],
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all that is sent."""
    folder = tmp_path_factory.mktemp("api") / "valley"
    init_project(folder)
    with serving(folder) as found:
        yield found


def test_the_description_is_what_is_answered_to() -> None:
    listed = {(method.upper(), path) for path, all_ in DESCRIPTION["paths"].items() for method in all_}
    assert listed == {(one.method, one.path) for one in OPERATIONS}
    assert all(told["summary"] for all_ in DESCRIPTION["paths"].values() for told in all_.values())
    names = {
        reference["$ref"].rsplit("/")[-1]
        for reference in DESCRIPTION["components"]["schemas"]["Act"]["oneOf"]
    }
    assert names == {kind.__name__ for kind in ACTS.values()}
    assert names <= DESCRIPTION["components"]["schemas"].keys()


def test_the_description_is_served(served: Served) -> None:
    assert served.get("/api/openapi.json") == DESCRIPTION


schema = schemathesis.openapi.from_dict(DESCRIPTION)


@schema.parametrize()
@CALM
def test_whatever_is_sent_is_answered_in_words(case: schemathesis.Case, served: Served) -> None:
    before = files_under(served.folder)
    headers = {"Origin": served.origin, "Cookie": served.cookie}
    answer = case.call(base_url=served.origin, headers=headers)
    case.validate_response(answer, checks=[not_a_server_error])
    if answer.status_code >= 400:
        told = answer.json()
        assert all(one["message"] for one in [*told.get("problems", []), *told.get("conflicts", [])])
        assert told.get("problems") or told.get("conflicts")
    if files_under(served.folder) != before:
        assert not open_map(served.folder).check().count("error")
