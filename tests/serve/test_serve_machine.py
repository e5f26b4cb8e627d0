"""Random acts over HTTP beside the same ones in Python: the same bytes, no overlap, hole or sliver."""

import shutil
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

import numpy as np
import shapely
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from controlmap.api import MapProject, open_map
from controlmap.edit.operations import new_ids
from controlmap.errors import ConflictError, InputError
from controlmap.plane import slivers
from controlmap.store import init_project
from tests.examples import examples

from .served import SOURCE, serving
from .test_serve_edits import layers_and_journal

DAYS = st.integers(2, 19).map(lambda day: f"2024-03-{day:02d}")
CORNERS = st.tuples(st.integers(36_280, 36_520), st.integers(35_180, 35_360)).map(
    lambda at: (at[0] / 1000, at[1] / 1000)
)
GROUNDS = (
    st.lists(CORNERS, min_size=3, max_size=6)
    .map(lambda corners: shapely.convex_hull(shapely.MultiPoint(corners)))
    .filter(lambda hull: hull.area > 1e-4)
)
LINES = st.tuples(st.integers(36_300, 36_500), st.integers(36_300, 36_500)).map(
    lambda ends: shapely.LineString([(ends[0] / 1000, 35.1), (ends[1] / 1000, 35.4)])
)
ACTORS = st.sampled_from(["republic", "league", "unknown"])
SHIFTS = st.tuples(st.integers(-8, 8), st.integers(-8, 8)).map(lambda by: (by[0] / 1000, by[1] / 1000))
EDGE_KM2 = 6e-4
"""What a border that ends on the map's edge, at a point of the grid, may bend that edge by."""
WHO = st.sampled_from(["Ada", "Bea"])


