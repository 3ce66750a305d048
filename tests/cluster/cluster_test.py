"""Goal: a cluster comes up whole, changes without losing a request, comes back after a death, and leaves nothing.

Kafka, PostgreSQL, Envoy, Prometheus and the mail sink are the real ones; stand_in.py is in the place of the house.
"""
import contextlib
import http.client
import io
import json
import os
import signal
import smtplib
import socket
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

import tree
from cluster import places, ports, status, verbs
from cluster.cluster import Cluster
from cluster.http_questions import ask_json, is_answered
from cluster.layout import (CONTEXTS, PORTS_WANTED, ClusterProblem, Folders, Replica, Settings, State, load,
                            parse_replicas, save)
from cluster.processes import DiedAtStart, Started
from cluster.progress import Progress
from cluster.waiting import wait_until

STAND_IN = tree.ROOT / "tests" / "cluster" / "stand_in.py"


def free_hundred():
    """The first of a hundred ports that are free together."""
    for first in range(21_000, 32_000, PORTS_WANTED):
        if all(ports.is_free(port) for port in range(first, first + PORTS_WANTED)):
            return first
    raise AssertionError("no hundred free ports in a row")


class People(threading.Thread):
    """Ask without a pause, each over a connection that is kept, and note what was no good answer."""

    def __init__(self, port, method="GET", path="/items"):
        super().__init__()
        self.port, self.method, self.path = port, method, path
        self.over = threading.Event()
        self.answered = 0
        self.failures = []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        while not self.over.is_set():
            try:
                connection.request(self.method, self.path)
                answer = connection.getresponse()
                answer.read()
                if answer.status == 200:
                    self.answered += 1
                else:
                    self.failures.append(answer.status)
            except (OSError, http.client.HTTPException) as failure:
                self.failures.append(repr(failure))
                connection.close()
        connection.close()

    def __enter__(self):
        self.start()
        assert wait_until(lambda: self.answered > 20, 20), self.failures
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()


class Running(unittest.TestCase):
    """One cluster for all of these; each leaves it with every context there."""

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(mock.patch.object(places, "PROGRAM", STAND_IN))
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.folders = Folders(Path(folder) / "cluster")
        cls.first_port = free_hundred()
        cls.settings = Settings(port=cls.first_port + 9, ports_from=cls.first_port, replicas={"musical": 2},
                                durable=False)
        cls.cluster = Cluster(cls.folders, Progress(quiet=True))
        cls.addClassCleanup(cls.cluster.down)
        cls.cluster.up(cls.settings)

    def tearDown(self):
        self.cluster.up(self.settings)

    def test_every_context_serves_through_the_front_door(self):
        for path, context in [("/items", "musical"), ("/me", "identity"), ("/sales", "sales"), ("/", "gateway")]:
            self.assertEqual(ask_json(self.settings.port, path)["context"], context)
        rows = status.lines(self.cluster)
        self.assertEqual([row.name for row in rows if not row.is_well], [])
        self.assertEqual(len(rows), 6 + len(CONTEXTS) + 1)
        self.assertIn("musical-2", status.table(rows))

    def test_the_inner_door_leads_to_internal_ports_and_the_front_door_does_not(self):
        answer = ask_json(self.settings.inner_port("identity"), "/internal/people")
        self.assertEqual((answer["context"], answer["port"]), ("identity", "internal"))
        self.assertEqual(ask_json(self.settings.port, "/internal/people")["context"], "gateway")

    def test_each_context_has_its_database(self):
        found = self.cluster.postgres.sql("SELECT datname FROM pg_database WHERE datname LIKE 'boxoffice_%'").split()
        self.assertEqual(sorted(found), sorted(f"boxoffice_{context}" for context in CONTEXTS))

    def test_secrets_are_for_their_owner_alone_and_in_no_list_of_arguments(self):
        secrets = list(self.folders.secrets.iterdir())
        self.assertTrue(secrets)
        told = "".join(Path(f"/proc/{process.pid}/cmdline").read_text() for process in self.cluster.state.processes())
        for path in secrets:
            self.assertEqual(path.stat().st_mode & 0o777, 0o600, path)
            self.assertNotIn(path.read_text().strip(), told)

    def test_mail_can_be_read_back(self):
        with smtplib.SMTP("127.0.0.1", self.settings.smtp_port) as client:
            client.sendmail("house@example.org", ["mina@example.org"],
                            "Subject: =?utf-8?B?7JiI66ek?=\r\n"
                            "Content-Type: text/plain; charset=utf-8\r\n\r\n좌석".encode())
        message = ask_json(self.settings.mail_port, "/")[-1]
        self.assertEqual((message["to"], message["subject"], message["text"].strip()),
                         (["mina@example.org"], "예매", "좌석"))

    def test_prometheus_reads_every_process(self):
        def all_are_found():
            found = ask_json(self.settings.prometheus_port, "/api/v1/targets?state=active")
            labels = [target["labels"] for target in found["data"]["activeTargets"]] if found else []
            return {each["replica"] for each in labels if each["job"] == "boxoffice"} == {
                replica.name for replica in self.cluster.state.replicas}
        self.assertTrue(wait_until(all_are_found, 30))

    def test_a_rolling_restart_loses_no_request(self):
        before = {replica.process.pid for replica in self.cluster.state.of("musical")}
        with People(self.settings.port, "POST") as people:
            self.cluster.restart_rolling(["musical"])
        self.assertEqual(people.failures, [])
        after = {replica.process.pid for replica in self.cluster.state.of("musical")}
        self.assertEqual(len(after), 2)
        self.assertFalse(before & after)

    def test_an_abrupt_restart_is_seen(self):
        """So that the test above is known to see what it looks for."""
        self.cluster.scale({"musical": 1})
        with People(self.settings.port, "POST") as people:
            self.cluster.restart_abruptly(["musical"])
        self.assertTrue(people.failures)

    def test_one_that_others_tell_to_end_loses_no_request_either(self):
        replica = self.cluster.state.of("musical")[0]
        with People(self.settings.port, "POST") as people:
            replica.process.end(signal.SIGTERM)
        self.assertEqual(people.failures, [])

    def test_more_and_fewer_replicas_lose_no_request(self):
        with People(self.settings.port) as people:
            self.cluster.scale({"musical": 3})
            self.assertEqual(len(self.cluster.state.of("musical")), 3)
            self.cluster.scale({"musical": 1})
        self.assertEqual(people.failures, [])
        self.assertEqual(load(self.folders).settings.wanted("musical"), 1, "the next up leaves it so")

    def test_up_starts_again_what_has_died(self):
        victim = self.cluster.state.of("payment")[0]
        victim.process.end(signal.SIGKILL)
        self.cluster.state.servers["mail"].end(signal.SIGKILL)
        self.assertIn("gone", [row.state for row in status.lines(self.cluster)])
        self.cluster.up(self.settings)
        self.assertTrue(is_answered(self.settings.port, "/payments"))
        self.assertEqual([row.name for row in status.lines(self.cluster) if not row.is_well], [])

    def test_one_command_at_a_time(self):
        with self.cluster.locked():
            with self.assertRaisesRegex(ClusterProblem, "right now"), Cluster(self.folders, Progress(True)).locked():
                pass

    def test_unknown_names_are_told(self):
        with self.assertRaisesRegex(ClusterProblem, "There is no 'nobody' here: .*kafka.*musical-1"):
            self.cluster.named("nobody")
        self.assertEqual(len(self.cluster.named("musical")), 2)
        self.assertEqual(len(self.cluster.named("musical-1")), 1)


