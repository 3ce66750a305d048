"""YAML as people write it: lists set in below their key, modes in octal, no anchors."""
from __future__ import annotations

from typing import Any, Iterable

import yaml

Json = dict[str, Any]
WIDTH_MAX = 118
# The one in C reads ten times as fast, where it is there.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mode(int):
    """A file's mode."""


class Plain(yaml.SafeDumper):
    """Of the many ways to write YAML, the one that stands in examples."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


def text_as_read(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    """Several lines stand as several lines."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


Plain.add_representer(str, text_as_read)
Plain.add_representer(Mode, lambda dumper, mode: dumper.represent_scalar("tag:yaml.org,2002:int", f"0{mode:o}"))


def to_text(objects: Iterable[Json]) -> str:
    return yaml.dump_all(objects, Dumper=Plain, sort_keys=False, width=WIDTH_MAX, allow_unicode=True,
                         default_flow_style=False)


def read(text: str) -> list[Json]:
    """The objects of a stream of documents; empty ones are left out."""
    return [each for each in yaml.load_all(text, Loader) if each]
