"""Drafts: what somebody has drawn and not written yet is kept beside the map, and is no part of it."""

import pytest

from controlmap.store import DRAFTS_FOLDER, MOST_DRAFTS
from tests.cli.conftest import Run, run  # noqa: F401

from .served import Served, serving, transfer


def test_a_draft_goes_only_when_its_edit_is_written(served: Served) -> None:
    draft = {"vertices": [[36.4, 35.2], [36.5, 35.3]], "name": "نصف"}
    assert served.client.put("/api/drafts/mine-1", json={"draft": draft}).status_code == 200
    assert served.get("/api/drafts/mine-1")["draft"] == draft
    seen = served.revision
    served.apply(transfer(), who="Bea", revision=seen)
    served.apply(transfer(to="unknown"), who="Ada", revision=seen, draft="mine-1", status=409)
    served.apply(transfer(to="nobody"), draft="mine-1", status=422)
    served.apply(transfer(), draft="../mine-1", status=422)
    assert [one["id"] for one in served.get("/api/drafts")["drafts"]] == ["mine-1"]
    served.apply(transfer(to="unknown", on="2024-03-16"), draft="mine-1")
    assert served.get("/api/drafts") == {"drafts": []}
    assert not (served.folder / DRAFTS_FOLDER).exists()
    assert served.client.get("/api/drafts/mine-1").status_code == 404


def test_drafts_outlive_the_server(served: Served) -> None:
    served.client.put("/api/drafts/a", json={"draft": {"n": 1}})
    with serving(served.folder) as next_one:
        assert next_one.get("/api/drafts/a")["draft"] == {"n": 1}
    assert served.client.delete("/api/drafts/a").json() == {"dropped": True}
    assert served.client.delete("/api/drafts/a").json() == {"dropped": False}


def test_drafts_are_bounded_in_number_and_in_bytes(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    large = served.client.put("/api/drafts/a", json={"draft": {"a": "x" * 1_000_001}})
    assert large.status_code == 422
    assert MOST_DRAFTS > 10
    monkeypatch.setattr("controlmap.store.drafts.MOST_DRAFTS", 2)
    codes = [served.client.put(f"/api/drafts/{name}", json={"draft": {}}).status_code for name in "abcab"]
    assert codes == [200, 200, 422, 200, 200]


def test_drafts_are_no_part_of_the_map(served: Served, run: Run) -> None:  # noqa: F811
    before = served.revision
    served.client.put("/api/drafts/a", json={"draft": {"n": 1}})
    assert served.revision == before
    for words in (("check", "--strict"), ("status",), ("info",)):
        assert run(words[0], served.folder, *words[1:]).code == 0
    assert (served.folder / DRAFTS_FOLDER / ".gitignore").read_text() == "*\n"
