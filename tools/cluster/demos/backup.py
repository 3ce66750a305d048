"""A backup of PostgreSQL that loses nothing: a base copy, and the log of all that was written, received before any
commit is answered."""
from __future__ import annotations

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .. import places, ports, processes
from ..postgres_server import ADMINISTRATOR, PostgresProblem, PostgresServer, as_ordinary_user
from ..private_files import read_secret
from ..waiting import wait_until

RECEIVER = "boxoffice_backup"  # by this name PostgreSQL knows for whom a commit waits
COPY_SECONDS_MAX = 600.0
START_SECONDS_MAX = 60.0
PARTIAL = ".partial"


@dataclass(frozen=True)
class Backup:
    """`folder` holds the copy and the log behind it; PostgreSQL's own programs write both."""
    server: PostgresServer
    folder: Path

    @property
    def base(self) -> Path:
        return self.folder / "base"

    @property
    def log(self) -> Path:
        return self.folder / "wal"

    @property
    def connection(self) -> str:
        return f"host={ports.HOST} port={self.server.port} user={ADMINISTRATOR} application_name={RECEIVER}"

    @property
    def environment(self) -> dict[str, str]:
        return dict(os.environ, PGPASSWORD=read_secret(self.server.password_file))

    def program(self, name: str) -> list[str]:
        return [*as_ordinary_user(), str(places.POSTGRES_PROGRAMS / name)]

    def receive(self) -> processes.Started:
        """From here on every commit waits until its part of the log is on the disk of the backup."""
        self.log.mkdir(parents=True)
        process = processes.start("pg_receivewal", [
            *self.program("pg_receivewal"), "--directory", str(self.log), "--synchronous", "--dbname", self.connection],
            self.folder / "pg_receivewal.log", environment=self.environment)
        state = f"SELECT state FROM pg_stat_replication WHERE application_name = '{RECEIVER}'"
        if not wait_until(lambda: self.server.sql(state) == "streaming", START_SECONDS_MAX, poll=0.1):
            raise PostgresProblem(f"pg_receivewal does not receive: {process.last_lines()}")
        self.server.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{RECEIVER}'")
        self.server.sql("SELECT pg_reload_conf()")
        synchronous = f"SELECT sync_state FROM pg_stat_replication WHERE application_name = '{RECEIVER}'"
        if not wait_until(lambda: self.server.sql(synchronous) == "sync", START_SECONDS_MAX, poll=0.1):
            raise PostgresProblem("PostgreSQL does not wait for the backup.")
        return process

    def copy(self) -> None:
        """The base copy, made while everybody goes on."""
        done = subprocess.run([*self.program("pg_basebackup"), "--pgdata", str(self.base), "--wal-method", "none",
                               "--no-sync", "--checkpoint", "fast", "--dbname", self.connection], text=True,
                              capture_output=True, check=False, timeout=COPY_SECONDS_MAX, env=self.environment)
        if done.returncode != 0:
            raise PostgresProblem(f"pg_basebackup says: {done.stderr[-1500:]}")

    def bytes(self) -> int:
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def restore(self) -> processes.Started:
        """Copy and log take the place of the lost data; answers the server, which has read the log to its end."""
        shutil.copytree(self.base, self.server.data)
        self.server.data.chmod(0o700)
        (self.server.data / "pg_wal").mkdir(exist_ok=True)
        for path in list(self.log.glob(f"*{PARTIAL}")):  # the segment that was being written when all was lost
            shutil.copy2(path, self.log / path.name.removesuffix(PARTIAL))
        (self.server.data / "postgresql.auto.conf").write_text(
            f"restore_command = 'cp {self.log}/%f %p'\nrecovery_target_timeline = 'latest'\n")
        (self.server.data / "recovery.signal").touch()
        process = self.server.start()
        self.server.wait_until_ready(process)
        if not wait_until(lambda: self.server.sql("SELECT pg_is_in_recovery()") == "f", COPY_SECONDS_MAX, poll=0.1):
            raise PostgresProblem(f"The restored server does not come out of its recovery: {process.last_lines()}")
        return process


def destroy(server: PostgresServer, process: processes.Started) -> None:
    """The machine is gone, and its disk with it."""
    children = [int(line) for line in subprocess.run(
        ["/usr/bin/pgrep", "--parent", str(process.pid)], capture_output=True, text=True, check=False).stdout.split()]
    process.end(signal.SIGKILL)
    for pid in children:
        wait_until(lambda pid=pid: processes.stat_fields(pid) is None, START_SECONDS_MAX)  # they end with their parent
    shutil.rmtree(server.data)
