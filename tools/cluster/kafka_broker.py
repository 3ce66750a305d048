"""One Kafka broker that is its own controller (KRaft), on 127.0.0.1, with its data in a folder."""
from __future__ import annotations

import base64
import secrets
import signal
import socket
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import places, ports, processes

START_SECONDS_MAX = 60.0
COMMAND_SECONDS_MAX = 60.0
HEAP_MEBIBYTES = 512
# Nothing is retained for a time: the topic is the history that projections are rebuilt from, and says so itself.
SETTINGS = """\
# Written by ./dev cluster: one broker that is also the controller, reachable from this machine alone.
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
num.partitions=1
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
"""


class KafkaProblem(RuntimeError):
    """One of Kafka's own commands refused; the message has what it said."""


@dataclass(frozen=True)
class KafkaBroker:
    """`folder` holds data, settings and log; `port` is where clients connect, `controller_port` its own business."""
    folder: Path
    port: int
    controller_port: int
    heap_mebibytes: int = HEAP_MEBIBYTES

    @classmethod
    def on_free_ports(cls, folder: Path) -> KafkaBroker:
        return cls(folder, *ports.free_ports(2))

    @property
    def address(self) -> str:
        return f"{ports.HOST}:{self.port}"

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
        self.settings.write_text(SETTINGS.format(port=self.port, controller_port=self.controller_port, data=data))
        if (data / "meta.properties").exists():
            return
        identity = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        # A name that begins with a dash would be read as an option.
        identity = identity.replace("-", "A", 1) if identity.startswith("-") else identity
        self.command("kafka.tools.StorageTool", "format", "-t", identity, "-c", str(self.settings))

    def start(self, *, tied: bool = False) -> processes.Started:
        """Starts it without waiting; `wait_until_ready` does that."""
        self.format()
        command = self.java("kafka.Kafka", str(self.settings), heap=self.heap_mebibytes)
        return processes.start("kafka", command, self.log, tied=tied)

    def wait_until_ready(self, process: processes.Started) -> None:
        processes.wait_until_ready(process, self.is_ready, START_SECONDS_MAX)

    def is_ready(self) -> bool:
        """Whether it answers a question of the protocol: an open port alone is not a broker that serves."""
        try:
            return asks_api_versions(self.port)
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


def asks_api_versions(port: int) -> bool:
    """Sends the protocol's first request, ApiVersions in its oldest form, and reads whether it was answered."""
    client = b"boxoffice"
    correlation = 7
    request = struct.pack(">hhih", 18, 0, correlation, len(client)) + client
    with socket.create_connection((ports.HOST, port), timeout=2) as connection:
        connection.settimeout(2)
        connection.sendall(struct.pack(">i", len(request)) + request)
        head = connection.makefile("rb").read(10)
    if len(head) < 10:
        return False
    _, answered, error = struct.unpack(">iih", head)
    return answered == correlation and error == 0
