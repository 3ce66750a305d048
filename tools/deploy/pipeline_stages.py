"""The stages of a pipeline, read from its file: names and commands in order, and what undoes them."""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from . import places
from .problems import DeployProblem

JENKINSFILE = places.ROOT / "Jenkinsfile"
WORKFLOW = places.ROOT / ".github" / "workflows" / "ci.yaml"
ROLLBACK = "Rollback"
# One word after another of what matters in a Jenkinsfile: a stage, a command, a block of what happens afterwards.
WORDS = re.compile(r"stage\('(?P<stage>[^']+)'\)|\bsh '(?P<command>[^']+)'|\b(?P<undo>unsuccessful)\s*\{")


@dataclass(frozen=True)
class Stage:
    """`command` is empty where the machine of the pipeline does it by itself, as a checkout."""
    name: str
    command: str


def of_jenkinsfile(text: str) -> list[Stage]:
    """Stages that have others in them run nothing themselves and are left out."""
    stages: list[Stage] = []
    name, undoes = "", False
    for found in WORDS.finditer(text):
        if found["stage"]:
            name = found["stage"]
        elif found["undo"]:
            undoes = True
        else:
            stages.append(Stage(ROLLBACK if undoes else name, found["command"]))
            undoes = False
    return stages


def of_workflow(text: str) -> list[Stage]:
    jobs = yaml.safe_load(text)["jobs"]
    if len(jobs) != 1:
        raise DeployProblem("The workflow has more than one job; its stages are no longer one after the other.")
    (job,) = jobs.values()
    return [Stage(step["name"], step.get("run", "").strip()) for step in job["steps"]
            if step["name"] != "Checkout"]


def read_jenkinsfile(path: Path = JENKINSFILE) -> list[Stage]:
    return of_jenkinsfile(path.read_text())


def read_workflow(path: Path = WORKFLOW) -> list[Stage]:
    return of_workflow(path.read_text())
