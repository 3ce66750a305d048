"""Runs a command beside real servers that are made for it and thrown away afterwards.

    ./dev cluster servers [--kafka] [--postgres] -- COMMAND...

The command finds them in its environment:

- BOXOFFICE_TEST_KAFKA            host:port of the broker; it has no topics
- BOXOFFICE_TEST_POSTGRES         postgresql://user@host:port of a server whose user may make databases
- BOXOFFICE_TEST_POSTGRES_PASSWORD_FILE   a file with the user's password

The exit code is the command's. When it fails, the folder with the servers' logs is kept and named.
"""
from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Iterator

from .kafka_broker import KafkaBroker
from .postgres_server import ADMINISTRATOR, PostgresServer

THROWAWAY_HEAP_MEBIBYTES = 384


@contextmanager
def throwaway_kafka(folder: Path) -> Iterator[KafkaBroker]:
    """A broker on free ports with nothing in it, which ends with the block."""
    chosen = KafkaBroker.on_free_ports(folder)
    broker = KafkaBroker(folder, chosen.port, chosen.controller_port, THROWAWAY_HEAP_MEBIBYTES)
    process = broker.start(tied=True)
    try:
        broker.wait_until_ready(process)
        yield broker
    finally:
        process.end(signal.SIGKILL)  # its data is thrown away, so it need not write it down


@contextmanager
def throwaway_postgres(folder: Path) -> Iterator[PostgresServer]:
    """A server on a free port with no databases of ours in it, which ends with the block."""
    server = PostgresServer.on_free_ports(folder, durable=False)
    process = server.start(tied=True)
    try:
        server.wait_until_ready(process)
        yield server
    finally:
        process.end(signal.SIGQUIT)  # at once; its data is thrown away


def run_beside(command: list[str], folder: Path, kafka: bool, postgres: bool) -> int:
    environment = dict(os.environ)
    with ExitStack() as servers:
        if kafka:
            environment["BOXOFFICE_TEST_KAFKA"] = servers.enter_context(throwaway_kafka(folder / "kafka")).address
        if postgres:
            server = servers.enter_context(throwaway_postgres(folder / "postgres"))
            environment["BOXOFFICE_TEST_POSTGRES"] = f"postgresql://{ADMINISTRATOR}@127.0.0.1:{server.port}"
            environment["BOXOFFICE_TEST_POSTGRES_PASSWORD_FILE"] = str(server.password_file)
        return subprocess.run(command, env=environment, check=False).returncode


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev cluster servers", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kafka", action="store_true", help="with a Kafka broker")
    parser.add_argument("--postgres", action="store_true", help="with a PostgreSQL server")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="after --: what to run beside them")
    options = parser.parse_args(arguments)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser.error("say which command to run, after --")
    # A command that is ended from outside ends its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="boxoffice-servers-"))
    code = 1
    try:
        code = run_beside(command, folder, options.kafka, options.postgres)
    finally:
        if code == 0:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"The servers' logs are kept in {folder}", file=sys.stderr)
    return code
