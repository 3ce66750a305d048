"""What the front door does with a request: rules, made from what `boxoffice routes` says and from nothing else.

The writers make a configuration of these rules: envoy.py for Envoy beside `./dev cluster`, and whatever stands before
the house elsewhere. None of them knows a path by itself, so they cannot differ.
"""
from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Iterable, Mapping

from command_line import ToldProblem

READING = ("GET", "HEAD", "OPTIONS")
KEY_HEADER = "idempotency-key"
# Longer than the house takes to refuse by itself (limits.answerMs): its own answer says more than a gateway's.
ANSWER_MARGIN_MS = 5_000
PATHS_PER_PATTERN = 3


class Treatment(Enum):
    """How a request is passed on."""
    STREAM = "stream"  # goes on until somebody leaves: no end by the clock; asked again only while nothing was answered
    SAFE = "safe"      # changes nothing: may be asked again of another replica
    KEYED = "keyed"    # carries an Idempotency-Key that its path takes: may be asked again, the effect happens once
    ONCE = "once"      # never asked again


@dataclass(frozen=True)
class Rule:
    """Requests that match go to `context`. Exactly one of `segment` and `pattern` says which paths.

    `segment` is a first segment such as /items, which matches itself and everything below; / matches all.
    `pattern` is a regular expression for whole paths. `methods` empty = any."""
    context: str
    treatment: Treatment
    body_bytes_max: int
    segment: str = ""
    pattern: str = ""
    methods: tuple[str, ...] = ()

    @property
    def needs_key(self) -> bool:
        return self.treatment is Treatment.KEYED

    @property
    def name(self) -> str:
        """For people who read the configuration and its statistics."""
        where = self.segment or "paths"
        return f"{self.context} {where} {self.treatment.value} {'|'.join(self.methods) or 'any'}"

    def matches(self, method: str, path: str, has_key: bool = False) -> bool:
        """Whether a request falls under this rule; the writers must come to the same answer."""
        if self.methods and method not in self.methods:
            return False
        if self.needs_key and not has_key:
            return False
        if self.pattern:
            return re.fullmatch(self.pattern, path) is not None
        return self.segment == "/" or path == self.segment or path.startswith(self.segment + "/")


@dataclass(frozen=True)
class Limits:
    """What the house itself holds to; the door is no wider. Bytes and milliseconds."""
    url_bytes: int
    head_bytes: int
    headers: int
    body_bytes: int
    header_ms: int
    body_ms: int
    idle_ms: int
    answer_ms: int


@dataclass(frozen=True)
class FrontDoor:
    """All rules in the order in which they are asked; the first that matches holds."""
    contexts: tuple[str, ...]
    rules: tuple[Rule, ...]
    limits: Limits
    readiness: str
    metrics: str
    asks: Mapping[str, tuple[str, ...]]
    listens_to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # as source.Event

    def rule_for(self, method: str, path: str, has_key: bool = False) -> Rule:
        for rule in self.rules:
            if rule.matches(method, path, has_key):
                return rule
        raise AssertionError("the last rule matches everything")


class RoutesProblem(ToldProblem):
    """What the program says about its routes cannot be made into a front door."""


def pattern_of(path: str) -> str:
    """/tickets/{id}.ics as a regular expression: {name} is one segment or a part of it, {name...} the rest."""
    parts = re.split(r"(\{[^}]*\})", path)
    return "".join((".*" if part.endswith("...}") else "[^/]+") if part.startswith("{") else re.escape(part)
                   for part in parts)


def together(paths: Iterable[str]) -> list[str]:
    """Expressions for several paths; a few in each, because Envoy takes no long one."""
    single = [pattern_of(path) for path in sorted(set(paths))]
    return ["|".join(single[first:first + PATHS_PER_PATTERN]) for first in range(0, len(single), PATHS_PER_PATTERN)]


def special_rules(context: str, routes: list[Mapping[str, Any]], body_bytes: int) -> list[Rule]:
    """Rules for paths that are treated otherwise than their first segment: streams, keys, bodies of another size."""
    groups: dict[Treatment, dict[tuple[str, int], list[str]]] = {
        treatment: defaultdict(list) for treatment in (Treatment.STREAM, Treatment.KEYED, Treatment.ONCE)}
    for route in routes:
        method, own_body = route["method"], route["bodyBytesMax"]
        if route["isStream"]:
            groups[Treatment.STREAM][method, own_body].append(route["path"])
            continue
        if route["repeat"] == "keyed":
            groups[Treatment.KEYED][method, own_body].append(route["path"])
        if own_body != body_bytes and method not in READING:
            groups[Treatment.ONCE][method, own_body].append(route["path"])
    return [Rule(context, treatment, body, pattern=pattern, methods=(method,))
            for treatment, by_method in groups.items() for (method, body), paths in sorted(by_method.items())
            for pattern in together(paths)]


def segment_rules(context: str, segments: Iterable[str], body_bytes: int) -> list[Rule]:
    rules = []
    for segment in sorted(segments, key=len, reverse=True):
        rules.append(Rule(context, Treatment.SAFE, body_bytes, segment=segment, methods=READING))
        rules.append(Rule(context, Treatment.ONCE, body_bytes, segment=segment))
    return rules


def checked_segments(contexts: list[Mapping[str, Any]]) -> None:
    owners: dict[str, str] = {}
    for context in contexts:
        for segment in context["serves"]:
            if not re.fullmatch(r"/[A-Za-z0-9._-]*", segment):
                raise RoutesProblem(f"{context['name']} serves {segment!r}, which is no first segment")
            if segment in owners:
                raise RoutesProblem(f"{segment} is served by {owners[segment]} and by {context['name']}")
            owners[segment] = context["name"]
    if "/" not in owners:
        raise RoutesProblem("nobody serves /, so some paths would lead nowhere")


def front_door(told: Mapping[str, Any]) -> FrontDoor:
    """Makes the rules of what `boxoffice routes` printed. The context that serves / comes last: it takes the rest."""
    if told.get("version") != 1:
        raise RoutesProblem(f"'boxoffice routes' speaks version {told.get('version')}, this door reads version 1")
    contexts = told["contexts"]
    checked_segments(contexts)
    limits = told["limits"]
    special: list[Rule] = []
    ordinary: list[Rule] = []
    for context in sorted(contexts, key=lambda context: "/" in context["serves"]):
        special += special_rules(context["name"], context["routes"], limits["bodyBytes"])
        ordinary += segment_rules(context["name"], context["serves"], limits["bodyBytes"])
    return FrontDoor(
        contexts=tuple(context["name"] for context in contexts), rules=tuple(special + ordinary),
        limits=Limits(limits["urlBytes"], limits["headBytes"], limits["headers"], limits["bodyBytes"],
                      limits["headerMs"], limits["bodyMs"], limits["idleMs"], limits["answerMs"]),
        readiness=told["management"]["readiness"], metrics=told["management"]["metrics"],
        asks={context["name"]: tuple(context.get("asks", ())) for context in contexts},
        listens_to={context["name"]: tuple(context.get("listensTo", ())) for context in contexts})


def ask_program(program: Path) -> FrontDoor:
    """What the built program itself says."""
    done = subprocess.run([str(program), "routes"], capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 0:
        raise RoutesProblem(f"'{program.name} routes' failed: {(done.stdout + done.stderr)[-500:]}")
    return front_door(json.loads(done.stdout))
