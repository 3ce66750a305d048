"""Which metrics an expression of PromQL reads."""
from __future__ import annotations

import re

STRING = re.compile(r'"(?:\\.|[^"\\])*"')
# What stands in braces, or behind one of these words in parentheses, are labels.
MATCHERS = re.compile(r"\{[^{}]*\}")
LABEL_LISTS = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)")
RANGES = re.compile(r"\[[^\[\]]*\]|\boffset\s+\w+")
NAME = re.compile(r"(?<![\w:.$])([a-zA-Z_:][\w:]*)(\s*\()?")
WORDS = {"and", "or", "unless", "bool", "by", "without", "on", "ignoring", "group_left", "group_right", "offset", "inf",
         "nan"}


def metrics_of(expression: str) -> set[str]:
    """Names of series; functions, labels and numbers are none. Of a histogram: its parts, as they are asked for."""
    text = expression
    for pattern in (STRING, MATCHERS, LABEL_LISTS, RANGES):
        text = pattern.sub(" ", text)
    return {name for name, is_call in NAME.findall(text) if not is_call and name.lower() not in WORDS}
