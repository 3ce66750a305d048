"""A cluster as a house: every context in processes of its own, on Kafka, PostgreSQL and Envoy.

Each house has servers, folders and ports of its own, as each all-in-one process has.
"""
import json
import os
import signal
import subprocess
from dataclasses import replace

from cluster import processes
from cluster.cluster import Cluster
from cluster.layout import CONTEXTS, FRONT_DOOR, Folders, Settings, free_hundred
from cluster.postgres_server import ADMINISTRATOR
from cluster.progress import Progress
from cluster.services import database_name, database_url

from .any_house import AnyHouse
from .client import Client, wait_until

REPLICAS = int(os.environ.get("BOXOFFICE_REPLICAS", "1"))
PORTS_FROM = 21_000
TOPIC = "musicalreservation"


class ClusterHouse(AnyHouse):
    """Every context in as many processes. A kill ends all of them at once; the servers live on.

    `durable`: PostgreSQL waits for its disk, which a test that ends no machine does without. It takes the first hundred
    ports that are free from `ports_from`, or BOXOFFICE_CLUSTER_PORTS_FROM, on."""

    def __init__(self, *options, auth="builtin", replicas=REPLICAS, durable=False, ports_from=None):
        super().__init__(*options, auth=auth)
        self.replicas, self.durable = replicas, durable
        self.ports_from = free_hundred(ports_from or int(os.environ.get("BOXOFFICE_CLUSTER_PORTS_FROM", PORTS_FROM)))
        self.port = self.ports_from + FRONT_DOOR
        self.folders = Folders(self.folder / "cluster")
        self.cluster = Cluster(self.folders, Progress(quiet=True))

    @property
    def management_port(self):
        return self.cluster.state.of("gateway")[0].management_port

    def settings(self):
        payment, *secrets = self.payment_arguments()[1:]
        return Settings(port=self.port, ports_from=self.ports_from, replicas={each: self.replicas for each in CONTEXTS},
                        auth=self.auth, payment=payment, payment_options=tuple(map(str, secrets)),
                        provider_url=self.provider_address(), public_url=f"http://127.0.0.1:{self.port}",
                        log_level="warning", sign_ins_per_second=100_000, with_prometheus=False, durable=self.durable,
                        drain_delay_seconds=0,
                        serve_options=tuple(map(str, self.options)))

    def start(self):
        """Starts whatever is missing; more of a context that a test has asked for stay as they are."""
        settings, now = self.settings(), self.cluster.settings
        fewest = {context: max(settings.wanted(context), now.wanted(context)) for context in CONTEXTS}
        self.cluster.up(replace(settings, replicas=fewest))

    def kill(self):
        killed = [replica.process for replica in self.cluster.state.replicas]
        for process in killed:
            process.send(signal.SIGKILL)
        for process in killed:
            process.end(signal.SIGKILL)
        self.cluster.forget_the_gone()

    def kill_one(self, context, every=False):
        """Kills a replica of the context, or every one; `start` brings them back."""
        for replica in self.cluster.state.of(context)[:None if every else 1]:
            replica.process.end(signal.SIGKILL)
        self.cluster.forget_the_gone()

    def end(self):
        """As an operator would who waits for a quiet moment: what is under way between processes arrives first."""
        wait_until(self.is_quiet, seconds=60)
        self.end_processes()

    def front_door(self):
        return self.cluster.front_door

    def end_processes(self):
        """Every process is told to end, and each must do so by itself and without complaint."""
        running = [replica.process for replica in self.cluster.state.replicas]
        self.cluster.end_all(running)
        codes = {process.name: processes.exit_codes.get(process.pid) for process in running}
        assert set(codes.values()) == {0}, codes
        self.cluster.forget_the_gone()

    def clear_away(self):
        self.cluster.down(keep_data=True)

    # ---- what it stored

    def arguments_of_verify(self):
        """Who may look into every database; what was published is in their outboxes and inboxes."""
        return ["--database-url", database_url(self.cluster.settings, ADMINISTRATOR), "--database-password-file",
                str(self.cluster.postgres.password_file), "--data", self.folder / "verify"]

    def arguments_of_replay(self):
        return self.arguments_of_verify()

    def rows(self, context, statement):
        """As JSON, which tells numbers from texts that look like some."""
        told = self.cluster.postgres.sql(f"SELECT row_to_json(found) FROM ({statement}) AS found",
                                         database_name(context))
        return [tuple(json.loads(line).values()) for line in told.splitlines()]

    def change(self, context, statement):
        self.cluster.postgres.sql(statement, database_name(context))

    def event_log(self):
        """What any reader of the topic sees, in the shape of `boxoffice events tail`."""
        told = subprocess.run(["/usr/bin/kcat", "-C", "-b", self.cluster.kafka.address, "-t", TOPIC, "-e", "-q", "-J"],
                              capture_output=True, text=True, check=True, timeout=60).stdout
        return "\n".join(self.event_line(json.loads(line)) for line in told.splitlines())

    @staticmethod
    def event_line(message):
        headers = dict(zip(message["headers"][::2], message["headers"][1::2]))
        traced = {name: headers[name] for name in ("traceparent",) if name in headers}
        return json.dumps({"type": headers["type"], "key": message["key"], **traced,
                           "data": json.loads(message["payload"])},
                          separators=(",", ":"), ensure_ascii=False)

    # ---- what it wrote

    def accounts_folder(self):
        return self.folders.data_of("identity")

    def keys_folder(self):
        return self.folders.keys

    def sample_accounts(self):
        path = self.accounts_folder() / "sample-accounts.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def mails(self):
        messages = Client(self.cluster.settings.mail_port).get("/").json
        return [f"To: {', '.join(each['to'])}\nSubject: {each['subject']}\n\n{each['text']}" for each in messages]

    def logs_of(self, context):
        return "".join(path.read_text(errors="replace") for path in self.folders.logs.glob(f"{context}-*.log"))

    def metrics_of(self, context):
        return "\n".join(Client(replica.management_port).get("/metrics").text
                         for replica in self.cluster.state.of(context))
