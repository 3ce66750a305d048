"""What is wrong with the Dockerfile and the scripts beside it, as hadolint and shellcheck say it."""
from __future__ import annotations

import json
from pathlib import Path

from . import places, tools
from .check import Check
from .commands import answer_of
from .problems import DeployProblem

DOCKERFILE = places.IMAGE_SOURCE / "Dockerfile"
INSTALL_PACKAGES = places.IMAGE_SOURCE / "install_packages"


def program(name: str) -> Path:
    tools.install(tools.PYTHON)
    return places.PYTHON_PACKAGES / "bin" / name


def lint_dockerfile(path: Path) -> list[str]:
    """Every finding of hadolint, however mild, with its line."""
    told = answer_of([program("hadolint"), "--no-fail", "--format", "json", path])
    if told.returncode != 0:
        raise DeployProblem(f"hadolint could not read {path}: {told.stdout}{told.stderr}")
    return [f"{path.name}:{each['line']} {each['code']} {each['message']}" for each in json.loads(told.stdout)]


def lint_script(path: Path) -> list[str]:
    told = answer_of([program("shellcheck"), "--format", "gcc", path])
    return told.stdout.splitlines() or ([told.stderr] if told.returncode else [])


CHECKS = [
    Check("Dockerfile (hadolint)", lambda: lint_dockerfile(DOCKERFILE)),
    Check("scripts of the image (shellcheck)", lambda: lint_script(INSTALL_PACKAGES)),
]
