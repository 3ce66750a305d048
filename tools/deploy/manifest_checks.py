"""The checks of ./dev deploy-check that look at the manifests for Kubernetes."""
from __future__ import annotations

from typing import Callable

from . import files, house, places, render, rules
from .check import Check
from .rendered import Overlay


FINDINGS_SHOWN = 8   # of a rule in an overlay


def overlay(name: str) -> Overlay:
    return Overlay(name, render.objects_of(render.overlay(name)), house.told())


def first_of(findings: list[str]) -> list[str]:
    """One slip in the routes shows in many requests; the first ones say it."""
    more = len(findings) - FINDINGS_SHOWN
    return findings[:FINDINGS_SHOWN] + ([f"and {more} more like these"] if more > 0 else [])


def in_all_overlays(rule: rules.Rule) -> Callable[[], list[str]]:
    return lambda: [f"{name}: {finding}" for name in render.OVERLAYS for finding in first_of(list(rule(overlay(name))))]


def outdated() -> list[str]:
    return [f"{path.relative_to(places.ROOT)} is not what the program says: ./dev deploy-check --write writes it anew"
            for path in files.differences(house.told())]


CHECKS = [
    Check("manifests: written of what the program says", outdated),
    *(Check(f"manifests: {rules.name_of(rule)}", in_all_overlays(rule)) for rule in rules.ALL),
]
