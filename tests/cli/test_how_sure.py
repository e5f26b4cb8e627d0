"""That states are taken as reported is told where nobody says how sure they are, and nowhere else."""

import pytest

from controlmap.exchange import import_snapshots
from tests.exchange.test_snapshots import write_snapshots

TAKEN = "taken as `reported`"
TABLES = {"said": "who,controller,certainty\nA,a,claimed\nB,b,inferred\n",
          "half": "who,controller,certainty\nA,a,claimed\nB,b,\n"}  # fmt: skip


@pytest.mark.parametrize("verb", ["snapshots", "append", "states"])
@pytest.mark.parametrize(
    ("says", "told"),
    [((), True), (("--certainty", "reported"), False), (("--certainty", "claimed"), False),
     (("--states", "said"), False), (("--states", "half"), True),
     (("--states", "half", "--certainty", "reported"), False)],
)  # fmt: skip
def test_it_is_told_where_nobody_says_it(run, tmp_path, verb, says, told):
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    words = [str(tmp_path / f"{word}.csv") if word in TABLES else word for word in says]
    folder = write_snapshots(tmp_path / "days", {"2024-01-02.geojson": "AAB"}, since="2024-01-02")
    how = ["--into", str(tmp_path / "map"), "--layer", "l", "--controller-from", "who"]
    if verb == "append":
        before = write_snapshots(tmp_path / "before", {"2024-01-01.geojson": "AAB"})
        import_snapshots(before, tmp_path / "map", layer="l", controller_from="who")
    more = {"append": ["--append"], "states": ["--from", "since"]}.get(verb, [])
    args = ["import", "states" if verb == "states" else "snapshots", str(folder), *how, *more, *words]
    said = run(*args)
    assert said.code == 0, said.err
    assert (TAKEN in said.err and "--certainty" in said.err) is told, said.err
