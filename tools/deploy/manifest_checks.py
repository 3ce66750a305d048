"""The checks of ./dev deploy-check that look at the manifests for Kubernetes."""
from __future__ import annotations

from typing import Callable

from . import files, house, places, render, rules
from .check import Check
from .rendered import Overlay


def overlay(name: str) -> Overlay:
    return Overlay(name, render.objects_of(render.overlay(name)), house.told())


def in_all_overlays(rule: rules.Rule) -> Callable[[], list[str]]:
    return lambda: [f"{name}: {finding}" for name in render.OVERLAYS for finding in rule(overlay(name))]


def outdated() -> list[str]:
    return [f"{path.relative_to(places.ROOT)} is not what the program says: ./dev deploy-check --write writes it anew"
            for path in files.differences(house.told())]


CHECKS = [
    Check("manifests: written of what the program says", outdated),
    *(Check(f"manifests: {rules.name_of(rule)}", in_all_overlays(rule)) for rule in rules.ALL),
]
