"""The all-in-one process as a house."""
import json
import signal

from cluster.places import PROGRAM
from cluster.ports import free_ports

from .any_house import AnyHouse, Process
from .databases import of_a_new_house


class EmbeddedHouse(AnyHouse):
    """The all-in-one process: a log under `data` and SQLite files there, or schemas in PostgreSQL (databases.py)."""

    def __init__(self, *options, auth="builtin"):
        super().__init__(*options, auth=auth)
        self.data = self.folder / "data"
        self.databases = of_a_new_house(self.data)
        self.port, self.management_port = free_ports(2)
        self.serve = None

    def keys_folder(self):
        return self.data / "keys"

    def arguments(self):
        return [PROGRAM, "serve", "--data", self.data, "--auth", self.auth, "--port", str(self.port),
                "--management-port", str(self.management_port), *self.payment_arguments(), "--provider-url",
                self.provider_address(), "--public-url", f"http://127.0.0.1:{self.port}",
                "--sample-accounts", "--log-level", "warning", *self.databases.options(), *self.options]

    def start(self):
        self.serve = Process(self.arguments(), self.folder / "serve.log")
        self.wait_for(self.management_port, "/readyz", self.serve)

    def kill(self):
        self.serve.end(signal.SIGKILL)

    def end(self):
        assert self.serve.end() == 0, self.serve.output()[-2000:]

    def clear_away(self):
        if self.serve:
            self.serve.end()
        self.databases.forget()

    def arguments_of_verify(self):
        return ["--data", self.data, *self.databases.options()]

    arguments_of_replay = arguments_of_verify

    def accounts_folder(self):
        return self.data

    def sample_accounts(self):
        path = self.data / "sample-accounts.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def mails(self):
        """The texts of all mails that were sent, with their headers."""
        return [path.read_text(errors="replace") for path in (self.data / "mail").rglob("new/*")]

    def event_log(self):
        """Everything that was published, one JSON object a line; the house may run or not."""
        return self.run("events", "tail", "--data", self.data).stdout

    def logs_of(self, _context):
        return self.serve.output()

    def metrics_of(self, _context):
        """What the process that runs the context says at /metrics; more than one process, one after the other."""
        return self.management().get("/metrics").text

    def rows(self, context, statement):
        """What a context has stored, looked at while it runs or not."""
        return self.databases.run(context, statement)

    def change(self, context, statement):
        """Damages what a context has stored."""
        self.databases.run(context, statement)
