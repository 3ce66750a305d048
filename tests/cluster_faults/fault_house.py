"""A cluster whose every process has a machine of its own on a switch, with what a fault needs at hand."""
import os
import re
import signal
import time
from dataclasses import replace
from pathlib import Path

import house
from cluster import services
from cluster.cluster import Cluster
from cluster.layout import Settings
from cluster.postgres_server import ADMINISTRATOR
from cluster.progress import Progress
from house import cluster_house

from chaos_proxy import Proxies
from topic import committed_offsets, messages_of

TOPIC = cluster_house.TOPIC
START_SECONDS_MAX = 60
SETTLE_SECONDS_MAX = 120.0
POLL_SECONDS = 0.2
# Half of what a house has by default and the least that a broker takes, so that a fault need not last long to be one.
SESSION_SECONDS = 6
KAFKA_PROPERTIES = f"session.timeout.ms={1000 * SESSION_SECONDS}\nheartbeat.interval.ms=1500\n"
REPLICAS = {"musical": 2, "reservation": 2, "payment": 2}
# Those in which a purchase does not rest: something is still to come.
UNSETTLED = ("Placed", "Held", "Locking", "Paying", "Selling", "CancelRequested", "Abandoned", "Refunding", "Canceling",
             "Reseating", "NeedsAttention")


def is_worked_in(folder):
    """Whether some process is at home in the folder. PostgreSQL's own processes outlive a killed server by a moment."""
    for path in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if os.readlink(path) == str(folder):
                return True
        except OSError:
            pass  # it has gone
    return False


def sum_of(metrics, metric, labels):
    """What all lines of a counter with these labels add up to."""
    wanted = [f'{name}="{value}"' for name, value in labels.items()]
    lines = [line for line in metrics.splitlines()
             if re.match(metric + r"[{ ]", line) and all(each in line for each in wanted)]
    return sum(int(float(line.rpartition(" ")[2])) for line in lines)


