"""What a day that is appended costs follows its news: not how many days there were before."""

import json
from collections import Counter
from functools import partial

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from controlmap.api import open_map
from controlmap.edit.delta import changed_ground
from controlmap.edit.operations import cut_out, near_part, restate
from controlmap.exchange import import_snapshots, read_states_table
from controlmap.format import layer as layer_format
from controlmap.plane import noding, outlines, overlay, partition, shared_borders, ways
from controlmap.store import kept as kept_files
from controlmap.store import kept_states
from tests.benchmarks.dense import Dense, write_dense
from tests.examples import examples
from tests.exchange.test_snapshots import write_snapshots

NEAR = {
    (outlines, "patches"): lambda rows, margin: one_box(rows, margin),
    (ways, "patches"): lambda rows, margin: one_box(rows, margin),
    (changed_ground, "patches"): lambda rows, margin: one_box(rows, margin),
    (overlay, "patches"): lambda rows, margin: EVERYWHERE,
    (overlay, "_parts_near"): lambda ground, area: ground,
    (near_part, "near_part"): lambda project, grounds: project,
}
"""What keeps the work to the ground that changes, and what does it all instead."""


EVERYWHERE = np.array([[-(2**30), -(2**30), 2**30, 2**30]])


def one_box(rows, margin):
    ends = rows.reshape(-1, 2)
    return np.concatenate([ends.min(axis=0) - margin, ends.max(axis=0) + margin])[None]


def appended(base, days, how) -> tuple:
    """Import all days but the last, append that; return the layer's file, and what the journal says."""
    first = base / "first"
    first.mkdir(parents=True)
    for path in days[:-1]:
        (first / path.name).symlink_to(path)
    bring = partial(import_snapshots, into=base / "map", layer="l", **how)
    bring(first)
    told = bring(days[-1], append=True).told
    entry = open_map(base / "map").log()[-1]
    return (base / "map" / "l.geojson").read_bytes(), told, entry.moved, entry.features, entry.delta


plans = st.builds(
    Dense, dates=st.integers(3, 6), vertices=st.just(40), pockets=st.integers(4, 12), stretch=st.just(4),
    moving=st.integers(0, 3), noisy=st.integers(0, 6), seed=st.integers(0, 10_000),
)  # fmt: skip


@settings(max_examples=examples(8))
@given(plans)
def test_a_day_comes_out_as_if_all_ground_and_all_states_had_been_looked_at(tmp_path_factory, plan):
    base = tmp_path_factory.mktemp("near")
    folder, table = write_dense(plan, base / "days")
    how = {"states": read_states_table(table.read_bytes(), file=table.name), "overlaps": "rank"}
    days = sorted(folder.iterdir())
    found = appended(base / "near", days, how)
    with pytest.MonkeyPatch.context() as patch:
        for (module, name), slow in NEAR.items():
            patch.setattr(module, name, slow)
        assert appended(base / "whole", days, how) == found


def drawn(days: list[list[str]], folder) -> list:
    """Write days of a sketch each, in which "." is nobody's, a file a day; return the files."""
    first = np.datetime64("2024-01-01")
    sketches = {f"{first + np.timedelta64(i, 'D')}.geojson": "\n".join(rows) for i, rows in enumerate(days)}
    return sorted(write_snapshots(folder, sketches).iterdir())


sketched = st.integers(2, 5).flatmap(
    lambda wide: st.lists(
        st.lists(st.text("ABC.", min_size=wide, max_size=wide), min_size=3, max_size=3).filter(
            lambda rows: any(set(row) - {"."} for row in rows)
        ),
        min_size=2,
        max_size=5,
    )
)


@settings(max_examples=examples(8))
@given(sketched)
def test_a_day_comes_out_so_whoever_comes_and_goes_and_whatever_is_nobodys(tmp_path_factory, days):
    """Squares meet in corners, leave holes, are nobody's and come back, three holders of them."""
    base = tmp_path_factory.mktemp("drawn")
    paths = drawn(days, base / "days")
    found = appended(base / "near", paths, {"controller_from": "who"})
    with pytest.MonkeyPatch.context() as patch:
        for (module, name), slow in NEAR.items():
            patch.setattr(module, name, slow)
        assert appended(base / "whole", paths, {"controller_from": "who"}) == found


def holdings(layer: bytes) -> dict[tuple, shapely.Geometry]:
    """Who says what of which ground for how long, whatever the features are called."""
    told: dict[tuple, list[shapely.Geometry]] = {}
    for feature in json.loads(layer)["features"]:
        said = feature["properties"]
        key = (said["controller"], said.get("status"), said["valid_from"], said["valid_to"])
        told.setdefault(key, []).append(shapely.geometry.shape(feature["geometry"]))
    return {key: shapely.union_all(grounds) for key, grounds in told.items()}


