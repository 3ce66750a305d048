"""Renders overlays with kubectl's kustomize, as `kubectl apply -k` does."""
from __future__ import annotations

import functools
from pathlib import Path

from . import places, tools
from .commands import run
from .problems import DeployProblem
from .yaml_text import Json, read

# Overlays that people apply.
OVERLAYS = ("dev", "prod", "prod-canary", "embedded")


@functools.cache
def text_of(folder: Path) -> str:
    tools.install(tools.KUBECTL)
    return run(f"Rendering {folder.name}", [places.KUBECTL, "kustomize", folder])


def objects_of(folder: Path) -> list[Json]:
    """Fresh objects at each call, which the caller may change."""
    return read(text_of(folder))


def overlay(name: str) -> Path:
    return places.OVERLAYS / name


def main(arguments: list[str]) -> int:
    """`render OVERLAY`: prints all manifests of an overlay, as `kubectl apply -k` would send them."""
    if len(arguments) != 1 or arguments[0] not in OVERLAYS:
        raise DeployProblem(f"Name one of {', '.join(OVERLAYS)}.")
    print(text_of(overlay(arguments[0])), end="")
    return 0
