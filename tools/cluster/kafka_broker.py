"""A Kafka broker that is also a controller (KRaft), alone or with others, with its data in a folder."""
from __future__ import annotations

import base64
import secrets
import signal
import socket
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from command_line import ToldProblem

from . import places, ports, processes

START_SECONDS_MAX = 60.0
COMMAND_SECONDS_MAX = 60.0
HEAP_MEBIBYTES = 512
# Nothing is retained for a time: the topic is the history that projections are rebuilt from, and says so itself.
SETTINGS = """\
# Written by ./dev cluster: a broker that is also a controller.
process.roles=broker,controller
node.id={node}
controller.quorum.voters={voters}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
num.partitions=1
default.replication.factor={copies}
min.insync.replicas={copies_with_a_message}
offsets.topic.replication.factor={copies}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={copies_with_a_message}
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
"""


class KafkaProblem(ToldProblem):
    """One of Kafka's own commands refused; the message has what it said."""


@dataclass(frozen=True)
class KafkaBroker:
    """`folder` holds data, settings and log; `port` is where clients connect, `controller_port` its own business.

    `enter`: what stands before its command, when it runs on another machine than this. Of several brokers each has a
    `node` number; `voters` names them all, as NODE@HOST:CONTROLLER_PORT, and `cluster_id` is the same for them."""
    folder: Path
    port: int
    controller_port: int
    heap_mebibytes: int = HEAP_MEBIBYTES
    host: str = ports.HOST
    enter: tuple[str, ...] = ()
    node: int = 1
    voters: tuple[str, ...] = ()
    cluster_id: str = ""

    @classmethod
    def on_free_ports(cls, folder: Path) -> KafkaBroker:
        return cls(folder, *ports.free_ports(2))

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def settings(self) -> Path:
        return self.folder / "server.properties"

    @property
    def log(self) -> Path:
        return self.folder / "kafka.log"

    @staticmethod
    def java(*arguments: str, heap: int) -> list[str]:
        return ["/usr/bin/java", f"-Xms{min(heap, 128)}m", f"-Xmx{heap}m", "-XX:+UseSerialGC", "-Xshare:auto",
                f"-Dlog4j.configuration=file:{places.SOURCE / 'kafka' / 'log4j.properties'}",
                "-cp", f"{places.KAFKA_JARS}/*", *arguments]

    def command(self, *arguments: str) -> str:
        """Runs one of Kafka's command line tools to its end; answers what it printed."""
        words = self.java("-XX:TieredStopAtLevel=1", *arguments, heap=128)  # over before better code would pay
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=COMMAND_SECONDS_MAX)
        if done.returncode != 0:
            raise KafkaProblem(f"{arguments[0]} says: {(done.stdout + done.stderr)[-1500:]}")
        return done.stdout

    def format(self) -> None:
        """Makes an empty data folder; one that was used before is left as it is."""
        data = self.folder / "data"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settings.write_text(self.settings_text(data))
        if (data / "meta.properties").exists():
            return
        self.command("kafka.tools.StorageTool", "format", "-t", self.cluster_id or new_cluster_id(), "-c",
                     str(self.settings))

    def settings_text(self, data: Path) -> str:
        voters = self.voters or (f"{self.node}@{self.host}:{self.controller_port}",)
        return SETTINGS.format(host=self.host, port=self.port, controller_port=self.controller_port, data=data,
                               node=self.node, voters=",".join(voters), copies=len(voters),
                               copies_with_a_message=max(1, len(voters) - 1))

    def start(self, *, tied: bool = False) -> processes.Started:
        """Starts it without waiting; `wait_until_ready` does that."""
        self.format()
        command = self.java("kafka.Kafka", str(self.settings), heap=self.heap_mebibytes)
        return processes.start("kafka", [*self.enter, *command], self.log, tied=tied)

    def wait_until_ready(self, process: processes.Started) -> None:
        processes.wait_until_ready(process, self.is_ready, START_SECONDS_MAX)

    def is_ready(self) -> bool:
        """Whether it answers a question of the protocol: an open port alone is not a broker that serves."""
        try:
            return asks_api_versions(self.host, self.port)
        except OSError:
            return False

    @staticmethod
    def end(process: processes.Started) -> bool:
        """Lets it write down what it has; a broker that was killed needs longer at its next start."""
        return process.end(signal.SIGTERM)

    def create_topic(self, name: str, partitions: int, **settings: str) -> None:
        """Makes the topic if there is none; `settings` are its own, with _ for the dots in their names."""
        words = [word for key, value in settings.items() for word in ("--config", f"{key.replace('_', '.')}={value}")]
        self.command("org.apache.kafka.tools.TopicCommand", "--bootstrap-server", self.address, "--create",
                     "--if-not-exists", "--topic", name, "--partitions", str(partitions), *words)


def new_cluster_id() -> str:
    """As Kafka's own tool makes one. A name that begins with a dash would be read as an option."""
    drawn = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
    return drawn.replace("-", "A", 1) if drawn.startswith("-") else drawn


def asks_api_versions(host: str, port: int) -> bool:
    """Sends the protocol's first request, ApiVersions in its oldest form, and reads whether it was answered."""
    client = b"boxoffice"
    correlation = 7
    request = struct.pack(">hhih", 18, 0, correlation, len(client)) + client
    with socket.create_connection((host, port), timeout=2) as connection:
        connection.settimeout(2)
        connection.sendall(struct.pack(">i", len(request)) + request)
        head = connection.makefile("rb").read(10)
    if len(head) < 10:
        return False
    _, answered, error = struct.unpack(">iih", head)
    return answered == correlation and error == 0