class FaultHouse(cluster_house.ClusterHouse):
    """Two processes of each context of a purchase, one of the others; servers, links and mails can be meddled with.

    The provider and the mail sink are reached through proxies of the tests (chaos_proxy.py)."""

    cluster_type = Cluster

    def __init__(self, switch, program=None):
        # PostgreSQL is killed too: it must not have said yes to what it had not written down.
        super().__init__(durable=True)
        self.switch = switch
        self.program = program
        self.proxies = Proxies(switch.own_address)
        self.detours = {}  # (server, context that asks) to a proxy of the tests
        self.cluster = self.cluster_type(self.folders, Progress(quiet=True), self)
        self.properties = self.folder / "kafka.properties"
        self.properties.write_text(KAFKA_PROPERTIES)

    # ---- where things are, as tools/cluster asks for it

    def host_of(self, name):
        return self.switch.host_of(name)

    def words_to_enter(self, name):
        return self.switch.words_to_enter(name)

    def way_to(self, server, port, asking):
        if server == "mail":
            return f"127.0.0.1:{port}"
        proxy = self.detours.get((server, asking))
        return f"{self.switch.own_address}:{proxy.port}" if proxy else f"{self.switch.host_of(server)}:{port}"

    # ---- beginning and end

    def settings(self):
        address = self.host_of("envoy")
        return replace(super().settings(), replicas=dict(REPLICAS), log_level="info",
                       public_url=f"http://{address}:{self.port}",
                       serve_options=("--kafka-properties", str(self.properties)))

    def start(self):
        if not self.proxies.are_open:
            self.open_proxies()
        self.cluster.up(self.settings())

    def open_proxies(self):
        """Mail goes unencrypted to a neighbour alone, so the mail server seems to be on notification's own machines."""
        self.proxies.open()
        self.proxies.add("provider", ("127.0.0.1", self.provider_port))
        smtp_port = Settings(ports_from=self.ports_from).smtp_port
        self.proxies.add("mail", (self.host_of("mail"), smtp_port), [
            self.switch.listen(f"notification-{number}", smtp_port) for number in (1, 2)])

    def provider_address(self):
        return f"http://{self.switch.own_address}:{self.proxies.provider.port}"

    def clear_away(self):
        super().clear_away()
        self.proxies.close()

    # ---- people and numbers

    def client(self, token=None):
        return house.Client(self.port, token, self.host_of("envoy"))

    def mails(self):
        return house.Client(self.cluster.settings.mail_port, host=self.host_of("mail")).get("/").json

    def metrics_of(self, context):
        return "\n".join(map(self.metrics_of_one, self.running(context)))

    def metrics_of_one(self, replica):
        return house.Client(replica.management_port, host=replica.host).get("/metrics").text

    def count(self, context, metric, **labels):
        """The sum of a counter over the context's processes that run and answer."""
        return sum_of(self.metrics_of(context), metric, labels)

    def replica_at_work(self, context):
        """The one that takes the events of what the crowd buys: those of one performance are in one partition."""
        def taken():
            return {replica.name: sum_of(self.metrics_of_one(replica), "boxoffice_events_total", {})
                    for replica in self.running(context)}

        before = taken()
        busy = house.wait_until(lambda: [name for name, now in taken().items() if now > before.get(name, 0)],
                                START_SECONDS_MAX)
        return next(replica for replica in self.running(context) if replica.name == busy[0])

    def dropped(self, *contexts):
        """Events that came again and were seen to be repetitions."""
        return sum(self.count(context, "boxoffice_events_total", outcome="dropped") for context in contexts)

    def said(self, context, words):
        """How often the processes of a context have written a sentence to their logs."""
        return self.logs_of(context).count(words)

    def arguments_of_verify(self):
        settings = self.cluster.settings
        server = f"{self.host_of('postgres')}:{settings.postgres_port}"
        return ["--database-url", services.database_url(settings, ADMINISTRATOR, server), "--database-password-file",
                str(self.cluster.postgres.password_file), "--data", self.folder / "verify"]

    def number(self, context, statement):
        """The one number that a statement answers."""
        return int(self.cluster.postgres.sql(statement, services.database_name(context)))

    def performance_of(self, seat):
        """The performance that a seat belongs to, which is the key of all events about it."""
        return self.client().get(f"/seats/{seat}").json["performanceId"]

    def messages(self):
        """The whole topic as a stranger sees it."""
        return messages_of(self.cluster.kafka.address, TOPIC)

    def is_quiet_about(self, key):
        """Whether everything that was published under the key has reached whoever listens to it."""
        for source in self.sources():
            told = self.number(source, f"SELECT COALESCE(MAX(sequence), 0) FROM event_sequence WHERE key = '{key}'")
            for listener, sources in self.listeners().items():
                if source in sources and told != self.number(
                        listener, f"SELECT COALESCE(MAX(sequence), 0) FROM inbox WHERE source = '{source}' "
                                  f"AND key = '{key}'"):
                    return False
        return True

    def wait_until_all_is_read(self, seconds):
        """Until every context that listens has come to what is the end of the topic now, as Kafka knows it."""
        ends = {message["partition"]: message["offset"] + 1 for message in self.messages()}
        for context in self.listeners():
            def has_come_there(group=f"boxoffice-{context}"):
                known = committed_offsets(self.cluster.kafka.address, group, TOPIC)
                return all(known.get(partition, 0) >= end for partition, end in ends.items())
            house.wait_until(has_come_there, seconds)

    # ---- processes

    def running(self, context):
        return [replica for replica in self.cluster.state.of(context)
                if replica.process.is_alive() and not replica.process.is_paused()]

    def replica(self, context):
        """One of those that run."""
        return self.running(context)[0]

    def kill(self, *names):
        """kill -9 for each; the names are those of servers, contexts or replicas."""
        killed = [process for name in names for process in self.cluster.named(name)]
        for process in killed:
            process.send(signal.SIGKILL)
        for process in killed:
            process.end(signal.SIGKILL)
        if "postgres" in names:
            house.wait_until(lambda: not is_worked_in(self.cluster.postgres.data), START_SECONDS_MAX)

    def pause(self, name):
        for process in self.cluster.named(name):
            process.send(signal.SIGSTOP)
            house.wait_until(process.is_paused)

    def resume_all(self):
        for process in self.cluster.state.processes():
            if process.is_paused():
                process.send(signal.SIGCONT)

    # ---- after a fault

    def heal(self):
        """Links, proxies and processes as they were; what has died is started again, and all serve."""
        self.switch.heal()
        self.proxies.heal()
        self.resume_all()
        self.cluster.up(self.settings())

    def settle(self):
        """Heals and waits until nothing is under way any more. Answers how many seconds that took."""
        began = time.monotonic()
        self.heal()
        missing = ["?"]
        while missing:
            missing = self.under_way()
            if time.monotonic() - began > SETTLE_SECONDS_MAX:
                raise AssertionError(f"after {SETTLE_SECONDS_MAX:.0f} s it has not settled: {missing}")
            if missing:
                time.sleep(POLL_SECONDS)
        return time.monotonic() - began

    def under_way(self):
        """What has not come to its end: sagas, events that somebody has not taken, letters that wait."""
        states = ", ".join(f"'{state}'" for state in UNSETTLED)
        sagas = self.number("reservation", f"SELECT COUNT(*) FROM reservation WHERE state IN ({states})")
        if sagas:
            return [f"{sagas} purchases"]
        if not self.is_quiet():
            return ["events"]
        letters = self.number("notification", "SELECT COUNT(*) FROM notification WHERE status = 'waiting'")
        return [f"{letters} letters"] if letters else []
