"""Starts, changes and ends a cluster. Every step is written down before the next, so that it can be taken up again."""
from __future__ import annotations

import fcntl
import shutil
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Iterator

from . import envoy, envoy_process, jaeger, places, ports, processes, prometheus, services
from .front_door import FrontDoor, ask_program
from .http_questions import is_answered
from .kafka_broker import KafkaBroker
from .layout import CONTEXTS, ClusterProblem, Folders, Replica, Settings, State, load, save
from .machines import ThisMachine
from .postgres_server import PostgresServer
from .progress import Progress
from .waiting import wait_until

SERVER_SECONDS_MAX = 30.0
ENVOY_NOTICES_SECONDS_MAX = 30.0
# Longer than a process's own --drain-delay-seconds and --drain-seconds together.
REPLICA_END_SECONDS_MAX = 40.0
# Those that stand on others end first.
SERVERS_AS_THEY_END = ("envoy", "prometheus", "jaeger", "mail", "provider", "kafka", "postgres")


class Cluster:
    """One cluster in one folder. Use `locked` around what changes it: two commands at once would undo each other.

    `machines`: where its processes run; all on this one unless told."""

    def __init__(self, folders: Folders, progress: Progress, machines: ThisMachine | None = None) -> None:
        self.folders = folders
        self.progress = progress
        self.machines = machines or ThisMachine()
        self.state = load(folders) or State()
        self._front_door: FrontDoor | None = None

    @property
    def settings(self) -> Settings:
        return self.state.settings

    @property
    def front_door(self) -> FrontDoor:
        """What the program says about its routes; asked once."""
        if self._front_door is None:
            if not places.PROGRAM.exists():
                raise ClusterProblem("There is no build/release/bin/boxoffice; ./dev build makes it.")
            self._front_door = ask_program(places.PROGRAM)
        return self._front_door

    @property
    def door(self) -> envoy.Door:
        return services.envoy_door(self.settings, self.folders, self.front_door, self.machines)

    @property
    def kafka(self) -> KafkaBroker:
        return KafkaBroker(self.folders.kafka, self.settings.kafka_port, self.settings.kafka_controller_port,
                           host=self.machines.host_of("kafka"), enter=self.machines.words_to_enter("kafka"))

    @property
    def postgres(self) -> PostgresServer:
        return PostgresServer(self.folders.postgres, self.settings.postgres_port, self.settings.durable,
                              self.machines.host_of("postgres"), self.machines.words_to_enter("postgres"))

    def exists(self) -> bool:
        return self.folders.state_file.exists()

    def save(self) -> None:
        save(self.folders, self.state)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else changes this cluster meanwhile. Raises ClusterProblem when somebody does already."""
        self.folders.lock_file.parent.mkdir(parents=True, exist_ok=True)
        with open(self.folders.lock_file, "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise ClusterProblem("Another ./dev cluster is changing this cluster right now.") from None
            self.state = load(self.folders) or self.state
            yield

    # ---- up

    def up(self, settings: Settings) -> None:
        """Starts whatever is missing of what `settings` want, and waits until it serves.

        When a part does not start, what this call has started is left for a look; `down` ends it."""
        self.forget_the_gone()
        chosen = settings if not self.state.processes() else self.settings
        self.state.settings = replace(chosen, replicas=self.settings.replicas | settings.replicas)
        self.check_ports()
        self.save()
        self.start_servers()
        self.start_replicas()
        self.open_door()

    def forget_the_gone(self) -> None:
        self.state.servers = {name: server for name, server in self.state.servers.items() if server.is_alive()}
        self.state.replicas = [replica for replica in self.state.replicas if replica.process.is_alive()]

    def check_ports(self) -> None:
        """Says which port is taken by somebody else, before anything is started there."""
        if self.state.servers:
            return
        taken = [f"{port} ({what})" for what, port in self.settings.server_ports().items() if not ports.is_free(port)]
        if taken:
            raise ClusterProblem(
                f"Somebody else listens on {', '.join(taken)}. End that, or choose other ports: --port for the front "
                f"door, --ports-from for everything behind it (a hundred ports from there).")

    def start_servers(self) -> None:
        with ThreadPoolExecutor() as both:  # each needs seconds for an empty folder of its own
            list(both.map(lambda prepare: prepare(), (self.kafka.format, self.postgres.prepare)))
        kafka, postgres, mail = (self.start_server(name) for name in ("kafka", "postgres", "mail"))
        provider = None if self.settings.provider_url else self.start_server("provider")
        if self.settings.with_tracing:
            with self.progress.step("Jaeger"):
                jaeger.wait_until_ready(self.settings, self.start_server("jaeger"))
        self.write_configurations()
        envoy_server = self.start_server("envoy")
        if self.settings.with_prometheus:
            self.start_server("prometheus")
        with self.progress.step("PostgreSQL, a database for each context"):
            self.postgres.wait_until_ready(postgres)
            services.make_databases(self.folders, self.postgres)
        with self.progress.step(f"{'the payment provider and ' if provider else ''}the mail sink"):
            if provider:
                self.wait_for_server(provider, self.settings.provider_control_port, "/control/faults")
            self.wait_for_server(mail, self.settings.mail_port, "/healthz")
        with self.progress.step("Kafka and Envoy"):
            self.kafka.wait_until_ready(kafka)
            envoy_process.wait_until_ready(self.door, envoy_server)

    def start_server(self, name: str) -> processes.Started:
        """Starts the server unless it runs, and writes down that it does."""
        if name not in self.state.servers:
            self.state.servers[name] = getattr(self, f"start_{name}")()
            self.save()
        return self.state.servers[name]

    def start_kafka(self) -> processes.Started:
        return self.kafka.start()

    def start_postgres(self) -> processes.Started:
        return self.postgres.start()

    def start_provider(self) -> processes.Started:
        settings = self.settings
        return processes.start("provider", [
            *self.machines.words_to_enter("provider"), places.PROGRAM, "sandbox-provider", "--data",
            self.folders.data_of("provider"), "--address", self.machines.host_of("provider"), "--port",
            str(settings.provider_port), "--control-port", str(settings.provider_control_port)],
            self.folders.logs / "provider.log")

    def start_mail(self) -> processes.Started:
        return processes.start("mail", [*self.machines.words_to_enter("mail"), sys.executable,
                                        places.SOURCE / "mail_sink.py", self.machines.host_of("mail"),
                                        str(self.settings.smtp_port), str(self.settings.mail_port)],
                               self.folders.logs / "mail.log",
                               environment={"PYTHONPATH": str(places.PYTHON_PACKAGES), "PYTHONDONTWRITEBYTECODE": "1"})

    def start_prometheus(self) -> processes.Started:
        return prometheus.start(self.folders.prometheus, self.settings, self.folders.logs / "prometheus.log")

    def start_jaeger(self) -> processes.Started:
        return jaeger.start(self.settings, self.folders.logs / "jaeger.log")

    def start_envoy(self) -> processes.Started:
        return envoy_process.start(self.door, enter=self.machines.words_to_enter("envoy"))

    def wait_for_server(self, server: processes.Started, port: int, path: str) -> None:
        host = self.machines.host_of(server.name)
        processes.wait_until_ready(server, lambda: is_answered(port, path, host), SERVER_SECONDS_MAX)

    def write_configurations(self) -> None:
        envoy.write_configuration(self.front_door, self.door)
        if self.settings.with_prometheus:
            prometheus.write_configuration(self.folders.prometheus, self.settings, self.front_door.metrics)
        self.write_places()

    def start_replicas(self) -> None:
        fresh = [self.start_replica(context) for context in CONTEXTS
                 for _ in range(self.settings.wanted(context) - len(self.state.of(context)))]
        # Some are ready only when they can ask others, through Envoy, which sends nobody to who is not ready.
        self.write_places()
        for context in CONTEXTS:
            started = [replica for replica in fresh if replica.context == context]
            if started:
                with self.progress.step(f"{context}{f' ({len(started)} replicas)' if len(started) > 1 else ''}"):
                    for replica in started:
                        services.wait_until_ready(replica, self.front_door)

    def start_replica(self, context: str) -> Replica:
        replica = services.start(context, self.state, self.folders, self.front_door, self.machines)
        self.save()
        return replica

    def open_door(self) -> None:
        with self.progress.step("the front door"):
            for context in CONTEXTS:
                self.wait_until_door_sends_to(context, self.state.of(context))
        if self.settings.with_prometheus:
            with self.progress.step("Prometheus"):
                prometheus.wait_until_ready(self.settings, self.state.servers["prometheus"])

    # ---- where replicas are

    def write_places(self, leaving: Replica | None = None) -> None:
        """Tells the front door and Prometheus where the replicas are; one that is about to leave is left out."""
        staying = [replica for replica in self.state.replicas if replica != leaving]
        for context in CONTEXTS:
            envoy.write_endpoints(self.door, context, [services.endpoint(replica) for replica in staying
                                                       if replica.context == context])
        if self.settings.with_prometheus:
            prometheus.write_targets(self.folders.prometheus, staying)

    def wait_until_door_sends_to(self, context: str, replicas: list[Replica]) -> None:
        """Until the front door, and the inner one, give requests to exactly these replicas."""
        outer = {replica.port for replica in replicas}
        inner = {replica.internal_port for replica in replicas}

        def has_noticed() -> bool:
            if envoy_process.sends_to(self.door, context) != outer:
                return False
            return context not in self.door.inner_ports or envoy_process.sends_to(
                self.door, envoy.inner_cluster(context)) == inner

        if not wait_until(has_noticed, ENVOY_NOTICES_SECONDS_MAX):
            raise ClusterProblem(f"The front door does not send requests to {context} "
                                 f"({', '.join(replica.name for replica in replicas)}) as it should; "
                                 f"./dev cluster logs envoy may say why.")

    # ---- more, fewer, new ones

    def add(self, context: str) -> Replica:
        """One more replica, which serves when this returns."""
        replica = self.start_replica(context)
        services.wait_until_ready(replica, self.front_door)
        self.write_places()
        self.wait_until_door_sends_to(context, self.state.of(context))
        return replica

    def remove(self, replica: Replica) -> None:
        """Takes a replica away without losing a request: first nobody sends it any, then it ends."""
        self.write_places(leaving=replica)
        if replica.process.is_alive():
            others = [each for each in self.state.of(replica.context) if each != replica and each.process.is_alive()]
            self.wait_until_door_sends_to(replica.context, others)
        replica.process.end(seconds=REPLICA_END_SECONDS_MAX)
        self.state.replicas.remove(replica)
        self.save()

    def scale(self, wanted: dict[str, int]) -> None:
        self.forget_the_gone()
        self.state.settings = replace(self.settings, replicas=self.settings.replicas | wanted)
        self.save()
        for context, count in wanted.items():
            while len(self.state.of(context)) < count:
                with self.progress.step(f"one more of {context}"):
                    self.add(context)
            while len(self.state.of(context)) > count:
                replica = self.state.of(context)[-1]
                with self.progress.step(f"{replica.name} leaves"):
                    self.remove(replica)

    def restart_rolling(self, contexts: list[str]) -> None:
        """For each replica a new one, which serves before the old one leaves."""
        for context in contexts:
            for replica in self.state.of(context):
                with self.progress.step(f"{replica.name} is replaced"):
                    self.add(context)
                    self.remove(replica)

    def restart_abruptly(self, contexts: list[str]) -> None:
        """Ends each replica before a new one starts, and tells nobody before: people see it."""
        for context in contexts:
            for replica in self.state.of(context):
                with self.progress.step(f"{replica.name} is ended and started again"):
                    replica.process.end(signal.SIGKILL)
                    self.state.replicas.remove(replica)
                    self.add(context)

    # ---- down

    def down(self, keep_data: bool = False) -> None:
        """Ends what was started, the house before what it stands on, and removes the folder unless told otherwise."""
        replicas, servers = list(self.state.replicas), self.state.servers
        alive = [replica.process for replica in replicas if replica.process.is_alive()]
        if alive:
            with self.progress.step(f"{len(alive)} processes of the house end"):
                self.end_all(alive)
        for name in SERVERS_AS_THEY_END:
            if name in servers and servers[name].is_alive():
                with self.progress.step(f"{name} ends"):
                    self.end_server(name, servers[name])
        self.state = State(self.settings)
        if keep_data:
            self.save()
        else:
            shutil.rmtree(self.folders.root, ignore_errors=True)
        self.folders.lock_file.unlink(missing_ok=True)

    @staticmethod
    def end_all(running: list[processes.Started]) -> None:
        """All are told first, then each is waited for."""
        for process in running:
            process.send(signal.SIGTERM)
            process.send(signal.SIGCONT)
        for process in running:
            process.end(seconds=REPLICA_END_SECONDS_MAX)

    @staticmethod
    def end_server(name: str, server: processes.Started) -> None:
        if name == "postgres":
            PostgresServer.end(server)
        else:
            server.end()

    # ---- by name

    def named(self, name: str) -> list[processes.Started]:
        """The processes that a name means: a server, a replica or all replicas of a context."""
        if name in self.state.servers:
            return [self.state.servers[name]]
        found = [replica.process for replica in self.state.replicas if name in (replica.name, replica.context)]
        if not found:
            known = [*self.state.servers, *(replica.name for replica in self.state.replicas)]
            raise ClusterProblem(f"There is no '{name}' here: {', '.join(known) or 'nothing runs'}.")
        return found

    def log_files(self, name: str | None) -> list[Path]:
        """Logs of one name, or of everything."""
        running = self.named(name) if name else self.state.processes()
        return [Path(process.log) for process in running]
