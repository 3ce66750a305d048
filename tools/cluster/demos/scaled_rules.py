"""The rules that operators use, in a world in which a minute is a second.

Only durations change: windows, how long something must have held, offsets, the age of events, and the few counts that
would need a machine full of them. What is compared with what stays as it is.
"""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION = re.compile(r"\b(\d+)([smhd])\b")
# A range must hold two samples, one each second.
RANGE_SECONDS_MIN = 4
# Seconds and counts that stand in an expression as plain numbers.
PLAIN_NUMBERS = {
    "BoxofficeConsumerLags": ("> 60", "> 1"),
    "BoxofficeOutboxWaits": ("> 60", "> 1"),
    "BoxofficeOutboxFills": ("> 100000", "> 3"),
}


def scaled(text: str, factor: int, least: int) -> str:
    """A duration such as 5m, so many times shorter."""
    return DURATION.sub(lambda found: f"{max(least, int(found[1]) * SECONDS[found[2]] // factor)}s", text)


def scaled_expression(expression: str, factor: int) -> str:
    ranges = re.sub(r"\[[^\]]*\]", lambda found: scaled(found[0], factor, RANGE_SECONDS_MIN), expression)
    return re.sub(r"offset \w+", lambda found: scaled(found[0], factor, 1), ranges)


def scaled_rule(rule: dict[str, Any], factor: int) -> dict[str, Any]:
    changed = dict(rule, expr=scaled_expression(rule["expr"], factor))
    if rule.get("alert") in PLAIN_NUMBERS:
        before, after = PLAIN_NUMBERS[rule["alert"]]
        if before not in changed["expr"]:
            raise ValueError(f"{rule['alert']} has no '{before}' any more")
        changed["expr"] = changed["expr"].replace(before, after)
    if "for" in rule:
        changed["for"] = scaled(rule["for"], factor, 1)
    return changed


def write(source: Path, folder: Path, factor: int) -> None:
    """The rules of `source`, so many times as fast, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in source.glob("*.yaml"):
        told = yaml.safe_load(path.read_text())
        for group in told["groups"]:
            group["interval"] = "1s"
            group["rules"] = [scaled_rule(rule, factor) for rule in group["rules"]]
        (folder / path.name).write_text(json.dumps(told, indent=1))


def fast_alertmanager(source: Path, receiver_port: int) -> dict[str, Any]:
    """The routes and inhibitions that operators use; every receiver is a path of one webhook here, told at once."""
    told = yaml.safe_load(source.read_text())

    def hurry(route: dict[str, Any]) -> None:
        route |= {"group_wait": "0s", "group_interval": "1s"}
        if "repeat_interval" in route:
            route["repeat_interval"] = "1m"
        for each in route.get("routes", []):
            hurry(each)

    hurry(told["route"])
    for receiver in told["receivers"]:
        for webhook in receiver["webhook_configs"]:
            webhook["url"] = f"http://127.0.0.1:{receiver_port}/{receiver['name']}"
            webhook.pop("http_config", None)
    return told
