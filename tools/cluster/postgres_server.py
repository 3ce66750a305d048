"""One PostgreSQL server with its data in a folder, and what is said to it at the start.

PostgreSQL refuses to run as root. Who is root here starts it in a user namespace of its own, where the same files
belong to somebody else; where that is not allowed, as the account that Debian's package made.
"""
from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Sequence

from command_line import ToldProblem

from . import places, ports, processes
from .private_files import read_secret, write_secret

START_SECONDS_MAX = 60.0
COMMAND_SECONDS_MAX = 60.0
CONNECTIONS_MAX = 300
ADMINISTRATOR = "boxoffice_administrator"
SERVER_SETTINGS = {
    "unix_socket_directories": "",
    "max_connections": str(CONNECTIONS_MAX),
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "1000",
    "log_lock_waits": "on",
    "log_line_prefix": "%m [%p] %q%d ",
}
# Of servers that a test throws away: nobody reads their data after a power cut.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresProblem(ToldProblem):
    """PostgreSQL refused; the message has what it said."""


@lru_cache(maxsize=None)
def namespace_words() -> tuple[str, ...]:
    """How a command is started as an ordinary user: nothing to do for one, a user namespace for root."""
    if os.geteuid() != 0:
        return ()
    words = ("/usr/bin/unshare", "--user", "--map-user=1000", "--map-group=1000")
    works = subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
    return words if works else ()


def as_ordinary_user() -> list[str]:
    if os.geteuid() != 0 or namespace_words():
        return list(namespace_words())
    return ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


@dataclass(frozen=True)
class Database:
    """A database and the one role that may enter it."""
    name: str
    role: str
    password: str


@dataclass(frozen=True)
class PostgresServer:
    """`folder` holds data, log and the administrator's password. `durable`: what was committed survives a crash."""
    folder: Path
    port: int
    durable: bool = True
    host: str = ports.HOST
    enter: tuple[str, ...] = ()  # what stands before its command, when it runs on another machine than this

    @classmethod
    def on_free_ports(cls, folder: Path, durable: bool = True) -> PostgresServer:
        return cls(folder, ports.free_ports(1)[0], durable)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def password_file(self) -> Path:
        return self.folder / "administrator.password"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def prepare(self) -> None:
        """Makes the data folder at the first start, with passwords required of everybody."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if (self.data / "PG_VERSION").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        if not self.password_file.exists():
            write_secret(self.password_file, secrets.token_urlsafe(24))
        # initdb reads the password as the ordinary user, so it gets a copy that this user can read.
        given = self.data.with_name("initdb.password")
        write_secret(given, read_secret(self.password_file))
        if os.geteuid() == 0 and not namespace_words():
            owner = pwd.getpwnam("postgres")
            for path in (self.data, given):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        try:
            self.run_program("initdb", "--pgdata", str(self.data), "--username", ADMINISTRATOR, "--encoding", "UTF8",
                             "--locale", "C.UTF-8", "--auth", "scram-sha-256", "--pwfile", str(given), "--no-sync")
        finally:
            given.unlink()
        if self.host != ports.HOST:  # initdb lets in who comes from this machine alone
            with open(self.data / "pg_hba.conf", "a", encoding="ascii") as rules:
                rules.write("host all all samenet scram-sha-256\n")

    def run_program(self, name: str, *arguments: str) -> str:
        """Runs one of PostgreSQL's own programs as the user that the server runs as."""
        done = subprocess.run([*as_ordinary_user(), str(places.POSTGRES_PROGRAMS / name), *arguments], text=True,
                              capture_output=True, check=False, timeout=COMMAND_SECONDS_MAX, cwd="/")
        if done.returncode != 0:
            raise PostgresProblem(f"{name} says: {(done.stdout + done.stderr)[-1500:]}")
        return done.stdout

    def start(self, *, tied: bool = False) -> processes.Started:
        """Starts it without waiting; `wait_until_ready` does that."""
        self.prepare()
        own = {"listen_addresses": self.host, "port": str(self.port)}
        settings = SERVER_SETTINGS | own | ({} if self.durable else FORGETFUL)
        tie = ["/usr/bin/setpriv", "--pdeathsig", "INT"] if tied else []  # after the user has changed, which clears it
        program = str(places.POSTGRES_PROGRAMS / "postgres")
        command = [*self.enter, *as_ordinary_user(), *tie, program, "-D", str(self.data),
                   *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]
        return processes.start("postgres", command, self.log)

    def wait_until_ready(self, process: processes.Started) -> None:
        processes.wait_until_ready(process, self.is_ready, START_SECONDS_MAX)

    def is_ready(self) -> bool:
        done = subprocess.run(["/usr/bin/pg_isready", "--quiet", "--host", self.host, "--port", str(self.port),
                               "--timeout", "1"], check=False)
        return done.returncode == 0

    @staticmethod
    def end(process: processes.Started) -> bool:
        """The fast way: connections are cut, everything committed is written down."""
        return process.end(signal.SIGINT)

    def sql(self, statements: str, database: str = "postgres") -> str:
        """Says statements as the administrator; answers the rows, fields apart by |. Stops at the first refusal."""
        environment = dict(os.environ, PGPASSWORD=read_secret(self.password_file))
        done = subprocess.run(["/usr/bin/psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--host",
                               self.host, "--port", str(self.port), "--username", ADMINISTRATOR, "--dbname", database,
                               "--set", "ON_ERROR_STOP=1"], input=statements, text=True, capture_output=True,
                              check=False, env=environment, timeout=COMMAND_SECONDS_MAX)
        if done.returncode != 0:
            raise PostgresProblem(f"psql says: {done.stderr[-1500:]}")
        return done.stdout.strip()

    def create_databases(self, wanted: Sequence[Database]) -> None:
        """Makes each database that is missing, and a role that alone may enter it; what is there is left as it is.

        Passwords go over standard input, never into a list of arguments that others can read."""
        there = set(self.sql("SELECT 'role ' || rolname FROM pg_roles UNION ALL "
                             "SELECT 'database ' || datname FROM pg_database").splitlines())
        script = []
        for each in wanted:
            quoted = each.password.replace("'", "''")
            if f"role {each.role}" not in there:
                script.append(f"CREATE ROLE \"{each.role}\" LOGIN PASSWORD '{quoted}';")
            if f"database {each.name}" not in there:
                script += [f'CREATE DATABASE "{each.name}" OWNER "{each.role}";',
                           f'REVOKE CONNECT, TEMPORARY ON DATABASE "{each.name}" FROM PUBLIC;']
        if script:
            self.sql("\n".join(script))
