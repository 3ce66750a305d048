"""All rules that rendered manifests are held against."""
from __future__ import annotations

from typing import Callable, Iterator

from . import rules_of_mesh, rules_of_network, rules_of_pods, rules_of_values, rules_of_wiring
from .rendered import Overlay

# Yields what is wrong, a sentence each; its docstring says what must hold.
Rule = Callable[[Overlay], Iterator[str]]
ALL: tuple[Rule, ...] = (*rules_of_pods.RULES, *rules_of_wiring.RULES, *rules_of_network.RULES, *rules_of_mesh.RULES,
                         *rules_of_values.RULES)


def name_of(rule: Rule) -> str:
    return rule.__name__.replace("_", " ")


def findings(overlay: Overlay) -> list[str]:
    """What all rules together find, with the rule's name before each."""
    return [f"{name_of(rule)}: {finding}" for rule in ALL for finding in rule(overlay)]
