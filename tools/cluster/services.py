"""How each process of the house is started: its options, its database, its place in the front door."""
from __future__ import annotations

import secrets
from pathlib import Path

from . import places, ports, processes
from .envoy import Door, Endpoint
from .front_door import FrontDoor
from .http_questions import is_answered
from .layout import CONTEXTS, Folders, Replica, Settings, State
from .machines import ThisMachine
from .postgres_server import Database, PostgresServer
from .private_files import read_secret, write_secret

READY_SECONDS_MAX = 120.0
SECRET_BYTES = 32


def kept_secret(path: Path) -> str:
    """The secret in the file, made at the first time."""
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(SECRET_BYTES) + "\n")
    return read_secret(path)


def service_secret(folders: Folders) -> Path:
    path = folders.secrets / "service"
    kept_secret(path)
    return path


def database_name(context: str) -> str:
    return f"boxoffice_{context}"


def database_password(folders: Folders, context: str) -> Path:
    return folders.secrets / f"{context}.password"


def database_url(settings: Settings, role: str, server: str = "") -> str:
    """As the program takes it: it puts the context's name in by itself. `server` is HOST:PORT."""
    server = server or f"{ports.HOST}:{settings.postgres_port}"
    return f"postgresql://{role}@{server}/{database_name('{context}')}"


def make_databases(folders: Folders, server: PostgresServer) -> None:
    """A database for each context, and a role that may enter this one alone."""
    server.create_databases([Database(database_name(context), database_name(context),
                                      kept_secret(database_password(folders, context))) for context in CONTEXTS])


def public_url(settings: Settings) -> str:
    return settings.public_url or f"http://localhost:{settings.port}"


def provider_url(settings: Settings, machines: ThisMachine) -> str:
    return settings.provider_url or f"http://{machines.way_to('provider', settings.provider_port, 'payment')}"


def own_options(context: str, settings: Settings, folders: Folders, machines: ThisMachine) -> list[str | Path]:
    """What only this context is told; the payment provider and its keys are nobody else's business."""
    if context == "payment":
        return ["--provider-url", provider_url(settings, machines), *settings.payment_options]
    if context == "notification":
        return ["--smtp-url", f"smtp://{machines.way_to('mail', settings.smtp_port, context)}"]
    if context == "identity":
        return ["--keys", folders.keys]
    return []


def command(context: str, name: str, port: int, settings: Settings, folders: Folders, door: FrontDoor,
            machines: ThisMachine) -> list[str | Path]:
    def way_to(server: str, port_there: int) -> str:
        return machines.way_to(server, port_there, context)

    host = machines.host_of(name)
    peers = ",".join(f"{asked}=http://{way_to('envoy', settings.inner_port(asked))}"
                     for asked in door.asks.get(context, ()))
    return [*machines.words_to_enter(name), settings.program or places.PROGRAM, "serve", "--contexts", context,
            "--instance", name, "--address", host, "--port", str(port),
            "--management-address", host, "--management-port", str(port + 1),
            "--internal-address", host, "--internal-port", str(port + 2),
            "--service-secret-file", service_secret(folders), "--data", folders.data_of(context),
            "--database-url",
            database_url(settings, database_name(context), way_to("postgres", settings.postgres_port)),
            "--database-password-file", database_password(folders, context),
            "--kafka", way_to("kafka", settings.kafka_port),
            "--auth", settings.auth, "--payment", settings.payment, "--public-url", public_url(settings),
            "--drain-delay-seconds", str(settings.drain_delay_seconds), "--log-level", settings.log_level,
            *(["--peer", peers] if peers else []),
            *(["--otlp-endpoint", f"http://{way_to('jaeger', settings.otlp_port)}"] if settings.with_tracing else []),
            *own_options(context, settings, folders, machines), *settings.serve_options]


def start(context: str, state: State, folders: Folders, door: FrontDoor, machines: ThisMachine) -> Replica:
    """Starts one more replica without waiting; it is in the state from now on."""
    number, port = state.free_number(context), state.free_slot()
    name = f"{context}-{number}"
    folders.data_of(context).mkdir(parents=True, exist_ok=True)
    words = command(context, name, port, state.settings, folders, door, machines)
    # One alone makes the accounts to play with and writes down their passwords: two would share the work.
    if context == "identity" and state.settings.auth == "builtin" and not state.of(context):
        words.append("--sample-accounts")
    process = processes.start(name, words, folders.logs / f"{name}.log")
    replica = Replica(context, number, port, process, machines.host_of(name))
    state.replicas.append(replica)
    return replica


def is_ready(replica: Replica, door: FrontDoor) -> bool:
    return is_answered(replica.management_port, door.readiness, replica.host)


def wait_until_ready(replica: Replica, door: FrontDoor) -> None:
    processes.wait_until_ready(replica.process, lambda: is_ready(replica, door), READY_SECONDS_MAX)


def endpoint(replica: Replica) -> Endpoint:
    return Endpoint(replica.port, replica.management_port, replica.internal_port, replica.host)


def envoy_door(settings: Settings, folders: Folders, front_door: FrontDoor, machines: ThisMachine) -> Door:
    asked = sorted({context for peers in front_door.asks.values() for context in peers})
    return Door(settings.port, settings.envoy_admin_port, folders.envoy, settings.sign_ins_per_second,
                {context: settings.inner_port(context) for context in asked}, machines.host_of("envoy"))
