"""One thing that is looked at. Each module of `./dev deploy-check` that checks something has a list of them, CHECKS."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Check:
    """`run` answers what is wrong, a sentence each; nothing is good. It may raise a ToldProblem when it cannot look."""
    name: str
    run: Callable[[], list[str]]
