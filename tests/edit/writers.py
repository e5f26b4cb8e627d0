"""Processes that edit the valley: for tests that kill them, or let two of them edit at once."""

import math
import random
from pathlib import Path

import numpy as np
import shapely

from controlmap.edit import Control, ground_of, rebased, transfer
from controlmap.errors import InputError
from controlmap.model import Note, Project
from controlmap.store import open_project, waiting
from tests.kills import FORK


def start(target, *arguments):
    writer = FORK.Process(target=target, args=arguments)
    writer.start()
    return writer


def random_ground(project: Project, chance: random.Random) -> shapely.Geometry:
    """A random quadrangle, about as large as a square of the chequered map."""
    west, south, east, north = shapely.total_bounds([s.geometry for s in project.layers[0].states])
    x, y, size = chance.uniform(west, east), chance.uniform(south, north), (east - west) / 24
    corners = [(x + chance.uniform(-size, size), y + chance.uniform(-size, size)) for _ in range(4)]
    return ground_of(project, shapely.convex_hull(shapely.MultiPoint(corners)))


def random_transfer(project: Project, chance: random.Random, ground: shapely.Geometry | None = None):
    """A transfer of a random quadrangle, or of some ground, to a random actor."""
    ground = random_ground(project, chance) if ground is None else ground
    actors = [actor.id for actor in project.settings.actors]
    on = project.layers[0].states[0].valid_from + np.timedelta64(chance.choice((5, 14, 24)), "D")
    control = Control(chance.choice(actors), sources=tuple(project.sources))
    return transfer(project, ground, control, on=on)


def edit_often(folder: Path, name: str, count: int) -> None:
    """Make that many edits, each on what is there then, however long the other writer takes for his."""
    chance = random.Random(name)
    with waiting(math.inf):
        project, done = open_project(folder), 0
        while done < count:
            try:
                project, _ = rebased(
                    project, lambda now: (random_transfer(now, chance), Note("transfer", who=name))
                )
                done += 1
            except InputError:
                continue  # the ground was his already