def at_once_and_in_turn(base, days, how) -> list[tuple[dict, dict]]:
    """Append a day both ways; return what the map holds, and how many km² pass from whom to whom."""
    found = [appended(base / "at-once", days, how)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restate, "_at_once", lambda *given: None)
        found.append(appended(base / "in-turn", days, how))
    return [
        (holdings(layer), {(row["from"], row["to"]): row["area_km2"] for row in moved})
        for layer, _, moved, *_ in found
    ]


@settings(max_examples=examples(5))
@given(sketched)
def test_ground_that_passes_at_once_is_what_passes_one_after_the_other(tmp_path_factory, days):
    base = tmp_path_factory.mktemp("drawn")
    paths = drawn(days, base / "days")
    (once, moved), (turned, passed) = at_once_and_in_turn(base, paths, {"controller_from": "who"})
    assert moved == passed
    assert once.keys() == turned.keys()
    assert all(shapely.equals(ground, turned[key]) for key, ground in once.items())


def held_on(layer: bytes, day: str) -> dict[tuple, shapely.Geometry]:
    """Who holds which ground how on a day."""
    found: dict[tuple, list[shapely.Geometry]] = {}
    for (controller, status, since, until), ground in holdings(layer).items():
        if since <= day and (until is None or day < until):
            found.setdefault((controller, status), []).append(ground)
    return {who: shapely.union_all(grounds) for who, grounds in found.items()}


@pytest.mark.parametrize("seed", [1, 6])
def test_a_day_that_is_appended_holds_what_it_holds_where_all_days_are_imported_at_once(tmp_path, seed):
    """Ground was led along the older borders that it crosses, by four units: 2,712 and 2,046 in all."""
    plan = Dense(dates=3, vertices=60, pockets=12, stretch=4, seed=seed)
    folder, table = write_dense(plan, tmp_path / "days")
    how = {"states": read_states_table(table.read_bytes(), file=table.name), "overlaps": "rank"}
    days = sorted(folder.iterdir())
    found, *_ = appended(tmp_path / "appended", days, how)
    import_snapshots(folder, tmp_path / "whole", layer="l", **how)
    expected = held_on((tmp_path / "whole" / "l.geojson").read_bytes(), days[-1].stem)
    there = held_on(found, days[-1].stem)
    assert there.keys() == expected.keys()
    assert (
        sum(abs(shapely.area(there[who]) - shapely.area(ground)) for who, ground in expected.items()) < 5e-8
    )


@pytest.mark.parametrize("gaining", ["AABBBBCCC", "AAABBCCCC", "CAABBAACB"])
def test_a_day_is_woven_and_divided_once_however_many_gain(tmp_path, gaining):
    done: Counter[str] = Counter()
    paths = drawn([["AAABBBCCC"], [gaining]], tmp_path / "days")

    def counting(name, work):
        def counted(*given, **more):
            done[name] += 1
            return work(*given, **more)

        return counted

    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((cut_out, "weave"), (overlay, "cut_apart")):
            patch.setattr(module, name, counting(name, getattr(module, name)))
        appended(tmp_path, paths, {"controller_from": "who"})
    assert done == {"weave": 1, "cut_apart": 1}


def strip(days: int) -> dict[str, str]:
    """A front that moves to and fro in the east for so many days, and back; then one in the west."""
    rows = ["AAAAAABBBBBB", "AAAAAAABBBBB", "AAAAAAAABBBB", "AAAAAAABBBBB"]
    sketches = [rows[i % 4] for i in range(days)] + [rows[0], "ABAAAABBBBBB"]
    first = np.datetime64("2024-01-01")
    return {f"{first + np.timedelta64(i, 'D')}.geojson": sketch for i, sketch in enumerate(sketches)}


def work(base, days: int) -> Counter:
    """How many segments are noded, how many features read, and how many states made and worked on."""
    done: Counter[str] = Counter()

    def counting(what, work, count):
        def counted(*given, **more):
            done[what] += count(*given)
            return work(*given, **more)

        return counted

    base.mkdir()
    paths = sorted(write_snapshots(base / "days", strip(days)).iterdir())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_files, "WORTH_KEEPING", 0)
        import_snapshots(paths[:-1], base / "map", layer="l", controller_from="who")
        for module, name, count in (
            (partition, "node", lambda borders, *_: len(borders.segments)),
            (shared_borders, "node", lambda borders, *_: len(borders.segments)),
            (noding, "_pierced", lambda borders, *_: len(borders.segments)),
            (layer_format, "_state", lambda *_: 1),
            (near_part, "put_back", lambda _, part, __: sum(len(layer.states) for layer in part.layers)),
            (kept_states._Kept, "_made_of", lambda _, numbers: len(numbers)),
        ):
            patch.setattr(module, name, counting(name, getattr(module, name), count))
        import_snapshots(paths[-1], base / "map", layer="l", controller_from="who", append=True)
    assert len(open_map(base / "map").project.layers[0].states) > days / 2
    return done


def test_the_work_of_a_day_is_the_same_after_eight_days_and_after_forty(tmp_path):
    few, many = work(tmp_path / "few", 8), work(tmp_path / "many", 40)
    assert few == many
    assert all(few[name] for name in ("node", "_state", "put_back", "_made_of"))
