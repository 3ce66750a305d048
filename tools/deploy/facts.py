"""What a build is called and when its sources were made: the same for everybody who has the same commit."""
from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from . import places
from .commands import answer_of
from .problems import DeployProblem

LENGTH_OF_A_REVISION = 12
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,62}")  # as registries and Kubernetes' labels both take it


@dataclass(frozen=True)
class Facts:
    """`version` is the tag of the image and the label `version` of whatever runs it; `moment` is in seconds, UTC."""
    version: str
    revision: str
    moment: int

    @property
    def created(self) -> str:
        return datetime.fromtimestamp(self.moment, timezone.utc).strftime(TIME_FORMAT)


def asked_of_git(*words: str) -> str:
    """What git says about the checkout; nothing when this is none."""
    told = answer_of(["git", "-C", places.ROOT, *words])
    return told.stdout.strip() if told.returncode == 0 else ""


def project_version(file: Path = places.ROOT / "CMakeLists.txt") -> str:
    found = re.search(r"^project\(\w+ VERSION ([0-9.]+)", file.read_text(), re.M)
    if not found:
        raise DeployProblem(f"{file} names no version.")
    return found[1]


def gather(version: str = "") -> Facts:
    """The facts of this checkout. SOURCE_DATE_EPOCH wins over the time of the commit; `version`, or BOXOFFICE_VERSION,
    wins over the made one: the project's version and the commit, with -changed when files differ from it."""
    revision = asked_of_git("rev-parse", "HEAD")
    moment = os.environ.get("SOURCE_DATE_EPOCH") or asked_of_git("log", "-1", "--format=%ct") or "0"
    if not moment.isdigit():
        raise DeployProblem(f"SOURCE_DATE_EPOCH is '{moment}'; it is a number of seconds since 1970.")
    made = "-".join(filter(None, (project_version(), revision[:LENGTH_OF_A_REVISION],
                                  "changed" if asked_of_git("status", "--porcelain", "-uno") else "")))
    chosen = version or os.environ.get("BOXOFFICE_VERSION", "") or made
    if not TAG.fullmatch(chosen):
        raise DeployProblem(f"'{chosen}' is no version: letters, digits, '.', '_' and '-', 63 at most.")
    return Facts(chosen, revision or "unknown", int(moment))