class ComingAndGoing(unittest.TestCase):
    def setUp(self):
        self.enterContext(mock.patch.object(places, "PROGRAM", STAND_IN))
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.folders = Folders(Path(folder) / "cluster")
        first = free_hundred()
        self.settings = Settings(port=first + 9, ports_from=first, with_prometheus=False, durable=False)
        self.cluster = Cluster(self.folders, Progress(quiet=True))
        self.addCleanup(self.cluster.down)

    def test_a_taken_port_is_told_before_anything_starts(self):
        with socket.create_server(("127.0.0.1", self.settings.postgres_port)):
            told = f"{self.settings.postgres_port} \\(PostgreSQL\\).*--ports-from"
            with self.assertRaisesRegex(ClusterProblem, told):
                self.cluster.up(self.settings)
        self.assertEqual(self.cluster.state.processes(), [])

    def test_who_does_not_start_is_told_and_down_leaves_nothing(self):
        with mock.patch.dict(os.environ, STAND_IN_REFUSES="payment"):
            with self.assertRaisesRegex(DiedAtStart, "payment-1 ended while it started(.|\n)*refuses to start"):
                self.cluster.up(self.settings)
        running = [process for process in self.cluster.state.processes() if process.is_alive()]
        self.assertGreater(len(running), 5)
        # Another run of the program ends what this one has started.
        Cluster(self.folders, Progress(quiet=True)).down()
        self.assertTrue(wait_until(lambda: not any(not process.has_gone() for process in running), 20))
        self.assertFalse(self.folders.root.exists())
        self.assertEqual([port for port in range(self.settings.ports_from, self.settings.ports_from + PORTS_WANTED)
                          if not ports.is_free(port)], [])


class Plain(unittest.TestCase):
    def test_numbers_of_replicas(self):
        self.assertEqual(parse_replicas(["reservation=3,musical=2", "sales=1"]),
                         {"reservation": 3, "musical": 2, "sales": 1})
        self.assertEqual(set(parse_replicas(["all=3"]).values()), {3})
        for wrong in ("reservation", "reservation=0", "reservation=ten", "nobody=2", "musical=10"):
            with self.subTest(wrong), self.assertRaises(ClusterProblem):
                parse_replicas([wrong])

    def test_the_ports_of_two_things_never_meet(self):
        settings = Settings(with_tracing=True)
        named = list(settings.server_ports().values()) + [port + offset for port in settings.slots()
                                                          for offset in range(3)]
        self.assertEqual(len(named), len(set(named)))
        self.assertGreaterEqual(len(settings.slots()), 3 * len(CONTEXTS) + 1, "three of each, and one that is coming")

    def test_a_verb_without_a_cluster_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            with mock.patch.object(verbs, "Folders", lambda: Folders(Path(folder) / "none")):
                with self.assertRaisesRegex(ClusterProblem, "./dev cluster up starts one"):
                    verbs.show_status([])
                with contextlib.redirect_stdout(io.StringIO()) as said:
                    self.assertEqual(verbs.down([]), 0)
                self.assertIn("nothing to end", said.getvalue())

    def test_state_is_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            folders = Folders(Path(folder))
            self.assertIsNone(load(folders))
            state = State(Settings(port=1, serve_options=("--hold-seconds", "5")),
                          {"kafka": Started("kafka", 1, 2, "l")},
                          [Replica("sales", 2, 3, Started("sales-2", 4, 5, "m"))])
            save(folders, state)
            self.assertEqual(load(folders), state)
            self.assertEqual(json.loads(folders.state_file.read_text())["replicas"][0]["context"], "sales")


if __name__ == "__main__":
    unittest.main()
