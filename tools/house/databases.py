"""Where a house under test keeps its rows: SQLite files of its own, or schemas of its own in a PostgreSQL server.

`./dev cluster servers --postgres -- tests/acceptance/run` runs the whole suite on PostgreSQL: it names the server in
BOXOFFICE_TEST_POSTGRES.
"""
import json
import os
import pathlib
import sqlite3
import subprocess
import uuid
from contextlib import closing

CONTEXTS = ["musical", "reservation", "payment", "notification", "mypage", "sales", "identity", "gateway"]


class Refused(Exception):
    """The database did not do what it was asked."""


class SqliteFiles:
    """A file for each context in the data directory."""

    def __init__(self, data):
        self.data = pathlib.Path(data)

    def options(self):
        return []

    def run(self, context, statement):
        """Runs one statement beside the house; answers its rows."""
        try:
            with closing(sqlite3.connect(self.data / f"{context}.db", timeout=30)) as database, database:
                return [tuple(row) for row in database.execute(statement)]
        except sqlite3.Error as error:
            raise Refused(str(error)) from error

    def copy_from(self, other):
        """The files are copied with the data directory."""

    def forget(self):
        """The files go with the data directory."""


class PostgresSchemas:
    """A schema for each context in the database `postgres` of a server."""

    def __init__(self, url, password_file):
        self.url = url
        self.password_file = password_file
        self.prefix = "house_" + uuid.uuid4().hex[:12]
        self.psql("".join(f'CREATE SCHEMA "{self.schema(context)}";' for context in CONTEXTS))

    def schema(self, context):
        return f"{self.prefix}_{context}"

    def options(self):
        return ["--database-url", f"{self.url}/postgres?options=-csearch_path%3D{self.schema('{context}')}",
                "--database-password-file", self.password_file]

    def run(self, context, statement):
        if not statement.startswith("SELECT"):
            self.psql(statement, schema=self.schema(context))
            return []
        rows = self.psql(f"SELECT row_to_json(answer) FROM ({statement}) AS answer", schema=self.schema(context))
        return [tuple(json.loads(row).values()) for row in rows.splitlines()]

    def psql(self, statements, schema="public"):
        done = subprocess.run(
            ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1",
             "--dbname", f"{self.url}/postgres"],
            env=self.environment(schema), input=statements, text=True, capture_output=True, check=False, timeout=60)
        if done.returncode != 0:
            raise Refused(done.stderr)
        return done.stdout

    def copy_from(self, other):
        """Takes the place of this house's empty schemas."""
        self.forget()
        for context in CONTEXTS:
            dumped = subprocess.run(["pg_dump", "--schema", other.schema(context), "--dbname", f"{self.url}/postgres"],
                                    env=self.environment(), text=True, capture_output=True, check=True, timeout=60)
            self.psql(dumped.stdout.replace(other.prefix, self.prefix))

    def environment(self, schema="public"):
        return os.environ | {"PGPASSWORD": pathlib.Path(self.password_file).read_text().strip(),
                             "PGOPTIONS": f"-csearch_path={schema}"}

    def forget(self):
        self.psql("SET client_min_messages = warning;" +
                  "".join(f'DROP SCHEMA "{self.schema(context)}" CASCADE;' for context in CONTEXTS))


def of_a_new_house(data):
    url = os.environ.get("BOXOFFICE_TEST_POSTGRES")
    return PostgresSchemas(url, os.environ["BOXOFFICE_TEST_POSTGRES_PASSWORD_FILE"]) if url else SqliteFiles(data)
