"""What the built program says of itself."""
from __future__ import annotations

import functools

from cluster import places
from cluster.front_door import FrontDoor, ask_program

from .problems import DeployProblem


@functools.cache
def told() -> FrontDoor:
    if not places.PROGRAM.exists():
        raise DeployProblem(f"{places.PROGRAM} is not built; ./dev build makes it.")
    return ask_program(places.PROGRAM)
