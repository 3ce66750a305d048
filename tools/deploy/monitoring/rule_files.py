"""Writes the rules where operators take them: files for Prometheus, and the same as PrometheusRule for its operator."""
from __future__ import annotations

from pathlib import Path
from typing import Iterable

import yaml

from .. import places
from . import causes, objectives, recordings
from .rule import Alert, Group, Recording

FOLDER = places.DEPLOY / "monitoring"
RULES = FOLDER / "prometheus" / "rules"
OPERATOR_RULES = FOLDER / "operator" / "prometheusrule.yaml"
MADE_BY = "# Written by tools/deploy/monitoring: `./dev deploy-check --write` writes it anew; change it there.\n"
# Each file is loaded by itself; those that are read by others come first.
FILES: dict[str, tuple[Group, ...]] = {
    "recordings.yaml": recordings.GROUPS,
    "objectives.yaml": tuple(objectives.groups()),
    "causes.yaml": causes.GROUPS,
}


class Text(str):
    """Written as a block, line by line."""


class Dumper(yaml.SafeDumper):
    """Lists are indented, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def represent(dumper: yaml.SafeDumper, text: Text) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|" if "\n" in text else None)


Dumper.add_representer(Text, represent)


def as_blocks(value: object) -> object:
    if isinstance(value, dict):
        return {name: as_blocks(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_blocks(each) for each in value]
    return Text(value) if isinstance(value, str) else value


def to_yaml(value: object) -> str:
    return yaml.dump(as_blocks(value), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)


def all_groups() -> list[Group]:
    return [group for groups in FILES.values() for group in groups]


def all_rules() -> list[Alert | Recording]:
    return [rule for group in all_groups() for rule in group.rules]


def alerts() -> list[Alert]:
    return [rule for rule in all_rules() if isinstance(rule, Alert)]


def as_document(groups: Iterable[Group]) -> dict[str, object]:
    return {"groups": [group.as_group() for group in groups]}


def prometheus_rule() -> dict[str, object]:
    return {"apiVersion": "monitoring.coreos.com/v1", "kind": "PrometheusRule",
            "metadata": {"name": "boxoffice", "namespace": "boxoffice",
                         "labels": {"app.kubernetes.io/name": "boxoffice", "app.kubernetes.io/part-of": "boxoffice"}},
            "spec": as_document(all_groups())}


def documents() -> dict[Path, str]:
    """Every file with what has to be in it."""
    written = {RULES / name: MADE_BY + to_yaml(as_document(groups)) for name, groups in FILES.items()}
    return written | {OPERATOR_RULES: MADE_BY + to_yaml(prometheus_rule())}
