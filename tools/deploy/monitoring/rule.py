"""Rules of Prometheus as plain values, and how they are written down."""
from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

# Where each alert has a section; relative, because everybody keeps this page elsewhere. Alertmanager's templates may
# put an address before it.
RUNBOOK = "docs/operations.md"


class Severity(Enum):
    """`PAGE` wakes somebody: people cannot buy, or money is at risk. `TICKET` waits for the morning."""
    PAGE = "page"
    TICKET = "ticket"
    NONE = "none"  # the alert that always fires


@dataclass(frozen=True)
class Recording:
    """`name` follows level:metric:operation."""
    name: str
    expression: str
    labels: dict[str, str] = field(default_factory=dict)

    def as_rule(self) -> dict[str, object]:
        rule: dict[str, object] = {"record": self.name, "expr": self.expression}
        return rule | ({"labels": self.labels} if self.labels else {})


@dataclass(frozen=True)
class Alert:
    """Fires when `expression` has held for `held`. `summary` may name labels of the result as {{ $labels.x }}."""
    name: str
    expression: str
    held: str
    severity: Severity
    summary: str
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        return self.name.lower()

    def as_rule(self) -> dict[str, object]:
        rule: dict[str, object] = {"alert": self.name, "expr": self.expression}
        if self.held != "0s":
            rule["for"] = self.held
        return rule | {"labels": {"severity": self.severity.value, **self.labels},
                       "annotations": {"summary": self.summary, "runbook_url": f"{RUNBOOK}#{self.anchor}"}}


@dataclass(frozen=True)
class Group:
    """Rules that are evaluated one after the other, every `interval`."""
    name: str
    rules: tuple[Recording | Alert, ...]
    interval: str = "30s"

    def as_group(self) -> dict[str, object]:
        return {"name": self.name, "interval": self.interval, "rules": [rule.as_rule() for rule in self.rules]}
