"""The check on odd and broken files that nobody here wrote; they lie beside the repository or tests skip.

Files of the collection hold no control states, so they are checked twice: as they are, where each must be
refused, the invalid ones for their form or shape and not only for what they lack; and with every polygon in
them made a control state, coordinates of a plane scaled to fit, where what is accepted must keep its ground.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely

from controlmap.check import check
from controlmap.check.check_input import read_subject

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SCHEMA = {"CM120", "CM122", "CM123", "CM124"}

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the collection of odd files is not beside the repository"
)


def files():
    """Every other file, with what is expected of it; `make torture ROWS=1` tries all."""
    with (CORPUS / "index.csv").open(encoding="utf-8", newline="") as stream:
        rows = [*csv.DictReader(stream)][::2]
    return [(CORPUS / row["path"], row["expected"], row["why"]) for row in rows]


def errors(path):
    return {finding.code for finding in check(path).found if finding.severity == "error"}


def test_no_file_is_taken_for_a_layer_and_broken_ones_are_refused_for_what_is_broken(
    record_testsuite_property,
):
    counts = Counter()
    for path, expected, why in files():
        codes = errors(path)
        assert codes, path
        assert expected != "invalid" or codes - SCHEMA, (path, why)
        counts[expected, "for form or shape" if codes - SCHEMA else "for the schema"] += 1
    assert counts["invalid", "for form or shape"] > 250
    record_testsuite_property("corpus as it is", str(dict(counts)))


def test_polygons_made_control_states_are_refused_or_keep_their_ground(
    tmp_path, monkeypatch, record_testsuite_property
):
    counts, read, refused = Counter(), [], {}
    monkeypatch.setattr(
        "controlmap.check.run.read_subject", lambda path: read.append(read_subject(path)) or read[-1]
    )
    for path, expected, why in files():
        layer = tmp_path / "layer.geojson"
        grounds = polygons_in(path)
        if grounds:
            text = json.dumps(as_layer(grounds))
            if text not in refused:  # files that only say other things of the same polygons make one layer
                read.clear()
                layer.write_text(text, encoding="utf-8")
                refused[text] = bool(errors(layer) - {"CM401", "CM403", "CM305"})
                if not refused[text]:
                    assert_ground_is_kept(read[-1], path)
            counts[expected, "refused" if refused[text] else "accepted"] += 1
            assert refused[text] or not why.startswith("[geometry]") or expected != "invalid", (path, why)
    assert counts["odd", "accepted"] > 250
    record_testsuite_property("corpus as control states", str(dict(counts)))


def assert_ground_is_kept(subject, path):
    """Each state's cells have its area, but for what rounding to the grid moves along its border."""
    history = subject.history
    for i, state in enumerate(history.states):
        cells = [c for c in range(len(history.cells)) if i in subject.areas_over(c)]
        slack = 1.5 * history.grid.size * state.geometry.length + 1e-9
        assert shapely.area(history.cells[cells]).sum() == pytest.approx(state.geometry.area, abs=slack), path


def polygons_in(path):
    try:
        value = json.loads(path.read_bytes())
        return list(_polygons(value))[:50]
    except (ValueError, RecursionError):
        return []


def _polygons(value) -> Iterator[dict]:
    if isinstance(value, dict) and value.get("type") in ("Polygon", "MultiPolygon"):
        yield {"type": value["type"], "coordinates": value.get("coordinates")}
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _polygons(member)


def as_layer(grounds):
    scale = 80 / max(80, *(abs(n) for ground in grounds for n in numbers_in(ground["coordinates"])), 0)
    features = [
        {
            "type": "Feature",
            "id": f"s{i}",
            "geometry": {**ground, "coordinates": scaled(ground["coordinates"], scale)},
            "properties": {
                "controller": "ab"[i % 2],
                "valid_from": f"2024-01-{1 + i % 20:02d}",
                "valid_to": None,
            },
        }
        for i, ground in enumerate(grounds)
    ]
    return {"type": "FeatureCollection", "features": features}


def numbers_in(value):
    if isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    elif type(value) in (int, float) and np.isfinite(float(value)):
        yield float(value)


def scaled(value, scale):
    if isinstance(value, list):
        return [scaled(item, scale) for item in value]
    return value * scale if scale < 1 and type(value) in (int, float) else value
