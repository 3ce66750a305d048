"""What a cluster consists of and where its parts listen: plain values, and the files that keep them."""
from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Iterable

from command_line import ToldProblem

from . import places, ports
from .processes import Started

# In the order of the table that people see, and in which their inner doors have their ports.
CONTEXTS = ("musical", "reservation", "payment", "notification", "mypage", "sales", "identity", "gateway")
DEFAULT_PORT = 8080
DEFAULT_PORTS_FROM = 17000
PORTS_WANTED = 100
FRONT_DOOR = 9  # the one port of the hundred that a cluster itself leaves free
PORTS_TO = 32_000
FIRST_SLOT = 20
PORTS_PER_SLOT = 3
REPLICAS_MAX = 9


class ClusterProblem(ToldProblem):
    """Something that the person who typed the command can do something about; the message says what."""


def free_hundred(ports_from: int) -> int:
    """The first of a hundred ports that are free together. Raises ClusterProblem when there are none."""
    for first in range(ports_from, PORTS_TO, PORTS_WANTED):
        if all(ports.is_free(port) for port in range(first, first + PORTS_WANTED)):
            return first
    raise ClusterProblem(f"There are no hundred free ports in a row between {ports_from} and {PORTS_TO}.")


@dataclass(frozen=True)
class Settings:
    """What somebody chose at `up`; kept, so that later commands need not be told again."""
    port: int = DEFAULT_PORT
    ports_from: int = DEFAULT_PORTS_FROM
    replicas: dict[str, int] = field(default_factory=dict)
    auth: str = "builtin"
    payment: str = "sandbox"
    payment_options: tuple[str, ...] = ()  # for the process of payment alone: its provider's keys
    provider_url: str = ""                 # empty = a sandbox provider of the cluster's own
    public_url: str = ""                   # empty = the front door on localhost
    partitions: int = 12
    log_level: str = "info"
    sign_ins_per_second: int = 20
    with_prometheus: bool = True
    with_tracing: bool = False
    serve_options: tuple[str, ...] = ()
    durable: bool = True
    # As long as Envoy needs to see that a replica is leaving: one refused health check is enough. So one that is told
    # to end by somebody else than ./dev cluster loses no request either.
    drain_delay_seconds: int = 2
    program: str = ""                      # empty = the one that was built here; another for a change of builds

    def wanted(self, context: str) -> int:
        return self.replicas.get(context, 1)

    def at(self, offset: int) -> int:
        return self.ports_from + offset

    @property
    def kafka_port(self) -> int:
        return self.at(0)

    @property
    def kafka_controller_port(self) -> int:
        return self.at(1)

    @property
    def postgres_port(self) -> int:
        return self.at(2)

    @property
    def envoy_admin_port(self) -> int:
        return self.at(3)

    @property
    def prometheus_port(self) -> int:
        return self.at(4)

    @property
    def smtp_port(self) -> int:
        return self.at(5)

    @property
    def mail_port(self) -> int:
        return self.at(6)

    @property
    def provider_port(self) -> int:
        return self.at(7)

    @property
    def provider_control_port(self) -> int:
        return self.at(8)

    @property
    def otlp_port(self) -> int:
        return self.at(18)

    @property
    def jaeger_port(self) -> int:
        return self.at(19)

    def inner_port(self, context: str) -> int:
        """Where other processes of the house ask this context, whichever replica answers."""
        return self.at(10 + CONTEXTS.index(context))

    def server_ports(self) -> dict[str, int]:
        """Ports of everything that is not a context, by what it is."""
        named = {"the front door": self.port, "Kafka": self.kafka_port,
                 "Kafka's controller": self.kafka_controller_port, "PostgreSQL": self.postgres_port,
                 "Envoy's administration": self.envoy_admin_port,
                 "the mail sink (SMTP)": self.smtp_port, "the mail sink": self.mail_port}
        if not self.provider_url:
            named |= {"the payment provider": self.provider_port, "the provider's control": self.provider_control_port}
        if self.with_prometheus:
            named["Prometheus"] = self.prometheus_port
        if self.with_tracing:
            named |= {"Jaeger": self.jaeger_port, "Jaeger (OTLP)": self.otlp_port}
        return named | {f"the inner door of {context}": self.inner_port(context) for context in CONTEXTS}

    def slots(self) -> range:
        """The first ports of the places that replicas may take."""
        return range(self.at(FIRST_SLOT), self.at(PORTS_WANTED) - PORTS_PER_SLOT + 1, PORTS_PER_SLOT)