class Acts(RuleBasedStateMachine):
    """A map that is edited over HTTP, one that is edited in Python, and whoever still looks at an old one."""

    @initialize()
    def two_maps(self) -> None:
        self.scratch = Path(mkdtemp())
        for name in ("served", "direct"):
            init_project(self.scratch / name)
        self.running = ExitStack()
        # Else the minute could pass between an act here and the same one there.
        clock = self.running.enter_context(patch.object(new_ids, "datetime"))
        clock.now.side_effect = datetime(2024, 4, 1, 12).astimezone
        served = self.running.enter_context(serving(self.scratch / "served"))
        self.client, self.revision = served.client, served.revision
        self.direct = open_map(self.scratch / "direct")
        self.km2 = [total(self.direct, day) for day in self.direct.history().dates]
        self.rounded = 1e-5

    def teardown(self) -> None:
        self.running.close()
        shutil.rmtree(self.scratch)

    def act(self, who: str, kind: str, **said: Any) -> None:
        """Do the same here and there; what is refused here is refused there, for the same reason."""
        try:
            before = self.direct.project
            states, beside = in_python(kind, said)
            delta = getattr(self.direct, kind)(*states, **beside)
            command = {"command": kind.replace("_", "-"), "who": who, "sources": said.get("sources", ())}
            self.direct.apply(delta, **command)
        except InputError as error:
            assert self.direct.project is before
            self.post("apply", 422, [problem.message for problem in error.problems], who, kind, said)
        else:
            self.post("apply", 200, [], who, kind, said)
            if kind in ("move_border", "reshape"):
                self.rounded += EDGE_KM2

    def post(self, path: str, status: int, messages: list[str], who: str, kind: str, said: Any) -> None:
        act = {"kind": kind, **{name: as_json(value) for name, value in said.items()}}
        body = {"act": act, "revision": self.revision, "who": who}
        shown = self.client.post("/api/preview", json=body)
        assert shown.status_code == 200, shown.text
        answer = self.client.post(f"/api/{path}", json=body)
        assert answer.status_code == status, answer.text
        problems = answer.json().get("problems", [])
        assert [problem["message"] for problem in problems] == messages
        assert [problem["message"] for problem in shown.json()["problems"]] == messages
        if status == 200:
            assert answer.json()["entry"]["moved"] == shown.json()["moved"]
            self.revision = answer.json()["revision"]

    @rule(who=WHO, area=GROUNDS, to=ACTORS, on=DAYS)
    def transfer(self, who: str, area: Any, to: str, on: str) -> None:
        self.act(who, "transfer", area=area, to=to, on=on, sources=[SOURCE])

    @rule(who=WHO, area=GROUNDS, to=ACTORS, days=st.tuples(DAYS, DAYS).map(sorted))
    def transfer_for_a_while(self, who: str, area: Any, to: str, days: list[str]) -> None:
        self.act(who, "transfer", area=area, to=to, on=days[0], until=days[1], sources=[SOURCE])

    @rule(who=WHO, data=st.data(), certainty=st.sampled_from(["claimed", "confirmed"]))
    def correct(self, who: str, data: st.DataObject, certainty: str) -> None:
        state = data.draw(st.sampled_from(self.live()))
        self.act(who, "correct", states=[state], certainty=certainty, sources=[SOURCE])

    @rule(who=WHO, data=st.data(), line=LINES)
    def split(self, who: str, data: st.DataObject, line: Any) -> None:
        self.act(who, "split", state=data.draw(st.sampled_from(self.live())), line=line)

    @rule(who=WHO, data=st.data())
    def retract(self, who: str, data: st.DataObject) -> None:
        self.act(who, "retract", states=[data.draw(st.sampled_from(self.live()))])

    @precondition(lambda self: len(self.live()) > 1)
    @rule(who=WHO, data=st.data())
    def merge(self, who: str, data: st.DataObject) -> None:
        # Any two are mostly refused, here and there alike; what was split apart goes together again.
        states = data.draw(st.lists(st.sampled_from(self.live()), min_size=2, max_size=2, unique=True))
        self.act(who, "merge", states=states)

    @rule(who=WHO, data=st.data(), by=SHIFTS, scope=st.sampled_from(["everywhere", "from", "while"]), on=DAYS)
    def move_vertices(self, who: str, data: st.DataObject, by: Any, scope: str, on: str) -> None:
        """Drag one vertex of a border or two, junctions too, or take one out."""
        points = data.draw(st.lists(st.sampled_from(self.vertices()), min_size=1, max_size=2, unique=True))
        (lon, lat), *others = points
        moves = [{"from": [lon, lat], "to": [lon + by[0], lat + by[1]]}]
        moves += [{"from": [*point], "to": None} for point in others]
        self.act(who, "move_border", vertices=moves, scope=scope, on=on)

    @rule(who=WHO, line=LINES, scope=st.sampled_from(["everywhere", "from", "while"]), on=DAYS)
    def draw_a_border_anew(self, who: str, line: Any, scope: str, on: str) -> None:
        self.act(who, "move_border", line=line, scope=scope, on=on)

    @precondition(lambda self: len(self.live()) > 1)
    @rule(who=WHO, data=st.data(), line=LINES)
    def reshape(self, who: str, data: st.DataObject, line: Any) -> None:
        one, two = data.draw(st.lists(st.sampled_from(self.live()), min_size=2, max_size=2, unique=True))
        self.act(who, "reshape", one=one, two=two, line=line)

    @rule(who=WHO, back=st.booleans())
    def undo_or_redo(self, who: str, back: bool) -> None:
        step = "undo" if back else "redo"
        answer = self.client.post(f"/api/{step}", json={"who": who})
        try:
            getattr(self.direct, step)(who=who)
        except InputError:
            assert answer.status_code == 422
        except ConflictError as error:
            assert answer.status_code == 409
            assert [one["message"] for one in answer.json()["conflicts"]] == [*error.conflicts]
        else:
            assert answer.status_code == 200, answer.text
            self.revision = answer.json()["revision"]

    @invariant()
    def the_files_are_the_same(self) -> None:
        if hasattr(self, "direct"):
            assert layers_and_journal(self.scratch / "served") == layers_and_journal(self.scratch / "direct")

    @invariant()
    def the_map_is_whole_at_every_date(self) -> None:
        if not hasattr(self, "direct"):
            return
        history = open_map(self.scratch / "served").history()
        assert not history.overlaps
        self.look_at_cells(history.topology.cells)
        for day in history.dates:
            assert np.isclose(total(self.direct, day), self.km2[0], rtol=0, atol=self.rounded)

    def look_at_cells(self, cells: np.ndarray) -> None:
        """No cell is as narrow as an edit's rounding."""
        assert not slivers(cells).any()

    def vertices(self) -> list[tuple[float, float]]:
        """The vertices of what is on record, in an order that is the same each time."""
        layers = self.direct.project.layers
        grounds = [s.geometry for layer in layers for s in layer.states if s.superseded_at is None]
        return sorted({(lon, lat) for lon, lat in shapely.get_coordinates(grounds).tolist()})

    def live(self) -> list[str]:
        states = [state for layer in self.direct.project.layers for state in layer.states]
        return [state.id for state in states if state.superseded_at is None]


def total(found: MapProject, day: Any) -> float:
    """All ground that some state holds at an instant."""
    history = found.history()
    return history.cell_area_km2[history.state_at(day) >= 0].sum()


def in_python(kind: str, said: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """What an act's method takes: states that are all alike one by one, vertices as pairs of points."""
    beside = dict(said)
    states = beside.pop("states") if kind in ("merge", "retract") else []
    if "vertices" in said:
        beside["vertices"] = [(move["from"], move["to"]) for move in said["vertices"]]
    return states, beside


def as_json(value: Any) -> Any:
    return shapely.geometry.mapping(value) if isinstance(value, shapely.Geometry) else value


TestActs = Acts.TestCase
TestActs.settings = settings(
    max_examples=examples(8), stateful_step_count=10, deadline=None, phases=[Phase.explicit, Phase.generate]
)
