"""Goal: a broker that is killed loses and reorders nothing of ours; who never saw our code can follow the story.

The bus is driven by its own tests (src/platform/bus/tests/kafka_broker_test.cpp), the broker from here.
"""
import json
import os
import signal
import subprocess
import tempfile
import unittest
from collections import defaultdict
from pathlib import Path

import tree
from cluster.kafka_broker import KafkaBroker
from cluster.waiting import wait_until

PROGRAM = tree.ROOT / "build" / "release" / "bin" / "bus_tests"
EVENTS_BEFORE_THE_KILL = 500
KEPT_HEADERS = ["type", "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_sequence", "ce_generation"]


class KafkaBus(unittest.TestCase):
    def setUp(self):
        if not PROGRAM.exists():
            self.skipTest(f"{PROGRAM} is not built")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.broker = KafkaBroker.on_free_ports(self.folder / "kafka")
        self.process = None
        self.addCleanup(lambda: self.process and self.process.end(signal.SIGKILL))
        self.start()

    def start(self):
        self.process = self.broker.start(tied=True)
        self.broker.wait_until_ready(self.process)

    def drive(self, test, **environment):
        return subprocess.Popen([PROGRAM, f"--gtest_filter=KafkaBroker.{test}"], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True,
                                env={**os.environ, "BOXOFFICE_TEST_KAFKA": self.broker.address, **environment})

    def kcat(self, *arguments):
        done = subprocess.run(["/usr/bin/kcat", "-b", self.broker.address, *arguments], capture_output=True, text=True,
                              check=True, timeout=60)
        return done.stdout

    def has(self, topic, count):
        """Whether the topic has that many messages. Who reads to the end runs after a publisher that never rests."""
        try:
            lines = self.kcat("-C", "-t", topic, "-o", "beginning", "-e", "-c", str(count), "-q", "-f", "%o\n")
        except subprocess.CalledProcessError:
            return False  # no topic yet
        return len(lines.splitlines()) == count

    def test_a_broker_killed_under_publishing_loses_and_reorders_nothing(self):
        restarted = self.folder / "restarted"
        driver = self.drive("NothingIsLostOrReorderedWhenTheBrokerIsKilled", BOXOFFICE_TEST_KAFKA_TOPIC="killed",
                            BOXOFFICE_TEST_KAFKA_RESTARTED=str(restarted))
        self.addCleanup(driver.kill)
        self.assertTrue(wait_until(lambda: self.has("killed", EVENTS_BEFORE_THE_KILL), 60))
        self.process.end(signal.SIGKILL)
        self.start()
        restarted.touch()
        output, _ = driver.communicate(timeout=120)
        self.assertEqual(driver.returncode, 0, output)
        self.assertIn("[  PASSED  ] 1 test", output)

    def test_a_stranger_follows_the_story(self):
        driver = self.drive("LeavesAStoryForAStranger", BOXOFFICE_TEST_KAFKA_TOPIC="story")
        output, _ = driver.communicate(timeout=60)
        self.assertIn("[  PASSED  ] 1 test", output)
        messages = [json.loads(line) for line in
                    self.kcat("-C", "-t", "story", "-o", "beginning", "-e", "-q", "-J").splitlines()]
        self.assertEqual(len(messages), 12)
        sequences = defaultdict(list)
        partitions = defaultdict(set)
        for message in messages:
            names, values = message["headers"][0::2], message["headers"][1::2]
            headers = dict(zip(names, values))
            self.assertLessEqual(set(KEPT_HEADERS) | {"content-type"}, set(names))
            self.assertEqual(headers["type"], "SeatHeld")
            self.assertEqual(headers["ce_type"], headers["type"])
            self.assertEqual(headers["ce_source"], "musical")
            self.assertEqual(headers["ce_specversion"], "1.0")
            self.assertEqual(headers["content-type"], "application/json")
            self.assertEqual(len(headers["ce_sequence"]), 19)
            number = int(headers["ce_sequence"])
            self.assertEqual(headers["ce_id"], f"{message['key']}/{headers['ce_generation']}/{number}")
            self.assertRegex(headers["ce_time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            self.assertIn("n", json.loads(message["payload"]))
            sequences[message["key"]].append(number)
            partitions[message["key"]].add(message["partition"])
        self.assertEqual(dict(sequences), {key: [1, 2, 3, 4] for key in ("1", "2", "3")})
        self.assertTrue(all(len(each) == 1 for each in partitions.values()), partitions)


if __name__ == "__main__":
    unittest.main()