@dataclass(frozen=True)
class Replica:
    """One process of a context. Its number is free again when it has gone; its name is `context-number`."""
    context: str
    number: int
    port: int
    process: Started
    host: str = ports.HOST

    @property
    def name(self) -> str:
        return f"{self.context}-{self.number}"

    @property
    def management_port(self) -> int:
        return self.port + 1

    @property
    def internal_port(self) -> int:
        return self.port + 2


@dataclass
class State:
    """What runs, as far as it was started here. Lives in a file, so that the next command finds it."""
    settings: Settings = field(default_factory=Settings)
    servers: dict[str, Started] = field(default_factory=dict)
    replicas: list[Replica] = field(default_factory=list)

    def of(self, context: str) -> list[Replica]:
        return sorted((each for each in self.replicas if each.context == context), key=lambda each: each.number)

    def processes(self) -> list[Started]:
        return [*self.servers.values(), *(replica.process for replica in self.replicas)]

    def free_number(self, context: str) -> int:
        taken = {replica.number for replica in self.of(context)}
        return next(number for number in range(1, 2 * REPLICAS_MAX + 2) if number not in taken)

    def free_slot(self) -> int:
        """The first ports that neither a replica of ours nor anybody else has.

        Raises ClusterProblem when there are none left."""
        taken = {replica.port for replica in self.replicas}
        for first in self.settings.slots():
            if first not in taken and all(ports.is_free(first + offset) for offset in range(PORTS_PER_SLOT)):
                return first
        raise ClusterProblem(f"All ports from {self.settings.ports_from} to {self.settings.at(PORTS_WANTED) - 1} are "
                             "taken: run fewer replicas, or choose other ports with --ports-from.")


@dataclass(frozen=True)
class Folders:
    """Where a cluster keeps its things; everything is below one folder, which `down` removes."""
    root: Path = places.STATE

    @property
    def state_file(self) -> Path:
        return self.root / "state.json"

    @property
    def lock_file(self) -> Path:
        return self.root.with_name(self.root.name + ".lock")

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def kafka(self) -> Path:
        return self.root / "kafka"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def envoy(self) -> Path:
        return self.root / "envoy"

    @property
    def prometheus(self) -> Path:
        return self.root / "prometheus"

    def data_of(self, name: str) -> Path:
        """What the processes of a context, or the provider, keep in files: hardly anything, and replicas share it."""
        return self.root / "data" / name


def save(folders: Folders, state: State) -> None:
    """Writes the state whole or not at all."""
    text = json.dumps({"settings": asdict(state.settings),
                       "servers": {name: server.as_dict() for name, server in state.servers.items()},
                       "replicas": [asdict(replica) for replica in state.replicas]}, indent=1)
    folders.root.mkdir(parents=True, exist_ok=True)
    fresh = folders.state_file.with_name("state.json.new")
    fresh.write_text(text)
    os.replace(fresh, folders.state_file)


def load(folders: Folders) -> State | None:
    """What was last saved; None when there is no cluster."""
    if not folders.state_file.exists():
        return None
    told = json.loads(folders.state_file.read_text())
    settings = Settings(**{name: tuple(value) if isinstance(value, list) else value
                           for name, value in told["settings"].items()})
    return State(settings, {name: Started(**server) for name, server in told["servers"].items()},
                 [Replica(**(replica | {"process": Started(**replica["process"])})) for replica in told["replicas"]])


def parse_replicas(words: Iterable[str]) -> dict[str, int]:
    """`reservation=3` and `all=2` to numbers. Raises ClusterProblem for what is neither."""
    chosen: dict[str, int] = {}
    for word in (part for text in words for part in text.split(",") if part):
        name, equals, text = word.partition("=")
        if not equals or not text.isdigit() or not 1 <= int(text) <= REPLICAS_MAX:
            raise ClusterProblem(f"'{word}' is no number of replicas: write reservation=3, "
                                 f"between 1 and {REPLICAS_MAX}.")
        if name not in (*CONTEXTS, "all"):
            raise ClusterProblem(f"There is no context '{name}': {', '.join(CONTEXTS)}, or all.")
        chosen |= {context: int(text) for context in CONTEXTS} if name == "all" else {name: int(text)}
    return chosen
